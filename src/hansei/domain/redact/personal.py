"""Personal data in a text: mail addresses, telephone numbers, payment cards, bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hansei.domain.redact.secrets import Leak

# What stands before a number is looked at behind its first mark, which the engine can skip to.
_MAIL = re.compile(
    r"(?<![\w.+/@-])[\w.+-]{1,64}@(?P<domain>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})(?![\w@])"
)
_PHONE = re.compile(
    r"[+(\d](?<![\w+.:/=-].)(?:(?<=\+)\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}"
    r"(?:[ .-]?\d{2,4}){2,4}|(?<=\()\d{3}\) ?\d{3}-\d{4}|(?<=\d)\d\d-\d{3}-\d{4})(?![\w:/-]|\.\d)"
)
_CARD = re.compile(r"\d(?<![\w.:/#=?&-]\d)(?:[ -]?\d){12,18}(?![\w:/-]|\.\d)")
_IBAN = re.compile(
    r"[A-Z](?<![A-Za-z0-9].)[A-Z]\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
)
_RESERVED = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost|local|googlegroups\.com|noreply\.github\.com|"
    r"iam\.gserviceaccount\.com)$|\.gserviceaccount\.com$", re.IGNORECASE,
)  # fmt: skip
_ROLE_BOX = re.compile(
    r"^(?:info|support|help|security|abuse|admin|contact|hello|noreply|no-reply|postmaster|privacy|"
    r"press|status|listserv|mailing|billing|sales|office|service|oncall|on-call|ops|alerts?|git|root|user|someone|team|postmortems?|incidents?)"
    r"(?:[-+.]\w*)?$|(?:team|support|incident|management|list|group|ops|oncall|admins?)s?$",
    re.IGNORECASE,
)  # fmt: skip
_CARD_STARTS = ("3", "4", "5", "6", "2")
_FILES = ("png", "jpg", "jpeg", "svg", "gif", "js", "py", "css", "sh", "md", "json", "yaml", "yml")


def personal_data(text: str) -> Iterator[Leak]:
    """Mail addresses, telephone, card and account numbers that are real by their check digits."""
    if "@" in text:
        for match in _MAIL.finditer(text):
            name = match[0].partition("@")[0]
            ending = match["domain"].rpartition(".")[2].lower()
            if _RESERVED.search(match["domain"]) or _ROLE_BOX.match(name) or ending in _FILES:
                continue
            if ending.isalpha() and len(ending) > 1:
                yield Leak("a mail address", match.start(), match.end())
    for match in _PHONE.finditer(text):
        digits = sum(each.isdigit() for each in match[0])
        if 10 <= digits <= 15 and "555-01" not in match[0]:
            yield Leak("a telephone number", match.start(), match.end())
    for match in _CARD.finditer(text):
        numbers = re.sub(r"\D", "", match[0])
        if numbers[0] in _CARD_STARTS and len(set(numbers)) > 3 and _luhn(numbers):
            yield Leak("a payment card number", match.start(), match.end())
    for match in _IBAN.finditer(text):
        if _iban(match[0].replace(" ", "")):
            yield Leak("a bank account number", match.start(), match.end())


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for at, each in enumerate(reversed(digits)):
        value = int(each) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return len(digits) in (13, 15, 16, 19) and total % 10 == 0


def _iban(account: str) -> bool:
    """ISO 13616: the number modulo 97, letters as two digits, is 1."""
    if not 15 <= len(account) <= 34:
        return False
    turned = account[4:] + account[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1
