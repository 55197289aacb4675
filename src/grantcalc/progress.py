"""How far a long piece of work has come: told by those who do it, shown by the command line.

The work tells each piece that it begins and, where it knows, how much of it is done: bytes of a file
that is read, entries of one that is written. What it tells is cheap to say and may be said often;
nothing is returned, and the work never waits for it.
"""

from __future__ import annotations


class Progress:
    """Somebody who is told how far the work is; this one tells nobody else."""

    def begin(self, what: str, size: int | None = None) -> None:
        """A piece of work begins (such as "reading ledger.csv"), of a `size` where that is known."""

    def at(self, done: int) -> None:
        """So much of the piece is done, in the unit of its size."""


#: For those whom nobody watches.
UNWATCHED = Progress()
