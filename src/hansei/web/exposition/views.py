"""The key figures in Prometheus' text format, for who shows an API token or is signed in.

Source: Prometheus, "Exposition formats", version 0.0.4.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hansei.accounts.actor import Actor
from hansei.accounts.tokens import verified
from hansei.learning.selectors.key_figures import Family, key_figures

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What the caller may see; 401 for nobody."""
    actor = _caller(request)
    if actor is None:
        refused = HttpResponse(
            "Send an API token: Authorization: Bearer hns_...\n",
            content_type="text/plain; charset=utf-8",
            status=401,
        )
        refused["WWW-Authenticate"] = 'Bearer realm="hansei"'
        return refused
    text = "".join(_lines(key_figures(actor=actor))) if actor.is_member else ""
    response = HttpResponse(text, content_type=_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def _caller(request: HttpRequest) -> Actor | None:
    header = request.headers.get("Authorization")
    if header is not None:
        kind, _, secret = header.partition(" ")
        found = verified(secret.strip()) if kind.lower() == "bearer" else None
        return found.actor if found else None
    if not request.user.is_authenticated:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _lines(families: Iterable[Family]) -> Iterable[str]:
    for family in families:
        yield f"# HELP {family.name} {_escaped(family.help)}\n# TYPE {family.name} gauge\n"
        for each in family.samples:
            labels = ",".join(f'{name}="{_escaped(value, True)}"' for name, value in each.labels)
            yield f"{family.name}{{{labels}}} {each.value:.10g}\n"


def _escaped(text: str, quoted: bool = False) -> str:
    found = text.replace("\\", "\\\\").replace("\n", "\\n")
    return found.replace('"', '\\"') if quoted else found
