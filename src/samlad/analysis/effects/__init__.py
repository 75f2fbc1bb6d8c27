"""Before and after, with and without comparison, and what is learned from many measures."""
