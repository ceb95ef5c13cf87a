"""Push, pull, transport, back-off."""
