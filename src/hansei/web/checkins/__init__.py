"""The looks after 30, 60 and 90 days: one page that says what is known and asks for verdicts."""
