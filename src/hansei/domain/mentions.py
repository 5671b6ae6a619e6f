"""People named in a remark: "@" and a user name, or a shown name."""

from __future__ import annotations

import re
from collections.abc import Mapping

_AT = re.compile(r"(?<![\w@/.])@")
_END = re.compile(r"[\w-]")


def mentioned(text: str, names: Mapping[str, int]) -> frozenset[int]:
    """Whom a text names. `names` are user names and shown names with their keys.

    The longest name that fits wins; case does not matter. A name goes on to the end of its word.
    """
    ordered = sorted(names, key=len, reverse=True)
    found = set()
    for at in _AT.finditer(text):
        rest = text[at.end() : at.end() + 200].casefold()
        for name in ordered:
            if name and rest.startswith(name.casefold()) and not _END.match(rest, len(name)):
                found.add(names[name])
                break
    return frozenset(found)
