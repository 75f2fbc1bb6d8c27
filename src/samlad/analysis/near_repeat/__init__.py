"""Whether one incident is followed by another close by."""
