"""The timeline of an incident: its lanes, its list, and what people do to it."""
