"""Secrets, personal data and internal hosts; every secret here is made up for the test.

The keys are put together from pieces, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import pytest

from hansei.domain.redact import leaks, masked
from hansei.domain.redact.personal import personal_data
from hansei.domain.redact.secrets import secrets

HEX = "3f9c1b7ad2e84605"
MIXED = "q7Rt2LxV9pKd4WzN8sYb"
SECRETS = (
    "the key AKIA" + "Q7RT2LXV5PKD4WZN was in the log",
    "`ghp_" + MIXED + MIXED[:16] + "`",
    "glpat-" + MIXED,
    "xoxb-" + "2048671234-" + MIXED,
    "https://hooks.slack.com/services/" + "T0A1B2C3D/B4E5F6G7H/" + MIXED,
    "sk_live_" + MIXED,
    "AIza" + "Sy" + MIXED + MIXED[:13],
    "npm_" + MIXED + MIXED[:16],
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + MIXED + MIXED,
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "-----BEGIN " + "PRIVATE KEY-----",
    "postgresql://app:" + "s3cr3tP4ss@db.example.org/app",
    "curl -H 'Authorization: token " + HEX + HEX + "' http://hub/api",
    '{"Authorization": "Bearer ' + MIXED + '"}',
    "`requests.post('http://proxy/r', headers={'Authorization': 'token " + HEX + HEX + "'})`",
    '| 14:02 | Added the route with `-H "Authorization: token ' + HEX + HEX + '"` |',
    "api_key=" + HEX + HEX,
    'password: "' + "hJ7!kd92Lq" + '"',
    "export DB_PASSWORD=" + "hJ7kd92Lqx",
    "mysql --password=" + "hJ7kd92Lqx -u app",
    "CLIENT_SECRET => '" + MIXED + "'",
    "14:02 ran `kubectl create secret generic x --from-literal=token=" + HEX + "`",
)
NO_SECRETS = (
    "The password was rotated at 14:00.",
    "password: <redacted>",
    "token=$API_TOKEN",
    "api_key: ${{ secrets.API_KEY }}",
    "Authorization: token ' + os.environ['TOKEN']",
    "secret: ********",
    "The secret is in the vault.",
    "commit dbda32b5d823ab9c220b3fbc906b73decaab22dc",
    "token: expired",
    "https://github.com/org/repo/pull/197#issuecomment-350112233",
    "AKIA is how such keys begin",
    "an access key: see the runbook",
    "pod hub-6c4d46698-dj4jb restarted",
    "sha256:8babe2f0c1d7a6c2b9b1b5f5e8d7c6a5b4e3d2c1f0a9b8c7d6e5f4a3b2c1d0e9",
)


@pytest.mark.parametrize("line", SECRETS)
def test_a_secret_is_found_and_never_repeated(line: str) -> None:
    found = list(leaks(line))
    assert [one.rule for one in found] == ["leak/secret"]
    shown = found[0].message + found[0].says
    secret = line[found[0].place.column - 1 : found[0].place.end_column - 1]
    assert secret not in shown
    assert secret[len(secret) // 2 :] not in shown


@pytest.mark.parametrize("line", NO_SECRETS)
def test_what_stands_for_a_secret_is_none(line: str) -> None:
    assert list(secrets(line)) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("mailed jane.doe@acme-corp.com", "a mail address"),
        ("call +44 20 7946 0958", "a telephone number"),
        ("call (212) 555-7788", "a telephone number"),
        ("card 4111 1111 1111 1111", None),
        ("card 4539 1488 0343 6467", "a payment card number"),
        ("card 4539 1488 0343 6468", None),
        ("IBAN GB82 WEST 1234 5698 7654 32", "a bank account number"),
        ("IBAN GB83 WEST 1234 5698 7654 32", None),
        ("write to support@acme-corp.com", None),
        ("write to jane@example.com", None),
        ("logo@2x.png", None),
        ("git@github.com:org/repo.git", None),
        ("2025-03-01 10:36:00", None),
        ("between 1626173354336900 and 1626173354336901", None),
        ("10.12.5.36:10254", None),
        ("order 1234567890", None),
    ],
)
def test_personal_data(line: str, what: str | None) -> None:
    found = {leak.what for leak in personal_data(line)}
    assert found == ({what} if what else set())


@pytest.mark.parametrize(
    "line",
    ["ssh db-1.prod.internal", "http://grafana.corp/d/1", "printer.local", "10.12.5.36:10254",
     "172.16.4.2", "192.168.1.20", "api.payments.svc.cluster.local",
     "ip-10-0-32-54.eu-west-1.compute.internal", "node ip-10-0-32-54 went away"],
)  # fmt: skip
def test_internal_hosts(line: str) -> None:
    assert [one.rule for one in leaks(line)] == ["leak/internal-host"]


@pytest.mark.parametrize(
    "line",
    ["8.8.8.8", "172.32.0.1", "version 10.4.2", "example.com", "10.0.0.0/8", "the internal wiki",
     "a local copy", "300.168.1.20", "svc.cluster.local"],
)  # fmt: skip
def test_public_hosts_and_versions(line: str) -> None:
    assert list(leaks(line)) == []


def test_code_and_timelines_are_looked_at_too() -> None:
    text = "# X\n\n```\ntoken=" + HEX + HEX + "\n```\n\n| 14:02 | api_key=" + HEX + " |\n"
    assert [one.place.line for one in leaks(text)] == [4, 7]


def test_one_value_on_one_line_is_one_finding() -> None:
    assert len(list(leaks("10.0.0.1 and 10.0.0.1 and 10.0.0.2"))) == 2


def test_a_mask_shows_too_little_to_use() -> None:
    assert masked("abcdefgh") == "ab… (8 characters)"
    assert masked("x" * 40) == "xxxx… (40 characters)"
