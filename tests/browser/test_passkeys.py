"""From the first visit to a passkey and back in with it.

The authenticator is the browser's virtual one, over its debugging protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Served, serving
from tests.browser.soundness import sound

PASSWORD = "correct horse battery 7"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that nobody visited yet."""
    with serving(f"sqlite:///{tmp_path_factory.mktemp('passkeys')}/store.sqlite3") as found:
        yield found


@pytest.fixture
def page(browser: Browser, empty: Served) -> Iterator[Page]:
    """A browser whose device has a finger on it. Passkeys need https or this name."""
    context = browser.new_context(base_url=f"http://localhost:{empty.port}", locale="en-GB")
    context.set_default_timeout(15_000)
    found = context.new_page()
    troubles: list[str] = []
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda said: _note(troubles, said.type, said.text))
    tools = context.new_cdp_session(found)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield found
    context.close()
    assert not troubles


def _note(troubles: list[str], kind: str, text: str) -> None:
    if kind == "error" and "Failed to load resource" not in text:
        troubles.append(text)


def _sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def _sign_in(page: Page) -> None:
    page.get_by_label("User name or e-mail").fill("incident-lead")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_signs_in_alone_and_as_a_second_step(page: Page) -> None:
    page.goto("/incidents/")
    sound(page)
    page.get_by_label("Your name").fill("Incident lead")
    page.get_by_label("User name").fill("incident-lead")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="Everything is ready")).to_be_visible()

    page.goto("/account/2fa/webauthn/add/")
    sound(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    sound(page)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert len(set(re.findall(r"\b\d{8}\b", page.locator(".codes").inner_text()))) == 10
    for path in ("", "webauthn/", "totp/activate/", "recovery-codes/"):
        page.goto(f"/account/2fa/{path}")
        sound(page)

    _sign_out(page)
    sound(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"^http://localhost:\d+/$"))

    _sign_out(page)
    _sign_in(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    sound(page)
    page.goto("/people/")
    expect(page.get_by_role("heading", name="People", exact=True)).to_have_count(0)
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(re.compile(r"^http://localhost:\d+/$"))
    page.goto("/people/")
    expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            "navigator.credentials.get = () => Promise.reject(new DOMException('', 'AbortError'))",
            "was not given a passkey",
        ),
        ("delete window.PublicKeyCredential", "has no passkeys here"),
    ],
)
def test_a_browser_without_a_passkey_says_so(
    browser: Browser, empty: Served, script: str, told: str
) -> None:
    empty.session("incident-lead")
    context = browser.new_context(base_url=f"http://localhost:{empty.port}")
    page = context.new_page()
    page.add_init_script(script)
    page.goto("/account/login/")
    button = page.get_by_role("button", name="Sign in with a passkey")
    if button.is_enabled():
        button.click()
    expect(page.get_by_role("alert")).to_contain_text(told)
    context.close()
