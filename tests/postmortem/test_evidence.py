"""Evidence: added once, numbered for ever, removed with a way back, erased but for its digest."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain import evidence as limits
from hansei.domain.document import Block, Section
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.evidence import EvidenceKind
from hansei.editing.seen import seen
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.evidence import (
    cited_in_sections,
    evidence_file,
    evidence_notes,
)
from hansei.postmortem.services.evidence_add import add_file, add_link, add_quote
from hansei.postmortem.services.evidence_remove import (
    erase_evidence,
    remove_evidence,
    return_evidence,
)
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import person

pytestmark = pytest.mark.django_db
WRITER = Actor(ActorKind.USER, "writer", 101, frozenset({Role.CONTRIBUTOR}))
LEAD = Actor(ActorKind.USER, "lead", 104, frozenset({Role.LEAD}))
VIEWER = Actor(ActorKind.USER, "viewer", 102, frozenset({Role.VIEWER}))
GRAPH = b"\x89PNG\r\n\x1a\n latency"


@pytest.fixture
def saved() -> PostMortem:
    return save_draft(actor=system("test"), draft=sample_draft(count=9), source="/incidents/1")


def _graph(actor: Actor = WRITER, **changed: object) -> int:
    values: dict[str, object] = {"name": "C:\\shots\\graph.exe", "content": GRAPH, **changed}
    made = add_file(actor=actor, number_or_id=1, **values)  # type: ignore[arg-type]
    assert made.number is not None
    return made.number


def _alive(saved: PostMortem) -> set[str]:
    return {each.key for each in evidence_notes(saved) if not each.removed}


def test_a_file_keeps_its_digest_and_is_what_its_content_says(saved: PostMortem) -> None:
    assert _graph() == 1
    (note,) = evidence_notes(saved)
    assert (note.key, note.kind, note.media_type) == ("ev1", EvidenceKind.FILE, "image/png")
    assert (note.title, note.file_name, note.size) == ("graph.exe", "graph.exe", len(GRAPH))
    assert note.digest == hashlib.sha256(GRAPH).hexdigest()
    assert note.is_picture
    assert evidence_file(actor=VIEWER, number_or_id=1, evidence=1).content == GRAPH
    entry = Entry.objects.get(seq=2)
    assert (entry.verb, entry.object_id) == ("add evidence", "1")
    assert note.digest in entry.changes


def test_the_same_content_again_is_the_same_piece(saved: PostMortem) -> None:
    assert _graph() == _graph(name="other.png") == 1
    link = add_link(actor=WRITER, number_or_id=1, url="https://status.example/1", title="Status")
    again = add_link(actor=WRITER, number_or_id=1, url=" https://status.example/1 ")
    assert (link.number, again.number) == (2, 2)
    assert Entry.objects.count() == 3


def test_what_an_event_says_today_stays(saved: PostMortem) -> None:
    made = add_quote(actor=WRITER, number_or_id=1, event="E7")
    held = evidence_file(actor=VIEWER, number_or_id=1, evidence=1)
    assert held.note.kind is EvidenceKind.QUOTE
    assert held.note.where == "e7"
    assert b"Something happened (6)" in held.content
    assert b"slack:C1:a6" in held.content
    assert made.digest == hashlib.sha256(held.content).hexdigest()
    with pytest.raises(NotFound):
        add_quote(actor=WRITER, number_or_id=1, event="e99")


def test_a_removed_piece_keeps_number_and_digest_and_comes_back(saved: PostMortem) -> None:
    _graph()
    remove_evidence(actor=WRITER, number_or_id=1, evidence=1)
    assert _alive(saved) == set()
    (note,) = evidence_notes(saved)
    assert note.removed
    assert note.digest
    with pytest.raises(NotFound):
        evidence_file(actor=WRITER, number_or_id=1, evidence=1)
    assert _graph(content=b"another") == 2
    return_evidence(actor=WRITER, number_or_id=1, evidence=1)
    assert _alive(saved) == {"ev1", "ev2"}
    remove_evidence(actor=WRITER, number_or_id=1, evidence=1)
    remove_evidence(actor=WRITER, number_or_id=1, evidence=1)
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))[1:]
    assert verbs == ["add evidence", "remove evidence", "add evidence", "return evidence",
                     "remove evidence"]  # fmt: skip


def test_erasing_leaves_the_digest_alone_and_is_for_leads(saved: PostMortem) -> None:
    _graph()
    with pytest.raises(Conflict, match="removed before"):
        erase_evidence(actor=LEAD, number_or_id=1, evidence=1)
    remove_evidence(actor=WRITER, number_or_id=1, evidence=1)
    with pytest.raises(NotFound):
        erase_evidence(actor=WRITER, number_or_id=1, evidence=1)
    erase_evidence(actor=LEAD, number_or_id=1, evidence=1)
    (note,) = evidence_notes(saved)
    assert note.erased
    assert (note.digest, note.size) == (hashlib.sha256(GRAPH).hexdigest(), 0)
    assert note.file_name == ""
    with pytest.raises(Conflict, match="erased"):
        return_evidence(actor=LEAD, number_or_id=1, evidence=1)


def test_what_is_refused(saved: PostMortem, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="empty"):
        _graph(content=b"")
    with pytest.raises(InputError, match="10 MiB"):
        _graph(content=b"x" * (limits.MOST_BYTES + 1))
    for url in ("javascript:alert(1)", "ftp://x", "https://", "https://a b", "//x", "data:,x"):
        with pytest.raises(InputError):
            add_link(actor=WRITER, number_or_id=1, url=url)
    _graph()
    monkeypatch.setattr("hansei.postmortem.services.evidence_add.MOST_PIECES", 1)
    with pytest.raises(InputError, match="up to 1 piece"):
        _graph(content=b"one more")
    monkeypatch.setattr("hansei.postmortem.services.evidence_add.MOST_PIECES", 9)
    monkeypatch.setattr("hansei.postmortem.services.evidence_add.MOST_TOGETHER", len(GRAPH))
    with pytest.raises(InputError, match="MiB"):
        _graph(content=b"one more")
    assert len(evidence_notes(saved)) == 1


def test_strangers_learn_nothing_of_a_restricted_one(saved: PostMortem) -> None:
    _graph()
    with pytest.raises(NotFound):
        _graph(actor=VIEWER, content=b"more")
    PostMortem.objects.update(restricted=True)
    named = person("viewer", name="named")
    Grant.objects.create(post_mortem=saved, user=named.user, role="viewer")
    assert evidence_file(actor=named.actor, number_or_id=1, evidence=1).content == GRAPH
    for stranger in (VIEWER, WRITER, LEAD):
        with pytest.raises(NotFound):
            evidence_file(actor=stranger, number_or_id=1, evidence=1)
        with pytest.raises(NotFound):
            remove_evidence(actor=stranger, number_or_id=1, evidence=1)


def test_coverage_counts_evidence_that_there_is(saved: PostMortem) -> None:
    text = "Slow. [ev1] It stood. [ev2]"
    section = Section("impact", "Impact", (Block(text),))
    document = replace(document_of(saved), sections=(section,))
    PostMortem.objects.update(document=encode(document).decode())
    saved.refresh_from_db()
    assert seen(saved).claims.cited == 0
    _graph()
    look = seen(saved)
    assert look.claims.cited == 1
    assert [each.says for each in look.findings if each.rule.endswith("unknown-event")] == ["ev2"]
    assert cited_in_sections(document) == {"ev1": ["Impact"], "ev2": ["Impact"]}
