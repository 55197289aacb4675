"""SAF-T files: the same entries as any other ledger's, each krone once, and every fault at its line."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree as DefusedTree
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import grantcalc
from audit_files import NAMESPACE, Analysis, Line, audit_file, prefixed, voucher
from conftest import Cli, write_workbook
from grantcalc.config import Config
from grantcalc.errors import ConfigError, UnclearChoiceError, UnreadableFileError
from grantcalc.ledger import Ledger
from grantcalc.model import LedgerEntry
from grantcalc.reading.ledgers import saft_stream

BY_PROJECT = Config.model_validate({"ledger": {"project": {"Prosjekt": "4711"}}})


def ledger_of(folder: Path, content: str | bytes, config: Config | None = None) -> Ledger:
    path = folder / "saft.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return grantcalc.read_ledger([path], "NOK", config)


def by(ledger: Ledger, *names: str) -> list[tuple[str, ...]]:
    """The entries' amounts with what they have of these dimensions."""
    return [(str(e.amount), *(e.dimensions.get(name, "") for name in names)) for e in ledger]


def one_line(line: Line) -> str:
    return audit_file([voucher("7", "2022-02-14", line)])


SALARY = Line("5000", debit="1200.50", text="Lønn & tillegg", analyses=[Analysis("P", "4711")])
BANK = Line("1920", credit="1200.5", text="Utbetaling")
TWO = audit_file(
    [
        voucher("1", "2022-01-31", SALARY, BANK),
        voucher("2", "2022-02-28", SALARY, BANK),
        voucher("3", "2022-03-31", SALARY, BANK),
    ]
)


def essence(ledger: Ledger) -> list[LedgerEntry]:
    return [entry.model_copy(update={"file": "", "row": 0}) for entry in ledger]


# -- forms of the file


def test_a_line_is_an_entry_with_its_line_of_the_file(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, TWO)
    first, second, *_ = ledger
    lines = TWO.splitlines()
    assert (lines[first.row - 1], lines[second.row - 1]) == ("<Line>", "<Line>")
    assert [lines[entry.row - 1] for entry in ledger] == ["<Line>"] * 6
    assert len({entry.row for entry in ledger}) == 6
    assert (str(first.day), first.period, first.account, first.voucher, first.text) == (
        "2022-01-31", 202201, "5000", "1", "Lønn & tillegg",
    )  # fmt: skip
    assert by(ledger, "Prosjekt")[:2] == [("1200.50", "4711"), ("-1200.50", "")]
    assert ledger.sources[0].letters is None


@pytest.mark.parametrize(
    "content",
    [
        audit_file([TWO[TWO.index("<Transaction>") : TWO.index("</Journal>")]], namespace=""),
        prefixed(TWO),
        TWO.encode("utf-8-sig"),
        TWO.replace("\n", "\r\n"),
        TWO.replace("\n", "\r"),
        TWO.replace("\n<Line>", "<Line>"),
        TWO.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        TWO.replace("UTF-8", "windows-1252").encode("cp1252"),
        TWO.replace("UTF-8", "UTF-16").encode("utf-16"),
        TWO.replace("UTF-8", "UTF-16").encode("utf-16-be"),
        TWO.replace("UTF-8", "UTF-16"),
        TWO.replace(' encoding="UTF-8"', ""),
        TWO.replace("?>\n", "?>\n<!-- exported > 2022 --><?program one?>\n"),
        TWO.replace("<Line>", '<Line kind="a>b">'),
        TWO.replace("Lønn &amp; tillegg", "<![CDATA[Lønn & tillegg]]>"),
        TWO.replace("Lønn &amp;", "L&#xF8;nn<!-- <Line>1</Line> --> &#38;"),
        TWO.replace("Lønn &amp; tillegg", "\n\tLønn &amp;\n tillegg "),
        TWO.replace("<AccountID>", "<Unknown><Line>x</Line></Unknown><AccountID>"),
        TWO.replace("<Line>", "<!-- </Line> --><Line><Extra/>"),
        TWO.replace("</Line>", "</Line >"),
        TWO.replace("Line>", "TransactionLine>"),
    ],
    ids=[
        "no namespace", "prefix", "byte order mark", "line ends of Windows", "line ends of old Macs",
        "no line ends", "latin-1", "windows-1252", "utf-16", "utf-16 without mark", "wrongly utf-16",
        "no encoding", "comments before", "attributes", "unparsed text", "references", "spaces",
        "unknown elements", "comments within", "space in a tag", "TransactionLine",
    ],
)  # fmt: skip
def test_every_form_gives_the_same_entries(tmp_path: Path, content: str | bytes) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    assert essence(ledger_of(tmp_path, content)) == essence(ledger_of(plain, TWO))


def test_elements_may_come_in_another_order(tmp_path: Path) -> None:
    late = "<TransactionDate>2022-02-14</TransactionDate>\n"
    moved = TWO
    for day in ("2022-01-31", "2022-02-28", "2022-03-31"):
        element = f"<TransactionDate>{day}</TransactionDate>\n"
        moved = moved.replace(element, "", 1).replace("</Transaction>", f"{element}</Other>", 1)
    moved = moved.replace("</Other>", "</Transaction>")
    assert late not in moved
    plain = tmp_path / "plain"
    plain.mkdir()
    assert essence(ledger_of(tmp_path, moved)) == essence(ledger_of(plain, TWO))


def test_the_day_of_posting_is_the_ledgers_else_the_systems(tmp_path: Path) -> None:
    dated = "<SystemEntryDate>2022-02-20</SystemEntryDate>"
    both = voucher(
        "1", "2022-02-14", SALARY, more=f"{dated}<GLPostingDate>2022-03-01</GLPostingDate>"
    )
    ledger = ledger_of(tmp_path, audit_file([both, voucher("2", "2022-02-14", SALARY, more=dated)]))
    assert [str(entry.posted) for entry in ledger] == ["2022-03-01", "2022-02-20"]


def test_suppliers_have_names_and_stand_for_their_voucher(tmp_path: Path) -> None:
    masters = (
        "<Customers><Customer><CustomerID>9</CustomerID><Name>Kunden</Name></Customer></Customers>"
        "<Suppliers><Supplier><SupplierID>9</SupplierID><Name>Bokhandelen</Name></Supplier></Suppliers>"
    )
    cost, debt = (
        Line("4000", debit="10"),
        Line("2400", credit="10", more="<SupplierID>9</SupplierID>"),
    )
    other = Line("2400", credit="10", more="<SupplierID>8</SupplierID>")
    sale = Line("1500", debit="5", more="<CustomerID>9</CustomerID>")
    vouchers = [
        voucher("1", "2022-01-01", cost, debt),
        voucher("2", "2022-01-02", cost, debt, other),
        voucher("3", "2022-01-03", sale),
    ]
    suppliers = [e.supplier for e in ledger_of(tmp_path, audit_file(vouchers, masters=masters))]
    assert suppliers == ["Bokhandelen", "Bokhandelen", "", "Bokhandelen", "8", "Kunden"]


def test_foreign_amounts_have_their_currency_rate_and_side(tmp_path: Path) -> None:
    foreign = (
        "<CreditAmount><Amount>1012.50</Amount><CurrencyCode>EUR</CurrencyCode>"
        "<CurrencyAmount>100</CurrencyAmount><ExchangeRate>10.125</ExchangeRate></CreditAmount>"
    )
    (entry,) = ledger_of(tmp_path, one_line(Line("2400", more=foreign)))
    assert (entry.foreign_currency, entry.foreign_amount, entry.rate) == (
        "EUR",
        Decimal(-100),
        Decimal("10.125"),
    )


def test_tax_codes_and_documents_are_dimensions(tmp_path: Path) -> None:
    tax = "<TaxInformation><TaxCode>{}</TaxCode><TaxAmount><Amount>2</Amount></TaxAmount></TaxInformation>"
    more = f"<SourceDocumentID>F-1</SourceDocumentID>{tax.format(14)}{tax.format(1)}"
    ledger = ledger_of(tmp_path, one_line(Line("4000", debit="10", more=more)))
    assert by(ledger, "TaxCode", "SourceDocumentID") == [("10.00", "1 + 14", "F-1")]


def test_the_names_of_accounts_are_a_dimension(tmp_path: Path) -> None:
    masters = (
        "<GeneralLedgerAccounts><Account><AccountID>1920</AccountID><AccountDescription>Bank"
        "</AccountDescription></Account><Account><AccountID>5000</AccountID><AccountDescription>Lønn"
        "</AccountDescription></Account></GeneralLedgerAccounts>"
    )
    ledger = ledger_of(tmp_path, audit_file([voucher("1", "2022-01-01", SALARY)], masters=masters))
    names = {e.account: e.dimensions.get("AccountDescription") for e in ledger}
    assert names["5000"] == "Lønn"
    assert set(names.values()) <= {"Lønn", "Bank", None}


# -- lines that are divided


def divided(*analyses: Analysis, debit: str = "100", credit: str = "") -> str:
    return one_line(Line("4000", debit=debit, credit=credit, analyses=analyses))


def test_a_line_of_two_projects_is_an_entry_for_each(tmp_path: Path) -> None:
    parts = [Analysis("P", "4711", "60"), Analysis("P", "4712", "40"), Analysis("A", "10")]
    ledger = ledger_of(tmp_path, divided(*parts))
    assert by(ledger, "Prosjekt", "Avdeling") == [("60.00", "4711", "10"), ("40.00", "4712", "10")]


def test_what_is_not_analysed_is_an_entry_without_a_project(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, divided(Analysis("P", "4711", "60"), Analysis("A", "10")))
    assert by(ledger, "Prosjekt", "Avdeling") == [("40.00", "", "10"), ("60.00", "4711", "10")]


@pytest.mark.parametrize(
    ("first", "second", "element"),
    [
        ("60", "40", "AnalysisAmount"),
        ("-60", "-40", "AnalysisAmount"),
        ("60", "40", "CreditAnalysisAmount"),
        ("-60", "-40", "DebitAnalysisAmount"),
    ],
)
def test_the_parts_of_a_credit_are_credits(
    tmp_path: Path, first: str, second: str, element: str
) -> None:
    parts = [Analysis("P", "4711", first, element), Analysis("P", "4712", second, element)]
    ledger = ledger_of(tmp_path, divided(*parts, debit="", credit="100"))
    assert by(ledger, "Prosjekt") == [("-60.00", "4711"), ("-40.00", "4712")]


def test_parts_of_either_side_add_up_to_the_line(tmp_path: Path) -> None:
    parts = [
        Analysis("P", "4711", "120", "DebitAnalysisAmount"),
        Analysis("P", "4712", "20", "CreditAnalysisAmount"),
    ]
    ledger = ledger_of(tmp_path, divided(*parts))
    assert by(ledger, "Prosjekt") == [("120.00", "4711"), ("-20.00", "4712")]


def test_several_types_are_the_same_money_once(tmp_path: Path) -> None:
    whole = [Analysis("P", "4711", "100"), Analysis("A", "10", "100"), Analysis("K", "3")]
    ledger = ledger_of(tmp_path, divided(*whole))
    assert by(ledger, "Prosjekt", "Avdeling", "K") == [("100.00", "4711", "10", "3")]


BOTH_WAYS = divided(
    Analysis("P", "4711", "60"),
    Analysis("P", "4712", "40"),
    Analysis("A", "10", "50"),
    Analysis("A", "20", "50"),
)


def test_of_two_divisions_that_of_the_project_counts(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, BOTH_WAYS, BY_PROJECT)
    assert by(ledger, "Prosjekt", "Avdeling") == [
        ("60.00", "4711", "10 + 20"),
        ("40.00", "4712", "10 + 20"),
    ]


def test_of_two_divisions_none_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(UnclearChoiceError, match=r'"Avdeling" and "Prosjekt".*project = \{ "Pro'):
        ledger_of(tmp_path, BOTH_WAYS)


def test_two_divisions_that_the_project_needs_both_are_a_fault(tmp_path: Path) -> None:
    both = Config.model_validate({"ledger": {"project": {"Prosjekt": "1", "Avdeling": "2"}}})
    ledger = ledger_of(tmp_path, BOTH_WAYS, both)
    assert ([*ledger], [r.reason for r in ledger.rejected]) == (
        [],
        ["it is divided by several of the dimensions that the project is chosen by at once"],
    )


def test_types_of_one_name_are_told_apart(tmp_path: Path) -> None:
    line = Line("4000", debit="1", analyses=[Analysis("P", "1"), Analysis("Q", "2")])
    types = [("P", "Prosjekt"), ("Q", "Prosjekt")]
    ledger = ledger_of(tmp_path, audit_file([voucher("1", "2022-01-01", line)], types=types))
    assert by(ledger, "Prosjekt (P)", "Prosjekt (Q)") == [("1.00", "1", "2")]


# -- faults


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (Line("4000"), "it has no amount"),
        (Line("4000", debit="ti"), '"ti" is no amount'),
        (Line("4000", debit="1,5"), '"1,5" is no amount'),
        (Line("4000", debit="1.005"), '"1.005" is no amount'),
        (Line("4000", debit="1" * 20), "is no amount"),
        (Line("4000", debit="5", more="<DebitAmount><Amount>6</Amount></DebitAmount>"), '"5 6" is no'),
        (Line("4000", debit="9", analyses=[Analysis("P", "1", "x")]), "has an amount that is none"),
        (Line("4000", debit="9", analyses=[Analysis("P", "1", "10")]), "adds up to more than"),
        (
            Line("4000", debit="9", analyses=[Analysis("P", "1"), Analysis("P", "2")]),
            'its analysis by "Prosjekt" names several',
        ),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_said(tmp_path: Path, line: Line, reason: str) -> None:
    xml = audit_file([voucher("1", "2022-01-01", SALARY, line, BANK)])
    ledger = ledger_of(tmp_path, xml)
    ((at, said),) = [(row.at, row.reason) for row in ledger.rejected]
    assert reason in said
    starts = [n for n, text in enumerate(xml.splitlines(), start=1) if text == "<Line>"]
    assert (at.line, at.cell) == (starts[1], None)
    assert [entry.row for entry in ledger] == [starts[0], starts[2]]


def test_a_day_that_does_not_exist_is_said(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, audit_file([voucher("1", "2022-02-30", SALARY)]))
    assert [row.reason for row in ledger.rejected] == ['"2022-02-30" is no date (TransactionDate)']


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TWO[:-200], "was cut short: it ends at line"),
        (TWO[: TWO.rindex("</Line>") + 3], "was cut short: it ends at line"),
        (TWO.replace("<Account", "<Acount", 1), "is damaged at line 16 (mismatched tag)"),
        (TWO.replace("Utbetaling", "Ut & inn"), "is damaged at line"),
        (TWO.replace("Utbetaling", "Ut \x02 inn"), "is damaged at line"),
        (TWO.replace("Utbetaling</Description>", "Ut<Description</>"), "is damaged at line"),
        (TWO + "<more/>", "is damaged at line"),
        (TWO.replace("<AuditFile", '<!DOCTYPE a [<!ENTITY b "c">]><AuditFile'), "DOCTYPE"),
        (TWO.replace("<AuditFile", f"<!--{'-x' * 4000}--><AuditFile"), "is not an Excel workbook"),
        (TWO.replace("Line>", "Row>"), "holds no ledger entries"),
        (TWO.replace("UTF-8", "utf-7"), "utf-7"),
        (TWO.replace("UTF-8", "EBCDIC-X"), "EBCDIC-X"),
        (TWO.encode("latin-1"), "no utf-8 text"),
        (TWO.replace("<Line>", "<a>" * 80 + "</a>" * 80 + "<Line>", 1), "within each other"),
        (TWO.replace("Utbetaling", "x" * 1_100_000), "more than 1000000 characters"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    with pytest.raises(UnreadableFileError) as raised:
        ledger_of(tmp_path, content)
    assert said in str(raised.value)


def test_amounts_of_another_currency_are_not_added(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="amounts are in SEK, the budget's in NOK"):
        ledger_of(tmp_path, audit_file([voucher("1", "2022-01-01", SALARY)], currency="SEK"))


# -- control totals


def totals(entries: str, debit: str, credit: str) -> str:
    return (
        f"<NumberOfEntries>{entries}</NumberOfEntries>\n<TotalDebit>{debit}</TotalDebit>"
        f"<TotalCredit>{credit}</TotalCredit>"
    )


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        (totals("1", "1200.50", "1200.5"), []),
        (totals("2", "1200.50", "1200.5"), []),
        (totals("3", "1200.51", "1200.5"), ["NumberOfEntries", "TotalDebit"]),
        (totals("2", "1200.50", "x"), ["TotalCredit"]),
        ("", []),
    ],
)
def test_control_totals_are_held_against_the_content(
    tmp_path: Path, stated: str, wrong: Sequence[str]
) -> None:
    xml = audit_file([voucher("1", "2022-01-01", SALARY, BANK)], totals=stated)
    (source,) = ledger_of(tmp_path, xml).sources
    assert [total.name for total in source.totals if not total.holds] == list(wrong)
    assert len(source.totals) == (3 if stated else 0)


# -- the two ways of reading are one

Vouchers = list[tuple[date, list[Line]]]
TEXT = st.text(st.sampled_from("aØ &<>\"'/;"), max_size=8).map(str.strip)
LINES = st.builds(
    Line,
    account=st.sampled_from(["1920", "4000", "5000"]),
    debit=st.decimals(0, 10**6, places=2).map(str),
    text=TEXT.filter(bool),
    analyses=st.lists(
        st.builds(Analysis, st.sampled_from("PA"), st.sampled_from(["1", "2"])),
        max_size=2,
        unique_by=lambda analysis: analysis.type,
    ),
    more=st.sampled_from(["", "<Quantity>2</Quantity>", "<!-- & -->", "<a b='c'/>", "<a>\n</a>"]),
)
VOUCHERS = st.lists(
    st.tuples(st.dates(min_value=date(2000, 1, 1)), st.lists(LINES)),
    max_size=8,
)


def expected_by_tree(xml: str) -> list[tuple[str, str, str, str, dict[str, str]]]:
    """The lines as a common XML library gives them."""
    found = []
    ns = f"{{{NAMESPACE}}}"
    for transaction in DefusedTree.fromstring(xml.encode()).iter(f"{ns}Transaction"):
        for line in transaction.iter(f"{ns}Line"):
            text = line.findtext(f"{ns}Description") or ""
            found.append(
                (
                    transaction.findtext(f"{ns}TransactionDate") or "",
                    line.findtext(f"{ns}AccountID") or "",
                    " ".join(text.split()) or transaction.findtext(f"{ns}Description") or "",
                    str(Decimal(line.findtext(f"{ns}DebitAmount/{ns}Amount") or "")),
                    {
                        {"P": "Prosjekt", "A": "Avdeling"}[a.findtext(f"{ns}AnalysisType") or ""]: (
                            a.findtext(f"{ns}AnalysisID") or ""
                        )
                        for a in line.iter(f"{ns}Analysis")
                    },
                )
            )
    return found


@given(VOUCHERS.filter(lambda vouchers: any(lines for _, lines in vouchers)), st.integers(7, 900))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_line_is_what_an_xml_library_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vouchers: Vouchers, block: int
) -> None:
    monkeypatch.setattr(saft_stream, "_BLOCK", block)
    xml = audit_file(
        voucher(str(n), str(day), *lines) for n, (day, lines) in enumerate(vouchers, start=1)
    )
    read = [
        (str(e.day), e.account, e.text, str(e.amount), e.dimensions)
        for e in ledger_of(tmp_path, xml)
    ]
    assert read == expected_by_tree(xml)


@given(VOUCHERS.filter(lambda vouchers: any(lines for _, lines in vouchers)))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_same_entries_as_csv_are_the_same(tmp_path: Path, vouchers: Vouchers) -> None:
    xml = audit_file(
        voucher(str(n), str(day), *lines) for n, (day, lines) in enumerate(vouchers, start=1)
    )
    with (tmp_path / "l.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["Bilagsdato", "Konto", "Bilagsnr", "Tekst", "Beløp", "Prosjekt", "Avdeling"]
        )
        for n, (day, lines) in enumerate(vouchers, start=1):
            for line in lines:
                ids = {analysis.type: analysis.id for analysis in line.analyses}
                text = " ".join(line.text.split())
                row = [day, line.account, n, text, line.debit, ids.get("P", ""), ids.get("A", "")]
                writer.writerow(row)
    as_csv = essence(grantcalc.read_ledger([tmp_path / "l.csv"], "NOK"))
    as_saft = [e.model_copy(update={"period": None}) for e in essence(ledger_of(tmp_path, xml))]
    assert as_saft == as_csv


MANY = audit_file(voucher(str(n), "2022-01-01", SALARY, BANK) for n in range(20))


@given(
    st.integers(MANY.index("<Journal>"), len(MANY) - 1),
    st.integers(0, 8),
    st.sampled_from(["", "<", ">", "&", "/", '"', "\x02", "]]>", "<!--", "<![CDATA[", "<a>", "é"]),
)
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_not_well_formed_is_never_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, without: int, instead: str
) -> None:
    monkeypatch.setattr(saft_stream, "_BLOCK", 700)
    xml = MANY[:at] + instead + MANY[at + without :]
    try:
        DefusedTree.fromstring(xml.encode())
    except ParseError:
        with pytest.raises(UnreadableFileError, match=r"is damaged at line|was cut short"):
            ledger_of(tmp_path, xml)
    else:
        ledger = ledger_of(tmp_path, xml)
        assert len(ledger) + len(ledger.rejected) == xml.count("<Line>")


def test_most_lines_are_read_by_their_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []
    real = saft_stream._Stream._parse

    def spy(stream: saft_stream._Stream, data: bytes) -> None:
        parsed.append(data)
        real(stream, data)

    monkeypatch.setattr(saft_stream._Stream, "_parse", spy)
    monkeypatch.setattr(saft_stream, "_BLOCK", 1000)
    many = audit_file(voucher(str(n), "2022-01-01", SALARY, BANK) for n in range(500))
    assert len(ledger_of(tmp_path, many)) == 1000
    assert b"".join(parsed).count(b"<Line>") < 10


def test_places_are_lines_in_what_people_read(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    salary = [Line("5000", debit="10"), Line("5000", debit="oops")]
    audit_file_ = audit_file([voucher("1", "2021-08-01", *salary)])
    (tmp_path / "ledger.xml").write_text(audit_file_, "utf-8")
    write_workbook(
        tmp_path / "budget.xlsx",
        {
            "Budsjett": [
                ["Post", "01.07.2021 - 30.06.2022"],
                ["Utgifter"],
                ["Lønn", 100],
                ["Inntekter"],
                ["Tilskudd", 100],
            ]
        },
    )
    out = cli("remaining", "--as-of", "2022-01-01").out
    assert re.search(r"ledger\.xml,\s+line \d+", out)
    assert re.search(r"On no budget line\n.*\n─+\nline \d+", out)
