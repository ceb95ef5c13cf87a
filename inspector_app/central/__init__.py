"""The central system: receives events and photos, gives out master data."""
