"""Kernel density on a grid."""
