"""The words and fixed pieces of the API's description."""

from __future__ import annotations

from typing import Any

from hansei.api.kinds import KINDS

_Json = dict[str, Any]

INTRODUCTION = """\
Everything that the pages do, for scripts.

**Who calls.** Send an API token as `Authorization: Bearer …`; people make theirs under their
account. A token gives what its person may do, narrowed by its scopes: `read`, `write` (changes),
`admin` (accounts, teams and settings). The pages' own scripts use the session, and send
`X-CSRFToken` with changes.

**What is not there.** What is absent and what the caller may not see look the same: 404.

**Problems** are `application/problem+json` (RFC 9457) with a stable `code`.

**Lists** come in pages of up to 200 items. `next`, and the `Link` header, lead to the next one;
what is added meanwhile moves nothing. An unknown parameter is refused.

**Versions.** A single thing has an `ETag`. A change sends it back as `If-Match`: whoever comes
second gets 412 and decides again. `If-None-Match` answers 304 for what the caller has.

**Sending twice.** A POST with an `Idempotency-Key` is done once: for a day, the same key with the
same request gets the same answer, marked `Idempotency-Replayed`. A request that was refused
changed nothing and may be sent again with its key.

**How often.** Tokens are limited; 429 says in `Retry-After` when to go on.

Times are UTC in RFC 3339; durations are seconds.
"""

TAGS = {
    "Server": "What answers here, and for whom.",
    "Me": "One's own account, and what needs one.",
    "Incidents": "What happened: found, made by hand or from files, tied to post-mortems.",
    "Imports": "Exports of other systems and past post-mortems, each file with its report.",
    "Timelines": "The events of an incident, its milestones, and the raw records behind them.",
    "Post-mortems": "The documents: their sections, findings, coverage and revisions.",
    "Publication": "Status, approvals, and what customers read.",
    "Together": "Comments, suggestions, and the room of the review.",
    "Evidence": "Files and links that back a post-mortem, and accepted risks.",
    "Actions": "Corrective actions over all post-mortems, until they are seen to work.",
    "Figures": "Times to detect, acknowledge, mitigate, recover and resolve.",
    "Availability": "What services promise, what incidents took of it, and what does not count.",
    "Learning": "Whether actions worked, what happened before, and what is at stake.",
    "Settings": "Severity scale, policy, services, templates.",
    "People": "Accounts, teams, roles, invitations and API tokens.",
    "Search": "Full text over what the caller may see.",
    "Audit": "The append-only trail of changes.",
}


def _header(name: str, text: str, example: str, *, required: bool = False) -> _Json:
    return {
        "in": "header", "name": name, "required": required, "description": text,
        "schema": {"type": "string"}, "example": example,
    }  # fmt: skip


def _answered(name: str, text: str, example: str) -> _Json:
    return {name: {"description": text, "schema": {"type": "string"}, "example": example}}


IF_MATCH = _header("If-Match", "The ETag of the version that this changes.", '"3.5d41402abc4b2a76"',
                   required=True)  # fmt: skip
IF_NONE_MATCH = _header("If-None-Match", "The ETag of the copy that the caller has.",
                        '"3.5d41402abc4b2a76"')  # fmt: skip
IDEMPOTENCY_KEY = _header("Idempotency-Key", "Makes sending twice do once: any text of up to 200"
                          " visible ASCII characters, such as a UUID.",
                          "6f1b7a52-0c6e-4d0e-9a53-2b7f8d1c9e44")  # fmt: skip
IDEMPOTENCY_KEY["schema"] = {"type": "string", "minLength": 1, "maxLength": 200,
                             "pattern": "^[!-~]+$"}  # fmt: skip
PARAMETERS = (IF_MATCH, IF_NONE_MATCH, IDEMPOTENCY_KEY)
ETAG = _answered("ETag", "The version and a digest of what was answered.", '"3.5d41402abc4b2a76"')
LOCATION = _answered("Location", "The address of what was made.", "/api/v1/incidents/12")
LINK = _answered("Link", "The next page (RFC 8288); absent on the last one.",
                 '</api/v1/incidents?cursor=…>; rel="next"')  # fmt: skip
REPLAYED = _answered("Idempotency-Replayed", '"true" where this key was answered before.', "true")
RETRY_AFTER = _answered("Retry-After", "In how many seconds to go on.", "3")
CHALLENGE = _answered("WWW-Authenticate", "What to send.", 'Bearer realm="hansei"')

BODIES: _Json = {
    "application/x-ndjson": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "Lines of JSON, perhaps in gzip."},
                "example": '{"record": {"source": "generic", "key": "row:1", "at":'
                ' "2026-03-01T12:04:00Z", "text": "Checkout is slow"}, "raw": ["12:04", "slow"]}\n',
            }
        },
    },
    "text/markdown": {
        "required": True,
        "content": {"text/markdown": {"schema": {"type": "string"}}},
    },
    "application/octet-stream": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
}
"""Bodies that operations read by themselves."""

SECURITY: _Json = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token. Each operation names the scope that it needs.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "hansei-session",
        "description": "The session of a signed-in browser; changes also need X-CSRFToken.",
    },
}

PROBLEM_SCHEMAS: _Json = {
    "Problem": {
        "type": "object",
        "title": "Problem",
        "description": "Why a request was refused (RFC 9457).",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string", "description": "Names the sort of problem."},
            "title": {"type": "string", "description": "The sort of problem in words."},
            "status": {"type": "integer", "description": "The HTTP status."},
            "detail": {"type": "string", "description": "What is wrong with this request."},
            "code": {"type": "string", "description": "Stable; for scripts to match."},
            "errors": {
                "type": "array",
                "description": "Each field or parameter at fault.",
                "items": {"$ref": "#/components/schemas/ProblemError"},
            },
            "reference": {"type": "string", "description": "Finds a fault in the server's log."},
        },
    },
    "ProblemError": {
        "type": "object",
        "title": "ProblemError",
        "description": "One field or parameter at fault.",
        "required": ["detail"],
        "properties": {
            "pointer": {"type": "string", "description": "The field in the body (RFC 6901)."},
            "parameter": {"type": "string", "description": "The parameter's name."},
            "in": {"type": "string", "description": 'Where the parameter stands: "query", …'},
            "detail": {"type": "string", "description": "What is wrong with it."},
        },
    },
}


def problem_example(code: str) -> _Json:
    """A problem of this sort."""
    kind = KINDS[code]
    found: _Json = {
        "type": f"/api/v1/reference#problem-{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
        "code": code,
    }
    if code == "invalid":
        found["errors"] = [{"pointer": "#/title", "detail": "Field required"}]
    if code == "fault":
        found["reference"] = "9f86d081884c"
    return found
