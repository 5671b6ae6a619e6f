"""A post-mortem as a file."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hansei.domain.errors import NotFound
from hansei.outputs import registry
from hansei.outputs.base import Dossier, Output
from hansei.postmortem.selectors import document_of, post_mortem, timeline_of
from hansei.postmortem.selectors.evidence import evidence_notes
from hansei.web.pages import Request


@cache
def outputs() -> tuple[Output, ...]:
    """What a post-mortem can be taken out as, by name."""
    return tuple(registry.output(name) for name in registry.names())


@require_safe
def export(request: HttpRequest, number: int, output: str) -> HttpResponse:
    """One format as a download. Raises NotFound for an unknown one."""
    actor = cast(Request, request).actor
    found = post_mortem(actor=actor, number_or_id=number)
    if output not in registry.names():
        raise NotFound(f"no format {output}")
    chosen = registry.output(output)
    timeline = timeline_of(actor=actor, number_or_id=number)
    data = chosen.render(
        Dossier(
            document=document_of(found),
            timeline=timeline,
            evidence=tuple(evidence_notes(found)),
            source=found.reference,
        )
    )
    answer = HttpResponse(data, content_type=chosen.media_type)
    name = f"{found.reference}-{chosen.file_name}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
