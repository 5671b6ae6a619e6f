"""Measures the web application on a large store: see bench/README.md."""
