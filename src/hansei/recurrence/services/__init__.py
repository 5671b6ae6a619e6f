"""What people say about recurrences and effects: one module a deed."""
