"""Signs people on by SAML, in a process of its own: the provider must be known when it starts.

    python -m tests.web.access.saml_walk FOLDER

Prints as JSON what each answer of a provider led to.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import zlib
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

IDP = "https://id.example.org/saml"
HOST = "http://hansei.test"
START, ACS = "/account/saml/saml/login/", "/account/saml/saml/acs/"
_RESPONSE = """\
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{now}"
 Destination="{host}{acs}" InResponseTo="{request}"><saml:Issuer>{idp}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""
_ASSERTION = """\
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0"
 IssueInstant="{now}"><saml:Issuer>{idp}</saml:Issuer><saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{later}" Recipient="{host}{acs}"
 InResponseTo="{request}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{later}"><saml:AudienceRestriction>
<saml:Audience>{host}/account/saml/saml/metadata/</saml:Audience></saml:AudienceRestriction>
</saml:Conditions><saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_s1"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
<saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3">
<saml:AttributeValue>{email}</saml:AttributeValue>
</saml:Attribute></saml:AttributeStatement></saml:Assertion>"""


def key_and_certificate() -> tuple[str, str]:
    """A fresh pair as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


def main(folder: Path) -> dict[str, object]:
    """Walks through the answers."""
    key, certificate = key_and_certificate()
    strange, _ = key_and_certificate()
    os.environ |= {
        "HANSEI_SAML_SSO_URL": f"{IDP}/sso", "HANSEI_SAML_ENTITY_ID": IDP,
        "HANSEI_SAML_CERT": certificate, "HANSEI_SAML_NAME": "Example SAML",
        "HANSEI_SSO_ROLE": "viewer", "HANSEI_HOSTS": "hansei.test",
        "HANSEI_SECRET_KEY": "for this walk alone",
    }  # fmt: skip
    os.environ.pop("HANSEI_APPS", None)
    from hansei.project.boot import open_store

    open_store(f"sqlite:///{folder}/saml.sqlite3", web=True)
    from django.test import Client

    from hansei.accounts.actor import system
    from hansei.accounts.models import User
    from hansei.accounts.services.create_account import found_organisation

    found_organisation(actor=system("test"), username="lead", password="correct horse battery 7")

    def tried(email: str, signer: str, *, forged: str = "") -> list[object]:
        client = Client(HTTP_HOST="hansei.test")
        text = _answered(client, email, signer)
        sent = base64.b64encode(text.replace(email, forged or email).encode()).decode()
        first = client.post(ACS, {"SAMLResponse": sent, "RelayState": ""})
        last = client.get(first["Location"])
        is_in = client.get("/people/").status_code == 200
        return [last.status_code, is_in, User.objects.filter(is_active=True).count()]

    page = Client(HTTP_HOST="hansei.test").get("/account/login/").content.decode()
    return {
        "button": "Sign in with Example SAML" in page,
        "unsigned": tried("on-call@example.org", ""),
        "signed by a stranger": tried("on-call@example.org", strange),
        "forged after signing": tried("on-call@example.org", key, forged="lead@example.org"),
        "signed": tried("on-call@example.org", key),
        "again": tried("on-call@example.org", key),
    }


def _answered(client: object, email: str, signer: str) -> str:
    """The provider's answer to a request that the browser was sent to it with."""
    page = client.post(f"{START}?process=login").content.decode()  # type: ignore[attr-defined]
    found = re.search(r'content="0;url=([^"]+)"', page)
    assert found, page
    query = parse_qs(urlsplit(unescape(found[1])).query)
    request = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15).decode()
    asked = re.search(r'ID="([^"]+)"', request)
    assert asked
    now = datetime.now(UTC)
    values = {
        "idp": IDP, "host": HOST, "acs": ACS, "email": email, "request": asked[1],
        "now": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "before": f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        "later": f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip
    assertion = _ASSERTION.format(**values)
    if signer:
        from onelogin.saml2.utils import OneLogin_Saml2_Utils

        signed = OneLogin_Saml2_Utils.add_sign(
            assertion, signer, os.environ["HANSEI_SAML_CERT"],
            sign_algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            digest_algorithm="http://www.w3.org/2001/04/xmlenc#sha256",
        )  # fmt: skip
        assertion = signed.decode() if isinstance(signed, bytes) else signed
        assertion = re.sub(r"^<\?xml[^>]*\?>", "", assertion).strip()
    return _RESPONSE.format(**values, assertion=assertion)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
