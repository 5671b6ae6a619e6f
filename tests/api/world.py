"""Something that is there for each argument of an address of the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from hansei.accounts.actor import Actor, signed_in, system
from hansei.accounts.models import Team
from hansei.accounts.roles import Role
from hansei.accounts.services.invite import invite
from hansei.api.application import api
from hansei.api.operations import Traits, traits_of
from hansei.comments.services.remark import start_remark
from hansei.domain.anchors import Anchor
from hansei.domain.document import Block, Milestone, Section
from hansei.domain.meeting.invitees import Role as Invited
from hansei.domain.meeting.record import Captured
from hansei.domain.metrics import Definition
from hansei.domain.template_text import TemplateKind
from hansei.domain.timeline_edits import Star
from hansei.drafting.services.requests import request_draft
from hansei.drafting.uploads import begin, receive
from hansei.learning.services.define_figure import define_figure
from hansei.meeting.services.capture import capture
from hansei.meeting.services.invite import invite_to_review
from hansei.organisation.services.templates import add_template
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.accept_risk import accept_risk
from hansei.postmortem.services.actions_edit import ActionFields, add_action
from hansei.postmortem.services.edit_timeline import edit_timeline
from hansei.postmortem.services.evidence_add import add_file
from hansei.postmortem.services.save_draft import save_draft
from hansei.search.services.views import save_view
from hansei.timeline.models import Incident
from hansei.timeline.services.declare_maintenance import declare_maintenance
from tests.api.callers import Caller
from tests.api.callers import caller as caller_of
from tests.store.samples import START, sample_draft

TABLE = b"time,what\n2026-03-03 14:00:00,Alert: error rate is high\n"
TEMPLATE = """\
name = "database"
title = "Database incident"
purpose = "Outages of a database"

[[sections]]
key = "summary"
title = "Summary"
"""
_SECTIONS = (
    Section("impact", "Impact", (Block("About 45 % of payments failed. [e1]"),)),
    Section("root_cause", "Root cause", (Block("1. The pool had no limit that anybody saw. [e2]"),
                                         Block("**Contributing factors**"),
                                         Block("- The alert came late. [e2]"))),
)  # fmt: skip

ASKING = {
    "compare_revisions": "?before=1",
    "find": "?q=checkout",
    "upload_file": "?name=timeline.csv",
    "list_views": "?list=incidents",
    "read_factor_effect": "?kind=trigger",
    "read_template_text": "?kind=variant&name=incident",
    "suggest": "?q=ch",
}
"""Parameters that have to be given."""


def world(caller: Caller) -> dict[str, Any]:
    """A new post-mortem with all that hangs on one, and what else `caller` can reach."""
    host = system("test")
    assert caller.user is not None
    draft = save_draft(actor=host, draft=sample_draft(sections=_SECTIONS), source="/sample")
    number, incident = draft.number, draft.incidents.get()
    action = add_action(actor=host, number_or_id=number, fields=ActionFields(text="Set a limit"))
    file = add_file(actor=host, number_or_id=number, name="pool.txt", content=b"90 %")
    star = edit_timeline(actor=host, incident=incident.pk, version=None, edit=Star(events=("e4",)))
    template = add_template(actor=host, kind=TemplateKind.VARIANT, text=TEMPLATE)
    mine = signed_in(caller.user)
    view = save_view(actor=mine, page="incidents", name="Mine", query="q=checkout")
    invited = invite(actor=host, role=Role.VIEWER)
    other = caller_of("viewer", name="somebody")
    assert other.user is not None
    risk = accept_risk(actor=host, number_or_id=number, key="F1", reason="It is rare.")
    upload = begin(mine)
    receive(mine, upload, "timeline.csv", BytesIO(TABLE).read)
    asked = request_draft(actor=mine, upload=upload)
    assert star.change is not None
    return {
        "incident": incident.pk,
        "other": Incident.objects.create(title="Search is slow").pk,
        "reference": str(number),
        "handle": "impact",
        "section": "impact",
        "form": "impact",
        "event": "e2",
        "milestone": "detected",
        "change": star.change.pk,
        "format": "json",
        "number": 1,
        "revision": 1,
        "action": action.pk,
        "evidence": file.number,
        **_together(draft, mine),
        "chart": "frequency",
        "said": 1,
        "service": incident.services.get().pk,
        "template": template.pk,
        "upload": upload,
        "name": asked.name,
        "view": view.pk,
        "invitation": invited.invitation.pk,
        "team": Team.objects.create(name="Search").pk,
        "person": other.user.pk,
        "role": "lead",
        "token": Caller(caller.user).token_id,
        "acceptance": risk.pk,
        **_counted(incident.services.get().pk),
    }


def _counted(service: int) -> dict[str, Any]:
    """What figures and availability are counted by."""
    host = system("test")
    maintained = declare_maintenance(
        actor=host, service=service, start=START, end=START + timedelta(hours=1)
    )
    figure = Definition("own", Milestone.DETECTED, Milestone.ESCALATED, "Our own")
    own = define_figure(actor=host, definition=figure)
    return {"maintenance": maintained.pk, "figure": own.name}


def _together(draft: PostMortem, mine: Actor) -> dict[str, Any]:
    """A review with something put down, and a comment that suggests other words."""
    host, number, review = system("test"), draft.number, draft.reviews.get().pk
    kept = capture(
        actor=host, number_or_id=number, review=review, kind=Captured.NOTE, text="It was late"
    )
    talk = start_remark(
        actor=mine, number_or_id=number, text="Clearer", wording="were lost",
        anchor=Anchor("impact", "payments failed"),
    )  # fmt: skip
    asked = invite_to_review(
        actor=host, number_or_id=number, review=review, role=Invited.RESPONDER, name="Support lead"
    )
    return {
        "review": review, "entry": kept.pk, "thread": talk.pk, "invitee": asked.pk,
        "comment": talk.comments.get().pk,
    }  # fmt: skip


def traits() -> Mapping[str, Traits]:
    """What was declared of each operation, by its id."""
    return {
        str(operation.operation_id): traits_of(operation.view_func)
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    }
