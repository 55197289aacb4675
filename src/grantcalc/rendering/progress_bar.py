"""A bar on a terminal, for work that takes longer than a second."""

from __future__ import annotations

import os
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from grantcalc.progress import Progress
from grantcalc.rendering.terminal import safe

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PATIENCE = 1.0
_LONGEST_NAME = 40


class ProgressBar(Progress):
    """Shows on stderr what is being done, once the work has taken longer than `patience` seconds.

    Rich is loaded by a thread of its own, and not before then: work that is soon done pays nothing.
    """

    def __init__(self, stream: TextIO | None = None, *, patience: float = _PATIENCE) -> None:
        self._stream = stream or sys.stderr
        self._what = ""
        self._size: int | None = None
        self._done = 0
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._lock = threading.Lock()
        self._ended = False
        self._timer = threading.Timer(patience, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._bar:
                self._bar.stop()

    def begin(self, what: str, size: int | None = None) -> None:
        """A piece of work begins; it takes the place of the one before."""
        with self._lock:
            self._what, self._size, self._done = safe(what), size, 0
            self._draw()

    def at(self, done: int) -> None:
        """So much of the piece is done; a piece that never says so has a bar without an end."""
        self._done = done
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=done, total=self._size)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        console = Console(file=self._stream, no_color=plain, highlight=False, legacy_windows=False)
        bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._lock:
            if self._ended:
                return
            self._bar = bar
            self._draw()
            bar.start()

    def _draw(self) -> None:
        """Puts the piece that has begun on the bar, in place of the one before."""
        if self._bar is None:
            return
        if self._task is not None:
            self._bar.remove_task(self._task)
        name = (
            self._what if len(self._what) <= _LONGEST_NAME else f"{self._what[:_LONGEST_NAME]}..."
        )
        self._task = self._bar.add_task(name, total=None, completed=self._done)
