"""Parts of pages that are made once for all who read the same, until anything changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup

from hansei.learning.selectors.kept import kept
from hansei.web.pages import Request


def minute() -> int:
    """For `until`: what reaches up to now is made anew every minute."""
    return int(timezone.now().timestamp()) // 60


def kept_part(
    request: Request, template: str, filling: Callable[[], Mapping[str, object]], *,
    asked: Hashable, until: Hashable = None,
) -> Markup:  # fmt: skip
    """A part of a page, from a template that looks at what `filling` gives and at nothing else.

    `asked` tells apart what `filling` is asked for; another `until` makes it anew.
    """

    def make() -> Markup:
        said = render_to_string(template, dict(filling()), using="pages")
        return Markup(said)  # noqa: S704 - the template escapes

    return kept(actor=request.actor, asked=(template, get_language(), asked), make=make,
                until=until)  # fmt: skip
