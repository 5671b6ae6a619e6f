"""The command line's front door: options, dispatch, and one line for whatever goes wrong.

Nothing heavy is imported before the command is known, so that help answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from hansei.cli.options import parser
from hansei.domain.errors import HanseiError

OK, FOUND, FAILED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 findings or refusals, 2 unusable."""
    try:
        options = parser().parse_args(arguments)
        command = import_module(f"hansei.cli.{options.handler}")
        code = int(command.run(options))
        sys.stdout.flush()
    except HanseiError as error:
        return _failed(str(error))
    except BrokenPipeError:
        # The reader of our output went away; Python would complain again while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return _failed("interrupted; nothing was left half-written")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(f"{where}{error.strerror or error}")
    except RecursionError:
        return _failed("the input is nested too deeply")
    except MemoryError:
        return _failed("the input does not fit in memory")
    except Exception as error:
        if os.environ.get("HANSEI_DEBUG"):
            raise
        kind = type(error).__name__
        return _failed(f"a fault in Hansei: {kind}: {error} (HANSEI_DEBUG=1 shows where)")
    return code


def _failed(message: str) -> int:
    line = " ".join(message.split())
    shown = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in line)
    print(f"hansei: {shown}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
