"""The audit trail: chained, append-only, verifiable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role, Scope
from hansei.audit import triggers
from hansei.audit.chain import FIRST, canonical
from hansei.audit.models import Entry
from hansei.audit.selectors import entries, head
from hansei.audit.services import record_change
from hansei.audit.verify import Fault, Head, verify
from hansei.domain.errors import NotFound

pytestmark = pytest.mark.django_db


def _fill(count: int) -> None:
    for number in range(count):
        record_change(
            actor=system("test"), verb="try", object_type="thing", object_id=number,
            changes={"text": f"« {number} »", "n": number},
        )  # fmt: skip


@contextmanager
def _unguarded() -> Iterator[None]:
    """The database as somebody finds it who may drop triggers."""
    with connection.cursor() as cursor:
        for statement in triggers.DROP[connection.vendor]:
            cursor.execute(statement)
        yield
        for statement in triggers.CREATE[connection.vendor]:
            cursor.execute(statement)


def test_whole_trail_has_no_problems() -> None:
    assert verify().head == head() == Head(0, FIRST)
    _fill(5)
    report = verify(head=head())
    assert (report.entries, report.problems) == (5, ())
    assert report.head == head()


def test_digest_follows_the_documented_encoding() -> None:
    _fill(1)
    entry = Entry.objects.get()
    at = f"{entry.at:%Y-%m-%dT%H:%M:%S.%f}Z"
    text = (
        f'{{"actor":"system:test","at":"{at}","changes":{{"n":0,"text":"« 0 »"}},'
        f'"object":["thing","0"],"previous":"{"0" * 64}","seq":1,"verb":"try"}}'
    )
    assert entry.digest == hashlib.sha256(text.encode()).hexdigest()


def test_strings_are_escaped_as_documented() -> None:
    text = '"\\\x00\x08\t\n\x0b\x0c\r\x1f\x7fé\u2028😀/'
    expected = '"\\"\\\\\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\x7fé\u2028😀/"'
    assert canonical(text).decode() == expected


def test_fractions_have_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonical({"a": [{"b": 0.5}]})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 1",
        "DELETE FROM audit_entry WHERE seq = 1",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_changes(statement: str) -> None:
    _fill(2)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert not verify().problems


def test_truncate_is_refused_where_it_exists() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_entry")


def test_edit_gap_and_truncation_are_found() -> None:
    _fill(6)
    known = head()
    with _unguarded():
        Entry.objects.filter(seq=2).update(verb="forged")
        assert list(verify(head=known).problems) == [(2, Fault.EDITED)]
        Entry.objects.filter(seq=4).delete()
        assert list(verify(head=known).problems) == [(2, Fault.EDITED), (5, Fault.GAP)]
        Entry.objects.filter(seq=6).delete()
        assert (6, Fault.TRUNCATED) in verify(head=known).problems
        assert (6, Fault.TRUNCATED) not in verify().problems


def test_a_chain_written_anew_does_not_meet_the_known_head() -> None:
    _fill(3)
    known = head()
    with _unguarded():
        Entry.objects.all().delete()
    _fill(3)
    assert verify().problems == ()
    assert verify(head=known).problems == ((3, Fault.EDITED),)


def test_only_auditors_and_the_host_read_it() -> None:
    _fill(1)
    auditor = Actor(ActorKind.USER, "auditor", 1, frozenset({Role.AUDITOR}))
    assert entries(actor=auditor).count() == entries(actor=system("test")).count() == 1
    for role in set(Role) - {Role.AUDITOR, Role.ADMINISTRATOR}:
        with pytest.raises(NotFound):
            entries(actor=Actor(ActorKind.USER, "somebody", 2, frozenset({role})))


def test_administrators_read_what_concerns_access_alone() -> None:
    _fill(1)
    record_change(
        actor=system("test"), verb="give role", object_type="account", object_id=7, changes={}
    )
    administrator = Actor(ActorKind.USER, "somebody", 2, frozenset({Role.ADMINISTRATOR}))
    assert [each.object_type for each in entries(actor=administrator)] == ["account"]
    only_reading = replace(administrator, scope=Scope.READ)
    with pytest.raises(NotFound):
        entries(actor=only_reading)


@pytest.mark.django_db(transaction=True)
def test_no_entry_without_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        _fill(1)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_its_failed_change() -> None:
    with transaction.atomic():
        _fill(1)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
