"""How a SAF-T file's lines are divided by their analyses: each krone in one part, once."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from grantcalc.errors import UnclearChoiceError, declaring
from grantcalc.language import mark, quoted, sentence_list, tr
from grantcalc.reading.ledgers.saft import RawAuditFile
from grantcalc.reading.ledgers.saft_typed import amount_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Between the values of a dimension where an entry has several.
_AND = " + "


def divide(
    connection: DuckDBPyConnection, raw: RawAuditFile, digits: int, project: Collection[str]
) -> None:
    """Makes the tables `piece` (what a line is divided into) and `value` (its dimensions).

    A line that cannot be divided gets its `fault` in the table of typed lines. `project` names the
    dimensions that a project is chosen by: they decide how a line is divided that is in several ways.

    Raises:
        UnclearChoiceError: a line is divided in several ways and nothing says which counts.
    """
    execute, table = connection.execute, raw.table
    kinds = {kind: number for number, kind in enumerate(raw.analyses)}
    execute(f"CREATE TABLE {table('kind')} (type VARCHAR, kind INTEGER)")
    for kind, number in kinds.items():
        execute(f"INSERT INTO {table('kind')} VALUES (?, ?)", [kind, number])
    execute(f"CREATE TABLE {table('part')} AS {_parts_sql(raw, digits)}")
    execute(f"CREATE TABLE {table('division')} AS {_divisions_sql(raw)}")
    chosen_by = [kinds[kind] for kind, name in raw.analyses.items() if name in project]
    execute(f"CREATE TABLE {table('chosen')} AS {_chosen_sql(raw, chosen_by)}")
    _refuse_unclear(connection, raw)
    _mark_faults(connection, raw)
    execute(f"CREATE TABLE {table('piece')} AS {_pieces_sql(raw)}")
    execute(f"CREATE TABLE {table('value')} AS {_values_sql(raw)}")


def _parts_sql(raw: RawAuditFile, digits: int) -> str:
    """What of a line is analysed by one ID, of each type.

    `plain` amounts (until 1.20) have no side of their own; `sided` ones are debit less credit.
    """
    texts = ("amount", "debit", "credit")
    plain, debit, credit = (amount_sql(text, digits) for text in texts)
    unreadable = " OR ".join(
        f"({text} <> '' AND {value} IS NULL)"
        for text, value in zip(texts, (plain, debit, credit), strict=True)
    )
    return f"""
        SELECT line, kind, id, COUNT(NULLIF(amount || debit || credit, '')) AS amounts,
               COUNT(*) AS times, COALESCE(BOOL_OR({unreadable}), FALSE) AS is_unreadable,
               CAST(COALESCE(SUM({plain}), 0) AS BIGINT) AS plain,
               CAST(COALESCE(SUM({debit}), 0) - COALESCE(SUM({credit}), 0) AS BIGINT) AS sided
        FROM {raw.table("analysis")} JOIN {raw.table("kind")} USING (type) WHERE id <> ''
        GROUP BY line, kind, id"""


#: What can be wrong with a line's analysis by one type.
_FAULTS = {
    "unreadable": mark('its analysis by "{name}" has an amount that is none'),
    "unsaid": mark('its analysis by "{name}" names several without saying how much is whose'),
    "too much": mark('its analysis by "{name}" adds up to more than the line'),
}


def _divisions_sql(raw: RawAuditFile) -> str:
    """Each line's analysis by one type: whether it divides the line, and why it cannot.

    A plain amount goes in its line's direction, also where it is written with the line's sign.
    """
    return f"""
        WITH summed AS (
            SELECT line, kind, COUNT(*) AS ids, SUM(amounts) AS amounts, SUM(times) AS times,
                   BOOL_OR(is_unreadable) AS is_unreadable, SUM(plain) AS plain, SUM(sided) AS sided
            FROM {raw.table("part")} GROUP BY line, kind
        ), directed AS (
            SELECT summed.*, typed.amount AS whole,
                   CASE WHEN SIGN(plain) * SIGN(typed.amount) < 0 THEN -1 ELSE 1 END AS direction
            FROM summed JOIN {raw.table("typed")} AS typed USING (line) WHERE typed.fault IS NULL
        ), totalled AS (SELECT *, CAST(sided + direction * plain AS BIGINT) AS total FROM directed)
        SELECT line, kind, direction, total, whole, CASE
            WHEN is_unreadable THEN 'unreadable'
            WHEN amounts = 0 AND ids = 1 THEN NULL
            WHEN amounts < times THEN 'unsaid'
            WHEN ABS(total) > ABS(whole) OR SIGN(total) * SIGN(whole) < 0
            THEN 'too much' END AS fault,
            amounts > 0 AND (ids > 1 OR total <> whole) AS divides
        FROM totalled"""


def _chosen_sql(raw: RawAuditFile, chosen_by: Collection[int]) -> str:
    """The one type by which each divided line is divided; NULL where that is not clear."""
    ours = f"kind IN ({', '.join(map(str, chosen_by))})" if chosen_by else "1 = 0"
    return f"""
        SELECT line, COUNT(*) FILTER ({ours}) AS ours, CASE
            WHEN COUNT(*) = 1 THEN MIN(kind)
            WHEN COUNT(*) FILTER ({ours}) = 1 THEN MIN(kind) FILTER ({ours}) END AS kind
        FROM {raw.table("division")} WHERE divides AND fault IS NULL GROUP BY line"""


def _refuse_unclear(connection: DuckDBPyConnection, raw: RawAuditFile) -> None:
    unclear = connection.execute(
        f"""SELECT typed.row, division.kind FROM {raw.table("division")} AS division
            JOIN {raw.table("typed")} AS typed USING (line)
            WHERE divides AND division.line = (
                SELECT MIN(line) FROM {raw.table("chosen")} WHERE kind IS NULL AND ours = 0)
            ORDER BY division.kind"""
    ).fetchall()
    if unclear:
        names = list(raw.analyses.values())
        ways = [names[kind] for _, kind in unclear]
        said = sentence_list(quoted(way) for way in ways)
        raise UnclearChoiceError(
            tr(
                "{file}: line {line} is divided by {dimensions} at once, and the file does not "
                "say how the parts meet; say by which of them the project is chosen: "
                '{declare} project = {{ "{dimension}" = "..." }}',
                file=raw.file,
                line=unclear[0][0],
                dimensions=said,
                declare=declaring("ledger"),
                dimension=ways[-1],
            )
        )


def _mark_faults(connection: DuckDBPyConnection, raw: RawAuditFile) -> None:
    """Writes what is wrong with a line's analyses to the line."""
    names = list(raw.analyses.values())
    faults = connection.execute(
        f"SELECT line, MIN(kind), ARG_MIN(fault, kind) FROM {raw.table('division')} "
        "WHERE fault IS NOT NULL GROUP BY line"
    ).fetchall()
    marked = [(line, tr(_FAULTS[fault], name=names[kind])) for line, kind, fault in faults]
    both = connection.execute(
        f"SELECT line FROM {raw.table('chosen')} WHERE kind IS NULL ORDER BY line"
    ).fetchall()
    reason = tr("it is divided by several of the dimensions that the project is chosen by at once")
    marked += [(line, reason) for (line,) in both]
    if marked:
        connection.execute(
            f"UPDATE {raw.table('typed')} AS typed SET fault = marked.fault FROM "
            "(SELECT UNNEST(?::BIGINT[]) AS line, UNNEST(?::VARCHAR[]) AS fault) AS marked "
            "WHERE typed.line = marked.line AND typed.fault IS NULL",
            [[line for line, _ in marked], [fault for _, fault in marked]],
        )


def _pieces_sql(raw: RawAuditFile) -> str:
    """What each usable line is divided into: itself, or its parts and what of it is in none."""
    typed, chosen = raw.table("typed"), raw.table("chosen")
    return f"""
        SELECT line, NULL::INTEGER AS kind, NULL::VARCHAR AS id, amount
        FROM {typed} WHERE fault IS NULL AND line NOT IN (SELECT line FROM {chosen})
        UNION ALL
        SELECT part.line, part.kind, part.id, sided + division.direction * plain
        FROM {raw.table("part")} AS part
        JOIN {raw.table("division")} AS division USING (line, kind)
        JOIN {chosen} AS chosen USING (line, kind)
        JOIN {typed} AS typed USING (line) WHERE typed.fault IS NULL
        UNION ALL
        SELECT division.line, division.kind, '', whole - total
        FROM {raw.table("division")} AS division JOIN {chosen} AS chosen USING (line, kind)
        JOIN {typed} AS typed USING (line) WHERE typed.fault IS NULL AND whole <> total"""


def _values_sql(raw: RawAuditFile) -> str:
    """Each line's values by type: value_0, value_1 ... in the types' order."""
    part, numbers = raw.table("part"), range(len(raw.analyses))
    one = "".join(f", COALESCE(MIN(id) FILTER (kind = {n}), '') AS value_{n}" for n in numbers)
    all_of_them = "".join(
        f", COALESCE(STRING_AGG(id, '{_AND}' ORDER BY id) FILTER (kind = {n}), '')" for n in numbers
    )
    several = f"(SELECT line FROM {part} GROUP BY line, kind HAVING COUNT(*) > 1)"
    return f"""
        SELECT line{one} FROM {part} WHERE line NOT IN {several} GROUP BY line
        UNION ALL SELECT line{all_of_them} FROM {part} WHERE line IN {several} GROUP BY line"""
