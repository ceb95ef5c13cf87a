"""Messages and their versions, shared by station and central system."""
