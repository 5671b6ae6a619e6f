"""A post-mortem as a page to read."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hansei.web.blocks.reading import beneath_blocks
from hansei.web.editor.exports import outputs
from hansei.web.editor.page import sheet
from hansei.web.editor.tabs import places
from hansei.web.pages import Request, render


@require_safe
def read(request: HttpRequest, number: int) -> HttpResponse:
    """The reading page."""
    found = sheet(actor=cast(Request, request).actor, number=number)
    shown = {
        "sheet": found,
        "exports": outputs(),
        "places": places(),
        "beneath": beneath_blocks(found.post_mortem, found.document),
    }
    return render(request, "editor/read.html", shown)
