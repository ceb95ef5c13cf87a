"""Photo guard, views and thumbnails."""
