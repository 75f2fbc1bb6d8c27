"""Rates, proportions and small areas."""
