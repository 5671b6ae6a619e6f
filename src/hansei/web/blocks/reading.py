"""What stands under structured blocks where a post-mortem is read: sums, clocks, the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from markupsafe import Markup

from hansei.domain.blocks.facts import facts_of
from hansei.domain.blocks.forms import CAUSAL_MAP, COMMUNICATION, COMPLIANCE, COST, FORMS
from hansei.domain.blocks.places import placed_in
from hansei.domain.document import Document
from hansei.domain.writing import handles
from hansei.reading.extract import stated_factors
from hansei.web.blocks.beneath import beneath
from hansei.web.blocks.shown import Place
from hansei.web.editor.page import anchor

if TYPE_CHECKING:
    from hansei.postmortem.models import PostMortem

_SHOWN = frozenset(each.name for each in (CAUSAL_MAP, COMMUNICATION, COMPLIANCE, COST))


def beneath_blocks(found: PostMortem, document: Document) -> Mapping[str, Markup]:
    """The parts to show under blocks, by the anchor of each block. No query.

    The page links `css/blocks.css`.
    """
    placed = [each for each in placed_in(document) if each.form in _SHOWN]
    if not placed:
        return {}
    facts = facts_of(document, stated_factors(document), now=timezone.now())
    names = handles(document)
    parts = {}
    for each in placed:
        form, handle = FORMS[each.form], names[each.section]
        place = Place(found, document, form, each.section, handle, each.grid, "", facts)
        context = {"place": place, "found": found, "form": form.name, "read": True}
        html = render_to_string(
            "blocks/beneath.html", {**context, **beneath(place, each.grid)}, using="pages"
        )
        parts[anchor(handle, each.block)] = Markup(html)  # noqa: S704 - a template of ours
    return parts
