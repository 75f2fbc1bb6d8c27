"""The count regressions that other families fit."""
