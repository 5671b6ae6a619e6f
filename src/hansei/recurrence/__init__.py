"""Whether a post-mortem changed something: check-ins, recurrences, effects, and the stakes."""
