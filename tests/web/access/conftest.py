"""People who can sign in with a password."""

from __future__ import annotations

import pytest
from django.test import Client

from hansei.accounts.roles import Role
from tests.accounts.people import Somebody, somebody


@pytest.fixture
def administrator(db: None) -> Somebody:
    return somebody("administrator", Role.ADMINISTRATOR, email="administrator@example.org")


def browser(person: Somebody, *, csrf: bool = False) -> Client:
    """A browser that is signed in as a person, who has just shown that it is them."""
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(person.user)
    session = client.session
    session["account_authentication_methods_user"] = str(person.id)
    session["account_authentication_methods"] = [
        {"method": "password", "at": 4102444800.0, "reauthenticated": True}
    ]
    session.save()
    return client
