"""Reads lists and finds things, as far as the actor may: one module a thing that is listed."""
