"""The command `linli`. Exit codes: 0 done, 1 it could not be done, 2 wrongly called or set up."""

from __future__ import annotations

import os
import signal
import sys

from linli.embedded import NoEmbeddedDatabase
from linli.faces.commands import CommandFailed, app


def main() -> None:
    """Run a command, and tell a person what is wrong where it cannot be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        app(prog_name="linli")
    except (CommandFailed, NoEmbeddedDatabase) as error:
        sys.exit(f"linli: {error}")
    except Exception as error:
        _explain(error)
        raise


def _explain(error: Exception) -> None:
    """Leave with a message for errors that are no fault of the program; return for the others."""
    from django.db import OperationalError  # noqa: PLC0415 - slow, and only needed here
    from pydantic import ValidationError  # noqa: PLC0415 - the same

    if isinstance(error, OperationalError):
        sys.exit(f"linli: the database does not answer: {error}")
    if isinstance(error, ValidationError) and error.title == "Environment":
        for problem in error.errors():
            name = "LINLI_" + "_".join(map(str, problem["loc"])).upper()
            print(f"linli: {name}: {problem['msg']}", file=sys.stderr)  # noqa: T201 - to a person
        sys.exit(2)


if __name__ == "__main__":
    main()
