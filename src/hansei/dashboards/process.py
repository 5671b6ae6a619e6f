"""How well the work after incidents goes."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked
from hansei.dashboards.chart import Chart, Column, Value
from hansei.domain.learning.durations import Durations
from hansei.domain.learning.rates import clopper_pearson
from hansei.domain.meeting.record import Closing
from hansei.domain.times import duration_text
from hansei.learning.selectors.follow_through import follow_through
from hansei.learning.selectors.process import Share, health
from hansei.meeting.selectors.summary import process_health


def process(actor: Actor, asked: Asked) -> Chart:
    """The measures of the process: a table that says of each what it rests on."""
    found = health(actor=actor, chosen=asked.chosen)
    followed = follow_through(actor=actor, chosen=asked.chosen)
    verified = Share(followed.verified, followed.completed)
    rows: list[tuple[Value, ...]] = [
        _share(gettext("Incidents with a post-mortem"), found.written,
               gettext("of all but near misses")),
        _share(gettext("Published post-mortems"), found.published,
               gettext("of incidents; adopted reports have no day of publication and do not"
                       " count")),
        _length(gettext("Time to publish"), found.to_publish,
                gettext("end of the incident to publication")),
        _length(gettext("Time until customers were told"), found.to_tell,
                ngettext("detection to the first status update, over %(n)d incident;"
                         " missing where the update is itself how it was detected",
                         "detection to the first status update, over the newest %(n)d incidents;"
                         " missing where the update is itself how it was detected", found.looked)
                % {"n": found.looked}),
        _share(gettext("Statements that cite evidence"), found.cited,
               ngettext("in %(n)d post-mortem past its draft",
                        "in %(n)d post-mortems past their draft", found.read)
               % {"n": found.read}),
        _share(gettext("Factors that are answered"), found.answered,
               gettext("by an action or an accepted risk, in the same post-mortems")),
        _share(gettext("Completed actions that were verified"), verified,
               gettext("by somebody else than who completed them")),
        _share(gettext("Near misses"), found.near_misses,
               gettext("of incidents and near misses together; few written down is no good sign")),
        *_of_meetings(actor),
    ]  # fmt: skip
    return Chart(
        name="process",
        title=_title(found.published, found.to_publish),
        definition=gettext("Ranges are 95 % intervals: exact for shares (Clopper and Pearson"
                           " 1934), studentised bootstrap for means."),
        columns=(
            Column("measure", gettext("Measure")), Column("value", gettext("Value")),
            Column("range", gettext("Range")), Column("rests_on", gettext("Rests on")),
            Column("meaning", gettext("Meaning")),
        ),
        rows=rows,
        is_open=True,
        is_broad=True,
    )  # fmt: skip


def _of_meetings(actor: Actor) -> list[tuple[Value, ...]]:
    """What people said when reviews closed: of all of them, so that no answer tells whose it is."""
    counts = process_health(actor=actor).counts
    said = {Closing.LEARNED: gettext("People who learned something in a review"),
            Closing.AGAIN: gettext("People who would come to a review again")}  # fmt: skip
    meaning = gettext("of the anonymous answers after all reviews, whatever time is chosen")
    return [
        _share(name, Share(counts[each].yes, counts[each].total), meaning)
        for each, name in said.items()
        if each in counts
    ]


def _share(name: str, found: Share, meaning: str) -> tuple[Value, ...]:
    if found.share is None:
        return name, gettext("not known"), "", gettext("nothing"), meaning
    low, high = clopper_pearson(found.part, found.whole)
    rests = gettext("%(part)d of %(whole)d") % {"part": found.part, "whole": found.whole}
    return name, f"{found.share * 100:.0f} %", _range(low, high), rests, meaning


def _range(low: float, high: float) -> str:
    return f"{low * 100:.1f} – {high * 100:.1f} %"


def _length(name: str, found: Durations, meaning: str) -> tuple[Value, ...]:
    rests = gettext("n %(n)d, missing %(missing)d, invalid %(invalid)d") % {
        "n": found.n, "missing": found.missing, "invalid": found.invalid,
    }  # fmt: skip
    if found.median is None:
        return name, gettext("not known"), "", rests, meaning
    value = gettext("median %(median)s") % {"median": duration_text(found.median)}
    bounds = ""
    if found.mean is not None and found.interval:
        bounds = gettext("mean %(mean)s (%(low)s – %(high)s)") % {
            "mean": duration_text(found.mean), "low": duration_text(found.interval.low),
            "high": duration_text(found.interval.high),
        }  # fmt: skip
    return name, value, bounds, rests, meaning


def _title(published: Share, to_publish: Durations) -> str:
    if not published.whole:
        return gettext("No incident in this time")
    said = gettext("%(part)d of %(whole)d incidents have a published post-mortem") % {
        "part": published.part, "whole": published.whole,
    }  # fmt: skip
    if to_publish.median is not None:
        said += gettext(", half of them within %(median)s") % {
            "median": duration_text(to_publish.median),
        }  # fmt: skip
    return said
