"""Money out: awards, instalments, what is carried over, orders, who pays, own work and pace."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import DRAMMEN, Cli, Result, assert_one_line_error, write_workbook
from markdown_grid import rows_of

BUDGET = """
| Post        | 01.07.2021 - 30.06.2022 | 01.07.2022 - 30.06.2023 |
| Utgifter    |                         |                         |
| Lønn        | 600                     | 600                     |
| Reise       | 400                     | 400                     |
| Inntekter   |                         |                         |
| Tilskudd    | 1000                    | 1000                    |
"""
TWO_PAY = """
| Post        | 01.07.2021 - 30.06.2022 | 01.07.2022 - 30.06.2023 |
| Utgifter    |                         |                         |
| Lønn        | 600                     | 600                     |
| Reise       | 400                     | 400                     |
| Inntekter   |                         |                         |
| Tilskudd    | 700                     | 700                     |
| Egne midler | 300                     | 300                     |
"""
LEDGER = """
| Konto | Dato       | Bilag | Tekst | Beløp | Betaler  |
| 1010  | 12.08.2021 | 1     | Lønn  | 300   | F        |
| 1160  | 01.09.2021 | 2     | Tog   | 100   | E        |
| 1160  | 01.09.2022 | 3     | Buss  | 50,05 | F        |
"""
MAPPING = """
[[mapping]]
line = "Lønn"
accounts = "1010"
[[mapping]]
line = "Reise"
accounts = "1160"
"""


def award(year: int, amount: int = 1000, status: str = "awarded", more: str = "") -> str:
    return (
        f'[[awards]]\nsource = "Tilskudd"\nyear = {year}\namount = {amount}\n'
        f'status = "{status}"\n{more}\n'
    )


def as_csv(path: Path, table: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows_of(table))


def project(
    folder: Path,
    toml: str,
    budget: str = BUDGET,
    ledger: str = LEDGER,
    orders: str | None = None,
    hours: str | None = None,
) -> Path:
    as_csv(folder / "budget.csv", budget)
    as_csv(folder / "ledger.csv", ledger)
    files = '[files]\nbudget = "budget.csv"\nledger = "ledger.csv"\n'
    for key, table in (("commitments", orders), ("hours", hours)):
        if table:
            as_csv(folder / f"{key}.csv", table)
            files += f'{key} = "{key}.csv"\n'
    (folder / "grantcalc.toml").write_text(f"{files}{MAPPING}{toml}", "utf-8")
    return folder


def told(cli: Cli, folder: Path, *arguments: str) -> Result:
    return cli("remaining", "--config", folder / "grantcalc.toml", *arguments)


def remaining(cli: Cli, folder: Path, day: str) -> dict[str, Any]:
    result = told(cli, folder, "--as-of", day, "--format", "json")
    assert result.err == ""
    report: dict[str, Any] = json.loads(result.out)
    assert_identities(report)
    return report


def money(parts: list[dict[str, Any]], key: str) -> Decimal:
    return sum((Decimal(part[key]) for part in parts), Decimal(0))


def assert_identities(report: dict[str, Any]) -> None:
    for grant in report["grants"]:
        m = {k: Decimal(v) for k, v in grant.items() if isinstance(v, str) and "." in v}
        assert m["awarded"] == m["granted"] + m["carried_in"] - m["carried_out"]
        assert m["awarded"] == m["spent"] + m["remaining"]
        assert m["available"] == m["remaining"] - m["committed"]
    grants, others = report["grants"], report["other_sources"]
    assert money(grants, "carried_in") == money(grants, "carried_out")
    included = Decimal(report["ledger"]["included"]["amount"])
    assert money(report["lines"], "spent") + money(report["unmapped"], "amount") == included
    assert money(grants, "spent") + money(others, "spent") == included
    if orders := report["commitments"]:
        committed = Decimal(orders["committed"])
        assert money(grants, "committed") + money(others, "committed") == committed
        on_no_line = Decimal(orders["on_no_line"])
        assert money(report["lines"], "committed") + on_no_line == committed
        counted = [order for order in orders["listed"] if not order["reason"]]
        assert money(counted, "outstanding") == committed


def figures(report: dict[str, Any], *keys: str) -> list[tuple[str, ...]]:
    return [tuple(grant[key] for key in keys) for grant in report["grants"]]


def codes(report: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in report["findings"]}


# -- the founding example


def test_the_founding_contract_is_bound_and_the_rest_is_free(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(DRAMMEN, tmp_path / "project"))
    toml = folder / "grantcalc.toml"
    text = toml.read_text("utf-8").replace("[files]", '[files]\ncommitments = "orders.xlsx"')
    toml.write_text(text, "utf-8")
    write_workbook(
        folder / "orders.xlsx",
        {
            "Bestillinger": [
                ["Bestilt", "Leverandør", "Budsjettlinje", "Beløp", "Fakturert", "Levering"],
                ["01.12.2021", "Målbar AS", "Innbyggerundersøkelser", 215000, None, "2022-04-01"],
            ]
        },
    )
    monkeypatch.chdir(folder)
    report = remaining(cli, Path(), "2022-02-14")
    keys = ("awarded", "spent", "remaining", "committed", "available")
    assert figures(report, *keys)[0] == (
        "700000.00", "364321.00", "335679.00", "215000.00", "120679.00",
    )  # fmt: skip
    survey = next(x for x in report["lines"] if x["label"] == "Innbyggerundersøkelser")
    assert (survey["committed"], survey["available"]) == ("215000.00", "-80625.00")
    out = cli("remaining", "--as-of", "2022-02-14").out
    for shown in ("120 679", "215 000", "Målbar AS", "On order: orders.xlsx"):
        assert shown in out
    assert "G003" in codes(report)  # 80 625 of the survey is spent already: the line has less


# -- awards


INSTALMENTS = (
    "instalments = [\n  { date = 2021-08-01, amount = 350, received = true },\n"
    "  { date = 2022-02-01, amount = 350.50, received = true },\n"
    "  { date = 2022-05-01, amount = 299.50 },\n]"
)


@pytest.mark.parametrize(
    ("day", "received", "overdue"),
    [
        ("2021-07-31", "0.00", "0.00"),
        ("2021-08-01", "350.00", "0.00"),
        ("2022-02-01", "700.50", "0.00"),
        ("2022-04-30", "700.50", "0.00"),
        ("2022-05-01", "700.50", "299.50"),
    ],
)
def test_instalments_are_received_by_their_day(
    cli: Cli, tmp_path: Path, day: str, received: str, overdue: str
) -> None:
    report = remaining(cli, project(tmp_path, award(1, more=INSTALMENTS)), day)
    assert figures(report, "awarded", "received", "overdue") == [("1000.00", received, overdue)]
    assert ("G005" in codes(report)) == (overdue != "0.00")


def test_instalments_that_do_not_add_up_are_said(cli: Cli, tmp_path: Path) -> None:
    report = remaining(cli, project(tmp_path, award(1, 1001, more=INSTALMENTS)), "2022-01-01")
    assert "A004" in codes(report)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (award(1, status="applied", more=INSTALMENTS), 'status = "awarded"'),
        (award(1, status="received", more=INSTALMENTS), "received = true"),
        (award(1, status="applied", more="carry_over = true"), "carry_over is for money"),
        (award(1, more="carry_over = true").replace("year = 1\n", ""), "give the award a year"),
        (award(1, more="instalments = [{ date = 2021-08-01, amount = 0.001 }]"), "decimals"),
        (award(3), "the budget has 2"),
    ],
)
def test_awards_that_cannot_be_followed(cli: Cli, tmp_path: Path, toml: str, words: str) -> None:
    result = told(cli, project(tmp_path, toml), "--as-of", "2022-01-01")
    assert_one_line_error(result, words)


# -- carried over

CARRY = award(1, more="carry_over = true") + award(2)
CARRY_KEYS = ("granted", "carried_in", "carried_out", "awarded", "spent", "remaining")


def test_nothing_is_carried_before_the_year_is_over(cli: Cli, tmp_path: Path) -> None:
    report = remaining(cli, project(tmp_path, CARRY), "2022-06-30")
    assert figures(report, *CARRY_KEYS) == [
        ("1000.00", "0.00", "0.00", "1000.00", "400.00", "600.00"),
        ("1000.00", "0.00", "0.00", "1000.00", "0.00", "1000.00"),
    ]


def test_what_is_unspent_is_carried_into_the_next_year(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, CARRY)
    report = remaining(cli, folder, "2022-09-01")
    assert figures(report, *CARRY_KEYS) == [
        ("1000.00", "0.00", "600.00", "400.00", "400.00", "0.00"),
        ("1000.00", "600.00", "0.00", "1600.00", "50.05", "1549.95"),
    ]
    out = told(cli, folder, "--as-of", "2022-09-01").out
    assert "carried into the next year" in out
    assert "carried in from the year before" in out


def test_without_the_declaration_nothing_is_carried(cli: Cli, tmp_path: Path) -> None:
    report = remaining(cli, project(tmp_path, award(1) + award(2)), "2022-09-01")
    assert {grant["carried_in"] for grant in report["grants"]} == {"0.00"}
    assert figures(report, "remaining")[0] == ("600.00",)


def test_overspending_is_never_carried(cli: Cli, tmp_path: Path) -> None:
    toml = award(1, 300, more="carry_over = true") + award(2)
    report = remaining(cli, project(tmp_path, toml), "2022-09-01")
    assert figures(report, *CARRY_KEYS) == [
        ("300.00", "0.00", "0.00", "300.00", "400.00", "-100.00"),
        ("1000.00", "0.00", "0.00", "1000.00", "50.05", "949.95"),
    ]
    assert "G001" in codes(report)


def test_what_is_carried_is_money_even_if_the_year_is_only_applied_for(
    cli: Cli, tmp_path: Path
) -> None:
    toml = award(1, more="carry_over = true") + award(2, status="applied")
    report = remaining(cli, project(tmp_path, toml), "2022-09-01")
    second = report["grants"][1]
    assert (second["status"], second["awarded"], second["applied_for"], second["remaining"]) == (
        "awarded", "600.00", "1000.00", "549.95",
    )  # fmt: skip


def test_what_an_order_binds_is_not_carried(cli: Cli, tmp_path: Path) -> None:
    orders = """
    | Dato       | Leverandør | Budsjettlinje | Beløp | Fakturert |
    | 01.06.2022 | Buss AS    | Reise         | 150   |           |
    """
    report = remaining(cli, project(tmp_path, CARRY, orders=orders), "2022-09-01")
    keys = ("carried_in", "carried_out", "remaining", "committed", "available")
    assert figures(report, *keys) == [
        ("0.00", "450.00", "150.00", "150.00", "0.00"),
        ("450.00", "0.00", "1399.95", "0.00", "1399.95"),
    ]


def test_with_grant_first_the_grant_pays_from_what_was_carried(cli: Cli, tmp_path: Path) -> None:
    ledger = LEDGER + "| 1010  | 12.08.2022 | 4     | Lønn  | 1200  | F        |"
    toml = (
        '[charging]\nmethod = "grant-first"\n'
        + award(1, 700, more="carry_over = true")
        + award(2, 700)
    )
    report = remaining(cli, project(tmp_path, toml, TWO_PAY, ledger), "2022-09-01")
    assert figures(report, "carried_in", "spent", "remaining") == [
        ("0.00", "400.00", "0.00"),
        ("300.00", "1000.00", "0.00"),
    ]
    assert [s["spent"] for s in report["other_sources"]] == ["0.00", "250.05"]


# -- orders

ORDERS = """
| Dato       | Leverandør | Budsjettlinje | Beløp | Fakturert | Flere fakturaer | Levering   |
| 01.09.2021 | Ikke AS    | Reise         | 10    |           |                 |            |
| 01.09.2021 | Hel AS     | Reise         | 20    | 20        |                 |            |
| 01.09.2021 | Mindre AS  | Reise         | 30    | 25        | nei             |            |
| 01.09.2021 | Delt AS    | Reise         | 40    | 15        | ja              |            |
| 01.09.2021 | Over AS    | Reise         | 50    | 60        | ja              |            |
| 02.09.2021 | Senere AS  | Reise         | 60    |           |                 |            |
| 01.09.2021 | Neste AS   | Lønn          | 70,25 | -         |                 | 01.08.2022 |
| 01.09.2021 | Ukjent AS  | Reiser        | 5     |           |                 |            |
| Sum        |            |               | 285,25 |          |                 |            |
"""


def test_an_invoice_replaces_its_order_unless_more_are_to_come(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1) + award(2), orders=ORDERS)
    report = remaining(cli, folder, "2021-09-01")
    orders = report["commitments"]
    assert {o["supplier"]: (o["outstanding"], o["reason"]) for o in orders["listed"]} == {
        "Ikke AS": ("10.00", ""),
        "Hel AS": ("0.00", "invoiced in full"),
        "Mindre AS": ("0.00", "invoiced in part, and no more marked to come"),
        "Delt AS": ("25.00", ""),
        "Over AS": ("0.00", "invoiced in full"),
        "Senere AS": ("60.00", "ordered after the as-of date"),
        "Neste AS": ("70.25", ""),
        "Ukjent AS": ("5.00", ""),
    }
    assert (orders["committed"], orders["on_no_line"]) == ("110.25", "5.00")
    assert figures(report, "committed", "available") == [("40.00", "560.00"), ("70.25", "929.75")]
    lines = {(x["period"], x["label"]): x["committed"] for x in report["lines"]}
    assert lines == {
        (0, "Lønn"): "0.00",
        (0, "Reise"): "35.00",
        (1, "Lønn"): "70.25",
        (1, "Reise"): "0.00",
    }
    places = {f["code"]: f["at"]["cell"] for f in report["findings"]}
    assert {code: places[code] for code in ("K002", "K003")} == {"K002": "C9", "K003": "E6"}
    out = told(cli, folder, "--as-of", "2021-09-01").out
    assert "5 of it is on no budget line" in out
    assert "not counted, invoiced in full: 2" in out


def test_check_reads_the_orders_too(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1) + award(2), orders=ORDERS.replace("| 10  ", "| ti  "))
    result = cli("check", folder, "--format", "json")
    found = {f["code"]: f["at"] for f in json.loads(result.out)["findings"]}
    assert (found["K001"]["cell"], found["K001"]["file"].endswith("commitments.csv")) == (
        "D2",
        True,
    )
    assert "K005" not in found


@pytest.mark.parametrize(
    "headings",
    [
        "Ordredato | Leverandør | Budsjettlinje | Beløp | Fakturert",
        "Bestilt | Leverandør | Budsjettpost | Avtalt beløp | Fakturert hittil",
        "Beställningsdatum | Leverantör | Budgetpost | Belopp | Fakturerat",
        "Dato | Leverandør | Budgetlinje | Beløb | Faktureret",
        "Order date | Supplier | Budget line | Amount | Invoiced so far",
        "Bestelldatum | Lieferant | Budgetposition | Betrag | Abgerechnet",
    ],
)
def test_lists_of_orders_in_six_languages(cli: Cli, tmp_path: Path, headings: str) -> None:
    orders = f"""
    | Bestillinger i prosjektet | | | | |
    | {headings} |
    | 01.09.2021 | X | Reise | 1 250,50 | 250,50 |
    | 2.9.2021   | X | Reise | 100      |        |
    """
    report = remaining(cli, project(tmp_path, award(1), orders=orders), "2021-09-30")
    assert report["commitments"]["committed"] == "100.00"
    assert report["commitments"]["rejected_rows"] == 0


@pytest.mark.parametrize(
    ("first", "second", "ordered"),
    [
        ("03/04/2022", "13/04/2022", "2022-04-03"),
        ("03/04/2022", "04/13/2022", "2022-03-04"),
        ("03/04/2022", "", "2022-04-03"),
    ],
)
def test_the_column_decides_the_order_of_day_and_month(
    cli: Cli, tmp_path: Path, first: str, second: str, ordered: str
) -> None:
    orders = f"""
    | Dato     | Leverandør | Budsjettlinje | Beløp | Fakturert |
    | {first}  | X          | Reise         | 1     |           |
    """
    if second:
        orders += f"| {second} | X          | Reise         | 1     |           |\n"
    report = remaining(cli, project(tmp_path, award(1), orders=orders), "2022-06-30")
    assert report["commitments"]["listed"][0]["ordered"] == ordered


def test_a_column_with_days_in_both_orders_is_not_guessed(cli: Cli, tmp_path: Path) -> None:
    orders = """
    | Dato       | Leverandør | Budsjettlinje | Beløp | Fakturert |
    | 03/04/2022 | X          | Reise         | 1     |           |
    | 13/04/2022 | X          | Reise         | 1     |           |
    | 04/14/2022 | X          | Reise         | 1     |           |
    """
    report = remaining(cli, project(tmp_path, award(1), orders=orders), "2022-06-30")
    assert [f["at"]["cell"] for f in report["findings"] if f["code"] == "K001"] == ["A2"]


@pytest.mark.parametrize(
    ("orders", "words"),
    [
        ("| Dato | Tekst |\n| 01.09.2021 | X |", "holds no list of orders"),
        ("| Dato | Konto | Bilag | Beløp |\n| 01.09.2021 | 1 | 1 | 5 |", "holds no list of orders"),
    ],
)
def test_a_file_without_orders(cli: Cli, tmp_path: Path, orders: str, words: str) -> None:
    folder = project(tmp_path, award(1), orders=orders)
    assert_one_line_error(told(cli, folder, "--as-of", "2022-01-01"), words)


def test_a_list_of_orders_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1), orders=ORDERS)
    (folder / "commitments.csv").unlink()
    assert_one_line_error(cli("check", folder), "no such file", "files.commitments")


def test_a_ledger_beside_the_orders_in_one_workbook_is_not_read_as_orders(
    cli: Cli, tmp_path: Path
) -> None:
    folder = project(tmp_path, award(1), orders=ORDERS)
    toml = folder / "grantcalc.toml"
    toml.write_text(toml.read_text("utf-8").replace("commitments.csv", "both.xlsx"), "utf-8")
    write_workbook(
        folder / "both.xlsx",
        {
            "Hovedbok": [
                ["Dato", "Konto", "Bilag", "Budsjettlinje", "Beløp"],
                ["01.09.2021", 1010, 1, "Reise", 999],
            ],
            "Bestilt": [["Dato", "Budsjettlinje", "Beløp"], ["01.09.2021", "Reise", 7.10]],
        },
    )
    report = remaining(cli, folder, "2022-01-01")
    assert report["commitments"]["committed"] == "7.10"


# -- who pays


def charged(report: dict[str, Any]) -> dict[str, list[str]]:
    grants = [grant["spent"] for grant in report["grants"]]
    return {"Tilskudd": grants, "Egne midler": [s["spent"] for s in report["other_sources"]]}


TWO_AWARDS = award(1, 700) + award(2, 700)


def test_by_line(cli: Cli, tmp_path: Path) -> None:
    toml = (
        '[charging]\nmethod = "by-line"\n[charging.lines]\n"lønn" = "Tilskudd"\n'
        '"Reise" = { "Tilskudd" = 60, "Egne midler" = 40 }\n'
    )
    report = remaining(cli, project(tmp_path, toml + TWO_AWARDS, TWO_PAY), "2022-09-01")
    assert charged(report) == {"Tilskudd": ["360.00", "30.03"], "Egne midler": ["40.00", "20.02"]}


def test_by_tag(cli: Cli, tmp_path: Path) -> None:
    toml = (
        '[charging]\nmethod = "by-tag"\ntag = "Betaler"\n'
        'tags = { F = "Tilskudd", E = "Egne midler" }\n'
    )
    report = remaining(cli, project(tmp_path, toml + TWO_AWARDS, TWO_PAY), "2022-09-01")
    assert charged(report) == {"Tilskudd": ["300.00", "50.05"], "Egne midler": ["100.00", "0.00"]}


def test_by_tag_that_names_the_sources_themselves(cli: Cli, tmp_path: Path) -> None:
    ledger = LEDGER.replace("| F ", "| tilskudd ").replace("| E ", "| Egne midler ")
    toml = '[charging]\nmethod = "by-tag"\ntag = "Betaler"\n'
    report = remaining(cli, project(tmp_path, toml + TWO_AWARDS, TWO_PAY, ledger), "2022-09-01")
    assert charged(report) == {"Tilskudd": ["300.00", "50.05"], "Egne midler": ["100.00", "0.00"]}


def test_orders_are_charged_by_line_and_by_tag_too(cli: Cli, tmp_path: Path) -> None:
    orders = """
    | Dato       | Leverandør | Budsjettlinje | Beløp | Fakturert | Betaler |
    | 01.09.2021 | Buss AS    | Reise         | 0,03  |           | E       |
    | 01.09.2021 | Lån AS     | Lønn          | 10    |           | F       |
    """
    by_line = (
        '[charging]\nmethod = "by-line"\nrest = "Tilskudd"\n[charging.lines]\n'
        '"Reise" = { "Tilskudd" = 0.5, "Egne midler" = 0.5 }\n'
    )
    report = remaining(
        cli, project(tmp_path, by_line + TWO_AWARDS, TWO_PAY, orders=orders), "2021-12-31"
    )
    assert figures(report, "committed")[0] == ("10.02",)
    assert report["other_sources"][0]["committed"] == "0.01"
    by_tag = (
        '[charging]\nmethod = "by-tag"\ntag = "Betaler"\n'
        'tags = { F = "Tilskudd", E = "Egne midler" }\n'
    )
    report = remaining(
        cli, project(tmp_path, by_tag + TWO_AWARDS, TWO_PAY, orders=orders), "2021-12-31"
    )
    assert figures(report, "committed")[0] == ("10.00",)
    assert report["other_sources"][0]["committed"] == "0.03"


@pytest.mark.parametrize(
    ("method", "grant", "own"),
    [
        ("grant-first", "300.00", "50.00"),
        ("own-first", "350.00", "0.00"),
        ("pro-rata", "245.00", "105.00"),
    ],
)
def test_orders_are_charged_as_costs_are(
    cli: Cli, tmp_path: Path, method: str, grant: str, own: str
) -> None:
    orders = """
    | Dato       | Leverandør | Budsjettlinje | Beløp | Fakturert |
    | 01.09.2021 | Buss AS    | Reise         | 350   |           |
    """
    toml = f'[charging]\nmethod = "{method}"\n'
    report = remaining(
        cli, project(tmp_path, toml + TWO_AWARDS, TWO_PAY, orders=orders), "2021-12-31"
    )
    assert figures(report, "committed")[0] == (grant,)
    assert report["other_sources"][0]["committed"] == own
    folder = tmp_path
    assert "Committed" in told(cli, folder, "--as-of", "2021-12-31").out


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("", ['"grant-first" gives', '"by-line" and "by-tag"', "400 was spent"]),
        (
            '[charging]\nmethod = "by-line"\nlines = { "Lønn" = "Tilskudd" }\n',
            ['"Reise" (100)', "[charging.lines]", "rest =", '"Egne midler"'],
        ),
        (
            '[charging]\nmethod = "by-tag"\ntag = "Betaler"\ntags = { F = "Tilskudd" }\n',
            ['"E" (100)', "[charging.tags]", "rest ="],
        ),
        (
            '[charging]\nmethod = "by-tag"\ntag = "Prosjekt"\n',
            ['no column "Prosjekt"', '"Betaler"'],
        ),
        (
            '[charging]\nmethod = "by-line"\nlines = { "Lønn" = "Tilskot" }\n',
            ['"Tilskot" is no source', '"Tilskudd", "Egne midler"'],
        ),
        (
            '[charging]\nmethod = "by-line"\nlines = { "Løn" = "Tilskudd" }\n',
            ['"Løn" is no line of costs'],
        ),
        ('[charging]\nmethod = "by-line"\n', ["by-line needs lines"]),
        ('[charging]\nmethod = "by-tag"\n', ["by-tag needs tag"]),
        ('[charging]\nmethod = "pro-rata"\nrest = "Tilskudd"\n', ["rest is not used"]),
        ('[charging]\nlines = { "Lønn" = "Tilskudd" }\n', ["lines is not used"]),
        (
            '[charging]\nmethod = "by-line"\nlines = { "Lønn" = {} }\n',
            ["name a source"],
        ),
        (
            '[charging]\nmethod = "by-line"\nlines = { "Lønn" = { "Tilskudd" = 0 } }\n',
            ["more than 0"],
        ),
    ],
)  # fmt: skip
def test_who_pays_is_never_guessed(cli: Cli, tmp_path: Path, toml: str, words: list[str]) -> None:
    folder = project(tmp_path, toml + TWO_AWARDS, TWO_PAY)
    assert_one_line_error(told(cli, folder, "--as-of", "2022-01-01"), *words)


def test_costs_on_no_line_need_a_source_too(cli: Cli, tmp_path: Path) -> None:
    ledger = LEDGER + "| 9999  | 12.08.2021 | 4     | ?  | 7  |   |"
    toml = '[charging]\nmethod = "by-line"\nlines = { "Lønn" = "Tilskudd", Reise = "Tilskudd" }\n'
    folder = project(tmp_path, toml + TWO_AWARDS, TWO_PAY, ledger)
    assert_one_line_error(told(cli, folder, "--as-of", "2022-01-01"), "costs on no budget line (7)")
    path = folder / "grantcalc.toml"
    rest = '[charging]\nrest = "Egne midler"'
    path.write_text(path.read_text("utf-8").replace("[charging]", rest), "utf-8")
    report = remaining(cli, folder, "2022-01-01")
    assert charged(report)["Egne midler"] == ["7.00"]


# -- own work

WORK_BUDGET = """
| Post                 | 01.07.2021 - 30.06.2022 | 01.07.2022 - 30.06.2023 |
| Utgifter             |                         |                         |
| Lønn                 | 600                     | 600                     |
| Reise                | 400                     | 400                     |
| Arbeidsinnsats       | 5000                    | 5000                    |
| Inntekter            |                         |                         |
| Tilskudd             | 1000                    | 1000                    |
| Egeninnsats Solbygda | 4000                    | 4000                    |
| Egeninnsats Vestli   | 1000                    | 1000                    |
"""
HOURS = """
| Dato       | Navn | Timer | Timesats | Bidragsyter          |
| 01.08.2021 | Anne | 6     | 400      | Egeninnsats Solbygda |
| 02.08.2021 | Anne | 6,5   | 400      | egeninnsats solbygda |
| 03.08.2021 | Bo   | 2     | 500,50   | Egeninnsats Vestli   |
| 04.08.2021 | Cato | 1     | 100      | Naboen               |
| 01.08.2022 | Anne | 1     | 400      | Egeninnsats Solbygda |
"""
OWN = ("source", "period", "budgeted", "delivered", "hours", "remaining", "not_counted")


def own(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(part[key] for key in OWN) for part in report["own_contribution"]]


def test_own_work_by_contributor_and_project_year(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1) + award(2), WORK_BUDGET, hours=HOURS)
    report = remaining(cli, folder, "2022-08-01")
    assert own(report) == [
        ("Egeninnsats Solbygda", 0, "4000.00", "5000.00", "12.5", "-1000.00", "0.00"),
        ("Egeninnsats Vestli", 0, "1000.00", "1001.00", "2", "-1.00", "0.00"),
        ("Naboen", 0, "0.00", "100.00", "1", "-100.00", "0.00"),
        ("Egeninnsats Solbygda", 1, "4000.00", "400.00", "1", "3600.00", "0.00"),
        ("Egeninnsats Vestli", 1, "1000.00", "0.00", "0", "1000.00", "0.00"),
    ]
    assert {"W003", "W006"} <= codes(report)


def test_what_is_above_the_caps_is_not_counted(cli: Cli, tmp_path: Path) -> None:
    toml = "[in_kind]\nmax_rate = 450\nmax_hours_a_year = 10\n" + award(1)
    folder = project(tmp_path, toml, WORK_BUDGET, hours=HOURS)
    report = remaining(cli, folder, "2021-12-31")
    assert own(report)[:2] == [
        ("Egeninnsats Solbygda", 0, "4000.00", "4000.00", "10", "0.00", "1000.00"),
        ("Egeninnsats Vestli", 0, "1000.00", "900.00", "2", "100.00", "101.00"),
    ]
    assert report["own_contribution"][0]["hours_not_counted"] == "2.5"
    places = {f["code"]: f["at"]["cell"] for f in report["findings"]}
    assert (places["W001"], places["W002"]) == ("D4", "C3")
    out = told(cli, folder, "--as-of", "2021-12-31").out
    assert "Not counted of Egeninnsats Solbygda, above the caps: 1 000, 2.5 hours" in out


def test_without_a_column_of_contributors_they_stand_together(cli: Cli, tmp_path: Path) -> None:
    hours = "\n".join(line.rsplit("|", 2)[0] + "|" for line in HOURS.strip().splitlines())
    report = remaining(cli, project(tmp_path, award(1), WORK_BUDGET, hours=hours), "2021-12-31")
    name = "Egeninnsats Solbygda + Egeninnsats Vestli"
    assert own(report) == [(name, 0, "5000.00", "6101.00", "15.5", "-1101.00", "0.00")]
    assert "W004" in codes(report)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| 31.02.2022 | Anne | 1 | 400 |", "not readable as a date"),
        ("| | Anne | 1 | 400 |", "it has no date"),
        ("| 01.02.2022 | Anne | 1:30 | 400 |", "not readable as a number"),
        ("| 01.02.2022 | Anne | 1 | etter avtale |", "not readable as a number"),
        ("| 01.02.2022 | Anne | 1 |  |", "it has no rate"),
    ],
)
def test_hours_that_cannot_be_used_are_said_with_the_reason(
    cli: Cli, tmp_path: Path, row: str, reason: str
) -> None:
    hours = f"| Dato | Navn | Timer | Timesats |\n{row}\n| 01.02.2022 | Bo | 1 | 400 |"
    report = remaining(cli, project(tmp_path, award(1), WORK_BUDGET, hours=hours), "2022-06-30")
    (finding,) = [f for f in report["findings"] if f["code"] == "L004"]
    assert finding["at"]["cell"] == "C2"
    assert reason in finding["message"]
    assert report["own_contribution"][0]["hours"] == "1"


def test_the_timesheets_column_decides_the_order_of_day_and_month(cli: Cli, tmp_path: Path) -> None:
    hours = """
    | Dato       | Navn | Timer | Timesats |
    | 09/10/2021 | Anne | 1     | 400      |
    | 09/30/2021 | Anne | 1     | 400      |
    """
    folder = project(tmp_path, award(1), WORK_BUDGET, hours=hours)
    assert remaining(cli, folder, "2021-09-10")["own_contribution"][0]["hours"] == "1"


# -- pace


def test_the_straight_line_and_where_it_leads(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1) + award(2))
    report = remaining(cli, folder, "2021-09-11")  # 73 of 365 days
    assert report["grants"][0]["pace"] == {
        "straight_line": "200.00", "planned": None,
        "left_at_end": "-1000.00", "used_up_on": "2021-12-30",
    }  # fmt: skip
    assert report["grants"][1]["pace"] is None
    lines = {x["label"]: x["pace"]["used_up_on"] for x in report["lines"]}
    assert lines == {"Lønn": "2021-11-23", "Reise": "2022-04-18"}
    out = told(cli, folder, "--as-of", "2021-09-11").out
    assert "At this pace the grant is used up on 2021-12-30." in out
    assert "At this pace Lønn is used up on 2021-11-23." in out


def test_what_will_be_left(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1, 1000))
    report = remaining(cli, folder, "2022-02-05")  # 220 of 365 days
    assert report["grants"][0]["pace"]["left_at_end"] == "336.36"
    out = told(cli, folder, "--as-of", "2022-02-05").out
    assert "At this pace 336.36 will be left on 2022-06-30." in out


MONTHS = """
| Post      | jan 2022 | feb 2022 | mars 2022 | april 2022 |
| Utgifter  |          |          |           |            |
| Lønn      | 0        | 0        | 0         | 600        |
| Reise     | 0        | 280      | 0         | 120        |
| Inntekter |          |          |           |            |
| Tilskudd  | 250      | 250      | 250       | 250        |
"""
MONTHS_LEDGER = """
| Konto | Dato       | Bilag | Tekst | Beløp |
| 1160  | 12.02.2022 | 1     | Tog   | 100   |
| 1160  | 12.03.2022 | 2     | Tog   | 50    |
"""


def test_months_are_one_project_year_with_a_planned_curve(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1), MONTHS, MONTHS_LEDGER)
    report = remaining(cli, folder, "2022-02-14")
    assert [p["label"] for p in report["periods"]] == ["2022-01-01 - 2022-04-30"]
    assert figures(report, "awarded", "spent") == [("1000.00", "100.00")]
    assert report["grants"][0]["pace"]["planned"] == "140.00"  # half of February's 280
    travel = next(x for x in report["lines"] if x["label"] == "Reise")
    assert (travel["budgeted"], travel["pace"]["planned"]) == ("400.00", "140.00")
    assert "the budget plans 140" in told(cli, folder, "--as-of", "2022-02-14").out
    assert codes(report) == {"F001"}  # month by month, cost and income differ


def test_declared_project_years_take_the_months_inside(cli: Cli, tmp_path: Path) -> None:
    years = (
        "[[project.years]]\nstart = 2022-01-01\nend = 2022-02-28\n"
        "[[project.years]]\nstart = 2022-03-01\nend = 2022-04-30\n"
    )
    folder = project(tmp_path, years + award(1, 500) + award(2, 500), MONTHS, MONTHS_LEDGER)
    report = remaining(cli, folder, "2022-03-31")
    assert figures(report, "awarded", "spent") == [("500.00", "100.00"), ("500.00", "50.00")]
    budgeted = {(x["period"], x["label"]): x["budgeted"] for x in report["lines"]}
    assert budgeted[0, "Reise"] == "280.00"
    assert budgeted[1, "Lønn"] == "600.00"
    assert cli("check", folder).code == 1  # the costs and the income differ by month
    found = {
        f["code"] for f in json.loads(cli("check", folder, "--format", "json").out)["findings"]
    }
    assert not found & {"A001", "A002", "P003"}


def test_an_award_is_held_against_the_months_of_its_year(cli: Cli, tmp_path: Path) -> None:
    folder = project(tmp_path, award(1, 999), MONTHS, MONTHS_LEDGER)
    found = json.loads(cli("check", folder, "--format", "json").out)["findings"]
    (finding,) = [f for f in found if f["code"] == "A001"]
    assert (finding["expected"], finding["actual"]) == ("999.00", "1000.00")


def test_quarters_over_years_need_declared_project_years(cli: Cli, tmp_path: Path) -> None:
    quarters = [f"K{q} {y}" for y in (2021, 2022) for q in (1, 2, 3, 4)]
    budget = f"| Post | {' | '.join(quarters)} |\n| Lønn {'| 10 ' * 8}|\n| Inntekter {'| ' * 8}|\n"
    folder = project(tmp_path, award(1), budget + f"| Tilskudd {'| 10 ' * 8}|", MONTHS_LEDGER)
    result = told(cli, folder, "--as-of", "2022-03-31")
    assert_one_line_error(result, "by month or quarter", "years = [")


def test_own_work_is_explained_by_contributor_and_within_the_caps(cli: Cli, tmp_path: Path) -> None:
    toml = "[in_kind]\nmax_rate = 450\nmax_hours_a_year = 10\n" + award(1)
    folder = project(tmp_path, toml, WORK_BUDGET, hours=HOURS)
    out = told(cli, folder, "--as-of", "2021-12-31", "--explain", "Egeninnsats Solbygda").out
    assert "2 entries, 4 000.00 in all" in out
    assert "each times its rate, within the caps" in out


def test_a_carried_grant_is_explained(cli: Cli, tmp_path: Path) -> None:
    out = told(cli, project(tmp_path, CARRY), "--as-of", "2022-09-01", "--explain", "Tilskudd").out
    assert "carried in: what was unspent of the project year before" in out
    assert "carried out: what is unspent and goes on to the next project year" in out


def test_the_orders_are_named_with_their_hash(cli: Cli, tmp_path: Path) -> None:
    report = remaining(cli, project(tmp_path, award(1), orders=ORDERS), "2021-09-01")
    assert [i["role"] for i in report["inputs"]] == ["config", "budget", "ledger", "commitments"]


def test_costs_and_orders_of_the_days_before_the_project_count_in_its_first_year(
    cli: Cli, tmp_path: Path
) -> None:
    orders = """
    | Dato       | Leverandør | Budsjettlinje | Beløp | Fakturert |
    | 20.06.2021 | Tidlig AS  | Reise         | 10    |           |
    """
    ledger = LEDGER + "| 1160  | 20.06.2021 | 4     | Tog  | 7  |   |"
    toml = "[project]\npre_award_days = 30\n" + award(1)
    report = remaining(cli, project(tmp_path, toml, ledger=ledger, orders=orders), "2021-06-25")
    assert figures(report, "spent", "committed") == [("7.00", "10.00")]
    assert "K004" not in codes(report)


def test_a_grant_that_pays_first_pays_no_more_than_is_awarded(cli: Cli, tmp_path: Path) -> None:
    """The budget hoped for 700 and 350 is awarded: the rest of the 400 is the project's own."""
    toml = '[charging]\nmethod = "grant-first"\n' + award(1, 350) + award(2, 700)
    report = remaining(cli, project(tmp_path, toml, TWO_PAY), "2022-06-30")
    assert (charged(report)["Tilskudd"][0], charged(report)["Egne midler"][0]) == (
        "350.00",
        "50.00",
    )
