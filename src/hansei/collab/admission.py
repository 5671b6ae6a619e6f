"""Who may come into a room: the signed-in session, where the page is from, and the post-mortem.

admitted(request)          who it is, or Refused
withdrawn(visitors, ...)   which of those inside may not stay, and why
"""

from __future__ import annotations

import re
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.collab.frames import Close, Refused
from hansei.domain.errors import NotFound
from hansei.meeting.access import access_review, account_first
from hansei.postmortem.access import permitted, visible
from hansei.postmortem.models import PostMortem

_PATH = re.compile(r"/postmortems/([0-9]{1,15})/(?:reviews/([0-9]{1,15})/)?live/")
_SECOND_FACTOR = "second-factor"
"""What the pages note in a session whose second factor was asked for (`web.sign_in`)."""


class Request(msgspec.Struct):
    """What the request for a socket said."""

    path: str
    host: str = ""
    origin: str = ""
    cookie: str = ""


class Visitor(NamedTuple):
    """Somebody in a room, with what their staying rests on: the session, and the epoch and the
    password of the account, with which all its sessions end. `review` is 0 where text is written.
    """

    number: int
    user_id: int
    name: str
    actor: Actor
    may_write: bool
    session: str
    secret: tuple[int, str]
    review: int = 0


def admitted(request: Request) -> Visitor:
    """Who asks for the room of a post-mortem. Raises Refused."""
    found = _PATH.fullmatch(request.path)
    if found is None:
        raise Refused(Close.FORBIDDEN, "no such room")
    if not _is_own(request):
        raise Refused(Close.FORBIDDEN, "a page of another site")
    session, key = _session(request.cookie)
    user = _user(session)
    if settings.REQUIRE_MFA and session.get(_SECOND_FACTOR) != user.pk:
        raise Refused(Close.FORBIDDEN, "a second factor is asked for")
    actor = signed_in(user)
    number = int(found[1])
    may_write = _may_write(actor, number)
    if may_write is None:
        raise Refused(Close.FORBIDDEN, "no such post-mortem")
    review = int(found[2] or 0)
    if review:
        _refuse_no_review(actor, number, review)
    return Visitor(number, user.pk, user.shown_name, actor, may_write, key, _secret(user), review)


def withdrawn(
    visitors: Collection[Visitor], again: Collection[Visitor] = ()
) -> dict[Visitor, Close]:  # fmt: skip
    """Those who may not stay: signed out, closed accounts, and access that was taken away.

    Access is asked again for some of them. Whoever may write no more, or may from now on, comes in
    again as what they are. Asked for hundreds three times a second: two queries without objects.
    """
    sessions = Session.objects.filter(
        session_key__in={each.session for each in visitors}, expire_date__gt=timezone.now()
    )
    alive = set(sessions.values_list("session_key", flat=True))
    users = User.objects.filter(pk__in={each.user_id for each in visitors}, is_active=True)
    rows = users.values_list("pk", "session_epoch", "password")
    secrets = {pk: (epoch, password) for pk, epoch, password in rows}
    found = {
        each: Close.SIGNED_OUT for each in visitors
        if each.session not in alive or secrets.get(each.user_id) != each.secret
    }  # fmt: skip
    left = [each for each in again if each not in found]
    known = User.objects.in_bulk({each.user_id for each in left})
    asked: dict[tuple[int, int], bool | None] = {}
    for each in left:
        place = (each.user_id, each.number)
        if place not in asked:
            asked[place] = _may_write(signed_in(known[each.user_id]), each.number)
        if asked[place] != each.may_write:
            found[each] = Close.FORBIDDEN
    return found


def _may_write(actor: Actor, number: int) -> bool | None:
    """Whether the actor may change a post-mortem; None where it may not even read it, or not
    before it wrote what it remembers itself."""
    wanted = PostMortem.objects.filter(number=number).only("restricted", "team_id")
    found = visible(actor, wanted).first()
    if found is None or account_first(actor=actor, post_mortem=number) is not None:
        return None
    return permitted(actor, found, Need.CHANGE)


def _refuse_no_review(actor: Actor, number: int, review: int) -> None:
    try:
        access_review(actor, number, review)
    except NotFound:
        raise Refused(Close.FORBIDDEN, "no such review") from None


def _is_own(request: Request) -> bool:
    """Whether one of our own pages asks. Browsers tell the origin of every socket."""
    domain, _ = split_domain_port(request.host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if request.origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        told = urlsplit(request.origin)
    except ValueError:
        return False
    return told.scheme in ("http", "https") and told.netloc.lower() == request.host.lower()


def _session(cookie: str) -> tuple[Any, str]:
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        morsel = None
    if morsel is None:
        raise Refused(Close.SIGNED_OUT)
    store = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    return store, morsel.value


def _user(session: Any) -> User:
    """The person of a session, as the pages would take it."""
    known = session.get(SESSION_KEY)
    backend = session.get(BACKEND_SESSION_KEY)
    if known is None or backend not in settings.AUTHENTICATION_BACKENDS:
        raise Refused(Close.SIGNED_OUT)
    user = User.objects.filter(pk=known, is_active=True).first()
    told = session.get(HASH_SESSION_KEY) or ""
    if user is None or not any(
        constant_time_compare(told, each)
        for each in (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    ):
        raise Refused(Close.SIGNED_OUT)
    return user


def _secret(user: User) -> tuple[int, str]:
    return user.session_epoch, user.password
