"""Actions: edited on the board or in the document, moved, verified by others, judged, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from hansei.accounts.actor import Actor, signed_in, system
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.audit.verify import verify
from hansei.domain.actions import Effect, Stage
from hansei.domain.document import ActionClass, ActionStatus, Block, Document, Section
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.postmortem.models import Action, Evidence, Grant, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.action_history import IN_DOCUMENT, action_history
from hansei.postmortem.selectors.actions import standing_of
from hansei.postmortem.services.actions_edit import ActionFields, add_action, edit_action
from hansei.postmortem.services.actions_move import (
    cancel_action,
    complete_action,
    plan_action,
    reopen_action,
    start_action,
)
from hansei.postmortem.services.actions_undo import undo_action
from hansei.postmortem.services.actions_verify import (
    judge_action,
    verify_action,
    withdraw_judgement,
    withdraw_verification,
)
from hansei.postmortem.services.save_draft import save_draft
from hansei.reading.extract import actions
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
TABLE = """| Action | Owner | Due | Status | Answers |
| --- | --- | --- | --- | --- |
| Alert on a full queue | Platform lead | 2026-04-01 | planned | F1 |
| Limit the pool | Support lead | 2026-05-01 | in progress |  |"""
HOST = system("test")


def person(name: str, *roles: Role) -> Actor:
    shown = " ".join(name.rsplit("-", 1)).capitalize()
    user = User.objects.create(username=name, name=shown)
    for role in roles:
        Membership.objects.create(user=user, role=role)
    return signed_in(user)


@pytest.fixture
def doer() -> Actor:
    return person("on-call-engineer", Role.CONTRIBUTOR)


@pytest.fixture
def checker() -> Actor:
    return person("network-engineer", Role.CONTRIBUTOR)


@pytest.fixture
def stranger() -> Actor:
    return person("stranger", Role.ADMINISTRATOR)


def _saved(table: str = TABLE, **fields: object) -> PostMortem:
    section = Section("actions", "Corrective actions", (Block(table),))
    draft = sample_draft(sections=(section,))
    made = save_draft(actor=HOST, draft=draft, source="/1")
    PostMortem.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


@pytest.fixture
def post_mortem() -> PostMortem:
    return _saved()


def first(post_mortem: PostMortem) -> Action:
    return post_mortem.actions.order_by("position")[0]


def _document(post_mortem: PostMortem) -> Document:
    post_mortem.refresh_from_db()
    return document_of(post_mortem)


def _stage(action: Action) -> Stage:
    return standing_of(Action.objects.get(pk=action.pk)).stage


def test_a_change_on_the_board_stands_in_the_document_and_the_trail(
    post_mortem: PostMortem, doer: Actor
) -> None:
    before, entries = post_mortem.version, Entry.objects.count()
    action = first(post_mortem)
    fields = ActionFields(
        text="Alert on a queue over half", owner="On-call engineer", due=date(2026, 4, 9),
        answers=("f1", "F2"), action_class=ActionClass.DETECT, link="https://tracker.example/7",
    )  # fmt: skip
    edited = edit_action(actor=doer, pk=action.pk, version=action.version, fields=fields)
    told = actions(_document(post_mortem))[0]
    assert (told.text, told.owner, told.due, told.answers) == (
        "Alert on a queue over half", "On-call engineer", date(2026, 4, 9), ("F1", "F2"),
    )  # fmt: skip
    assert (edited.pk, edited.version, edited.action_class) == (action.pk, 2, "detect")
    assert edited.owner_user_id == doer.user_id
    assert post_mortem.version == before + 1
    assert Entry.objects.count() == entries + 1
    assert verify().problems == ()
    (happened,) = action_history(actor=doer, pk=action.pk)
    assert (happened.by, happened.before["owner"]) == (str(doer), "Platform lead")
    assert post_mortem.actions.count() == 2


def test_a_change_that_changes_nothing_writes_nothing(post_mortem: PostMortem, doer: Actor) -> None:
    action, entries = first(post_mortem), Entry.objects.count()
    fields = ActionFields(text=action.text, owner=action.owner, due=action.due)
    assert edit_action(actor=doer, pk=action.pk, version=1, fields=fields).version == 1
    assert Entry.objects.count() == entries
    assert PostMortem.objects.get().version == post_mortem.version


def test_who_saw_an_older_version_is_told(post_mortem: PostMortem, doer: Actor) -> None:
    action = first(post_mortem)
    start_action(actor=doer, pk=action.pk, version=1)
    with pytest.raises(Conflict, match="meanwhile"):
        complete_action(actor=doer, pk=action.pk, version=1)
    assert _stage(action) is Stage.IN_PROGRESS


def test_closed_is_not_verified_is_not_effective(
    post_mortem: PostMortem, doer: Actor, checker: Actor
) -> None:
    action = first(post_mortem)
    done = complete_action(actor=doer, pk=action.pk, version=1)
    assert (_stage(action), done.completed_by) == (Stage.COMPLETED, str(doer))
    assert actions(_document(post_mortem))[0].status is ActionStatus.COMPLETED
    entries = Entry.objects.count()
    with pytest.raises(InputError, match="you completed this action"):
        verify_action(actor=doer, pk=action.pk, version=2, how="looked")
    with pytest.raises(InputError, match="how you verified"):
        verify_action(actor=checker, pk=action.pk, version=2, how=" ")
    with pytest.raises(InputError, match="verified first"):
        judge_action(actor=checker, pk=action.pk, version=2, effect=Effect.EFFECTIVE, note="x")
    assert Entry.objects.count() == entries
    edit_action(
        actor=doer, pk=action.pk, version=2, fields=ActionFields(owner="Nobody in particular")
    )
    shown = Evidence.objects.create(
        post_mortem=post_mortem, number=1, title="The alert fired", added=done.completed,
        added_by="user:support-lead",
    )  # fmt: skip
    with pytest.raises(InputError, match="no evidence 2"):
        verify_action(actor=checker, pk=action.pk, version=3, how="drill", evidence=2)
    seen = verify_action(actor=checker, pk=action.pk, version=3, how="In a drill", evidence=1)
    assert (_stage(action), seen.verified_with, seen.verified_by) == (
        Stage.VERIFIED, shown, str(checker),
    )  # fmt: skip
    judged = judge_action(
        actor=doer, pk=action.pk, version=4, effect=Effect.NOT_EFFECTIVE, note="It came again"
    )
    assert (_stage(action), judged.effect_note) == (Stage.NOT_EFFECTIVE, "It came again")
    back = withdraw_judgement(actor=doer, pk=action.pk, version=5)
    withdraw_verification(actor=checker, pk=action.pk, version=back.version)
    assert _stage(action) is Stage.COMPLETED
    assert [each.verb for each in action_history(actor=doer, pk=action.pk)] == [
        "withdraw verification of action", "withdraw judgement of action", "judge action",
        "verify action", "edit action", "complete action",
    ]  # fmt: skip


def test_the_owner_does_not_verify_what_somebody_else_closed_for_them(
    post_mortem: PostMortem, doer: Actor
) -> None:
    owner, action = person("platform-lead", Role.CONTRIBUTOR), first(post_mortem)
    complete_action(actor=doer, pk=action.pk, version=1)
    with pytest.raises(InputError, match="you own this action"):
        verify_action(actor=owner, pk=action.pk, version=2, how="looked")
    edit_action(actor=doer, pk=action.pk, version=2, fields=ActionFields(owner="@Platform-Lead"))
    assert Action.objects.get(pk=action.pk).owner_user_id == owner.user_id
    with pytest.raises(InputError, match="you own this action"):
        verify_action(actor=owner, pk=action.pk, version=3, how="looked")


def test_opening_again_begins_again(post_mortem: PostMortem, doer: Actor, checker: Actor) -> None:
    action = first(post_mortem)
    complete_action(actor=doer, pk=action.pk, version=1)
    verify_action(actor=checker, pk=action.pk, version=2, how="In a drill")
    opened = reopen_action(
        actor=doer, pk=action.pk, version=3, to=ActionStatus.IN_PROGRESS, reason="It came again"
    )
    assert _stage(action) is Stage.IN_PROGRESS
    assert (opened.completed, opened.completed_by, opened.verified) == (None, "", None)
    assert action_history(actor=doer, pk=action.pk)[0].reason == "It came again"
    with pytest.raises(InputError, match="planned or in progress"):
        reopen_action(actor=doer, pk=action.pk, version=4, to=ActionStatus.CANCELLED)
    plan_action(actor=doer, pk=action.pk, version=4)
    with pytest.raises(InputError, match="say why"):
        cancel_action(actor=doer, pk=action.pk, version=5, reason=" ")
    cancel_action(actor=doer, pk=action.pk, version=5, reason="The queue is gone")
    assert actions(_document(post_mortem))[0].status is ActionStatus.CANCELLED


def test_what_people_edit_in_the_document_undoes_no_verification(
    post_mortem: PostMortem, doer: Actor, checker: Actor
) -> None:
    action = first(post_mortem)
    complete_action(actor=doer, pk=action.pk, version=1)
    verify_action(actor=checker, pk=action.pk, version=2, how="In a drill")
    _written(post_mortem, "Alert on a full queue", "Alert early on a full queue")
    again = Action.objects.get(pk=action.pk)
    assert (again.text, _stage(again)) == ("Alert early on a full queue", Stage.VERIFIED)
    _written(post_mortem, "| completed |", "| planned |")
    assert _stage(action) is Stage.PLANNED
    _written(post_mortem, "| planned |", "| completed |")
    assert _stage(action) is Stage.COMPLETED
    assert Action.objects.get(pk=action.pk).completed_by == str(HOST)
    told = action_history(actor=doer, pk=action.pk)
    assert [each.verb for each in told] == [*[IN_DOCUMENT] * 3, "verify action", "complete action"]
    assert (told[1].by, told[1].before["status"], told[1].after["status"]) == (
        str(HOST), "completed", "planned",
    )  # fmt: skip


def _written(post_mortem: PostMortem, old: str, new: str) -> None:
    """What a person changes in the document itself."""
    document = _document(post_mortem)
    (section,) = (each for each in document.sections if each.key == "actions")
    block = Block(section.text.replace(old, new, 1))
    other = msgspec.structs.replace(section, blocks=(block,))
    draft = sample_draft(sections=(other,))
    save_draft(actor=HOST, draft=draft, source="/1", version=post_mortem.version)
    post_mortem.refresh_from_db()


def test_every_change_can_be_undone_and_done_again(
    post_mortem: PostMortem, doer: Actor, checker: Actor
) -> None:
    action = first(post_mortem)
    steps: list[Callable[[int], object]] = [
        lambda version: start_action(actor=doer, pk=action.pk, version=version),
        lambda version: complete_action(actor=doer, pk=action.pk, version=version),
        lambda version: verify_action(actor=checker, pk=action.pk, version=version, how="Drill"),
        lambda version: judge_action(
            actor=doer, pk=action.pk, version=version, effect=Effect.EFFECTIVE, note="None since"
        ),
        lambda version: edit_action(
            actor=doer, pk=action.pk, version=version, fields=ActionFields(due=None, owner="")
        ),
        lambda version: reopen_action(actor=doer, pk=action.pk, version=version),
        lambda version: cancel_action(actor=doer, pk=action.pk, version=version, reason="No"),
    ]
    for step in steps:
        stood = _columns(action)
        step(_version(action))
        made = _columns(action)
        assert made != stood
        undo_action(actor=checker, pk=action.pk, version=_version(action))
        assert _columns(action) == stood
        undo_action(actor=checker, pk=action.pk, version=_version(action))
        assert _columns(action) == made
        told = actions(_document(post_mortem))[0]
        assert (told.owner or "", told.due, told.status) == (made[0], made[1], made[2])
    assert verify().problems == ()


def _version(action: Action) -> int:
    return Action.objects.get(pk=action.pk).version


def _columns(action: Action) -> tuple[object, ...]:
    names = ("owner", "due", "status", "completed", "completed_by", "verified", "verified_by",
             "verified_how", "effect", "effect_at", "effect_by", "effect_note")  # fmt: skip
    return Action.objects.values_list(*names).get(pk=action.pk)


def test_what_changed_since_is_not_undone(post_mortem: PostMortem, doer: Actor) -> None:
    action = first(post_mortem)
    start_action(actor=doer, pk=action.pk, version=1)
    edit_action(actor=doer, pk=action.pk, version=2, fields=ActionFields(due=date(2026, 6, 1)))
    with pytest.raises(Conflict):
        undo_action(actor=doer, pk=action.pk, version=2)
    _written(post_mortem, "2026-06-01", "2026-07-01")
    with pytest.raises(Conflict, match="in its document"):
        undo_action(actor=doer, pk=action.pk, version=4)
    assert _stage(action) is Stage.IN_PROGRESS


def test_an_action_is_added_and_taken_back(post_mortem: PostMortem, doer: Actor) -> None:
    fields = ActionFields(
        text="Rehearse the  restore", owner="on-call-engineer", due=date(2026, 6, 1),
        action_class=ActionClass.PROCESS, answers=("F3",),
    )  # fmt: skip
    made = add_action(actor=doer, number_or_id=post_mortem.number, fields=fields)
    assert (made.text, made.owner_user_id, made.action_class, made.answers, made.version) == (
        "Rehearse the restore", doer.user_id, "process", "F3", 1,
    )  # fmt: skip
    assert [each.text for each in actions(_document(post_mortem))][-1] == made.text
    assert post_mortem.actions.count() == 3
    with pytest.raises(InputError, match="already"):
        add_action(actor=doer, number_or_id=post_mortem.number, fields=fields)
    assert undo_action(actor=doer, pk=made.pk, version=1) is None
    assert not Action.objects.filter(pk=made.pk).exists()
    assert len(actions(_document(post_mortem))) == 2


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        (ActionFields(text="  "), "description"),
        (ActionFields(link="javascript:alert(1)"), "https"),
        (ActionFields(link="https://[bad"), "https"),
        (ActionFields(answers=("X",)), "F1"),
        (ActionFields(owner="x" * 101), "100"),
    ],
)
def test_what_is_no_action_is_refused_with_its_reason(
    post_mortem: PostMortem, doer: Actor, fields: ActionFields, word: str
) -> None:
    entries, action = Entry.objects.count(), first(post_mortem)
    with pytest.raises(InputError, match=word):
        edit_action(actor=doer, pk=action.pk, version=1, fields=fields)
    assert Entry.objects.count() == entries


def test_an_action_outlives_its_line_and_its_document(
    post_mortem: PostMortem, doer: Actor, checker: Actor
) -> None:
    action = first(post_mortem)
    _written(post_mortem, f"{TABLE.splitlines()[2]}\n", "")
    gone = Action.objects.get(pk=action.pk)
    assert not gone.in_document
    version = PostMortem.objects.get().version
    complete_action(actor=doer, pk=action.pk, version=gone.version)
    assert PostMortem.objects.get().version == version
    assert action_history(actor=doer, pk=action.pk)[0].verb == "complete action"
    PostMortem.objects.all().delete()
    lead = person("incident-lead", Role.ADMINISTRATOR)
    verify_action(actor=lead, pk=action.pk, version=gone.version + 1, how="It pages now")
    assert _stage(action) is Stage.VERIFIED
    with pytest.raises(NotFound):
        action_history(actor=checker, pk=action.pk)


def test_actions_of_a_restricted_one_do_not_exist_for_strangers(
    doer: Actor, stranger: Actor
) -> None:
    hidden = _saved(restricted=True)
    Grant.objects.create(post_mortem=hidden, user_id=doer.user_id, role=Role.CONTRIBUTOR)
    action = first(hidden)
    start_action(actor=doer, pk=action.pk, version=1)
    for refused in (
        lambda: action_history(actor=stranger, pk=action.pk),
        lambda: complete_action(actor=stranger, pk=action.pk, version=2),
        lambda: edit_action(actor=stranger, pk=action.pk, version=2, fields=ActionFields(text="x")),
        lambda: undo_action(actor=stranger, pk=action.pk, version=2),
        lambda: add_action(
            actor=stranger, number_or_id=hidden.number, fields=ActionFields(text="Look in")
        ),
    ):
        with pytest.raises(NotFound):
            refused()
    assert _stage(action) is Stage.IN_PROGRESS


def test_who_only_reads_changes_nothing(post_mortem: PostMortem) -> None:
    action = first(post_mortem)
    for role in (Role.VIEWER, Role.AUDITOR):
        reader = person(role, role)
        assert action_history(actor=reader, pk=action.pk) == ()
        with pytest.raises(NotFound):
            start_action(actor=reader, pk=action.pk, version=1)
