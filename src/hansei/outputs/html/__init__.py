"""The post-mortem as one self-contained page for reading, sharing and printing."""
