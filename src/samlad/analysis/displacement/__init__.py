"""Whether the problem moved."""
