"""Hansei turns an incident's scattered records into a blameless post-mortem."""

__version__ = "0.1.0"
