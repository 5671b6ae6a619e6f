"""Reference pages of what is found by directory or defined as data."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files

from hansei.domain import errors, variants
from hansei.domain.document import Milestone
from hansei.domain.learning import definitions, durations, rates
from hansei.outputs import registry as outputs
from hansei.sources import registry as sources
from hansei.sources.base import Clock, Source
from tests.docs.tables import code, demoted, page, table

_CLOCKS = {
    Clock.FILE: "whatever wrote the file",
    Clock.OWN: "software on the team's own hosts",
    Clock.VENDOR: "the vendor's servers",
}


def render_sources() -> str:
    """docs/reference/sources.md."""
    intro = """\
Every file is recognised by its content; its name matters only where a vendor fixes it. `--source
NAME` reads all given files as one source, recognised or not.

*Shapes* are the kinds of file that a source reads. *Companions* belong to an export and hold no
records: they are read for names. *Clock* is whose clock stamped the records; where two disagree, a
vendor's is believed first (see [clocks](../adr/0005-clocks.md))."""
    found = sources.sources()
    rows = ((f"[{code(each.name)}](#{each.name})", each.title, _shapes(each), _companions(each),
             _CLOCKS[each.clock]) for each in found)  # fmt: skip
    listing = table(("name", "system", "shapes", "companions", "clock"), rows)
    return page("Sources", intro, listing, *(_source_text(each) for each in found))


def _shapes(source: Source) -> str:
    return ", ".join(sorted(shape.value for shape in source.shapes))


def _companions(source: Source) -> str:
    return ", ".join(code(each) for each in sorted(source.companions)) or "none"


def _source_text(source: Source) -> str:
    text = (files("hansei.sources") / source.name / "doc.md").read_text(encoding="utf-8")
    return f"## {source.name}\n\n{demoted(text)}"


def render_outputs() -> str:
    """docs/reference/outputs.md."""
    intro = """\
`hansei draft` writes all of them, the meeting only once the incident has an end. `hansei export
ID --format NAME` writes one from the store."""
    rows = []
    texts = []
    for name in outputs.names():
        each = outputs.output(name)
        rows.append((code(name), each.title, code(each.file_name), code(each.media_type)))
        texts.append(f"## {name}\n\n{_docstring(f'hansei.outputs.{name}.render')}")
    return page("Outputs", intro, table(("name", "what", "file", "media type"), rows), *texts)


def _docstring(module: str) -> str:
    return inspect.cleandoc(import_module(module).__doc__ or "")


def render_variants() -> str:
    """docs/reference/variants.md."""
    intro = """\
A variant says which sections a post-mortem has, in which order, and what to ask where the records
tell nothing. Choose one with `--variant NAME`; add optional sections with `--module NAME`."""
    parts = []
    for name in variants.names():
        each = variants.variant(name)
        rows = ((section.title, code(section.key), _prompts(section)) for section in each.sections)
        parts.append(f"## {name}\n\n{each.title}. {each.purpose}.\n\n"
                     + table(("section", "key", "asks"), rows))  # fmt: skip
    rows = ((code(key), plan.title, _prompts(plan)) for key, plan in variants.modules().items())
    parts.append("## Modules\n\n" + table(("name", "section", "asks"), rows))
    return page("Variants and modules", intro, *parts)


def _prompts(section: variants.SectionPlan) -> str:
    return " ".join(section.prompts)


def render_figures() -> str:
    """docs/reference/figures.md."""
    intro = """\
A figure is the time between two milestones of one incident, in seconds. Its definition goes with
it wherever it is shown, because every tool means something else by the same abbreviation."""
    rows = ((code(each.name), each.title, each.mean, each.start.label, each.end.label)
            for each in definitions.BUILT_IN)  # fmt: skip
    stones = ((code(each.value), each.label) for each in Milestone)
    rule = f"""\
## What is and is not computed

- `recorded`: both milestones are known. `seconds` is their difference; `least` and `most` are what
  it can be, given the windows that the milestones lie in.
- `missing`: a milestone is unknown. Nothing is computed and nothing is filled in.
- `invalid`: the end lies before the start. The negative value is shown: it is an error in the data.

## Over many incidents

The population is {definitions.POPULATION}. An incident counts in the month of the first thing that
is known of it, in its own zone.

`hansei metrics` gives for each figure `n`, how many are missing and how many invalid, and from the
recorded ones the mean, the median, the 90th percentile and the geometric mean. Beside the mean
stands its {rates.CONFIDENCE:.0%} interval (a studentised bootstrap, see
[0009](../adr/0009-numbers-from-numpy-and-scipy.md)); there is none for fewer than
{durations.LEAST_FOR_INTERVAL} values, or where all are equal. Invalid and missing ones enter no
mean. `window` is between which the mean lies for the windows of the milestones alone.

The usual five are given unless `--figure` names others. Figures in support hours count working days
from Monday to Friday, on the clock of the organisation's zone."""
    return page(
        "Figures",
        intro,
        table(("name", "title", "its mean", "from", "to"), rows),
        "## Milestones\n\nIn their usual order; recovery may well come before the fix.",
        table(("name in JSON", "title"), stones),
        rule,
    )


def render_errors() -> str:
    """docs/reference/errors.md."""
    intro = """\
Whatever Hansei refuses is one of these. The command line prints it as one line and ends
with code 2; a refused row beside good ones is reported and the command ends with code 1. The codes
are stable: scripts may match them (`hansei import PATH --format json` gives one for each refused
row)."""
    tree = _tree()
    rows = ((f"{'&nbsp;' * 4 * depth}`{name}`", code(cls.code), _meaning(cls))
            for depth, name, cls in _classes(errors.HanseiError))  # fmt: skip
    return page("Errors", intro, table(("error", "code", "meaning"), rows), f"```\n{tree}\n```")


def _tree() -> str:
    text = _docstring("hansei.domain.errors").split("\n\n")
    return inspect.cleandoc(next(part for part in text if "HanseiError" in part))


def _classes(
    base: type[errors.HanseiError], depth: int = 0
) -> Iterator[tuple[int, str, type[errors.HanseiError]]]:
    yield depth, base.__name__, base
    for each in base.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from _classes(each, depth + 1)


def _meaning(cls: type[errors.HanseiError]) -> str:
    for line in _tree().splitlines():
        before, name, text = line.partition(cls.__name__)
        if name and not before.strip("│├└─ "):
            return text.strip()
    sys.exit(f"{cls.__name__} is missing in the tree of hansei.domain.errors")
