"""Contributing factors that are one cause in other words, as people say."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hansei.domain.errors import InputError
from hansei.recurrence.selectors.causes import causes
from hansei.recurrence.services.judge_cause import count_apart, count_as
from hansei.web.pages import Request, notice, render
from hansei.web.replies import see


@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: Request) -> HttpResponse:
    """All causes; posted, a person says that one wording counts as another."""
    typed = {"wording": "", "counts_as": ""}
    wrong = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            made = count_as(actor=request.actor, **typed)
        except InputError as error:
            wrong = str(error)
        else:
            said = _("%(one)s counts as %(other)s") % {"one": made.says, "other": made.as_says}
            notice(request, said, undo=reverse("cause-apart", args=(made.pk,)))
            return see("causes")
    context = {"found": causes(actor=request.actor), "typed": typed, "wrong": wrong}
    return render(request, "recurrence/causes.html", context, status=400 if wrong else 200)


@require_POST
def apart(request: Request, said: int) -> HttpResponse:
    """Takes back what was said of a wording."""
    count_apart(actor=request.actor, said=said)
    notice(request, _("Counted apart again"))
    return see("causes")
