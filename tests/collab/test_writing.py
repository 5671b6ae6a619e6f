"""What is typed in a room becomes the post-mortem; what changes elsewhere comes into the room."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.collab import journal, selectors
from hansei.collab.desk import Refusal, write_back
from hansei.collab.journal import Row
from hansei.collab.merging import Edit
from hansei.collab.models import Part, Room, Update
from hansei.collab.services.write_together import write_together
from hansei.collab.shared import SharedDocument
from hansei.domain.document import Section, drafted
from hansei.domain.errors import InputError, NotFound
from hansei.domain.section_text import section_digest, section_text
from hansei.domain.writing import handles
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.arrange_sections import add_section, remove_section
from hansei.postmortem.services.edit_section import MOST_TEXT, edit_section
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import STRANGER, person

pytestmark = pytest.mark.django_db
SECTIONS = (
    Section("impact", "Impact", (drafted("impact.text", "Slow for an hour. [e1]"),)),
    Section("lessons", "Lessons"),
)


@pytest.fixture
def saved() -> PostMortem:
    draft = sample_draft(count=9, sections=SECTIONS)
    return save_draft(actor=system("test"), draft=draft, source="/incidents/1")


class _InRoom:
    """A room as its process holds it."""

    def __init__(self, saved: PostMortem) -> None:
        self.opened = journal.opened(saved.number, "here")
        self.shared = SharedDocument(self.opened.updates)
        self.names = {each.handle: each.name for each in self.opened.sections}

    def text(self, handle: str) -> str:
        return self.shared.text(self.names[handle])

    def type(self, handle: str, text: str, user: int = 0) -> int:
        """At the end of a section; returns the number under which it is kept."""
        state, end = self.shared.state(), len(self.text(handle))
        self.shared.edit(self.names[handle], [Edit(end, end, text)])
        row = Row(self.opened.room, user, self.shared.since(state))
        return journal.append([row], "here")[0]

    def align(self) -> None:
        done = journal.align(self.opened.room, self.shared.since(), "here")
        if done.update:
            self.shared.apply(done.update)
        self.names = {each.handle: each.name for each in done.sections if not each.gone}


def _stored(saved: PostMortem, handle: str) -> str:
    saved.refresh_from_db()
    document = document_of(saved)
    return section_text(document.sections[handles(document).index(handle)])


def test_a_room_begins_with_what_is_stored_and_is_the_same_for_everybody(saved: PostMortem) -> None:
    one, other = _InRoom(saved), _InRoom(saved)
    assert one.opened.key == other.opened.key
    assert one.text("impact") == other.text("impact") == "Slow for an hour. [e1]"
    assert Update.objects.count() == 1


def test_what_is_typed_is_written_as_one_change_that_names_everybody(saved: PostMortem) -> None:
    lead, other = person("lead"), person("contributor")
    room = _InRoom(saved)
    assert lead.user
    assert other.user
    room.type("impact", " Twelve customers wrote.", lead.user.pk)
    until = room.type("lessons", "Page earlier.", other.user.pk)
    texts = {handle: room.text(handle) for handle in ("impact", "lessons")}
    done = write_back(saved.number, texts, [lead.user.pk, other.user.pk], until)
    assert _stored(saved, "impact") == "Slow for an hour. [e1] Twelve customers wrote."
    assert done.version == saved.version == 2
    assert done.late == ()
    (entry,) = Entry.objects.filter(verb="write together")
    assert entry.actor == "user:contributor"
    assert "user:lead" in entry.changes
    authors = selectors.parts(saved, after=1, until=2)
    assert authors == {2: ("user:lead", "user:contributor")}
    assert not journal.opened(saved.number, "here").unwritten


def test_saying_the_same_writes_nothing(saved: PostMortem) -> None:
    lead = person("lead")
    room = _InRoom(saved)
    texts = {"impact": room.text("impact")}
    done = write_together(
        actor=lead.actor, number_or_id=saved.number, texts=texts, authors=["user:lead"], until=0
    )
    assert done.version == 1
    assert not Part.objects.exists()
    assert not Entry.objects.filter(verb="write together").exists()


def test_what_changes_elsewhere_comes_into_the_room_and_overwrites_nothing(
    saved: PostMortem,
) -> None:
    lead = person("lead")
    room = _InRoom(saved)
    room.type("impact", " Typed in the room.")
    base = section_digest(document_of(saved).sections[0])
    edit_section(actor=lead.actor, number_or_id=saved.number, handle="impact",
                 text="Slow for two hours. [e1]", base=base)  # fmt: skip
    done = write_together(actor=lead.actor, number_or_id=saved.number, authors=["user:lead"],
                          texts={"impact": room.text("impact")}, until=1)  # fmt: skip
    assert done.late == ("impact",), "it reads otherwise by now"
    room.align()
    assert room.text("impact") == "Slow for two hours. [e1] Typed in the room."
    room.align()
    assert room.text("impact").count("two hours") == 1
    done = write_together(actor=lead.actor, number_or_id=saved.number, authors=["user:lead"],
                          texts={"impact": room.text("impact")}, until=2)  # fmt: skip
    assert done.late == ()
    assert _stored(saved, "impact") == "Slow for two hours. [e1] Typed in the room."


def test_a_section_that_goes_and_returns_keeps_its_text_in_the_room(saved: PostMortem) -> None:
    lead = person("lead")
    room = _InRoom(saved)
    name = room.names["lessons"]
    room.type("lessons", "Not written yet.")
    remove_section(actor=lead.actor, number_or_id=saved.number, handle="lessons")
    room.align()
    assert "lessons" not in room.names
    add_section(actor=lead.actor, number_or_id=saved.number, key="lessons")
    room.align()
    assert room.names["lessons"] == name
    assert "Not written yet." in room.text("lessons")


def test_a_renamed_section_keeps_what_is_typed_into_it(saved: PostMortem) -> None:
    lead = person("lead")
    add_section(actor=lead.actor, number_or_id=saved.number, title="What we saw")
    saved.refresh_from_db()
    document = document_of(saved)
    position = handles(document).index("what-we-saw")
    base = section_digest(document.sections[position])
    edit_section(actor=lead.actor, number_or_id=saved.number, handle="what-we-saw", text="Smoke.",
                 base=base)  # fmt: skip
    room = _InRoom(saved)
    name = room.names["what-we-saw"]
    saved.refresh_from_db()
    base = section_digest(document_of(saved).sections[position])
    edit_section(actor=lead.actor, number_or_id=saved.number, handle="what-we-saw", text="Smoke.",
                 base=base, title="Seen")  # fmt: skip
    room.align()
    assert room.names["seen"] == name
    assert room.text("seen") == "Smoke."


def test_only_who_may_change_it_writes_and_nothing_acknowledged_is_lost(saved: PostMortem) -> None:
    stranger = person(STRANGER)
    room = _InRoom(saved)
    until = room.type("lessons", "Typed while it was allowed.")
    texts = {"lessons": room.text("lessons")}
    with pytest.raises(NotFound):
        write_together(actor=stranger.actor, number_or_id=saved.number, texts=texts,
                       authors=[], until=until)  # fmt: skip
    assert _stored(saved, "lessons") == ""
    assert stranger.user
    write_back(saved.number, texts, [stranger.user.pk], until)
    assert _stored(saved, "lessons") == "Typed while it was allowed."
    (entry,) = Entry.objects.filter(verb="write together")
    assert entry.actor == "system:editing together"
    assert "user:stranger" in entry.changes


def test_a_text_that_is_too_long_is_refused_with_its_reason(saved: PostMortem) -> None:
    _InRoom(saved)
    texts = {"lessons": "x" * (MOST_TEXT + 1)}
    actor = Actor(ActorKind.USER, "writer", 1, frozenset({Role.LEAD}))
    with pytest.raises(InputError):
        write_together(actor=actor, number_or_id=saved.number, texts=texts, authors=[], until=0)
    found = write_back(saved.number, texts, [], 0)
    assert isinstance(found, Refusal)
    assert "characters" in found.reason


def test_the_journal_is_compacted_and_says_the_same(saved: PostMortem) -> None:
    room = _InRoom(saved)
    last = max(room.type("lessons", f"Line {number}.\n") for number in range(20))
    assert journal.compact(room.opened.room, room.shared.since(), last) == 21
    assert not Update.objects.exists()
    assert _InRoom(saved).text("lessons") == room.text("lessons")
    assert journal.compact(room.opened.room, b"older", last - 1) == 0
    assert bytes(Room.objects.get().snapshot) != b"older"


def test_another_process_hears_what_was_kept_and_what_was_compacted(saved: PostMortem) -> None:
    room = _InRoom(saved)
    first = room.opened.last
    last = room.type("lessons", "Here.")
    pk = room.opened.room
    assert journal.foreign({pk: first}, "here") == (last, [])
    head, ((key, number, update),) = journal.foreign({pk: first}, "there")
    assert head == last
    assert journal.foreign({pk: head}, "there") == (last, [])
    assert (key, number) == (pk, last)
    other = SharedDocument(room.opened.updates)
    other.apply(update)
    assert other.text(room.names["lessons"]) == "Here."
    journal.compact(pk, room.shared.since(), last)
    _, ((_, number, snapshot),) = journal.foreign({pk: first}, "there")
    assert number == last
    assert SharedDocument([snapshot]).text(room.names["lessons"]) == "Here."


def test_updates_of_a_room_that_is_no_more_are_left_out(saved: PostMortem) -> None:
    room = _InRoom(saved)
    rows = [Row(room.opened.room, 1, b"\x00\x00"), Row(999_999, 1, b"\x00\x00")]
    assert [bool(each) for each in journal.append(rows, "here")] == [True, False]


def test_what_was_kept_and_never_written_is_found_again(saved: PostMortem) -> None:
    room = _InRoom(saved)
    assert journal.unwritten() == []
    room.type("lessons", "Kept before the crash.", 7)
    assert journal.unwritten() == [saved.number]
    again = journal.opened(saved.number, "there")
    assert again.unwritten
    assert again.users == (7,)
