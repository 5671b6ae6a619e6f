"""Changes that editing together makes."""
