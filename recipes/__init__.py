"""Modules that a reader takes away: each needs SQLAlchemy and nothing else of this book."""
