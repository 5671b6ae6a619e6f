"""The history: what changed is told, two states are compared, an older one comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest

from hansei.domain.document import Block, Section
from hansei.domain.section_text import section_digest
from hansei.postmortem.models import Grant, PostMortem, Revision
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_section import edit_section
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import ANONYMOUS, STRANGER, Person

pytestmark = pytest.mark.django_db
HERE = "/postmortems/1/revisions/"
TABLE = "| Action | Owner |\n| --- | --- |\n| Bound the pool | {} |"
SECTIONS = (
    Section(
        "impact", "Impact", (Block("It was slow for an hour."), Block("Same <b>as</b> before."))
    ),
    Section("actions", "Corrective actions", (Block(TABLE.format("First owner")),)),
)  # fmt: skip


@pytest.fixture
def saved(people: Mapping[str, Person]) -> PostMortem:
    from hansei.accounts.actor import system

    made = save_draft(actor=system("test"), draft=sample_draft(sections=SECTIONS), source="/1")
    lead = people["lead"].actor
    for handle, at, text in (
        ("impact", 0, "It was down for an hour.\n\nSame <b>as</b> before.\n\nOne more."),
        ("actions", 1, TABLE.format("Second owner")),
    ):
        made.refresh_from_db()
        base = section_digest(document_of(made).sections[at])
        edit_section(actor=lead, number_or_id=1, handle=handle, text=text, base=base)
    made.refresh_from_db()
    return made


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_history_tells_who_changed_what(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    told = _plain(people["viewer"].client.get(HERE).content.decode())
    assert "stands now" in told
    assert "1 action changed" in told
    assert "Impact +3" in told
    assert "Restore" not in told
    assert "Restore" in _plain(people["contributor"].client.get(HERE).content.decode())


def test_two_states_side_by_side(saved: PostMortem, people: Mapping[str, Person]) -> None:
    client = people["viewer"].client
    page = client.get(f"{HERE}compare/?from=1").content.decode()
    assert "<del>slow</del><ins>down</ins>" in page
    assert '<ins class="whole added">' in page
    assert "1 paragraph as before" in _plain(page)
    assert "<del>First</del><ins>Second</ins> owner" in page
    assert "Added:" in page
    assert "<b>as</b>" not in page
    backwards = client.get(f"{HERE}compare/?from={saved.version}&to=1").content.decode()
    assert "<del>slow</del><ins>down</ins>" in backwards
    same = client.get(f"{HERE}compare/?from=1&to=1").content.decode()
    assert "The two read alike" in same


def test_one_state_as_it_read(saved: PostMortem, people: Mapping[str, Person]) -> None:
    page = people["viewer"].client.get(f"{HERE}1/").content.decode()
    assert "It was slow for an hour." in page
    assert "One more." not in page


def test_an_older_state_comes_back_and_the_undo_takes_it_back(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    client.post(f"{HERE}1/restore/", {"version": saved.version})
    saved.refresh_from_db()
    assert "It was slow" in document_of(saved).sections[0].text
    page = client.get(HERE).content.decode()
    undo = re.search(r'class="toast.*?action="([^"]+)"', page, re.DOTALL)
    assert undo
    client.post(unescape(undo[1]))
    saved.refresh_from_db()
    assert "It was down" in document_of(saved).sections[0].text


def test_restoring_over_a_newer_state_is_refused(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    for version in (saved.version - 1, "", "x", "9" * 30):
        answer = client.post(f"{HERE}1/restore/", {"version": version})
        assert answer.status_code == 409
    assert "It was down" in document_of(PostMortem.objects.get()).sections[0].text
    client.post(f"{HERE}1/restore/", {"version": saved.version})
    saved.refresh_from_db()
    client.post(f"{HERE}1/restore/", {"version": saved.version})
    assert "reads so already" in client.get(HERE).content.decode()


def test_what_stands_is_kept_with_a_note(saved: PostMortem, people: Mapping[str, Person]) -> None:
    people["contributor"].client.post(f"{HERE}keep/", {"note": "Before the review"})
    kept = Revision.objects.order_by("-number").first()
    assert kept is not None
    assert (kept.number, kept.note) == (saved.version, "Before the review")
    assert "Before the review" in people["viewer"].client.get(HERE).content.decode()


def test_who_may_see_and_change_it(saved: PostMortem, people: Mapping[str, Person]) -> None:
    pages = (HERE, f"{HERE}1/", f"{HERE}compare/?from=1")
    for who in ("viewer", "auditor", STRANGER):
        for verb in ("keep/", "1/restore/"):
            answer = people[who].client.post(HERE + verb, {"version": saved.version})
            assert answer.status_code == 404
    PostMortem.objects.update(restricted=True)
    Grant.objects.create(post_mortem=saved, user=people["viewer"].user, role="viewer")
    for page in pages:
        assert people["viewer"].client.get(page).status_code == 200
        for who in ("contributor", "lead", "administrator", STRANGER):
            assert people[who].client.get(page).status_code == 404
        assert people[ANONYMOUS].client.get(page).status_code == 302


def test_what_is_not_there(saved: PostMortem, people: Mapping[str, Person]) -> None:
    client = people["lead"].client
    for address in (
        f"{HERE}99/",
        f"{HERE}compare/?from=99",
        f"{HERE}compare/?from=1&to=99",
        "/postmortems/9/revisions/",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"{HERE}99/restore/", {"version": saved.version}).status_code == 404
    assert client.get(f"{HERE}compare/").status_code == 400
    assert client.get(f"{HERE}?before=zzz").status_code == 200
