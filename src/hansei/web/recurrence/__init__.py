"""What happened before: similar incidents, and how often the same comes again."""
