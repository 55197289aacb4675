"""The picture "spending": cumulative spending against the plan and what is awarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from grantcalc.document import Picture
from grantcalc.language import sentence_list, shown_day, tr
from grantcalc.model import AwardStatus
from grantcalc.money import Money
from grantcalc.rendering.documents.figures import plain
from grantcalc.rendering.pictures.drawing import (
    BLACK,
    BLUE,
    EDGE,
    GREY,
    LIGHT,
    WHITE,
    WIDTH,
    Sheet,
    spread,
    text_width,
)
from grantcalc.rendering.pictures.scales import MoneyScale, Months
from grantcalc.rendering.pictures.words import currency_of, in_scope, percent, period_of
from grantcalc.report.funder import Curve, CurvePoint, FunderReport

_HEIGHT = 88.0
_TOP, _BOTTOM = 20.0, 75.0
_LINE = 3.6  # from one line of text to the next
_LEAST = 14.0
_SIZE, _SMALL = 8.0, 7.5
_TICKS = 6
_DASHED = (0, (5, 2))
_DOTTED = (0, (1, 1.5))


def spending_picture(report: FunderReport) -> Picture | None:
    """The curve of the report's project year, or of the whole project; None where it shows nothing."""
    curve = next(iter(in_scope(report.curves, report)), None)
    if curve is None or not any(amount for amount in _amounts_of(curve)):
        return None
    return _Spending(report, curve).picture()


def _amounts_of(curve: Curve) -> list[Money]:
    points = [point.amount for point in (*curve.spent, *curve.planned)]
    return [*points, *(amount for amount in (curve.award, curve.ceiling) if amount is not None)]


def _shown(amount: Money) -> str:
    return plain(amount.grouped)


@dataclass(frozen=True)
class _Label:
    """Two or three lines beside a place: what it is, and its amounts (bold where they matter most)."""

    y: float
    words: str
    amount: str
    bold: bool = False
    below: str = ""


def _width(label: _Label) -> float:
    """How wide a label is, in millimetres."""
    amount = text_width(label.amount, _SIZE, bold=label.bold)
    return max(text_width(label.words, _SIZE), amount, text_width(label.below, _SIZE))


@dataclass(frozen=True)
class _Spending:
    """A curve being drawn."""

    report: FunderReport
    curve: Curve

    # -- what it says

    @property
    def _now(self) -> CurvePoint:
        return self.curve.spent[-1]

    @property
    def _day(self) -> str:
        """The as-of date, or the end where that is before it."""
        return shown_day(self.report.as_of)

    def _title(self) -> str:
        spent, ceiling = _shown(self._now.amount), self.curve.ceiling
        if not ceiling:
            return tr("Spent by {day}: {spent}", day=self._day, spent=spent)
        return tr(
            "Spent by {day}: {spent} of {whole} ({share})",
            day=self._day,
            spent=spent,
            whole=_shown(ceiling),
            share=percent(self._now.amount.share_of(ceiling)),
        )

    def _caption(self) -> str:
        period = period_of(self.report, self.curve.period)
        return tr("Spending day by day, {period}", period=period)

    def _alt(self) -> str:
        """The same in sentences, for those who do not see it."""
        curve, sentences = self.curve, [f"{self._title()}."]
        if curve.planned_by_now is not None:
            planned = _shown(curve.planned_by_now)
            sentences.append(tr("Planned by then: {planned}.", planned=planned))
        if curve.planned:
            whole, end = _shown(curve.planned[-1].amount), shown_day(curve.planned[-1].day)
            sentences.append(tr("Planned by {day}: {planned}.", day=end, planned=whole))
        if curve.ceiling:
            words, whole = self._ceiling_words(), _shown(curve.ceiling)
            sentences.append(tr("{label}: {amount}.", label=words, amount=whole))
        sentences.append(tr("Amounts in {currency}.", currency=currency_of(self.report)))
        return " ".join([f"{self._caption()}.", *sentences])

    def _ceiling_words(self) -> str:
        """What the ceiling is made of."""
        grants = self.report.grants
        is_budgeted = {grant.status for grant in grants} == {AwardStatus.BUDGETED}
        if self.curve.other_money:
            return (
                tr("Budgeted grants and other money")
                if is_budgeted
                else tr("Awarded, with other money")
            )
        return tr("Budgeted grants") if is_budgeted else tr("Awarded")

    # -- where it stands

    @cached_property
    def _scale(self) -> MoneyScale:
        zero = Money.zero(self.report.currency)
        amounts = [zero, *_amounts_of(self.curve)]
        return MoneyScale(min(amounts), max(amounts), _BOTTOM, _TOP)

    @cached_property
    def _time(self) -> Months:
        """The days, with as much room at the right as the labels there need."""
        ticks = self._scale.round_amounts(_TICKS)
        left = max(text_width(tick.grouped, _SMALL) for tick in ticks) + EDGE + 2
        start = min(self.curve.start, *(point.day for point in self.curve.spent[1:]))
        end = self.curve.end
        others = self._ends()
        time = Months(start, end, left, WIDTH - EDGE - max([_LEAST, *map(_width, others)]) - 2)
        own = _width(self._own)
        if time(self._now.day) + 2.5 + own < time.right:
            return time
        return Months(start, end, left, WIDTH - EDGE - max([_LEAST, own, *map(_width, others)]) - 2)

    def _ends(self) -> list[_Label]:
        """The labels of the lines that go to the end: of both in one where they end in one place."""
        curve, ends = self.curve, []
        if curve.ceiling:
            words = self._ceiling_words()
            ends.append(_Label(self._scale(curve.ceiling), words, _shown(curve.ceiling)))
        if curve.planned:
            last = curve.planned[-1].amount
            if last == curve.ceiling:
                words = sentence_list([ends.pop().words, tr("planned")])
            else:
                words = tr("Planned")
            ends.append(_Label(self._scale(last), words, _shown(last)))
        return ends

    @cached_property
    def _own(self) -> _Label:
        """The label of what is spent."""
        planned, spent, below = self.curve.planned_by_now, self._now.amount, ""
        if planned is not None:
            below = tr("planned: {amount}", amount=_shown(planned))
        words = tr("Spent by {day}", day=self._day)
        return _Label(self._scale(spent), words, _shown(spent), bold=True, below=below)

    # -- drawing

    def picture(self) -> Picture:
        """The whole of it."""
        sheet = Sheet(_HEIGHT)
        below = tr(
            "Amounts in {currency}, {period}",
            currency=currency_of(self.report),
            period=period_of(self.report, self.curve.period),
        )
        sheet.head(self._title(), below)
        self._axes(sheet)
        self._lines(sheet)
        self._labels(sheet)
        caption, alt = self._caption(), self._alt()
        return Picture("spending", caption, alt, sheet.svg(caption, alt), sheet.png(caption, alt))

    def _axes(self, sheet: Sheet) -> None:
        time = self._time
        for amount in self._scale.round_amounts(_TICKS):
            y = self._scale(amount)
            is_zero = not amount
            sheet.line(
                [(time.left, y), (time.right, y)],
                colour=BLACK if is_zero else LIGHT,
                width=0.8 if is_zero else 0.5,
                behind=True,
            )
            sheet.text(time.left - 1.5, y, amount.grouped, size=_SMALL, at="right", colour=GREY)
        end = shown_day(self.curve.end)
        for x, above, under in time.marks(int((time.right - time.left) / 9)):
            sheet.line([(x, _BOTTOM), (x, _BOTTOM + 1.2)], width=0.6)
            if x + text_width(above, _SMALL) < time.right + 2:
                sheet.text(x + 0.4, _BOTTOM + 3, above, size=_SMALL, colour=GREY)
            if under and x + 8 < time.right - text_width(end, _SMALL):
                sheet.text(x + 0.4, _BOTTOM + 6.8, under, size=_SMALL, colour=GREY)
        sheet.line([(time.right, _TOP), (time.right, _BOTTOM + 5)], colour=GREY, width=0.6)
        sheet.text(time.right, _BOTTOM + 6.8, end, size=_SMALL, at="right", colour=GREY)
        if self.curve.period is None:
            self._years(sheet)

    def _years(self, sheet: Sheet) -> None:
        """The ends of the project years, within a curve of the whole project."""
        for period in self.report.periods:
            if period.end and period.end < self.curve.end:
                x = self._time(period.end)
                sheet.line([(x, _TOP), (x, _BOTTOM)], colour=LIGHT, width=0.8, behind=True)

    def _lines(self, sheet: Sheet) -> None:
        curve, time, scale = self.curve, self._time, self._scale
        if curve.ceiling:
            y = scale(curve.ceiling)
            sheet.line([(time.left, y), (time.right, y)], width=1.4)
        planned = [(time(point.day), scale(point.amount)) for point in curve.planned]
        sheet.line(planned, colour=GREY, width=1.2, dashes=_DASHED)
        steps = [(time(curve.spent[0].day), scale(curve.spent[0].amount))]
        for point in curve.spent[1:]:
            x = time(point.day)
            steps += [(x, steps[-1][1]), (x, scale(point.amount))]
        sheet.line(steps, colour=BLUE, width=2.2)
        x, y = steps[-1]
        sheet.line([(x, _TOP), (x, _BOTTOM)], width=0.7, dashes=_DOTTED)
        sheet.dot(x, y, filled=BLUE)
        if curve.planned_by_now is not None and self.report.as_of <= curve.end:
            sheet.dot(x, scale(curve.planned_by_now), filled=WHITE)

    def _labels(self, sheet: Sheet) -> None:
        labels, x = self._ends(), self._time(self._now.day)
        if x + 2.5 + _width(self._own) < self._time.right:
            self._within(sheet, self._own, x + 2.5)
        else:
            labels.append(self._own)
        self._at_right(sheet, labels, (x, self._own.y))

    def _within(self, sheet: Sheet, label: _Label, x: float) -> None:
        """The label of what is spent, right of its day, on the side of its line that the plan is not."""
        is_behind = (self.curve.planned_by_now or self._now.amount) >= self._now.amount
        top = label.y + 3 if is_behind else label.y - 3 * _LINE - 1
        self._write(sheet, label, x, min(max(top, _TOP + 3), _BOTTOM - 3 * _LINE), on_white=True)

    def _at_right(self, sheet: Sheet, labels: Sequence[_Label], now: tuple[float, float]) -> None:
        x = self._time.right + 2
        lines = 3 if any(label.below for label in labels) else 2
        gap = (lines + 0.6) * _LINE
        tops = spread([label.y for label in labels], gap, _TOP, _BOTTOM - _LINE)
        for label, top in zip(labels, tops, strict=True):
            self._write(sheet, label, x, top)
            if (label.bold and abs(top - now[1]) > 0.1) or (
                label.bold and now[0] < self._time.right
            ):
                sheet.line([now, (x - 0.5, top)], colour=GREY, width=0.5, behind=True)

    def _write(
        self, sheet: Sheet, label: _Label, x: float, y: float, *, on_white: bool = False
    ) -> None:
        sheet.text(x, y, label.words, on_white=on_white)
        sheet.text(x, y + _LINE, label.amount, bold=label.bold, on_white=on_white)
        if label.below:
            sheet.text(x, y + 2 * _LINE, label.below, colour=GREY, on_white=on_white)
