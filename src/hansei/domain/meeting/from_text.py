"""Questions from the text: contradictions, factors that nothing answers, what is marked as open."""

from __future__ import annotations

from collections.abc import Iterator

from hansei.domain.claims import Standing
from hansei.domain.coverage import Answer
from hansei.domain.document import ActionStatus
from hansei.domain.meeting.agenda import Item
from hansei.domain.meeting.questions import About, Ground, Question, short
from hansei.domain.open_points import OpenPoint, open_points

_OF_SECTION = {
    "summary": Item.RECAP, "overview": Item.RECAP, "impact": Item.RECAP,
    "timeline": Item.TIMELINE, "detection": Item.RESPONSE, "resolution": Item.RESPONSE,
    "communication": Item.RESPONSE, "root_cause": Item.CAUSES, "factors": Item.CAUSES,
    "actions": Item.ACTIONS, "lessons": Item.ACTIONS,
}  # fmt: skip
_ABOUT = {
    Standing.DISPUTED: About.DISPUTE, Standing.UNKNOWN: About.UNKNOWN,
    Standing.ASSUMPTION: About.ASSUMPTION, Standing.QUESTION: About.QUESTION,
}  # fmt: skip
_DONE = (ActionStatus.COMPLETED, ActionStatus.CANCELLED)


def asked(ground: Ground) -> Iterator[Question]:
    """All of them, unordered."""
    yield from _contradictions(ground)
    yield from _factors(ground)
    yield from _open(ground)
    yield from _actions(ground)


def item_of(ground: Ground, section: int) -> Item:
    """The item of the agenda at which a section is talked about."""
    sections = ground.document.sections
    key = sections[section].key if 0 <= section < len(sections) else ""
    return _OF_SECTION.get(key, Item.TIMELINE if section < 0 else Item.CAUSES)


def _contradictions(ground: Ground) -> Iterator[Question]:
    for each in ground.conflicts:
        said = short(each.says, 120)
        yield Question(
            item=item_of(ground, each.section), about=About.CONTRADICTION,
            text=f"Which holds? {short(each.message)}",
            why=(f"“{said}”" + (f" against “{short(each.against, 120)}”." if each.against else "."))
            if said else short(each.against, 120),
            section=each.section, subject=f"{each.message} {each.says}",
        )  # fmt: skip


def _factors(ground: Ground) -> Iterator[Question]:
    for each in ground.factors.open:
        name = f"{each.factor.key}: " if each.factor.key else ""
        expired = each.answer is Answer.EXPIRED
        yield Question(
            item=Item.ACTIONS, about=About.FACTOR,
            text="Its risk was accepted until a day that is over: does somebody accept it again, "
            "or what breaks it?" if expired
            else "Nothing answers this factor. Which change would break it, or who accepts the "
            "risk in writing?",
            why=f"{name}{short(each.factor.text, 160)}", events=each.factor.cites[:3],
            subject=each.factor.text,
        )  # fmt: skip
    causes = next((at for at, each in enumerate(ground.document.sections)
                   if each.key == "root_cause"), -1)  # fmt: skip
    if causes >= 0 and ground.factors.total < 2:
        yield Question(
            item=Item.CAUSES, about=About.FACTOR,
            text="What else had to be so for this to happen, to last so long, or to go unnoticed?",
            why="No contributing factor is written down yet." if not ground.factors.total
            else "Only one contributing factor is written down.",
            section=causes, subject="more factors",
        )  # fmt: skip


def _open(ground: Ground) -> Iterator[Question]:
    for each in open_points(ground.document):
        title = ground.document.sections[each.section].title
        yield Question(
            item=item_of(ground, each.section), about=_ABOUT[each.standing],
            text=_put(each), why=f"Marked as {_NAMED[each.standing]} in “{short(title, 60)}”.",
            events=tuple(name for name in each.cites if not name.lower().startswith("ev"))[:3],
            section=each.section, subject=each.text,
        )  # fmt: skip


_NAMED = {
    Standing.DISPUTED: "disputed", Standing.UNKNOWN: "unknown",
    Standing.ASSUMPTION: "an assumption", Standing.QUESTION: "a question",
}  # fmt: skip


def _put(point: OpenPoint) -> str:
    said = short(point.text.strip().lstrip("*").strip())
    match point.standing:
        case Standing.DISPUTED:
            by = f" {point.who} says: {short(point.why, 100)}." if point.who and point.why else ""
            return f"What do we hold to be true: “{said}”?{by}"
        case Standing.UNKNOWN:
            asked = said.partition(";")[0].rstrip(".")
            return f"Who can find out {asked[:1].lower()}{asked[1:]}?"
        case Standing.ASSUMPTION:
            return f"What would show whether this is so: “{said}”?"
        case _:
            return said


def _actions(ground: Ground) -> Iterator[Question]:
    """Actions that leave the room as wishes; one question for each thing that they lack."""
    for lack, ask in (("owner", "Who takes each of them?"), ("due", "By which day is each done?")):
        wanting = [
            each for each in ground.actions
            if not getattr(each, lack) and each.status not in _DONE
        ]  # fmt: skip
        if wanting:
            count, of = len(wanting), "no owner" if lack == "owner" else "no due date"
            yield Question(
                item=Item.ACTIONS, about=About.ACTION,
                text=f"{count} action{'s' * (count > 1)} {'have' if count > 1 else 'has'} {of}. "
                f"{ask}",
                why="; ".join(f"“{short(each.text, 60)}”" for each in wanting[:3])
                + ("; …" if count > 3 else ""),
                subject=f"actions without {lack}", weight=count,
            )  # fmt: skip
    if not ground.actions:
        yield Question(
            item=Item.ACTIONS, about=About.ACTION,
            text="Nothing is to be done yet. Which one change would have made the most difference?",
            why="The post-mortem names no action.", subject="no actions",
        )  # fmt: skip
