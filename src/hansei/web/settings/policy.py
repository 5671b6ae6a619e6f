"""The policy: which incidents get a post-mortem, and when people meet and look again."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hansei.domain.errors import Conflict, InputError
from hansei.domain.organisation import problems_of_policy
from hansei.domain.policy import USUAL_POLICY, Policy, Trigger
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.organisation.services.settings import set_policy
from hansei.postmortem.selectors.policy_preview import policy_preview
from hansei.timeline.services.apply_policy import apply_policy
from hansei.web import queries
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther
from hansei.web.settings.asked import undo_address, version_of, whole

_NUMBERS = (
    "due_rank", "approval_rank", "review_from_h", "review_until_h", "quick_h", "publish_days",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """Shows and sets the policy, with what it means for the latest incidents."""
    access_settings(request.actor)
    version = selectors.versions().policy
    if request.method != "POST":
        return _show(request, selectors.policy(), {}, {}, version)
    access_to_change(request.actor)
    typed, wrong = (USUAL_POLICY, {}) if "usual" in request.POST else _typed(request.POST)
    given, version = request.POST.dict(), version_of(request.POST)
    if wrong:
        return _show(request, typed, wrong, given, version, status=400)
    try:
        made = set_policy(actor=request.actor, policy=typed, version=version)
    except InputError as error:
        wrong = {error.place or "all": error.reason}
        return _show(request, typed, wrong, given, version, status=400)
    except Conflict as error:
        newest = selectors.versions().policy
        return _show(request, typed, {"all": str(error)}, given, newest, status=409)
    if made != version:
        notice(request, _("Saved"), undo=undo_address(selectors.POLICY, made))
    return SeeOther(reverse("settings-policy"))


@require_safe
def preview(request: Request) -> HttpResponse:
    """What the policy in the address would mean: a part of the page."""
    access_settings(request.actor)
    typed, _wrong = _typed(request.GET)
    found = policy_preview(actor=request.actor, policy=typed, scale=selectors.scale())
    return render(request, "settings/preview.html", {"preview": found})


@require_POST
def apply(request: Request) -> HttpResponse:
    """Applies the policy to the incidents there are."""
    changed = apply_policy(actor=request.actor)
    text = ngettext(
        "Something is different for %(n)s incident", "Something is different for %(n)s incidents",
        changed,
    )  # fmt: skip
    notice(
        request, text % {"n": changed} if changed else _("Nothing is different for any incident")
    )
    return SeeOther(reverse("settings-policy"))


def _typed(given: QueryDict) -> tuple[Policy, dict[str, str]]:
    """What the form says, as far as it can be read, and what is wrong with it by field."""
    wrong: dict[str, str] = {}
    numbers: dict[str, Any] = {}
    for name in _NUMBERS:
        found = whole(given, name)
        if found is None:
            wrong[name] = _("A whole number")
        else:
            numbers[name] = found
    days = _days(given.get("check_in_days", ""))
    if days is None:
        wrong["check_in_days"] = _("Numbers of days, as 30, 60, 90")
    policy = Policy(
        **numbers,
        check_in_days=days or (),
        triggers=tuple(each for each in Trigger if each.value in given.getlist("triggers")),
    )
    if not wrong:
        problems = problems_of_policy(policy, selectors.scale())
        wrong = {each.field: each.reason for each in problems}
    return policy, wrong


def _days(written: str) -> tuple[int, ...] | None:
    parts = [each for each in re.split(r"[\s,;]+", written.strip()) if each]
    days = [queries.whole(each, most=99_999) for each in parts]
    return None if None in days else tuple(each for each in days if each is not None)


def _show(
    request: Request, value: Policy, wrong: dict[str, str], given: dict[str, str], version: int, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """`given` is what was typed, which stands in the form again where it cannot be read."""
    scale = selectors.scale()
    texts = {name: given.get(name, str(getattr(value, name))) for name in _NUMBERS}
    texts["check_in_days"] = given.get("check_in_days", ", ".join(map(str, value.check_in_days)))
    ranks = [(0, _("None by its severity alone"))]
    for rank, level in enumerate(scale.levels, start=1):
        worse = _("%(name)s and worse") % {"name": level.name}
        ranks.append((rank, level.name if rank == 1 else worse))
    context = {
        "value": value,
        "texts": texts,
        "wrong": wrong,
        "version": version,
        "ranks": ranks,
        "approvals": [(0, _("None")), *ranks[1:]],
        "triggers": [(each, _TRIGGERS[each]()) for each in _TRIGGERS],
        "majors": [each.name for each in scale.levels if each.major],
        "preview": policy_preview(actor=request.actor, policy=value, scale=scale),
        "is_usual": value == USUAL_POLICY,
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/policy.html", context, status=status)


_TRIGGERS = {
    Trigger.BREACH: lambda: _("A breach of an SLA or SLO, however short"),
    Trigger.LAUNCH: lambda: _("A launch or migration that behaved unexpectedly"),
    Trigger.DEPLOYMENT: lambda: _("A critical deployment or performance failure"),
    Trigger.PROJECT_END: lambda: _("The end of a project"),
    Trigger.NEAR_MISS: lambda: _("A near-miss, on one page"),
}
