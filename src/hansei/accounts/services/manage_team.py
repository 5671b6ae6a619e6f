"""Makes, renames, removes and restores teams."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.models import Team
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.project.bulk import storable
from hansei.project.transactions import writing

LONGEST = 200


def create_team(*, actor: Actor, name: str) -> Team:
    """Makes a team. Raises NotFound for all but administrators, InputError for a bad name."""
    with writing():
        _administers(actor)
        made = Team.objects.create(name=_free_name(name))
        _record(actor, "create team", made, {"name": made.name})
    return made


def rename_team(*, actor: Actor, team_id: int, name: str, version: int) -> Team:
    """Names it anew, if it still has the `version` that was looked at.

    Raises NotFound for all but administrators, InputError for a bad name, Conflict where somebody
    changed the team meanwhile.
    """
    with writing():
        team = _found(actor, team_id)
        new = _free_name(name, team)
        if new == team.name:
            return team
        _update(team, version, name=new)
        _record(actor, "rename team", team, {"name": new, "before": team.name})
    team.refresh_from_db()
    return team


def remove_team(*, actor: Actor, team_id: int) -> None:
    """Takes it out of use: its roles end at once, its post-mortems keep its name.

    Raises NotFound for all but administrators.
    """
    with writing():
        team = _found(actor, team_id)
        if team.removed is not None:
            return
        _update(team, team.version, removed=timezone.now())
        _record(actor, "remove team", team, {"name": team.name})


def restore_team(*, actor: Actor, team_id: int) -> Team:
    """Brings a removed team back with its people.

    Raises NotFound for all but administrators, InputError where another team has its name now.
    """
    with writing():
        team = _found(actor, team_id)
        if team.removed is None:
            return team
        _free_name(team.name, team)
        _update(team, team.version, removed=None)
        _record(actor, "restore team", team, {"name": team.name})
    team.refresh_from_db()
    return team


def _administers(actor: Actor) -> None:
    if not actor.is_administrator:
        raise NotFound("no teams")


def _found(actor: Actor, team_id: int) -> Team:
    _administers(actor)
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise NotFound(f"no team {team_id}")
    return team


def _free_name(name: str, team: Team | None = None) -> str:
    cleaned = " ".join(storable(name).split())
    if not cleaned or len(cleaned) > LONGEST or not cleaned.isprintable():
        raise InputError(gettext("A team has a name of up to 200 characters."), place="name")
    others = Team.objects.filter(removed=None, name__iexact=cleaned)
    if (others.exclude(pk=team.pk) if team else others).exists():
        raise InputError(gettext("There is a team of this name."), place="name")
    return cleaned


def _update(team: Team, version: int, **values: object) -> None:
    unchanged = Team.objects.filter(pk=team.pk, version=version)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict(gettext("Somebody changed this team meanwhile: look at it again."))


def _record(actor: Actor, verb: str, team: Team, changes: dict[str, object]) -> None:
    record_change(actor=actor, verb=verb, object_type="team", object_id=team.pk, changes=changes)
