"""Templates of the organisation's own: in the store and as files, beside those that are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.organisation import General
from hansei.domain.template_text import TemplateKind
from hansei.domain.variants import modules as shipped_modules
from hansei.domain.variants import names
from hansei.organisation.models import TemplateRevision
from hansei.organisation.selectors import modules, template, templates, variants
from hansei.organisation.services.settings import set_general
from hansei.organisation.services.templates import (
    add_template,
    archive_template,
    change_template,
    restore_template,
    restore_template_text,
)
from tests.organisation.test_settings import ADMIN, OTHERS

pytestmark = pytest.mark.django_db
OWN = """name = "brief"
title = "Brief"
purpose = "Our own"

[[sections]]
key = "summary"
title = "In short"
prompts = ["What happened?"]
"""
EXTENDING = """name = "longer"
title = "Longer"
purpose = "More"
extends = "brief"

[[sections]]
key = "cost"
title = "Cost"
"""
MODULE = '[[sections]]\nkey = "weather"\ntitle = "Weather"\n'
VARIANT = TemplateKind.VARIANT


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.TEMPLATE_FILES = str(tmp_path)
    return tmp_path


def test_own_ones_stand_behind_the_shipped_ones() -> None:
    add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    add_template(actor=ADMIN, kind=VARIANT, text=EXTENDING)
    add_template(actor=ADMIN, kind=TemplateKind.MODULE, text=MODULE)
    assert tuple(variants()) == (*names(), "brief", "longer")
    assert variants()["longer"].keys == ("summary", "cost")
    assert set(modules()) == {*shipped_modules(), "weather"}
    assert next(iter(variants())) == "incident"


def test_a_changed_text_keeps_the_ones_before() -> None:
    made = add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    other = OWN.replace("In short", "Briefly")
    assert change_template(actor=ADMIN, key=made.pk, text=other, version=1).version == 2
    assert change_template(actor=ADMIN, key=made.pk, text=other, version=2).version == 2
    with pytest.raises(Conflict):
        change_template(actor=ADMIN, key=made.pk, text=OWN, version=1)
    assert variants()["brief"].sections[0].title == "Briefly"
    restore_template_text(actor=ADMIN, key=made.pk, number=1, version=2)
    assert variants()["brief"].sections[0].title == "In short"
    assert TemplateRevision.objects.filter(template=made).count() == 3
    with pytest.raises(NotFound):
        restore_template_text(actor=ADMIN, key=made.pk, number=9, version=3)


def test_the_archive_takes_one_out_of_use_until_it_is_restored() -> None:
    made = add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    longer = add_template(actor=ADMIN, kind=VARIANT, text=EXTENDING)
    with pytest.raises(InputError, match="longer extends it"):
        archive_template(actor=ADMIN, key=made.pk)
    archive_template(actor=ADMIN, key=longer.pk)
    set_general(actor=ADMIN, general=General(variant="brief"), version=0)
    with pytest.raises(InputError, match="usual variant"):
        archive_template(actor=ADMIN, key=made.pk)
    set_general(actor=ADMIN, general=General(), version=1)
    archive_template(actor=ADMIN, key=made.pk)
    assert tuple(variants()) == names()
    assert template(actor=ADMIN, key=made.pk).archived
    with pytest.raises(InputError, match="archive"):
        add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    restore_template(actor=ADMIN, key=made.pk)
    assert "brief" in variants()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("name = ", "line 1"),
        (OWN.replace('key = "summary"', "key = 7"), "line 6"),
        (OWN.replace('"In short"', '"In short"\nextra = 1'), "line 8: nothing is called extra"),
        (OWN.replace('title = "Brief"\n', ""), "title is missing"),
        (OWN.replace('"brief"', '"Brief one"'), "line 1: the name"),
        (OWN.replace('"Brief"', '""'), "line 2: the title"),
        (OWN.replace('"Our own"', '"Our own"\nextends = "absent"'), "line 4: extends"),
        (OWN.replace('"Our own"', '"Our own"\nextends = "regulated"'), "line 4: extends"),
        (OWN.replace('"Our own"', '"Our own"\nextends = "incident"'), "line 7: two sections"),
        (OWN + '\n[[sections]]\nkey = "summary"\ntitle = "x"\n', "line 11: two sections"),
        (OWN.replace('"summary"', '"Sum mary"'), "line 6: a key"),
        (OWN.replace('"What happened?"', '" "'), "line 8: each question"),
        (OWN.partition("\n\n")[0] + "\nsections = []", "at least one section"),
        (OWN.replace('"brief"', '"incident"'), "shipped"),
        ("#" * 100_001, "100,000"),
    ],
)
def test_a_text_that_is_no_template_is_refused_with_its_line(text: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        add_template(actor=ADMIN, kind=VARIANT, text=text)
    assert tuple(variants()) == names()


def test_a_name_stays() -> None:
    made = add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    other = OWN.replace('"brief"', '"short"')
    with pytest.raises(InputError, match="name stays brief"):
        change_template(actor=ADMIN, key=made.pk, text=other, version=1)


@pytest.mark.parametrize("text", ["", MODULE * 2, MODULE.replace("weather", "Weather!")])
def test_a_module_is_one_section(text: str) -> None:
    with pytest.raises(InputError):
        add_template(actor=ADMIN, kind=TemplateKind.MODULE, text=text)


def test_files_stand_before_own_ones_and_bad_ones_say_why(folder: Path) -> None:
    add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    (folder / "brief.toml").write_text(OWN.replace("In short", "From a file"))
    (folder / "module.toml").write_text(MODULE)
    (folder / "bad.toml").write_text("name = [")
    (folder / "latin.toml").write_bytes(b"# \xe4")
    (folder / "notes.txt").write_text("nothing")
    found = {each.file: each for each in templates(actor=ADMIN) if each.file}
    assert set(found) == {"brief.toml", "module.toml", "bad.toml", "latin.toml"}
    assert [each.line for each in found["bad.toml"].faults] == [1]
    assert "UTF-8" in found["latin.toml"].faults[0].reason
    assert variants()["brief"].sections[0].title == "From a file"
    assert "weather" in modules()
    (own,) = (each for each in templates(actor=ADMIN) if each.key)
    assert own.hidden_by == "brief.toml"
    (folder / "brief.toml").unlink()
    assert variants()["brief"].sections[0].title == "In short"


def test_a_folder_that_is_not_there_is_told(settings: Any, tmp_path: Path) -> None:
    settings.TEMPLATE_FILES = str(tmp_path / "absent")
    (told,) = (each for each in templates(actor=ADMIN) if each.file)
    assert told.faults
    assert tuple(variants()) == names()


def test_only_administrators_change_them() -> None:
    made = add_template(actor=ADMIN, kind=VARIANT, text=OWN)
    for actor in OTHERS:
        for refused in (
            lambda actor=actor: add_template(actor=actor, kind=VARIANT, text=EXTENDING),
            lambda actor=actor: change_template(actor=actor, key=made.pk, text="", version=1),
            lambda actor=actor: archive_template(actor=actor, key=made.pk),
            lambda actor=actor: restore_template(actor=actor, key=made.pk),
            lambda actor=actor: restore_template_text(
                actor=actor, key=made.pk, number=1, version=1
            ),
        ):
            with pytest.raises(NotFound):
                refused()
        assert len(templates(actor=actor)) > len(names())
    with pytest.raises(NotFound):
        template(actor=ADMIN, key=0)
