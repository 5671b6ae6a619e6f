"""`python -m bench.synth generate | bulk | score`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.synth.bulk import bulk
from bench.synth.generate import generate
from bench.synth.score import score
from bench.synth.table import table


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; gives the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except OSError as error:
        print(f"bench.synth: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    if options.task == "generate":
        names = generate(
            seed=options.seed,
            incidents=options.incidents,
            out=options.out,
            contradictions=options.contradictions,
        )
        print(f"{len(names)} cases in {options.out}", file=sys.stderr)
    elif options.task == "bulk":
        counts = bulk(records=options.records, out=options.out, seed=options.seed)
        print(f"{sum(counts.values())} records in {options.out}", file=sys.stderr)
    else:
        if not (options.command or options.check_command):
            print("bench.synth: give --command, --check-command or both", file=sys.stderr)
            return 2
        result = score(
            cases=options.truth, command=options.command, check_command=options.check_command
        )
        print(table(result), end="")
        if options.json:
            options.json.write_text(json.dumps(result, indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.synth", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    one = tasks.add_parser("generate", help="write cases with their truth")
    one.add_argument("--seed", type=int, default=7)
    one.add_argument("--incidents", type=int, default=22)
    one.add_argument("--contradictions", type=int, default=5, help="in each injected report")
    one.add_argument("--out", type=Path, required=True)
    one = tasks.add_parser("bulk", help="write one large folder of mixed records")
    one.add_argument("--seed", type=int, default=7)
    one.add_argument("--records", type=int, default=1_000_000)
    one.add_argument("--out", type=Path, required=True)
    one = tasks.add_parser("score", help="run a tool over the cases and score it")
    one.add_argument("--truth", type=Path, required=True, help="what generate wrote")
    one.add_argument("--command", help="drafts; {exports} and {zone} are filled in")
    one.add_argument("--check-command", help="checks a report; {report} is filled in")
    one.add_argument("--json", type=Path, help="write all scores here too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
