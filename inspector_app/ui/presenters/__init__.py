"""Qt-free: what a page shows and which door a gesture opens."""
