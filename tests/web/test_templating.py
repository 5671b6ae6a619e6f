"""What templates use: texts, times and addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import engines
from markupsafe import Markup

from hansei.web.templating import moment, said, url


def _rendered(source: str, **context: object) -> str:
    return str(engines["pages"].env.from_string(source).render(**context))


@pytest.mark.parametrize("written", ["<b>x</b>", '" onload="x', "100 % <i>"])
def test_a_text_of_a_person_is_escaped_where_it_is_translated(written: str) -> None:
    shown = _rendered(
        "{{ _(written) }}{% trans w=_(written) %}{{ w }}{% endtrans %}", written=written
    )
    assert "<" not in shown
    assert '"' not in shown


def test_values_in_a_text_are_escaped_but_for_what_is_safe() -> None:
    shown = _rendered('{{ _("owner %(who)s, due %(day)s", who=who, day=day) }}',
                      who="<b>", day=Markup("<time>1</time>"))  # fmt: skip
    assert shown == "owner &lt;b&gt;, due <time>1</time>"
    assert _rendered('{{ _("%(a)s of 3", a=a) }}', a="<") == "&lt; of 3"


def test_a_percent_sign_needs_no_values() -> None:
    assert said("99.9 %% of the time") == "99.9 % of the time"
    assert said("never %s") == "never %s"


def test_times_and_addresses() -> None:
    at = datetime(2026, 3, 1, 9, 5, 7, tzinfo=UTC)
    assert moment(at, "second") == (
        '<time datetime="2026-03-01T09:05:07Z" data-moment="second">2026-03-01 09:05:07 UTC</time>'
    )
    assert url("incident", 12) == "/incidents/12/"
