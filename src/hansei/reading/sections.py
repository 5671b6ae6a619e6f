"""What a heading means: the wording of many organisations onto the keys of the model."""

from __future__ import annotations

import re
from functools import lru_cache

_EXACT: dict[str, str] = {
    "summary": "summary|overview|abstract|tl dr|tldr|synopsis|what happened|executive summary|"
    "incident description|description|issue summary|incident summary|incident overview|"
    "at a glance|introduction|the incident|background|problem description|problem statement|"
    "issue|what was the problem|project overview|outline|problem|context",
    "timeline": "timeline|time line|chronology|sequence of events|events|event log|key events|"
    "log of events|incident log|incident timeline|timeline of events|events timeline|"
    "chronological order of events|detailed timeline|incident chronology|history|log|"
    "full timeline|timeline summary|order of events|play by play|what happened when",
    "detection": "detection|how was it detected|how did we find out|how did we notice|alerting|"
    "identified|discovery|detection and response|detection response effectiveness|"
    "detection response|how we found out|how it was detected|detected by|monitoring|"
    "detection and response effectiveness|how we detected it|response effectiveness",
    "root_cause": "root cause|root causes|cause|causes|why|why did it happen|why it happened|"
    "analysis|rca|root cause analysis|five whys|5 whys|underlying cause|identified cause|"
    "trigger|what caused it|what went on|what caused the incident|technical analysis|"
    "cause of the incident|the cause|reason|reasons|root cause contributing factors|"
    "primary root cause|primary cause|technical details|fault|diagnosis|why this happened|"
    "what caused this|the underlying issue|the technical problem|why it failed",
    "went_wrong": "what went wrong|what went poorly|what didn't go well|what did not go well|"
    "what didn't go so well|what went badly|where we got unlucky|what could have gone better|"
    "what could be improved|things that went wrong|challenges",
    "factors": "contributing factors|contributing factor|contributing causes|contributors|"
    "aggravating factors|complicating factors|"
    "conditions|what made it worse|why it wasn't caught|contributory factors",
    "impact": "impact|user impact|customer impact|who was affected|affected|business impact|"
    "severity impact|severity and impact|impact on users|impact on customers|impact assessment|"
    "damage|scope|consequences|effects|effect|blast radius|affected users|affected systems|"
    "affected services|impacted services|user facing impact|impact analysis|what was affected|"
    "what was the impact|symptoms|customer effects|scope of impact|services affected",
    "resolution": "resolution|mitigation|recovery|fix|the fix|how we fixed it|what we did|"
    "response|resolution and recovery|short term fix|workaround|actions taken|"
    "immediate actions|resolution steps|resolution prevention|resolution and prevention|"
    "mitigation steps|how it was fixed|how we resolved it|how was it fixed|solution|"
    "how it was resolved|immediate actions taken|restoration|steps taken|response and recovery|"
    "recovery actions|incident response|mitigation and resolution",
    "actions": "corrective actions|action items|actions|follow ups|follow up|follow up actions|"
    "next steps|todo|to do|todos|preventive measures|preventative measures|prevention|"
    "what we will change|improvements|long term solution|tasks|recommendations|"
    "corrective and preventative measures|corrective and preventive measures|"
    "corrective and preventive actions|review actions|post project tasks|"
    "how will we prevent this|follow up improvements|follow up items|action plan|"
    "actions following review|preventative actions|preventive actions|what's next|"
    "remediation items|remediations|remediation plan|what we are changing|what happens next|"
    "what are we doing about it|what are we doing about this|what are we doing|"
    "what we are doing about it|what we are doing about this|what are we going to do|"
    "what we're doing about it|capa|future work|action points|"
    "how we will prevent this|further actions|planned actions|corrective measures|"
    "long term fix|outstanding actions|follow up tasks|moving forward|process improvements|"
    "technical improvements|preventing recurrence|remedial actions|repair items",
    "lessons": "lessons learned|lessons learnt|lessons|learnings|what we learned|takeaways|"
    "key takeaways|what did we learn|what we learnt|reflections|lesson learned|insights|"
    "learning|conclusions|conclusion|retrospective|key learnings|lessons to learn",
    "went_well": "what went well|went well|highlights|what worked|what worked well|successes|"
    "positives|things that went well|what we did well|good",
    "luck": "where we got lucky|lucky|luck|what went lucky|near misses",
    "status_update": "status update|status page update|status page|customer message|"
    "public statement|public summary|status page text|status page update text|"
    "sample status page update text|message to customers|public post mortem|"
    "customer facing summary",
    "stats": "stats|statistics|metrics|figures|key metrics|kpis|numbers|incident metrics|"
    "key figures|response metrics",
    "communication": "communication|communications|communication log|communications log|"
    "internal communication|external communication|customer communication",
    "cost": "cost|costs|financial cost|financial cost estimation|financial impact|revenue impact",
    "compliance": "compliance|regulatory|compliance regulatory notes|regulatory notes|"
    "compliance and regulatory notes|regulatory notifications|data protection",
    "feedback": "feedback|stakeholder feedback|customer feedback",
    "dependencies": "dependencies|cross team dependencies",
    "people": "attendees|atendees|participants|responders|people involved|involved|team|"
    "incident team|who was involved|responsible|roles|incident commander|incident lead|"
    "authors|author|owner|owner of review process|stakeholders|reviewers",
    "metadata": "metadata|details|document information|severity|security related|status|"
    "incident details|incident information|general information|priority|incident id|"
    "important information|date|title|tags|category|services|service|duration|impact time",
    "references": "references|links|related|appendix|resources|supporting information|"
    "related issues|related issues prs|further reading|supporting documents|logs|notes|glossary|"
    "related incidents|anything else|useful links|attachments|screenshots|graphs",
    "evidence": "evidence|evidence log|supporting evidence",
    "audit_trail": "audit trail|action audit trail|audit trail of action completion",
    "risk": "risk|risks|risk assessment|risk re assessment|risk re assessment summary",
}

_STEMS: tuple[tuple[str, int, str], ...] = (
    ("factors", 8, "contributing contributory contributed aggravating"),
    ("went_wrong", 7, "wrong poorly badly unlucky"),
    ("root_cause", 6, "cause causes root whys culprit"),
    ("root_cause", 4, "why happened trigger analysis"),
    ("impact", 6, "impact impacted affected consequences"),
    ("timeline", 9, "timeline chronology chronological"),
    ("timeline", 5, "events sequence"),
    ("actions", 7, "actions action corrective preventive preventative prevent prevention follow"),
    (
        "actions",
        6,
        "improvements improvement steps tasks recommendations remediation todo measures",
    ),
    ("actions", 6, "doing change changing"),
    ("lessons", 8, "lessons lesson learned learnt learnings takeaways learn"),
    ("detection", 7, "detection detected detect noticed discovered"),
    (
        "resolution",
        6,
        "resolution resolved mitigation mitigated recovery fix fixed restored solution",
    ),
    ("resolution", 3, "response workaround"),
    ("summary", 6, "summary overview synopsis tldr"),
    ("summary", 6, "glance"),
    ("summary", 3, "happened background context"),
    ("went_well", 7, "well highlights"),
    ("luck", 8, "lucky luck"),
    ("status_update", 6, "statuspage status public"),
    ("communication", 6, "communication communications"),
    ("stats", 6, "stats statistics metrics figures"),
    ("people", 5, "attendees participants responders involved"),
    ("references", 5, "references links appendix related"),
    ("cost", 6, "cost costs financial revenue"),
    ("compliance", 7, "compliance regulatory"),
    ("feedback", 6, "feedback"),
)
_PARENS = re.compile(r"\([^()]{0,200}\)")
_LEAD = re.compile(r"^(?:(?:step|section|part)\s+)?\d{1,3}(?:\.\d{1,2}){0,2}[.):]?\s+")
_LINK = re.compile(r"\[([^\]]{0,200})\]\([^)]{0,500}\)")
_SPACE = re.compile(r"[\s/&–—_-]+")
_MOST_WORDS = 9
_THRESHOLD = 6


def normal(title: str) -> str:
    """A heading in lower case without numbering, links, brackets, emphasis and end marks."""
    text = _LINK.sub(r"\1", title.replace("’", "'"))
    text = _PARENS.sub(" ", text).strip(" *_#:.?!-–—\t")
    text = _LEAD.sub("", text.lower())
    text = re.sub(r"[^\w\s'/&–—-]", " ", text)
    words = _SPACE.sub(" ", text).replace(" and ", " & ").strip()
    return words.replace(" & ", " and ")


@lru_cache(maxsize=2048)
def exact_key(title: str) -> str:
    """The key of a heading whose whole wording is known; "" where it is not."""
    text = normal(title)
    return _KEYS.get(text) or _KEYS.get(text.replace(" and ", " ")) or ""


@lru_cache(maxsize=2048)
def section_key(title: str) -> str:
    """The key of a heading by its wording, or by the words in it; "" where nothing tells."""
    known = exact_key(title)
    if known:
        return known
    words = normal(title).split()
    if not words or len(words) > _MOST_WORDS:
        return ""
    scores: dict[str, int] = {}
    for word in words:
        for key, weight in _WEIGHTS.get(word, ()):
            scores[key] = max(scores.get(key, 0), weight) + (1 if key in scores else 0)
    if not scores:
        return ""
    if "not" in words or "didn't" in words:
        scores["went_wrong"] = scores.pop("went_well", 0) + 1
    best = max(scores, key=lambda key: scores[key])
    needed = _THRESHOLD - (2 if len(words) <= 3 else 0)
    return best if scores[best] >= needed else ""


def _weights() -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for key, weight, stems in _STEMS:
        for stem in stems.split():
            found.setdefault(stem, []).append((key, weight))
    return {stem: tuple(pairs) for stem, pairs in found.items()}


_KEYS = {name: key for key, names in _EXACT.items() for name in names.split("|")}
_WEIGHTS = _weights()
