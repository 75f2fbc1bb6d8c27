"""Clusters in space and time."""
