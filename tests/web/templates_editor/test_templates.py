"""Templates in the browser: copies, both sides of the editor, versions, files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from hansei.accounts.roles import Role
from hansei.domain.template_text import TemplateKind
from hansei.domain.variants import variant
from hansei.organisation.models import Template
from hansei.organisation.selectors import modules, variants
from hansei.organisation.services.templates import add_template
from tests.organisation.test_templates import MODULE, OWN
from tests.web.people import STRANGER, Person

BASE = "/settings/templates/"


@pytest.fixture
def admin(people: Mapping[str, Person]) -> Person:
    return people[Role.ADMINISTRATOR]


@pytest.fixture
def own(admin: Person) -> Template:
    return add_template(actor=admin.actor, kind=TemplateKind.VARIANT, text=OWN)


def _page(who: Person, path: str) -> str:
    answer = who.client.get(BASE + path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def _text(page: str) -> str:
    found = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("name", ["incident", "one-pager", "regulated", "status-page"])
def test_a_shipped_variant_is_read_and_copied(admin: Person, name: str) -> None:
    page = _page(admin, f"variant/{name}/")
    assert variant(name).sections[-1].title in page
    assert "With an incident in it" in page
    text = _text(_page(admin, f"new/?kind=variant&from={name}"))
    assert f'name = "our-{name}"' in text
    answer = admin.client.post(f"{BASE}new/", {"kind": "variant", "from": "text", "text": text})
    assert answer.status_code == 303
    assert variants()[f"our-{name}"].keys == variant(name).keys
    assert f'name = "our-{name}-2"' in _text(_page(admin, f"new/?from={name}"))


def test_a_shipped_module_is_copied(admin: Person) -> None:
    text = _text(_page(admin, "new/?kind=module&from=cost"))
    assert 'key = "our_cost"' in text
    form = {"kind": "module", "from": "text", "text": text}
    assert admin.client.post(f"{BASE}new/", form).status_code == 303
    assert modules()["our_cost"].prompts == modules()["cost"].prompts


def test_the_form_alone_makes_a_variant(admin: Person) -> None:
    form = {
        "kind": "variant", "from": "form", "name": "brief", "title": "Brief “one”",
        "purpose": "Small \\ things", "extends": "",
        "title-0": "Lessons", "key-0": "lessons", "prompts-0": "Why?\n\n  What else? ",
        "place-0": "2", "title-1": "In short", "key-1": "", "place-1": "1",
        "title-2": "", "key-2": "", "prompts-2": "", "place-2": "3",
    }  # fmt: skip
    assert admin.client.post(f"{BASE}new/", form).status_code == 303
    made = variants()["brief"]
    assert made.keys == ("in_short", "lessons")
    assert made.sections[1].prompts == ("Why?", "What else?")
    assert (made.title, made.purpose) == ("Brief “one”", "Small \\ things")


def test_a_form_with_a_fault_comes_back_as_it_was_filled_in(admin: Person) -> None:
    """A bad name is mended where it was typed, not in the text that was made of it."""
    form = {
        "kind": "variant", "name": "Bad Name!", "title": "Vendor outage", "purpose": "Theirs",
        "extends": "", "title-0": "Summary", "key-0": "summary", "prompts-0": "Who told us?",
    }  # fmt: skip
    text = _text(admin.client.post(f"{BASE}look/", {**form, "from": "form"}).content.decode())
    for sent in ({"from": "form"}, {"from": "text", "text": text}):
        answer = admin.client.post(f"{BASE}new/", {**form, **sent})
        page = unescape(answer.content.decode())
        assert answer.status_code == 400
        assert "Not saved" in page
        for typed in ('value="Bad Name!"', 'value="Vendor outage"', "Who told us?</textarea>"):
            assert typed in page, typed
    answer = admin.client.post(f"{BASE}new/", {**form, "from": "text", "text": text + "[["})
    assert 'value="Bad Name!"' not in unescape(answer.content.decode())


def test_a_bad_text_is_shown_again_with_its_line(admin: Person, own: Template) -> None:
    bad = OWN.replace('title = "In short"', "title = 7 # <b>")
    for path in (f"{own.pk}/", "new/"):
        answer = admin.client.post(
            BASE + path, {"kind": "variant", "from": "text", "text": bad, "version": "1"}
        )
        assert answer.status_code == 400
        page = answer.content.decode()
        assert _text(page) == bad
        assert "<b>" not in page
        assert 'data-line="7"' in page
        assert "expected `str`" in page
    own.refresh_from_db()
    assert own.text == OWN


def test_what_is_being_typed_is_read(admin: Person, own: Template) -> None:
    answer = admin.client.post(
        f"{BASE}look/", {"kind": "variant", "from": "text", "text": OWN, "standing": "brief"}
    )
    page = unescape(answer.content.decode())
    assert 'value="In short"' in page
    assert "What happened?" in page
    assert "The impact began" in page
    assert "<html" not in page
    answer = admin.client.post(f"{BASE}look/", {"kind": "variant", "from": "form", "title": "x"})
    assert 'title = "x"' in _text(answer.content.decode())
    assert admin.client.post(f"{BASE}look/", {"kind": "?"}).status_code == 404


def test_versions_are_kept_and_put_back(admin: Person, own: Template) -> None:
    other = OWN.replace("In short", "Briefly")
    form = {"kind": "variant", "from": "text", "text": other, "version": "1"}
    assert admin.client.post(f"{BASE}{own.pk}/", form).status_code == 303
    page = _page(admin, f"{own.pk}/")
    undo = re.search(rf'action="({BASE}{own.pk}/versions/1/\?version=2)"', page)
    assert undo
    again = admin.client.post(f"{BASE}{own.pk}/", {**form, "text": OWN + "\n# mine"})
    assert again.status_code == 409
    assert "# mine" in _text(again.content.decode())
    assert admin.client.post(undo[1]).status_code == 303
    own.refresh_from_db()
    assert (own.text, own.version) == (OWN, 3)
    assert admin.client.post(f"{BASE}{own.pk}/versions/9/").status_code == 404


def test_the_archive_and_back(admin: Person, own: Template) -> None:
    assert admin.client.post(f"{BASE}{own.pk}/archive/").status_code == 303
    assert "Brief" not in _page(admin, "").replace("brief", "")
    assert "Brief" in _page(admin, "?archived=1")
    assert admin.client.post(f"{BASE}{own.pk}/restoration/").status_code == 303
    assert "brief" in variants()


def test_a_template_is_exported_as_the_file_that_it_is_read_from(
    people: Mapping[str, Person], own: Template, tmp_path: Path, settings: Any
) -> None:
    answer = people[Role.VIEWER].client.get(f"{BASE}variant/brief/file/")
    assert answer.content.decode() == OWN
    assert 'filename="brief.toml"' in answer.headers["Content-Disposition"]
    cost = people[Role.VIEWER].client.get(f"{BASE}module/cost/file/").content
    own.delete()
    (tmp_path / "brief.toml").write_bytes(answer.content)
    (tmp_path / "cost.toml").write_bytes(cost)
    (tmp_path / "bad.toml").write_text("name = [", encoding="utf-8")
    settings.TEMPLATE_FILES = str(tmp_path)
    page = _page(people[Role.ADMINISTRATOR], "")
    assert page.count("from a file") == 3
    assert "line 1" in page
    assert variants()["brief"].sections[0].title == "In short"


def test_strangers_see_none_and_readers_change_none(
    people: Mapping[str, Person], own: Template
) -> None:
    module = add_template(
        actor=people[Role.ADMINISTRATOR].actor, kind=TemplateKind.MODULE, text=MODULE
    )
    text = {"kind": "variant", "from": "text", "text": OWN.replace('"brief"', '"other"')}
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            reader = people[role].client
            assert reader.get(f"{BASE}variant/brief/").status_code == 200
            assert reader.get(f"{BASE}{own.pk}/").status_code == 404
            assert reader.get(f"{BASE}new/").status_code == 404
            for path in ("new/", "look/", f"{own.pk}/", f"{module.pk}/archive/",
                         f"{own.pk}/restoration/", f"{own.pk}/versions/1/"):  # fmt: skip
                assert reader.post(BASE + path, text).status_code == 404, (role, path)
    for path in ("", "variant/brief/", "variant/incident/", "variant/brief/file/"):
        assert people[STRANGER].client.get(BASE + path).status_code == 404
    assert list(Template.objects.values_list("version", flat=True)) == [1, 1]


@pytest.mark.parametrize("kind", TemplateKind)
def test_a_new_one_begins_with_a_form_and_can_be_kept(admin: Person, kind: TemplateKind) -> None:
    address = f"{BASE}new/?kind={kind}"
    page = _page(admin, f"new/?kind={kind}")
    assert "The form comes back" not in page
    text = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert text
    sent = {"kind": kind, "from": "text", "text": text[1].lstrip("\n")}
    assert admin.client.post(address, sent).status_code == 303
    again = _page(admin, f"new/?kind={kind}")  # a second one has another name
    joint = "_" if kind is TemplateKind.MODULE else "-"
    assert f'"our{joint}{kind}{joint}2"' in again
