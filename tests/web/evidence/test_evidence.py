"""Evidence through its page: attached, served as a harmless download, removed, erased."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from hansei.domain.evidence import MOST_BYTES
from hansei.postmortem.models import Evidence, Grant, PostMortem
from hansei.web.evidence.views import MOST_SENT
from tests.web.people import ANONYMOUS, STRANGER, Person, person

pytestmark = pytest.mark.django_db
HERE = "/postmortems/1/evidence/"
GRAPH = b"\x89PNG\r\n\x1a\n latency"
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def _attach(
    who: Person, *, content: bytes = GRAPH, name: str = "graph.png", **more: Any
) -> HttpResponse:
    file = SimpleUploadedFile(name, content, "text/html")
    answer: Any = who.client.post(HERE, {"kind": "file", "file": file, **more})
    return answer


@pytest.fixture
def writer(post_mortem: PostMortem, people: Mapping[str, Person]) -> Person:
    return people["contributor"]


def test_a_file_is_attached_numbered_and_shown_with_its_digest(writer: Person) -> None:
    assert _attach(writer, title="Latency <b>").status_code == 303
    page = writer.client.get(HERE).content.decode()
    assert "ev1" in page
    assert "Latency &lt;b&gt;" in page
    assert Evidence.objects.get().digest in page
    undo = re.search(r'class="toast.*?action="([^"]+)"', page, re.DOTALL)
    assert undo
    writer.client.post(unescape(undo[1]))
    assert Evidence.objects.get().removed


def test_files_are_served_as_downloads_in_a_sandbox(writer: Person) -> None:
    for name, content in (("graph.png", GRAPH), ("x.html", b"<script>alert(1)</script>"),
                          ("x.svg", SCRIPT), ('a"b\r\nX-Evil: 1.txt', b"text")):  # fmt: skip
        _attach(writer, content=content, name=name)
    for number in (1, 2, 3, 4):
        answer = writer.client.get(f"{HERE}{number}/file/")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "private" in answer["Cache-Control"]
        assert "X-Evil" not in answer
    shown = writer.client.get(f"{HERE}1/file/?show=1")
    assert (shown["Content-Type"], shown.content) == ("image/png", GRAPH)
    assert shown["Content-Disposition"].startswith("inline")
    for number in (2, 3, 4):
        hidden = writer.client.get(f"{HERE}{number}/file/?show=1")
        assert hidden["Content-Type"] == "application/octet-stream"
        assert hidden["Content-Disposition"].startswith("attachment")


def test_a_link_and_what_an_event_says(writer: Person) -> None:
    writer.client.post(HERE, {"kind": "link", "url": "https://status.example/1", "title": ""})
    writer.client.post(HERE, {"kind": "quote", "event": "[e2]"})
    page = writer.client.get(HERE).content.decode()
    assert 'href="https://status.example/1"' in page
    assert "what e2 said" in page
    quote = writer.client.get(f"{HERE}2/file/")
    assert b"Something happened (1)" in quote.content
    assert writer.client.get(f"{HERE}1/file/").status_code == 404


def test_what_is_refused_says_why_and_keeps_what_was_typed(writer: Person) -> None:
    for typed, reason in (
        ({"kind": "link", "url": "javascript:alert(1)", "title": "My title"}, "begins with https"),
        ({"kind": "quote", "event": "e99", "title": "My title"}, "no event e99"),
        ({"kind": "file", "title": "My title"}, "choose a file"),
    ):
        answer = writer.client.post(HERE, typed)
        assert answer.status_code == 400
        assert reason in answer.content.decode()
        assert "My title" in answer.content.decode()
    assert _attach(writer, content=b"").status_code == 400
    assert _attach(writer, content=b"x" * (MOST_BYTES + 1)).status_code == 400
    assert not Evidence.objects.exists()


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(writer: Person) -> None:
    class Unread:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    answer = writer.client.generic(
        "POST", HERE, b"", "multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(MOST_SENT + 1), "wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "50 MiB" in answer.content.decode()


def test_a_foreign_page_attaches_nothing(post_mortem: PostMortem) -> None:
    writer = person("contributor", csrf=True)
    assert _attach(writer).status_code == 403
    assert not Evidence.objects.exists()


def test_a_script_attaches_several_at_once(writer: Person) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", str(n).encode()) for n in range(3)]
    answer = writer.client.post(
        HERE, {"kind": "file", "file": files}, HTTP_ACCEPT="application/json"
    )
    assert json.loads(answer.content) == {"added": ["ev1", "ev2", "ev3"]}
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    refused = writer.client.post(
        HERE, {"kind": "file", "file": many}, HTTP_ACCEPT="application/json"
    )
    assert (refused.status_code, Evidence.objects.count()) == (400, 3)


def test_removing_has_a_way_back_and_erasing_has_none(
    writer: Person, people: Mapping[str, Person]
) -> None:
    _attach(writer)
    lead = people["lead"].client
    assert lead.post(f"{HERE}1/erase/", {"confirm": "ev1"}).status_code == 409
    writer.client.post(f"{HERE}1/remove/")
    assert writer.client.get(f"{HERE}1/file/").status_code == 404
    writer.client.post(f"{HERE}1/return/")
    assert writer.client.get(f"{HERE}1/file/").content == GRAPH
    writer.client.post(f"{HERE}1/remove/")
    assert writer.client.post(f"{HERE}1/erase/", {"confirm": "ev1"}).status_code == 404
    unsure = lead.post(f"{HERE}1/erase/", {"confirm": "yes"})
    assert (unsure.status_code, "Type ev1" in unsure.content.decode()) == (400, True)
    assert Evidence.objects.get().content is not None
    lead.post(f"{HERE}1/erase/", {"confirm": "EV1"})
    piece = Evidence.objects.get()
    assert piece.content is None
    assert piece.digest
    assert "content erased" in lead.get(HERE).content.decode()


def test_who_may_see_and_change_it(
    post_mortem: PostMortem, writer: Person, people: Mapping[str, Person]
) -> None:
    _attach(writer)
    reading = (HERE, f"{HERE}1/file/", f"{HERE}1/file/?show=1")
    for who in ("viewer", "auditor"):
        for page in reading:
            assert people[who].client.get(page).status_code == 200
        assert "Attach" not in people[who].client.get(HERE).content.decode()
    for who in ("viewer", "auditor", STRANGER):
        assert _attach(people[who], content=b"more").status_code == 404
        for verb in ("remove", "return", "erase"):
            answer = people[who].client.post(f"{HERE}1/{verb}/", {"confirm": "ev1"})
            assert answer.status_code == 404
    PostMortem.objects.update(restricted=True)
    Grant.objects.create(post_mortem=post_mortem, user=people["viewer"].user, role="viewer")
    for page in reading:
        assert people["viewer"].client.get(page).status_code == 200
        for who in ("contributor", "lead", "administrator", STRANGER):
            assert people[who].client.get(page).status_code == 404
        assert people[ANONYMOUS].client.get(page).status_code == 302


def test_more_evidence_asks_no_more_of_the_store(writer: Person) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert writer.client.get(HERE).status_code == 200
        return len(seen)

    _attach(writer)
    count()
    few = count()
    for number in range(6):
        _attach(writer, content=b"more %d" % number, name=f"{number}.txt")
    count()  # what was attached is told once
    assert count() == few
