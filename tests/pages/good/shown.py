"""A file that a page shows whole."""
