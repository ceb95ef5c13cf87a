"""Plain Python: the rules of incoming inspection."""
