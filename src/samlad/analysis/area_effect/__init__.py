"""The effect of a measure in areas, judged against all others."""
