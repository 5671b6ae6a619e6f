"""The review meeting: its agenda, the questions that the data asks, and how time is kept.

agenda(60)                         the items with their minutes
questions(Ground(...))             what to ask at each of them, with what it rests on
Pace(...)                          the clock of the current item
read_action("fix alert @ops 2026-12-01", names)
"""
