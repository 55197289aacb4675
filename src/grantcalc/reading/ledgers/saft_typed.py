"""A SAF-T file's texts as days, periods and amounts, in the engine's language; faults in words."""

from __future__ import annotations

from grantcalc.language import tr
from grantcalc.reading.ledgers.saft import RawAuditFile

#: xs:date and xs:dateTime, with or without a time zone; the day is the day that is written.
_DAY = r"^(\d{4}-\d{2}-\d{2})(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?$"

#: Where the engine puts a value into a message: no message holds these by itself.
_TEXT, _YEAR = "\x01", "\x02"


def amount_sql(text: str, digits: int) -> str:
    """An xs:decimal in minor units; NULL if it is none, is too large, or has more decimals than those."""
    decimals = f"(\\.\\d{{0,{digits}}}0*)?"
    number = f"TRY_CAST({text} AS DECIMAL(38, {digits}))"
    return (
        f"CASE WHEN REGEXP_FULL_MATCH({text}, '[+-]?\\d{{1,13}}{decimals}') "
        f"THEN CAST({number} * {10**digits} AS BIGINT) END"
    )


def _day_sql(text: str) -> str:
    return f"TRY_CAST(REGEXP_EXTRACT({text}, '{_DAY}', 1) AS DATE)"


def _decimal_sql(text: str, kind: str) -> str:
    """An exact decimal of a column's type; NULL if it is none, or has decimals beyond it."""
    exact = f"TRY_CAST({text} AS DECIMAL(38, 16))"
    return (
        f"CASE WHEN REGEXP_FULL_MATCH({text}, '[+-]?\\d+(\\.\\d*)?') "
        f"AND TRY_CAST({text} AS {kind}) = {exact} THEN TRY_CAST({text} AS {kind}) END"
    )


def _suppliers_sql(raw: RawAuditFile) -> str:
    """The suppliers' and customers' names, where the file has them."""
    parts = (
        f"SELECT id, MIN(name) AS name, '{kind}' AS kind FROM {raw.table(kind)} "
        "WHERE id <> '' AND name <> '' GROUP BY id"
        for kind in ("supplier", "customer")
    )
    return " UNION ALL ".join(parts)


def typed_lines_sql(raw: RawAuditFile, digits: int) -> str:
    """The query of a file's lines with the columns of an entry, and `fault`: why it cannot be one.

    A cost's line seldom names the supplier; where its voucher's lines name one and no other, that is it.
    """
    posted = "CASE WHEN v.posted <> '' THEN v.posted ELSE v.entered END"
    return f"""
        WITH party AS ({_suppliers_sql(raw)}),
        only_supplier AS (
            SELECT voucher, MIN(supplier) AS id FROM {raw.table("line")} WHERE supplier <> ''
            GROUP BY voucher HAVING COUNT(DISTINCT supplier) = 1
        ), texts AS (
            SELECT l.line, l.row, l.voucher AS number, l.account, l.document, l.debit, l.credit,
                   COALESCE(v.id, '') AS voucher,
                   CASE WHEN l.text <> '' THEN l.text ELSE COALESCE(v.text, '') END AS text,
                   COALESCE(v.day, '') AS day, COALESCE({posted}, '') AS posted,
                   COALESCE(v.period, '') AS period, COALESCE(v.year, '') AS year,
                   CASE WHEN l.customer <> '' AND l.supplier = '' THEN 'customer' ELSE 'supplier'
                   END AS party_kind,
                   COALESCE(NULLIF(l.supplier, ''), NULLIF(l.customer, ''), NULLIF(v.supplier, ''),
                            o.id, '') AS party_id,
                   l.debit_currency || l.credit_currency AS foreign_currency,
                   l.debit_foreign, l.credit_foreign, l.debit_rate || l.credit_rate AS rate_text
            FROM {raw.table("line")} AS l
            LEFT JOIN {raw.table("voucher")} AS v ON v.voucher = l.voucher
            LEFT JOIN only_supplier AS o ON o.voucher = l.voucher
        ), typed AS (
            SELECT t.* EXCLUDE (day, posted, period, text, party_kind, party_id),
                   day AS day_text, posted AS posted_text, period AS period_text,
                   REGEXP_REPLACE(text, '\\s+', ' ', 'g') AS text,
                   COALESCE(party.name, party_id) AS supplier,
                   {_day_sql("day")} AS day, {_day_sql("posted")} AS posted,
                   {_period_sql()} AS period,
                   {amount_sql("debit", digits)} AS debit_minor,
                   {amount_sql("credit", digits)} AS credit_minor,
                   {_decimal_sql("debit_foreign", "DECIMAL(18,4)")} AS foreign_debit,
                   {_decimal_sql("credit_foreign", "DECIMAL(18,4)")} AS foreign_credit,
                   {_decimal_sql("rate_text", "DECIMAL(18,8)")} AS rate
            FROM texts AS t LEFT JOIN party ON party.id = party_id AND party.kind = party_kind
        )
        SELECT *, COALESCE(debit_minor, 0) - COALESCE(credit_minor, 0) AS amount,
               CASE WHEN foreign_debit IS NOT NULL OR foreign_credit IS NOT NULL
               THEN COALESCE(foreign_debit, 0) - COALESCE(foreign_credit, 0) END AS foreign_amount,
               {_fault_sql()} AS fault
        FROM typed"""


def _period_sql() -> str:
    """The accounting period as year and month; NULL where the file gives none."""
    return (
        "CASE WHEN REGEXP_FULL_MATCH(year, '\\d{4}') AND REGEXP_FULL_MATCH(period, '\\d{1,2}') "
        "THEN CAST(year AS INTEGER) * 100 + CAST(period AS INTEGER) END"
    )


def _fault_sql() -> str:
    """Why a line cannot be an entry, in words; NULL where it can."""
    unreadable = {
        "debit": (
            "debit_minor",
            tr('"{text}" is no amount with the decimals of the currency (DebitAmount)', text=_TEXT),
        ),
        "credit": (
            "credit_minor",
            tr(
                '"{text}" is no amount with the decimals of the currency (CreditAmount)', text=_TEXT
            ),
        ),
        "posted_text": ("posted", tr('"{text}" is no date (GLPostingDate)', text=_TEXT)),
        "debit_foreign": (
            "foreign_debit",
            tr('"{text}" is no amount (CurrencyAmount)', text=_TEXT),
        ),
        "credit_foreign": (
            "foreign_credit",
            tr('"{text}" is no amount (CurrencyAmount)', text=_TEXT),
        ),
        "rate_text": ("rate", tr('"{text}" is no rate (ExchangeRate)', text=_TEXT)),
    }
    whens = "".join(
        f" WHEN {text} <> '' AND {value} IS NULL THEN {_sql_message(reason, text)}"
        for text, (value, reason) in unreadable.items()
    )
    no_day = tr("its transaction has no date (TransactionDate)")
    bad_day = tr('"{text}" is no date (TransactionDate)', text=_TEXT)
    no_amount = tr("it has no amount (DebitAmount or CreditAmount)")
    bad_period = tr('"{period}" of "{year}" is no accounting period', period=_TEXT, year=_YEAR)
    return (
        f"CASE WHEN day_text = '' THEN {_sql_message(no_day)} "
        f"WHEN day IS NULL THEN {_sql_message(bad_day, 'day_text')} "
        f"WHEN debit = '' AND credit = '' THEN {_sql_message(no_amount)} "
        f"{whens} WHEN period IS NULL AND period_text <> '' AND year <> '' "
        f"THEN {_sql_message(bad_period, 'period_text')} END"
    )


def _sql_message(message: str, text: str = "''") -> str:
    """A message as the engine's text, with the value of `text` where it is to stand."""
    quoted = message.replace("'", "''")
    return f"'{quoted}'".replace(_TEXT, f"' || {text} || '").replace(_YEAR, "' || year || '")
