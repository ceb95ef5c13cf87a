"""Photos by content hash in a folder or an object store."""
