"""How often the same comes again, within a window that the address may name."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hansei.domain.learning.recurrence import WINDOW_DAYS
from hansei.learning.selectors.kept import kept
from hansei.recurrence.selectors.rates import recurrence_rates
from hansei.web.keeping import minute
from hansei.web.pages import Request, render
from hansei.web.recurrence.asked import NO_DAYS, days_of

_USUAL_DAYS = 365


@require_safe
def shown(request: Request) -> HttpResponse:
    """The rates; `?window=` in days, empty for the whole history, over `?days=`."""
    typed = {"window": request.GET.get("window"), "days": request.GET.get("days")}
    wrong = {}
    days, window = _USUAL_DAYS, WINDOW_DAYS if typed["window"] is None else None
    for name, given in typed.items():
        text = (given or "").strip()
        if not text:
            continue
        number = days_of(text)
        if number is None:
            wrong[name] = NO_DAYS
        else:
            days, window = (number, window) if name == "days" else (days, number)
    actor = request.actor
    found = kept(
        actor=actor, asked=("recurrence", days, window), until=minute(),
        make=lambda: recurrence_rates(actor=actor, days=days, window_days=window),
    )  # fmt: skip
    given_window = WINDOW_DAYS if typed["window"] is None else typed["window"]
    context = {
        "found": found, "wrong": wrong,
        "typed": {"window": given_window, "days": typed["days"] or days},
    }  # fmt: skip
    return render(request, "recurrence/rates.html", context, status=400 if wrong else 200)
