"""The verdict on each entry: its project year, its budget line, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from grantcalc.errors import ConfigError
from grantcalc.judging.charts import make_account_table
from grantcalc.judging.mapping import LEAVE_OUT, RuleSql
from grantcalc.judging.outcomes import Outcome
from grantcalc.judging.repeats import make_repeats_table
from grantcalc.judging.terms import Terms
from grantcalc.language import quoted, tr
from grantcalc.model import same_label

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


#: What a verdict keeps of its entry, so that most questions need no join: short columns, no texts.
_OF_ENTRIES = (
    "source",
    "row",
    "day",
    "posted",
    "period",
    "account",
    "voucher",
    "supplier",
    "amount",
    "is_opening",
)


def make_verdicts(
    connection: DuckDBPyConnection,
    terms: Terms,
    dimensions: Sequence[str],
    sources: Sequence[str],
) -> None:
    """The tables `accounts`, `repeats` and `verdicts`, and the view `judged` over entries and verdicts.

    A verdict is an entry's outcome, year, mapping rule and line (from 0; negative where there is none),
    the day that decided, and the source of another file that the entry also stands in.

    Raises:
        ConfigError: a dimension that tells the project's entries is in no file, a file does not have
            the date that decides, or the chart of accounts is not known.
    """
    _refuse_missing_dates(connection, terms, sources)
    make_account_table(connection, terms.declared)
    selected, selected_values = _selected(terms, dimensions)
    repeated = ("NULL", "")
    if make_repeats_table(connection, dimensions, selected, selected_values):
        repeated = ("r.also_in", "LEFT JOIN repeats AS r ON r.entry = e.rowid")
    rules = RuleSql(connection, terms.rules, dimensions)
    year, year_values = _year_case(terms)
    rule, rule_values = rules.rule()
    fits, fits_values = rules.text_fits()
    outcome, outcome_values = _outcome_case(terms)
    kept = "reason IS NULL"
    named = "".join(f", e.dimension_{i}" for i in range(len(dimensions)))
    texts = ", LOWER(e.text) AS text_, LOWER(e.supplier) AS supplier_" if terms.rules else ""
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE verdicts AS
        SELECT entry, {", ".join(_OF_ENTRIES)}, decides, also_in, year, rule, line, {outcome} AS outcome
        FROM (SELECT *, {rules.line()} AS line
        FROM (SELECT *, {year} AS year, CASE WHEN {kept} THEN {rule} ELSE -1 END AS rule
        FROM (SELECT *, CASE WHEN {kept} THEN {fits if terms.rules else "FALSE"} END AS text_fits
        FROM (SELECT *, CASE WHEN NOT selected THEN '{Outcome.OTHER_PROJECT}'
                WHEN also_in IS NOT NULL THEN '{Outcome.REPEATED}'
                WHEN is_opening THEN '{Outcome.OPENING}' ELSE kind END AS reason
        FROM (SELECT e.rowid AS entry, {", ".join(f"e.{c}" for c in _OF_ENTRIES)}, a.number, a.kind,
                {_decides(terms)} AS decides, {repeated[0]} AS also_in{texts}{named},
                ({selected}) AS selected
        FROM entries AS e LEFT JOIN accounts AS a ON a.account = e.account {repeated[1]}
        ) AS read) AS kept) AS texts) AS ruled) AS placed""",
        [*outcome_values, *year_values, *rule_values, *fits_values, *selected_values],
    )
    connection.execute(
        "CREATE OR REPLACE VIEW judged AS SELECT e.*, v.entry, v.decides, v.also_in, v.year, "
        "v.line, v.outcome "
        "FROM entries AS e JOIN verdicts AS v ON v.entry = e.rowid"
    )


def _refuse_missing_dates(
    connection: DuckDBPyConnection, terms: Terms, sources: Sequence[str]
) -> None:
    """An export that does not have the date that decides at all cannot be counted by it."""
    column = {"posting": "posted", "period": "period"}.get(terms.declared.date)
    if column is None:
        return
    rows = connection.execute(
        f"SELECT source FROM entries GROUP BY source HAVING COUNT({column}) = 0 ORDER BY source"
    ).fetchall()
    if rows:
        message = (
            tr(
                '{file}: has no posting dates, and grantcalc.toml says [ledger] date = "posting"; export '
                "the ledger with them, name their column under [ledger] columns, or count by date = "
                '"voucher"'
            )
            if column == "posted"
            else tr(
                '{file}: has no accounting periods, and grantcalc.toml says [ledger] date = "period"; '
                "export the ledger with them, name their column under [ledger] columns, or count by date = "
                '"voucher"'
            )
        )
        raise ConfigError(message.format(file=sources[rows[0][0]]))


def _decides(terms: Terms) -> str:
    """The day that decides: the voucher's, that of posting, or the last day of the period."""
    if terms.declared.date == "posting":
        return "e.posted"
    if terms.declared.date == "period":
        # A year's closing periods (13 and more) belong to December, its opening (0) to January.
        month = "GREATEST(LEAST(e.period % 100, 12), 1)"
        return f"LAST_DAY(MAKE_DATE(e.period // 100, {month}, 1))"
    return "e.day"


def _selected(terms: Terms, dimensions: Sequence[str]) -> tuple[str, list[Any]]:
    """Whether an entry `e` with its account `a` belongs to the project."""
    conditions = ["COALESCE(a.selected, FALSE)"] if terms.declared.accounts else []
    values: list[Any] = []
    for name, wanted in terms.declared.project.items():
        column = dimension_named(name, dimensions)
        if column is None:
            there = ", ".join(map(quoted, dimensions)) or tr("none")
            raise ConfigError(
                tr(
                    'ledger.project: no ledger has a column "{column}"; the columns that can be chosen by '
                    "are {columns}",
                    column=name,
                    columns=there,
                )
            )
        conditions.append(f"e.dimension_{column} IN ({', '.join('?' * len(wanted))})")
        values += wanted
    return " AND ".join(conditions) or "TRUE", values


def dimension_named(name: str, dimensions: Sequence[str]) -> int | None:
    """The index of a dimension, without regard to case and spacing; None where there is none."""
    return next((i for i, other in enumerate(dimensions) if same_label(name, other)), None)


def _year_case(terms: Terms) -> tuple[str, list[Any]]:
    """The project year of an entry; a single period without dates takes every entry."""
    dated = [(i, p) for i, p in enumerate(terms.periods) if p.start]
    if not dated:
        return "0", []
    whens = [f"WHEN decides BETWEEN ? AND ? THEN {i}" for i, _ in dated]
    values: list[Any] = [day for _, p in dated for day in (p.start, p.end)]
    if terms.pre_award_days:
        first = next(i for i, p in dated if p.start == terms.first_day)
        whens.append(f"WHEN decides >= ? AND decides < ? THEN {first}")
        values += [terms.first_eligible_day, terms.first_day]
    return f"CASE {' '.join(whens)} ELSE -1 END", values


def _outcome_case(terms: Terms) -> tuple[str, list[Any]]:
    in_kind = ""
    if terms.in_kind_lines:
        listed = ", ".join(str(line) for line in sorted(terms.in_kind_lines))
        in_kind = f"WHEN line IN ({listed}) THEN '{Outcome.IN_KIND}' "
    sql = (
        "CASE WHEN reason IS NOT NULL THEN reason "
        f"WHEN decides IS NULL THEN '{Outcome.UNDATED}' "
        f"WHEN decides > ? THEN '{Outcome.AFTER_AS_OF}' "
        f"WHEN year < 0 AND decides < ? THEN '{Outcome.BEFORE_PROJECT}' "
        f"WHEN year < 0 AND decides > ? THEN '{Outcome.AFTER_PROJECT}' "
        f"WHEN year < 0 THEN '{Outcome.BETWEEN_YEARS}' "
        f"WHEN line = {LEAVE_OUT} THEN '{Outcome.LEFT_OUT}' "
        f"{in_kind}"
        f"ELSE '{Outcome.INCLUDED}' END"
    )
    return sql, [
        terms.as_of or date.max,
        terms.first_eligible_day or date.min,
        terms.last_day or date.max,
    ]
