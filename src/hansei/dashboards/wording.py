"""What numbers say beside those of the time before, in plain words: never more than they bear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext, ngettext

from hansei.domain.learning.durations import DurationChange
from hansei.domain.learning.rates import RateRatio, Verdict
from hansei.domain.times import duration_text


@dataclass(frozen=True)
class Saying:
    """A sentence, whether it tells something better, worse or nothing, and the numbers behind.

    `is_tested` is false where there was too little to test at all.
    """

    text: str
    verdict: Verdict
    behind: str
    is_tested: bool = True


def rate_saying(found: RateRatio) -> Saying:
    """Whether incidents became rarer."""
    before, after = found.before.count, found.after.count
    behind = gettext("%(after)d in %(days_after)d days, %(before)d in the %(days_before)d days"
                     " before; p = %(p).2g") % {
        "after": after, "before": before, "p": found.p,
        "days_after": round(found.after.exposure), "days_before": round(found.before.exposure),
    }  # fmt: skip
    if found.verdict is Verdict.TOO_FEW or found.high is None:
        said = gettext("Not to be told from chance: %(after)d, and %(before)d before.")
        text = said % {"after": after, "before": before}
        if found.more:
            more = gettext("About %(more)d more would tell.") % {"more": found.more}
            text = f"{text} {more}"
        return Saying(text, Verdict.TOO_FEW, behind)
    change = _percent(found.low), _percent(found.high)
    if found.verdict is Verdict.BETTER:
        text = gettext("Rarer than before: %(after)d instead of %(before)d,"
                       " %(least)d to %(most)d %% fewer.")  # fmt: skip
        least, most = -change[1], -change[0]
    else:
        text = gettext("More often than before: %(after)d instead of %(before)d,"
                       " %(least)d to %(most)d %% more.")  # fmt: skip
        least, most = change
    said = text % {"after": after, "before": before, "least": least, "most": most}
    return Saying(said, found.verdict, behind)


def with_watch(
    said: Saying, *, end: date | None = None, left_out: int = 0, ended: date | None = None
) -> Saying:
    """A saying over a time that ends sooner, or without some incidents, as nobody watched."""
    text, behind = said.text, said.behind
    if end is not None:
        text += " " + gettext("Nothing was observed after %(day)s: compared up to then.") % {
            "day": end.isoformat(),
        }  # fmt: skip
    if left_out:
        behind += "; " + ngettext(
            "%(n)d incident is left out: nothing was observed of its services after %(day)s",
            "%(n)d incidents are left out: nothing was observed of their services after %(day)s",
            left_out,
        ) % {"n": left_out, "day": ended.isoformat() if ended else ""}  # fmt: skip
    return replace(said, text=text, behind=behind)


def unobserved_saying(end: date) -> Saying:
    """That nobody watched in the time that is asked about."""
    text = gettext("Nothing was observed after %(day)s: whether incidents became rarer cannot be"
                   " told.") % {"day": end.isoformat()}  # fmt: skip
    behind = gettext("what is known came out of an archive, which ends there")
    return Saying(text, Verdict.TOO_FEW, behind, is_tested=False)


def duration_saying(found: DurationChange, name: str) -> Saying:
    """Whether a duration became shorter."""
    before, after = found.before, found.after
    behind = gettext("n %(after)d after %(before)d") % {"after": after.n, "before": before.n}
    if found.p is None:
        few = gettext("%(name)s: too few are known to compare.") % {"name": name}
        return Saying(few, Verdict.TOO_FEW, behind, is_tested=False)
    behind += "; " + gettext("p = %(p).2g by permutation") % {"p": found.p}
    if found.verdict is Verdict.TOO_FEW or found.interval is None:
        text = gettext("%(name)s: no change that could be told from chance.") % {"name": name}
        return Saying(text, Verdict.TOO_FEW, behind)
    middle = gettext("median %(after)s instead of %(before)s") % {
        "after": duration_text(after.median or 0), "before": duration_text(before.median or 0),
    }  # fmt: skip
    low, high = _percent(found.interval.low), _percent(found.interval.high)
    if found.verdict is Verdict.BETTER:
        text = gettext(
            "%(name)s became shorter: %(middle)s, typically by %(least)d to %(most)d %%."
        )
        least, most = max(0, -high), -low
    else:
        text = gettext("%(name)s became longer: %(middle)s, typically by %(least)d to %(most)d %%.")
        least, most = max(0, low), high
    said = text % {"name": name, "middle": middle, "least": least, "most": most}
    return Saying(said, found.verdict, behind)


def _percent(ratio: float) -> int:
    return round((ratio - 1) * 100)
