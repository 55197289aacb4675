"""The command line: arguments in, exit code out. What it does is in grantcalc.api."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

# Each command's module adds it to the application; the order is that of the help.
from grantcalc.cli import (  # noqa: F401  # noqa: F401
    check,
    diff,
    explain,
    mapping,
    new,
    profiles,
    remaining,
    report,
    schema,
    show,
    verify,
)
from grantcalc.cli.app import app
from grantcalc.cli.ending import OK, failed
from grantcalc.cli.help import speak
from grantcalc.errors import GrantcalcError, reason
from grantcalc.language import from_environment, tr
from grantcalc.reading.lean_openpyxl import import_openpyxl_lean

#: What Typer gives where Ctrl-C was pressed.
_INTERRUPTED = 130


def main() -> NoReturn:
    """Runs the command line; every error is one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    import_openpyxl_lean()
    sys.exit(run(sys.argv[1:] or ["--help"]))


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    if sys.stdout is None:
        return failed(tr("there is nowhere to write the result: standard output is closed"))
    speak(from_environment())
    try:
        result = app(arguments, prog_name="grantcalc", standalone_mode=False)
        sys.stdout.flush()
    except GrantcalcError as error:
        return failed(str(error))
    except typer.Abort:
        return failed(tr("stopped"))
    except BrokenPipeError:
        # The reader of a pipe has had enough; closing stdout again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        return failed(tr("the result cannot be written ({why})", why=reason(error)))
    except KeyboardInterrupt:
        return failed(tr("stopped"))
    except typer.TyperException as error:
        from grantcalc.cli.usage import in_our_words

        words = in_our_words(error.format_message())
        return failed(tr("{error} (grantcalc --help tells more)", error=words))
    except Exception as error:
        if os.environ.get("GRANTCALC_TRACEBACK"):
            raise
        return failed(
            tr(
                "grantcalc itself failed ({error}); please report it, with what is "
                "shown when GRANTCALC_TRACEBACK=1 is set",
                error=f"{type(error).__name__}: {error}",
            )
        )
    return _exit_code(result)


def _exit_code(result: object) -> int:
    """The exit code for what a command gave back."""
    if result == _INTERRUPTED:
        return failed(tr("stopped"))
    return result if isinstance(result, int) else OK
