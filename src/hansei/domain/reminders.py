"""What people are reminded of."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of reminder, which a person may switch off."""

    DUE = "due"  # a post-mortem is due, or should be published soon
    OVERDUE = "overdue"  # nobody met or published in time
    ACTION_DUE = "action-due"  # an action of theirs is due within days
    ACTION_OVERDUE = "action-overdue"
    REVIEW = "review"  # they meet today or tomorrow
    CHECK_IN = "check-in"  # did the actions work?
    APPROVAL = "approval"  # a text waits for a second person
    VERIFICATION = "verification"  # an action waits for somebody to look at it
    COMMENT = "comment"  # somebody calls them, answers them, or writes about what they own
