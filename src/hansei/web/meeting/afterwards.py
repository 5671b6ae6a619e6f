"""What a meeting leaves, and the two closing questions."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.domain.errors import HanseiError, NotFound
from hansei.domain.meeting.record import ANSWERED_FOR, FEWEST
from hansei.meeting.selectors.summary import process_health, summary
from hansei.meeting.services.close import answer_closing
from hansei.web.editor.tabs import places
from hansei.web.pages import Request, notice, render, trouble
from hansei.web.replies import see


@require_safe
def summary_page(request: Request, number: int, review: int) -> HttpResponse:
    """Decisions, actions, open questions, and how people found it."""
    found = summary(actor=request.actor, number_or_id=number, review=review)
    shown = {
        "summary": found, "room": found.room, "found": found.room.post_mortem, "number": number,
        "places": places(), "fewest": FEWEST,
        "days": ANSWERED_FOR.days, "health": process_health(actor=request.actor),
    }  # fmt: skip
    return render(request, "meeting/summary.html", shown)


@require_POST
def answer(request: Request, number: int, review: int) -> HttpResponse:
    """Two answers at once; one without the other is asked for again."""
    learned, again = request.POST.get("learned", ""), request.POST.get("again", "")
    if learned not in ("yes", "no") or again not in ("yes", "no"):
        summary(actor=request.actor, number_or_id=number, review=review)
        trouble(request, gettext("Answer both questions."))
        return see("review-summary", number, review)
    try:
        answer_closing(
            actor=request.actor, number_or_id=number, review=review,
            learned=learned == "yes", again=again == "yes",
        )  # fmt: skip
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, str(error))
    else:
        notice(request, gettext("Thank you. Nobody can tell which answers are yours."))
    return see("review-summary", number, review)
