"""What the first page and letters ask of the database, composed once in each process."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by
from hansei.domain.actions import OPEN
from hansei.domain.document import ActionStatus
from hansei.domain.incident import ARCHIVED
from hansei.domain.stages import Stage
from hansei.postmortem.access import visible, visible_actions, visible_incidents
from hansei.postmortem.models import Action, CheckIn, Grant, PostMortem, Review
from hansei.postmortem.selectors.action_filter import in_stages, owned
from hansei.postmortem.selectors.actions import BY_DUE
from hansei.reminders.concern import LINKS, concerned_incidents, of_concern, teams_of
from hansei.timeline.models import Incident

_OF_POST_MORTEM = tuple(
    f"post_mortem__{each}" for each in ("number", "title", "status", "owner")
)  # fmt: skip


@asked_by
def needing(actor: Actor, everybody: bool, limit: int, /) -> QuerySet[Incident]:
    """Incidents that nobody met over and that have no published post-mortem, by the time for it."""
    # On an expression, because SQLite would else begin at everything published: see `concern`.
    stage, met = Lower("postmortem__status"), Q(postmortem__reviews__held__isnull=False)
    settled = LINKS.objects.filter(incident=OuterRef("pk")).annotate(stage=stage)
    found = (
        visible_incidents(actor, Incident.objects.filter(waived="").exclude(due_reason=""))
        .exclude(status=ARCHIVED)
        .filter(~Exists(settled.filter(Q(stage=Stage.PUBLISHED) | met)))
        .only("title", "severity", "due_reason", "due_from", "due_by")
        .order_by(F("due_by").asc(nulls_last=True), "pk")
    )
    return (found if everybody else found.filter(concerned_incidents(actor)))[:limit]


@asked_by
def in_work(actor: Actor, everybody: bool, limit: int, /) -> QuerySet[PostMortem]:
    """The actor's own post-mortems that are not published, by the day they are due; everybody's
    by when they were changed, for which there is an index."""
    rows = visible(actor, PostMortem.objects.exclude(status=Stage.PUBLISHED))
    if everybody:
        rows = rows.order_by("-updated", "-pk")
    else:
        owner = 0 if actor.user_id is None else actor.user_id
        rows = rows.filter(owner_user=owner)
        rows = rows.order_by(F("due").asc(nulls_last=True), "-updated", "-pk")
    return rows.only("number", "title", "status", "owner", "severity", "due", "updated")[:limit]


@asked_by
def planned(
    actor: Actor, everybody: bool, limit: int, /, *, since: Any, until: Any
) -> QuerySet[Review]:
    """Reviews that nobody held yet and that begin in a span of time."""
    readable = visible(actor, PostMortem.objects.filter(pk=OuterRef("post_mortem")))
    found = Review.objects.filter(Exists(readable), held=None, start__gte=since, start__lt=until)
    if not everybody:
        found = found.filter(_taking_part(actor))
    rows = found.order_by("start", "pk").select_related("post_mortem")
    return rows.only("start", "minutes", *_OF_POST_MORTEM)[:limit]


@asked_by
def to_look_at(
    actor: Actor, everybody: bool, limit: int, /, *, until: Any
) -> QuerySet[CheckIn]:  # fmt: skip
    """Check-ins of published post-mortems that are to be closed by a day."""
    readable = visible(actor, PostMortem.objects.filter(pk=OuterRef("post_mortem")))
    found = CheckIn.objects.filter(
        Exists(readable), closed=None, day__lte=until, post_mortem__status=Stage.PUBLISHED
    )
    if not everybody:
        found = found.filter(post_mortem__in=of_concern(actor))
    rows = found.order_by("day", "pk").select_related("post_mortem")
    return rows.only("number", "day", *_OF_POST_MORTEM)[:limit]


@asked_by
def of_stage(actor: Actor, stage: Stage, limit: int, /, *, author: Any) -> QuerySet[PostMortem]:
    """The newest at a stage that neither the actor owns nor `author` began."""
    found = visible(actor, PostMortem.objects.filter(status=stage).order_by("-number"))
    others = found.exclude(owner_user=actor.user_id).exclude(created_by=author)
    columns = ("number", "title", "status", "owner", "severity", "submitted", "updated", "version")
    return others.only(*columns, "team_id")[:limit]


@asked_by
def open_of(actor: Actor, limit: int, /, **values: Any) -> QuerySet[Action, int]:
    """The keys of open actions of whom `action_filter.own` tells."""
    found = visible_actions(actor, Action.objects.filter(owned(**values) & in_stages(OPEN)))
    return found.order_by(*BY_DUE).values_list("pk", flat=True)[:limit]


@asked_by
def dated(actor: Actor, status: ActionStatus, limit: int, /) -> QuerySet[Action, int]:
    """The keys of the actions of a status that are due first."""
    rows = visible_actions(actor, Action.objects.filter(status=status, due__isnull=False))
    return rows.order_by("due", "pk").values_list("pk", flat=True)[:limit]


@asked_by
def to_verify(
    actor: Actor, everybody: bool, limit: int, /, *, by: Any, **values: Any
) -> QuerySet[Action, int]:
    """The keys of actions that were done by somebody else than `by`, who owns those of `values`,
    and that nobody has looked at."""
    done = Action.objects.filter(status=ActionStatus.COMPLETED, verified=None)
    found = visible_actions(actor, done).exclude(completed_by=by).exclude(owned(**values))
    if not everybody:
        found = found.filter(post_mortem__in=of_concern(actor))
    rows = found.order_by(F("completed").asc(nulls_last=True), "pk")
    return rows.values_list("pk", flat=True)[:limit]


@asked_by
def changed(actor: Actor, limit: int, /) -> QuerySet[PostMortem]:
    """What was changed last."""
    rows = visible(actor, PostMortem.objects.order_by("-updated", "-pk"))
    return rows.only("number", "title", "status", "owner", "updated")[:limit]


def _taking_part(actor: Actor) -> Q:
    """Reviews of post-mortems that the actor owns, is named in, acts for, or is in the team of."""
    if actor.user_id is None:
        return Q(pk=None)
    user = actor.user_id
    found = Q(post_mortem__owner_user=user)
    found |= Q(Exists(Grant.objects.filter(post_mortem=OuterRef("post_mortem"), user=user)))
    acts = PostMortem.objects.filter(pk=OuterRef("post_mortem"), actions__owner_user=user)
    found |= Q(Exists(acts))
    teams = teams_of(actor)
    return found | Q(post_mortem__team__in=teams) if teams else found
