"""Starting a post-mortem without a draft, and changing what stands around its text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.audit.verify import verify
from hansei.domain.document import Block, BlockKind, Milestone
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.domain.section_text import section_digest
from hansei.domain.writing import handles
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.citing import find_citable, incident_ids
from hansei.postmortem.selectors.writing import (
    Details,
    details_digest,
    details_of,
    last_change,
    linked_incidents,
)
from hansei.postmortem.services.arrange_sections import (
    add_section,
    change_variant,
    move_section,
    remove_section,
    restore_section,
)
from hansei.postmortem.services.edit_details import edit_details
from hansei.postmortem.services.edit_section import edit_section
from hansei.postmortem.services.link_incidents import link_incidents
from hansei.postmortem.services.move_milestone import move_milestone
from hansei.postmortem.services.save_draft import save_draft
from hansei.postmortem.services.start_post_mortem import start_post_mortem
from hansei.timeline.models import Incident
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Actor:
    user = User.objects.create(username="writer", name="The incident lead")
    Membership.objects.create(user=user, role=Role.CONTRIBUTOR)
    return Actor(ActorKind.USER, "writer", user.pk, frozenset({Role.CONTRIBUTOR}))


@pytest.fixture
def viewer() -> Actor:
    return Actor(ActorKind.USER, "viewer", 103, frozenset({Role.VIEWER}))


def _drafted(source: str, **fields: object) -> PostMortem:
    draft = sample_draft(**{"count": 12, **fields})  # type: ignore[arg-type]
    return save_draft(actor=system("test"), draft=draft, source=source)


def test_it_starts_with_the_sections_of_its_variant(writer: Actor) -> None:
    made = start_post_mortem(
        actor=writer, title="  The queue  filled ", variant="one-pager", module_keys=("cost",)
    )
    document = document_of(made)
    assert (made.reference, document.title, made.owner) == (
        "PM-1", "The queue filled", "The incident lead",
    )  # fmt: skip
    assert made.owner_user_id == writer.user_id
    assert handles(document)[-2:] == ("lessons", "cost")
    kinds = [block.kind for each in document.sections for block in each.blocks]
    assert kinds == [BlockKind.TIMELINE, BlockKind.MILESTONES]
    assert made.revisions.count() == Entry.objects.count() == 1
    assert not verify().problems


def test_it_takes_what_is_known_from_its_incident(writer: Actor) -> None:
    incident = _drafted("/a").incidents.get()
    made = start_post_mortem(actor=writer, title="", incidents=[incident.pk])
    document = document_of(made)
    assert (document.title, document.zone, document.severity, document.services) == (
        incident.title, "Europe/London", "SEV2", ("checkout",),
    )  # fmt: skip
    assert [each.id for each in document.events] == ["e1", "e2", "e3"]
    assert linked_incidents(actor=writer, found=made) == [incident]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": ""}, InputError),
        ({"title": "x" * 301}, InputError),
        ({"zone": "Mars/Olympus"}, InputError),
        ({"variant": "novel"}, UsageError),
        ({"module_keys": ("novel",)}, UsageError),
        ({"incidents": (987,)}, NotFound),
    ],
)
def test_what_cannot_be_started_leaves_nothing(
    writer: Actor, fields: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        start_post_mortem(**{"actor": writer, "title": "A title", **fields})  # type: ignore[arg-type]
    assert not PostMortem.objects.exists()
    assert not Entry.objects.exists()


def test_a_viewer_changes_nothing(writer: Actor, viewer: Actor) -> None:
    made = start_post_mortem(actor=writer, title="A title")
    details = details_of(made)
    for change in (
        lambda: start_post_mortem(actor=viewer, title="B"),
        lambda: add_section(actor=viewer, number_or_id=1, title="More"),
        lambda: remove_section(actor=viewer, number_or_id=1, handle="impact"),
        lambda: restore_section(actor=viewer, number_or_id=1, handle="impact", revision=1),
        lambda: move_section(actor=viewer, number_or_id=1, handle="impact", by=1),
        lambda: change_variant(actor=viewer, number_or_id=1, variant="regulated"),
        lambda: link_incidents(actor=viewer, number_or_id=1, incidents=[]),
        lambda: edit_details(
            actor=viewer, number_or_id=1, details=Details(title="B"), base=details_digest(details)
        ),
    ):
        with pytest.raises(NotFound):
            change()
    assert Entry.objects.count() == 1


def test_sections_come_go_and_come_back(writer: Actor) -> None:
    start_post_mortem(actor=writer, title="A title", variant="one-pager")
    made, handle = add_section(actor=writer, number_or_id=1, key="cost")
    assert (handle, document_of(made).modules) == ("cost", ("cost",))
    assert add_section(actor=writer, number_or_id=1, key="cost")[0].version == made.version
    _, own = add_section(actor=writer, number_or_id=1, title="What we saw", after="summary")
    assert own == "what-we-saw"
    digest = section_digest(document_of(made).sections[-1])
    edit_section(actor=writer, number_or_id=1, handle="cost", text="Refunds.", base=digest)
    gone = remove_section(actor=writer, number_or_id=1, handle="cost")
    document = document_of(gone)
    assert ("section:cost" in document.dropped, document.modules) == (True, ())
    with pytest.raises(Conflict):
        remove_section(actor=writer, number_or_id=1, handle="cost")
    back = restore_section(actor=writer, number_or_id=1, handle="cost", revision=gone.version - 1)
    document = document_of(back)
    assert (document.sections[-1].blocks, document.modules) == ((Block("Refunds."),), ("cost",))
    assert not document.dropped
    with pytest.raises(NotFound):
        restore_section(actor=writer, number_or_id=1, handle="cost", revision=99)


def test_a_section_without_a_name_is_refused(writer: Actor) -> None:
    start_post_mortem(actor=writer, title="A title")
    with pytest.raises(InputError):
        add_section(actor=writer, number_or_id=1, title=" ")
    with pytest.raises(UsageError):
        add_section(actor=writer, number_or_id=1, key="novel")


def test_a_section_moves(writer: Actor) -> None:
    start_post_mortem(actor=writer, title="A title", variant="one-pager")
    moved = move_section(actor=writer, number_or_id=1, handle="timeline", by=-1)
    assert handles(document_of(moved))[:2] == ("timeline", "summary")
    same = move_section(actor=writer, number_or_id=1, handle="timeline", by=-5)
    assert same.version == moved.version


def test_another_variant_adds_what_is_missing_and_keeps_what_is_written(writer: Actor) -> None:
    made = start_post_mortem(actor=writer, title="A title", variant="one-pager")
    digest = section_digest(document_of(made).sections[0])
    edit_section(actor=writer, number_or_id=1, handle="summary", text="Said.", base=digest)
    found = document_of(change_variant(actor=writer, number_or_id=1, variant="project-launch"))
    assert found.variant == "project-launch"
    assert {"summary", "timeline"} < {each.key for each in found.sections}
    assert "lessons" not in {each.key for each in found.sections if not each.blocks}
    with pytest.raises(UsageError):
        change_variant(actor=writer, number_or_id=1, variant="novel")


def test_details_are_changed_over_the_ones_that_were_shown(writer: Actor) -> None:
    made = start_post_mortem(actor=writer, title="A title")
    shown = details_of(made)
    wanted = Details(
        title="Another title", owner="The incident lead", severity="SEV-1", zone="Asia/Tokyo",
        services=("queue", " queue ", "web"), due=date(2026, 3, 9),
    )  # fmt: skip
    done = edit_details(actor=writer, number_or_id=1, details=wanted, base=details_digest(shown))
    kept = details_of(done)
    assert (kept.owner_id, kept.services, kept.due) == (
        writer.user_id, ("queue", "web"), date(2026, 3, 9),
    )  # fmt: skip
    assert (done.title, done.severity, done.zone) == ("Another title", "SEV-1", "Asia/Tokyo")
    again = edit_details(actor=writer, number_or_id=1, details=kept, base="0" * 16)
    assert again.version == done.version
    with pytest.raises(Conflict):
        edit_details(actor=writer, number_or_id=1, details=shown, base=details_digest(shown))
    only_due = msgspec.structs.replace(kept, due=None)
    last = edit_details(actor=writer, number_or_id=1, details=only_due, base=details_digest(kept))
    assert (last.due, last.version) == (None, done.version + 1)
    assert Entry.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("zone", "Mars"), ("owner", "x" * 201), ("owner_id", 987),
     ("services", tuple(str(each) for each in range(60)))],
)  # fmt: skip
def test_details_that_cannot_be_taken_are_named(writer: Actor, field: str, value: object) -> None:
    made = start_post_mortem(actor=writer, title="A title")
    shown = details_of(made)
    wanted = msgspec.structs.replace(shown, **{field: value})
    with pytest.raises(InputError) as caught:
        edit_details(actor=writer, number_or_id=1, details=wanted, base=details_digest(shown))
    assert caught.value.place == field.removesuffix("_id")


def test_several_incidents_are_cited_apart(writer: Actor) -> None:
    first, other = (_drafted(f"/{each}").incidents.get() for each in ("a", "b"))
    linked = link_incidents(actor=writer, number_or_id=1, incidents=[other.pk, first.pk])
    assert incident_ids(linked) == [first.pk, other.pk]
    name = f"e{other.pk}000009"
    assert name in {each.id for each in find_citable(actor=writer, number_or_id=1, text="(8)")}
    digest = section_digest(document_of(linked).sections[0])
    edit_section(
        actor=writer, number_or_id=1, handle="impact", text=f"As there [{name}].", base=digest
    )
    events = {each.id: each for each in document_of(PostMortem.objects.get(number=1)).events}
    assert events[name].text == "Something happened (8)"
    last = link_incidents(actor=writer, number_or_id=1, incidents=[first.pk])
    assert incident_ids(last) == [first.pk]
    entry = Entry.objects.order_by("-seq").first()
    assert entry is not None
    assert (entry.verb, last_change(last).by) == ("link incidents", "The incident lead")


def test_a_hidden_incident_is_not_linked(writer: Actor) -> None:
    hidden = _drafted("/hidden")
    PostMortem.objects.filter(pk=hidden.pk).update(restricted=True)
    _drafted("/open")
    with pytest.raises(NotFound):
        link_incidents(actor=writer, number_or_id=2, incidents=[hidden.incidents.get().pk])
    with pytest.raises(NotFound):
        find_citable(actor=writer, number_or_id=1)


def test_what_can_be_cited_is_found_by_time_text_and_name(writer: Actor) -> None:
    _drafted("/a", count=120)

    def found(text: str) -> list[str]:
        return [each.id for each in find_citable(actor=writer, number_or_id=1, text=text)]

    assert found("") == ["e1", "e2", "e3"]
    assert found("e7")[0] == "e7"
    assert found("12:4") == [f"e{each}" for each in range(41, 51)]
    assert found("13:05 happened") == ["e66"]
    assert found("SLACK (119)") == ["e120"]
    assert found("happened")[:4] == ["e1", "e2", "e3", "e4"]
    assert found("nothing of the kind") == []
    assert found('records "%_\\') == []


def test_milestones_are_told_by_the_incident(writer: Actor) -> None:
    incident = Incident.objects.create(title="Empty")
    made = start_post_mortem(actor=writer, title="", incidents=[incident.pk])
    assert Milestone.DETECTED not in document_of(made).milestones


def test_the_meeting_and_the_looks_are_planned_with_it(writer: Actor) -> None:
    incident = Incident.objects.create(title="Checkout is slow", severity="SEV2")
    move_milestone(
        actor=writer, incident=incident.pk, version=None, milestone=Milestone.RESOLVED,
        at=datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
    )  # fmt: skip
    made = start_post_mortem(actor=writer, title="", incidents=[incident.pk])
    told = document_of(made).extra
    assert made.reviews.get().start.isoformat()[:10] == told["review"]["start"][:10]
    assert [str(each.day) for each in made.check_ins.order_by("number")] == told["check_ins"]
    empty = start_post_mortem(actor=writer, title="Without an incident")
    assert not empty.reviews.exists()
    assert not empty.check_ins.exists()


def test_a_team_that_is_none_is_refused(writer: Actor) -> None:
    with pytest.raises(InputError) as refused:
        start_post_mortem(actor=writer, title="A title", team_id=999)
    assert refused.value.place == "team"


def test_the_one_incident_takes_severity_and_services_over(writer: Actor) -> None:
    made = _drafted("/a")
    stood = details_of(made)
    wanted = msgspec.structs.replace(stood, severity="SEV4", services=("payments", "checkout"))
    edit_details(actor=writer, number_or_id=made.number, details=wanted, base=details_digest(stood))
    incident = made.incidents.get()
    assert incident.severity == "SEV4"
    assert incident.due_reason == ""
    assert set(incident.services.values_list("name", flat=True)) == {"payments", "checkout"}
    other = Incident.objects.create(title="Search is slow", severity="SEV1")
    link_incidents(actor=writer, number_or_id=made.number, incidents=[incident.pk, other.pk])
    stood = details_of(PostMortem.objects.get(pk=made.pk))
    wanted = msgspec.structs.replace(stood, severity="SEV2")
    edit_details(actor=writer, number_or_id=made.number, details=wanted, base=details_digest(stood))
    assert set(Incident.objects.values_list("severity", flat=True)) == {"SEV4", "SEV1"}
