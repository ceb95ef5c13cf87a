"""Every command of inspector-app, one file a command."""
