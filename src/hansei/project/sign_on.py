"""Single sign-on as the environment describes it: OpenID Connect, and SAML with its extra.

HANSEI_OIDC_ISSUER          https address of the provider, as in its discovery document
HANSEI_OIDC_CLIENT_ID       as registered there; callback: /account/sso/oidc/login/callback/
HANSEI_OIDC_CLIENT_SECRET
HANSEI_OIDC_NAME            what the button says; default "single sign-on"
                            HANSEI_OIDC_2_ISSUER and so on describe more of them, up to 9
HANSEI_SAML_METADATA_URL    where the provider's metadata is, or else the three below
HANSEI_SAML_ENTITY_ID       the provider's name in its metadata
HANSEI_SAML_SSO_URL         where it signs people in
HANSEI_SAML_CERT            its certificate as base64 or PEM
HANSEI_SAML_NAME            what the button says
HANSEI_SSO_ROLE             role of people on their first sign-on; without it they wait for one
HANSEI_SSO_LINK_BY_EMAIL    "1": an address that the provider has verified opens the account that
                            has it; its password then ends
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from hansei.domain.errors import UsageError

SAML_APP = "allauth.socialaccount.providers.saml"
_OIDC = ("HANSEI_OIDC_", *(f"HANSEI_OIDC_{number}_" for number in range(2, 10)))
_ROLES = ("viewer", "contributor", "lead")
_FLAG = frozenset({"1", "true", "yes", "on"})


def providers(environ: Mapping[str, str]) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS. Raises UsageError where a description is incomplete."""
    link = environ.get("HANSEI_SSO_LINK_BY_EMAIL", "").lower() in _FLAG
    found: dict[str, Any] = {}
    if apps := list(_oidc(environ, link=link)):
        found["openid_connect"] = {"APPS": apps, "OAUTH_PKCE_ENABLED": True}
    if app := _saml(environ, link=link):
        found["saml"] = {"APPS": [app]}
    return found


def first_role(environ: Mapping[str, str]) -> str:
    """The role that people get on their first sign-on, or "". Raises UsageError."""
    role = environ.get("HANSEI_SSO_ROLE", "").lower()
    if role and role not in _ROLES:
        raise UsageError(f"HANSEI_SSO_ROLE is none of {', '.join(_ROLES)}")
    return role


def _oidc(environ: Mapping[str, str], *, link: bool) -> Iterator[dict[str, Any]]:
    for prefix in _OIDC:
        issuer = environ.get(f"{prefix}ISSUER", "")
        if not issuer:
            continue
        client = environ.get(f"{prefix}CLIENT_ID", "")
        if not client:
            raise UsageError(f"{prefix}ISSUER is set, so {prefix}CLIENT_ID must be")
        number = prefix.removeprefix("HANSEI_OIDC_").strip("_")
        yield {
            "provider_id": f"oidc{number}",
            "name": environ.get(f"{prefix}NAME") or "single sign-on",
            "client_id": client,
            "secret": environ.get(f"{prefix}CLIENT_SECRET", ""),
            "settings": {"server_url": issuer, "email_authentication": link},
        }


def _saml(environ: Mapping[str, str], *, link: bool) -> dict[str, Any] | None:
    given = {
        key: environ.get(f"HANSEI_SAML_{key.upper()}", "")
        for key in ("metadata_url", "entity_id", "sso_url", "cert", "name")
    }
    if not (given["metadata_url"] or given["sso_url"]):
        return None
    if find_spec("onelogin") is None:
        raise UsageError("SAML needs its extra: pip install 'hansei[saml]'")
    if not given["entity_id"]:
        raise UsageError("SAML needs HANSEI_SAML_ENTITY_ID, the provider's name in its metadata")
    idp: dict[str, Any] = {"entity_id": given["entity_id"]}
    if given["metadata_url"]:
        idp["metadata_url"] = given["metadata_url"]
    elif given["cert"]:
        idp |= {"sso_url": given["sso_url"], "x509cert": given["cert"]}
    else:
        raise UsageError("SAML needs HANSEI_SAML_METADATA_URL or HANSEI_SAML_CERT")
    return {
        "provider_id": given["entity_id"],
        "name": given["name"] or "single sign-on",
        "client_id": "saml",
        "settings": {
            "idp": idp,
            "email_authentication": link,
            "advanced": {"want_assertion_signed": True, "reject_idp_initiated_sso": True},
        },
    }
