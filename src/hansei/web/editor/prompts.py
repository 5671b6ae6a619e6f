"""What each section asks for: shown where nothing is written yet."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from hansei.domain.document import Document, Section
from hansei.organisation.selectors import modules, variants

_USUAL: Mapping[str, str] = {
    "summary": gettext_noop("What happened, when, to what, and how large was it? Three sentences."),
    "timeline": gettext_noop("What does the timeline not show that a reader needs to know?"),
    "detection": gettext_noop(
        "Who or what noticed first? Were the alerts clear? How did escalation work?"
    ),
    "root_cause": gettext_noop(
        "One primary cause. Ask why until the answer is a system or a process, never a person."
    ),
    "factors": gettext_noop("Which conditions made it likelier, larger or longer?"),
    "impact": gettext_noop(
        "How many users, for how long, which requests, what cost? Cite what measured it."
    ),
    "resolution": gettext_noop("What was tried, in order, and what helped?"),
    "actions": gettext_noop(
        "What changes a system or a process? Each action with an owner and a due date."
    ),
    "lessons": gettext_noop("What is worth telling another team? What went well and should stay?"),
    "questions": gettext_noop("What should the review talk about?"),
    "customer_message": gettext_noop("Thank customers; say what happened and what changes."),
}


def prompts_of(document: Document, section: Section) -> tuple[str, ...]:
    """What the section asks for: as its template says, else as is usual for its meaning."""
    plan = variants().get(document.variant)
    planned = (*(plan.sections if plan else ()), *modules().values())
    found = next((each.prompts for each in planned if each.key == section.key), ())
    if found or section.key not in _USUAL:
        return tuple(found)
    return (gettext(_USUAL[section.key]),)
