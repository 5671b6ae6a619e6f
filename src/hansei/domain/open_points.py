"""What a document leaves open: assumptions, unknowns, questions and disputes, with their places.

A statement is marked by a word before it. A dispute says who disputes it and why:

    **Disputed** (Support lead: the first ticket came at 10:04): It began at 10:10. [e3]

`marked` puts such a mark into a block's text; `settled` takes it out, and lets the statement stay
or puts what was found out in its place.
"""

from __future__ import annotations

import re

import msgspec

from hansei.domain.claims import Standing, claims
from hansei.domain.document import Document

OPEN = (Standing.DISPUTED, Standing.UNKNOWN, Standing.ASSUMPTION, Standing.QUESTION)
"""The standings that leave something open, the most pressing first."""
MARKS = (Standing.DISPUTED, Standing.UNKNOWN, Standing.ASSUMPTION)
"""What a person may mark a statement as."""
LONGEST_WHO, LONGEST_WHY = 80, 400
_WORDS = "|".join(each.value for each in OPEN)
_MARK = re.compile(
    rf"\*\*(?P<word>{_WORDS})(?::\*\*|\*\*:?)[ \t]*"
    r"(?:\((?P<who>[^():\n]{1,80}):[ \t]*(?P<why>[^()\n]{1,400})\):?[ \t]*)?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")


class OpenPoint(msgspec.Struct, frozen=True):
    """One open statement. Positions are those of its section and block, `line` counts from 0.

    `who` disputes it and `why`, where that is written; `text` is the statement without its mark.
    """

    standing: Standing
    text: str
    statement: str
    section: int
    block: int
    line: int
    who: str = ""
    why: str = ""
    cites: tuple[str, ...] = ()


def open_points(document: Document) -> tuple[OpenPoint, ...]:
    """All open statements of a document, the most pressing first, then in reading order."""
    found = []
    for claim in claims(document):
        if claim.standing in OPEN:
            mark = _MARK.search(claim.text)
            found.append(
                OpenPoint(
                    standing=claim.standing,
                    text=_MARK.sub("", claim.text, count=1).strip(),
                    statement=claim.text,
                    section=claim.section,
                    block=claim.block,
                    line=claim.line,
                    who=((mark["who"] or "") if mark else "").strip(),
                    why=((mark["why"] or "") if mark else "").strip(),
                    cites=claim.cites,
                )
            )
    return tuple(sorted(found, key=lambda each: OPEN.index(each.standing)))


def marked(
    text: str, statement: str, standing: Standing, *, who: str = "", why: str = ""
) -> str | None:
    """A block's text with one of its statements marked; None where it holds no such statement.

    An earlier mark of the statement is replaced.
    """
    bare = settled(text, statement)
    found = _place(text, statement) if bare is None else None
    target = _MARK.sub("", statement, count=1) if bare is not None else statement
    text = bare if bare is not None else text
    found = found or _place(text, target)
    if found is None:
        return None
    return f"{text[: found.start()]}{_written(standing, who, why)} {text[found.start() :]}"


def settled(text: str, statement: str, answer: str = "") -> str | None:
    """A block's text with one of its statements settled; None where it holds no such one.

    With an `answer` that stands in place of the statement, behind it where it is a question; else
    its mark alone is taken out.
    """
    found = _place(text, statement)
    if found is None:
        return None
    line = " ".join(answer.split())
    bare = _MARK.sub("", statement, count=1).strip().strip("*")
    if line and bare.endswith("?"):
        line = f"**{bare}** {line}"
    if line:
        return text[: found.start()] + line + text[found.end() :]
    mark = _MARK.search(text, found.start(), found.end())
    return text[: mark.start()] + text[mark.end() :] if mark else None


def _written(standing: Standing, who: str, why: str) -> str:
    word = standing.value.capitalize()
    person, reason = _plain(who, LONGEST_WHO).replace(":", " "), _plain(why, LONGEST_WHY)
    if standing is Standing.DISPUTED and (person or reason):
        return f"**{word}** ({person or 'Somebody'}: {reason or 'no reason given'}):"
    return f"**{word}:**"


def _plain(text: str, longest: int) -> str:
    """A remark that stays one part of its sentence: no brackets, no full stop inside."""
    line = " ".join(re.sub(r"[()*|<>\[\]]", " ", text).split())
    line = _SENTENCE_END.sub(lambda each: "" if each.end() == len(line) else ";", line)
    return line[:longest].strip(" ;")


def _place(text: str, statement: str) -> re.Match[str] | None:
    """Where a statement stands in a block: its words, however the lines are broken."""
    words = [re.escape(each) for each in statement.split()]
    if not words or "|" in text.split("\n", 1)[0]:
        return None
    return re.search(r"\s+(?:>\s*)?".join(words), text)
