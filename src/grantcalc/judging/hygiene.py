"""What may be wrong with the entries that were counted: found in the engine, as the table `oddities`.

Each of its rows is an entry with what is odd about it, the group it belongs to (a pair, a voucher)
and an amount beside it that means something else for each oddity (see the queries).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grantcalc.judging.outcomes import Oddity, Outcome
from grantcalc.judging.terms import Terms
from grantcalc.judging.verdict import dimension_named
from grantcalc.money import currency_digits

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Query = tuple[str, list[Any]]

#: A ledger with both sides of its vouchers: of ten vouchers of two lines or more, nine balance.
_BALANCED, _OF_VOUCHERS, _FEWEST_VOUCHERS = 9, 10, 3

#: Columns that tell a project, by the start of their heading, where none is declared.
_PROJECT_WORDS = ("prosjekt", "projekt", "project")


def find_oddities(
    connection: DuckDBPyConnection, terms: Terms, dimensions: Sequence[str], currency: str
) -> None:
    """Makes the table `oddities` over the verdicts."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE found_odd "
        "(what VARCHAR, entry BIGINT, grouped BIGINT, beside BIGINT)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW counted AS "
        f"SELECT * FROM verdicts WHERE outcome = '{Outcome.INCLUDED}'"
    )
    there = _there(connection, terms)
    if there.negative:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE opposite AS {_OPPOSITE}")
    if there.vouchers:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE vouchers AS {_VOUCHERS}")
    for what, (sql, values) in _queries(terms, dimensions, currency, there):
        connection.execute(
            f"INSERT INTO found_odd SELECT '{what}', entry, grouped, beside FROM ({sql}) AS found",
            values,
        )
    connection.execute(
        "CREATE OR REPLACE TABLE oddities AS "
        "SELECT o.*, v.source, v.row, v.day, v.voucher, v.amount "
        "FROM found_odd AS o JOIN verdicts AS v USING (entry)"
    )


@dataclass(frozen=True)
class _There:
    """What is there to be looked at: of most kinds of oddity hardly any ledger has what it takes."""

    negative: int
    no_voucher: int
    period_differs: int
    posted_later: int
    pre_award: int
    foreign: int
    marked_foreign: int
    vouchers: int
    maybe_repeats: int


def _there(connection: DuckDBPyConnection, terms: Terms) -> _There:
    """Counts what each kind of oddity needs, all in one pass."""
    conditions = {
        "negative": "amount < 0",
        "no_voucher": "voucher = ''",
        "period_differs": _PERIOD_DIFFERS,
        "posted_later": "posted > ?",
        "pre_award": "decides < ?",
    }
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {sql})" for sql in conditions.values())
    found = connection.execute(
        f"SELECT {counts}, (SELECT COUNT(*) FROM entries WHERE foreign_amount <> 0), "
        "(SELECT COUNT(*) FROM entries WHERE foreign_currency <> ''), "
        "(SELECT COUNT(*) FROM verdicts WHERE voucher <> ''), "
        "(SELECT COUNT(*) FROM maybe_repeats) FROM counted",
        [terms.as_of, terms.first_day],
    ).fetchall()
    return _There(*found[0])


def _queries(
    terms: Terms, dimensions: Sequence[str], currency: str, there: _There
) -> list[tuple[Oddity, Query]]:
    """What is looked for; pairs come first, for what is in a pair is neither duplicate nor negative."""
    decides = terms.declared.date
    digits = currency_digits(currency)
    without = " UNION ".join(_no_project(terms, dimensions))
    likes, like_values = _like_project(terms, dimensions)
    named = " OR ".join(["POSITION(LOWER(?) IN LOWER(e.text)) > 0"] * len(terms.in_kind_labels))
    every: list[tuple[object, Oddity, str, list[Any]]] = [
        (there.negative, Oddity.REVERSED, _reversed("same text"), []),
        (there.negative, Oddity.REVERSED, _reversed("like text"), []),
        (there.vouchers, Oddity.DUPLICATE, _duplicates(len(dimensions)), []),
        (there.negative, Oddity.NEGATIVE, _NEGATIVE, []),
        (there.no_voucher, Oddity.NO_VOUCHER, _where("voucher = ''"), []),
        (without, Oddity.NO_PROJECT, without, []),
        (likes, Oddity.LIKE_PROJECT, likes, like_values),
        (
            there.period_differs and decides != "period",
            Oddity.PERIOD_DIFFERS,
            _where(_PERIOD_DIFFERS),
            [],
        ),
        (
            there.posted_later and decides == "voucher",
            Oddity.POSTED_LATER,
            _where("posted > ?"),
            [terms.as_of],
        ),
        (
            there.pre_award and terms.pre_award_days,
            Oddity.PRE_AWARD,
            _where("decides < ?"),
            [terms.first_day],
        ),
        (there.vouchers, Oddity.UNBALANCED, _UNBALANCED, []),
        (there.foreign, Oddity.FOREIGN_DIFFERS, _foreign_differs(digits), []),
        (there.marked_foreign, Oddity.MAYBE_FOREIGN, _maybe_foreign(digits), [currency]),
        (
            named,
            Oddity.IN_KIND_TEXT,
            _WITH_ENTRY.format(condition=named),
            list(terms.in_kind_labels),
        ),
        (terms.declared.chart, Oddity.NOT_IN_CHART, _NOT_IN_CHART, []),
        (
            there.vouchers and not terms.declared.chart,
            Oddity.BOTH_SIDES,
            _BOTH_SIDES,
            [],
        ),
        (there.maybe_repeats, Oddity.MAYBE_REPEATED, _MAYBE_REPEATED, []),
    ]
    return [(what, (sql, values)) for needed, what, sql, values in every if needed]


def _where(condition: str) -> str:
    """The counted entries of which a condition holds."""
    return f"SELECT entry, 0 AS grouped, amount AS beside FROM counted WHERE {condition}"


#: The counted entries of which a condition on the entry `e` itself holds.
_WITH_ENTRY = (
    "SELECT c.entry, 0 AS grouped, c.amount AS beside FROM counted AS c "
    "JOIN entries AS e ON e.rowid = c.entry WHERE {condition}"
)


def _not_odd(*whats: Oddity) -> str:
    listed = ", ".join(f"'{what}'" for what in whats)
    return (
        f"NOT EXISTS (SELECT 1 FROM found_odd AS o WHERE o.what IN ({listed}) "
        "AND o.entry = c.entry)"
    )


#: Counted entries with an opposite: the same account, supplier and size, and the other sign. Few
#: entries are negative, so that only what has their size is looked at; texts are needed of these alone.
_OPPOSITE = r"""
    WITH sizes AS (SELECT n.account, n.supplier, n.size FROM
            (SELECT DISTINCT account, supplier, -amount AS size FROM counted WHERE amount < 0) AS n
            SEMI JOIN (SELECT account, supplier, amount AS size FROM counted WHERE amount > 0) AS p
            ON p.account = n.account AND p.supplier = n.supplier AND p.size = n.size)
    SELECT c.entry, c.day, c.account, c.supplier, c.voucher, c.size, c.amount < 0 AS negative,
        LIST_SORT(LIST_DISTINCT(REGEXP_EXTRACT_ALL(LOWER(e.text), '\p{L}{3,}'))) AS words
    FROM (SELECT *, ABS(amount) AS size FROM counted) AS c JOIN sizes AS s
        ON s.account = c.account AND s.supplier = c.supplier AND s.size = c.size
    JOIN entries AS e ON e.rowid = c.entry"""


def _reversed(likeness: str) -> str:
    """Entries of one account and supplier that take each other back, as pairs; `beside` is what one is.

    With "same text" the words must be the same; else, of those that are left, half of the words of the
    shorter text must stand in the other, or the voucher be the same. A text of no words is like any.
    """
    same = likeness == "same text"
    key = "account, supplier, size, words" if same else "account, supplier, size"
    like = (
        "TRUE"
        if same
        else "(n.voucher = p.voucher OR LEN(n.words) = 0 OR LEN(p.words) = 0 "
        "OR 2 * LEN(LIST_INTERSECT(n.words, p.words)) >= LEAST(LEN(n.words), LEN(p.words)))"
    )
    joined = " AND ".join(f"n.{c} = p.{c}" for c in [*key.split(", "), "n"])

    def side(condition: str) -> str:
        return (
            f"(SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY day, entry) AS n "
            f"FROM opposite AS c WHERE {condition} AND {_not_odd(Oddity.REVERSED)})"
        )

    return (
        "WITH pairs AS (SELECT n.entry AS first_one, p.entry AS other, n.size, "
        "ROW_NUMBER() OVER (ORDER BY n.entry) AS pair "
        f"FROM {side('negative')} AS n JOIN {side('NOT negative')} AS p ON {joined} WHERE {like}) "
        f"SELECT first_one AS entry, {0 if same else 1} + 2 * pair AS grouped, size AS beside "
        f"FROM pairs UNION ALL SELECT other, {0 if same else 1} + 2 * pair, size FROM pairs"
    )


def _duplicates(dimensions: int) -> str:
    """Entries alike in voucher, account, amount and date; `beside` is what those after the first are.

    A cost that is divided evenly over departments has other dimensions in each of its lines.
    """
    own = "".join(f", dimension_{i}" for i in range(dimensions))
    key = f"voucher, account, amount, day{own}"
    return (
        "SELECT entry, grouped, CASE WHEN n > 1 THEN amount ELSE 0 END AS beside FROM ("
        f"SELECT *, DENSE_RANK() OVER (ORDER BY {key}) AS grouped, "
        f"COUNT(*) OVER (PARTITION BY {key}) AS alike, "
        f"ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY entry) AS n "
        f"FROM (SELECT c.entry, c.voucher, c.account, c.amount, c.day{own.replace('dim', 'e.dim')} "
        "FROM counted AS c JOIN (SELECT voucher, account, amount, day FROM counted "
        "WHERE voucher <> '' AND amount <> 0 "
        "GROUP BY voucher, account, amount, day HAVING COUNT(*) > 1) AS k "
        "USING (voucher, account, amount, day) "
        "JOIN entries AS e ON e.rowid = c.entry "
        f"WHERE {_not_odd(Oddity.REVERSED)}) AS candidates) AS grouped WHERE alike > 1"
    )


#: A credit note takes back what stands on the same account, and from the same supplier where both tell.
#: The most that stands on an account is asked for in three ways, because a join by either is slow.
_NEGATIVE = f"""
    WITH most AS (SELECT account, supplier, MAX(amount) AS most FROM counted
        WHERE account IN (SELECT account FROM counted WHERE amount < 0) GROUP BY account, supplier),
    of_all AS (SELECT account, MAX(most) AS most,
        MAX(CASE WHEN supplier = '' THEN most END) AS unnamed FROM most GROUP BY account)
    SELECT c.entry, 0 AS grouped, c.amount AS beside FROM counted AS c
    LEFT JOIN most AS m ON m.account = c.account AND m.supplier = c.supplier
    LEFT JOIN of_all AS a ON a.account = c.account
    WHERE c.amount < 0 AND {_not_odd(Oddity.REVERSED)} AND COALESCE(
        GREATEST(m.most, a.unnamed, CASE WHEN c.supplier = '' THEN a.most END) < -c.amount, TRUE)"""

_PERIOD_DIFFERS = (
    "period IS NOT NULL AND EXTRACT(YEAR FROM day) * 100 + EXTRACT(MONTH FROM day) <> "
    "period - period % 100 + GREATEST(LEAST(period % 100, 12), 1)"
)


def _no_project(terms: Terms, dimensions: Sequence[str]) -> Iterator[str]:
    """Entries without the dimension that tells the project.

    Where the project is declared: in a voucher of the project, on an account that the project uses too.
    Where it is not: counted entries, if more than half of the entries of their file have one.
    """
    if terms.declared.project:
        for name in terms.declared.project:
            column = f"e.dimension_{dimension_named(name, dimensions)}"
            yield (
                "SELECT e.rowid AS entry, 0 AS grouped, e.amount AS beside FROM entries AS e "
                f"WHERE {column} = '' AND e.voucher <> '' AND NOT e.is_opening "
                "AND EXISTS (SELECT 1 FROM counted AS c WHERE c.source = e.source "
                "AND c.voucher = e.voucher AND c.day = e.day) "
                "AND e.account IN (SELECT account FROM counted)"
            )
        return
    undeclared = project_column(dimensions)
    if undeclared is not None:
        without = f"e.dimension_{undeclared} = ''"
        having = f"2 * SUM(CASE WHEN {without} THEN 1 ELSE 0 END) < COUNT(*)"
        yield _WITH_ENTRY.format(
            condition=f"{without} AND e.source IN "
            f"(SELECT e.source FROM entries AS e GROUP BY e.source HAVING {having})"
        )


def project_column(dimensions: Sequence[str]) -> int | None:
    """The index of the first dimension that tells projects apart, by its heading."""
    named = (i for i, name in enumerate(dimensions) if name.casefold().startswith(_PROJECT_WORDS))
    return next(named, None)


def _like_project(terms: Terms, dimensions: Sequence[str]) -> Query:
    """Entries of other projects whose number is the declared one, written in another way.

    In other case, with zeros before it, or with a name behind it: "470021 - Biblioteket".
    """
    found, values = [], []
    for name, wanted in terms.declared.project.items():
        column = f"dimension_{dimension_named(name, dimensions)}"
        likes = []
        for one in wanted:
            number = one.casefold().lstrip("0")
            likes.append(
                "(STARTS_WITH(d, ?) AND REGEXP_MATCHES(d[LENGTH(?) + 1:], "
                "'^$|^[ :;,.|–-]+[a-zæøåäöü]'))"
            )
            values += [number, number]
        found.append(
            f"SELECT e.rowid AS entry, 0 AS grouped, e.amount AS beside FROM entries AS e "
            f"JOIN verdicts AS v ON v.entry = e.rowid AND v.outcome = '{Outcome.OTHER_PROJECT}' "
            f"WHERE e.{column} IN (SELECT text FROM (SELECT DISTINCT {column} AS text, "
            f"LTRIM(LOWER({column}), '0') AS d FROM entries) WHERE text <> '' "
            f"AND text NOT IN ({', '.join('?' * len(wanted))}) AND ({' OR '.join(likes)}))"
        )
        values[-2 * len(wanted) : -2 * len(wanted)] = wanted
    return " UNION ".join(found), values


#: The vouchers of each file, with the sum of their lines: all of them, and those that are counted.
#: What a file shows of its vouchers tells whether it is a full ledger or one side of it.
_VOUCHERS = f"""
    SELECT source, voucher, MIN(entry) AS entry, COUNT(*) AS lines, SUM(amount) AS gap,
        SUM(CASE WHEN outcome = '{Outcome.INCLUDED}' THEN 1 ELSE 0 END) AS counted_lines,
        SUM(CASE WHEN outcome = '{Outcome.INCLUDED}' THEN amount ELSE 0 END) AS counted_gap
    FROM verdicts WHERE voucher <> '' AND NOT is_opening GROUP BY source, voucher"""


def _full(lines: str, gap: str) -> str:
    """The sources nearly all of whose vouchers balance, of those that have two lines or more."""
    balanced = f"SUM(CASE WHEN {gap} = 0 THEN 1 ELSE 0 END)"
    return (
        f"SELECT source FROM vouchers WHERE {lines} > 1 GROUP BY source "
        f"HAVING {balanced} >= {_FEWEST_VOUCHERS} "
        f"AND {_OF_VOUCHERS} * {balanced} >= {_BALANCED} * COUNT(*)"
    )


#: Vouchers of a full ledger whose debit and credit differ, at their first line; `beside` is by how much.
_UNBALANCED = (
    "SELECT entry, 0 AS grouped, gap AS beside FROM vouchers "
    f"WHERE gap <> 0 AND source IN ({_full('lines', 'gap')})"
)

#: Without a chart of accounts, both sides of vouchers are counted, and take each other out.
_BOTH_SIDES = (
    "SELECT entry, 0 AS grouped, 0 AS beside FROM vouchers WHERE counted_lines > 1 "
    f"AND counted_gap = 0 AND source IN ({_full('counted_lines', 'counted_gap')})"
)

_NOT_IN_CHART = (
    "SELECT c.entry, 0 AS grouped, c.amount AS beside FROM counted AS c "
    "JOIN accounts AS a ON a.account = c.account WHERE NOT a.known"
)

_MAYBE_REPEATED = (
    "SELECT c.entry, 0 AS grouped, c.amount AS beside FROM counted AS c "
    "JOIN maybe_repeats AS m ON m.entry = c.entry "
    "WHERE NOT EXISTS (SELECT 1 FROM repeats AS r WHERE r.entry = c.entry)"
)

_RATE_DIGITS, _FOREIGN_DIGITS, _FEWEST_RATE_DIGITS = 8, 4, 2


def _foreign_differs(minor_digits: int) -> str:
    """Entries whose foreign amount times the rate is not the amount; `beside` is the amount.

    In whole numbers: the amount and the foreign amount times the rate, both times 10 to the 12th. The
    rate may be off by half of its last digit, as its file writes rates (two digits at the least), and the
    amount by half a minor unit. A rate may be for 100 units.
    """
    scale = 10 ** (_RATE_DIGITS + _FOREIGN_DIGITS - minor_digits)
    rate = f"CAST(ABS(rate) * {10**_RATE_DIGITS} AS HUGEINT)"
    foreign = f"CAST(ABS(foreign_amount) * {10**_FOREIGN_DIGITS} AS HUGEINT)"
    digits = " ".join(
        f"WHEN SUM(CASE WHEN {rate} % {10 ** (_RATE_DIGITS - d)} = 0 THEN 0 ELSE 1 END) = 0 "
        f"THEN {10 ** (_RATE_DIGITS - d)}"
        for d in range(_FEWEST_RATE_DIGITS, _RATE_DIGITS)
    )
    return f"""
        WITH foreign_entries AS (SELECT c.entry, e.source, e.amount, e.foreign_amount, e.rate
            FROM entries AS e JOIN counted AS c ON c.entry = e.rowid
            WHERE e.foreign_amount <> 0 AND e.rate <> 0),
        converted AS (SELECT entry, source, amount, {foreign} AS foreign_, {rate} AS rate_,
            ABS(CAST(amount AS HUGEINT)) * {scale} AS local FROM foreign_entries),
        steps AS (SELECT source, CASE {digits} ELSE 1 END AS step FROM foreign_entries GROUP BY source)
        SELECT c.entry, 0 AS grouped, c.amount AS beside
        FROM converted AS c JOIN steps AS s ON s.source = c.source
        WHERE 2 * ABS(foreign_ * rate_ - local) > foreign_ * step + {scale}
        AND 2 * ABS(foreign_ * rate_ - 100 * local) > foreign_ * step + 100 * {scale}"""


def _maybe_foreign(minor_digits: int) -> str:
    """Entries marked with another currency that give one amount only, or the same one twice."""
    code = "UPPER(e.foreign_currency)"
    is_same = f"ABS(e.foreign_amount) * {10**minor_digits} = ABS(e.amount)"
    return (
        "SELECT c.entry, 0 AS grouped, c.amount AS beside FROM counted AS c "
        "JOIN entries AS e ON e.rowid = c.entry WHERE e.foreign_currency <> '' "
        f"AND LENGTH({code}) = 3 AND {code} <> ? AND c.amount <> 0 "
        f"AND (e.foreign_amount IS NULL OR e.rate IS NULL AND {is_same})"
    )
