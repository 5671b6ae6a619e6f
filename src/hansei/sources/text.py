"""Plain text out of what systems send: markup, entities and control characters removed."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

_SHORT = 200
LONGEST = 2000
"""Characters kept of one record's text; the raw record holds the rest."""

_TAG_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/tr|/h\d)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_CONTROL = re.compile(
    r"[\ud800-\udfff\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+"
)
_SPACE = re.compile(r"\s+")
_USERINFO = re.compile(r"//[^/@\s]{1,500}@")
_URL = re.compile(r"https?://[^\s<>|\"'()\[\]{}`]{3,500}")


def one_line(value: Any, longest: int = LONGEST) -> str:
    """`value` as one clean line of at most `longest` characters; "" for None."""
    if type(value) is str:
        # Names, titles and states come again and again; most texts are short.
        return _cached(value, longest) if len(value) < _SHORT else _cleaned(value, longest)
    if value is None:
        return ""
    return _cleaned(_as_text(value), longest)


def _as_text(value: Any) -> str:
    try:
        return str(value)
    except (ValueError, RecursionError):  # an integer of over 4,300 digits, a deep structure
        return ""


def _cleaned(text: str, longest: int) -> str:
    if len(text) > longest * 4:
        text = text[: longest * 4]
    if not text.isascii() or not text.isprintable():
        text = _CONTROL.sub(" ", text)
    if "  " in text or "\n" in text:
        text = _SPACE.sub(" ", text)
    text = text.strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


_cached = lru_cache(maxsize=32768)(_cleaned)


def from_html(value: Any, longest: int = LONGEST) -> str:
    """The text of a small HTML fragment, block ends as " / ", entities decoded."""
    text = str(value or "")[: longest * 8]
    if "<" in text:
        text = _TAG_BREAK.sub("\n", text)
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    lines = [line.strip() for line in text.splitlines()]
    return one_line(" / ".join(line for line in lines if line), longest)


def urls_in(text: str, most: int = 10) -> tuple[str, ...]:
    """The web addresses in a text, without query and trailing punctuation, in order."""
    if "://" not in text:
        return ()
    found: list[str] = []
    for match in _URL.finditer(text):
        url = match[0].split("?", 1)[0].split("#", 1)[0].rstrip(".,;:!/")
        if url not in found:
            found.append(url)
            if len(found) == most:
                break
    return tuple(found)


def watched_address(value: Any) -> str:
    """The address that a monitor watches, without credentials and query; "" where it is none."""
    found = urls_in(_USERINFO.sub("//", value, count=1), 1) if isinstance(value, str) else ()
    return found[0] if found else ""


def text_of(value: Any, *names: str) -> str:
    """The first non-empty string among `names` in a dict; "" where there is none."""
    if isinstance(value, dict):
        for name in names:
            found = value.get(name)
            if isinstance(found, str) and found.strip():
                return found
            if isinstance(found, (int, float)) and not isinstance(found, bool):
                return _as_text(found)
    return ""
