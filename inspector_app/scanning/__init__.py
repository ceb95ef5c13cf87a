"""From pictures and key strokes to raw scans."""
