"""Texts of a section on pages beside the reading page: what they cite leads there."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from hansei.web.editor.prose import cited

_HERE = 'href="#cite-'


def cited_from(number: int, text: str) -> Markup:
    """A block's text as HTML, its citations leading to the sources of the post-mortem."""
    page = reverse("post-mortem", args=(number,))
    html = str(cited(text, table=gettext("Table")))
    return Markup(html.replace(_HERE, f'href="{page}#cite-'))  # noqa: S704 - sanitised by cited
