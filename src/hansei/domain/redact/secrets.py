"""Secrets in a text: keys by their vendors' published prefixes, passwords by what stands before.

The formats are those that the vendors document (AWS access keys, GitHub, GitLab, Slack, Stripe,
Google, npm, PyPI, SendGrid, Twilio tokens, PEM private keys, JSON Web Tokens of RFC 7519).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Leak(NamedTuple):
    """Something that must not be published: what it is, and where it stands in the text."""

    what: str
    start: int
    end: int


_NAME = r"[A-Za-z0-9_/+-]"
_KEYS: tuple[tuple[str, str, str], ...] = (
    ("an AWS access key", "AKIA ASIA ABIA ACCA", r"[A-Z2-7]{16}(?![A-Za-z0-9])"),
    ("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{36,255}"),
    ("a GitHub token", "github_pat_", r"[A-Za-z0-9_]{50,255}"),
    ("a GitLab token", "glpat-", r"[A-Za-z0-9_-]{20,64}"),
    ("a Slack token", "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-", r"[A-Za-z0-9-]{10,200}"),
    ("a Stripe key", "sk_live_ rk_live_ sk_test_ rk_test_ whsec_", r"[A-Za-z0-9]{16,200}"),
    ("a Google API key", "AIza", r"[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    ("a Google OAuth token", "ya29.", r"[A-Za-z0-9_-]{20,400}"),
    ("an npm token", "npm_", r"[A-Za-z0-9]{36}"),
    ("a PyPI token", "pypi-AgE", r"[A-Za-z0-9_-]{40,300}"),
    ("a SendGrid key", "SG.", r"[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,60}"),
    ("a Twilio key", "SK AC", r"[0-9a-f]{32}(?![0-9a-f])"),
    ("an OpenAI or Anthropic key", "sk-", r"(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{32,200}"),
    ("a DigitalOcean token", "dop_v1_", r"[a-f0-9]{64}"),
    ("a HashiCorp Vault token", "hvs.", r"[A-Za-z0-9_-]{24,200}"),
    ("a Datadog or New Relic key", "NRAK-", r"[A-Z0-9]{27}"),
    ("a PagerDuty key", "u+ y_", r"[A-Za-z0-9_+-]{18}(?![A-Za-z0-9])"),
    ("a JSON Web Token", "eyJ",
     r"[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{10,2000}"),
)  # fmt: skip
"""What a key is, the marks that it may begin with, and what follows its mark."""
_SLACK_HOOK = (
    r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9]{6,}/[A-Za-z0-9]{6,}/[A-Za-z0-9/]{8,100}"
)
# The mark stands first and the look behind it second: the engine can skip to a literal.
_PATTERNS = (
    *(
        (what, mark, rf"{re.escape(mark)}(?<!{_NAME}.{{{len(mark)}}}){rest}")
        for what, marks, rest in _KEYS
        for mark in marks.split()
    ),
    ("a Slack webhook", "hooks.slack.com", _SLACK_HOOK),
    ("a private key", "PRIVATE KEY",
     r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----"),
)  # fmt: skip
_URL_LOGIN = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@<>'\"`]{0,100}:(?P<value>[^\s:/@<>'\"`]{3,200})@[\w.\[-]"
)
_NAMED = re.compile(
    r"(?:password|passwd|passphrase|(?<![A-Za-z])pwd|secret|token|"
    r"api[_-]?key|apikey|access[_-]?key|private[_-]?key|client[_-]?secret|auth[_-]?key|"
    r"credentials?)[\"'`]?(?:[ \t]?(?:=|:|:=|=>)[ \t]?|[ \t]+(?:is|was|to)[ \t]+(?=[\"'`]))"
    r"[\"'`]?(?P<value>[^\s\"'`,;<>|]{6,200})",
    re.IGNORECASE,
)
_BEARER = re.compile(
    r"\b(?:authorization[\"']?[ \t]?[:=,][ \t]?[\"']?(?:bearer|basic|token|apikey)|bearer)[ \t]+"
    r"(?P<value>[A-Za-z0-9._~+/=-]{20,2000})",
    re.IGNORECASE,
)
_FLAG = re.compile(
    r"(?<!\S)--?(?:password|passwd|pass|token|secret|api-?key)[ =](?P<value>[^\s\"'`]{6,200})",
    re.IGNORECASE,
)
_ASSIGNED = (
    (_NAMED, "a password or token"),
    (_BEARER, "an authorization header"),
    (_FLAG, "a password on a command line"),
)
_STANDS_FOR = re.compile(
    r"^(?:[*x•.#_-]+|\$.*|%.*|\{.*|<.*|\[.*|redacted.*|removed.*|hidden.*|changeme|example.*|"
    r"your[-_].*|my[-_].*|null|none|true|false|undefined|secret|password|token|string|required|"
    r"invalid|expired|missing|not|rotat\w*|string\b.*|value|https?:.*|/.*|\w+\(.*)$",
    re.IGNORECASE,
)
_HINTS = ("pass", "pwd", "secret", "token", "key", "bearer", "authorization", "credential")
_LEAST_ENTROPY = 3.0
_WEAK_ENTROPY = 2.5


def secrets(text: str) -> Iterator[Leak]:
    """The secrets in `text`, in no order, some of them twice under two names."""
    for what, mark, key in _PATTERNS:
        if mark in text:
            for match in re.finditer(key, text):
                yield Leak(what, match.start(), match.end())
    if "://" in text and "@" in text:
        for match in _URL_LOGIN.finditer(text):
            if not _STANDS_FOR.match(match["value"]):
                yield Leak("a password in an address", *match.span("value"))
    for begin, end in _lines_with(_HINTS, text):
        for pattern, what in _ASSIGNED:
            for match in pattern.finditer(text, begin, end):
                if _looks_random(match["value"]):
                    yield Leak(what, *match.span("value"))


def _lines_with(hints: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that one of `hints` stands in, in either case."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two would shift the places
        lowered = "".join(each if len(each.lower()) != 1 else each.lower() for each in text)
    found: dict[int, int] = {}
    for hint in hints:
        at = lowered.find(hint)
        while at >= 0:
            end = lowered.find("\n", at)
            end = len(text) if end < 0 else end
            found[lowered.rfind("\n", 0, at) + 1] = end
            at = lowered.find(hint, end)
    return iter(sorted(found.items()))


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values()) if size else 0.0


def _looks_random(value: str) -> bool:
    """Whether a value is a secret rather than a word, a variable or what stands for one."""
    bare = value.rstrip(").,:]}")
    if len(bare) < 6 or _STANDS_FOR.match(bare):
        return False
    kinds = sum(
        any(test(each) for each in bare) for test in (str.isdigit, str.islower, str.isupper)
    )
    mixed = kinds + any(not each.isalnum() for each in bare)
    if bare.isalpha() and (bare.islower() or bare.istitle() or len(bare) < 20):
        return False
    if re.fullmatch(r"[a-z]+(?:[-_./][a-z]+)+", bare) or re.fullmatch(r"[\w.-]*:\w+", bare):
        return False
    least = _LEAST_ENTROPY if len(bare) >= 16 else _WEAK_ENTROPY
    return mixed >= 2 and entropy(bare) >= least
