"""Adds an action, and rewords one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hansei.accounts.roles import Need
from hansei.accounts.selectors import directory
from hansei.domain.document import ActionClass
from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound
from hansei.postmortem.selectors import post_mortems
from hansei.postmortem.selectors.action_view import Shown, action_view, factors_of_post_mortem
from hansei.postmortem.services.actions_edit import add_action, edit_action
from hansei.web.actions import words
from hansei.web.actions.forms import ActionForm, blank, standing, typed
from hansei.web.actions.moving import next_of, undo_address
from hansei.web.pages import Request, notice, render
from hansei.web.queries import whole
from hansei.web.replies import SeeOther

_CHOICES, _PEOPLE = 50, 500


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Adds an action to a post-mortem."""
    if not request.actor.may(Need.CHANGE):
        raise NotFound("no actions to add")
    if request.method != "POST":
        return _new_page(request, blank(request.GET.dict()))
    form = typed(request.POST)
    reference = form.values["postmortem"].split(" ")[0]
    if not reference:
        form.wrong["postmortem"] = _("Which post-mortem does it follow from?")
    fields = form.fields()
    if fields is None:
        return _new_page(request, form, status=400)
    try:
        made = add_action(actor=request.actor, number_or_id=reference, fields=fields)
    except NotFound:
        form.wrong["postmortem"] = _("There is none of this number that you may change")
        return _new_page(request, form, status=400)
    except InputError as error:
        form.wrong[error.place or "text"] = error.reason
        return _new_page(request, form, status=400)
    back = next_of(request, made.pk)
    notice(request, f"{_('Added')}: {made.text}", undo=undo_address(made, reverse("actions")))
    return SeeOther(back)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, action: int) -> HttpResponse:
    """Says something else of an action."""
    found = action_view(actor=request.actor, pk=action)
    if not found.may_change:
        raise NotFound(f"no action {action}")
    if request.method != "POST":
        form = standing(found.line)
        return _form_page(request, form, found.factors, line=found.line)
    form = typed(request.POST)
    version, fields = whole(form.values["version"]) or 0, form.fields()
    if fields is None:
        return _form_page(request, form, found.factors, line=found.line, status=400)
    try:
        made = edit_action(actor=request.actor, pk=action, version=version, fields=fields)
    except InputError as error:
        form.wrong[error.place or "text"] = error.reason
        return _form_page(request, form, found.factors, line=found.line, status=400)
    except Conflict:
        # Saving again is a decision then: the page shows what stands, and names its version.
        form.values["version"] = found.line.version
        return _form_page(request, form, found.factors, line=found.line, status=409, overtaken=True)
    back = next_of(request, action)
    if made.version != version:
        notice(request, _("Saved"), undo=undo_address(made, back))
    return SeeOther(back)


def _new_page(request: Request, form: ActionForm, *, status: int = 200) -> HttpResponse:
    reference = form.values["postmortem"].split(" ")[0]
    factors: Sequence[Shown] = ()
    if reference:
        try:
            factors = factors_of_post_mortem(actor=request.actor, number_or_id=reference)
        except HanseiError:
            factors = ()
    rows = post_mortems(actor=request.actor)[:_CHOICES]
    choices = [f"{each.reference} {each.title}" for each in rows]
    return _form_page(request, form, factors, status=status, choices=choices)


def _form_page(
    request: Request, form: ActionForm, factors: Sequence[Shown], *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    known = {each.key for each in factors}
    context = {
        "form": form,
        "factors": factors,
        "others": [each for each in form.answers if each not in known],
        "people": [each.name for each in directory(actor=request.actor, limit=_PEOPLE)],
        "classes": [("", str(words.UNSAID)), *((each.value, words.CLASSES[each])
                                               for each in ActionClass)],
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "line": None,
        "choices": [],
        "overtaken": False,
        "words": words,
        **more,
    }  # fmt: skip
    return render(request, "actions/edit.html", context, status=status)
