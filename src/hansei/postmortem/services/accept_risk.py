"""Signed decisions to live with a contributing factor, and their withdrawal."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.coverage import Factor
from hansei.domain.errors import InputError, NotFound
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem, RiskAcceptance
from hansei.postmortem.selectors import document_of
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.reading.extract import stated_factors

LONGEST_REASON = 2000


def accept_risk(
    *, actor: Actor, number_or_id: int | str, key: str, reason: str, until: date | None = None
) -> RiskAcceptance:
    """The actor signs that the factor with this number ("F2") is lived with, until a day.

    The factor's wording of today is signed, so that no other one inherits the decision when numbers
    move. The same decision again changes nothing.

    Raises InputError without a reason or with a day that is over, NotFound where there is no such
    factor or the actor does not decide over the post-mortem.
    """
    why = storable(reason).strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise InputError(
            f"a risk is accepted with a reason of up to {LONGEST_REASON:,} characters",
            place="reason",
        )
    if until is not None and until < timezone.localdate():
        raise InputError("a risk is accepted until a day to come", place="until")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.LEAD)
        factor = _factor(standing, key)
        same = standing.acceptances.filter(
            key=factor.key, factor=factor.text, reason=why, until=until, by=str(actor),
            withdrawn=None,
        ).first()  # fmt: skip
        if same is not None:
            return same
        made = RiskAcceptance.objects.create(
            post_mortem=standing,
            key=factor.key,
            factor=factor.text,
            reason=why,
            by=str(actor),
            user_id=actor.user_id,
            at=timezone.now(),
            until=until,
        )
        _record(actor, standing, "accept risk", made)
        return made


def withdraw_acceptance(
    *, actor: Actor, number_or_id: int | str, acceptance: int
) -> RiskAcceptance:
    """The acceptance with this key, withdrawn. It stays on record. Raises NotFound."""
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.LEAD)
        found = standing.acceptances.filter(pk=acceptance).first()
        if found is None:
            raise NotFound(f"no acceptance {acceptance} of {standing.reference}")
        if found.withdrawn is None:
            found.withdrawn = timezone.now()
            found.save(update_fields=["withdrawn"])
            _record(actor, standing, "withdraw accepted risk", found)
        return found


def _factor(standing: PostMortem, key: str) -> Factor:
    stated = stated_factors(document_of(standing))
    found = next((each for each in stated if each.key == key.strip().upper()), None)
    if found is None:
        raise NotFound(f"no factor {key} in {standing.reference}")
    return Factor(storable(found.text), key=found.key)


def _record(actor: Actor, standing: PostMortem, verb: str, made: RiskAcceptance) -> None:
    record_change(
        actor=actor,
        verb=verb,
        object_type="post-mortem",
        object_id=standing.number,
        changes={
            "acceptance": made.pk,
            "factor": made.key,
            "wording": made.factor,
            "reason": made.reason,
            "until": made.until.isoformat() if made.until else None,
        },
    )
