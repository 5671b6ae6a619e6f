"""A post-mortem over its whole way, through the API alone."""

from __future__ import annotations

import pytest

from hansei.accounts.roles import Role
from hansei.audit.verify import verify
from hansei.postmortem.models import PostMortem
from tests.api.callers import Caller, caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Caller:
    return caller("lead")


def _started(who: Caller) -> str:
    incident = {
        "title": "Checkout is slow", "severity": "Sev-2", "services": ["checkout"],
        "started": "2026-03-01T12:00:00Z", "ended": "2026-03-01T13:00:00Z", "status": "closed",
    }  # fmt: skip
    made = who("POST", "/incidents", incident)
    assert made.json()["due_reason"]
    body = {"incidents": [made.json()["id"]], "owner": "Incident lead"}
    started = who("POST", "/postmortems", body)
    assert started.status_code == 201, started.content
    assert started.json()["title"] == "Checkout is slow"
    return str(started.headers["Location"].removeprefix("/api/v1"))


def _tag(who: Caller, address: str) -> str:
    return str(who.get(address).headers["ETag"])


def test_from_an_incident_to_what_customers_read(lead: Caller) -> None:
    address = _started(lead)
    section = f"{address}/sections/impact"
    text = {"text": "Two in five payments failed for an hour."}
    written = lead("PUT", section, text, If_Match=_tag(lead, section))
    assert written.status_code == 200
    assert lead.get(f"{address}/checks").json()["claims"]["total"] == 1
    assert lead("POST", f"{address}/review", If_Match=_tag(lead, address)).status_code == 200
    own = lead("POST", f"{address}/approval", {}, If_Match=_tag(lead, address))
    assert own.status_code == 400
    other = caller("contributor")
    approved = other("POST", f"{address}/approval", {}, If_Match=_tag(lead, address))
    assert approved.json()["status"] == "approved"
    status = lead.get(f"{address}/status").json()
    assert [each["by"] for each in status["approvals"]] == ["The contributor"]
    refused = other("POST", f"{address}/publication", If_Match=_tag(lead, address))
    assert refused.status_code == 404
    done = lead("POST", f"{address}/publication", If_Match=_tag(lead, address))
    assert (done.status_code, done.json()["status"]) == (200, "published")
    (incident,) = lead.get(f"{address}/incidents").json()["incidents"]
    for minute, name in enumerate(("impact_start", "detected", "mitigated", "recovered")):
        mark = f"/incidents/{incident}/milestones/{name}"
        at = {"at": f"2026-03-01T12:{10 * minute:02}:00Z"}
        assert lead("PUT", mark, at, If_Match=_tag(lead, mark)).status_code == 200
    parts = {"noticed": "It was slow.", "why": "A limit was too low.", "next": "We raised it."}
    words = {"title": "Slow checkout", "words": {**parts, "message": "We are sorry."}}
    public = f"{address}/public-text"
    ready = lead("PUT", public, words, If_Match=_tag(lead, public))
    assert ready.json()["findings"] == []
    given = lead("POST", f"{address}/customers", If_Match=_tag(lead, address))
    assert given.status_code == 200, given.content
    assert "It was slow." in given.json()["markdown"]
    assert lead("DELETE", f"{address}/customers").status_code == 204
    assert lead.get(f"{address}/customers").json()["withdrawn"]
    assert not verify().problems


def test_markdown_goes_out_and_in(lead: Caller) -> None:
    address = _started(lead)
    out = lead.get(f"{address}/markdown")
    assert out.headers["Content-Type"].startswith("text/markdown")
    same = lead.send(
        "PUT", f"{address}/markdown", out.content, "text/markdown", out.headers["ETag"]
    )
    assert (same.status_code, same.json()["version"]) == (200, 1)
    text = out.content.decode().replace("## Impact", "## Impact\n\nAll of it failed.")
    text = text.replace("status: working draft", "status: published")
    done = lead.send("PUT", f"{address}/markdown", text.encode(), "text/markdown",
                     out.headers["ETag"])  # fmt: skip
    assert (done.status_code, done.json()["version"]) == (200, 2)
    assert done.json()["status"] == "working draft"
    assert lead.get(f"{address}/sections/impact").json()["text"] == "All of it failed."
    late = lead.send("PUT", f"{address}/markdown", text.encode(), "text/markdown",
                     out.headers["ETag"])  # fmt: skip
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"# Anything", 422),
        (b"", 422),
        (b"\xff\xfe", 422),
        (b"---\nhansei: 1\nzone: Moon\n---\n", 422),
    ],
)
def test_markdown_that_is_none_is_refused(lead: Caller, text: bytes, status: int) -> None:
    address = _started(lead)
    tag = _tag(lead, address)
    answer = lead.send("PUT", f"{address}/markdown", text, "text/markdown", tag)
    assert answer.status_code == 422, answer.content
    assert PostMortem.objects.get().version == 1


def test_a_timeline_in_markdown_is_not_changed_behind_the_incidents_back(lead: Caller) -> None:
    address = _started(lead)
    number = lead.get(f"{address}/incidents").json()["incidents"][0]
    event = {"text": "Error rate is high", "at": "2026-03-01T12:04:00Z"}
    lead("POST", f"/incidents/{number}/events", event)
    out = lead.get(f"{address}/markdown")
    assert "Error rate is high" in out.content.decode()
    text = out.content.decode().replace("Error rate is high", "Nothing happened")
    answer = lead.send("PUT", f"{address}/markdown", text.encode(), "text/markdown",
                       out.headers["ETag"])  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "input")


def test_revisions_are_told_apart_and_restored(lead: Caller) -> None:
    address = _started(lead)
    section = f"{address}/sections/impact"
    lead("PUT", section, {"text": "All of it."}, If_Match=_tag(lead, section))
    lead("POST", f"{address}/revisions", {"note": "before the review"})
    found = lead.get(f"{address}/revisions").json()["items"]
    assert [each["number"] for each in found] == [2, 1]
    told = lead.get(f"{address}/revisions/2/differences?before=1").json()
    assert [each["handle"] for each in told["sections"]] == ["impact"]
    old = f"{address}/revisions/1"
    back = lead("POST", f"{old}/restoration", If_Match=_tag(lead, address))
    assert back.json()["version"] == 3
    assert lead.get(section).json()["text"] == ""
    assert lead.get(f"{address}/revisions/9").status_code == 404


def test_an_action_is_done_then_verified_then_judged(lead: Caller) -> None:
    address = _started(lead)
    made = lead("POST", f"{address}/actions", {"text": "Set a limit", "owner": "The lead"})
    action = made.headers["Location"].removeprefix("/api/v1")
    done = lead("POST", f"{action}/completion", If_Match=made.headers["ETag"])
    assert done.json()["stage"] == "completed"
    how = {"how": "Loaded it to 90 %: the alert came."}
    own = lead("POST", f"{action}/verification", how, If_Match=done.headers["ETag"])
    assert (own.status_code, own.json()["code"]) == (422, "input")
    other = caller("contributor")
    seen = other("POST", f"{action}/verification", how, If_Match=done.headers["ETag"])
    assert seen.json()["stage"] == "verified"
    effect = {"effect": "effective", "note": "No such alert in 60 days."}
    good = other("POST", f"{action}/judgement", effect, If_Match=seen.headers["ETag"])
    assert good.json()["stage"] == "effective"
    history = [each["verb"] for each in lead.get(f"{action}/history").json()["items"]]
    assert history[:3] == ["judge action", "verify action", "complete action"]


def test_evidence_comes_out_as_it_went_in_and_as_nothing_else(lead: Caller) -> None:
    address = f"{_started(lead)}/evidence"
    page = b"<script>alert(1)</script>"
    files = {"file": ("../../pool.html", page, "text/html")}
    made = lead.form(f"{address}/files", files, {"title": "Pool"})
    assert made.status_code == 201, made.content
    assert made.json()["where"] == "pool.html"
    content = lead.get(f"{address}/1/content")
    assert content.content == page
    assert content.headers["Content-Type"] == "application/octet-stream"
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert lead("DELETE", f"{address}/1").status_code == 204
    assert lead.get(f"{address}/1/content").status_code == 404
    assert lead("DELETE", f"{address}/1/content").status_code == 204
    assert lead.get(address).json()["items"][0]["erased"]


def test_a_restriction_names_the_people_that_it_is_for(lead: Caller) -> None:
    address = _started(lead)
    other = caller("contributor")
    assert other.get(address).status_code == 200
    assert lead("POST", f"{address}/restriction").status_code == 200
    assert other.get(address).status_code == 404
    person = f"{address}/people/{other.user.pk}"  # type: ignore[union-attr]
    assert lead("PUT", person, {"role": Role.VIEWER}).status_code == 200
    assert other.get(address).status_code == 200
    assert lead("DELETE", person).status_code == 204
    assert other.get(address).status_code == 404


def test_what_one_says_of_oneself(lead: Caller) -> None:
    tag = _tag(lead, "/me")
    done = lead("PATCH", "/me", {"zone": "Europe/London"}, If_Match=tag)
    assert (done.status_code, done.json()["zone"]) == (200, "Europe/London")
    email = lead("PATCH", "/me", {"email": "other@example.org"}, If_Match=done.headers["ETag"])
    assert email.status_code == 422
    assert lead("PUT", "/me/reminders", {"kinds": ["due"]}).json() == {"kinds": ["due"]}
    _started(lead)
    needs = lead.get("/me/needs?everybody=true").json()
    assert [each["title"] for each in needs["due"]] == ["Checkout is slow"]


def test_an_auditor_verifies_the_trail_and_others_learn_nothing_of_it(lead: Caller) -> None:
    _started(lead)
    auditor = caller("auditor")
    found = auditor.get("/audit/verification").json()
    assert (found["whole"], found["faults"]) == (True, [])
    lead("POST", "/incidents", {"title": "Another"})
    assert auditor.get(f"/audit/verification?head={found['head']}").json()["whole"]
    cut = found["head"].replace(":", "9:", 1)
    assert auditor.get(f"/audit/verification?head={cut}").json()["whole"] is False
    assert auditor.get("/audit/verification?head=1").status_code == 400
    for stranger in (lead, caller("administrator")):
        assert stranger.get("/audit/verification").status_code == 404


def test_a_session_makes_no_token(lead: Caller) -> None:
    lead.client.force_login(lead.user)  # type: ignore[arg-type]
    token, lead.headers = lead.headers, {}
    wanted = {"name": "pipeline", "scopes": ["read"]}
    assert lead("POST", "/tokens", wanted).status_code == 403
    lead.headers = token
    assert lead("POST", "/tokens", wanted).status_code == 201
