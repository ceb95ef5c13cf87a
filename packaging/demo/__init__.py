"""Draws the demo warehouse: packs, cartons, labels, papers, damage, sounds, the app icon."""
