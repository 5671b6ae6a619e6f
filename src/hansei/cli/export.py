"""`hansei export`: one post-mortem out of the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hansei.cli.remote import remote
from hansei.cli.results import write_whole
from hansei.cli.terminal import Console
from hansei.outputs import registry
from hansei.outputs.base import Dossier, Output
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command. Raises NotFound for an unknown id and UsageError for an unknown format."""
    output = registry.output(options.format)
    server = remote(options)
    data = server.exported(options.id, output.name) if server else _stored(options, output)
    if options.output and options.output != "-":
        write_whole(Path(options.output), data)
        Console(quiet=options.quiet).say(f"wrote {options.output}")
    else:
        sys.stdout.buffer.write(data)
    return 0


def _stored(options: argparse.Namespace, output: Output) -> bytes:
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.postmortem.selectors import document_of, post_mortem, timeline_of
    from hansei.postmortem.selectors.evidence import evidence_notes

    actor = command_line()
    found = post_mortem(actor=actor, number_or_id=options.id)
    timeline = timeline_of(actor=actor, number_or_id=options.id)
    return output.render(
        Dossier(
            document=document_of(found),
            timeline=timeline,
            evidence=tuple(evidence_notes(found)),
            source=found.reference,
        )
    )
