"""The pages of one post-mortem."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

_PAGES = (
    ("post-mortem", gettext_noop("Read")),
    ("post-mortem-edit", gettext_noop("Write")),
    ("comments", gettext_noop("Comments")),
    ("post-mortem-factors", gettext_noop("Factors")),
    ("post-mortem-open", gettext_noop("Open points")),
    ("post-mortem-evidence", gettext_noop("Evidence")),
    ("review-room", gettext_noop("Review")),
    ("post-mortem-revisions", gettext_noop("History")),
    ("status", gettext_noop("Status")),
    ("post-mortem-details", gettext_noop("Details")),
    ("post-mortem-people", gettext_noop("People")),
)


def places() -> list[tuple[str, str, str]]:
    """Name of the view, title and key of each page of a post-mortem."""
    return [(name, gettext(title), "") for name, title in _PAGES]
