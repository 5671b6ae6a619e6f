"""What people write in a timeline when a milestone happens: phrases as data.

A phrase is a row of elements. An element is a word, words joined by "|", or a `{group}` of words
named in GROUPS. Elements stand side by side; ".." lets up to three words stand between, "..." up
to seven; none of them crosses the end of a clause. The weight, 1 to 100, says how surely the
phrase alone tells the milestone: 90 and more are labels and plain statements, under 50 are hints
that count only where nothing better is known.
"""

from __future__ import annotations

from hansei.domain.document import Milestone

GROUPS: dict[str, str] = {
    "alert": (
        "alert alerts alarm alarms pager monitor monitors monitoring healthcheck probe probes "
        "check checks pingdom pagerduty opsgenie prometheus alertmanager datadog grafana nagios "
        "sentry cloudwatch stackdriver uptimerobot statuscake zabbix notification notifications page pages "
        "synthetics watchdog warning"
    ),
    "fire": (
        "fire fires fired firing trigger triggers triggered raised raises went goes sent sends "
        "received receives arrives arrived indicates indicating indicated shows showed started "
        "starts came comes begin began"
    ),
    "detect": (
        "detect detects detected detecting spotted spots notice notices noticed noticing "
        "observe observes observed discovered discovers flagged flags caught catches picked "
        "witnessed"
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
        "incidents fault faults timeout timeouts latency disruption degradation slowness "
        "downtime exception exceptions slowdown unavailability anomaly anomalies impact "
        "symptoms blip spike 5xx 500s 502s 503s 504s 500 502 503 504 404 404s 429 429s"
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
        "error timing experiencing experience seeing see rejecting reject dropping drop "
        "degrading throwing throw refusing refuse rising rise climbing climb spiking spike "
        "increasing increase receiving serving queueing emitting restarting"
    ),
    "dead": "down offline unavailable unreachable unresponsive inaccessible degraded broken",
    "become": "becomes become became becoming goes go going went gone taken",
    "cause": "cause causes culprit reason trigger offender origin source bug",
    "find": (
        "identified identify identifies found find finds discovered discovers determined "
        "determines diagnosed diagnoses isolated traced pinpointed located understood "
        "established uncovered known confirmed spotted"
    ),
    "fix": (
        "fix fixes hotfix patch workaround mitigation mitigations remedy remediation "
        "countermeasure bugfix revert reverts"
    ),
    "applied": (
        "applied applies deployed deploys merged merges released releases shipped ships pushed "
        "pushes live completed completes complete implemented implements done performed "
        "finished finishes rolled executed landed installed activated promoted propagated"
    ),
    "undo": "rollback rollbacks revert reversion reverts backout",
    "restart": (
        "restart restarts restarted rebooted reboots rebooted restarting recycled bounced "
        "relaunched"
    ),
    "normal": "normal baseline nominal stable normally normalised normalized",
    "good": (
        "normal working operational healthy stable functional functioning working online "
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
        "dba dbas specialist specialists oncall responder responders commander developers "
        "director aws gcp azure network security database platform"
    ),
}

PHRASES: dict[Milestone, tuple[tuple[int, str], ...]] = {
    Milestone.IMPACT_START: (
        (95, "fault|impact|outage|issue|problem|disruption|degradation .. {begin}"),
        (80, "incident {begin}"),
        (95, "start|beginning|onset of .. impact|outage|incident|disruption|degradation|downtime"),
        (95, "impact|outage|incident|downtime start|started|begins|began"),
        (85, "{trouble} .. {begin}"),
        (80, "{failure} ... spike|spikes|spiked|increase|increases|increased|rise|rises|rose"),
        (78, "{failure} ... climb|climbs|climbed|appear|appears|appeared|jump|jumps|jumped"),
        (85, "{begin} .. {failing}"),
        (82, "{begin} to .. {failing}"),
        (70, "{begin} .. {trouble}"),
        (88, "{service} ... {become} {dead}"),
        (86, "{become} {dead}"),
        (84, "{become} completely|fully|partially {dead}"),
        (80, "{service} .. is|are|was|were {dead}"),
        (78, "{service} .. fully|completely|partially|totally {dead}"),
        (74, "{service} {dead}"),
        (85, "stops|stopped working|responding|accepting|processing|serving|sending|functioning"),
        (90, "first .. failed|failing|failure|error|errors|timeout"),
        (80, "crash|crashes|crashed|crashing|crashlooping"),
        (68, "crash|crashing loop|looping|loops|backoff"),
        (82, "certificate|certificates|cert|certs|token|tokens|licence|license|domain|lease|secret "
         "... expire|expires|expired|expiring"),
        (75, "disk|memory|storage|quota|space|pool|connections|volume|heap ... full|exhausted|fills"
         "|filled|exhaustion"),
        (75, "runs|ran|running out of"),
        (76, "{service} ... returning|returns|returned ... {failure}"),
        (60, "return|returning|returns|returned|serving|served ... {failure}"),
        (70, "{people} ... unable|cannot|can't|couldn't"),
        (60, "unable to log|login|access|connect|reach|load|sign"),
        (62, "{service} .. fail|fails|failed|failing"),
        (60, "{failure} elevated|increased|rising"),
        (58, "elevated|increased|high|rising|sudden .. {failure}"),
        (62, "breaks|breaking|broke"),
        (55, "requests|logins|builds|jobs|deployments|pipeline|transactions .. fail|fails|failed"
         "|failing|dropped|timing"),
        (56, "causing|causes|caused ... {trouble}|deleted|removed|unavailable|down|fail|failing|unschedulable"),
        (80, "accidental|accidentally|unintentionally|inadvertently|mistakenly|wrongly ... deleted"
         "|removed|destroyed|overwritten|terminated|reverted|deletion|removal|execution|applied"),
        (50, "time out|outs"),
        (45, "drop|drops|dropped to zero|0"),
    ),
    Milestone.DETECTED: (
        (95, "first|fault|issue|problem|incident|outage|initially .. {detect}"),
        (92, "{alert} .. {fire}"),
        (80, "{alert} ... {detect}"),
        (78, "{alert} ... {tell}"),
        (82, "first alert|alerts|alarm|page|report|reports|complaint|complaints|ticket"),
        (85, "was|were|is|are|got|gets paged|alerted"),
        (85, "paged|pages|paging"),
        (84, "alerts|alerted|alarm|alarms|alert .. on|for|about|regarding|that|oncall"),
        (80, "received|receives|receiving|get|gets|got ... alert|alerts|page|alarm|warning"),
        (60, "alert|alerts|alarm|alarms"),
        (84, "{people} ... {tell}"),
        (84, "{tell} .. by {people}"),
        (82, "{tell} ... from ... {people}"),
        (76, "{tell} .. of ... {trouble}"),
        (74, "{trouble} .. {tell}"),
        (84, "incoming|first|initial|new|several|multiple|another report|reports"),
        (82, "report|reports that"),
        (80, "complaint|complaints|complaining|complained"),
        (72, "ticket|tickets|email|emails|call|calls|message ... opened|received|raised|created"
         "|arrives|arrived|from|filed"),
        (88, "{people} .. aware"),
        (80, "aware"),
        (85, "informed|notified .. that|of|about"),
        (84, "{detect} ... {trouble}"),
        (84, "{trouble} .. {detect}"),
        (78, "{people} .. {detect}"),
        (60, "noticed|notices|notice|spotted|noticing"),
        (66, "{trouble} ... verified|confirmed"),
        (58, "incident|sev1|sev2|outage|p1 .. declared|opened|declares|raised|created|triggered"),
        (58, "declare|declares|declared ... incident|outage|sev1|sev2"),
        (56, "initiates|initiated|opens|opened|starts|created|raises|raised .. incident"),
        (70, "triggered by|through"),
        (50, "{alert} ... failing|failed|fails|down|unhealthy|critical"),
        (48, "{trouble} .. witnessed|seen|observed"),
    ),
    Milestone.ACKNOWLEDGED: (
        (95, "acknowledge|acknowledged|acknowledges|acknowledgement|acknowledgment|acks|acked|ack"),
        (70, "oncall|responder|responders|engineer|engineers ... responds|responded|joins|joined"
         "|engaged|online|assigned"),
        (66, "oncall .. responds|responded|joins|joined|begins|began|starts|started|picks|picked"),
        (68, "{begin} .. investigating|investigation|investigations|looking|troubleshooting"
         "|triage|triaging|debugging"),
        (66, "investigation|investigations|troubleshooting|triage .. {begin}"),
        (56, "investigating|investigates|investigate|investigation"),
        (50, "looking|looks|looked into|at"),
        (58, "takes|took|taking ownership|over|charge|lead"),
        (56, "picks|picked up|it"),
        (54, "assigned to"),
    ),
    Milestone.ESCALATED: (
        (95, "{escalate} to"),
        (90, "{escalate}"),
        (82, "called|pulled|brought|calls|pulls|brings|looped|loops in ... {team}"),
        (78, "call|called|pull|pulled|brought|bring|loop|looped ... {team} .. in"),
        (74, "{team} .. contacted|engaged|paged|involved|summoned|joined|joins"),
        (72, "contacted|engaged|engages|contacts|involve|involved|joined|paged ... {team}"),
        (72, "support case|ticket|request ... opened|raised|filed|created|submitted"),
        (72, "opened|raised|filed|created|submitted ... support|vendor case|ticket"),
        (76, "war room|bridge ... opened|started|established|set|convened"),
        (62, "severity ... raised|increased|upgraded"),
        (60, "handed|hands|handover .. to|over"),
    ),
    Milestone.CAUSE_IDENTIFIED: (
        (95, "root cause|causes .. {find}"),
        (93, "{cause} .. {find}"),
        (92, "{find} .. {cause}"),
        (90, "{find} ... root .. cause"),
        (88, "traced|tracked|narrowed|pinned .. to"),
        (78, "{trouble} .. identified|diagnosed|isolated|understood|pinpointed|located"),
        (80, "identified|identifies|diagnosed|pinpointed|pinpoints|isolated ... {trouble}"),
        (72, "identified|identifies"),
        (70, "realise|realised|realize|realized|realises|realizes|realisation|realization .. that"),
        (68, "turns|turned out"),
        (66, "found|discovered|discover|determined|determine|determines|concluded|discovers|finds|concludes that"),
        (62, "discovery"),
        (60, "found|discovered|determined|discovers ... {trouble}|misconfiguration|misconfigured"
         "|malformed|bug|missing|wrong|incorrect|expired"),
        (58, "caused by"),
        (56, "misconfiguration|malformed .. {find}"),
        (50, "confirmed|confirms .. caused|cause|due"),
        (45, "hypothesis|suspected|suspect|suspects"),
    ),
    Milestone.MITIGATED: (
        (95, "{fix} .. {applied}"),
        (93, "{applied} ... {fix}"),
        (95, "mitigated|mitigates"),
        (92, "{fix} .. in place"),
        (90, "{undo} ... {applied}"),
        (90, "rolled|rolls back"),
        (88, "rolled|rolls ... back"),
        (88, "{applied} ... {undo}"),
        (86, "reverted|reverts"),
        (82, "roll back .. {applied}"),
        (60, "{undo}"),
        (48, "{undo} .. initiated|initiates|{begin}|triggered|attempted|requested|underway"),
        (48, "roll|rolling back"),
        (48, "reverting"),
        (48, "initiated|initiates|{begin}|triggered ... {undo}"),
        (76, "configuration|config|setting|settings|rule|rules|change|certificate|certificates|dns "
         "... restored|reverted|corrected|renewed|rotated|replaced|regenerated|removed|fixed"),
        (74, "certificates|certificate .. rolled|generated|issued"),
        (74, "failed|fails|failing over"),
        (72, "failover .. {applied}"),
        (72, "redeployed|redeploys|redeployment|reinstalled|reattached|downgraded|unblocked"),
        (74, "disabled|disables|switched|turned .. off|flag|feature|limiting|limiter"),
        (68, "manually|permanently .. deleted|removed|reattached|restored|corrected|fixed|patched"),
        (70, "fixed|fixes|patched|patches"),
        (80, "resolved|fixed|solved|mitigated by"),
        (66, "{restart}"),
        (60, "rolled over"),
        (64, "scaled|scales up|out|to|down"),
        (60, "disabled|disables|toggled|toggling|blocked|throttled|throttling|unblocked"),
        (60, "quota|limit|limits|capacity|memory|replicas ... increased|raised|granted|doubled"),
        (60, "increased|increases|raised|raises|doubled|bumped|bump|added ... quota|limit|limits"
         "|capacity|memory|replicas|nodes|guarantees"),
        (60, "traffic ... shifted|drained|rerouted|redirected|failed|moved|switched"),
        (58, "removed|deleted|killed|delete|deletes|removes|kills|reattaches|adjusted|altering"),
        (50, "remove|removing|deleting|delete"),
    ),
    Milestone.RECOVERED: (
        (97, "recovery .. {confirm}"),
        (97, "{confirm} ... recovery|recovered|restored|restoration"),
        (96, "fully|completely|full .. {restored}|recovery|operational|functional"),
        (94, "full service {restored}"),
        (94, "{service} .. {restored}"),
        (93, "{restored}"),
        (93, "back to {normal}"),
        (93, "back .. {normal}"),
        (92, "return|returns|returned|returning to .. {normal}"),
        (93, "all ... operational|healthy|recovered|restored|green|working|normal"),
        (92, "operational"),
        (88, "{service} ... back .. up|online|working|operational|available"),
        (84, "back up|online|working|alive|live"),
        (86, "back in service|operation"),
        (90, "{confirm} ... {good}"),
        (86, "working as|again|normally|fine|correctly|properly"),
        (82, "works|work again|normally|fine|correctly"),
        (82, "reports|reported|reporting .. it works|working"),
        (85, "{failure} .. rate|rates .. drop|drops|dropped|fall|falls|fell|decreases|decreased"
         "|normalised|normal|normalized|zero"),
        (82, "{failure} .. drop|drops|dropped|subside|subsided|subsides|stop|stopped|cease|ceased"
         "|cleared|disappeared|gone"),
        (82, "{confirm} ... resolved|fixed|solved|gone|works"),
        (84, "issue|issues|problem|problems|{failure} .. resolved|solved|fixed|gone"),
        (84, "solved|resolves|resolved .. the|an|it issue|problem|incident|outage"),
        (82, "solved"),
        (60, "resolved"),
        (82, "{service} ... online"),
        (90, "normalised|normalized|normalises"),
        (76, "{service} ... stable|healthy|reachable|available|accessible|recovering"),
        (72, "alert|alerts|alarm|alarms|monitor ... resolved|cleared|clears|recovered|closed"),
        (70, "fine|stable|healthy|stabilised|stabilized|stabilises"),
        (70, "{failure}|impact|outage|downtime .. ended|ends|over"),
        (70, "end of .. impact|outage|downtime"),
        (93, "repaired"),
        (60, "reattached"),
        (75, "able to log|login|access|connect|use|sign|launch"),
    ),
    Milestone.RESOLVED: (
        (97, "{incident} .. {over}"),
        (95, "{incident} declared over|closed|resolved|ended"),
        (94, "declared|declares|declaring|marked|marks|mark .. {over}"),
        (93, "closed|closing|closes|resolves|resolved|resolving .. {incident}"),
        (90, "stood|stand|standing|stands down"),
        (90, "all clear"),
        (88, "issue|problem|{trouble} .. resolved|closed"),
        (82, "resolved"),
        (70, "permanently fixed|resolved|removed|deleted"),
        (66, "long term fix|solution .. {applied}"),
        (64, "permanent fix|solution .. {applied}"),
        (60, "closed|closes"),
    ),
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DENIALS = _words(
    "not no never without cannot can't couldn't didn't doesn't don't isn't wasn't weren't hasn't "
    "haven't won't wouldn't aren't unable nor nothing none neither yet hardly fails avoid avoids avoided "
    "prevent prevents prevented preventing"
)
"""A word before a phrase, or inside it, that denies it."""

PLANS = _words(
    "will plan plans planned planning should would could might may shall attempt attempts "
    "attempted attempting try tries tried trying propose proposed proposes proposal suggest "
    "suggests suggested suggesting consider considers considering considered wait waits waiting "
    "awaiting want wants wanted need needs hope hoping hopes expect expects expected intend "
    "intended intends if unless whether prepare preparing prepares discuss discusses discussing "
    "discussed decide decides decided decision agreed before until scheduled aims let's upcoming"
)
"""A word before a phrase that makes it a plan, a condition or an attempt."""

MISHAPS = _words(
    "accidental accidentally inadvertently unexpectedly mistakenly mistake unintended "
    "unintentional unintentionally wrongly erroneously disruptive causing ungracefully"
)
"""A word in a clause that makes its deed a trigger of the incident, not a remedy."""

FAILS = _words(
    "failed fails unsuccessful unsuccessfully ineffective aborted rejected stuck timed hangs not "
    "didn't doesn't don't isn't wasn't no later"
)
"""A word soon after a phrase that says that what it tells did not come about, or only later."""

COMMON = _words(
    "to at on in up it its all by of that over is are was were a an the with from for out off down "
    "back we us our as again first look looks like now user users team page pages one fine"
)
"""Words too common to look for a phrase at, unless nothing else in it is rarer."""

DEPLOYS = _words(
    "deploy deploys deployed deployment deploying release released releases rollout merged shipped "
    "upgrade upgraded upgrades upgrading promoted"
)
UNDOES = _words("rollback reverted revert reverts backout downgraded")
CHANGES = _words(
    "config configuration flag terraform migration migrated migrate maintenance change changed "
    "changes updated modified enabled disabled toggled scaled rotated replaced applied"
)
