"""Sentences to statements: which quantity is what, by the words that stand nearest to it.

A word names the nearest quantity that no other quantity parts it from, and each quantity is named
once: in "Vi har brukt 364321 av 700000" the first is what is spent, and what it is part of is what
was awarded. A number that nothing names is not guessed at but listed as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import cast

from grantcalc.finding import Quote
from grantcalc.language import tr
from grantcalc.money import Money
from grantcalc.reading.decimal_marks import decimal_marks
from grantcalc.reading.documents.account_tables import stated_in_table, unread_texts
from grantcalc.reading.documents.passages import ReadDocument, Sentence
from grantcalc.reading.documents.phrases import Found, ends_with, find, has, starts_with
from grantcalc.reading.documents.quantities import (
    Quantity,
    What,
    is_bound,
    is_per_month,
    mark_of_money,
    quantities,
)
from grantcalc.reading.grid import Grid
from grantcalc.reading.numbers import Mark
from grantcalc.report.verification import ReportKind, Statement, StatementKind, UnreadNumber
from grantcalc.words import folded

#: A word that stands behind its quantity is a little farther from it than one before it.
_BEHIND = 3
_OTHER_CLAUSE = 40
_NOUN_ALONE = 25
_FARTHEST = 90
_COMMA = re.compile(r"[,;:(–]|\bsom\b", re.I)
_SHARE_BEFORE = re.compile(r"%\s*(?:er|var|is|was|är)?\s*$", re.I)
_CONJUNCTION = re.compile(
    r"\b(?:og|och|and|men|but|mens|medan|while|hvorav|kvarav|whereof)\b", re.I
)
_MONEY_KINDS = (
    "awarded", "applied", "received", "spent", "remaining", "committed", "available", "repay",
    "own_contribution", "total_budget", "expenditure", "income", "grant",
)  # fmt: skip


@dataclass
class Stated:
    """What a document states, and the numbers of it that nothing could be made of."""

    kind: ReportKind | None = None
    statements: list[Statement] = field(default_factory=list)
    unread: list[UnreadNumber] = field(default_factory=list)
    mentions: dict[str, Quote] = field(default_factory=dict)


@dataclass(frozen=True)
class _Named:
    """A quantity with the word that says what it is."""

    quantity: Quantity
    kind: str
    word: Found | None


def statements_of(
    document: ReadDocument,
    currency: str,
    lines: Sequence[str] = (),
    tables: Sequence[Grid] = (),
) -> Stated:
    """What the sentences of a document and some of its tables state; `lines` are budget lines' labels."""
    sentences = list(document.sentences())
    mark = _decimal_mark(sentences)
    reader = _Reader(currency, mark, {folded(line): line for line in lines if len(line) > 3})
    stated = Stated(kind=report_kind(sentences))
    for sentence in sentences:
        reader.read(sentence, stated)
        _note_mentions(sentence, stated)
    for grid in tables:
        found = stated_in_table(grid, currency)
        stated.statements += found.statements
        stated.unread += [*found.unread, *unread_texts(grid)]
    stated.statements = list(_with_days(_with_topics(stated.statements, sentences), sentences))
    return stated


def _decimal_mark(sentences: Sequence[Sentence]) -> Mark | None:
    digits = (m for s in sentences for m in re.findall(r"\d[\d .,']*\d", s.text))
    marks = decimal_marks(digits)
    if marks.comma or marks.point:
        return marks.decided
    return mark_of_money("\n".join(sentence.text for sentence in sentences))


def report_kind(sentences: Sequence[Sentence]) -> ReportKind | None:
    """Whether a report is a status report or a final one, by the first words that say it."""
    for sentence in sentences[:40]:
        found = find("report", sentence.text)
        if found:
            return "final" if found[0].meaning == "final" else "status"
    return None


def _note_mentions(sentence: Sentence, stated: Stated) -> None:
    """Remembers where the report tells of its accounts as attached, and of an auditor."""
    text = sentence.text
    whole = Quote(sentence=text, start=0, end=len(text))
    if has("mention", "accounts", text) and has("mention", "attached", text):
        stated.mentions.setdefault("accounts", whole)
    if has("mention", "auditor", text):
        stated.mentions.setdefault("auditor", whole)


def _with_topics(
    statements: Sequence[Statement], sentences: Sequence[Sentence]
) -> Iterator[Statement]:
    """Statements of a rest with what it is left of: in a paragraph on own work, of own work."""
    paragraphs = {(s.text, s.at): s.paragraph for s in sentences}
    topic: tuple[int, StatementKind | None] = (-1, None)
    for statement in statements:
        number = paragraphs.get((statement.quote.sentence, statement.at), -1)
        if number != topic[0]:
            topic = (number, None)
        if statement.kind in ("own_contribution", "spent", "awarded"):
            topic = (number, statement.kind)
        is_own = statement.kind == "remaining" and topic[1] == "own_contribution"
        yield statement.model_copy(update={"of": "own_contribution"}) if is_own else statement


def _with_days(
    statements: Iterable[Statement], sentences: Sequence[Sentence]
) -> Iterator[Statement]:
    """Statements with the last day that counts: their own, else that of their paragraph, else the report's.

    The report's is the one that it states; where it states several, a figure without a day has none.
    """
    statements = list(statements)
    days = {s.first for s in statements if s.kind == "as_of" and s.first}
    alone = days.pop() if len(days) == 1 else None
    paragraphs = {(s.text, s.at): s.paragraph for s in sentences}
    nearest: dict[int, date] = {}
    for statement in statements:
        number = paragraphs.get((statement.quote.sentence, statement.at), -1)
        if statement.kind == "as_of" and statement.first:
            nearest[number] = statement.first
        is_daily = statement.amount is not None or statement.kind in ("hours", "share")
        if is_daily and statement.as_of is None:
            yield statement.model_copy(update={"as_of": nearest.get(number, alone)})
        else:
            yield statement


@dataclass(frozen=True)
class _Reader:
    """What the sentences of one document are read by."""

    currency: str
    mark: Mark | None
    lines: Mapping[str, str]

    def read(self, sentence: Sentence, stated: Stated) -> None:
        """Adds what a sentence states, and the numbers in it that are not understood."""
        text = sentence.text
        if not any(map(str.isdigit, text)) and not any(_spelt_years(text)):
            return
        found = quantities(text, self.mark)
        as_of = self._as_of(sentence, found)
        if as_of:
            stated.statements.append(as_of)
        named = {n.quantity: n for n in _named(text, found)}
        years = find("year", text)
        for spelt in named.values():
            if spelt.quantity not in found:
                stated.statements.append(self._statement(sentence, spelt))
        for quantity in found:
            if quantity.what is What.ORDINAL:
                continue
            if as_of and as_of.quote.start <= quantity.start < as_of.quote.end:
                continue
            one = named.get(quantity)
            reason = quantity.reason or self._why_not(text, quantity, one)
            if reason or one is None:
                stated.unread.append(_unread(sentence, quantity, reason))
                continue
            statement = self._statement(sentence, one)
            if statement.amount is not None:
                statement = statement.model_copy(
                    update={
                        "as_of": as_of.first if as_of else None,
                        "year": _year(years, quantity),
                    }
                )
            stated.statements.append(statement)

    def _why_not(self, text: str, quantity: Quantity, named: _Named | None) -> str:
        if named is None:
            return tr("no word beside it says what it is")
        if is_bound(text, quantity.start, quantity.end):
            return tr("it is a bound, not a figure")
        if named.kind in ("spent", "remaining") and has("connect", "expect", text):
            return tr("it is an expectation")
        if named.kind in ("spent", "remaining", "committed") and self._part(text, named):
            return "" if self._line(text) else tr("it is about a part of the costs")
        if named.kind == "share" and self._part(text, named):
            return tr("it is about a part of the costs")
        return ""

    def _line(self, text: str) -> str | None:
        """The budget line that a sentence names; the longest of several."""
        plain = f" {folded(text)} "
        fitting = [label for label in self.lines if f" {label} " in plain]
        return self.lines[max(fitting, key=len)] if fitting else None

    def _part(self, text: str, named: _Named) -> bool:
        """Whether a figure is about a part of the costs: "21 000 kr på reiser", "60 % brukt til lønn"."""
        quantity, word = named.quantity, named.word
        behind = [text[quantity.end :]]
        if word and word.end > quantity.end:
            behind.append(text[word.end :])
        elif word:  # "brukt til lønn (450 000 kr)"
            behind.append(text[word.end : quantity.start])
        return any(map(self._is_scoped, behind))

    def _is_scoped(self, after: str) -> bool:
        """Whether what stands behind a figure or its word says what part of the costs it is about."""
        scope = starts_with("connect", "scope", after)
        if not scope:
            return False
        rest = after[scope.end() :].lstrip()
        is_whole = starts_with("connect", "whole", rest) or not rest or rest[0].isdigit()
        return not is_whole and not has("connect", "whole", " ".join(rest.split()[:2]))

    def _as_of(self, sentence: Sentence, found: Sequence[Quantity]) -> Statement | None:
        """The last day that the sentence's figures count, if it states one."""
        for quantity in found:
            before = sentence.text[: quantity.start]
            if quantity.what is What.DAY and (word := ends_with("connect", "as_of", before)):
                quote = Quote(sentence=sentence.text, start=word.start(), end=quantity.end)
                day = quantity.first
                return Statement(kind="as_of", at=sentence.at, quote=quote, first=day, last=day)
        return None

    def _statement(self, sentence: Sentence, named: _Named) -> Statement:
        quantity, text = named.quantity, sentence.text
        kind = "awarded" if named.kind == "grant" else named.kind
        start = min(quantity.start, named.word.start if named.word else quantity.start)
        end = max(quantity.end, named.word.end if named.word else quantity.end)
        statement = Statement(
            kind=cast("StatementKind", kind),
            at=sentence.at,
            quote=Quote(sentence=text, start=start, end=end),
            step=quantity.step,
        )
        if quantity.what in (What.DAY, What.SPAN):
            return statement.model_copy(
                update={
                    "first": quantity.first,
                    "last": quantity.last,
                    "is_years": quantity.bare,
                }
            )
        if kind in ("hours", "persons", "years", "rate", "share"):
            of = named.word.meaning if kind == "share" and named.word else None
            monthly = kind == "hours" and named.word is not None
            return statement.model_copy(
                update={
                    "number": quantity.value,
                    "to": quantity.to,
                    "of": of,
                    "is_monthly": monthly,
                }
            )
        amount = Money.nearest(quantity.value or 0, self.currency)
        line = self._line(text) if self._part(text, named) else None
        of = "spent" if kind == "own_contribution" and _is_delivered(text, named) else None
        return statement.model_copy(update={"amount": amount, "line": line, "of": of})


def _is_delivered(text: str, named: _Named) -> bool:
    """Whether own work is told of as done, not as promised: "det er levert ... til en verdi av"."""
    is_whole = named.word is not None and named.word.end == named.quantity.start
    return not is_whole and has("connect", "delivered", text[: named.quantity.start])


def _unread(sentence: Sentence, quantity: Quantity, reason: str) -> UnreadNumber:
    text = sentence.text[quantity.start : quantity.end].strip(" :.")
    return UnreadNumber(text=text, at=sentence.at, sentence=sentence.text, reason=reason)


def _year(years: Sequence[Found], quantity: Quantity) -> int | None:
    """The project year that a sentence names nearest to a quantity."""
    if not years:
        return None
    distance = {y: min(abs(y.start - quantity.end), abs(quantity.start - y.end)) for y in years}
    return int(min(years, key=lambda year: distance[year]).meaning)


# -- which word names which quantity


def _named(text: str, found: Sequence[Quantity]) -> Iterator[_Named]:
    """Each quantity that the sentence says something of, with what that is."""
    money = [q for q in found if q.what is What.MONEY and not q.reason]
    yield from _rates(money)
    plain = [q for q in money if not q.hourly]
    words = [word for w in find("kind", text) if (word := _unless_negated(text, w))]
    names = dict(_matched(text, plain, words))
    for i, quantity in enumerate(plain):
        if quantity in names:
            yield _Named(quantity, names[quantity].meaning, names[quantity])
        elif i and plain[i - 1] in names and (of := _is_of(text, plain[i - 1], quantity)):
            part = names[plain[i - 1]].meaning
            kind = part if part == "own_contribution" else "awarded"
            yield _Named(quantity, kind, Found(kind, of, quantity.start))
    yield from _counts(text, found)
    yield from _spans(text, found)


def _rates(money: Sequence[Quantity]) -> Iterator[_Named]:
    for quantity in money:
        if quantity.hourly:
            yield _Named(quantity, "rate", None)


def _unless_negated(text: str, word: Found) -> Found | None:
    """A word that "not" stands before: what is not spent remains, anything else says nothing."""
    before = " ".join(text[: word.start].split()[-3:])
    negated = find("connect", before)
    if not any(found.meaning == "not" for found in negated) or word.meaning == "remaining":
        return word
    return replace(word, meaning="remaining") if word.meaning == "spent" else None


def _matched(
    text: str, money: Sequence[Quantity], words: Sequence[Found]
) -> Iterator[tuple[Quantity, Found]]:
    """Pairs of a quantity and a word, the nearest first; each is used once."""
    pairs = sorted(
        (
            (cost, quantity.start, word.start, quantity, word)
            for quantity in money
            for word in words
            if word.meaning in _MONEY_KINDS
            and (cost := _distance(text, quantity, word, money)) is not None
        ),
        key=lambda pair: pair[:3],
    )
    named: set[Quantity] = set()
    used: set[Found] = set()
    for _, _, _, quantity, word in pairs:
        if quantity not in named and word not in used:
            named.add(quantity)
            used.add(word)
            yield quantity, word


def _distance(
    text: str, quantity: Quantity, word: Found, others: Sequence[Quantity]
) -> float | None:
    """How far a word is from a quantity; None where it is too far, or one of `others` is between."""
    is_behind = word.start >= quantity.end
    start, end = (quantity.end, word.start) if is_behind else (word.end, quantity.start)
    if end < start:
        return None
    between = text[start:end]
    if any(start <= other.start < end for other in others) or ";" in between:
        return None
    if is_behind and quantity.what is What.MONEY and _SHARE_BEFORE.search(between):
        return None  # "av 750 000 er 60 % brukt" says that the share is, not the amount
    cost: float = len(between.strip())
    cost += _BEHIND if is_behind else 0
    if _CONJUNCTION.search(between) or (is_behind and _COMMA.search(between)):
        cost += _OTHER_CLAUSE
    if word.meaning == "grant":
        cost += _NOUN_ALONE
    return cost if cost <= _FARTHEST else None


def _is_of(text: str, part: Quantity, whole: Quantity) -> int | None:
    """Where "of" stands between a part and its whole: "364321 av 700000"."""
    between = text[part.end : whole.start]
    of = ends_with("connect", "of", between)
    return part.end + of.start() if of and len(between) <= _FARTHEST else None


# -- what is not money


def _counts(text: str, found: Sequence[Quantity]) -> Iterator[_Named]:
    """Hours, persons, numbers of years and shares."""
    shares = [quantity for quantity in found if quantity.what is What.PERCENT]
    for quantity in found:
        if quantity.reason:
            continue
        if quantity.what is What.HOURS:
            yield _Named(quantity, "hours", _monthly(text, quantity))
        elif quantity.what is What.PERSONS:
            yield _Named(quantity, "persons", None)
        elif quantity.what is What.YEARS and _says_years(text, quantity):
            yield _Named(quantity, "years", None)
        elif quantity.what is What.PERCENT and (of := _share_of(text, quantity, shares)):
            yield _Named(quantity, "share", of)
    if not any(q.what is What.YEARS for q in found):
        yield from _spelt_years(text)


def _monthly(text: str, quantity: Quantity) -> Found | None:
    return (
        Found("monthly", quantity.start, quantity.end) if is_per_month(text, quantity.end) else None
    )


def _says_years(text: str, quantity: Quantity) -> bool:
    """Whether so many years are the project's or the award's: "1-årig", "2 years" of a project."""
    words = text[quantity.start : quantity.end].casefold()
    return (
        "årig" in words
        or "åri" in words
        or has("number", "years", text)
        or bool(find("span", text))
    )


def _spelt_years(text: str) -> Iterator[_Named]:
    """A number of years in letters: "toårig prosjekt"."""
    for word in find("counted", text):
        spelt = text[word.start : word.end].casefold()
        if re.search(r"år|year", spelt):
            quantity = Quantity(What.YEARS, word.start, word.end, Decimal(word.meaning))
            yield _Named(quantity, "years", None)


def _share_of(text: str, quantity: Quantity, shares: Sequence[Quantity]) -> Found | None:
    """What a percentage is a share of."""
    words = [
        w for w in find("kind", text) if w.meaning in ("spent", "remaining", "own_contribution")
    ]
    distances = {w: _distance(text, quantity, w, shares) for w in words}
    near = [w for w in words if distances[w] is not None]
    return min(near, key=lambda w: distances[w] or 0) if near else None


def _spans(text: str, found: Sequence[Quantity]) -> Iterator[_Named]:
    """Spans and days of the project or of its year."""
    words = find("span", text)
    for quantity in found:
        if quantity.what not in (What.DAY, What.SPAN) or quantity.reason:
            continue
        allowed = (
            ("start", "end") if quantity.what is What.DAY else ("project_year", "project_period")
        )
        near = [
            (distance, word)
            for word in words
            if word.meaning in allowed
            and (distance := _distance(text, quantity, word, ())) is not None
        ]
        if near:
            word = min(near, key=lambda pair: pair[0])[1]
            yield _Named(quantity, word.meaning, word)
