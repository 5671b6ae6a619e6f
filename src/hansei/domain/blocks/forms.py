"""The forms that there are, one description for the API, the pages and the reading page."""

from __future__ import annotations

from hansei.domain.blocks.form import Column, Form, Kind
from hansei.domain.coverage import FactorType
from hansei.domain.document import ActionClass, ActionStatus

_EVIDENCE = Column(
    key="evidence", title="Evidence", kind=Kind.CITATION, hint="e3, e7 or ev1",
    aliases=("source", "sources", "cites", "shown by"),
)  # fmt: skip
_LEVELS = ("low", "medium", "high", "critical")

IMPACT = Form(
    name="impact",
    title="Impact",
    purpose="What it meant for the people who use the service, each figure with what shows it.",
    sections=("impact",),
    columns=(
        Column(key="measure", title="Measure", kind=Kind.CHOICE, required=True,
               aliases=("metric", "what", "impact", "figure", "area"),
               choices=("Users affected", "Share of users", "Degraded for", "Revenue lost",
                        "Failed requests", "Support tickets", "SLA violated", "SLO violated")),
        Column(key="value", title="Value", kind=Kind.AMOUNT, required=True,
               aliases=("amount", "number", "count", "size"),
               hint="1,200, 8 %, 25 min or 4,000 EUR"),
        _EVIDENCE,
    ),
    starts=("Users affected", "Degraded for", "Failed requests", "Support tickets", "SLO violated",
            "Revenue lost"),
)  # fmt: skip

CAUSES = Form(
    name="causes",
    title="Cause and contributing factors",
    purpose="One primary cause and the conditions that made it likelier, larger or longer.",
    sections=("root_cause", "factors"),
    columns=(
        Column(key="number", title="No.", kind=Kind.NUMBER, aliases=("no", "#", "nr", "id")),
        Column(key="text", title="Factor", required=True, wide=True,
               aliases=("contributing factor", "contributing factors", "factors", "cause",
                        "cause or factor"),
               hint="A condition of a system or a process; never a person"),
        Column(key="type", title="Type", kind=Kind.CHOICE, aliases=("kind", "role"),
               choices=tuple(FactorType), fixed=True),
        _EVIDENCE,
    ),
)  # fmt: skip

WHYS = Form(
    name="whys",
    title="Five whys",
    purpose="Ask on until the answer is a system or a process that can be changed.",
    sections=("root_cause",),
    as_list=True,
    columns=(
        Column(key="why", title="Why?", required=True, hint="Why was that possible?"),
        Column(key="because", title="Because", required=True, wide=True, kind=Kind.LONG,
               hint="What the records show"),
        _EVIDENCE,
    ),
    starts=(
        "Why did this happen?",
        "Why was that possible?",
        "Why did nothing stop it on its way to users?",
        "Why was it noticed when it was, and not earlier?",
        "Which part of the system or process, if changed, breaks this chain?",
    ),
)  # fmt: skip

CAUSAL_MAP = Form(
    name="map",
    title="Causal map",
    purpose="What led to what. Every arrow needs something that shows it.",
    sections=("root_cause", "factors"),
    columns=(
        Column(key="from", title="From", kind=Kind.NODE, required=True, hint="F1"),
        Column(key="to", title="Leads to", kind=Kind.NODE, required=True, aliases=("to",),
               hint="F2 or impact"),
        Column(key="how", title="How", wide=True, aliases=("because", "why", "mechanism")),
        _EVIDENCE,
    ),
)  # fmt: skip

ACTIONS = Form(
    name="actions",
    title="Corrective actions",
    purpose="What will change in a system or a process, who sees to it and by when.",
    sections=("actions",),
    columns=(
        Column(key="text", title="Action", required=True, wide=True,
               aliases=("actions", "action item", "action items", "task", "description", "what"),
               hint="An action changes a system or a process"),
        Column(key="owner", title="Owner", kind=Kind.PERSON,
               aliases=("assignee", "assigned to", "responsible", "who", "dri")),
        Column(key="due", title="Due", kind=Kind.DATE,
               aliases=("due date", "deadline", "by when", "when", "eta", "target date")),
        Column(key="status", title="Status", kind=Kind.CHOICE, aliases=("state", "progress"),
               choices=tuple(ActionStatus), fixed=True),
        Column(key="class", title="Class", kind=Kind.CHOICE, choices=tuple(ActionClass),
               fixed=True),
        Column(key="answers", title="Answers", kind=Kind.FACTORS, hint="F1, F3",
               aliases=("factor", "factors", "addresses")),
    ),
)  # fmt: skip

DEPENDENCIES = Form(
    name="dependencies",
    title="Cross-team dependencies",
    purpose="Which systems and teams were involved, and where their work met.",
    sections=("dependencies",),
    columns=(
        Column(key="team", title="Team", kind=Kind.PERSON, required=True, aliases=("teams",)),
        Column(key="system", title="System", required=True,
               aliases=("systems", "service", "component")),
        Column(key="part", title="Part in the incident", wide=True,
               aliases=("part", "role", "involvement", "how it was involved")),
        Column(key="follow", title="To agree", wide=True,
               aliases=("agreement", "follow-up", "next step", "needs")),
        _EVIDENCE,
    ),
)  # fmt: skip

COST = Form(
    name="cost",
    title="Financial cost",
    purpose="What it cost directly and indirectly. Sums are shown by currency.",
    sections=("cost", "impact"),
    columns=(
        Column(key="item", title="Item", required=True, wide=True, aliases=("cost item", "what")),
        Column(key="kind", title="Kind", kind=Kind.CHOICE, choices=("direct", "indirect"),
               fixed=True, aliases=("type",)),
        Column(key="amount", title="Amount", kind=Kind.MONEY, required=True,
               aliases=("cost", "sum", "value"), hint="4,000 EUR"),
        _EVIDENCE,
    ),
    starts=("Refunds and credits", "Lost transactions", "Hours of response", "Delayed work"),
)  # fmt: skip

COMPLIANCE = Form(
    name="compliance",
    title="Required notifications",
    purpose="Who has to be told by law or contract, and by when; counted from the facts.",
    sections=("compliance",),
    columns=(
        Column(key="rule", title="Rule", kind=Kind.CHOICE, required=True,
               aliases=("regulation", "requirement", "law"),
               choices=("DORA", "NIS2", "GDPR", "HIPAA", "SEC")),
        Column(key="step", title="Notification", kind=Kind.CHOICE, required=True,
               aliases=("report", "what"),
               choices=("initial notification", "intermediate report", "final report",
                        "early warning", "incident notification", "authority", "individuals",
                        "Form 8-K")),
        Column(key="to", title="To", aliases=("recipient", "authority", "whom")),
        Column(key="from", title="Counts from", kind=Kind.TIME, aliases=("clock starts", "since"),
               hint="2026-03-01 10:36"),
        Column(key="due", title="Due", kind=Kind.TIME, aliases=("deadline", "by")),
        Column(key="done", title="Done", kind=Kind.TIME, aliases=("sent", "submitted"),
               hint="empty until it was sent"),
        _EVIDENCE,
    ),
)  # fmt: skip

COMMUNICATION = Form(
    name="communication",
    title="Communication log",
    purpose="What was told to whom, when and where.",
    sections=("communication",),
    columns=(
        Column(key="time", title="Time", kind=Kind.TIME, required=True, aliases=("when", "at"),
               hint="2026-03-01 10:36"),
        Column(key="audience", title="Audience", kind=Kind.CHOICE, required=True,
               aliases=("to", "who"),
               choices=("customers", "support", "management", "responders", "partners",
                        "regulator")),
        Column(key="channel", title="Channel", kind=Kind.CHOICE, aliases=("where", "medium"),
               choices=("status page", "mail", "chat", "phone", "social media", "in the product")),
        Column(key="text", title="What was said", kind=Kind.LONG, wide=True,
               aliases=("message", "text", "content", "what")),
        _EVIDENCE,
    ),
)  # fmt: skip

EVIDENCE_LOG = Form(
    name="evidence",
    title="Evidence log",
    purpose="Which snapshots and reports were kept, where, and by whom.",
    sections=("evidence",),
    columns=(
        Column(key="id", title="Evidence", required=True, aliases=("id", "no.", "no"),
               kind=Kind.CITATION, hint="ev1"),
        Column(key="what", title="What it shows", required=True, wide=True,
               aliases=("what", "description", "title")),
        Column(key="where", title="Kept where", aliases=("where", "location", "link")),
        Column(key="by", title="Kept by", kind=Kind.PERSON, aliases=("by", "who", "owner")),
        Column(key="at", title="Kept at", kind=Kind.TIME, aliases=("at", "when", "date")),
        Column(key="digest", title="SHA-256", aliases=("digest", "hash", "sha256")),
    ),
)  # fmt: skip

RISK = Form(
    name="risk",
    title="Risk re-assessment",
    purpose="How likelihood and impact stand before and after the actions.",
    sections=("risk",),
    columns=(
        Column(key="risk", title="Risk", required=True, wide=True, aliases=("what",)),
        Column(key="before", title="Before", kind=Kind.CHOICE, required=True,
               fixed=True, aliases=("level before",), choices=_LEVELS),
        Column(key="after", title="After the actions", kind=Kind.CHOICE, aliases=("after",),
               fixed=True, choices=_LEVELS),
        Column(key="because", title="Because", wide=True, aliases=("why", "reason")),
        Column(key="owner", title="Owner", kind=Kind.PERSON),
    ),
)  # fmt: skip

FEEDBACK = Form(
    name="feedback",
    title="Stakeholder feedback",
    purpose="What support, product and the affected customers reported.",
    sections=("feedback",),
    columns=(
        Column(key="who", title="From", kind=Kind.CHOICE, required=True,
               aliases=("who", "stakeholder", "source"),
               choices=("support", "product", "customers", "sales", "partners")),
        Column(key="text", title="Feedback", kind=Kind.LONG, required=True, wide=True,
               aliases=("what", "remark", "said")),
        Column(key="follow", title="What follows", wide=True, aliases=("follow-up", "action")),
        _EVIDENCE,
    ),
)  # fmt: skip

FORMS: dict[str, Form] = {
    each.name: each
    for each in (
        IMPACT, CAUSES, WHYS, CAUSAL_MAP, ACTIONS, DEPENDENCIES, COST, COMPLIANCE, COMMUNICATION,
        EVIDENCE_LOG, RISK, FEEDBACK,
    )
}  # fmt: skip
"""All forms by name."""


def forms_of(section: str) -> tuple[Form, ...]:
    """The forms that a section of this meaning may hold, its usual ones first."""
    found = [each for each in FORMS.values() if section in each.sections]
    return tuple(sorted(found, key=lambda each: each.sections.index(section)))
