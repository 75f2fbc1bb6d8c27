"""Expected ranges and alarms of weekly counts."""
