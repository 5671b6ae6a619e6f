"""Keeps internal words out of what customers read, whoever wrote them.

The allow-list decides which texts are looked at all; this is the second fence. It removes rather
than judges: a removed word leaves a bracket that a person fills or deletes before publishing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from hansei.sources.text import one_line

NAME, INTERNAL, LINK = "[name removed]", "[internal name removed]", "[link removed]"
_MOST_NAMES, _SHORTEST_NAME = 500, 3
_CITATION = re.compile(r" ?\[[eE]v?\d{1,9}(?:, ?[eE]v?\d{1,9}){0,40}\]")
_COMMENT = re.compile(r"<!--.{0,500}?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}\)")
_ADDRESS = re.compile(
    r"<?\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\[\]]{1,1000}>?", re.IGNORECASE
)
_SCHEME = re.compile(r"\b(?:javascript|vbscript|data|file|mailto):\S{1,1000}", re.IGNORECASE)
_CODE = re.compile(r"`[^`]{1,500}`")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}|(?<!\w)[@#][\w.-]{2,80}")
_TOKEN = re.compile(r"[A-Za-z0-9_](?:[\w./\\:-]{0,200}\w)?", re.ASCII)
_HUMP = re.compile(r"[A-Z][a-z]+")
_VERSION = re.compile(r"v?\d+(?:[.:/-]\d+)*", re.IGNORECASE)
_HARMLESS = frozenset(("utc", "gmt", "covid", "top", "and/or", "n/a", "24/7", "tcp/ip", "i/o"))
_INSIDE = ("internal", "local", "corp", "lan", "intra", "svc", "cluster", "prod", "staging")
_FILES = ("yaml", "yml", "json", "toml", "conf", "cfg", "ini", "py", "go", "js", "ts", "java", "rb",
          "rs", "tf", "sh", "sql", "log", "env", "php", "xml")  # fmt: skip


def guard(names: Iterable[str], services: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that takes internal words out of a text.

    `names`: people and teams to remove. `services`: removed where they are identifiers
    ("checkout-api"); a plain word ("checkout") is no secret.
    """
    people = _any_of(names)
    components = _any_of(each for each in services if not each.isalpha() and " " not in each)

    def without_internals(text: str) -> str:
        for pattern, instead in (
            (_COMMENT, ""), (_TAG, ""), (_CITATION, ""), (_LINK, r"\1"), (_ADDRESS, LINK),
            (_SCHEME, LINK), (_CODE, INTERNAL), (components, INTERNAL), (_MAIL, NAME),
            (people, NAME),
        ):  # fmt: skip
            text = pattern.sub(instead, text)
        return _TOKEN.sub(lambda found: INTERNAL if is_internal(found[0]) else found[0], text)

    return without_internals


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the words as they stand, the longest first; of none: nothing."""
    known = sorted({each for each in words if len(each) >= _SHORTEST_NAME}, key=len, reverse=True)
    each_one = (rf"(?<!\w){re.escape(each)}(?!\w)" for each in known[:_MOST_NAMES])
    return re.compile("|".join(each_one) or r"(?!)")


def clean(text: str) -> str:
    """The text's lines without control characters and without what cannot be encoded."""
    lines = text.encode("utf-8", "replace").decode().splitlines()
    kept = (line[: len(line) - len(line.lstrip(" "))] + one_line(line, 4000) for line in lines)
    return "\n".join(kept).strip("\n")


def is_internal(token: str) -> bool:
    """Whether a word looks like a host, an address, a commit, a file, a ticket or an identifier."""
    low = token.lower()
    if low in _HARMLESS or _VERSION.fullmatch(token):
        return _is_address(token)
    if "_" in token or "\\" in token or "/" in token:
        return "_" in token or "\\" in token or _is_path(token)
    if _is_commit(low) or len(_HUMP.findall(token)) >= 3:
        return True
    if "." in token or ":" in token:
        return _is_host(low)
    return "-" in token and _is_numbered(low)


def _is_address(token: str) -> bool:
    numbers = token.partition(":")[0].split(".")
    return len(numbers) == 4 and all(each.isdigit() and int(each) < 256 for each in numbers)


def _is_path(token: str) -> bool:
    return token.count("/") > 1 or any(is_internal(each) for each in token.split("/") if each)


def _is_commit(low: str) -> bool:
    bare = low.replace("-", "")
    is_hex = all(each in "0123456789abcdef" for each in bare)
    has_both = any(each.isdigit() for each in bare) and any(each.isalpha() for each in bare)
    return 7 <= len(bare) <= 64 and is_hex and has_both


def _is_host(low: str) -> bool:
    labels = re.split(r"[.:]", low)
    if ":" in low and labels[-1].isdigit() and any(each.isalpha() for each in labels[0]):
        return True
    if any(_is_numbered(each) for each in labels) or labels[-1] in (*_INSIDE, *_FILES):
        return True
    if _is_address(low):
        return True
    return len(labels) >= 3 and all(len(each) > 1 and not each.isdigit() for each in labels)


def _is_numbered(low: str) -> bool:
    """ "db-prod-03", "web1-eu", "inc-4711"; not "top-10" and "12-hour"."""
    first, *rest = low.split("-")
    if not rest or first in _HARMLESS or not any(each.isalpha() for each in first):
        return False
    if first.isdigit():
        return False
    return any(each.isdigit() for each in low) and not first[0].isdigit()
