"""Where a result goes: to the screen, or to a file that is moved into place when it is whole."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from grantcalc.errors import ConfigError, UnreadableFileError

#: A result as text, in pieces, for a screen of some width (None: no screen), with colour or not.
Render = Callable[[int | None, bool], Iterable[str]]

#: An output never takes the place of an input.
_INPUT_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".xml", ".toml")


def write(output: Path | None, render: Render) -> None:
    """Writes a result to a file, or (None) to the screen.

    Raises:
        ConfigError: the file is named like one that grantcalc reads.
        UnreadableFileError: it cannot be written.
    """
    if output is None:
        from grantcalc.rendering.terminal import terminal_width

        on_screen = sys.stdout.isatty()
        colour = on_screen and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        sys.stdout.writelines(render(terminal_width() if on_screen else None, colour))
        return
    if output.suffix.lower() in _INPUT_ENDINGS:
        raise ConfigError(
            f"--output: {output} ends like a file that grantcalc reads; results are text or JSON, "
            "so name it .txt or .json"
        )
    with (
        whole_file(output) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.writelines(render(None, False))


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place once it is whole, and never before.

    Raises:
        UnreadableFileError: it cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UnreadableFileError(f"{path}: is a folder; name a file in it")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(target)
    except OSError as error:
        raise UnreadableFileError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
