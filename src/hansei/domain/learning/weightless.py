"""Words that do not tell one incident from another, and words that say the same of two."""

from __future__ import annotations

from collections.abc import Mapping

_SAME = """
    latency slow slower slowness sluggish delays delay delayed lag lagging
    error errors failure failures failing failed fail 5xx 500 502 503 504 exceptions exception
    outage down downtime unavailable unavailability unreachable inaccessible
    database db postgres postgresql mysql rds sql
    deploy deployment deploying release released rollout
    rollback reverted revert reverting
    memory oom ram
    certificate certificates cert certs tls ssl
    login logins signin authentication authenticate auth sso oauth
    timeout timeouts timed
    queue queues backlog queued
    dns nameserver resolver
    disk storage volume
    network connectivity packet routing
    configuration config misconfiguration misconfigured
    capacity overload overloaded saturation saturated exhausted exhaustion
"""
SAME: Mapping[str, str] = {
    each: group.split()[0] for group in _SAME.strip().splitlines() for each in group.split()
}
"""The first word of each line stands for all of it."""
WEIGHTLESS = frozenset(
    """
    a able about above access additional affect affected affecting after again all also am an
    analysis and any applied apply april are as assumption at august availability available
    aware back based be been before began being believe below between both but by can candidate
    candidates cannot cause caused causing com confirmed contact continue continued continues
    continuing could currently customer customers december degradation degrade degraded deployed
    detailed details did do does doing due during each elevated end ended everything experienced
    experiencing february few fix fixed for fri from further get github go going gone got had
    has have having he her here hers him his hour hours how http https i identified if impact
    impacted impaired implemented in incident incidents including increase increased information
    intermittent into investigate investigated investigating is issue issues it its itself
    january july june just looking march may me might min minute minutes mitigate mitigated
    mitigating mitigation mon monitoring more most must my no nor normal normally not november
    now number occurred october of off on once only operating operation operational operations
    or other our ours out over own patience percentage performance please pm post problem
    problems re record records recover recovered recovering recovery report reporting reports
    resolved responsible restore restored result resulted return returned returning rolled root
    same sat sec see seeing september service services share she should signs small so some soon
    start started still such summary sun systems team than thank that the their them
    then there these they this those through thu time to today told too tue unable under
    understanding unknown until up update updated updates us use user users using utc very was
    we wed were what when where which while who whom why will with working would www yesterday
    you your yours
    """.split()
)
"""What any text has, and what status updates say of every incident."""
