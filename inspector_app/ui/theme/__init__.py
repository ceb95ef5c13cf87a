"""Colours, spacing, type and icons of the whole window."""
