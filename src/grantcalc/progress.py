"""How far a long piece of work has come: told by those who do it, shown by the command line.

The work tells each file that it begins and, where it knows, how many bytes of it are done. What it
tells is cheap to say and may be said often; nothing is returned, and the work never waits for it.
"""

from __future__ import annotations


class Progress:
    """Somebody who is told how far the work is; this one tells nobody else."""

    def begin(self, what: str, size: int | None = None) -> None:
        """A piece of work begins (such as "reading ledger.csv"), of `size` bytes where known."""

    def at(self, done: int) -> None:
        """So many bytes of the piece are done."""


#: For those whom nobody watches.
UNWATCHED = Progress()
