"""Samlad: one joint situational picture for safer places."""

__version__ = "0.1.0"
