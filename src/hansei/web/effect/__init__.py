"""Did it work? The page of an action's effect, and that of a service."""
