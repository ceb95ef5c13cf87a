"""Running the central system: what it counts, says, and keeps a copy of."""
