"""Tables, migrations and queries of the central system; the only SQL there."""
