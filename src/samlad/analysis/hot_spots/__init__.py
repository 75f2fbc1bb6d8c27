"""Where it is high or low, and how that changes."""
