"""The text for customers: only what was released for them, in plain language."""
