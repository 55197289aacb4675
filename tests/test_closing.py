"""The closing of a project: what is left of the grants, line by line, and what a final report lacks."""

import json
import re
import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from conftest import EXAMPLES, Cli, assert_one_line_error, write_workbook
from grantcalc.api.reporting import funder_report
from grantcalc.document import Document, Paragraph, Table
from grantcalc.language import use
from grantcalc.model import AwardStatus
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.report.funder import Closing, FunderReport
from grantcalc.report.remaining import GrantReport
from grantcalc.reporting.closing import close_grant
from grantcalc.telling import document

AALESUND = EXAMPLES / "aalesund"
END = date(2023, 5, 31)


def kr(amount: str | int | Decimal) -> Money:
    return Money.nearest(Decimal(amount), "NOK")


def final(folder: Path, as_of: date = END, **options: Any) -> tuple[FunderReport, Closing]:
    report = funder_report("final", folder, as_of, **options)
    assert report.closing is not None
    return report, report.closing


def codes(report: FunderReport) -> list[str]:
    return [finding.code for finding in report.findings if finding.code[0] == "D"]


# -- the second founding document's story


def test_the_award_is_closed_to_the_krone() -> None:
    report, closing = final(AALESUND)
    (grant,) = closing.grants
    assert (grant.awarded, grant.spent, grant.unspent) == (kr(750000), kr(731450), kr(18550))
    assert (grant.received, grant.to_repay, grant.to_receive) == (kr(750000), kr(18550), kr(0))
    assert (closing.promised, closing.delivered) == (kr(520000), kr(528400))
    assert [(y.year, y.spent) for y in closing.calendar_years] == [
        (2022, kr("365735.50")),
        (2023, kr("365714.50")),
    ]
    assert closing.deadline == date(2023, 8, 31)
    assert closing.missing == ()
    assert codes(report) == ["D008"]  # one project year, two calendar years
    assert not report.fails


def test_every_line_stands_beside_what_was_approved() -> None:
    _, closing = final(AALESUND)
    amounts = {
        line.label: (line.approved, line.budgeted, line.spent, line.difference)
        for line in closing.lines
        if not line.is_sum
    }
    assert amounts == {
        "Prosjektledelse": (kr(384000), kr(384000), kr(383376), kr(624)),
        "Verksteder og samlinger": (kr(120000), kr(135000), kr(133604), kr(-13604)),
        "Reiser": (kr(60000), kr(45000), kr(41970), kr(18030)),
        "Konsulenttjenester": (kr(110000), kr(110000), kr(108000), kr(2000)),
        "Trykk og formidling": (kr(76000), kr(76000), kr(64500), kr(11500)),
        "Arbeidsinnsats ansatte": (kr(520000), kr(520000), kr(528400), kr(-8400)),
    }
    sums = [(line.approved, line.spent, line.difference) for line in closing.lines if line.is_sum]
    assert sums == [
        (kr(750000), kr(731450), kr(18550)),
        (kr(520000), kr(528400), kr(-8400)),
        (kr(1270000), kr(1259850), kr(10150)),
    ]


def test_a_week_before_the_end_it_cannot_be_closed() -> None:
    report, closing = final(AALESUND, date(2023, 5, 24), config=AALESUND / "may.toml")
    assert closing.open_commitments == kr(23000)
    assert codes(report) == ["D001", "D004", "D007", "D008", "D009"]
    assert [part.what for part in closing.missing] == ["accounts", "auditors_statement"]
    assert report.fails


def test_a_final_report_fails_and_a_status_report_does_not(cli: Cli, in_folder: Any) -> None:
    in_folder(AALESUND)
    asked = ("--as-of", "2023-05-24", "--config", "may.toml", "--format", "json")
    assert cli("report", "final", *asked).code == 1
    status = cli("report", "status", *asked)
    assert status.code == 0
    assert json.loads(status.out)["closing"] is None


# -- identities

AMOUNTS = st.integers(min_value=0, max_value=10**9)


@given(
    awarded=AMOUNTS,
    spent=st.integers(min_value=-(10**6), max_value=10**9),
    received=AMOUNTS,
    decision=st.sampled_from([None, "repay", "carry-over"]),
)
def test_nothing_of_a_grant_is_lost_at_its_closing(
    awarded: int, spent: int, received: int, decision: str | None
) -> None:
    grant = close_grant(grant_report(awarded, spent, received), decision)
    nothing = Money(0, "NOK")
    assert grant.awarded == grant.spent + grant.unspent - grant.overspent
    assert nothing in (grant.unspent, grant.overspent)
    assert min(grant.unspent, grant.overspent, grant.to_receive) == nothing
    if grant.carried_over is None or grant.to_repay is None or grant.lapsed is None:
        assert decision is None
        assert grant.unspent
        assert (grant.to_repay, grant.lapsed, grant.carried_over) == (None, None, None)
        return
    used = min(grant.spent, grant.awarded)
    if decision == "carry-over":
        assert (grant.carried_over, grant.to_repay, grant.lapsed) == (
            grant.unspent,
            nothing,
            nothing,
        )
    else:
        assert grant.received + grant.to_receive - grant.to_repay == used
        if received <= awarded:
            assert grant.to_repay + grant.lapsed == grant.unspent


def grant_report(awarded: int, spent: int, received: int) -> GrantReport:
    nothing, whole, used = Money(0, "NOK"), Money(awarded, "NOK"), Money(spent, "NOK")
    return GrantReport(
        source="Tilskudd",
        period=Period(label="2022", start=date(2022, 1, 1), end=date(2022, 12, 31)),
        status=AwardStatus.AWARDED,
        granted=whole,
        carried_in=nothing,
        carried_out=nothing,
        awarded=whole,
        received=Money(received, "NOK"),
        overdue=nothing,
        applied_for=nothing,
        spent=used,
        committed=nothing,
        remaining=whole - used,
        available=whole - used,
        spent_share=None,
        elapsed_days=None,
        elapsed_share=None,
        pace=None,
    )


ENTRIES = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=729),  # days from the project's start
        st.sampled_from(["1010", "1140", "9999"]),  # the last one is on no line
        st.integers(min_value=-5_000_00, max_value=90_000_00),
    ),
    min_size=1,
    max_size=25,
)
WORK = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=729),
        st.integers(min_value=1, max_value=40),
        st.integers(min_value=100_00, max_value=999_99),
    ),
    max_size=12,
)
BUDGET = (
    "Post;01.06.2021 - 31.05.2022;01.06.2022 - 31.05.2023\n"
    "Utgifter\nLønn;300000;300000\nTrykk;50000;50000\nArbeidsinnsats;20000;20000\n"
    "Inntekter\nTilskudd;350000;350000\nEgeninnsats;20000;20000\n"
)
APPROVED = (
    "Post;01.06.2021 - 31.05.2022;01.06.2022 - 31.05.2023\n"
    "Utgifter\nLønn;280000;280000\nReise til utlandet;70000;70000\nArbeidsinnsats;20000;20000\n"
    "Inntekter\nTilskudd;350000;350000\nEgeninnsats;20000;20000\n"
)
TOML = """
[files]
budget = "budget.csv"
approved_budget = "approved.csv"
ledger = "ledger.csv"
hours = "hours.csv"
[[awards]]
source = "Tilskudd"
amount = 700000
status = "received"
[[mapping]]
line = "Lønn"
accounts = "1010"
[[mapping]]
line = "Trykk"
accounts = "1140"
"""


@settings(max_examples=10, deadline=None)
@given(entries=ENTRIES, work=WORK)
def test_the_parts_of_a_closing_add_up(
    entries: list[tuple[int, str, int]], work: list[tuple[int, int, int]]
) -> None:
    start = date(2021, 6, 1)
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "budget.csv").write_text(BUDGET, "utf-8")
        (folder / "approved.csv").write_text(APPROVED, "utf-8")
        (folder / "grantcalc.toml").write_text(TOML, "utf-8")
        rows = ["Dato;Konto;Bilag;Tekst;Beløp"]
        for n, (days, account, amount) in enumerate(entries):
            day = start + timedelta(days)
            rows.append(f"{day:%d.%m.%Y};{account};{n};Noe;{decimal(amount)}")
        (folder / "ledger.csv").write_text("\n".join(rows) + "\n", "utf-8")
        hours = ["Dato;Rolle;Timer;Timesats"]
        hours += [
            f"{start + timedelta(days):%d.%m.%Y};formidler;{worked};{decimal(rate)}"
            for days, worked, rate in work
        ]
        (folder / "hours.csv").write_text("\n".join(hours) + "\n", "utf-8")
        report, closing = final(folder)
    spent = kr(sum((Decimal(amount) for _, _, amount in entries), Decimal(0)) / 100)
    nothing = kr(0)
    assert report.ledger.included.amount == spent
    assert sum((year.spent for year in closing.calendar_years), nothing) == spent
    assert sum((grant.spent for grant in closing.grants), nothing) == spent
    in_money = [line for line in closing.lines if line.kind and line.kind.value == "cash"]
    *lines, cash = in_money
    assert cash.is_sum
    assert sum((line.spent or nothing for line in lines), nothing) == cash.spent == spent
    for name in ("approved", "budgeted", "difference"):
        parts = (getattr(line, name) or nothing for line in lines)
        assert sum(parts, nothing) == getattr(cash, name)
    delivered = (year.delivered or nothing for year in closing.calendar_years)
    assert sum(delivered, nothing) == closing.delivered
    # Each line of either budget stands in the closing.
    labels = " ".join(f"{line.label} {line.approved_label}" for line in lines)
    assert all(label in labels for label in ("Lønn", "Trykk", "Reise til utlandet"))


def decimal(minor: int) -> str:
    return f"{Decimal(minor) / 100:.2f}".replace(".", ",")


# -- what was approved, and what became of it


def project(folder: Path, toml: str, approved: list[list[Any]] | None = None) -> Path:
    """A project year of 1 000, spent in full on two lines."""
    year = "01.01.2022 - 31.12.2022"
    budget = [["Post", year], ["Utgifter"], ["Lønn", 600], ["Trykk", 400], ["Inntekter"]]
    write_workbook(folder / "budget.xlsx", {"B": [*budget, ["Tilskudd", 1000]]})
    if approved:
        rows = [["Post", year], ["Utgifter"], *approved, ["Inntekter"], ["Tilskudd", 1000]]
        write_workbook(folder / "approved.xlsx", {"B": rows})
    ledger = [["Dato", "Konto", "Bilag", "Tekst", "Beløp"]]
    ledger += [[date(2022, 8, 12), "1010", "1", "Lønn", 600]]  # type: ignore[list-item]
    ledger += [[date(2022, 9, 12), "1140", "2", "Trykk", 400]]  # type: ignore[list-item]
    write_workbook(folder / "ledger.xlsx", {"L": ledger})
    mapping = '[[mapping]]\nline = "Lønn"\naccounts = "1010"\n'
    mapping += '[[mapping]]\nline = "Trykk"\naccounts = "1140"\n'
    award = '[[awards]]\nsource = "Tilskudd"\namount = 1000\nstatus = "received"\n'
    (folder / "grantcalc.toml").write_text(toml + award + mapping, "utf-8")
    return folder


APPROVED_FILE = '[files]\napproved_budget = "approved.xlsx"\n'


def test_lines_that_are_in_one_budget_alone_are_shown(tmp_path: Path) -> None:
    folder = project(tmp_path, APPROVED_FILE, [["Lønn", 550], ["Utstyr til verkstedet", 450]])
    report, closing = final(folder, date(2022, 12, 31))
    shown = [(line.label, line.approved, line.budgeted, line.spent) for line in closing.lines]
    assert shown == [
        ("Lønn", kr(550), kr(600), kr(600)),
        ("Utstyr til verkstedet", kr(450), None, kr(0)),
        ("Trykk", None, kr(400), kr(400)),
        ("", kr(1000), kr(1000), kr(1000)),
    ]
    assert codes(report) == ["D003", "D003", "D007"]


def test_a_line_that_was_split_is_compared_as_a_whole(tmp_path: Path) -> None:
    folder = project(tmp_path, APPROVED_FILE, [["Lønn og trykk", 1000]])
    _, closing = final(folder, date(2022, 12, 31))
    line = closing.lines[0]
    assert (line.label, line.approved_label) == ("Lønn + Trykk", "Lønn og trykk")
    assert (line.approved, line.budgeted, line.spent) == (kr(1000), kr(1000), kr(1000))


def test_a_line_that_is_gone_may_be_explained_and_one_that_never_was_may_not(
    tmp_path: Path, cli: Cli
) -> None:
    why = '[report.explanations]\n"{}" = "Utstyret ble lånt."\n'
    approved = [["Lønn", 550], ["Utstyr til verkstedet", 450]]
    folder = project(tmp_path, APPROVED_FILE + why.format("Utstyr til verkstedet"), approved)
    _, closing = final(folder, date(2022, 12, 31))
    assert closing.lines[1].explanation == "Utstyret ble lånt."
    folder = project(tmp_path, APPROVED_FILE + why.format("Bevertning"), approved)
    told = cli("report", "final", "--config", folder / "grantcalc.toml", "--as-of", "2022-12-31")
    assert_one_line_error(told, 'no line of costs called "Bevertning"')


# -- what the project has accepted, and what is said once


def test_a_finding_of_a_closing_can_be_accepted(tmp_path: Path) -> None:
    accepted = '[[suppress]]\ncode = "D007"\nreason = "the accounts are sent by post"\n'
    report, _ = final(project(tmp_path, accepted), date(2022, 12, 31))
    assert codes(report) == []
    assert [known.finding.code for known in report.known] == ["D007"]


def test_an_open_order_is_said_once(tmp_path: Path) -> None:
    folder = tmp_path / "aalesund"
    shutil.copytree(AALESUND, folder)
    toml = folder / "grantcalc.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("commitments.xlsx", "commitments-may.xlsx"), "utf-8"
    )
    report, _ = final(folder, date(2023, 6, 30))
    assert codes(report) == ["D001", "D008"]
    assert not any(finding.code == "K005" for finding in report.findings)


@pytest.mark.parametrize(("funder", "missing"), [("Nasjonalbiblioteket", 1), ("Fylket", 0)])
def test_the_threshold_is_for_the_funder_whose_rule_it_is(
    tmp_path: Path, funder: str, missing: int
) -> None:
    other = "Fylket" if funder == "Nasjonalbiblioteket" else "Nasjonalbiblioteket"
    year = "01.01.2022 - 31.12.2022"
    rows = [["Post", year], ["Utgifter"], ["Lønn", 500000], ["Inntekter"]]
    rows += [[funder, 450000], [other, 50000]]
    write_workbook(tmp_path / "budget.xlsx", {"B": rows})
    ledger = [["Dato", "Konto", "Bilag", "Tekst", "Beløp"]]
    ledger += [[date(2022, 8, 12), "1010", "1", "Lønn", 500000]]  # type: ignore[list-item]
    write_workbook(tmp_path / "ledger.xlsx", {"L": ledger})
    toml = 'profile = "nasjonalbiblioteket"\n'
    toml += f'[[awards]]\nsource = "{funder}"\namount = 450000\nstatus = "received"\n'
    toml += f'[[awards]]\nsource = "{other}"\namount = 50000\nstatus = "received"\n'
    toml += '[charging]\nmethod = "pro-rata"\n[[mapping]]\nline = "Lønn"\naccounts = "1010"\n'
    (tmp_path / "grantcalc.toml").write_text(toml, "utf-8")
    report, closing = final(tmp_path, date(2022, 12, 31))
    parts = [part for part in closing.missing if part.what == "auditors_statement"]
    assert len(parts) == missing
    assert closing.needs_auditor is bool(missing)
    use("en")
    sentences = [block.text for block in document(report).blocks if isinstance(block, Paragraph)]
    told = sum("An auditor is to confirm" in sentence for sentence in sentences)
    assert told == missing


def test_an_approved_budget_in_another_currency_is_refused(tmp_path: Path, cli: Cli) -> None:
    folder = project(tmp_path, APPROVED_FILE)
    rows = [["Post", "2022 (EUR)"], ["Utgifter"], ["Lønn", 1000], ["Inntekter"], ["Tilskudd", 1000]]
    write_workbook(tmp_path / "approved.xlsx", {"B": rows})
    told = cli("report", "final", "--config", folder / "grantcalc.toml", "--as-of", "2022-12-31")
    assert_one_line_error(told, "approved.xlsx", "EUR")


# -- what the report says


def words(document: Document) -> str:
    return " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def told(folder: Path, as_of: date = END, language: str = "nb", **options: Any) -> Document:
    use(language)
    return document(final(folder, as_of, **options)[0])


def test_the_report_says_what_is_repaid_in_each_language() -> None:
    assert (
        "Av tilskuddet på 750 000 kr fra Nasjonalbiblioteket er 731 450 kr brukt. "
        "18 550 kr er ikke brukt og betales tilbake."
    ) in words(told(AALESUND))
    assert (
        "Av tilskotet på 750 000 kr frå Nasjonalbiblioteket er 731 450 kr brukt. "
        "18 550 kr er ikkje brukt og blir betalt tilbake."
    ) in words(told(AALESUND, language="nn"))
    assert (
        "Of the grant of NOK 750 000 from Nasjonalbiblioteket, NOK 731 450 is spent. "
        "NOK 18 550 is not spent and will be repaid."
    ) in words(told(AALESUND, language="en"))


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_the_report_tells_of_what_is_not_ready(language: str) -> None:
    may = {"config": AALESUND / "may.toml"}
    not_ready = told(AALESUND, date(2023, 5, 24), language, **may)
    names = [block.name for block in not_ready.blocks if isinstance(block, Table)]
    assert {"errors", "missing", "orders"} <= set(names)
    ready = told(AALESUND, language=language)
    names = [block.name for block in ready.blocks if isinstance(block, Table)]
    assert not {"errors", "missing", "orders"} & set(names)


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
@pytest.mark.parametrize(("as_of", "toml"), [(END, "grantcalc"), (date(2023, 5, 24), "may")])
def test_every_amount_of_the_report_is_in_the_json(as_of: date, toml: str, language: str) -> None:
    use(language)
    report, _ = final(AALESUND, as_of, config=AALESUND / f"{toml}.toml")
    made = document(report)
    known = amounts_in(json.loads(report.model_dump_json(by_alias=True)))
    shown = {
        cell.amount
        for block in made.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
        if isinstance(cell, Money)
    }
    number = r"-?\d{1,3}(?:[ \u00a0]\d{3})*(?:[.,]\d\d)?"
    money = rf"(?:NOK[ \u00a0])({number})" if language == "en" else rf"({number})[ \u00a0]kr"
    found = re.findall(money, words(made))
    assert len(found) > 5
    shown |= {Decimal(re.sub(r"[ \u00a0]", "", text).replace(",", ".")) for text in found}
    # What is more or less than approved is a sign in the JSON, and a column of its own in a table.
    assert {abs(amount) for amount in shown} <= {abs(amount) for amount in known}


def amounts_in(value: Any) -> set[Decimal]:
    """Every amount of a JSON: they are texts with the currency's decimals."""
    if isinstance(value, dict):
        return set().union(*map(amounts_in, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(amounts_in, value), set())
    is_amount = isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value)
    return {Decimal(value)} if is_amount else set()


def test_the_report_is_a_workbook_too(tmp_path: Path, cli: Cli, in_folder: Any) -> None:
    in_folder(AALESUND)
    path = tmp_path / "final.xlsx"
    assert cli("report", "final", "--as-of", "2023-05-31", "--output", path).code == 0
    texts = {cell for sheet in load_workbook(path) for row in sheet.values for cell in row}
    assert "Erfaringsheftet ble trykt i et mindre opplag enn planlagt." in texts
    assert 18550 in {cell for cell in texts if isinstance(cell, int)}


CLOSINGS = {
    "received = 700, repaid in part": ("900", "awarded", "repay", "700"),
    "nothing received": ("900", "awarded", "repay", None),
    "all received": ("900", "received", "repay", None),
    "carried over": ("900", "received", "carry-over", None),
    "undecided": ("900", "received", None, None),
    "overspent": ("1100", "received", None, None),
    "all spent": ("1000", "received", None, None),
}
SAID = {
    "received = 700, repaid in part": "100 kr er ikke brukt. Beløpet er ikke utbetalt og faller bort. "
    "Vi har fått utbetalt 700 kr og har 200 kr til gode.",
    "nothing received": "100 kr er ikke brukt. Beløpet er ikke utbetalt og faller bort. "
    "Tilskuddet er ikke registrert som utbetalt, og vi har 900 kr til gode.",
    "all received": "er 900 kr brukt. 100 kr er ikke brukt og betales tilbake.",
    "carried over": "100 kr er ikke brukt og overføres til senere bruk.",
    "undecided": "det er ikke avklart om beløpet betales tilbake eller overføres.",
    "overspent": "er alt brukt. Utgiftene er 100 kr høyere enn tilskuddet, og det må dekkes av andre midler.",
    "all spent": "Av tilskuddet på 1 000 kr fra Tilskudd er alt brukt. Vi har fått utbetalt 1 000 kr.",
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_what_becomes_of_the_money_is_said(tmp_path: Path, name: str) -> None:
    spent, status, decision, received = CLOSINGS[name]
    rows = [["Post", "01.01.2022 - 31.12.2022"], ["Utgifter"], ["Lønn", 1000]]
    write_workbook(tmp_path / "budget.xlsx", {"B": [*rows, ["Inntekter"], ["Tilskudd", 1000]]})
    entry = [date(2022, 8, 12), "1010", "1", "Lønn", int(spent)]
    headings = ["Dato", "Konto", "Bilag", "Tekst", "Beløp"]
    write_workbook(tmp_path / "ledger.xlsx", {"L": [headings, entry]})
    toml = f'[report]\nunspent = "{decision}"\n' if decision else ""
    toml += f'[[awards]]\nsource = "Tilskudd"\namount = 1000\nstatus = "{status}"\n'
    if received:
        part = f"{{ date = 2022-02-01, amount = {received}, received = true }}"
        rest = f"{{ date = 2023-02-01, amount = {1000 - int(received)} }}"
        toml += f"instalments = [{part}, {rest}]\n"
    toml += '[[mapping]]\nline = "Lønn"\naccounts = "1010"\n'
    (tmp_path / "grantcalc.toml").write_text(toml, "utf-8")
    assert SAID[name] in words(told(tmp_path, date(2022, 12, 31)))


def test_a_grant_by_project_years_is_closed_year_by_year(tmp_path: Path) -> None:
    (tmp_path / "budget.csv").write_text(BUDGET, "utf-8")
    (tmp_path / "approved.csv").write_text(APPROVED, "utf-8")
    (tmp_path / "hours.csv").write_text("Dato;Rolle;Timer;Timesats\n", "utf-8")
    (tmp_path / "ledger.csv").write_text(
        "Dato;Konto;Bilag;Tekst;Beløp\n12.08.2021;1010;1;Lønn;320000\n12.08.2022;1010;2;Lønn;350000\n",
        "utf-8",
    )
    award = '[[awards]]\nsource = "Tilskudd"\namount = 350000\nstatus = "received"\nyear = {}\n'
    toml = TOML.replace(TOML[TOML.index("[[awards]]") : TOML.index("[[mapping]]")], award.format(1))
    toml += award.format(2)
    (tmp_path / "grantcalc.toml").write_text(toml + '[report]\nunspent = "repay"\n', "utf-8")
    _, closing = final(tmp_path)
    assert [(g.unspent, g.to_repay) for g in closing.grants] == [
        (kr(30000), kr(30000)),
        (kr(0), kr(0)),
    ]
    assert [one.used for one in closing.sources] == [kr(320000), kr(350000), kr(0), kr(670000)]
    said = words(told(tmp_path))
    assert (
        "Av tilskuddet på 350 000 kr fra Tilskudd for prosjektåret 01.06.2021 – 31.05.2022 er 320 000 kr "
        "brukt. 30 000 kr er ikke brukt og betales tilbake."
    ) in said
    assert "Egeninnsats: 40 000 kr er lovet. Ingenting er levert." in said
