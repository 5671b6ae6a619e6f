"""The review meeting as an iCalendar file."""
