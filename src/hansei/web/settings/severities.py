"""The severity scale: names, what they mean, what other tools call them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hansei.domain.errors import Conflict, InputError
from hansei.domain.organisation import problems_of_scale
from hansei.domain.severity import MILDEST, USUAL_SCALE, Scale, SeverityLevel
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.organisation.services.settings import set_scale
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther
from hansei.web.settings.asked import undo_address, version_of

_SAMPLES = ("SEV0", "SEV1", "P2", "critical", "high", "medium", "low", "Sev-4", "P5")
"""What tools write: the page shows which level each of them becomes."""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """Shows and sets the scale."""
    access_settings(request.actor)
    version = selectors.versions().scale
    if request.method != "POST":
        return _show(request, selectors.scale(), {}, version)
    access_to_change(request.actor)
    if "usual" in request.POST:
        return _saved(request, USUAL_SCALE, version_of(request.POST))
    typed = _typed(request.POST)
    wrong = {each.field: each.reason for each in problems_of_scale(typed)}
    if wrong:
        return _show(request, typed, wrong, version_of(request.POST), status=400)
    return _saved(request, typed, version_of(request.POST))


def _saved(request: Request, typed: Scale, version: int) -> HttpResponse:
    try:
        made = set_scale(actor=request.actor, scale=typed, version=version)
    except InputError as error:
        return _show(request, typed, {"levels": error.reason}, version, status=400)
    except Conflict as error:
        newest = selectors.versions().scale
        return _show(request, typed, {"levels": str(error)}, newest, status=409)
    if made != version:
        notice(request, _("Saved"), undo=undo_address(selectors.SCALE, made))
    return SeeOther(reverse("settings-severities"))


def _typed(post: QueryDict) -> Scale:
    """The levels in the order of their rows; a row without anything in it is none."""
    levels: list[tuple[int, int, SeverityLevel]] = []
    for row in range(MILDEST + 1):
        name = " ".join(post.get(f"name-{row}", "").split())
        words = tuple(
            word for each in post.get(f"words-{row}", "").split(",") if (word := each.strip())
        )
        text = " ".join(post.get(f"description-{row}", "").split())
        place = post.get(f"place-{row}", "")
        if name or words or text:
            level = SeverityLevel(
                name=name, description=text[:300], words=words[:30],
                major=bool(post.get(f"major-{row}")),
            )  # fmt: skip
            order = int(place) if place in set("123456") else row + 1
            levels.append((order, row, level))
    return Scale(levels=tuple(level for _, _, level in sorted(levels, key=lambda each: each[:2])))


def _show(
    request: Request, value: Scale, wrong: dict[str, str], version: int, *, status: int = 200
) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "name": each.name,
            "description": each.description,
            "words": ", ".join(each.words),
            "major": each.major,
            "name_wrong": wrong.get(f"levels.{at}.name", ""),
            "words_wrong": wrong.get(f"levels.{at}.words", ""),
        }
        for at, each in enumerate(value.levels)
    ]
    told = [(each, value.level(each)) for each in _SAMPLES] if value.levels else []
    context = {
        "value": value,
        "rows": rows,
        "most": MILDEST,
        "wrong": wrong.get("levels", ""),
        "version": version,
        "samples": [(word, level.name, value.rank(word)) for word, level in told if level],
        "is_usual": value == USUAL_SCALE,
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/severities.html", context, status=status)
