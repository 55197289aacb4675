"""The words of the made budgets, in seven languages: few, ordinary, and all invented or generic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What a budget's rows and columns are called in one language; {} stands for a name."""

    sheet: str
    summary: str
    titles: tuple[str, ...]
    costs: tuple[str, ...]
    sections: tuple[str, ...]
    part: str
    incomes: tuple[str, ...]
    grant: str
    in_kind_cost: str
    in_kind_income: str
    costs_heading: str
    income_heading: str
    total: str
    total_of: str
    subtotal: str
    grand_total: str
    total_costs: str
    total_income: str
    balance: str
    description: str
    amount: str
    total_column: str
    quantity: str
    months: str
    price: str
    rate: str
    note: str
    notes: tuple[str, ...]
    actual: str
    remaining: str
    direct: str
    indirect: str
    year: str
    quarter: str


NB = Words(
    sheet="Budsjett",
    summary="Sammendrag",
    titles=("Prosjektbudsjett", "Lys over fjorden", "Søker: Solvik bibliotek", "Alle beløp i kroner"),
    costs=(
        "Prosjektledelse", "Reiser", "Konferanse", "Trykk av rapport", "Utstyr", "Leie av lokaler",
        "Honorarer", "Oversettelse", "Nettsider", "Bevertning", "Undersøkelse", "Markedsføring",
        "Transport", "Forsikring", "Workshop", "Regnskap og revisjon",
    ),
    sections=("Lønn", "Drift", "Arrangement", "Formidling", "Anskaffelser"),
    part="Arbeidspakke {}",
    incomes=("Billettsalg", "Sponsorer", "Medfinansiering fra kommunen"),
    grant="Tilskudd fra Nordlysfondet",
    in_kind_cost="Arbeidsinnsats ansatte",
    in_kind_income="Egeninnsats",
    costs_heading="Utgifter",
    income_heading="Inntekter",
    total="Sum",
    total_of="Sum {}",
    subtotal="Delsum",
    grand_total="Totalt",
    total_costs="Sum utgifter",
    total_income="Sum inntekter",
    balance="Resultat",
    description="Beskrivelse",
    amount="Beløp",
    total_column="Totalt",
    quantity="Antall",
    months="Måneder",
    price="Enhetspris",
    rate="Sats",
    note="Kommentar",
    notes=("se vedlegg", "anslag", "etter tilbud", "jf. avtale"),
    actual="Regnskap",
    remaining="Gjenstår",
    direct="Sum direkte kostnader",
    indirect="Indirekte kostnader",
    year="År {}",
    quarter="{}. kvartal",
)  # fmt: skip

NN = Words(
    sheet="Budsjett",
    summary="Samandrag",
    titles=("Prosjektbudsjett", "Ljos over fjorden", "Søkjar: Solvik bibliotek", "Alle beløp i kroner"),
    costs=(
        "Prosjektleiing", "Reiser", "Konferanse", "Trykk av rapport", "Utstyr", "Leige av lokale",
        "Honorar", "Omsetjing", "Nettsider", "Servering", "Undersøking", "Marknadsføring",
        "Transport", "Forsikring", "Verkstad", "Rekneskap og revisjon",
    ),
    sections=("Løn", "Drift", "Arrangement", "Formidling", "Innkjøp"),
    part="Arbeidspakke {}",
    incomes=("Billettsal", "Sponsorar", "Medfinansiering frå kommunen"),
    grant="Tilskot frå Nordlysfondet",
    in_kind_cost="Arbeidsinnsats tilsette",
    in_kind_income="Eigeninnsats",
    costs_heading="Utgifter",
    income_heading="Inntekter",
    total="Sum",
    total_of="Sum {}",
    subtotal="Delsum",
    grand_total="Til saman",
    total_costs="Sum utgifter",
    total_income="Sum inntekter",
    balance="Resultat",
    description="Post",
    amount="Beløp",
    total_column="Totalt",
    quantity="Antal",
    months="Månader",
    price="Einingspris",
    rate="Sats",
    note="Merknad",
    notes=("sjå vedlegg", "overslag", "etter tilbod"),
    actual="Rekneskap",
    remaining="Står att",
    direct="Sum direkte kostnader",
    indirect="Indirekte kostnader",
    year="År {}",
    quarter="{}. kvartal",
)  # fmt: skip

SV = Words(
    sheet="Budget",
    summary="Sammanställning",
    titles=("Projektbudget", "Ljus över viken", "Sökande: Solviks bibliotek", "Alla belopp i kronor"),
    costs=(
        "Projektledning", "Resor", "Konferens", "Tryck av rapport", "Utrustning", "Lokalhyra",
        "Arvoden", "Översättning", "Webbplats", "Förtäring", "Enkät", "Marknadsföring",
        "Transporter", "Försäkring", "Seminarier", "Revision",
    ),
    sections=("Personal", "Drift", "Evenemang", "Spridning", "Inköp"),
    part="Arbetspaket {}",
    incomes=("Biljettintäkter", "Sponsorer", "Medfinansiering från kommunen"),
    grant="Bidrag från Norrskensfonden",
    in_kind_cost="Ideellt arbete",
    in_kind_income="Egen insats",
    costs_heading="Kostnader",
    income_heading="Intäkter",
    total="Summa",
    total_of="Summa {}",
    subtotal="Delsumma",
    grand_total="Totalsumma",
    total_costs="Summa kostnader",
    total_income="Summa intäkter",
    balance="Resultat",
    description="Beskrivning",
    amount="Belopp",
    total_column="Totalt",
    quantity="Antal",
    months="Månader",
    price="À-pris",
    rate="Procent",
    note="Kommentar",
    notes=("se bilaga", "uppskattning", "enligt offert"),
    actual="Utfall",
    remaining="Kvarstår",
    direct="Summa direkta kostnader",
    indirect="Indirekta kostnader",
    year="År {}",
    quarter="Kvartal {}",
)  # fmt: skip

DA = Words(
    sheet="Budget",
    summary="Oversigt",
    titles=("Projektbudget", "Lys over fjorden", "Ansøger: Solvig bibliotek", "Alle beløb i kroner"),
    costs=(
        "Projektledelse", "Rejser", "Konference", "Trykning af rapport", "Udstyr", "Lokaleleje",
        "Honorarer", "Oversættelse", "Hjemmeside", "Forplejning", "Undersøgelse", "Markedsføring",
        "Transport", "Forsikring", "Seminarer", "Revision",
    ),
    sections=("Løn", "Drift", "Arrangementer", "Formidling", "Indkøb"),
    part="Arbejdspakke {}",
    incomes=("Billetsalg", "Sponsorer", "Medfinansiering fra kommunen"),
    grant="Tilskud fra Nordlysfonden",
    in_kind_cost="Frivilligt arbejde",
    in_kind_income="Egen medfinansiering (frivilligt arbejde)",
    costs_heading="Udgifter",
    income_heading="Indtægter",
    total="I alt",
    total_of="{} i alt",
    subtotal="Delsum",
    grand_total="Total",
    total_costs="Udgifter i alt",
    total_income="Indtægter i alt",
    balance="Resultat",
    description="Post",
    amount="Beløb",
    total_column="I alt",
    quantity="Antal",
    months="Måneder",
    price="Pris",
    rate="Sats",
    note="Bemærkninger",
    notes=("se bilag", "skøn", "efter tilbud"),
    actual="Regnskab",
    remaining="Restbeløb",
    direct="Direkte omkostninger i alt",
    indirect="Overhead",
    year="År {}",
    quarter="{}. kvartal",
)  # fmt: skip

EN = Words(
    sheet="Budget",
    summary="Summary",
    titles=("Project budget", "Light over the bay", "Applicant: Sunwick Library", "All amounts in GBP"),
    costs=(
        "Project manager", "Travel", "Conference", "Printing", "Equipment", "Venue hire",
        "Fees", "Translation", "Website", "Catering", "Survey", "Marketing",
        "Transport", "Insurance", "Workshops", "Audit",
    ),
    sections=("Personnel", "Operations", "Events", "Outreach", "Supplies"),
    part="Work package {}",
    incomes=("Ticket sales", "Sponsors", "Council contribution"),
    grant="Grant from the Aurora Fund",
    in_kind_cost="Volunteer work",
    in_kind_income="In-kind contribution",
    costs_heading="Expenditure",
    income_heading="Income",
    total="Total",
    total_of="Total {}",
    subtotal="Subtotal",
    grand_total="Grand total",
    total_costs="Total expenditure",
    total_income="Total income",
    balance="Balance",
    description="Item",
    amount="Amount",
    total_column="Total",
    quantity="Quantity",
    months="Months",
    price="Unit cost",
    rate="Rate",
    note="Notes",
    notes=("see annex", "estimate", "as quoted"),
    actual="Actual",
    remaining="Remaining",
    direct="Total direct costs",
    indirect="Indirect costs",
    year="Year {}",
    quarter="Q{}",
)  # fmt: skip

DE = Words(
    sheet="Kostenplan",
    summary="Übersicht",
    titles=(
        "Kosten- und Finanzierungsplan", "Licht über der Bucht", "Träger: Bücherei Sonnwiek",
        "Alle Beträge in Euro",
    ),
    costs=(
        "Projektleitung", "Reisekosten", "Tagung", "Druck", "Geräte", "Raummiete",
        "Honorare", "Übersetzung", "Webseite", "Bewirtung", "Umfrage", "Werbung",
        "Transport", "Versicherung", "Workshops", "Prüfung",
    ),
    sections=("Personal", "Betrieb", "Veranstaltungen", "Vermittlung", "Anschaffungen"),
    part="Arbeitspaket {}",
    incomes=("Eintrittsgelder", "Sponsoren", "Beitrag der Stadt"),
    grant="Zuschuss der Nordlichtstiftung",
    in_kind_cost="Ehrenamtliche Arbeit",
    in_kind_income="Eigenleistung",
    costs_heading="Ausgaben",
    income_heading="Einnahmen",
    total="Summe",
    total_of="Summe {}",
    subtotal="Zwischensumme",
    grand_total="Gesamtsumme",
    total_costs="Summe Ausgaben",
    total_income="Summe Einnahmen",
    balance="Ergebnis",
    description="Bezeichnung",
    amount="Betrag",
    total_column="Gesamt",
    quantity="Anzahl",
    months="Monate",
    price="Einzelpreis",
    rate="Prozent",
    note="Bemerkung",
    notes=("siehe Anlage", "Schätzung", "laut Angebot"),
    actual="Ist",
    remaining="Rest",
    direct="Summe direkte Kosten",
    indirect="Gemeinkosten",
    year="Jahr {}",
    quarter="{}. Quartal",
)  # fmt: skip

FR = Words(
    sheet="Budget",
    summary="Récapitulatif",
    titles=(
        "Budget du projet", "Lumière sur la baie", "Porteur : bibliothèque de Solvic",
        "Montants en euros",
    ),
    costs=(
        "Chef de projet", "Déplacements", "Colloque", "Impression", "Matériel", "Location de salle",
        "Honoraires", "Traduction", "Site internet", "Restauration", "Enquête", "Communication",
        "Transport", "Assurance", "Ateliers", "Expertise comptable",
    ),
    sections=("Personnel", "Fonctionnement", "Événements", "Diffusion", "Achats"),
    part="Lot {}",
    incomes=("Billetterie", "Mécénat", "Participation de la ville"),
    grant="Subvention du Fonds Boréal",
    in_kind_cost="Bénévolat",
    in_kind_income="Apports en nature",
    costs_heading="Dépenses",
    income_heading="Recettes",
    total="Total",
    total_of="Total {}",
    subtotal="Sous-total",
    grand_total="Total général",
    total_costs="Total des dépenses",
    total_income="Total des recettes",
    balance="Solde",
    description="Libellé",
    amount="Montant",
    total_column="Total",
    quantity="Quantité",
    months="Mois",
    price="Prix unitaire",
    rate="Taux",
    note="Remarques",
    notes=("voir annexe", "estimation", "selon devis"),
    actual="Réalisé",
    remaining="Reste",
    direct="Total des coûts directs",
    indirect="Frais généraux",
    year="Année {}",
    quarter="T{}",
)  # fmt: skip

LANGUAGES = {"nb": NB, "nn": NN, "sv": SV, "da": DA, "en": EN, "de": DE, "fr": FR}
