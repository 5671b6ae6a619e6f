"""What a log line says about a deployment: its signal, service, environment and references."""

from __future__ import annotations

import re

from hansei.domain.event import Signal
from hansei.sources.text import urls_in

_NOTHING = Signal.NONE
_ROLLBACK = re.compile(
    r"\b(?:roll(?:ed|ing|s)?[ -]?back|rollback|rollout undo|revert(?:ed|ing|s)?)\b", re.IGNORECASE
)
_DEPLOY = re.compile(
    r"\b(?:re-?)?deploy(?:ed|ing|s)\b"
    r"|\b(?:re-?)?deploy(?:ment)? (?:of|to|started|finished|completed?|succeeded|successful"
    r"|in progress|created|v?\d)"
    r"|\bdeployment\.apps/[\w.-]{1,80} (?:created|configured|image updated|restarted)"
    r"|(?<![\w./-])deploy(?:ment)?[\s:\"][^\n]{0,200}?\b(?:status|state|result)=\"?"
    r"(?:start(?:ed|ing)|in_progress|succeeded|success(?:ful)?|finished|completed?)\b"
    r"|\b(?:starting|started|finished|completed|triggered) (?:the )?(?:re-?)?deploy(?:ment)?\b"
    r"|\broll(?:ed|ing)?[ -]?out\b|\brolling update\b|\bpromot(?:ed|ing)\b|\bshipped\b"
    r"|\breleas(?:ed|ing) (?:version|release|build|v\d|\d+\.\d|[\w.-]{1,60} (?:v\d|\d+\.\d))"
    r"|\brelease v?\d[\w.-]{0,30} (?:is )?(?:live|created|started|finished|deployed)",
    re.IGNORECASE,
)
# A line that says a deployment did not, or does not yet, take place.
_NOT = re.compile(
    r"\b(?:not|no|never|without|skip(?:ped|ping|s)?|cancel(?:l?ed|l?ing)?|would|dry[ -]?run|waiting"
    r"|blocked|locked|frozen|freeze|unable to|cannot|can't|failed to|refus(?:ed|ing) to|nothing to"
    r"|ready to|about to|scheduled|if)\b[^.,:;]{0,25}$",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"\b(?:service|app|application|component|svc)[=:]\s?\"?([\w./@-]{1,80})")
_NAMED = re.compile(
    r"\b(?:deploy(?:ed|ing|s|(?:ment)? of)?|released|releasing|promoted|rolled back|rolling back"
    r"|rollback of|reverting|shipped|rolling out|rolled out)\s+(?:service\s+)?([a-z][\w.-]{1,60})"
    r"(?:\s+(?:to|from|version|release|in|on|started|finished|succeeded|complete)\b|\s+v?\d|[:@]v?\d|\s*$)",
    re.IGNORECASE,
)
_KUBERNETES = re.compile(r"\bdeployment(?:\.apps)?[/ ]\"?([a-z][\w.-]{1,80})")
_NO_NAMES = frozenset("to from version release revision build the a an all new in on of by is was "
                      "started finished complete completed".split())  # fmt: skip
_VERSION = re.compile(r"v?\d")
_ENVIRONMENT = re.compile(
    r"\b(?:(?:to|in|on|into)\s+(?:the\s+)?|env(?:ironment)?[=:]\s?\"?)"
    r"(production|prod|staging|stage|canary|preprod|pre-production|development|dev|test|qa|uat)\b",
    re.IGNORECASE,
)
_ACTOR = re.compile(r"\b(?:user|actor|deployer|author|triggered_by|by)[=:]\s?\"?([\w.@-]{1,60})")
_BY = re.compile(r"\bby ([\w.@-]{2,60}(?: [\w.-]{2,30})?)[.)]?$")
_COMMIT = re.compile(
    r"\b(?:commit|sha|revision|rev|git)[\s:=@(\"]{1,3}([0-9a-f]{7,40})\b", re.IGNORECASE
)


def signal_of(text: str) -> Signal:
    """DEPLOY or ROLLBACK where the line says that one takes or took place, else NONE."""
    if not _hints(text.lower()):
        return _NOTHING
    for pattern, signal in ((_ROLLBACK, Signal.ROLLBACK), (_DEPLOY, Signal.DEPLOY)):
        found = pattern.search(text)
        if found:
            before = text[max(0, found.start() - 80) : found.start()]
            return _NOTHING if _NOT.search(before) else signal
    return _NOTHING


def _hints(text: str) -> bool:
    """Whether any of the patterns may match; a chain of tests is several times their speed."""
    return (
        "deploy" in text
        or "roll" in text
        or "revert" in text
        or "releas" in text
        or "promot" in text
        or "shipped" in text
    )


def service_in(text: str) -> str | None:
    """The service that a line names, by a field or beside the verb."""
    found = _SERVICE.search(text)
    if found:
        return found[1]
    for pattern in (_NAMED, _KUBERNETES):
        for found in pattern.finditer(text):
            if found[1].lower() not in _NO_NAMES and not _VERSION.match(found[1]):
                return found[1].rstrip(".")
    return None


def environment_in(text: str) -> str | None:
    """The environment that a line names."""
    found = _ENVIRONMENT.search(text)
    return found[1].lower() if found else None


def actor_in(text: str) -> str | None:
    """Who a line says did it."""
    found = _ACTOR.search(text) or _BY.search(text)
    return found[1] if found else None


def refs_in(text: str) -> tuple[str, ...]:
    """Links and commits in a line, a commit also by its first seven digits."""
    refs = [f"url:{url}" for url in urls_in(text)]
    found = _COMMIT.search(text)
    if found:
        refs.extend(dict.fromkeys((f"commit:{found[1].lower()}", f"commit:{found[1][:7].lower()}")))
    return tuple(refs)
