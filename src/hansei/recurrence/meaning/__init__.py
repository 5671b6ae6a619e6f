"""Vectors of what texts mean, from a small language model; optional, and off without its extra."""
