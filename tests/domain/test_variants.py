"""Variants and modules: the five that ship, and a team's own as plain text."""

from __future__ import annotations

import pytest

from hansei.domain.errors import UsageError
from hansei.domain.variants import modules, names, parse_variant, variant

_OWN = """
name = "brief"
title = "Brief"
purpose = "Our own"

[[sections]]
key = "summary"
title = "In short"
prompts = ["What happened?"]
"""


def test_the_five_variants_have_the_sections_of_the_guide() -> None:
    assert set(names()) == {"incident", "one-pager", "project-launch", "status-page", "regulated"}
    assert names()[0] == "incident"
    assert variant("one-pager").keys == (
        "summary", "timeline", "root_cause", "impact", "actions", "lessons",
    )  # fmt: skip
    assert variant("incident").keys[:8] == (
        "summary", "timeline", "detection", "root_cause", "impact", "resolution", "actions",
        "lessons",
    )  # fmt: skip
    assert variant("status-page").keys == (
        "summary", "timeline", "root_cause", "resolution", "customer_message",
    )  # fmt: skip
    launch = variant("project-launch").keys
    wanted = ("project_overview", "challenges", "highlights", "actions")
    assert tuple(each for each in launch if each in wanted) == wanted


def test_regulated_is_incident_and_four_more() -> None:
    keys = variant("regulated").keys
    assert keys[: len(variant("incident").keys)] == variant("incident").keys
    assert keys[-4:] == ("compliance", "evidence", "audit_trail", "risk")


@pytest.mark.parametrize("name", names())
def test_a_variant_is_complete(name: str) -> None:
    found = variant(name)
    assert found.title
    assert found.purpose
    assert len(set(found.keys)) == len(found.keys)
    assert all(section.title for section in found.sections)


def test_the_optional_modules() -> None:
    assert set(modules()) == {"feedback", "cost", "compliance", "dependencies", "communication"}


def test_a_teams_own_variant_is_a_text() -> None:
    found = variant("brief", {"brief.toml": _OWN})
    assert found.keys == ("summary",)
    assert found.sections[0].prompts == ("What happened?",)
    assert variant("incident", {"brief.toml": _OWN}) == variant("incident")


def test_a_teams_own_variant_may_extend_a_shipped_one() -> None:
    own = _OWN.replace('"Our own"', '"Our own"\nextends = "one-pager"').replace(
        '"summary"\ntitle', '"cost"\ntitle'
    )
    assert variant("brief", {"x.toml": own}).keys == (*variant("one-pager").keys, "cost")


def test_a_teams_own_variant_may_replace_a_shipped_one() -> None:
    own = _OWN.replace('"brief"', '"incident"')
    assert variant("incident", {"x.toml": own}).keys == ("summary",)
    assert variant("regulated", {"x.toml": own}).keys == (
        "summary",
        *variant("regulated").keys[-4:],
    )
    assert len(variant("incident").keys) > 1


def test_shipped_variants_stay_as_they_are_beside_a_teams_own() -> None:
    for name in names():
        assert variant(name, {"brief.toml": _OWN}) == variant(name)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("not toml at all [", "ours.toml"),
        ('name = "x"', "title"),
        (_OWN + "\nextra = 1", "ours.toml"),
        (_OWN.replace('"summary"', "7"), "key"),
        (_OWN.replace('"Our own"', '"Our own"\nextends = "absent"'), "absent"),
        (_OWN.replace('"Our own"', '"Our own"\nextends = "regulated"'), "regulated"),
        (_OWN.replace('"Our own"', '"Our own"\nextends = "brief"'), "brief"),
    ],
)
def test_a_broken_template_is_refused_with_its_name(text: str, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        variant("brief", {"ours.toml": text})


def test_an_unknown_variant_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="one-pager"):
        variant("absent")
    with pytest.raises(UsageError, match="template"):
        parse_variant("x = [")
