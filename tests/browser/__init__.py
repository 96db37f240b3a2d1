"""Drives the built site in a browser."""
