"""Keeping what was suggested and decided, the index of what was said, and the models."""
