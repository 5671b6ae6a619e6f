"""Commands against a server do as with a store: same output, same exit codes, one line of refusal.

The server answers in this process, on the database of the tests, behind its real addresses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx2
import pytest

from hansei.accounts.roles import Scope
from hansei.cli.remote import connection, work
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Import, Record
from tests.api.callers import Caller, caller
from tests.cli.conftest import TABLE, URL, Answer, Run

pytestmark = pytest.mark.django_db
_Serve = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[[_Serve], list[str]]:
    """Lets a function answer instead of a server; the addresses that were asked."""
    monkeypatch.setenv("HANSEI_TOKEN", "hns_secret-of-the-test")

    def serve(answer: _Serve) -> list[str]:
        asked: list[str] = []

        def noted(request: httpx2.Request) -> httpx2.Response:
            asked.append(str(request.url))
            return answer(request)

        made = partial(connection.Connection, transport=httpx2.MockTransport(noted))
        monkeypatch.setattr(work, "Connection", made)
        return asked

    return serve


def _plain(answer: Answer) -> Answer:
    """Without what differs by the moment."""
    return answer._replace(out=re.sub(r'"drafted_at": "[^"]*"', "", answer.out))


def test_an_import_lands_once(remote: Run, table: Path) -> None:
    assert remote("import", table) == (0, "6 new, 0 known, 0 refused\n", "")
    assert remote("import", table) == (0, "0 new, 6 known, 0 refused\n", "")
    assert Record.objects.count() == 6
    assert Import.objects.get().actor == "user:lead"


def test_an_import_through_either_door_is_the_same_import(
    run: Run, remote: Run, table: Path
) -> None:
    table.write_text(TABLE + "14:??,Something,\n")
    stored = run("import", table, "--format", "json")
    assert stored.code == 1
    sent = remote("import", table, "--format", "json")
    assert (sent.code, sent.err) == (1, stored.err)
    assert json.loads(sent.out)["files"] == json.loads(stored.out)["files"]
    assert Import.objects.count() == 1


def test_a_draft_is_as_one_with_a_store(run: Run, remote: Run, table: Path) -> None:
    local = run("draft", table, "-o", "here")
    PostMortem.objects.all().delete()
    sent = remote("draft", table, "-o", "there")
    assert sent.code == local.code == 0
    assert sent.err == local.err.replace("here/", "there/")
    assert PostMortem.objects.get().number == 1
    for each in ("postmortem.html", "statuspage.json"):
        here, there = (table.parent / name / each for name in ("here", "there"))
        if here.exists():
            assert there.read_bytes() == here.read_bytes()


def test_drafting_again_keeps_what_people_wrote(remote: Run, table: Path, tmp_path: Path) -> None:
    remote("draft", table, "-o", "out")
    path = tmp_path / "out" / "postmortem.md"
    path.write_text(path.read_text().replace("**Unknown:** the impact in one line.", "All of it."))
    assert remote("draft", table, "-o", "out").code == 0
    assert PostMortem.objects.get().version == 2
    assert "All of it." in remote("export", "1", "--format", "markdown").out
    assert remote("draft", table, "-o", "out").code == 0
    assert PostMortem.objects.get().version == 2


def test_a_newer_version_on_the_server_is_not_overwritten(
    remote: Run, table: Path, tmp_path: Path
) -> None:
    remote("draft", table, "-o", "out")
    path = tmp_path / "out" / "postmortem.md"
    old = path.read_text()
    for words in ("All of it.", "None of it."):
        path.write_text(old.replace("**Unknown:** the impact in one line.", words))
        answer = remote("draft", table, "-o", "out")
    assert answer.code == 2
    assert "newer version" in answer.err


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--postmortem", "1", "--format", "json"),
        ("check", "--postmortem", "PM-1"),
        ("check", "--postmortem", "99"),
        ("metrics",),
        ("metrics", "--by", "service", "--format", "json"),
        ("metrics", "--from", "2026-01-01", "--until", "2026-03-04"),
        ("metrics", "--from", "yesterday"),
        ("review", "--quarter", "2026Q1"),
        ("review", "--quarter", "2026q1", "--service", "checkout", "--format", "json"),
        ("export", "1", "--format", "markdown"),
        ("export", "1", "--format", "json"),
        ("export", "1", "--format", "ics"),
        ("export", "2", "--format", "html"),
        ("export", "1", "--format", "papyrus"),
    ],
    ids=" ".join,
)
def test_other_commands_answer_alike(
    run: Run, remote: Run, table: Path, command: tuple[str, ...]
) -> None:
    run("draft", table)
    assert _plain(remote(*command)) == _plain(run(*command))


def test_what_is_hidden_is_absent(remote: Run, run: Run, table: Path) -> None:
    run("draft", table)
    PostMortem.objects.update(restricted=True)
    absent = remote("export", "99", "--format", "markdown")
    hidden = remote("export", "1", "--format", "markdown")
    assert (hidden.code, hidden.err) == (2, absent.err.replace("99", "1"))
    assert remote("check", "--postmortem", "1").code == 2


def test_a_token_to_read_changes_nothing(
    remote: Run, lead: Caller, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Caller(lead.user, [Scope.READ])
    monkeypatch.setenv("HANSEI_TOKEN", reader.headers["Authorization"].split()[1])
    answer = remote("import", table)
    assert answer.code == 2
    assert "needs the scope write" in answer.err
    assert not Record.objects.exists()


def test_an_auditor_verifies_the_trail_from_elsewhere(
    run: Run, remote: Run, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("draft", table)
    assert "no audit trail" in remote("audit", "verify").err
    auditor = caller("auditor").headers["Authorization"].split()[1]
    monkeypatch.setenv("HANSEI_TOKEN", auditor)
    for head in ((), ("--head", f"1:{'0' * 64}")):
        for form in ("text", "json"):
            command = ("audit", "verify", *head, "--format", form)
            assert remote(*command) == run(*command)
    assert remote("audit", "verify").out.startswith("the trail is whole: ")
    assert remote("audit", "verify", "--head", "nothing").code == 2


def test_doctor_says_what_answers(remote: Run) -> None:
    answer = remote("doctor")
    assert answer.code == 0
    assert f"server: {URL} (from --server)" in answer.out
    assert "token: user:lead with read, write, admin" in answer.out
    assert "store opens" not in answer.out


def test_the_environment_names_a_server_too(
    run: Run, lead: Caller, monkeypatch: pytest.MonkeyPatch, table: Path
) -> None:
    monkeypatch.setenv("HANSEI_SERVER", f"{URL}/")
    assert "from HANSEI_SERVER" in run("doctor").out
    assert run("draft", table, "--no-store").code == 0
    assert not PostMortem.objects.exists()
    monkeypatch.setenv("HANSEI_STORE", "elsewhere.sqlite3")
    answer = run("metrics")
    assert answer.code == 2
    assert "both set" in answer.err


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hansei.example.org", "use https"),
        ("https://somebody:hns_secret@hansei.example.org", "holds a name or password"),
        ("ftp://hansei.example.org", "wants an address"),
        ("hansei.example.org", "wants an address"),
        ("https://hansei.example.org/?a=1", "wants an address"),
        ("https://[::1", "is no address"),
    ],
)
def test_addresses_that_are_refused(run: Run, lead: Caller, url: str, reason: str) -> None:
    answer = run("metrics", "--server", url)
    assert answer.code == 2
    assert reason in answer.err
    assert "secret" not in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("token", ["", "two words", "hns_\n", "short"])
def test_tokens_that_are_none(
    run: Run, lead: Caller, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANSEI_TOKEN", token)
    answer = run("metrics", "--server", URL)
    assert answer.code == 2
    assert "HANSEI_TOKEN" in answer.err
    assert not token.strip() or token not in answer.err


def test_a_wrong_token_is_named_but_not_shown(remote: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSEI_TOKEN", "hns_somebody-elses")
    answer = remote("metrics")
    assert answer.code == 2
    assert "does not take HANSEI_TOKEN" in answer.err
    assert "somebody-elses" not in answer.err


def test_a_redirect_to_another_server_is_not_followed(
    run: Run, answered: Callable[[_Serve], list[str]]
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"Location": "https://elsewhere.example.org/"})

    asked = answered(answer)
    found = run("metrics", "--server", URL)
    assert found.code == 2
    assert "another server, elsewhere.example.org" in found.err
    assert len(asked) == 1


def test_what_passes_is_tried_again(
    run: Run, answered: Callable[[_Serve], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = iter((503, 429, 200))

    def answer(request: httpx2.Request) -> httpx2.Response:
        status = next(statuses)
        body = {"figures": []} if status == 200 else {}
        return httpx2.Response(status, json=body, headers={"Retry-After": "0"})

    asked = answered(answer)
    assert run("metrics", "--server", URL, "--format", "json").out == '{"figures": []}\n'
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (httpx2.Response(200, text="<html>Welcome"), "does not know"),
        (httpx2.Response(404, text="<html>"), "is no Hansei"),
        (httpx2.Response(200, json=[1]), "does not know"),
        (httpx2.Response(500, text="oops"), "is no Hansei"),
    ],
)
def test_what_is_no_hansei_is_told(
    run: Run, answered: Callable[[_Serve], list[str]], response: httpx2.Response, reason: str
) -> None:
    answered(lambda _: response)
    answer = run("metrics", "--server", URL)
    assert answer.code == 2
    assert reason in answer.err
    assert len(answer.err.splitlines()) == 1


def test_what_cannot_be_reached_is_told_after_some_tries(
    run: Run, answered: Callable[[_Serve], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ATTEMPTS", 2)

    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("connection refused")

    asked = answered(answer)
    found = run("metrics", "--server", URL)
    assert found.code == 2
    assert "localhost: cannot be reached" in found.err
    assert "secret-of-the-test" not in found.err
    assert len(asked) == 2


def test_a_wrong_certificate_is_not_tried_again(
    run: Run, answered: Callable[[_Serve], list[str]]
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("certificate verify failed")

    asked = answered(answer)
    assert "not to be trusted" in run("metrics", "--server", URL).err
    assert len(asked) == 1
