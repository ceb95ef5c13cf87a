"""Colours, type scale, spacing, icons; light and dark."""
