"""Who comes into a room, and who has to go."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client

from hansei.accounts.actor import system
from hansei.accounts.models import User
from hansei.audit.services import record_change
from hansei.collab.admission import Request, admitted, withdrawn
from hansei.collab.frames import Close, Refused
from hansei.collab.selectors import head, news
from hansei.meeting.services.account import ask_for_accounts
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.project.transactions import writing
from tests.store.samples import sample_draft
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db
SITE = "testserver"


@pytest.fixture
def written() -> PostMortem:
    return save_draft(actor=system("test"), draft=sample_draft(), source="/a")


def _asks(who: Person, of: PostMortem, *, origin: str = f"http://{SITE}") -> Request:
    client: Client = who.client
    morsel = client.cookies.get(settings.SESSION_COOKIE_NAME)
    cookie = f"{settings.SESSION_COOKIE_NAME}={morsel.value}" if morsel else ""
    return Request(f"/postmortems/{of.number}/live/", SITE, origin, cookie)


@pytest.mark.parametrize(("role", "writes"), [("contributor", True), ("viewer", False)])
def test_members_come_in_as_what_they_are(written: PostMortem, role: str, writes: bool) -> None:
    assert admitted(_asks(person(role), written)).may_write is writes


def test_strangers_and_pages_of_other_sites_stay_outside(written: PostMortem) -> None:
    lead = person("lead")
    for request in (
        _asks(person("stranger"), written),
        _asks(lead, written, origin="http://elsewhere.example"),
        _asks(lead, written, origin=""),
    ):
        with pytest.raises(Refused):
            admitted(request)


def test_whoever_is_asked_for_an_account_sees_no_text_before(written: PostMortem) -> None:
    writer, other = person("contributor"), person("contributor", name="other")
    inside, beside = admitted(_asks(writer, written)), admitted(_asks(other, written))
    assert writer.user is not None
    ask_for_accounts(actor=system("test"), number_or_id=written.number, users=[writer.user.pk])
    assert withdrawn([inside, beside], [inside, beside]) == {inside: Close.FORBIDDEN}
    with pytest.raises(Refused) as refused:
        admitted(_asks(writer, written))
    assert refused.value.code is Close.FORBIDDEN


@pytest.mark.parametrize("ended", ["session", "epoch", "password", "account"])
def test_nobody_stays_whose_sessions_have_ended(written: PostMortem, ended: str) -> None:
    writer, other = person("contributor"), person("contributor", name="other")
    inside, beside = admitted(_asks(writer, written)), admitted(_asks(other, written))
    assert withdrawn([inside, beside]) == {}
    user = writer.user
    assert user is not None
    match ended:
        case "session":
            writer.client.logout()
        case "epoch":
            User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        case "password":
            User.objects.filter(pk=user.pk).update(password="another")
        case _:
            User.objects.filter(pk=user.pk).update(is_active=False)
    assert withdrawn([inside, beside]) == {inside: Close.SIGNED_OUT}


@pytest.mark.parametrize(
    ("kind", "key", "verb", "told"),
    [
        ("account", "7", "give role", ((), ("7",), False)),
        ("post-mortem", "3", "restrict", (("3",), (), False)),
        ("post-mortem", "3", "write together", ((), (), False)),
        ("team", "2", "remove team", ((), (), True)),
        ("invitation", "5", "accept invitation", ((), (), True)),
        ("token", "9", "create token", ((), (), False)),
    ],
)
def test_the_trail_tells_whose_access_may_have_changed(
    kind: str, key: str, verb: str, told: tuple[tuple[str, ...], tuple[str, ...], bool]
) -> None:
    since = head()
    with writing():
        record_change(
            actor=system("test"), verb=verb, object_type=kind, object_id=key, changes={}
        )  # fmt: skip
    found = news(since)
    assert (tuple(found.post_mortems), tuple(found.accounts), found.everybody) == told
    assert news(found.head) == (found.head, frozenset(), frozenset(), False)
