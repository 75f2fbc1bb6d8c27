"""Measurements: how fast, and how true. Not part of the product."""
