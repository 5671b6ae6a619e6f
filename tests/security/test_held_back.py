"""Every address × somebody who is to write first what they remember: no word of the text before."""

from __future__ import annotations

from typing import cast

import pytest
from django.http import HttpResponse

from hansei.accounts.actor import system
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict
from hansei.domain.section_text import section_digest
from hansei.domain.timeline import Timeline
from hansei.domain.writing import handles
from hansei.meeting.services.account import ask_for_accounts, see_timeline_first
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_section import edit_section
from hansei.postmortem.services.save_draft import save_draft
from tests.security.test_access_everywhere import _paths, _shown
from tests.web.people import Person
from tests.web.world import World, new_world

pytestmark = pytest.mark.django_db
WORD, MARK = "Zebrafish", "Axolotl"
TEXT = f"Nobody had counted the {WORD} beside the {MARK}."


@pytest.fixture
def world(db: None) -> World:
    """The open post-mortem has words in its text that stand nowhere else."""
    world = new_world()
    number = int(str(world.open["number"]))
    document = document_of(access_post_mortem(system("test"), number))
    at = next(at for at, each in enumerate(document.sections) if each.key == "impact")
    edit_section(
        actor=system("test"), number_or_id=number, handle=handles(document)[at], text=TEXT,
        base=section_digest(document.sections[at]),
    )  # fmt: skip
    return world


def _asked(world: World, who: str) -> Person:
    person = world.people[who]
    assert person.user is not None
    ask_for_accounts(
        actor=system("test"), number_or_id=int(str(world.open["number"])), users=[person.user.pk]
    )
    return person


def _where(world: World, who: Person) -> list[str]:
    """The addresses that show the mark, asked for the word beside it."""
    return [
        path + query
        for address, path in _paths(world.open)
        for query in (("",) if address.arguments else ("", f"?q={WORD}"))
        if MARK in _shown(cast(HttpResponse, who.client.get(path + query)))
    ]


def test_no_word_is_told_before_and_every_one_after(world: World) -> None:
    for who in ("contributor", "administrator"):
        person = _asked(world, who)
        assert not _where(world, person), who
    see_timeline_first(actor=person.actor, number_or_id=int(str(world.open["number"])))
    told = _where(world, person)
    assert f"/search/?q={WORD}" in told
    assert f"/api/v1/search?q={WORD}" in told
    assert len(told) > 8


def test_drafting_over_it_gives_no_word_back(world: World) -> None:
    """As `hansei draft --server` does, whose answer is the whole document."""
    person = _asked(world, "contributor")
    number = int(str(world.open["number"]))
    standing = access_post_mortem(system("test"), number)
    draft = Draft(document_of(standing), Timeline(events=()))

    def save() -> int:
        made = save_draft(actor=person.actor, draft=draft, source="/mine", version=standing.version)
        return int(made.number)

    with pytest.raises(Conflict, match="your account"):
        save()
    see_timeline_first(actor=person.actor, number_or_id=number)
    assert save() == number
