"""How well likeness finds what people call the same problem again: see README.md."""
