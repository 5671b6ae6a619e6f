"""The one error tree.

    HanseiError                 anything Hansei refuses, with a stable `code`
    ├── InputError              the input cannot be used; names file and place
    │   ├── Unreadable          not decodable: binary, truncated, encoding, too deep, too large
    │   ├── ForeignPayload      well-formed, but not what this source speaks
    │   ├── UnknownEvent        this source's envelope around an event type it does not know
    │   └── BadRow              one row cannot be used; its neighbours can
    ├── UsageError              the request itself is wrong (an option, an unknown format)
    ├── NotFound                absent or forbidden: the two look the same
    └── Conflict                somebody else changed it first

Each door translates this tree once: the command line into one line and an exit code.
"""

from __future__ import annotations


class HanseiError(Exception):
    """Base of all refusals. `code` is stable and safe for scripts to match."""

    code = "error"


class InputError(HanseiError):
    """Input that cannot be used. `place` says where, in words a person can follow."""

    code = "input"

    def __init__(self, reason: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason = reason
        self.place = place


class Unreadable(InputError):
    code = "unreadable"


class ForeignPayload(InputError):
    code = "foreign-payload"


class UnknownEvent(InputError):
    code = "unknown-event"


class BadRow(InputError):
    code = "bad-row"


class UsageError(HanseiError):
    code = "usage"


class NotFound(HanseiError):
    code = "not-found"


class Conflict(HanseiError):
    code = "conflict"
