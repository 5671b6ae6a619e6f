"""The shapes that incidents take. Each shape is data: spans between steps, and what is special.

Spans are (least, most) in seconds after the step before. They were set by hand so that the shapes
differ where tools go wrong: recovery before the fix, no recovery at all, nights and zones.
"""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
_ZONES = ("UTC", "UTC", "Europe/London", "Europe/Berlin", "America/New_York")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one kind of incident runs.

    `detect` counts from the impact, `acknowledge` from detection, `escalate` from acknowledgement,
    `identify` from the step before it, `mitigate` from identification, `recover` from mitigation
    (negative: before it), `close` from the last of both. `starts` is the local minute of the day.
    `outage`: visible to an outside check. `impact_recorded`: the chance that a record states when
    the impact began.
    """

    name: str
    detect: Span = (60, 240)
    acknowledge: Span = (40, 200)
    escalate: Span | None = None
    identify: Span = (240, 900)
    mitigate: Span = (90, 400)
    recover: Span = (60, 360)
    close: Span = (420, 1500)
    found_by: str = "monitor"
    outage: bool = True
    impact: bool = True
    impact_recorded: float = 0.7
    recovery_recorded: bool = True
    flaps: int = 0
    second_service: bool = False
    rollback: float = 0.7
    starts: Span = (8 * 60, 17 * 60)
    zones: tuple[str, ...] = _ZONES
    days: tuple[str, ...] = ()


SHAPES = (
    Shape(
        name="fast-rollback", detect=(40, 150), identify=(90, 300), mitigate=(30, 120), rollback=1.0
    ),
    Shape(
        name="slow-escalation",
        detect=(240, 900),
        acknowledge=(300, 1000),
        escalate=(1200, 3600),
        identify=(700, 2400),
        mitigate=(300, 1500),
        close=(1200, 4000),
        outage=False,
    ),
    Shape(
        name="customer-detected",
        detect=(900, 4200),
        acknowledge=(180, 900),
        identify=(600, 2000),
        found_by="customer",
        outage=False,
        impact_recorded=0.5,
    ),
    Shape(name="flapping-alert", flaps=3, identify=(900, 1800), outage=False),
    Shape(
        name="recovery-before-mitigation",
        identify=(2400, 4200),
        mitigate=(900, 2400),
        recover=(-2000, -700),
        rollback=0.0,
    ),
    Shape(name="missing-recovery", recovery_recorded=False, outage=False, impact_recorded=0.4),
    Shape(
        name="over-midnight",
        starts=(23 * 60 + 15, 23 * 60 + 50),
        identify=(900, 2400),
        escalate=(600, 1500),
        zones=("UTC",),
    ),
    Shape(
        name="overnight-elsewhere",
        starts=(60, 4 * 60),
        acknowledge=(400, 1200),
        zones=("Asia/Tokyo", "Australia/Sydney", "America/Los_Angeles", "Asia/Kolkata"),
    ),
    Shape(name="near-miss", impact=False, outage=False, impact_recorded=0.0, close=(300, 900)),
    Shape(name="two-services", second_service=True, escalate=(400, 1500), identify=(600, 1800)),
    Shape(
        name="dst-night",
        starts=(35, 55),
        escalate=(500, 1200),
        identify=(600, 1500),
        zones=("Europe/London",),
        days=("2024-03-31", "2025-03-30", "2024-10-27", "2025-10-26"),
    ),
)
