"""Days of a ledger's columns: plain ones in the engine, the other distinct texts once each in Python.

The order of a typed day's parts is decided by the columns as a whole, or declared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from grantcalc.config import LedgerTable
from grantcalc.errors import UnclearChoiceError, declaring
from grantcalc.language import mark, or_list, quoted, sentence_list, tr
from grantcalc.reading.days import Order, day_in

_ISO = r"^(\d{4}-\d{2}-\d{2})([ T][\d:.]+Z?)?$"
_NORDIC = r"^\d{1,2}\.\d{1,2}\.\d{4}$"
_COMPACT = r"^(19|20)\d{6}$"
_TIME = r"[ T]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp][Mm])?$"
_NO_DAYS = ("-", "00.00.0000", "0000-00-00", "0", "00000000")


def plain_day_sql(text: str) -> str:
    """A day as workbooks (ISO, with or without a time) and Nordic exports give it; else NULL."""
    iso = f"TRY_CAST(REGEXP_EXTRACT({text}, '{_ISO}', 1) AS DATE)"
    nordic = f"TRY_STRPTIME(REGEXP_EXTRACT({text}, '{_NORDIC}'), '%d.%m.%Y')"
    compact = f"TRY_STRPTIME(REGEXP_EXTRACT({text}, '{_COMPACT}'), '%Y%m%d')"
    return f"COALESCE({iso}, CAST({nordic} AS DATE), CAST({compact} AS DATE))"


def without_time_sql(text: str) -> str:
    """A text without the time of day at its end."""
    return f"REGEXP_REPLACE({text}, '{_TIME}', '')"


def no_day_sql(text: str) -> str:
    """A text, empty where it is what systems write for no date."""
    return f"CASE WHEN {text} IN ({', '.join(map(repr, _NO_DAYS))}) THEN '' ELSE {text} END"


@dataclass(frozen=True)
class DayTexts:
    """The texts that the engine could not read, as days, and how their order was decided."""

    days: Mapping[str, date]
    order: Order | None
    reason: str


def read_day_texts(file: str, texts: Collection[str], declared: LedgerTable) -> DayTexts:
    """The days of texts, in the one order that serves all of them.

    Raises:
        UnclearChoiceError: several orders would, and give other days; or none does.
    """
    readings: Mapping[str, Mapping[Order, date | None]]
    readings = {text: {order: day_in(text, order) for order in Order} for text in sorted(texts)}
    if declared.day_order:
        order = Order(declared.day_order)
        return _in_order(readings, order, tr("declared in grantcalc.toml"))
    readings = _with_steady_years(readings)
    readable = {t: r for t, r in readings.items() if any(r.values())}
    unequal = {t: r for t, r in readable.items() if _is_unequal(r)}
    if not unequal:
        reason = tr("every date can be read in one way only") if readable else tr("no typed dates")
        return _in_order(readings, Order.DAY_FIRST, reason, is_shown=bool(readable))
    possible = [order for order in Order if all(r[order] for r in unequal.values())]
    if len(possible) == 1:
        order = possible[0]
        proof = next((t for t, r in unequal.items() if sum(map(bool, r.values())) == 1), None)
        if proof is None:
            return _in_order(readings, order, tr(_ONLY_ORDER[order]))
        return _in_order(readings, order, tr(_ORDER_SHOWN[order], text=proof))
    raise _unclear(file, unequal, possible)


def _with_steady_years(
    readings: Mapping[str, Mapping[Order, date | None]],
) -> Mapping[str, Mapping[Order, date | None]]:
    """Without the year first, where that gives more years than another order does.

    One wrong day ("31/02/22") could else turn a whole column into days of 2003 to 2031.
    """
    years = {
        order: {day.year for r in readings.values() if (day := r[order]) and _is_unequal(r)}
        for order in Order
    }
    others = [len(years[o]) for o in Order if o is not Order.YEAR_FIRST and years[o]]
    if not others or len(years[Order.YEAR_FIRST]) <= min(others):
        return readings
    return {
        text: {**r, Order.YEAR_FIRST: None} if _is_unequal(r) else r for text, r in readings.items()
    }


def _is_unequal(orders: Mapping[Order, date | None]) -> bool:
    return len(set(orders.values())) > 1


_ORDER_SHOWN = {
    Order.DAY_FIRST: mark('the day comes first, as "{text}" shows'),
    Order.MONTH_FIRST: mark('the month comes first, as "{text}" shows'),
    Order.YEAR_FIRST: mark('the year comes first, as "{text}" shows'),
}
_ONLY_ORDER = {
    Order.DAY_FIRST: mark("the day comes first, the only order in which all can be read"),
    Order.MONTH_FIRST: mark("the month comes first, the only order in which all can be read"),
    Order.YEAR_FIRST: mark("the year comes first, the only order in which all can be read"),
}


def _in_order(
    readings: Mapping[str, Mapping[Order, date | None]],
    order: Order,
    reason: str,
    *,
    is_shown: bool = True,
) -> DayTexts:
    days = {text: day for text, orders in readings.items() if (day := orders[order])}
    return DayTexts(days, order if is_shown else None, reason)


def _unclear(
    file: str, unequal: Mapping[str, Mapping[Order, date | None]], possible: list[Order]
) -> UnclearChoiceError:
    declare = tr(
        '{declare} day_order = "dmy" (day first), "mdy" or "ymd"', declare=declaring("ledger")
    )
    if possible:
        text, orders = next((t, r) for t, r in unequal.items() if len({r[o] for o in possible}) > 1)
        days = or_list([str(orders[order]) for order in possible])
        return UnclearChoiceError(
            tr(
                '{file}: the date "{text}" may be {days}, and no other date shows the order; '
                "{declare}",
                file=file,
                text=text,
                days=days,
                declare=declare,
            )
        )
    proofs = [
        next((t for t, r in unequal.items() if [o for o in Order if r[o]] == [order]), None)
        for order in Order
    ]
    shown = sentence_list([quoted(text) for text in proofs if text])
    return UnclearChoiceError(
        tr(
            "{file}: its dates stand in different orders ({shown}); {declare}",
            file=file,
            shown=shown,
            declare=declare,
        )
    )
