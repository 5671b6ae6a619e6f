"""The pages of actions, through the browser's door: a stranger beside the one who works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hansei.accounts.roles import Role
from hansei.domain.document import Block, Section
from hansei.postmortem.models import Action, Evidence, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.save_draft import save_draft
from hansei.reading.extract import actions as actions_in
from tests.store.samples import sample_draft
from tests.web.people import STRANGER, Person, person

LATE = timezone.localdate() - timedelta(days=4)
CAUSE = "Contributing factors:\n\n- The pool had no upper bound\n- Nothing watched the queue"
TABLE = f"""| Action | Owner | Due | Status | Answers |
| --- | --- | --- | --- | --- |
| Limit the pool & queue | Support lead | {LATE} | planned | F1 |
| Alert on a full queue |  |  | in progress | F2 |"""


def drafted(people: Mapping[str, Person], **fields: object) -> PostMortem:
    sections = (
        Section("root_cause", "Root cause", (Block(CAUSE),)),
        Section("actions", "Corrective actions", (Block(TABLE),)),
    )
    actor = people[Role.ADMINISTRATOR].actor
    made = save_draft(actor=actor, draft=sample_draft(sections=sections), source="/a")
    PostMortem.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


@pytest.fixture
def made(people: Mapping[str, Person]) -> PostMortem:
    return drafted(people)


@pytest.fixture
def action(made: PostMortem) -> Action:
    return made.actions.order_by("position")[0]


@pytest.fixture
def worker(people: Mapping[str, Person]) -> Person:
    return people[Role.CONTRIBUTOR]


def _move(who: Person, action: Action, move: str, **fields: str) -> tuple[int, str]:
    """Posts a move; the status and the page, or where it leads."""
    version = fields.pop("version", "") or str(Action.objects.get(pk=action.pk).version)
    answer = who.client.post(
        f"/actions/{action.pk}/move/", {"move": move, "version": version, **fields}
    )
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def _page(who: Person, path: str) -> str:
    answer = who.client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_board_and_the_list_show_what_is_late_first(worker: Person, action: Action) -> None:
    for path in ("/actions/", "/actions/list/", f"/actions/{action.pk}/"):
        page = _page(worker, path)
        assert "4 days overdue" in page
        assert "Limit the pool & queue" in page
        assert "pool & queue" not in worker.client.get(path).content.decode()
    assert "1 action is overdue</strong></span>" in _page(worker, "/actions/")
    Action.objects.filter(pk=action.pk).update(owner=worker.user.username)
    assert "1 action is overdue</strong>, yours</span>" in _page(worker, "/actions/")


def test_a_move_leads_back_with_an_undo_that_works(worker: Person, action: Action) -> None:
    status, where = _move(worker, action, "start", next="/actions/?class=detect")
    assert (status, where) == (303, "/actions/?class=detect")
    page = _page(worker, "/actions/")
    undo = re.search(r'<form method="post" action="(/actions/\d+/undo/[^"]+)"', page)
    assert undo
    assert worker.client.post(unescape(undo[1])).status_code == 303
    action.refresh_from_db()
    assert action.status == "planned"


@pytest.mark.parametrize("where", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_a_move_leads_nowhere_else(worker: Person, action: Action, where: str) -> None:
    assert _move(worker, action, "start", next=where) == (303, f"/actions/{action.pk}/")


def test_the_one_who_completed_it_is_told_why_they_cannot_verify_it(
    people: Mapping[str, Person], worker: Person, action: Action
) -> None:
    _move(worker, action, "complete")
    status, page = _move(worker, action, "verify", how="I looked")
    assert status == 400
    assert "You completed this action" in page
    assert "I looked" in page
    lead = people[Role.LEAD]
    Evidence.objects.create(
        post_mortem=action.post_mortem, number=1, title="Load test", added=timezone.now(),
        added_by="user:lead",
    )  # fmt: skip
    status, page = _move(lead, action, "verify", how="A <load> test", evidence="9")
    assert status == 400
    assert "A &lt;load&gt; test" in page
    assert "no evidence 9" in page
    assert _move(lead, action, "verify", how="A <load> test", evidence="1")[0] == 303
    page = _page(worker, f"/actions/{action.pk}/")
    assert "1: Load test" in page
    assert "The lead verified it" in " ".join(re.sub(r"<[^>]+>", "", page).split())
    status, page = _move(worker, action, "judge", effect="effective", note="")
    assert status == 400
    assert _move(worker, action, "judge", effect="effective", note="None since")[0] == 303
    assert "Effective" in _page(worker, f"/actions/{action.pk}/")


def test_what_was_typed_over_a_newer_version_is_not_lost(
    people: Mapping[str, Person], worker: Person, action: Action
) -> None:
    _move(people[Role.LEAD], action, "start")
    status, page = _move(worker, action, "cancel", reason="The queue is gone", version="1")
    assert status == 409
    assert "The queue is gone" in page
    form = {"text": "Limit it well", "owner": "", "due": "", "class": "", "link": ""}
    answer = worker.client.post(f"/actions/{action.pk}/edit/", {**form, "version": "1"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Limit it well" in page
    assert 'name="version" value="2"' in page
    assert Action.objects.get(pk=action.pk).text == "Limit the pool & queue"


def test_an_edit_stands_in_the_document(worker: Person, action: Action, made: PostMortem) -> None:
    page = _page(worker, f"/actions/{action.pk}/edit/")
    assert "The pool had no upper bound" in page
    form = {"text": "Limit the pool", "owner": "The lead", "due": "2031-02-03", "class": "prevent",
            "link": "", "answers": ["F1", "F2"], "version": "1"}  # fmt: skip
    assert worker.client.post(f"/actions/{action.pk}/edit/", form).status_code == 303
    made.refresh_from_db()
    told = actions_in(document_of(made))[0]
    assert (told.text, told.owner, told.answers) == ("Limit the pool", "The lead", ("F1", "F2"))
    assert "The pool had no upper bound" in _page(worker, f"/actions/{action.pk}/")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("due", "soon", "A day as"),
        ("due", "9999-01-01", "too far"),
        ("text", " ", "needs a description"),
        ("link", "javascript:alert(1)", "https"),
        ("more_answers", "the first", "F1, F2"),
    ],
)
def test_a_refused_form_shows_what_was_typed_and_why(
    worker: Person, action: Action, field: str, value: str, reason: str
) -> None:
    form = {"text": "Limit it", "owner": "Typed by me", "due": "", "version": "1", field: value}
    for path in (f"/actions/{action.pk}/edit/", "/actions/new/"):
        answer = worker.client.post(path, {**form, "postmortem": "PM-1"})
        page = unescape(answer.content.decode())
        assert answer.status_code == 400
        assert reason in page
        assert "Typed by me" in page
    assert Action.objects.count() == 2


def test_an_action_is_added_from_a_factor_and_taken_back(worker: Person, made: PostMortem) -> None:
    page = _page(worker, f"/actions/new/?postmortem={made.reference}&factor=F2")
    assert re.search(r'value="F2" checked', page)
    form = {"postmortem": f"{made.reference} {made.title}", "text": "Watch the queue",
            "answers": "F2", "class": "detect"}  # fmt: skip
    answer = worker.client.post("/actions/new/", form)
    added = Action.objects.get(text="Watch the queue")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/actions/{added.pk}/")
    worker.client.post(f"/actions/{added.pk}/undo/?version={added.version}")
    assert not Action.objects.filter(pk=added.pk).exists()


def test_filters_live_in_the_address(worker: Person, action: Action, made: PostMortem) -> None:
    page = _page(worker, f"/actions/list/?overdue=1&q=pool&postmortem={made.reference}&factor=F1")
    assert "Limit the pool & queue" in page
    assert "Alert on a full queue" not in page
    assert "2 of 2 factors answered" in page
    nothing = _page(worker, "/actions/list/?q=nothing+like+it&team=x&class=y&group=z&after=%5B")
    assert "No action fits" in nothing
    assert worker.client.get("/actions/list/?after=%5B1%5D").status_code == 400
    grouped = _page(worker, "/actions/list/?group=owner&status=all")
    assert grouped.index("Nobody") < grouped.index("Support lead")


def test_restricted_ones_are_invisible_to_strangers_everywhere(
    people: Mapping[str, Person],
) -> None:
    hidden = drafted(people, restricted=True)
    secret = hidden.actions.order_by("position")[0]
    for who in (people[Role.LEAD], people[Role.ADMINISTRATOR], people[STRANGER]):
        for path in ("/actions/", "/actions/list/?status=all", "/actions/new/?postmortem=PM-1"):
            assert "pool" not in who.client.get(path).content.decode()
        for path in (f"/actions/{secret.pk}/", f"/actions/{secret.pk}/edit/"):
            assert who.client.get(path).status_code == 404
        assert who.client.post(f"/actions/{secret.pk}/undo/?version=1").status_code == 404
        assert _move(who, secret, "start")[0] == 404
    assert Action.objects.get(pk=secret.pk).status == "planned"


def test_who_only_reads_sees_and_changes_nothing(
    people: Mapping[str, Person], action: Action
) -> None:
    for role in (Role.VIEWER, Role.AUDITOR):
        reader = people[role]
        page = _page(reader, "/actions/")
        assert "Limit the pool & queue" in page
        assert 'draggable="true"' not in page
        assert "Add an action" not in page
        assert _move(reader, action, "start")[0] == 404
        assert reader.client.get(f"/actions/{action.pk}/edit/").status_code == 404
        assert reader.client.get("/actions/new/").status_code == 404


def test_an_empty_board_teaches_what_to_do(people: Mapping[str, Person]) -> None:
    assert "Add an action" in _page(people[Role.CONTRIBUTOR], "/actions/")
    assert "changes a system or a process" in _page(people[Role.VIEWER], "/actions/list/")


@pytest.mark.parametrize("path", ["/actions/", "/actions/list/?group=post-mortem", "/actions/{}/"])
def test_queries_do_not_grow_with_the_actions(
    worker: Person, made: PostMortem, action: Action, path: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert worker.client.get(path.format(action.pk)).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(60):
        Action.objects.create(
            post_mortem=made, source="PM-1", position=number, text=f"Another {number}", revision=1,
            due=LATE + timedelta(days=number), in_document=False,
        )  # fmt: skip
    assert asked() == before
    assert before < 40


def test_a_move_that_is_none_is_refused_in_one_line(action: Action) -> None:
    who = person(Role.LEAD.value, name="another-lead")
    for move, version in (("explode", "1"), ("start", "x"), ("start", ""), ("verify", "1")):
        answer = who.client.post(
            f"/actions/{action.pk}/move/", {"move": move, "version": version, "how": "x"}
        )
        assert answer.status_code == 400
    assert who.client.get(f"/actions/{action.pk}/move/").status_code == 405
