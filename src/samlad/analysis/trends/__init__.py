"""Change over time, and what of it is reporting."""
