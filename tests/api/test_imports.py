"""What comes in: readings in lines, drafts of them, and files."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hansei.api import bodies, wire
from hansei.domain.event import Record
from hansei.postmortem.models import PostMortem
from hansei.sources.base import Reading
from hansei.timeline.models import Import
from hansei.timeline.models import Record as Row
from tests.api.callers import Caller, caller
from tests.cli.conftest import TABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Caller:
    return caller("contributor")


def _lines(count: int = 3) -> bytes:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    readings = (
        Reading(Record(source="generic", key=f"row:{n}", at=at, text=f"It is slow ({n})"), [n])
        for n in range(count)
    )
    return b"".join(wire.lines_of(readings, ()))


def _sent(who: Caller, path: str, body: bytes, **headers: str) -> Any:
    return who.send("POST", path, body, wire.MEDIA_TYPE, **headers)


def test_readings_land_once(who: Caller) -> None:
    first = _sent(who, "/readings", _lines())
    assert first.json() == {"id": first.json()["id"], "new": 3, "known": 0, "refused": 0}
    packed = gzip.compress(_lines())
    again = _sent(who, "/readings", packed, Content_Encoding="gzip")
    assert (again.json()["new"], again.json()["known"]) == (0, 3)
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[]\n", {}, 422),
        (b"{}\n", {}, 400),
        (b"\xff\n", {}, 400),
        (b'{"record": {"source": "generic"}}\n', {}, 422),
        (_lines().replace(b'"generic"', b'"nobody"'), {}, 400),
        (_lines().replace(b"00Z", b"00"), {}, 400),
        (_lines() + b"broken", {}, 400),
        (b"no gzip", {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(_lines())[:-9], {"Content_Encoding": "gzip"}, 400),
        (_lines(), {"Content_Encoding": "br"}, 415),
        (_lines(), {"Idempotency_Key": "k1"}, 400),
    ],
)
def test_all_of_it_lands_or_nothing(
    who: Caller, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = _sent(who, "/readings", body, **headers)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Row.objects.exists()


def test_a_body_that_swells_is_refused(who: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(bodies, "LONGEST_LINE", 1 << 16)
    for bomb in (b"\n" * (2 << 20), b"x" * (1 << 18)):
        answer = _sent(who, "/readings", gzip.compress(bomb), Content_Encoding="gzip")
        assert answer.status_code == 413


def test_who_may_not_import_is_not_read(who: Caller) -> None:
    for stranger in ("viewer", "auditor", "stranger"):
        answer = _sent(caller(stranger), "/readings", b"not even lines")
        assert answer.status_code == 404
        assert _sent(caller(stranger, name=f"{stranger} 2"), "/drafts", b"x").status_code == 404


def test_a_draft_of_another_person_is_another_one(who: Caller) -> None:
    body = json.dumps({"source": "host:/exports"}).encode() + b"\n" + _lines()
    first = _sent(who, "/drafts", body)
    assert (first.status_code, first.json()["number"]) == (200, 1)
    assert _sent(who, "/drafts", body).json()["number"] == 1
    assert _sent(caller("lead"), "/drafts", body).json()["number"] == 2
    PostMortem.objects.update(restricted=True)
    assert _sent(caller("administrator"), "/drafts", body).json()["number"] == 3


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"source": "x", "variant": "papyrus"}, 400),
        ({"source": "x", "zone": "Moon/Base"}, 422),
        ({"source": "x", "modules": ["nothing"]}, 400),
        ({"nothing": 1}, 422),
    ],
)
def test_drafts_that_cannot_be(who: Caller, wanted: dict[str, Any], status: int) -> None:
    answer = _sent(who, "/drafts", json.dumps(wanted).encode() + b"\n" + _lines())
    assert answer.status_code in (status, 400), answer.content
    assert answer.status_code < 500
    assert not PostMortem.objects.exists()


def test_files_are_uploaded_and_drafted_with_a_report(
    who: Caller, settings: Any, tmp_path: Path
) -> None:
    settings.UPLOADS = str(tmp_path)
    upload = who("POST", "/uploads").json()["upload"]
    files = f"/uploads/{upload}/files"
    body = (TABLE + "14:??,Something,\n").encode()
    sent = who.send("PUT", f"{files}?name=exports/timeline.csv", body, "application/octet-stream")
    assert (sent.status_code, sent.json()["size"]) == (200, len(body))
    stranger = caller("contributor", name="stranger")
    assert stranger.get(files).status_code == 404
    asked = who("POST", f"/uploads/{upload}/draft", {"title": "Checkout is slow"})
    assert asked.status_code == 201
    address = asked.headers["Location"].removeprefix("/api/v1")
    assert stranger.get(address).status_code == 404
    done = who.get(address).json()
    assert (done["state"], done["post_mortem"]) == ("done", 1)
    (file,) = done["report"]["files"]
    assert (file["records"], file["refused"]) == (6, 1)
    assert file["refusals"][0]["reason"]
    reports = who.get(f"/incidents/{done['incident']}/imports").json()["items"]
    assert [each["id"] for each in reports] == [done["report"]["id"]]


def test_a_zip_becomes_the_files_in_it(who: Caller, settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS = str(tmp_path)
    upload = who("POST", "/uploads").json()["upload"]
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("exports/timeline.csv", "exports/.hidden", "../../etc/passwd"):
            archive.writestr(name, TABLE)
    address = f"/uploads/{upload}/packed"
    kind = "application/octet-stream"
    sent = who.send("PUT", address, packed.getvalue(), kind).json()["items"]
    assert [(each["name"], bool(each["refused"])) for each in sent] == [
        ("../../etc/passwd", True),
        ("exports/timeline.csv", False),
    ]
    again = who.send("PUT", address, packed.getvalue(), kind).json()["items"]
    assert [each["digest"] for each in again] == [each["digest"] for each in sent]
    listed = who.get(f"/uploads/{upload}/files").json()["items"]
    assert [each["size"] for each in listed] == [0, len(TABLE)]
    assert len(list((tmp_path / upload).iterdir())) == 2
    done = who("POST", f"/uploads/{upload}/draft", {}).json()
    assert (done["state"], done["post_mortem"]) == ("done", 1)


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\x03\x04torn"])
def test_what_is_no_zip_is_refused(who: Caller, settings: Any, tmp_path: Path, body: bytes) -> None:
    settings.UPLOADS = str(tmp_path)
    upload = who("POST", "/uploads").json()["upload"]
    sent = who.send("PUT", f"/uploads/{upload}/packed", body, "application/octet-stream")
    assert (sent.status_code, sent.json()["code"]) == (422, "input")
    assert not list((tmp_path / upload).iterdir())
    stranger = caller("contributor", name="stranger")
    sent = stranger.send("PUT", f"/uploads/{upload}/packed", body, "application/octet-stream")
    assert sent.status_code == 404
