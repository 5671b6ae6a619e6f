"""The environment of the pages' templates: what every one of them may use.

url("incident", 12)            the address of a named view
static("css/base.css")         the address of a static file, cached for ever
icon("search")                 an inline drawing; hidden from screen readers
forms_of("impact")             the forms that a section of this meaning may hold
at | moment                    a time as `<time>`, which the browser shows in the reader's zone
at | moment("date")            only its day; also "time" and "relative"
seconds | duration             "25 min 30 s"
text | markdown                Markdown as sanitised HTML
"gitlog" | system              the name that readers know a source by
_("text"), {% trans %}         translation
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from hansei.domain.blocks.forms import forms_of
from hansei.domain.times import duration_text
from hansei.outputs.html.content import source_title
from hansei.web.icons import icon
from hansei.web.navigation import navigation
from hansei.web.prose import markdown
from hansei.web.static_files import static

_FALLBACK = {
    "full": "%Y-%m-%d %H:%M UTC",
    "second": "%Y-%m-%d %H:%M:%S UTC",
    "date": "%Y-%m-%d",
    "time": "%H:%M:%S",
    "relative": "%Y-%m-%d %H:%M UTC",
}


def environment(**options: Any) -> Environment:
    """The environment, escaping by default; an unknown name in a template is an error."""
    made = Environment(  # noqa: S701 - Django's backend sets autoescape
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
    )
    from hansei.web.sign_in.ways import PARTS  # needs the applications to be loaded

    made.globals.update(url=url, static=static, icon=icon, navigation=navigation, **PARTS)
    made.globals.update(forms_of=forms_of)
    made.filters.update(moment=moment, duration=duration, markdown=markdown, system=system)
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = said  # the library's own takes any text for safe, and a list's time
    return made


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a view."""
    return _url(name, args, tuple(kwargs.items()))


@lru_cache(maxsize=500)
def system(source: str) -> str:
    """The name that readers know a source by; "" for none."""
    return source_title(source) if source else ""


@lru_cache(maxsize=20_000)
def _url(name: str, args: tuple[object, ...], kwargs: tuple[tuple[str, object], ...]) -> str:
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


def said(text: str, /, **values: object) -> str:
    """A text in the reader's language: what `_` is in templates.

    It is escaped where it is shown, whatever was given as the text: words that people wrote, such
    as the title of a variant, pass through here too.
    """
    if not values:
        return _said(get_language() or "", text)
    if any(hasattr(each, "__html__") for each in values.values()):
        return escape(gettext(text)) % values
    return gettext(text) % values


@lru_cache(maxsize=20_000)
def _said(_language: str, text: str) -> str:
    return gettext(text).replace("%%", "%")  # as where values stand in it


def moment(at: datetime | date | None, shape: str = "full") -> Markup:
    """A time for readers. `shape`: "full", "second", "date", "time" or "relative".

    A plain date is a day wherever the reader is, and stays as it is.
    """
    if at is None:
        return Markup('<span class="unknown">{}</span>').format(gettext("unknown"))
    if not isinstance(at, datetime):
        return Markup('<time datetime="{0}" data-day>{0}</time>').format(at.isoformat())
    known = at.astimezone(UTC)
    # Digits and our own words alone: there is nothing to escape, and lists hold many.
    stamp, shown = known.isoformat().replace("+00:00", "Z"), known.strftime(_FALLBACK[shape])
    return Markup(f'<time datetime="{stamp}" data-moment="{shape}">{shown}</time>')  # noqa: S704


def duration(seconds: float | None) -> Markup | str:
    """A length of time in words."""
    if seconds is None:
        return Markup('<span class="unknown">{}</span>').format(gettext("unknown"))
    return duration_text(seconds)
