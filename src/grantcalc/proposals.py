"""Proposes mapping rules for the entries that fit none: from what is mapped already, and from words.

A proposal is for a person to accept. It never applies itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grantcalc.config import MappingRule, toml_text
from grantcalc.judging.unmapped import Unmapped
from grantcalc.language import plural, tr
from grantcalc.ledger import Ledger
from grantcalc.model import Budget, Kind, LedgerEntry, Side
from grantcalc.money import Money

#: Words of labels that say nothing of what a cost is for.
_EMPTY_WORDS = frozenset(
    ["kostnad", "utgift", "diverse", "andre", "annet", "annen", "øvrig", "øvrige", "andra", "övrig", "övriga",
     "other", "others", "various", "sonstige", "cost", "costs", "expense", "expenses", "drift", "prosjekt",
     "projekt", "project", "samt", "ikke", "till", "from", "with"]
)  # fmt: skip
#: Endings of Nordic, English and German nouns, the longest first; what is left must be four letters.
_ENDINGS = (
    "kostnadene", "kostnader", "utgifter", "kostnad", "utgift", "erne", "arne", "orna", "arna", "ene", "ane",
    "ing", "ning", "ets", "ens", "er", "ar", "or", "en", "et", "es", "e", "a", "s", "r",
)  # fmt: skip
_LEAST_STEM = 4
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_PROPOSALS = 40
_EXAMPLES_LEFT = 20


@dataclass(frozen=True)
class Proposal:
    """A rule that may be added, with what it would take of the entries that fit none.

    `fits_too` are the labels of other lines that the entries may belong to as well.
    """

    rule: MappingRule
    why: str
    entries: int
    amount: Money
    examples: tuple[LedgerEntry, ...]
    fits_too: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposals:
    """The rules that may be added, the best first, and the entries that fit none of these either."""

    rules: tuple[Proposal, ...]
    left: int
    left_amount: Money
    left_first: tuple[LedgerEntry, ...]


@dataclass(frozen=True)
class _Candidate:
    """A rule to try, and how sure it is: 0 is what is mapped already, 1 an account's name, 2 a word."""

    rank: int
    rule: MappingRule
    why: str
    fits_too: tuple[str, ...] = ()


def propose(ledger: Ledger, budget: Budget) -> Proposals:
    """Rules for what the ledger's last summary counted on no budget line."""
    lines = {
        i: line.label
        for i, line in enumerate(budget.lines)
        if line.side is Side.EXPENDITURE and line.kind is Kind.CASH
    }
    unmapped = ledger.unmapped()
    candidates = [
        *_by_value(unmapped, ledger.dimensions, lines),
        *_by_account_name(unmapped, ledger.dimensions, lines),
        *_by_word(unmapped, lines),
    ]
    found: list[Proposal] = []
    waiting = sorted(candidates, key=lambda c: (c.rank, -unmapped.count(c.rule), c.rule.line or ""))
    while waiting and len(found) < _MOST_PROPOSALS:
        candidate, *waiting = waiting
        others = [
            (index, c.rule) for index, c in enumerate(waiting) if c.rule.line != candidate.rule.line
        ]
        taken = unmapped.take(candidate.rule, others)
        if taken.entries:
            also = [waiting[index].rule.line or "" for index in taken.others]
            found.append(
                Proposal(
                    candidate.rule,
                    candidate.why,
                    taken.entries,
                    Money(taken.amount, ledger.currency),
                    ledger.numbered(taken.first),
                    tuple(dict.fromkeys([*candidate.fits_too, *also])),
                )
            )
    left = unmapped.left(_EXAMPLES_LEFT)
    return Proposals(
        tuple(found),
        left.entries,
        Money(left.amount, ledger.currency),
        ledger.numbered(left.first),
    )


def _by_value(
    unmapped: Unmapped, dimensions: Sequence[str], lines: Mapping[int, str]
) -> Iterator[_Candidate]:
    """Values that mapped entries have too: all of those with the value are on one line."""
    kinds = [("account", "account"), ("supplier", "supplier")]
    kinds += [(f"dimension_{i}", name) for i, name in enumerate(dimensions)]
    for column, name in kinds:
        by_line: dict[int, list[str]] = {}
        mapped: dict[int, int] = {}
        seen_lines = set()
        for value in unmapped.values(column):
            seen_lines |= set(value.lines)
            if len(value.lines) == 1:
                ((line, count),) = value.lines.items()
                by_line.setdefault(line, []).append(value.value)
                mapped[line] = mapped.get(line, 0) + count
        if column not in ("account", "supplier") and len(seen_lines) < 2:
            continue  # a dimension in which every entry is alike tells no lines apart
        for line, values in by_line.items():
            # "10-20" as an account would be read as a range.
            plain = [v for v in values if column != "account" or "-" not in v]
            if line in lines and plain:
                why = _all_on_that_line(column, name, mapped[line])
                yield _Candidate(0, _rule(lines[line], column, name, plain), why)


def _all_on_that_line(column: str, name: str, mapped: int) -> str:
    if column == "account":
        return plural(
            "all {count} mapped entry with this account are on that line",
            "all {count} mapped entries with this account are on that line",
            mapped,
        )
    if column == "supplier":
        return plural(
            "all {count} mapped entry with this supplier are on that line",
            "all {count} mapped entries with this supplier are on that line",
            mapped,
        )
    return plural(
        "all {count} mapped entry with this {column} are on that line",
        "all {count} mapped entries with this {column} are on that line",
        mapped,
        column=name,
    )


def _rule(line: str, column: str, name: str, values: Sequence[str]) -> MappingRule:
    if column in ("account", "supplier"):
        key = "accounts" if column == "account" else "supplier"
        return MappingRule.model_validate({"line": line, key: list(values)})
    return MappingRule.model_validate({"line": line, "dimensions": {name: list(values)}})


def _by_account_name(
    unmapped: Unmapped, dimensions: Sequence[str], lines: Mapping[int, str]
) -> Iterator[_Candidate]:
    """Accounts whose name holds a word of one line's label."""
    stems = {line: _stems(label) for line, label in lines.items()}
    for i, name in enumerate(dimensions):
        if not name.casefold().startswith(("konto", "art", "account")):
            continue
        by_lines: dict[tuple[int, ...], list[str]] = {}
        for account, called in unmapped.account_names(f"dimension_{i}").items():
            words = [word.casefold() for word in _WORD.findall(called)]
            fit = tuple(n for n, of in stems.items() if any(s in w for s in of for w in words))
            if fit and "-" not in account:
                by_lines.setdefault(fit, []).append(account)
        for fit, accounts in by_lines.items():
            rule = _rule(lines[fit[0]], "account", "account", accounts)
            why = tr("the account's name holds a word of the line's")
            yield _Candidate(1, rule, why, tuple(lines[n] for n in fit[1:]))


def _by_word(unmapped: Unmapped, lines: Mapping[int, str]) -> Iterator[_Candidate]:
    """Words of lines' labels that stand in the texts of entries."""
    words = unmapped.words()
    stems = {line: _stems(label) for line, label in lines.items()}
    by_lines: dict[tuple[int, ...], list[str]] = {}
    for stem in sorted({stem for of in stems.values() for stem in of}, key=lambda s: (-len(s), s)):
        if any(stem in word for word in words):
            fit = tuple(line for line, of in stems.items() if stem in of)
            by_lines.setdefault(fit, []).append(stem)
    for fit, of in by_lines.items():
        # A word of two lines' labels decides for neither: it comes last, and names both.
        rule = MappingRule.model_validate({"line": lines[fit[0]], "text": of})
        yield _Candidate(
            2 if len(fit) == 1 else 3,
            rule,
            tr("the text holds a word of the line's label"),
            tuple(lines[line] for line in fit[1:]),
        )


def _stems(label: str) -> tuple[str, ...]:
    """The words of a label that say what a cost is for, without their endings."""
    found = []
    for word in (word.casefold() for word in _WORD.findall(label)):
        stem = _stem(word)
        if len(stem) >= _LEAST_STEM and word not in _EMPTY_WORDS and stem not in _EMPTY_WORDS:
            found.append(stem)
    return tuple(dict.fromkeys(found))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word.removesuffix(ending)
    return word


def as_toml(rule: MappingRule) -> str:
    """A rule as it is written in grantcalc.toml."""
    rows = ["[[mapping]]", f"line = {toml_text(rule.line or '')}"]
    for key, values in (
        ("accounts", rule.accounts),
        ("supplier", rule.supplier),
        ("text", rule.text),
    ):
        if values:
            rows.append(f"{key} = {_list(values)}")
    if rule.dimensions:
        named = ", ".join(f"{toml_text(k)} = {_list(v)}" for k, v in rule.dimensions.items())
        rows.append(f"dimensions = {{ {named} }}")
    return "\n".join(rows)


def _list(values: Sequence[str]) -> str:
    return toml_text(values[0]) if len(values) == 1 else f"[{', '.join(map(toml_text, values))}]"
