"""The words that phrases are made of: groups of alternatives, and words that deny or plan."""

from __future__ import annotations

GROUPS: dict[str, str] = {
    "alert": (
        "alert alerts alarm alarms pager monitor monitors monitoring healthcheck probe probes "
        "check checks pingdom pagerduty opsgenie prometheus alertmanager datadog grafana nagios "
        "sentry cloudwatch stackdriver uptimerobot statuscake zabbix notification notifications "
        "page pages synthetics watchdog warning"
    ),
    "fire": (
        "fire fires fired firing trigger triggers triggered raised raises went goes sent sends "
        "received receives arrives arrived indicates indicating indicated shows showed started "
        "starts came comes begin began"
    ),
    "detect": (
        "detect detects detected detecting spotted spots notice notices noticed noticing observe "
        "observes observed discovered discovers flagged flags caught catches picked witnessed"
    ),
    "tell": (
        "report reports reported reporting complain complains complained complaining flag flags "
        "flagged raise raises raised notify notifies notified inform informs informed mention "
        "mentions mentioned ask asks asked alerted"
    ),
    "people": (
        "user users customer customers client clients developer developers engineer engineers "
        "team teams support staff colleague colleagues student students instructor community "
        "tenant tenants operator operators partner partners tester testers member members admin "
        "someone we"
    ),
    "customer": (
        "user users customer customers client clients developer student students instructor "
        "community tenant tenants partner partners merchant merchants"
    ),
    "trouble": (
        "issue issues problem problems outage outages failure failures error errors incident "
        "incidents fault faults timeout timeouts latency disruption degradation slowness downtime "
        "exception exceptions slowdown unavailability anomaly anomalies impact symptoms blip "
        "spike 5xx 500s 502s 503s 504s 500 502 503 504 404 404s 429 429s"
    ),
    "failure": (
        "failure failures error errors timeout timeouts latency exception exceptions 5xx 500s "
        "502s 503s 504s 500 502 503 504 404 404s 429 429s crashes outage"
    ),
    "service": (
        "service services site sites website app apps application applications api apis system "
        "systems platform cluster server servers database databases db hub host hosts portal "
        "endpoint endpoints node nodes pod pods instance instances everything environment "
        "dashboard dashboards page pages component components traffic requests functionality "
        "website's login logins queue pipeline region replica primary checkout payments gateway "
        "proxy ingress"
    ),
    "begin": (
        "begin begins began begun start starts started starting commence commences commenced "
        "occur occurs occurred"
    ),
    "failing": (
        "failing fail returning return reporting report crashing crash crashlooping erroring "
        "error timing experiencing experience seeing see rejecting reject dropping drop degrading "
        "throwing throw refusing refuse rising rise climbing climb spiking spike increasing "
        "increase receiving serving queueing emitting restarting"
    ),
    "dead": "down offline unavailable unreachable unresponsive inaccessible degraded broken",
    "become": "becomes become became becoming goes go going went gone taken",
    "cause": "cause causes culprit reason trigger offender origin source bug",
    "find": (
        "identified identify identifies found find finds discovered discovers determined "
        "determines diagnosed diagnoses isolated traced pinpointed located understood established "
        "uncovered known confirmed spotted"
    ),
    "fix": (
        "fix fixes hotfix patch workaround mitigation mitigations remedy remediation "
        "countermeasure bugfix revert reverts"
    ),
    "applied": (
        "applied applies deployed deploys merged merges released releases shipped ships pushed "
        "pushes live completed completes complete implemented implements done performed finished "
        "finishes rolled executed landed installed activated promoted propagated"
    ),
    "undo": "rollback rollbacks revert reversion reverts backout",
    "restart": (
        "restart restarts restarted rebooted reboots rebooted restarting recycled bounced "
        "relaunched"
    ),
    "normal": "normal baseline nominal stable normally normalised normalized",
    "good": (
        "normal working operational healthy stable functional functioning working online fine "
        "available reachable accessible green recovered restored"
    ),
    "confirm": "confirm confirms confirmed verify verifies verified validated validates verifying",
    "restored": "restored restores recovered recovers repaired resumed resumes",
    "over": (
        "closed closes resolved resolves over ended ends concluded concludes cleared complete "
        "finished finalised finalized"
    ),
    "incident": "incident incidents outage event ticket case postmortem sev1 sev2 p1 p2",
    "escalate": "escalated escalates escalate escalating escalation",
    "team": (
        "team engineer engineers sre manager lead leads support vendor provider expert experts "
        "dba dbas specialist specialists developers "
        "director aws gcp azure network security database platform"
    ),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DENIALS = _words(
    "not no never without cannot can't couldn't didn't doesn't don't isn't wasn't weren't hasn't "
    "haven't won't wouldn't aren't unable nor nothing none neither yet hardly fails avoid avoids "
    "avoided prevent prevents prevented preventing"
)
"""A word before a phrase, or inside it, that denies it."""

PLANS = _words(
    "will being believe believed thought supposedly plan plans planned planning should would "
    "could might may shall attempt attempts attempted attempting try tries tried trying propose "
    "proposed proposes proposal suggest suggests suggested suggesting consider considers "
    "considering considered wait waits waiting awaiting want wants wanted need needs hope hoping "
    "hopes expect expects expected intend intended intends if unless whether prepare preparing "
    "prepares discuss discusses discussing discussed decide decides decided decision agreed "
    "before until scheduled aims let's upcoming"
)
"""A word before a phrase that makes it a plan, a condition or an attempt."""

MISHAPS = _words(
    "accidental accidentally inadvertently unexpectedly mistakenly mistake unintended "
    "unintentional unintentionally wrongly erroneously causing ungracefully"
)
"""A word in a clause that makes its deed a trigger of the incident, not a remedy."""

FAILS = _words(
    "failed fails unsuccessful unsuccessfully ineffective aborted rejected stuck timed hangs "
    "attempted not didn't doesn't don't isn't wasn't no later whether"
)
"""A word soon after a phrase that says that what it tells did not come about, or only later."""

COMMON = _words(
    "to at on in up it its all by of that over is are was were a an the with from for out off "
    "down back we us our as again first look looks like now user users team page pages one fine "
    "have this that got new old previous correct stable"
)
"""Words too common to look for a phrase at, unless nothing else in it is rarer."""

DEPLOYS = _words(
    "deploy deploys deployed deployment deploying release released releases rollout merged "
    "shipped upgrade upgraded upgrades upgrading promoted"
)
UNDOES = _words("rollback reverted revert reverts backout downgraded")
CHANGES = _words(
    "config configuration flag terraform migration migrated migrate maintenance change changed "
    "changes updated modified enabled disabled toggled scaled rotated replaced applied"
)
