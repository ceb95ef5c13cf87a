"""Report model, PDF, goods tags, command sheets."""
