"""The design system's building blocks."""
