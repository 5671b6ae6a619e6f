"""Importing records: once, losslessly, in one change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.db import connection

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.errors import NotFound, UsageError
from hansei.domain.event import Place, Record
from hansei.sources.base import Refusal as Refused
from hansei.sources.intake import FileReport
from hansei.timeline import models
from hansei.timeline.selectors import records_behind
from hansei.timeline.services.import_records import ImportResult, import_records
from tests.store.samples import START, readings

pytestmark = pytest.mark.django_db
ACTOR = system("test")


def _import(pairs: Any, **options: Any) -> ImportResult:
    return import_records(actor=ACTOR, readings=pairs, **options)


def test_records_come_back_as_they_went_in() -> None:
    given = list(readings(20))
    result = _import(given)
    assert (result.new, result.known, result.refused) == (20, 0, 0)
    names = [f"{record.source}:{record.key}" for record, _ in given]
    assert list(records_behind([*names, "slack:unknown"])) == given


def test_same_content_again_changes_nothing() -> None:
    first = _import(readings(20))
    again = _import(readings(20))
    assert (again.new, again.known) == (0, 20)
    assert again.batch == first.batch
    assert models.Import.objects.count() == Entry.objects.count() == 1


def test_more_of_the_same_adds_only_the_rest() -> None:
    _import(readings(20))
    more = _import(readings(30))
    assert (more.new, more.known) == (10, 20)
    assert Entry.objects.count() == 2
    assert models.Record.objects.count() == 30


def test_an_item_in_two_files_is_one_record() -> None:
    given = list(readings(5))
    moved = [(msgspec.structs.replace(record, place=Place(file="copy")), raw)
             for record, raw in given]  # fmt: skip
    result = _import([*given, *moved])
    assert (result.new, result.known) == (5, 5)


def test_both_versions_of_a_changed_item_are_kept_in_any_order() -> None:
    old, new = list(readings(1)), list(readings(1, text="latency is fine"))
    assert _import(new).new == 1
    assert _import(old).new == 1
    assert _import([*old, *new]).new == 0
    assert sorted(records_behind(["slack:C1:a0"]), key=repr) == sorted([*old, *new], key=repr)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ({"a\0b": "c\0d"}, {"a\0b": "c\0d"}),
        ({"long": "x" * 100_000}, {"long": "x" * 100_000}),
        ({"lone": "\ud800"}, {"lone": "\ud800"}),
        ({"big": 10**40}, {"big": 10**40}),
        ({"price": Decimal("1.10")}, {"price": 1.1}),
        ("a whole line", "a whole line"),
        (None, None),
        ({"when": START}, {"when": "2026-03-01T12:00:00Z"}),
        ({"odd": {1: complex(1, 2)}}, {"odd": {"1": "(1+2j)"}}),
    ],
)
def test_raw_items_keep_what_json_can_hold(raw: object, stored: object) -> None:
    record = Record(source="generic", key="k", at=START, text="t")
    _import([(record, raw)])
    assert list(records_behind(["generic:k"])) == [(record, stored)]


def test_text_that_no_database_holds_is_mended() -> None:
    record = Record(
        source="generic", key="a\0b", at=START, text="lone \ud800 and \0 nul", refs=("\udfff",)
    )
    assert _import([(record, {})]).new == 1
    row = models.Record.objects.get()
    assert row.key == "a\N{REPLACEMENT CHARACTER}b"
    assert "\N{REPLACEMENT CHARACTER}" in row.reading


def test_very_long_keys_are_no_obstacle() -> None:
    record = Record(source="generic", key="k" * 50_000, at=START, text="t")
    assert _import([(record, {}), (record, {})]).new == 1


def test_refusals_are_kept_with_their_raw_row() -> None:
    report = FileReport("alerts.csv", source="datadog", records=5)
    report.refuse(Refused(Place("alerts.csv", 7), "no time in it", "bad-row", {"time": ""}))
    result = _import(readings(5), reports=[report])
    assert result.refused == 1
    kept = models.Refusal.objects.get()
    assert (kept.place, kept.reason, bytes(kept.raw)) == (
        "alerts.csv:7", "no time in it", b'{"time":""}',
    )  # fmt: skip
    assert _import(readings(5), reports=[report]).batch == result.batch


def test_reports_are_read_after_the_last_reading() -> None:
    reports: list[FileReport] = []

    def reading() -> Any:
        reports.append(FileReport("late.json", records=1))
        yield from readings(1)

    result = _import(reading(), reports=reports)
    assert [each.name for each in result.batch.files.all()] == ["late.json"]


def test_failing_halfway_leaves_nothing() -> None:
    def reading() -> Any:
        yield from readings(10)
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        _import(reading())
    assert not models.Record.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_a_refusal_that_leaves_nothing() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be told how large its file may be")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
        try:
            with pytest.raises(UsageError, match="full"):
                _import(readings(500))
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")
    assert not models.Record.objects.exists()
    assert _import(readings(500)).new == 500


def test_import_is_tied_to_its_incident_once() -> None:
    incident = models.Incident.objects.create(title="Checkout is slow")
    result = _import(readings(3))
    for _ in range(2):
        _import(readings(3), incident=incident)
    assert list(incident.imports.all()) == [result.batch]
    assert [each.verb for each in Entry.objects.order_by("seq")] == [
        "import records", "tie import to incident",
    ]  # fmt: skip


def test_viewers_and_strangers_may_not_import() -> None:
    for roles in (frozenset[Role](), frozenset({Role.VIEWER}), frozenset({Role.AUDITOR})):
        actor = Actor(ActorKind.USER, "somebody", 1, roles)
        with pytest.raises(NotFound):
            import_records(actor=actor, readings=readings(1))
