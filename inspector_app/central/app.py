"""The ASGI application of the central system."""
