"""What a bot's message says in a fixed form: the signal, and the ids of the system behind it.

Each pattern is the opening that a product's own Slack integration writes: PagerDuty, Opsgenie,
Datadog, Grafana, Alertmanager (`slack.default.title`), UptimeRobot, Statuspage and deploy tools.
A message in no fixed form has no signal here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hansei.domain.event import Signal

# Emoji, bullets and a bracketed repository or severity may stand before the telling words.
_LEAD = r"^(?:[^\w:\[]|:[\w+-]{1,40}:)*"
_TAGGED = _LEAD + r"(?:\[(?!firing|resolved|alerting|ok\b)[^\[\]]{1,60}\]\s*)?"
_NUMBERED = r"\bincident #?[\w-]{1,20} (?:was |has been |is )?"
_DONE = r"(?:succeeded|success(?:ful|fully)?|complete[d]?|finished|started|is live)"

_FORMS: tuple[tuple[re.Pattern[str], Signal], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), signal)
    for pattern, signal in (
        (_LEAD + r"\[(?:firing|alerting|no data)\b", Signal.ALERT_FIRED),
        (_LEAD + r"\[(?:resolved|ok)\b", Signal.ALERT_RESOLVED),
        (_TAGGED + r"re-?triggered\b|" + _TAGGED + r"triggered\b", Signal.ALERT_FIRED),
        (_TAGGED + r"(?:new alert|alert created|created alert|alert triggered)\b",
         Signal.ALERT_FIRED),
        (_TAGGED + r"(?:recovered\s*:|alert (?:is )?(?:closed|resolved)\b)"
         r"|\bclosed (?:the )?alert\b", Signal.ALERT_RESOLVED),
        (_LEAD + r"monitor is down\b|\bis down(?=\s|[.!:(]|$)", Signal.DOWN),
        (_LEAD + r"monitor is up\b|\bis (?:back )?up(?=\s|[.!:(]|$)", Signal.UP),
        (_TAGGED + r"(?:incident |alert )?acknowledged\b"
         r"|\backnowledged (?:the )?(?:alert|incident)\b|" + _NUMBERED + r"acknowledged\b",
         Signal.ACKNOWLEDGED),
        (_NUMBERED + r"triggered\b|" + _TAGGED + r"no data\s*:", Signal.ALERT_FIRED),
        (_TAGGED + r"(?:incident )?escalated\b", Signal.ESCALATED),
        (_TAGGED + r"(?:incident )?(?:re)?assigned\b", Signal.ASSIGNED),
        (_TAGGED + r"(?:incident )?re-?opened\b", Signal.REOPENED),
        (_TAGGED + r"(?:new incident|incident (?:declared|opened|created))\b", Signal.DECLARED),
        (_TAGGED + r"(?:rolled back|rolling back|rollback (?:of|to|" + _DONE + r"))\b",
         Signal.ROLLBACK),
        (_TAGGED + r"(?:successfully )?(?:deployed|deploying|promoted|released)\b", Signal.DEPLOY),
        (_TAGGED + r"deploy(?:ment)? (?:of|to|#?\d|" + _DONE + r")(?![^\n]{0,120}\bfail)",
         Signal.DEPLOY),
        (_TAGGED + r"(?:incident )?resolved\b|\bresolved (?:the )?incident\b|"
         + _NUMBERED + r"(?:resolved|closed)\b", Signal.RESOLVED),
    )
)  # fmt: skip
_STATUS = re.compile(
    _LEAD + r"(?:(?:new |updated )?incident\s*[-:–]\s*)?(?:status:?\s*)?"
    r"(investigating|identified|monitoring|resolved|update|postmortem)\b\s*(?:[-:–]|$)",
    re.IGNORECASE,
)
_STATUS_BOT = re.compile(r"status ?page|\bstatus\b|instatus|statusio", re.IGNORECASE)
_BY_PERSON = re.compile(r"\btriggered (?:manually|by (?:the )?(?:web ?site|slack)|through the web)",
                        re.IGNORECASE)  # fmt: skip
_WORDS = re.compile(
    r"trigger|firing|resolved|alert|\bok\b|no data|recover|\bis (?:back )?(?:up|down)\b|monitor is"
    r"|acknowledg|escalat|assigned|opened|incident|roll|deploy|promoted|released"
    r"|investigating|identified|monitoring|update|postmortem",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:alert |incident )?(?:status|state): ", re.IGNORECASE)
_COLOUR_BOT = re.compile(r"alert ?manager|prometheus|grafana", re.IGNORECASE)
_COLOURS = {"danger": Signal.ALERT_FIRED, "good": Signal.ALERT_RESOLVED}

_PAGERDUTY = re.compile(r"https://[\w-]{1,60}(?:\.eu)?\.pagerduty\.com/incidents/(\w{5,30})")
_LINKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pagerduty:incident:", _PAGERDUTY),
    ("opsgenie:alert:", re.compile(r"https://[\w.-]{1,60}(?:opsgenie\.com/alert/(?:detail|show|V2)"
                                   r"|opsg\.in/a/i/[\w-]{1,60})/([\w-]{8,80})")),
    ("datadog:monitor:", re.compile(r"https://[\w.-]{1,40}datadoghq\.(?:com|eu)/monitors[/#](\d{1,12})")),
    ("jira:issue:", re.compile(r"https://[\w-]{1,60}\.atlassian\.net/browse/([A-Z][A-Z0-9_]{1,20}-\d{1,9})")),
    ("sentry:issue:", re.compile(r"https://[\w.-]{0,60}sentry\.io/(?:organizations/[\w-]{1,60}/)?issues/(\d{1,15})")),
)  # fmt: skip
_NUMBER = re.compile(r"#(\d{1,9})\b")
_ALERT_FIELDS = frozenset({"fingerprint", "dedup key", "dedup_key", "incident key", "incident_key",
                           "alert id", "alert key", "alias"})  # fmt: skip


def signal_of(bot: str, texts: Iterable[str], colours: Iterable[str]) -> Signal:
    """The signal in the first text that has a known form, else by colour for two known products."""
    told = list(texts)
    if _STATUS_BOT.search(bot) and any(_STATUS.search(text[:200]) for text in told):
        return Signal.STATUS_UPDATE
    for text in told:
        head = _LABEL.sub("", text[:400], count=1)
        if not _WORDS.search(head):
            continue
        for pattern, signal in _FORMS:
            if pattern.search(head):
                return _sharpened(signal, bot, told)
    if _COLOUR_BOT.search(bot):
        for colour in colours:
            if colour in _COLOURS:
                return _COLOURS[colour]
    return Signal.NONE


def _sharpened(signal: Signal, bot: str, texts: list[str]) -> Signal:
    """PagerDuty resolves incidents, Opsgenie and Datadog resolve alerts; people declare."""
    if signal is Signal.RESOLVED and re.search(
        "opsgenie|datadog|grafana|sentry|new relic", bot, re.IGNORECASE
    ):
        return Signal.ALERT_RESOLVED
    if signal is Signal.ALERT_FIRED and any(_BY_PERSON.search(text[:400]) for text in texts):
        return Signal.DECLARED
    return signal


def status_ref(texts: Iterable[str]) -> tuple[str, ...]:
    """ "status:<word>" of a status page's post."""
    for text in texts:
        found = _STATUS.search(text[:200])
        if found:
            return (f"status:{found[1].lower()}",)
    return ()


def link_refs(raw: str) -> list[str]:
    """The other systems' ids inside the links of a text."""
    if "://" not in raw:
        return []
    return [prefix + match[1] for prefix, pattern in _LINKS for match in pattern.finditer(raw)]


def number_refs(bot: str, texts: Iterable[str]) -> list[str]:
    """ "incident:<number>" of PagerDuty's "#1234"."""
    if "pagerduty" not in bot.lower():
        return []
    return [f"incident:{found[1]}" for text in texts if (found := _NUMBER.search(text[:200]))][:1]


def field_refs(fields: Iterable[tuple[str, str]]) -> list[str]:
    """ "alert:<key>" of a field that names an alert's fingerprint or de-duplication key."""
    return [
        f"alert:{value}"
        for name, value in fields
        if name.lower() in _ALERT_FIELDS and 3 < len(value) < 200
    ]
