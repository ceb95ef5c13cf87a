"""The HTTP doors of PROTOCOL (docs/protocol.md)."""
