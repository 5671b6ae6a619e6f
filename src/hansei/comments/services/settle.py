"""Resolves remarks, and decides over suggestions."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.comments.access import access_thread
from hansei.comments.models import Thread
from hansei.comments.services.parts import changed
from hansei.domain.anchors import Anchor, find, replaced
from hansei.domain.errors import Conflict, InputError
from hansei.domain.section_text import section_text
from hansei.domain.writing import position_of, rewritten
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.cited_events import with_cited_events
from hansei.project.transactions import writing

ACCEPTED, DECLINED = "accepted", "declined"


def resolve_remark(
    *, actor: Actor, number_or_id: int | str, thread: int, resolved: bool = True
) -> Thread:
    """Says that a remark is dealt with, or (`resolved` False) that it is not. Raises NotFound."""
    with writing():
        found = access_thread(actor, number_or_id, thread, Need.CHANGE)
        if (found.resolved is not None) is resolved:
            return found
        columns = {
            "resolved": timezone.now() if resolved else None,
            "resolved_by": str(actor) if resolved else "",
        }
        verb = "resolve remark" if resolved else "reopen remark"
        return changed(found, actor=actor, verb=verb, columns=columns)


def accept_suggestion(*, actor: Actor, number_or_id: int | str, thread: int) -> Thread:
    """Puts a suggested wording into its section, wherever the passage stands by now.

    Accepting again changes nothing. Raises Conflict where the words were changed or are gone,
    InputError where the passage cuts a mark of Markdown in two or there is no suggestion, NotFound
    where the actor may not change the post-mortem.
    """
    with writing():
        found = access_thread(actor, number_or_id, thread, Need.CHANGE)
        if found.decided == ACCEPTED:
            return found
        wording = _wording(found)
        standing = found.post_mortem
        document = document_of(standing)
        position = position_of(document, found.section)
        text = section_text(document.sections[position]) if position is not None else ""
        anchor = Anchor(found.section, found.quote, found.before, found.after)
        span = find(anchor, text)
        if position is None or span is None or span.how.value != "same":
            raise Conflict("the words that it replaces were changed meanwhile: take it in by hand")
        put = replaced(text, span, wording)
        if put is None:
            raise InputError("it cuts a table, a link or an emphasis in two: take it in by hand")
        document = with_cited_events(rewritten(document, position, put), standing, position)
        columns = {
            "decided": ACCEPTED, "resolved": timezone.now(), "resolved_by": str(actor),
        }  # fmt: skip
        Thread.objects.filter(pk=found.pk).update(**columns, version=found.version + 1)
        found.refresh_from_db(fields=[*columns, "version"])
        change_document(
            standing, document, actor=actor, verb="accept suggestion",
            changes={"remark": found.pk, "section": found.section},
        )  # fmt: skip
        return found


def decline_suggestion(
    *, actor: Actor, number_or_id: int | str, thread: int, declined: bool = True
) -> Thread:
    """Leaves the text as it is, or (`declined` False) the question open again.

    Raises InputError for one that was accepted: its words stand in the text.
    """
    with writing():
        found = access_thread(actor, number_or_id, thread, Need.CHANGE)
        _wording(found)
        if found.decided == ACCEPTED:
            raise InputError("it was accepted: its words stand in the text")
        if (found.decided == DECLINED) is declined:
            return found
        columns = {
            "decided": DECLINED if declined else "",
            "resolved": timezone.now() if declined else None,
            "resolved_by": str(actor) if declined else "",
        }
        verb = "decline suggestion" if declined else "reopen suggestion"
        return changed(found, actor=actor, verb=verb, columns=columns)


def _wording(thread: Thread) -> str:
    if thread.wording is None:
        raise InputError("this remark suggests no wording")
    return thread.wording
