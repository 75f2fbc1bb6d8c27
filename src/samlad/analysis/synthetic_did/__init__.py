"""Synthetic difference-in-differences."""
