"""Each setting once: name, type, default, text."""
