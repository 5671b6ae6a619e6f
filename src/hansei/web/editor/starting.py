"""Starts a post-mortem from a variant, without a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound, UsageError
from hansei.organisation.selectors import general, modules, variants
from hansei.postmortem.access import access_incident
from hansei.postmortem.services.start_post_mortem import start_post_mortem
from hansei.web.editor.asked import actor_of
from hansei.web.pages import notice, render
from hansei.web.queries import whole
from hansei.web.replies import see


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form, and what it starts. `incident` in the address names what it is about."""
    actor = actor_of(request)
    if not actor.may(Need.CHANGE):
        raise NotFound("no post-mortem to start")
    if request.method != "POST":
        return _page(request)
    form = request.POST
    try:
        made = start_post_mortem(
            actor=actor,
            title=form.get("title", ""),
            variant=form.get("variant", ""),
            module_keys=form.getlist("module"),
            incidents=_incidents(form.getlist("incident")),
        )
    except (InputError, UsageError) as error:
        place = error.place if isinstance(error, InputError) else "variant"
        reason = error.reason if isinstance(error, InputError) else str(error)
        return _page(request, wrong={place: reason}, status=400)
    notice(request, gettext("Started. Everything you write is saved as you type."))
    return see("post-mortem-edit", made.number)


def _incidents(given: list[str]) -> list[int]:
    return [key for each in given if (key := whole(each)) is not None]


def _page(
    request: HttpRequest, *, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    form = request.POST if request.method == "POST" else request.GET
    linked = [access_incident(actor, pk) for pk in _incidents(form.getlist("incident"))[:20]]
    shown = {
        "variants": list(variants().values()),
        "modules": list(modules().values()),
        "variant": form.get("variant", "") or general().variant,
        "title": form.get("title", linked[0].title if linked else ""),
        "chosen": form.getlist("module"),
        "incidents": linked,
        "wrong": wrong or {},
    }
    return render(request, "editor/new.html", shown, status=status)
