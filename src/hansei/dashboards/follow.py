"""Whether actions are done in time, and what goes together with what."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked
from hansei.dashboards.chart import Chart, Column, Kind
from hansei.dashboards.charts.stacks import Stack, stacks
from hansei.learning.selectors.chosen import NOT_KNOWN, By
from hansei.learning.selectors.follow_through import FollowThrough, follow_through
from hansei.learning.selectors.patterns import LEAST_SHOWN, Matrix, matrix

_MOST_QUARTERS = 24


def actions_by_quarter(actor: Actor, asked: Asked) -> Chart:
    """Actions by the quarter in which they were due, by what became of them."""
    found = follow_through(actor=actor, chosen=asked.chosen)
    parts = (gettext("done in time"), gettext("done late"), gettext("still ahead"),
             gettext("overdue"), gettext("cancelled"))  # fmt: skip
    rows = [
        (each.quarter, each.in_time, each.late, each.ahead, each.overdue, each.cancelled)
        for each in found.quarters
    ]
    title = _title(found)
    drawn = [Stack(name, counts) for name, *counts in rows[-_MOST_QUARTERS:]]
    return Chart(
        name="actions",
        title=title,
        says=_beside(found),
        definition=gettext("Actions by the quarter of their due day, as the post-mortems have them"
                           " now. Late: completed after that day. Filtered by service and team;"
                           " severity and cause do not apply."),
        columns=(
            Column("quarter", gettext("Quarter")), Column("in_time", parts[0], Kind.COUNT),
            Column("late", parts[1], Kind.COUNT), Column("ahead", parts[2], Kind.COUNT),
            Column("overdue", parts[3], Kind.COUNT), Column("cancelled", parts[4], Kind.COUNT),
        ),
        rows=rows,
        drawing=stacks(drawn, parts=parts, label=title) if drawn else "",
        key=tuple((f"chart-part-{at}", part) for at, part in enumerate(parts, start=1)),
    )  # fmt: skip


def pattern(actor: Actor, asked: Asked, columns: By) -> Chart:
    """Services by causes or severities; small numbers are not told."""
    found = matrix(actor=actor, rows=By.SERVICE, columns=columns, chosen=asked.chosen)
    if not set(found.columns) - {NOT_KNOWN}:
        return _no_pattern(columns)
    what = gettext("cause") if columns is By.CAUSE else gettext("severity")
    return Chart(
        name=f"service-{columns.value}",
        title=_most(found, what),
        says=gettext("Numbers below %(least)d are not told: they are no pattern.") % {
            "least": LEAST_SHOWN,
        },
        definition=gettext("Incidents of each service by %(what)s; one of several services or"
                           " causes counts in each, so that rows and columns do not add up. Causes"
                           " are the types of factors that a post-mortem's table of causes"
                           " names.") % {"what": what},
        columns=(
            Column("service", gettext("Service")),
            *(Column(each, each) for each in found.columns),
            Column("incidents", gettext("Incidents")),
        ),
        rows=[
            (name, *(_told(count) for count in counts), _told(total))
            for name, counts, total in zip(found.rows, found.counts, found.totals, strict=True)
        ],
        is_open=True,
        is_broad=True,
        has_heat=True,
    )  # fmt: skip


def _no_pattern(columns: By) -> Chart:
    if columns is By.CAUSE:
        title = gettext("Causes are not known by their type yet")
        says = gettext("A table of causes in a post-mortem gives each factor its type, such as"
                       " trigger or detection gap. Where services and types go together is shown"
                       " here.")  # fmt: skip
    else:
        title, says = gettext("No incident has a severity yet"), ""
    return Chart(
        name=f"service-{columns.value}", title=title, says=says, definition=gettext("Nothing yet."),
        columns=(Column("service", gettext("Service")),), rows=(), is_open=True, is_broad=True,
    )  # fmt: skip


def _told(count: int) -> str:
    return f"<{LEAST_SHOWN}" if 0 < count < LEAST_SHOWN else str(count or "")


def _most(found: Matrix, what: str) -> str:
    best, where = 0, ("", "")
    for name, counts in zip(found.rows, found.counts, strict=True):
        for column, count in zip(found.columns, counts, strict=True):
            if count > best and NOT_KNOWN not in (name, column):
                best, where = count, (name, column)
    if best < LEAST_SHOWN:
        return gettext("No service and %(what)s go together often enough to tell") % {"what": what}
    return gettext("Most often together: %(service)s and %(what)s, %(count)d times") % {
        "service": where[0], "what": where[1], "count": best,
    }  # fmt: skip


def _title(found: FollowThrough) -> str:
    dated = sum(each.in_time + each.late + each.overdue for each in found.quarters)
    if not dated:
        return gettext("No action was due in this time")
    in_time = sum(each.in_time for each in found.quarters)
    overdue = sum(each.overdue for each in found.quarters)
    said = ngettext(
        "%(in_time)d of %(dated)d due action was done in time; %(overdue)d overdue",
        "%(in_time)d of %(dated)d due actions were done in time; %(overdue)d overdue", dated,
    )  # fmt: skip
    return said % {"in_time": in_time, "dated": dated, "overdue": overdue}


def _beside(found: FollowThrough) -> str:
    return gettext("Completed in this time: %(completed)d, of these %(verified)d verified and"
                   " %(effective)d found to be effective.") % {
        "completed": found.completed, "verified": found.verified, "effective": found.effective,
    } + " " + ngettext(
        "%(undated)d action of any time has no due day.",
        "%(undated)d actions of any time have no due day.", found.undated,
    ) % {"undated": found.undated}  # fmt: skip
