"""Entries that occur in two files: exports overlap, and an entry counts once.

Each file is a multiset: an entry that stands twice in each of two files was made twice. Entries are
the same where day, account, voucher, text, amount and the dimensions that both files have are. An entry
without a voucher number says too little of itself (two tickets of one day look alike), so it is the
same only where the whole day, of two entries or more, stands alike in both files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def make_repeats_table(
    connection: DuckDBPyConnection, dimensions: Sequence[str], selected: str, values: list[Any]
) -> bool:
    """The table `repeats`: the entries that another file has already, with that file's source.

    `selected` is the SQL condition on an entry `e` and its account `a` that tells those of the project.
    The first file keeps an entry, the others repeat it; those that may be repeats, and are not certain,
    are in `maybe_repeats`. Returns whether any file overlaps with another.
    """
    connection.execute("CREATE OR REPLACE TABLE repeats (entry BIGINT, also_in INTEGER)")
    connection.execute("CREATE OR REPLACE TABLE maybe_repeats (entry BIGINT, also_in INTEGER)")
    groups = _sources_alike(connection, dimensions)
    for i, (first, its_dimensions) in enumerate(groups):
        _find_within(connection, first, its_dimensions, selected, values)
        for second, other_dimensions in groups[:i]:
            shared = [d for d in its_dimensions if d in other_dimensions]
            _find_between(connection, second, first, shared, selected, values)
    return bool(groups)


def _sources_alike(
    connection: DuckDBPyConnection, dimensions: Sequence[str]
) -> list[tuple[list[int], list[str]]]:
    """The sources whose days overlap with another's, grouped by the dimensions that they have."""
    if connection.execute("SELECT MIN(source) = MAX(source) FROM entries").fetchall()[0][0]:
        return []
    columns = [f"dimension_{i}" for i in range(len(dimensions))]
    filled = "".join(f", MAX(CASE WHEN {c} <> '' THEN 1 ELSE 0 END)" for c in columns)
    rows = connection.execute(
        f"SELECT source, MIN(day), MAX(day){filled} FROM entries GROUP BY source ORDER BY source"
    ).fetchall()
    groups: dict[tuple[str, ...], list[int]] = {}
    for source, first, last, *has in rows:
        if any(s != source and f <= last and first <= t for s, f, t, *_ in rows):
            its = tuple(column for column, filled in zip(columns, has, strict=True) if filled)
            groups.setdefault(its, []).append(source)
    return [(sources, list(its)) for its, sources in groups.items()]


_KEY = ("day", "account", "voucher", "text", "amount", "is_opening")


def _chosen(sources: Sequence[int], dimensions: Sequence[str], selected: str) -> str:
    """The entries of some sources that may be the same as others: the project's, not yet repeats."""
    numbers = ", ".join(str(source) for source in sources)
    columns = ", ".join(f"e.{column}" for column in ("source", *_KEY, *dimensions))
    return (
        f"(SELECT e.rowid AS entry, {columns} FROM entries AS e LEFT JOIN accounts AS a "
        "ON a.account = e.account "
        f"WHERE e.source IN ({numbers}) AND ({selected}) AND NOT EXISTS "
        "(SELECT 1 FROM repeats AS r WHERE r.entry = e.rowid))"
    )


def _find_within(
    connection: DuckDBPyConnection,
    sources: Sequence[int],
    dimensions: Sequence[str],
    selected: str,
    values: list[Any],
) -> None:
    """Repeats among sources with the same dimensions: the n-th of an entry in each is one entry."""
    if len(sources) < 2:
        return
    key = ", ".join([*_KEY, *dimensions])
    chosen = _chosen(sources, dimensions, selected)
    # Most entries occur once in a file: only where one occurs more often its occurrences are numbered.
    _add(
        connection,
        f"""
        WITH chosen AS {chosen}, alike AS (
            SELECT {key}, MIN(source) AS first_source, COUNT(*) > COUNT(DISTINCT source) AS several
            FROM chosen GROUP BY {key} HAVING MIN(source) < MAX(source))
        SELECT entry, source, voucher, text, day, first_source AS also_in
        FROM chosen JOIN alike USING ({key}) WHERE NOT several AND source > first_source
        UNION ALL
        SELECT entry, source, voucher, text, day, first_with_n AS also_in FROM (
            SELECT *, MIN(source) OVER (PARTITION BY {key}, n) AS first_with_n FROM (
                SELECT *, ROW_NUMBER() OVER (PARTITION BY {key}, source ORDER BY entry) AS n
                FROM chosen JOIN alike USING ({key}) WHERE several) AS numbered
            ) AS joined WHERE first_with_n < source""",
        values,
    )


def _find_between(
    connection: DuckDBPyConnection,
    earlier: Sequence[int],
    later: Sequence[int],
    dimensions: Sequence[str],
    selected: str,
    values: list[Any],
) -> None:
    """Repeats in one group of sources of what stands in another, by the dimensions of both."""
    key = ", ".join([*_KEY, *dimensions])
    on = " AND ".join(f"b.{c} = a.{c}" for c in [*_KEY, *dimensions, "n"])

    def numbered(sources: Sequence[int]) -> str:
        return (
            f"(SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY source, entry) AS n "
            f"FROM {_chosen(sources, dimensions, selected)} AS chosen)"
        )

    _add(
        connection,
        f"SELECT b.entry, b.source, b.voucher, b.text, b.day, a.source AS also_in "
        f"FROM {numbered(later)} AS b JOIN {numbered(earlier)} AS a ON {on}",
        [*values, *values],
    )


def _add(connection: DuckDBPyConnection, found: str, values: list[Any]) -> None:
    """Adds what was found; of entries without a voucher only those of days that are alike in full."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {found}", values)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE whole_days AS
        SELECT f.source, f.day, f.also_in FROM
            (SELECT source, day, also_in, COUNT(*) AS entries FROM found
             GROUP BY source, day, also_in HAVING COUNT(*) > 1) AS f
            JOIN (SELECT source, day, COUNT(*) AS entries FROM entries
                  WHERE day IN (SELECT day FROM found) GROUP BY source, day) AS here
            ON here.source = f.source AND here.day = f.day AND here.entries = f.entries
            JOIN (SELECT source, day, COUNT(*) AS entries FROM entries
                  WHERE day IN (SELECT day FROM found) GROUP BY source, day) AS there
            ON there.source = f.also_in AND there.day = f.day AND there.entries = f.entries"""
    )
    sure = (
        "voucher <> '' OR (text <> '' AND EXISTS (SELECT 1 FROM whole_days AS w "
        "WHERE w.source = f.source AND w.day = f.day AND w.also_in = f.also_in))"
    )
    for table, condition in (("repeats", sure), ("maybe_repeats", f"NOT ({sure})")):
        connection.execute(
            f"INSERT INTO {table} SELECT entry, also_in FROM found AS f WHERE {condition}"
        )
