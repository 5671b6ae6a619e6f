"""Things that need somebody, around one moment: Tuesday, 3 March 2026, 09:30 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hansei.accounts.models import User
from hansei.postmortem.models import Action, CheckIn, PostMortem, Review
from hansei.timeline.models import Incident
from tests.publishing.conftest import made
from tests.web.people import Person

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
_count = iter(range(1, 10_000_000))


def post_mortem(owner: Person, *, status: str = "working draft", **fields: Any) -> PostMortem:
    """One that `owner` owns, without meetings, check-ins or a clock."""
    saved = made(owner.actor, f"/thing/{next(_count)}", status=status, **fields)
    saved.reviews.all().delete()
    saved.check_ins.all().delete()
    saved.incidents.update(due_reason="", due_from=None, due_by=None)
    return saved


def incident(*, hours: float | None, title: str = "Login fails", **fields: Any) -> Incident:
    """One whose time to meet ends in so many hours; None for one that goes on."""
    closes = NOW + timedelta(hours=hours) if hours is not None else None
    return Incident.objects.create(
        title=title, severity="Sev-1", due_reason="every Sev-1 incident gets one",
        due_by=closes, due_from=closes - timedelta(hours=48) if closes else None, **fields,
    )  # fmt: skip


def action(of: PostMortem, owner: User | None, *, days: int | None, **fields: Any) -> Action:
    """One that is due in so many days."""
    values: dict[str, Any] = {"text": f"Mend part {next(_count)}", "status": "planned"}
    return Action.objects.create(
        post_mortem=of, source=of.reference, position=0, revision=1, owner_user=owner,
        due=(NOW + timedelta(days=days)).date() if days is not None else None,
        **{**values, **fields},
    )  # fmt: skip


def review(of: PostMortem, *, hours: float) -> Review:
    """A meeting in so many hours."""
    return Review.objects.create(post_mortem=of, start=NOW + timedelta(hours=hours), minutes=60)


def check_in(of: PostMortem, *, days: int, number: int = 1) -> CheckIn:
    """A look in so many days."""
    day = (NOW + timedelta(days=days)).date()
    return CheckIn.objects.create(post_mortem=of, number=number, day=day)
