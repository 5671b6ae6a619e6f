"""Settings as values: who may set them, what is refused, how they are put back."""

from __future__ import annotations

import msgspec
import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.organisation import General
from hansei.domain.policy import Policy, Trigger, is_due
from hansei.domain.severity import USUAL_SCALE, Scale, SeverityLevel
from hansei.organisation.selectors import (
    GENERAL,
    POLICY,
    SCALE,
    general,
    policy,
    scale,
    today,
    versions,
)
from hansei.organisation.services.settings import (
    set_general,
    set_policy,
    set_scale,
    undo_setting,
)
from tests.connections import connection_kept

pytestmark = pytest.mark.django_db
ADMIN = Actor(ActorKind.USER, "administrator", 1, frozenset({Role.ADMINISTRATOR}))
OTHERS = [
    Actor(ActorKind.USER, role.value, 2, frozenset({role}))
    for role in Role
    if role is not Role.ADMINISTRATOR
]
OWN = Scale(
    levels=(
        SeverityLevel(name="Black", major=True, words=("P1", "disaster")),
        SeverityLevel(name="Red", major=True),
        SeverityLevel(name="Yellow"),
    )
)


def test_what_nobody_set_is_the_usual() -> None:
    assert (general(), scale(), policy()) == (General(), USUAL_SCALE, Policy())
    assert versions() == (0, 0, 0, 0)


def test_a_value_is_set_and_put_back() -> None:
    assert set_scale(actor=ADMIN, scale=OWN, version=0) == 1
    longer = msgspec.structs.replace(OWN, levels=(*OWN.levels, SeverityLevel(name="Green")))
    assert set_scale(actor=ADMIN, scale=longer, version=1) == 2
    assert scale().names == ("Black", "Red", "Yellow", "Green")
    assert undo_setting(actor=ADMIN, key=SCALE, version=2) == 3
    assert scale() == OWN
    assert undo_setting(actor=ADMIN, key=SCALE, version=3) == 4
    assert scale() == longer
    verbs = Entry.objects.order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == [
        "set severity scale", "set severity scale", "undo change of severity scale",
        "undo change of severity scale",
    ]  # fmt: skip


def test_the_first_change_can_be_undone_to_the_usual() -> None:
    set_policy(actor=ADMIN, policy=Policy(due_rank=1), version=0)
    undo_setting(actor=ADMIN, key=POLICY, version=1)
    assert policy() == Policy()


def test_the_same_again_writes_nothing() -> None:
    set_general(actor=ADMIN, general=General(name="Example Ltd"), version=0)
    assert set_general(actor=ADMIN, general=General(name="Example Ltd"), version=1) == 1
    assert Entry.objects.count() == 1


def test_whoever_comes_second_is_told() -> None:
    set_general(actor=ADMIN, general=General(name="Example Ltd"), version=0)
    with pytest.raises(Conflict):
        set_general(actor=ADMIN, general=General(name="Another"), version=0)
    with pytest.raises(Conflict):
        undo_setting(actor=ADMIN, key=GENERAL, version=2)
    with pytest.raises(NotFound):
        undo_setting(actor=ADMIN, key="secrets", version=1)
    assert general().name == "Example Ltd"


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
def test_only_administrators_set_anything(actor: Actor) -> None:
    for refused in (
        lambda: set_general(actor=actor, general=General(name="Mine"), version=0),
        lambda: set_scale(actor=actor, scale=OWN, version=0),
        lambda: set_policy(actor=actor, policy=Policy(due_rank=0), version=0),
        lambda: undo_setting(actor=actor, key=POLICY, version=0),
    ):
        with pytest.raises(NotFound):
            refused()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("levels", "word"),
    [
        ((SeverityLevel(name="One"),), "2 to 5"),
        (tuple(SeverityLevel(name=str(n)) for n in range(6)), "2 to 5"),
        ((SeverityLevel(name="One"), SeverityLevel(name=" ")), "name"),
        ((SeverityLevel(name="One"), SeverityLevel(name="one")), "already"),
        ((SeverityLevel(name="One"), SeverityLevel(name="Two", words=("ONE",))), "already"),
        ((SeverityLevel(name="x" * 101), SeverityLevel(name="Two")), "100"),
        ((SeverityLevel(name="One"), SeverityLevel(name="Two")), "policy asks"),
    ],
)
def test_a_scale_that_does_not_hold_is_refused(
    levels: tuple[SeverityLevel, ...], word: str
) -> None:
    if word == "policy asks":
        set_policy(actor=ADMIN, policy=Policy(due_rank=3), version=0)
    with pytest.raises(InputError, match=word):
        set_scale(actor=ADMIN, scale=Scale(levels=levels), version=0)
    assert scale() == USUAL_SCALE


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_rank": 6}, "due_rank"),
        ({"approval_rank": -1}, "approval_rank"),
        ({"review_from_h": 72}, "review_until_h"),
        ({"quick_h": 9999}, "quick_h"),
        ({"check_in_days": (30, 30)}, "check_in_days"),
        ({"check_in_days": (0,)}, "check_in_days"),
        ({"publish_days": -1}, "publish_days"),
    ],
)
def test_a_policy_that_does_not_hold_is_refused(values: dict[str, object], field: str) -> None:
    with pytest.raises(InputError, match=field):
        set_policy(actor=ADMIN, policy=Policy(**values), version=0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "values", [{"zone": "Mars/Olympus"}, {"variant": "no-such"}, {"name": "x" * 101}]
)
def test_general_settings_that_do_not_hold_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(values))):
        set_general(actor=ADMIN, general=General(**values), version=0)


def test_the_policy_decides_with_the_scale() -> None:
    rules = Policy(due_rank=1, triggers=(Trigger.NEAR_MISS,))

    def due(severity: str | None, *triggers: Trigger, near_miss: bool = False) -> bool:
        return is_due(
            severity=severity, triggers=frozenset(triggers), near_miss=near_miss, policy=rules,
            scale=OWN,
        ).due  # fmt: skip

    assert due("black")
    assert due("Disaster")
    assert due("critical")  # the common words hold where the scale has none of its own
    assert not due("Red")
    assert not due("SEV5")
    assert not due("Red", Trigger.BREACH)
    assert due("Yellow", near_miss=True)
    told = is_due(severity="Red", policy=rules, scale=OWN).reason
    assert told == "Red is below Black"


def test_what_a_request_asks_twice_is_read_once() -> None:
    set_general(actor=system("test"), general=General(zone="Asia/Tokyo"), version=0)
    with connection_kept():
        request_started.send(sender=None)
        try:
            with CaptureQueriesContext(connection) as queries:
                for _ in range(3):
                    policy(), scale(), general(), today()
            assert len(queries) == 1
            set_policy(actor=ADMIN, policy=Policy(due_rank=1), version=0)
            assert policy().due_rank == 1
        finally:
            request_finished.send(sender=None)
    with CaptureQueriesContext(connection) as queries:
        policy(), policy()
    assert len(queries) == 2
