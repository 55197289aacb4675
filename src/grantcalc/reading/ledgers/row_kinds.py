"""What a row of a ledger is that is no ordinary entry: a total, a balance, a heading, a note, a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from grantcalc.language import mark
from grantcalc.reading.rows import leading_or_trailing_total
from grantcalc.reading.vocabulary import headings, words
from grantcalc.words import folded

#: Words of balances from here on stand for themselves; shorter ones may begin a name ("Primo AS").
_LONG_WORD = 8


class RowKind(StrEnum):
    """What a row is."""

    ENTRY = mark("entry")
    OPENING = mark("opening balance")
    CONTINUED = mark("entry of the voucher above")
    TOTAL = mark("total")
    ACCOUNT = mark("account as a heading")
    REPEATED = mark("repeated headings")
    NOTE = mark("note")


@dataclass(frozen=True)
class OddRow:
    """A row out of the ordinary: its texts by meaning, and what the engine could read.

    `texts` are those of all columns that are read, in their order, without the running balance;
    `unread` are the meanings, beside day and amount, whose text could not be read.
    """

    row: int
    day: date | None
    amount: int | None
    by_meaning: Mapping[str, str]
    texts: Sequence[str]
    beyond: str = ""
    balance: str = ""
    unread: Sequence[str] = ()

    def __getitem__(self, meaning: str) -> str:
        return self.by_meaning.get(meaning, "")

    @property
    def amount_texts(self) -> list[str]:
        """What stands where amounts should."""
        return [self[m] for m in ("amount", "debit", "credit") if self[m]]

    @property
    def has_figure(self) -> bool:
        """Whether anything where amounts should stand has a digit."""
        return any(c.isdigit() for text in self.amount_texts for c in text)

    @property
    def shown(self) -> str:
        """The row as one line."""
        return " | ".join(text for text in (*self.texts, self.balance) if text)[:200]


@dataclass
class RowRules:
    """How rows of one sheet are told: the texts of its headings, and the columns that it has."""

    headings: Mapping[str, str]
    meanings: frozenset[str]
    alone: bool = field(init=False)

    def __post_init__(self) -> None:
        self.alone = not {"account", "debit_account", "credit_account"} & self.meanings

    def kind(self, row: OddRow) -> RowKind:
        """What a row is."""
        if self._repeats_headings(row):
            return RowKind.REPEATED
        if is_opening(row):
            return RowKind.OPENING if row.amount else RowKind.TOTAL
        if row.day is None and is_total(row):
            return RowKind.TOTAL
        if not row.amount_texts and (is_total(row) or (not row["voucher"] and is_closing(row))):
            return RowKind.TOTAL
        if row.beyond:
            return RowKind.ENTRY
        if row.day is None and not row.has_figure and self.account_in(row):
            return RowKind.ACCOUNT
        if self._is_note(row):
            return RowKind.NOTE
        if row.day is None and not row["day"] and row.amount is not None and self._has_account(row):
            return RowKind.CONTINUED
        return RowKind.ENTRY

    def _has_account(self, row: OddRow) -> bool:
        return self.alone or any(row[m] for m in ("account", "debit_account", "credit_account"))

    def _repeats_headings(self, row: OddRow) -> bool:
        here = {m: folded(text) for m, text in row.by_meaning.items() if text}
        same = [m for m, text in here.items() if text == folded(self.headings.get(m, ""))]
        return len(same) > 1 and len(same) == len(here)

    @staticmethod
    def _is_note(row: OddRow) -> bool:
        """Whether a row tells something, and is no part of an entry."""
        if row.day or row.has_figure:
            return False
        return not (row["voucher"] and (row["account"] or row["debit_account"]))

    def account_in(self, row: OddRow) -> str | None:
        """The account that a row names as a heading: "4300 Kontorrekvisita", "Konto: 4300"."""
        match = _account_heading().fullmatch(" ".join(text for text in row.texts if text))
        if not match:
            return None
        is_named = match["name"] or match["word"] or self.alone
        return match["account"] if is_named or row["account"] == match["account"] else None


@cache
def _account_heading() -> re.Pattern[str]:
    named = "|".join(re.escape(word) for word in headings("ledger_row", "account"))
    return re.compile(
        rf"(?P<word>(?:{named})\b\.?\s*(?:nr|no)?\.?\s*[:.]?\s*)?"
        r"(?P<account>[0-9]{3,10})(?:[\s:.·–-]+(?P<name>[^\W\d_].*))?",
        re.IGNORECASE,
    )


def irregular_sql(has: Callable[..., bool]) -> str:
    """Which rows are out of the ordinary, so that Python must look at them.

    A row without a voucher, where the others have one, may be the sum of others. `has` says whether
    the sheet has a column of one of some meanings.
    """
    parts = ["day IS NULL", "amount IS NULL", "beyond <> ''"]
    parts += [f"{m}_text <> '' AND {m} IS NULL" for m in ("foreign_amount", "rate") if has(m)]
    if has("posted"):
        parts.append("posted IS NULL AND posted_text <> ''")
    if has("debit_account", "credit_account"):
        parts.append("debit_account = '' AND credit_account = ''")
    beside = "voucher" if has("voucher") else "account" if has("account") else None
    if beside:
        fields = ("text", "account", "voucher")
        named = " OR ".join(f"REGEXP_MATCHES(LOWER({m}), '{total_pattern()}')" for m in fields)
        parts.append(f"CASE WHEN {beside} = '' THEN {named} ELSE FALSE END")
    return " OR ".join(f"({part})" for part in parts)


def is_total(row: OddRow) -> bool:
    """Whether a row is called a sum ("Sum 1010"), and has no voucher beside it."""
    if row["voucher"] and not is_called_total(row["voucher"]):
        return False
    return any(map(is_called_total, filter(None, row.texts))) or is_closing(row)


def is_called_total(text: str) -> bool:
    """Whether a text calls its row a sum: "Sum 1010", "Total"."""
    return bool(leading_or_trailing_total(folded(text)) or words("row", "not_balance").fits(text))


def is_closing(row: OddRow) -> bool:
    """Whether a row is called a balance at the end, or what moved."""
    return any(map(_closing().match, (text.casefold() for text in row.texts)))


def is_opening(row: OddRow) -> bool:
    """Whether a row brings a balance forward."""
    pattern = _python_pattern("opening")
    return any(map(pattern.match, (text.casefold() for text in row.texts)))


@cache
def _closing() -> re.Pattern[str]:
    return _python_pattern("closing")


@cache
def _python_pattern(meaning: str) -> re.Pattern[str]:
    return re.compile(balance_pattern(meaning))


@cache
def balance_pattern(meaning: str) -> str:
    """A pattern for lower-case texts that are called a balance; the engine knows it as well.

    A long word may be followed by anything, a short one by no letters: "IB 2021", not "IB konsult".
    """
    every = sorted(map(folded, headings("ledger_row", meaning)), key=len, reverse=True)
    spaced = {word: word.replace(" ", "[ .:/]+") for word in every}
    long = "|".join(p for w, p in spaced.items() if len(w) >= _LONG_WORD)
    short = "|".join(p for w, p in spaced.items() if len(w) < _LONG_WORD)
    letters = "a-zæøåäöüéß"
    return f"^(?:(?:{long})(?:[^{letters}].*)?|(?:{short})[^{letters}]*)$"


@cache
def total_pattern() -> str:
    """A pattern for lower-case texts that may be called a sum: wider than what a sum is called."""
    every = [*headings("row", "total"), *headings("row", "not_balance")]
    every += [*headings("ledger_row", "closing"), *headings("ledger_row", "opening")]
    bare = {folded(word).removesuffix("*").replace(" ", "[^a-z]+") for word in every}
    return f"(?:^|[^a-zæøåäö])(?:{'|'.join(sorted(bare))})"
