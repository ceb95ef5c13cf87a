"""One function per user act; ports.py names what the outside must provide."""
