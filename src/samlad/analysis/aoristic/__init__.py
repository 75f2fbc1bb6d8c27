"""When it happened, where only an interval is known."""
