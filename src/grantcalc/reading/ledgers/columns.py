"""Which row of a ledger names its columns, and which is which: declared, by layout, or by words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import get_args

from grantcalc.cells import column_letters, column_number
from grantcalc.config import LedgerRole, LedgerTable
from grantcalc.errors import ConfigError, UnclearChoiceError, declaring
from grantcalc.language import mark, or_list, sentence_list, tr
from grantcalc.reading.grid import Grid
from grantcalc.reading.ledgers.layouts import Layout, layout_without_headings, named_layout
from grantcalc.reading.numbers import currencies
from grantcalc.reading.tables import MOST_TITLE_ROWS, RecordColumns
from grantcalc.reading.vocabulary import headings, meanings
from grantcalc.words import folded

Rows = Iterable[tuple[int, Sequence[str]]]

#: Of each of these, a ledger has at least one.
NEEDED: tuple[tuple[str, ...], ...] = (
    ("day",),
    ("amount", "debit", "credit"),
    ("account", "debit_account", "credit_account", "voucher", "text"),
)
#: Meanings that fill a field of an entry; columns with another meaning are dimensions.
ENTRY_MEANINGS = frozenset(get_args(LedgerRole)) - {"ignore"}
#: A row with so many texts may be one of headings.
_HEADED = 3
_CODE = re.compile(r"(?P<rest>.+) (?:in )?(?P<code>[a-z]{3})")


#: What a column is beside what an entry has.
DIMENSION, NOT_USED = mark("dimension"), mark("not used")


def _one_by_one() -> str:
    return tr("the headings were recognised one by one")


@dataclass(frozen=True, slots=True)
class LedgerColumns(RecordColumns):
    """A ledger's columns, how each was recognised, and the layout that they make.

    `header_row` is 0 where there are no headings. `reasons` says for each headed or declared column
    why it is what it is; `amounts` are columns of one and the same heading that may each be the
    amount.
    """

    headings: Mapping[int, str]
    reasons: Mapping[int, str]
    layout: Layout | None = None
    layout_reason: str = field(default_factory=_one_by_one)
    amounts: tuple[int, ...] = ()

    def meaning(self, column: int) -> str:
        """What a column is: a meaning, "dimension" or "not used"."""
        for meaning, number in self.by_meaning.items():
            if number == column:
                return meaning if meaning in ENTRY_MEANINGS else NOT_USED
        return DIMENSION if column in self.others.values() else NOT_USED

    @property
    def missing(self) -> tuple[str, ...]:
        """Of what a ledger needs, what no column is, in words."""
        return tuple(or_list(either) for either in self._lacking())

    @property
    def is_whole(self) -> bool:
        """Whether there are columns for all that a ledger needs."""
        return not self._lacking()

    def _lacking(self) -> list[tuple[str, ...]]:
        """What no column is, or else another that would do; debit alone is half of a ledger's amounts."""
        here = self.by_meaning
        lacking = [either for either in NEEDED if not any(m in here for m in either)]
        sides = tuple(side for side in ("debit", "credit") if side not in here)
        if "amount" not in here and len(sides) == 1:
            lacking.append(sides)
        return lacking


def ledger_columns(
    rows: Rows, declared: LedgerTable | None = None, currency: str | None = None
) -> LedgerColumns | None:
    """The columns of a ledger, where its first rows name them, or grantcalc.toml does.

    Raises:
        ConfigError: what is declared cannot be.
        UnclearChoiceError: two columns may be the amount.
    """
    declared = declared or LedgerTable()
    first = [(number, list(texts)) for number, texts in islice(rows, MOST_TITLE_ROWS)]
    found = _by_layout(first, declared) or _by_headings(first, declared, currency)
    if found is None or not found.is_whole:
        if found and declared.columns:
            raise ConfigError(
                tr(
                    "[ledger] columns: no column is the {missing} (declared: {declared})",
                    missing=found.missing[0],
                    declared=", ".join(declared.columns.values()),
                )
            )
        return None
    return found


def best_guess(
    rows: Rows, declared: LedgerTable | None = None, currency: str | None = None
) -> LedgerColumns | None:
    """The columns of the row that names the most of what a ledger has, though something is missing."""
    first = [(number, list(texts)) for number, texts in islice(rows, MOST_TITLE_ROWS)]
    guesses = [
        columns_of(number, texts, declared or LedgerTable(), currency) for number, texts in first
    ]
    known = [(sum(m in ENTRY_MEANINGS for m in guess.by_meaning), guess) for guess in guesses]
    most, guess = max(known, key=lambda pair: pair[0], default=(0, None))
    if most:
        return guess
    return next((guess for _, guess in known if len(guess.headings) >= _HEADED), None)


def is_ledger(grid: Grid) -> bool:
    """Whether a sheet is a ledger export."""
    try:
        return ledger_columns(grid_texts(grid)) is not None
    except UnclearChoiceError:
        return True


def grid_texts(grid: Grid) -> Iterator[tuple[int, Sequence[str]]]:
    """A grid's rows as texts, from the top."""
    for row in grid.row_numbers():
        cells = grid.rows[row]
        yield row, [grid.at(row, c).text for c in range(1, min(max(cells), 500) + 1)]


def _by_layout(
    first: Sequence[tuple[int, list[str]]], declared: LedgerTable
) -> LedgerColumns | None:
    """A layout without headings: declared by its name, or recognised for certain."""
    layout = layout_without_headings([texts for _, texts in first], declared.layout)
    if layout is None:
        return None
    width = max(map(len, (texts for _, texts in first)))
    columns = LedgerColumns(
        header_row=0,
        first=1,
        last=max(width, *layout.positions.values()),
        by_meaning={m: c for m, c in layout.positions.items() if m in ENTRY_MEANINGS},
        others={name: c for name, c in layout.positions.items() if name not in ENTRY_MEANINGS},
        headings={},
        reasons=dict.fromkeys(
            layout.positions.values(), tr("its position in {title}", title=layout.title)
        ),
        layout=layout,
        layout_reason="declared" if declared.layout else layout.reason,
    )
    return _as_declared(columns, declared, width)


def _by_headings(
    first: Sequence[tuple[int, list[str]]], declared: LedgerTable, currency: str | None
) -> LedgerColumns | None:
    """The first row, or the first two that follow each other, that names what a ledger has."""
    for i, (number, texts) in enumerate(first):
        below = first[i + 1][1] if i + 1 < len(first) else []
        if declared.header_row not in (None, number):
            continue
        if declared.columns and not declared.header_row and not _names_columns(texts, currency):
            continue  # what is declared fits every row
        single = columns_of(number, texts, declared, currency)
        if _is_second_heading_row(below):
            joined = _joined(texts, below)
            both = columns_of(number + 1, joined, declared, currency)
            if both.is_whole and len(both.by_meaning) > len(single.by_meaning):
                return both
        if single.is_whole or declared.header_row:
            return single
    if declared.columns:
        width = max((len(texts) for _, texts in first), default=0)
        return columns_of(0, [""] * width, declared, currency)
    return None


def _names_columns(texts: Sequence[str], currency: str | None) -> bool:
    """Whether a row's own words name columns, whatever is declared of them."""
    return len(columns_of(1, texts, LedgerTable(), currency).by_meaning) > 1


def _is_second_heading_row(texts: Sequence[str]) -> bool:
    named = [text for text in texts if folded(text)]
    return bool(named) and not any(any(c.isdigit() for c in text) for text in named)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two rows of headings as one: "Bilags" over "dato", or "Debet" below a merged "Beløp"."""
    width = max(len(above), len(below))
    pairs = zip(
        [*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True
    )
    known = _known_words()
    joined = []
    for top, bottom in pairs:
        together = next(
            (t for t in (f"{top} {bottom}", f"{top}{bottom}") if folded(t) in known), ""
        )
        joined.append(together if top and bottom and together else bottom or top)
    return joined


@cache
def _known_words() -> Mapping[str, tuple[str, int]]:
    """Every word of a ledger's headings, to its meaning and its rank among that meaning's words."""
    return {
        folded(word): (meaning, rank)
        for meaning in meanings("ledger")
        for rank, word in enumerate(headings("ledger", meaning))
    }


def columns_of(
    number: int, texts: Sequence[str], declared: LedgerTable, currency: str | None
) -> LedgerColumns:
    """What the headings in a row make of the columns, and what is declared of them."""
    layout = named_layout(texts, declared.layout)
    headed = {c: " ".join(text.split()) for c, text in enumerate(texts, start=1) if text.strip()}
    known = {c: w for c, text in headed.items() if (w := _known(text, layout, currency))}
    ranked = sorted(known.items(), key=lambda item: (item[1][1], item[0]))
    by_meaning: dict[str, int] = {}
    for column, (meaning, _) in ranked:
        by_meaning.setdefault(meaning, column)
    amounts = _equally_headed(headed, known, by_meaning.get("amount"))
    reasons = {
        c: tr('"{heading}" is a heading for it', heading=headed[c]) for c in by_meaning.values()
    }
    _settle(by_meaning, reasons)
    used = {c for m, c in by_meaning.items() if m in ENTRY_MEANINGS or m == "balance"}
    if "balance" in by_meaning:
        reasons[by_meaning["balance"]] = tr("a running balance is no amount")
    others: dict[str, int] = {}
    for column, heading in headed.items():
        if column not in used and folded(heading):
            name = heading if heading not in others else f"{heading} ({column_letters(column)})"
            others[name] = column
            reasons[column] = tr("every other column is a dimension")
    found = LedgerColumns(
        header_row=number,
        first=min(headed, default=1),
        last=max(headed, default=1),
        by_meaning={m: c for m, c in by_meaning.items() if c in used},
        others=others,
        headings=headed,
        reasons=reasons,
        layout=layout,
        layout_reason=(
            tr("the headings were recognised one by one")
            if layout is None
            else "declared"
            if declared.layout
            else layout.reason
        ),
        amounts=amounts if "amount" in by_meaning else (),
    )
    return _as_declared(found, declared, len(texts))


def _known(text: str, layout: Layout | None, currency: str | None) -> tuple[str, int] | None:
    """The meaning of a heading and its rank: by the layout, by words, or with a currency's code."""
    word = folded(text)
    if layout and word in layout.headings:
        return layout.headings[word], -1
    if known := _known_words().get(word) or _known_words().get(word.replace("_", " ")):
        return known
    if (match := _CODE.fullmatch(word)) and match["code"] in currencies():
        meaning, rank = _known_words().get(match["rest"], ("", 0))
        if meaning == "amount" and currency:
            is_own = match["code"].upper() == currency
            return ("local_amount" if is_own else "foreign_amount"), rank
        if meaning in ("amount", "debit", "credit"):
            return meaning, rank
    return None


def _equally_headed(
    headed: Mapping[int, str], known: Mapping[int, tuple[str, int]], amount: int | None
) -> tuple[int, ...]:
    if amount is None:
        return ()
    same = [
        c for c in known if known[c][0] == "amount" and folded(headed[c]) == folded(headed[amount])
    ]
    return tuple(same) if len(same) > 1 else ()


def _settle(by_meaning: dict[str, int], reasons: dict[int, str]) -> None:
    """Decides between columns that could serve as one: dates, and kinds of amounts."""
    if "day" not in by_meaning and "posted" in by_meaning:
        by_meaning["day"] = by_meaning.pop("posted")
        reasons[by_meaning["day"]] = tr("the only date: there is no voucher date beside it")
    if "local_amount" in by_meaning:
        general = by_meaning.get("amount")
        by_meaning["amount"] = by_meaning.pop("local_amount")
        reasons[by_meaning["amount"]] = tr("the amount in the ledger's own currency")
        if general and "foreign_currency" in by_meaning and "foreign_amount" not in by_meaning:
            by_meaning["foreign_amount"] = general
            reasons[general] = tr("beside the amount in the ledger's own currency")
    if "amount" not in by_meaning and not {"debit", "credit"} & set(by_meaning):
        bare = [m for m in ("net", "gross") if m in by_meaning]
        if len(bare) == 1:
            by_meaning["amount"] = by_meaning.pop(bare[0])
            reasons[by_meaning["amount"]] = tr("the only amount is {name}", name=bare[0])
    if "side" in by_meaning and "amount" not in by_meaning:
        del by_meaning["side"]
    if "debit_account" in by_meaning and "credit_account" in by_meaning:
        by_meaning.pop("account", None)


def _as_declared(columns: LedgerColumns, declared: LedgerTable, width: int) -> LedgerColumns:
    """The columns with what grantcalc.toml says of them; a declared meaning has no other column.

    Raises:
        ConfigError: a column is declared that the sheet lacks, or two for one meaning.
    """
    if not declared.columns:
        return columns
    by_meaning, others = dict(columns.by_meaning), dict(columns.others)
    reasons, roles = dict(columns.reasons), list(declared.columns.values())
    for letters, role in declared.columns.items():
        column = column_number(letters)
        if column > max(width, columns.last):
            raise ConfigError(
                tr("[ledger] columns: the ledger has no column {letters}", letters=letters)
            )
        if role != "ignore" and roles.count(role) > 1:
            raise ConfigError(
                tr("[ledger] columns: more than one column is declared as {role}", role=role)
            )
        others = {name: c for name, c in others.items() if c != column}
        by_meaning = {m: c for m, c in by_meaning.items() if c != column and m != role}
        reasons[column] = tr("declared in grantcalc.toml")
        if role != "ignore":
            by_meaning[role] = column
    for column in set(columns.by_meaning.values()) - set(by_meaning.values()):
        if reasons.get(column) != tr("declared in grantcalc.toml"):
            others[columns.headings.get(column, column_letters(column))] = column
            reasons[column] = tr("another column is declared to be what its heading says")
    last = max(columns.last, *map(column_number, declared.columns))
    amounts = () if "amount" in roles else columns.amounts
    return replace(
        columns, by_meaning=by_meaning, others=others, reasons=reasons, last=last, amounts=amounts
    )


def unclear_amounts(file: str, columns: LedgerColumns) -> UnclearChoiceError:
    """Two columns with one heading may each be the amount."""
    letters = [column_letters(column) for column in columns.amounts]
    rest = ", ".join(f'{letter} = "foreign_amount"' for letter in letters[1:])
    return UnclearChoiceError(
        tr(
            '{file}: the columns {columns} are both headed "{heading}", and nothing shows which is in '
            "the ledger's own currency; {declare} columns = "
            '{{ {letters} = "amount", {rest} }}',
            file=file,
            columns=sentence_list(letters),
            heading=columns.headings[columns.amounts[0]],
            declare=declaring("ledger"),
            letters=letters[0],
            rest=rest,
        )
    )
