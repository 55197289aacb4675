"""Any consistent budget passes; any wrong total is found; splits and identities hold."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from grantcalc.checks import check_budget
from grantcalc.config import ChargingMethod, Config
from grantcalc.finding import Severity
from grantcalc.model import Budget, SourceKind
from grantcalc.money import Money, total
from grantcalc.reading.grid import Cell, Grid
from grantcalc.spending.charging import CashSource, charge
from one_sheet import read_one

WORDS = {
    "nb": ("Beskrivelse", "Totalt", "Sum utgifter", "Sum inntekter", "Dugnad", "Egeninnsats", "Tilskudd", "Egenandel"),
    "sv": ("Beskrivning", "Summa", "Summa kostnader", "Summa intäkter", "Ideellt arbete", "Egen insats", "Bidrag", "Egenfinansiering"),
    "da": ("Beskrivelse", "I alt", "Udgifter i alt", "Indtægter i alt", "Frivilligt arbejde", "Egeninsats", "Tilskud", "Egenfinansiering"),
    "en": ("Item", "Total", "Total expenditure", "Total income", "Volunteer work", "In-kind contribution", "Grant", "Own funds"),
    "de": ("Position", "Gesamt", "Summe Ausgaben", "Summe Einnahmen", "Eigenleistung", "Eigenleistungen", "Zuschuss", "Eigenmittel"),
    "fr": ("Libellé", "Total", "Total dépenses", "Total recettes", "Bénévolat", "Apports en nature", "Subvention", "Fonds propres"),
}  # fmt: skip
LINES = ("Kontor", "Reise", "Møter", "Trykk", "Utstyr", "Leie", "Konsulent")


@dataclass(frozen=True)
class Book:
    """A budget as rows of cells, and the rows of its totals."""

    rows: list[list[Decimal | str]]
    totals: tuple[int, int]

    def budget(self) -> Budget:
        cells = (
            (r, c, Cell(value))
            for r, row in enumerate(self.rows, start=1)
            for c, value in enumerate(row, start=1)
        )
        found = read_one(Grid.from_cells("b.xlsx", "B", cells), Config())
        assert found is not None
        return found[0]


@st.composite
def books(draw: st.DrawFn, *, balanced: bool = True) -> Book:
    """Any budget whose sums hold: 1 to 4 years, cash and in-kind, with or without a total column.

    One that is not `balanced` has honest sums, and more income than cost.
    """
    label, total_, costs, incomes, work, own_work, grant, own = WORDS[
        draw(st.sampled_from(sorted(WORDS)))
    ]
    years = draw(st.integers(1, 4))
    amount = st.integers(1, 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
    line = st.lists(amount, min_size=years, max_size=years)
    lines: list[tuple[str, list[Decimal]]] = [
        (name, draw(line)) for name in LINES[: draw(st.integers(1, len(LINES)))]
    ]
    in_kind = [(work, draw(line))] if draw(st.booleans()) else []
    cash = [sum((a[y] for _, a in lines), Decimal(0)) for y in range(years)]
    share = [draw(st.integers(0, 100)) for _ in range(years)]
    own_money = [(c * s / 100).quantize(Decimal("0.01")) for c, s in zip(cash, share, strict=True)]
    sources = [(own_work, a) for _, a in in_kind]
    # More than any change that a test makes: a slip must not balance the budget by chance.
    more = [Decimal(0)] * years if balanced else [m + 10**8 for m in draw(line)]
    granted = [c - o + m for c, o, m in zip(cash, own_money, more, strict=True)]
    sources += [(own, own_money), (grant, granted)]

    def summed(parts: list[tuple[str, list[Decimal]]]) -> list[Decimal]:
        return [sum((a[y] for _, a in parts), Decimal(0)) for y in range(years)]

    with_total = years > 1 and draw(st.booleans())
    table = [
        *lines,
        *in_kind,
        (costs, summed([*lines, *in_kind])),
        *sources,
        (incomes, summed(sources)),
    ]
    header: list[Decimal | str] = [
        label,
        *(str(2021 + y) for y in range(years)),
        *([total_] * with_total),
    ]
    above: list[list[Decimal | str]] = [["Prosjekt"], []]
    titles = above[: draw(st.integers(0, 2))]
    rows: list[list[Decimal | str]] = [
        [name, *amounts, *([sum(amounts, Decimal(0))] if with_total else [])]
        for name, amounts in table
    ]
    first = len(titles) + 2
    expenditure = first + len(lines) + len(in_kind)
    return Book([*titles, header, *rows], (expenditure, first + len(rows) - 1))


@settings(max_examples=150, deadline=None)
@given(books())
def test_a_consistent_budget_passes_without_findings(book: Book) -> None:
    budget = book.budget()
    checked = check_budget(budget, Config())
    notes = [f for f in checked.findings if f.code != "S001"]
    assert notes == []
    assert checked.verdict.held == checked.verdict.checked
    incomes = [budget_income(budget, year) for year in range(len(budget.periods))]
    moving = any(
        len(
            {
                a.value.share_of(income)
                for a, income in zip(line.amounts, incomes, strict=True)
                if a.value is not None
            }
        )
        > 1
        for line in budget.lines
        if line.source
    )
    assert bool(checked.findings) == moving


def budget_income(budget: Budget, year: int) -> Money:
    return total(
        (line.amounts[year].value or Money.zero("NOK") for line in budget.lines if line.source),
        "NOK",
    )


@settings(max_examples=150, deadline=None)
@given(books(), st.data(), st.integers(-(10**9), 10**9).filter(bool))
def test_a_wrong_total_is_the_one_error_at_its_cell(
    book: Book, data: st.DataObject, change: int
) -> None:
    row = data.draw(st.sampled_from(book.totals))
    column = data.draw(st.integers(1, len(book.rows[row - 1]) - 1))
    right = book.rows[row - 1][column]
    assert isinstance(right, Decimal)
    book.rows[row - 1][column] = right + Decimal(change).scaleb(-2)
    findings = check_budget(book.budget(), Config()).findings
    errors = [f for f in findings if f.severity is Severity.ERROR]
    cell = f"{chr(65 + column)}{row}"
    assert [(e.at.cell, str(e.expected)) for e in errors] == [(cell, f"{right:.2f}")]


@settings(max_examples=200, deadline=None)
@given(
    st.booleans().flatmap(lambda balanced: books(balanced=balanced)), st.data(), st.integers(1, 2)
)
def test_what_is_called_certainly_wrong_was_changed(
    book: Book, data: st.DataObject, faults: int
) -> None:
    """In any budget, balanced or not, with any of its numbers changed."""
    numbers = [
        (r, c)
        for r, row in enumerate(book.rows)
        for c, v in enumerate(row)
        if isinstance(v, Decimal)
    ]
    changed = data.draw(
        st.lists(st.sampled_from(numbers), min_size=faults, max_size=faults, unique=True)
    )
    right = {}
    for r, c in changed:
        value = book.rows[r][c]
        assert isinstance(value, Decimal)
        right[f"{chr(65 + c)}{r + 1}"] = value
        book.rows[r][c] = value + Decimal(data.draw(st.integers(1, 10**9))).scaleb(-2)
    repairs = check_budget(book.budget(), Config()).verdict.repairs
    certain = [repair for repair in repairs if repair.is_certain]
    if faults == 1:
        for repair in certain:
            assert repair.cell.cell in right
            assert repair.expected == right[repair.cell.cell] * 100
    elif len(certain) == len(repairs) == faults:
        assert {repair.cell.cell for repair in certain} & set(right)


amounts = st.integers(0, 10**12).map(lambda minor: Money(minor, "NOK"))
sources = st.lists(
    st.builds(CashSource, st.sampled_from("abc"), st.sampled_from(SourceKind), amounts),
    min_size=1,
    max_size=5,
)


@given(st.integers(-(10**12), 10**12), sources, st.sampled_from(ChargingMethod))
def test_what_the_sources_pay_is_what_was_spent(
    spent: int, cash: list[CashSource], method: ChargingMethod
) -> None:
    parts = charge(Money(spent, "NOK"), cash, method)
    if parts is None:
        assert method.is_by_cost or not any(source.budgeted for source in cash)
    else:
        assert total(parts, "NOK") == Money(spent, "NOK")


@given(st.integers(1, 10**12), st.lists(st.integers(1, 10**9), min_size=2, max_size=5))
def test_pro_rata_follows_the_budget(spent: int, budgeted: list[int]) -> None:
    cash = [CashSource("x", SourceKind.OWN, Money(b, "NOK")) for b in budgeted]
    parts = charge(Money(spent, "NOK"), cash, ChargingMethod.PRO_RATA)
    assert parts is not None
    for part, b in zip(parts, budgeted, strict=True):
        assert abs(part.minor - Fraction(spent * b, sum(budgeted))) < 1


def test_several_sources_without_a_declared_way_are_never_charged() -> None:
    cash = [CashSource(x, SourceKind.OWN, Money(1, "NOK")) for x in "ab"]
    assert charge(Money(1, "NOK"), cash, None) is None
