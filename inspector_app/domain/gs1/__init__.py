"""GS1 element strings, GTINs and Digital Links."""
