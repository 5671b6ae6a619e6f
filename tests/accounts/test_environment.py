"""What the environment says of mail and single sign-on, and what it may not say."""

from __future__ import annotations

import pytest

from hansei.domain.errors import UsageError
from hansei.project.mail import mail_settings
from hansei.project.sign_on import first_role, providers

OIDC = {"HANSEI_OIDC_ISSUER": "https://id.example.org", "HANSEI_OIDC_CLIENT_ID": "hansei"}
SAML = {"HANSEI_SAML_METADATA_URL": "https://id.example.org/meta",
        "HANSEI_SAML_ENTITY_ID": "https://id.example.org"}  # fmt: skip


def test_without_a_server_there_is_no_mail() -> None:
    assert not mail_settings({}, debug=False)["MAIL_IS_ON"]
    assert "dummy" in mail_settings({}, debug=False)["EMAIL_BACKEND"]
    assert "console" in mail_settings({}, debug=True)["EMAIL_BACKEND"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, True, False, "", "")),
        ("smtps://mail.example.org", ("mail.example.org", 465, False, True, "", "")),
        ("smtp://localhost:25?tls=off", ("localhost", 25, False, False, "", "")),
        ("smtp://a%40b.example:p%2Fw@[::1]:2525", ("::1", 2525, True, False, "a@b.example", "p/w")),
    ],
)  # fmt: skip
def test_a_server_is_read_from_its_address(url: str, expected: tuple[object, ...]) -> None:
    found = mail_settings({"HANSEI_SMTP_URL": url}, debug=False)
    keys = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_USER",
            "EMAIL_HOST_PASSWORD")  # fmt: skip
    assert tuple(found[key] for key in keys) == expected
    assert found["MAIL_IS_ON"]
    assert "@" in found["DEFAULT_FROM_EMAIL"]


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "smtp://x:port", "smtp://x?tls=maybe"]
)
def test_a_bad_address_is_one_line_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        mail_settings({"HANSEI_SMTP_URL": url.replace("://", "://u:geheim@")}, debug=False)
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_sender_is_the_account_unless_one_is_named() -> None:
    url = {"HANSEI_SMTP_URL": "smtp://hansei%40example.org:x@mail.example.org"}
    assert mail_settings(url, debug=False)["DEFAULT_FROM_EMAIL"] == "hansei@example.org"
    named = {**url, "HANSEI_MAIL_FROM": "Hansei <no-reply@example.org>"}
    assert mail_settings(named, debug=False)["DEFAULT_FROM_EMAIL"] == named["HANSEI_MAIL_FROM"]


def test_nothing_said_is_no_sign_on() -> None:
    assert providers({}) == {}
    assert first_role({}) == ""


def test_several_providers_stand_beside_each_other() -> None:
    more = {"HANSEI_OIDC_2_ISSUER": "https://b.example.org", "HANSEI_OIDC_2_CLIENT_ID": "b",
            "HANSEI_OIDC_2_NAME": "Subsidiary"}  # fmt: skip
    apps = providers({**OIDC, **more})["openid_connect"]["APPS"]
    assert [(each["provider_id"], each["name"]) for each in apps] == [
        ("oidc", "single sign-on"),
        ("oidc2", "Subsidiary"),
    ]
    assert not any(each["settings"]["email_authentication"] for each in apps)
    linked = providers({**OIDC, "HANSEI_SSO_LINK_BY_EMAIL": "1"})["openid_connect"]["APPS"][0]
    assert linked["settings"]["email_authentication"]


@pytest.mark.parametrize(
    "environ",
    [
        {"HANSEI_OIDC_ISSUER": "https://id.example.org"},
        {"HANSEI_SAML_METADATA_URL": "https://id.example.org/meta"},
        {"HANSEI_SAML_SSO_URL": "https://id.example.org/sso", "HANSEI_SAML_ENTITY_ID": "x"},
    ],
)
def test_half_a_description_is_refused(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hansei.project.sign_on.find_spec", lambda name: object())
    with pytest.raises(UsageError):
        providers(environ)


def test_saml_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansei.project.sign_on.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="saml"):
        providers(SAML)
    monkeypatch.setattr("hansei.project.sign_on.find_spec", lambda name: object())
    (app,) = providers(SAML)["saml"]["APPS"]
    assert app["settings"]["idp"]["metadata_url"] == SAML["HANSEI_SAML_METADATA_URL"]
    assert app["settings"]["advanced"]["want_assertion_signed"]


@pytest.mark.parametrize("role", ["administrator", "auditor", "owner"])
def test_nobody_administers_by_signing_on(role: str) -> None:
    with pytest.raises(UsageError):
        first_role({"HANSEI_SSO_ROLE": role})
    assert first_role({"HANSEI_SSO_ROLE": "Viewer"}) == "viewer"
