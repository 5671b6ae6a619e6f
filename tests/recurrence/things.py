"""A service with incidents before and after a published post-mortem, and its actions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from hansei.domain.document import Milestone, Section
from hansei.postmortem.models import Action, CheckIn, PostMortem
from hansei.timeline.models import Incident, Service
from tests.publishing.conftest import SOUND, made
from tests.web.people import Person

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def published(
    owner: Person, *, days: int = 40, sections: tuple[Section, ...] = SOUND, **fields: Any
) -> PostMortem:
    """A post-mortem that was published so many days ago, with a check-in that is due."""
    at = timezone.now() - timedelta(days=days)
    told: dict[str, Any] = {"status": "published", "published": at, **fields}
    found = made(owner.actor, f"/{days}", sections=sections, **told)
    found.incidents.update(started=at - timedelta(days=5), ended=at - timedelta(days=5, hours=-1))
    found.check_ins.all().delete()
    for number in (1, 2, 3):
        day = (at + timedelta(days=30 * number)).date()
        CheckIn.objects.create(post_mortem=found, number=number, day=day)
    return found


def action(of: PostMortem, *, done_days: int | None = None, **fields: Any) -> Action:
    """One of its actions, completed so many days ago."""
    done = timezone.now() - timedelta(days=done_days) if done_days is not None else None
    values: dict[str, Any] = {
        "text": "Limit the pool", "status": "completed" if done else "planned",
        "completed": done, "completed_by": "user:somebody" if done else "",
    }  # fmt: skip
    return Action.objects.create(
        post_mortem=of, source=of.reference, position=of.actions.count(), revision=1,
        in_document=False, **{**values, **fields},
    )  # fmt: skip


def incident(
    *, days: float, service: str = "checkout", detect: int = 10, **fields: Any
) -> Incident:
    """One that began so many days ago, was detected after minutes and lasted an hour."""
    at = timezone.now() - timedelta(days=days)
    marks = {
        Milestone.IMPACT_START: at,
        Milestone.DETECTED: at + timedelta(minutes=detect),
        Milestone.RESOLVED: at + timedelta(minutes=60),
    }
    told = ",".join(
        f'"{name.value}":{{"at":"{when.isoformat()}","earliest":"{when.isoformat()}",'
        f'"latest":"{when.isoformat()}"}}'
        for name, when in marks.items()
    )
    values: dict[str, Any] = {"title": "Checkout is slow", "severity": "SEV2"}
    found = Incident.objects.create(
        started=at, ended=at + timedelta(hours=1), milestones=f"{{{told}}}",
        **{**values, **fields},
    )  # fmt: skip
    found.services.add(Service.objects.get_or_create(name=service)[0])
    return found
