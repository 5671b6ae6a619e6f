"""One open and one restricted post-mortem with everything that hangs on them, and everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from hansei.accounts.actor import system
from hansei.accounts.models import Team, User
from hansei.comments.models import Comment, Thread
from hansei.meeting.models import Entry, Invitee, Meeting
from hansei.postmortem.models import (
    Action,
    Approval,
    Evidence,
    Grant,
    PostMortem,
    Publication,
    Review,
    Revision,
    RiskAcceptance,
)
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Event, Import, Maintenance, Service, TimelineChange
from tests.store.samples import sample_draft
from tests.web.addresses import Address
from tests.web.people import WHO, Person, person

OPEN_MARK = "Morgenrot"
SECRET_MARK = "Zwielicht"
_NAMING = frozenset({"incident", "number", "reference", "action"})
"""Arguments that name an incident, a post-mortem or what hangs on one."""
_KEYS = (
    "acceptance", "action", "change", "check_in", "comment", "entry", "evidence", "incident",
    "invitation", "invitee", "thread", "maintenance", "number",
    "other", "person", "record", "reference", "review", "revision", "said", "service", "team",
    "template", "token", "version", "view",
)  # fmt: skip
_WORDS = {
    "chart": "frequency", "figure": "no_such_figure", "form": "actions", "format": "markdown",
    "handle": "impact",
    "key": "policy", "quarter": "2026Q1", "extension": "html",
    "kind": "variant", "milestone": "detected", "name": "incident", "output": "markdown",
    "role": "viewer", "secret": "no-such-secret", "slug": "no-such-slug", "step": "submit",
    "upload": "no-such-upload",
}  # fmt: skip
ABSENT: Mapping[str, object] = {
    **dict.fromkeys(_KEYS, 987_654), **_WORDS, "event": "e987654", "record": 1, "place": 1,
}  # fmt: skip
"""What names nothing."""
_PERSONAL = (
    "settings/", "profile/", "api/v1/teams", "api/v1/people", "api/v1/services",
    "api/v1/templates", "api/v1/settings", "api/v1/views", "api/v1/invitations",
    "api/v1/tokens", "invitations/", "people/", "public/", "incidents/import/",
)  # fmt: skip


@dataclass
class World:
    """Everybody, and sample arguments for addresses of the open and the restricted thing."""

    people: Mapping[str, Person]
    open: Mapping[str, object]
    secret: Mapping[str, object]

    def names_it(self, address: Address) -> bool:
        """Whether an address names an incident, a post-mortem, or what hangs on one."""
        return not address.template.startswith(_PERSONAL) and not _NAMING.isdisjoint(
            address.arguments
        )


def new_world() -> World:
    """A new world."""
    people = {who: person(who) for who in WHO}
    owner = User.objects.create(username="named-person", name="The named person")
    return World(people, _samples(OPEN_MARK), _samples(SECRET_MARK, owner=owner))


def _samples(mark: str, owner: User | None = None) -> dict[str, object]:
    draft = sample_draft(title=f"The {mark}")
    made = save_draft(actor=system("test"), draft=draft, source=f"/{mark}")
    return samples(made, mark, owner=owner)


def samples(made: PostMortem, mark: str, owner: User | None = None) -> dict[str, object]:
    """Hangs one of everything on a post-mortem; the arguments of addresses that name it."""
    team = Team.objects.create(name=f"Team {mark}")
    title = f"The {mark}"
    if owner is not None:
        PostMortem.objects.filter(pk=made.pk).update(restricted=True)
        Grant.objects.create(post_mortem=made, user=owner, role="lead")
    incident = made.incidents.get()
    action = Action.objects.create(
        post_mortem=made, source=made.reference, position=9, text=f"{title} action", revision=1
    )
    evidence = Evidence.objects.create(
        post_mortem=made, number=1, title=f"{title} evidence", content=title.encode(),
        digest="0" * 64, file_name=f"{mark}.txt", media_type="text/plain", size=len(title),
        added=timezone.now(), added_by="system:test",
    )  # fmt: skip
    now = datetime(2026, 3, 1, tzinfo=UTC)
    Approval.objects.create(post_mortem=made, by="system:test", version=1, at=now)
    review = Review.objects.create(post_mortem=made, start=now, minutes=60)
    meeting = Meeting.objects.create(
        post_mortem=made, review=review, minutes=60, started=now, item_since=now
    )
    entry = Entry.objects.create(
        meeting=meeting, kind="decision", text=f"{title} decision", item=0, by="system:test", at=now
    )
    thread = Thread.objects.create(
        post_mortem=made, section="summary", wording=f"{title} wording", created=now
    )
    comment = Comment.objects.create(
        thread=thread, text=f"{title} comment", by="system:test", at=now
    )
    invitee = Invitee.objects.create(review=review, role="responder", name=f"{title} responder")
    acceptance = RiskAcceptance.objects.create(
        post_mortem=made, key="F1", factor=f"{title} factor", reason=f"{title} reason",
        by="system:test", at=now,
    )  # fmt: skip
    Publication.objects.create(
        post_mortem=made, slug=f"gone-{mark.lower()}", title=title, version=1, markdown=title,
        digest="0" * 64, at=now, by="system:test", withdrawn=now,
    )  # fmt: skip
    revision = Revision.objects.filter(post_mortem=made).first()
    assert revision is not None
    batch = Import.objects.create(at=now, actor=title, digest=mark.ljust(64, "0"))
    incident.imports.add(batch)
    event = Event.objects.filter(incident=incident).first()
    assert event is not None
    change = TimelineChange.objects.create(
        incident=incident, at=now, by="system:test", verb="star", note=title, version=1
    )
    somebody = User.objects.create(username=f"somebody-{mark.lower()}")
    service, _ = Service.objects.get_or_create(name=f"service-{mark.lower()}")
    maintenance = Maintenance.objects.create(
        service=service, start=now, end=now, at=now, by="system:test"
    )
    return _arguments(locals())


def _arguments(made: Mapping[str, Any]) -> dict[str, object]:
    """A value for every name that an address gives to an argument."""
    number, incident = made["made"].number, made["incident"].pk
    return {
        **ABSENT, "incident": incident, "number": number, "reference": number,
        "action": made["action"].pk, "evidence": 1, "revision": made["revision"].number,
        "event": made["event"].name, "service": made["service"].pk, "team": made["team"].pk,
        "acceptance": made["acceptance"].pk, "review": made["review"].pk,
        "maintenance": made["maintenance"].pk,
        "entry": made["entry"].pk, "invitee": made["invitee"].pk,
        "thread": made["thread"].pk, "comment": made["comment"].pk,
        "check_in": made["made"].check_ins.first().number, "person": made["somebody"].pk,
        "other": incident,
    }  # fmt: skip
