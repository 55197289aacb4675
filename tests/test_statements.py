"""Sentences of reports and what they state, in Norwegian (nb, nn), Swedish, Danish and English."""

from decimal import Decimal

import pytest

from grantcalc.finding import Place
from grantcalc.reading.documents.passages import Assembly, split_sentences
from grantcalc.reading.documents.stating import Stated, statements_of


def stated(*lines: str, budget_lines: tuple[str, ...] = ()) -> Stated:
    assembly = Assembly("report.txt")
    for number, line in enumerate(lines, start=1):
        assembly.paragraph([(line, Place("report.txt", line=number))])
    return statements_of(assembly.document(), "NOK", budget_lines)


def figures(text: str) -> list[str]:
    """What a sentence states, as "kind figure"."""
    found = []
    for s in stated(text).statements:
        if s.kind == "as_of":
            found.append(f"as_of {s.first}")
        elif s.first:
            found.append(f"{s.kind} {s.first} {s.last}")
        elif s.amount is not None:
            found.append(f"{s.kind} {s.amount.amount.normalize():f}")
        else:
            upto = f"-{s.to:f}" if s.to is not None else ""
            found.append(f"{s.kind} {s.number:f}{upto}{f' of {s.of}' if s.of else ''}")
    return found


BOKMAAL = [
    ("I alt er 364 321 kr brukt til nå.", ["spent 364321"]),
    ("Vi har brukt til sammen 364 321 kr.", ["spent 364321"]),
    ("Vi har brukt for kr 364 321.", ["spent 364321"]),
    ("364 321 kr (52,05 %) er brukt.", ["spent 364321", "share 52.05 of spent"]),
    ("Vi har brukt 364321 av 700000.", ["spent 364321", "awarded 700000"]),
    ("Tildelt beløp: 750 000", ["awarded 750000"]),
    ("Tildelt beløp 750 000,-", ["awarded 750000"]),
    ("Det gjenstår kr 335 679,00.", ["remaining 335679"]),
    ("Brukt pr. 14.02.2022: 364 321 kr", ["as_of 2022-02-14", "spent 364321"]),
    ("Vi har ikke brukt 335 679 kr.", ["remaining 335679"]),
    ("Vi har ikke fått utbetalt 335 679 kr.", []),
    (
        "Av tildelte 700 000 er 364 321 brukt og 335 679 gjenstår.",
        ["awarded 700000", "spent 364321", "remaining 335679"],
    ),
    (
        "Det er tildelt 700 000 kr, hvorav 364 321 kr er brukt.",
        ["awarded 700000", "spent 364321"],
    ),
    ("52,05 % av tilskuddet er brukt.", ["share 52.05 of spent"]),
    ("62,74 % av tiden er gått, og 52,05 % av pengene er brukt.", ["share 52.05 of spent"]),
    ("Vi fikk 1,4 mill. kr i tilskudd.", ["awarded 1400000"]),
    ("Vi søker om 700 000 kr for år 2.", ["applied 700000"]),
    ("Vi har fått utbetalt 350 000 kr.", ["received 350000"]),
    ("Egeninnsatsen er 640 000 kr.", ["own_contribution 640000"]),
    ("Totalbudsjettet er på 1 340 000 kr.", ["total_budget 1340000"]),
    ("17 ansatte bruker 7-10 timer i måneden.", ["persons 17", "hours 7-10"]),
    ("Timesatsen er 375 kr per time.", ["rate 375"]),
    ("Antall tildelingsår: 1-årig", ["years 1"]),
    ("Prosjektet er toårig.", ["years 2"]),
    ("Tidsperiode: 2022, 2023", ["project_period 2022-01-01 2023-12-31"]),
    ("Prosjektåret går 1.06.2021 - 31.07.2022.", ["project_year 2021-06-01 2022-07-31"]),
    ("Prosjektperioden er 1.7.-31.12.2022.", ["project_period 2022-07-01 2022-12-31"]),
    ("Prosjektet startet 1. juni 2021.", ["start 2021-06-01 2021-06-01"]),
    ("I 2022 har vi brukt 364 321 kr.", ["spent 364321"]),
    ("Ubrukte midler på 12 000 kr skal tilbakebetales.", ["repay 12000"]),
]
NYNORSK = [
    ("Vi har nytta 364 321 kr.", ["spent 364321"]),
    ("Vi har ikkje brukt 335 679 kr.", ["remaining 335679"]),
    ("Det står att 335 679 kr.", ["remaining 335679"]),
    ("Vi er løyvde 700 000 kr.", ["awarded 700000"]),
    ("Vi søkjer om 700 000 kr.", ["applied 700000"]),
    ("Eigeninnsatsen er 640 000 kr.", ["own_contribution 640000"]),
    ("Per 14.02.2022 er 364 321 kr brukt.", ["as_of 2022-02-14", "spent 364321"]),
    ("Vi har lagt ned 40 timar i månaden.", ["hours 40"]),
]
SWEDISH = [
    ("Projektet har beviljats 700 000 kr.", ["awarded 700000"]),
    ("Hittills har 364 321 kr förbrukats.", ["spent 364321"]),
    ("Det kvarstår 335 679 kr.", ["remaining 335679"]),
    ("Vi ansöker om 700 000 kronor.", ["applied 700000"]),
    ("Av beviljade 700 000 har 364 321 använts.", ["awarded 700000", "spent 364321"]),
    ("Egeninsatsen är 640 000 kr.", ["own_contribution 640000"]),
    ("Projektperioden är 2021-07-01 - 2022-06-30.", ["project_period 2021-07-01 2022-06-30"]),
]
DANISH = [
    ("Projektet er bevilget 700.000 kr.", ["awarded 700000"]),
    ("Der er forbrugt 364.321 kr. ud af 700.000 kr.", ["spent 364321", "awarded 700000"]),
    ("Restbeløbet er 335.679 kr.", ["remaining 335679"]),
    ("Vi ansøger om 700.000 kr.", ["applied 700000"]),
    ("Pr. 14.02.2022 er der brugt 364.321 kr.", ["as_of 2022-02-14", "spent 364321"]),
]
ENGLISH = [
    (
        "We have spent NOK 364,321 of the 700,000 awarded; NOK 335,679 remains.",
        ["spent 364321", "awarded 700000", "remaining 335679"],
    ),
    (
        "As of 14 February 2022, 364 321 has been spent.",
        ["as_of 2022-02-14", "spent 364321"],
    ),
    ("The grant awarded was NOK 700 000.", ["awarded 700000"]),
    ("We have not spent NOK 335 679.", ["remaining 335679"]),
    ("We apply for NOK 700 000 for year 2.", ["applied 700000"]),
    ("The own contribution is NOK 640 000.", ["own_contribution 640000"]),
    ("The total budget is NOK 1.4 million.", ["total_budget 1400000"]),
    (
        "The project period is July 2021 to June 2022.",
        ["project_period 2021-07-01 2022-06-30"],
    ),
    ("The project runs for 2 years.", ["years 2"]),
]


@pytest.mark.parametrize(
    ("text", "expected"), [*BOKMAAL, *NYNORSK, *SWEDISH, *DANISH, *ENGLISH], ids=lambda x: str(x)
)
def test_what_a_sentence_states(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


NOT_READ = [
    ("Ring oss på tlf. 555 01 234.", "555 01 234", "telephone"),
    ("Kontonummer 1234.56.78903", "1234.56.78903", "account"),
    ("Org.nr. 999 888 777", "999 888 777", "reference"),
    ("Vi har brukt 21 000 kr på reiser.", "21 000 kr", "part of the costs"),
    ("21 000 kr er brukt på reiser.", "21 000 kr", "part of the costs"),
    ("Av dette er 60 % brukt til lønn.", "60 %", "part of the costs"),
    ("Det er brukt til lønn (450 000 kr).", "450 000 kr", "part of the costs"),
    ("Av 750 000 er 60 % brukt.", "750 000", "no word"),
    ("Ved årets slutt regner vi med å ha brukt 501 250 kr.", "501 250 kr", "expectation"),
    ("Ved utgangen av året reknar vi med å ha brukt 501 250 kr.", "501 250 kr", "expectation"),
    ("Vi har brukt mer enn 300 000 kr.", "300 000 kr", "bound"),
    ("Vi venter å ha brukt 700 000 kr ved årets slutt.", "700 000 kr", "expectation"),
    ("Biblioteket har 45 000 besøk i året.", "45 000", "no word"),
    ("Vi har ikke fått tildelt 50 000 kr.", "50 000 kr", "no word"),
    ("Vi har brukt 03/04/2022.", "03/04/2022", "not clear"),
    ("Vi har brukt 1.234.", "1.234", "may be"),
]


@pytest.mark.parametrize(("text", "number", "reason"), NOT_READ, ids=lambda x: str(x))
def test_a_number_that_is_not_understood_is_listed(text: str, number: str, reason: str) -> None:
    found = stated(text)
    assert [s for s in found.statements if s.amount is not None] == []
    (unread,) = [u for u in found.unread if u.text == number]
    assert reason in unread.reason
    assert unread.sentence == text
    assert unread.at == Place("report.txt", line=1)


def test_no_digit_of_a_sentence_is_lost() -> None:
    """Each number is stated, listed as unread, or the number of a heading or a year."""
    text = (
        "I 2022 ga 3 givere 45 000 kr, 12 % mer enn i 2021; vi har brukt 1,4 mill. av 2 500 000 kr."
    )
    found = stated(text)
    words = [s.quote.words for s in found.statements] + [u.text for u in found.unread]
    for number in ("2022", "3", "45 000", "12 %", "2021", "1,4 mill.", "2 500 000"):
        assert any(number in word for word in words), number


def test_scaled_and_rounded_amounts_say_what_they_are_rounded_to() -> None:
    steps = {
        s.kind: s.step
        for s in stated(
            "Vi er tildelt 1,4 mill. kr, brukt er ca. 364 000 kr, og 12,50 kr gjenstår."
        ).statements
    }
    assert steps == {"awarded": Decimal(100000), "spent": Decimal(1000), "remaining": Decimal(0)}


def test_a_budget_line_that_a_sentence_names() -> None:
    found = stated(
        "Vi har brukt 80 625 kr til innbyggerundersøkelser.",
        budget_lines=("Innbyggerundersøkelser",),
    )
    assert [(s.kind, s.line) for s in found.statements] == [("spent", "Innbyggerundersøkelser")]


def test_a_figure_has_the_day_of_its_paragraph_else_the_reports_only_day() -> None:
    found = stated(
        "Pr. 14.02.2022 har vi brukt 364 321 kr. Det gjenstår 335 679 kr.",
        "Tildelt beløp: 700 000",
    )
    assert {s.kind: str(s.as_of) for s in found.statements if s.amount is not None} == {
        "spent": "2022-02-14", "remaining": "2022-02-14", "awarded": "2022-02-14",
    }  # fmt: skip
    two = stated(
        "Pr. 14.02.2022 er 10 000 kr brukt.",
        "Pr. 14.03.2022 er 20 000 kr brukt.",
        "Rest: 30 000 kr",
    )
    assert [s.as_of for s in two.statements if s.kind == "remaining"] == [None]


def test_a_rest_in_a_paragraph_on_own_work_is_of_own_work() -> None:
    found = stated("Egeninnsatsen er 640 000 kr. Det gjenstår 206 687 kr.")
    assert [(s.kind, s.of) for s in found.statements] == [
        ("own_contribution", None),
        ("remaining", "own_contribution"),
    ]


SENTENCES = [
    ("Brukt 364321 kr. Gjenstår 335679 kr.", 2),
    ("Pr. 14. februar 2022 er kr. 364 321 brukt.", 1),
    ("Det er ca. 1,4 mill. kr. på konto. Mer kommer.", 2),
    ("Brukt 364321. Det gjenstår 335679.", 2),
    ("2. Økonomi", 1),
    ("Er det nok? Ja!", 2),
]


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_sentences(text: str, count: int) -> None:
    assert len(list(split_sentences(text))) == count


def test_lines_to_paragraphs() -> None:
    assembly = Assembly("a.txt")
    lines = [
        "Prosjektet har brukt mye av pengene på innbyggerunder-",
        "søkelsen, som ble ferdig i januar og som kostet mer enn vi",
        "hadde trodd. Tildelt beløp nedenfor er fra tilsagnet vårt:",
        "Tildelt beløp: 750 000",
        "Antall tildelingsår: 1-årig",
    ]
    assembly.paragraph([(line, Place("a.txt", line=n)) for n, line in enumerate(lines, start=1)])
    texts = [part.text for part in assembly.document().parts if hasattr(part, "text")]
    assert texts[0].startswith("Prosjektet har brukt mye av pengene på innbyggerundersøkelsen, som")
    assert texts[1:] == ["Tildelt beløp: 750 000", "Antall tildelingsår: 1-årig"]
