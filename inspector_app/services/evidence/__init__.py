"""Evidence bundles: gathering one, and judging one that somebody brings."""
