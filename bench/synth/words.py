"""Wordings, many for each meaning. Fields: service, team, version, previous, symptom, cause."""

from __future__ import annotations

SERVICES = (
    "checkout",
    "payments-api",
    "search",
    "auth-gateway",
    "notification-worker",
    "media-upload",
    "pricing",
    "inventory-sync",
    "reporting",
    "session-store",
)
TEAMS = ("platform team", "database team", "network team", "identity team", "storage team")
OTHER_SERVICES = ("wiki", "batch-export", "build-cache", "office-vpn", "staging-web")

# (title, alert name, symptom)
ALERTS = (
    ("High 5xx rate on {service}", "HighErrorRate", "answered requests with server errors"),
    ("{service} p99 latency above 4 s", "LatencyTooHigh", "responded far more slowly than usual"),
    ("{service} success ratio under 95 %", "SuccessRatioLow", "rejected part of its requests"),
    ("Queue backlog growing on {service}", "QueueBacklog", "processed jobs with a long delay"),
    ("{service} connection pool exhausted", "PoolExhausted", "timed out on database calls"),
    ("Too few healthy {service} instances", "InstancesUnhealthy", "lost most of its capacity"),
    ("{service} login failures spiking", "LoginFailures", "turned valid logins away"),
)

# (cause, ((factor, action), ...)); the first group came with a release, the second did not
RELEASE_CAUSES = (
    (
        "release {version} of {service} held a query without an index, which locked a table",
        (
            ("query plans go unchecked before a release", "Compare query plans in the pipeline"),
            ("the test database is a hundredth of the real size", "Load test against a full copy"),
        ),
    ),
    (
        "release {version} of {service} read a setting under a new name that production lacked",
        (
            ("settings are not validated at start-up", "Refuse to start on a missing setting"),
            ("the staging environment held both names", "Derive staging settings from production"),
        ),
    ),
    (
        "release {version} of {service} opened one connection for each request",
        (
            ("the connection limit has no alert", "Alert at 80 % of the connection limit"),
            ("the canary stage carries too little traffic", "Route a tenth of traffic to canaries"),
        ),
    ),
    (
        "release {version} of {service} sent health checks to a path that no longer existed",
        (
            ("health checks are written by hand", "Generate health checks from the service file"),
            ("a release goes to every instance at once", "Release in three waves"),
        ),
    ),
)
OTHER_CAUSES = (
    (
        "a routing rule of {service} pointed to a retired address range",
        (
            ("routing changes go live without a dry run", "Add a dry run to routing changes"),
            ("retired ranges stay reachable for days", "Withdraw retired ranges at once"),
        ),
    ),
    (
        "the certificate between {service} and its message broker had run out",
        (
            ("internal certificates are not on the expiry watch", "Watch internal certificates"),
            ("renewal depends on a calendar note", "Renew internal certificates by schedule"),
        ),
    ),
    (
        "the storage provider of {service} throttled writes after a quota change",
        (
            ("quota changes arrive in a mailbox nobody watches", "Send quota mail to on-call"),
            ("writes are retried without a pause", "Back off between retried writes"),
        ),
    ),
    (
        "a nightly clean-up job of {service} held a lock for far longer than planned",
        (
            ("the clean-up job has no time limit", "Give the clean-up job a time limit"),
            ("lock waits are not on the dashboard", "Show lock waits on the dashboard"),
        ),
    ),
)

ACKNOWLEDGED_SAID = (
    "got the page, looking",
    "on it",
    "I have this one, opening the dashboards",
    "looking into {service} now",
    "taking it, give me a minute",
)
DECLARED_SAID = (
    "Declaring an incident for {service}: it {symptom}. I am leading, updates in this channel.",
    "Opening an incident. {service} {symptom}. Severity {severity} for now.",
    "This is an incident now, {severity}. {service} {symptom}.",
)
CUSTOMER_SAID = (
    "Three customers on the phone, all say that {service} fails for them",
    "Support here: tickets are coming in, people cannot use {service}",
    "A customer reports that {service} has not worked for a while. Known?",
    "We have several chats open about {service}. Is something broken?",
)
ESCALATED_SAID = (
    "Paging the {team}, we need more eyes on {service}",
    "Escalating to the {team}",
    "Bringing in the {team}, this is beyond what I can see from here",
)
NOTES_SAID = (
    "CPU and memory look fine on all hosts",
    "error logs show timeouts, no pattern by region so far",
    "ruled out the load balancer",
    "can reproduce it with a test account",
    "database connections are at the limit",
    "only write traffic is affected",
    "third-party status pages are all green",
    "next update in 15 minutes",
    "comparing the dashboards with yesterday at the same hour",
    "restarted one instance to see whether it helps: no change",
)
IDENTIFIED_SAID = (
    "Found it: {cause}",
    "Root cause identified: {cause}",
    "We know the cause now: {cause}",
    "OK, this is it: {cause}",
)
ROLLBACK_SAID = (
    "rolling back to {previous}",
    "starting the rollback of {service} to {previous}",
    "reverting to {previous} now",
)
FIX_SAID = (
    "Fix applied: corrected the setting on {service}",
    "Mitigation is in place, {service} runs with the corrected configuration",
    "Applied the fix to {service} on all hosts",
)
RECOVERED_SAID = (
    "Error rate is back to normal, calling it recovered",
    "Dashboards are green again for {service}. Recovery confirmed.",
    "Confirmed: {service} is healthy again",
    "traffic and errors look normal again, recovered",
)
CLOSED_SAID = (
    "Closing the incident. Thanks all, review to follow.",
    "Incident resolved and closed. Notes go into the review document.",
    "Marking this as resolved, standing down.",
)
NEAR_MISS_NOTES = (
    "no customer effect so far",
    "requests still succeed, we have about an hour before it bites",
)

STATUS = {
    "investigating": (
        "We are looking into a problem with {service}.",
        "Some requests to {service} currently fail. We are investigating.",
        "Our team is investigating reports about {service}.",
    ),
    "identified": (
        "The cause has been found and a fix is on its way.",
        "We have found the cause of the problem with {service} and are applying a fix.",
    ),
    "monitoring": (
        "A fix is in place. We are watching the results.",
        "The fix has been applied and we keep an eye on {service}.",
    ),
    "resolved": (
        "This incident is resolved. We apologise for the disruption.",
        "{service} works normally again. Thank you for your patience.",
    ),
}

CHATTER = (
    "morning all",
    "lunch at half past twelve?",
    "can somebody review my pull request, it is a small one",
    "the coffee machine on floor 2 works again",
    "stand-up moved to 10:15",
    "does anybody have the link to the travel policy?",
    "thanks!",
    ":+1:",
    "I'll be out this afternoon, back tomorrow",
    "who owns the staging cluster these days?",
    "reminder: retro on Thursday",
    "new laptop stickers are on my desk",
    "quick question about the invoice export, thread",
    "the wiki search is slow today, only me?",
    "demo recording is in the shared folder",
    "nice work on the dashboards",
)
COMMITS = (
    "Tidy imports",
    "Update translations",
    "Bump test dependencies",
    "Add a missing index to the audit table",
    "Rename the helper to say what it does",
    "Shorten the welcome mail",
    "Cover the empty basket in tests",
)
ROUTINE = (
    "nightly backup finished",
    "certificate check passed",
    "log rotation done",
    "cache warmed",
    "scheduled report sent",
    "user list synchronised",
    "disk usage 61 %",
    "replica lag 0.4 s",
)
