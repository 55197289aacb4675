"""Many files shared among processes, where that pays."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from grantcalc import language
from grantcalc.api.one_path import Asked, CheckedPath, check_path
from grantcalc.errors import GrantcalcError
from grantcalc.language import tr
from grantcalc.progress import Progress
from grantcalc.reading.lean_openpyxl import import_openpyxl_lean

#: A process takes some half a second to start, and a small budget some twenty milliseconds to check.
_FEWEST_EACH = 20
_PORTION = 8


def check_in_parallel(
    files: Sequence[Path], asked: Asked, progress: Progress, jobs: int
) -> Iterator[tuple[Path, CheckedPath | GrantcalcError]]:
    """What became of each file; nothing of any where so few are better checked one by one.

    Raises:
        GrantcalcError: a process ended before its work was done.
    """
    jobs = min(jobs, len(files) // _FEWEST_EACH)
    if jobs < 2:
        return
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from functools import partial
    from multiprocessing import get_context

    # A new process, not a copy of this one: copies of a process with threads may hang.
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=_begin, initargs=(language.in_use(),)
    ) as pool:
        with _interrupts_unheard():
            results = pool.map(partial(_checked, asked=asked), files, chunksize=_PORTION)
        progress.begin(tr("checking {count} files", count=len(files)), len(files))
        try:
            for done, (path, result) in enumerate(zip(files, results, strict=True), start=1):
                progress.at(done)
                yield path, result
        except BrokenProcessPool as error:
            raise GrantcalcError(
                tr(
                    "a process that checked files ended before its work was done; "
                    "--jobs 1 checks them one by one and tells which file it was"
                )
            ) from error


@contextlib.contextmanager
def _interrupts_unheard() -> Iterator[None]:
    """Processes that are started meanwhile leave Ctrl-C to this one, which ends the work for all."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin(code: str) -> None:
    """What a new process starts with: the language of its messages, and no more libraries than needed."""
    language.use(code)
    import_openpyxl_lean()


def _checked(path: Path, asked: Asked) -> CheckedPath | GrantcalcError:
    try:
        return check_path(path, asked)
    except GrantcalcError as error:
        return error
