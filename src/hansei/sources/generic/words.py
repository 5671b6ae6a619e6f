"""The meaning of a status, type or event column's word."""

from __future__ import annotations

from functools import lru_cache

from hansei.domain.event import Signal

_WORDS: dict[Signal, str] = {
    Signal.ALERT_FIRED: """firing, fired, triggered, alerting, alert, alert fired, alert triggered,
        alert firing, alarm, trigger, in alarm, alert opened, alert created, alert.created, problem,
        incident.trigger, page triggered, monitoring alert""",
    Signal.ALERT_RESOLVED: """alert resolved, alert closed, alert recovered, ok, alert cleared,
        cleared, alert.resolved, recovery""",
    Signal.DOWN: "down, outage, offline, went down, service down, monitor down",
    Signal.UP: "up, online, back up, service up, monitor up",
    Signal.DECLARED: """declared, incident declared, incident opened, incident created,
        incident open, incident start, incident started, opened, incident.created, new incident""",
    Signal.ACKNOWLEDGED: """acknowledged, ack, acked, acknowledge, acknowledgement, acknowledgment,
        incident acknowledged, alert acknowledged, incident.acknowledged, incident.acknowledge,
        bestätigt, quittiert, acquitté, reconocido""",
    Signal.ESCALATED: """escalated, escalation, escalate, incident escalated, incident.escalated,
        eskaliert, eskalation, escalado""",
    Signal.ASSIGNED: "assigned, reassigned, assignment, delegated, incident.reassigned",
    Signal.NOTIFIED: "notified, paged, notification, page, notify, called, responder notified",
    Signal.SEVERITY_CHANGED: """severity changed, severity change, severity updated,
        priority changed, severity upgraded, severity downgraded""",
    Signal.IDENTIFIED: """identified, cause identified, root cause identified, diagnosed,
        root cause, root cause found, cause found""",
    Signal.DEPLOY: """deploy, deployed, deployment, deploying, release, released, rollout,
        rolled out, promoted, deployment succeeded, deployment finished, deploy finished""",
    Signal.ROLLBACK: """rollback, rolled back, roll back, rolling back, revert, reverted,
        rollback started, rollback finished, rollback completed, roll-back""",
    Signal.CHANGE: """change, config change, configuration change, configuration, config,
        feature flag, flag change, changed, infrastructure change, migration, maintenance""",
    Signal.MITIGATED: """mitigated, mitigation, fix applied, fixed, workaround, fix deployed,
        mitigation applied, workaround applied""",
    Signal.RECOVERED: """recovered, service restored, restored, recovery confirmed, service
        recovered, back to normal""",
    Signal.RESOLVED: """resolved, closed, incident resolved, incident closed, resolve, close,
        incident.resolved, resolution, done, gelöst, behoben, geschlossen, résolu, fermé, resuelto,
        cerrado, resolvido, fechado, risolto, chiuso, opgelost, gesloten""",
    Signal.REOPENED: "reopened, re-opened, reopen, incident reopened",
    Signal.STATUS_UPDATE: """status update, status page, status page update, customer update,
        customer communication, statuspage, public update, external communication""",
    Signal.IMPACT_STARTED: "impact start, impact started, impact began, start of impact",
    Signal.NOTE: "note, comment, annotation, annotate, observation",
    Signal.MESSAGE: "message, chat, chat message, slack message",
    Signal.MEASUREMENT: "metric, measurement, response time, sample",
}

SIGNALS: dict[str, Signal] = {
    " ".join(word.split()): signal for signal, text in _WORDS.items() for word in text.split(",")
}


@lru_cache(maxsize=4096)
def signal_of(word: str) -> Signal:
    """The signal that one word of a status column states; NONE for any other wording."""
    plain = word.strip().lower().replace("_", " ").strip("[]():! ")
    if len(plain) > 40:
        return Signal.NONE
    return SIGNALS.get(plain, Signal.NONE)
