"""How many users the post-mortem says were affected: public words may not make it less."""

from __future__ import annotations

import re

from hansei.domain.document import Document

_WHO = (
    r"(?:users?|customers?|people|visitors?|accounts?|tenants?|clients?|subscribers?|merchants?|"
    r"members?)\b"
)
_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|per ?cent\b)", re.IGNORECASE)
_AFTER = re.compile(rf"[^.;|\n]{{0,40}}?\b{_WHO}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b{_WHO}[^.;\n]{{0,40}}$", re.IGNORECASE)
_OF = re.compile(r"\s*of\b([^.;,|()\n]{0,40})", re.IGNORECASE)
_PEOPLE = re.compile(rf"\b(?:{_WHO}|them\b|those\b)", re.IGNORECASE)
_SPARED = re.compile(r"\b(?:un|not |never )(?:affected|impacted)|\bno impact", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:a |an )?(?:very )?(?:some|few|several|certain|handful|subset|fraction|minority|"
    r"limited number|small number|small share|small group|small percentage|limited set|portion)"
    rf"(?: of)?(?: our| the)? ({_WHO})",
    re.IGNORECASE,
)
_SECTIONS = ("summary", "impact")


def users_percent(document: Document) -> float | None:
    """The largest share of users that front matter, summary or impact state as affected."""
    stated = document.extra.get("users_percent")
    found: list[float] = []
    if isinstance(stated, (int, float)) and not isinstance(stated, bool):
        found.append(float(stated))
    for section in document.sections:
        if section.key in _SECTIONS:
            found += _shares(section.text)
    within = [each for each in found if 0 < each <= 100]
    return max(within, default=None)


def percent_text(percent: float) -> str:
    """ "45 %", "0.5 %" """
    return f"{percent:.3f}".rstrip("0").rstrip(".") + " %"


def unsoftened(text: str, percent: float) -> str:
    """The text with "some users" and the like replaced by the share."""
    return _VAGUE.sub(rf"{percent_text(percent)} of \1", text)


def _shares(text: str) -> list[float]:
    found = []
    for match in _SHARE.finditer(text):
        before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() :][:80]
        sentence = after.partition(".")[0]
        of = _OF.match(after)
        if of and not _PEOPLE.search(of[1]):
            continue  # of requests or orders, whoever is named before
        named = _AFTER.match(after) or _BEFORE.search(before.rpartition(". ")[2])
        if named and not _SPARED.search(sentence):
            found.append(float(match[1].replace(",", ".")))
    return found
