"""Asks those who were there for what they remember, before the timeline tells them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.meeting.models import Account, AccountRound
from hansei.postmortem.access import access_post_mortem, visible
from hansei.postmortem.models import PostMortem
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_TEXT, MOST_ASKED = 20_000, 40


def ask_for_accounts(
    *, actor: Actor, number_or_id: int | str, users: Iterable[int]
) -> AccountRound:
    """Asks people for their accounts; those who were asked already stay asked.

    Raises InputError for nobody, for too many, and for somebody who may not read the post-mortem;
    UsageError where the accounts are laid out already; NotFound where the actor may not change it.
    """
    wanted = set(users)
    with writing():
        found = access_post_mortem(actor, number_or_id, Need.CHANGE)
        round_, _ = AccountRound.objects.get_or_create(
            post_mortem=found, defaults={"opened": timezone.now(), "opened_by": str(actor)}
        )
        if round_.laid_out is not None:
            raise UsageError("the accounts are laid side by side already")
        people = list(User.objects.filter(pk__in=wanted, is_active=True))
        if not people or len(people) != len(wanted):
            raise InputError("choose people who are here", place="people")
        _refuse_who_may_not_read(people, found)
        asked = set(round_.accounts.values_list("user", flat=True))
        new = sorted(wanted - asked)
        if len(asked) + len(new) > MOST_ASKED:
            raise InputError(f"at most {MOST_ASKED} people", place="people")
        if new:
            Account.objects.bulk_create(Account(round=round_, user_id=pk) for pk in new)
            _record(found, actor, "ask for accounts", people=new)
        return round_


def write_account(
    *, actor: Actor, number_or_id: int | str, text: str, version: int, hand_in: bool = False
) -> Account:
    """Keeps what the actor writes, for nobody else to read until it is handed in.

    The trail tells that it was written, not what. Raises Conflict where it was written elsewhere
    meanwhile, InputError for nothing to hand in or too much, UsageError once it was handed in or
    all are laid out, NotFound for who was not asked.
    """
    said = storable(text).replace("\r\n", "\n").strip()
    if len(said) > MOST_TEXT:
        raise InputError(f"at most {MOST_TEXT:,} characters", place="text")
    if hand_in and not said:
        raise InputError("write what you remember first", place="text")
    with writing():
        found, mine = _mine(actor, number_or_id)
        if mine.handed is not None:
            raise UsageError("it is handed in: what you remember since belongs into the comments")
        if mine.version != version:
            raise Conflict("it was written in another window meanwhile: look at it there")
        if mine.text == said and not hand_in:
            return mine
        mine.text, mine.version = said, mine.version + 1
        mine.handed = timezone.now() if hand_in else None
        mine.save(update_fields=["text", "version", "handed"])
        _record(found, actor, "hand in account" if hand_in else "write account")
        return mine


def see_timeline_first(*, actor: Actor, number_or_id: int | str) -> Account:
    """The actor sees the timeline without having handed in; that is told beside their account."""
    with writing():
        found, mine = _mine(actor, number_or_id)
        if mine.handed is not None or mine.saw_first is not None:
            return mine
        mine.saw_first = timezone.now()
        mine.save(update_fields=["saw_first"])
        _record(found, actor, "see timeline before account")
        return mine


def lay_out_accounts(*, actor: Actor, number_or_id: int | str) -> AccountRound:
    """Shows every account that was handed in beside the timeline; none can be handed in after that.

    Raises UsageError where nobody has handed one in, NotFound where nobody was asked.
    """
    with writing():
        found = access_post_mortem(actor, number_or_id, Need.CHANGE)
        round_ = AccountRound.objects.filter(post_mortem=found).first()
        if round_ is None:
            raise NotFound("nobody was asked for an account")
        if round_.laid_out is not None:
            return round_
        if not round_.accounts.exclude(handed=None).exists():
            raise UsageError("nobody has handed in an account yet")
        round_.laid_out = timezone.now()
        round_.save(update_fields=["laid_out"])
        _record(found, actor, "lay accounts side by side")
        return round_


def _mine(actor: Actor, number_or_id: int | str) -> tuple[PostMortem, Account]:
    found = access_post_mortem(actor, number_or_id)
    mine = Account.objects.filter(round__post_mortem=found, user=actor.user_id)
    account = mine.select_related("round").first() if actor.user_id is not None else None
    if account is None:
        raise NotFound("you were not asked for an account")
    if account.round.laid_out is not None:
        raise UsageError("the accounts are laid side by side already")
    return found, account


def _refuse_who_may_not_read(people: Iterable[User], found: PostMortem) -> None:
    one = PostMortem.objects.filter(pk=found.pk)
    for each in people:
        if not visible(signed_in(each), one).exists():
            raise InputError(f"{each.shown_name} may not read this post-mortem", place="people")


def _record(found: PostMortem, actor: Actor, verb: str, **changes: object) -> None:
    record_change(
        actor=actor, verb=verb, object_type="post-mortem", object_id=found.number, changes=changes
    )
