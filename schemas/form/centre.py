"""The form of the centre itself (Meldebogen Integrationszentrum): counselling, interpreting, posts, network."""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import Asked, code, count, money, number, persons
from schemas.form.kim import KimCases, KimPosts
from schemas.form.kind import Kind, Numbers


class Counselling(pa.DataFrameModel):
    """One row a Stufe: the counselling of newly arrived families about schools."""

    stage: pd.StringDtype = code("Stufe", "Stufe, für die beraten wurde.", "stage")
    first_interviews: pd.Int64Dtype = persons(
        "Erstgespräche im Monat",
        "Erstberatungen (Seiteneinstiegsberatung) im Berichtsmonat.",
        kind="flow",
        indicator="I01",
        aliases=("Erstgespräche",),
    )
    school_places_found: pd.Int64Dtype = persons(
        "vermittelte Schulplätze im Monat",
        "Im Berichtsmonat vermittelte Schulplätze.",
        kind="flow",
        indicator="I02",
        aliases=("vermittelte Schulplätze",),
    )
    waiting: pd.Int64Dtype = persons(
        "Wartende am Stichtag",
        "Kinder und Jugendliche, die am Stichtag auf einen Schulplatz warten.",
        indicator="I03",
        aliases=("Wartende",),
    )
    median_waiting_days: pd.Float64Dtype = number(
        "mittlere Wartezeit (Median, Tage)",
        "Median der Wartezeit in Tagen.",
        kind="ratio",
        unit="Tage",
        maximum=1_000,
        indicator="I04",
        aliases=("mittlere Wartezeit",),
    )
    not_assessed: pd.Int64Dtype = persons(
        "neu zugewandert, noch ohne Erstgespräch",
        "Neu zugewanderte Kinder und Jugendliche, mit denen am Stichtag noch kein Erstgespräch geführt ist.",
        indicator="I10",
        aliases=("noch ohne Erstgespräch",),
        asked=Asked("2027-01"),
    )

    class Config:
        """How the table is called and laid out."""

        name = "counselling"
        title = "Beratung und Schulplätze"
        description = "Je Stufe eine Zeile."
        metadata = {"prefilled": True, "capacity": 4, "sheet": "Beratung"}


class Recommendations(pa.DataFrameModel):
    """One row a Schulform and grade that newly arrived pupils were advised to go to."""

    recommended_type: pd.StringDtype = code("empfohlene Schulform", "Empfohlene Schulform.", "school_type")
    grade: pd.StringDtype = code("Jahrgang", "Empfohlene Jahrgangsstufe.", "grade")
    recommendations: pd.Int64Dtype = persons(
        "Empfehlungen im Monat",
        "Kinder und Jugendliche, für die im Berichtsmonat nach der Seiteneinstiegsberatung diese Schulform und dieser Jahrgang "
        "empfohlen wurden.",
        kind="flow",
        indicator="I11",
        aliases=("Empfehlungen",),
        asked=Asked("2027-01"),
    )

    class Config:
        """How the table is called and laid out."""

        name = "recommendations"
        title = "Empfehlungen"
        description = "Je Schulform und Jahrgang eine Zeile."
        metadata = {"capacity": 40, "sheet": "Empfehlungen"}


class Interpreting(pa.DataFrameModel):
    """One row a language and area of the pool of interpreters."""

    language: pd.StringDtype = code("Sprache", "Gedolmetschte Sprache.", "language")
    area: pd.StringDtype = code("Einsatzbereich", "Wo gedolmetscht wurde.", "interpreting_area")
    assignments: pd.Int64Dtype = count(
        "Einsätze im Monat",
        "Einsätze des Dolmetschpools im Berichtsmonat.",
        kind="flow",
        unit="Einsätze",
        indicator="I05",
        aliases=("Einsätze",),
    )
    interpreting_hours: pd.Float64Dtype = number(
        "Einsatzstunden im Monat",
        "Stunden der Einsätze.",
        kind="flow",
        unit="Stunden",
        maximum=20_000,
        indicator="I06",
        aliases=("Einsatzstunden", "Stunden"),
    )

    class Config:
        """How the table is called and laid out."""

        name = "interpreting"
        title = "Dolmetschen"
        description = "Je Sprache und Einsatzbereich eine Zeile."
        metadata = {"capacity": 40, "sheet": "Dolmetschen"}


class CaseManagement(pa.DataFrameModel):
    """One row a legal area: KIM's case management, of carriers too, until these report themselves (schemas.form.kim)."""

    legal_area: pd.StringDtype = code("Rechtskreis", "Rechtskreis der Beratung.", "legal_area")
    consultations: pd.Int64Dtype = persons(
        "Beratungen im Monat",
        "Beratungen im Case Management im Berichtsmonat.",
        kind="flow",
        unit="Beratungen",
        indicator="I07",
        aliases=("Beratungen",),
        asked=Asked(last="2026-12"),
    )

    class Config:
        """How the table is called and laid out."""

        name = "case_management"
        title = "Case Management"
        description = "Je Rechtskreis eine Zeile."
        metadata = {"prefilled": True, "capacity": 8, "sheet": "Case Management"}


class Posts(pa.DataFrameModel):
    """One row a funding module (KI, KIM)."""

    module: pd.StringDtype = code("Modul", "Förderbaustein der Personalstellen.", "module")
    granted_fte: pd.Float64Dtype = number(
        "bewilligte Stellen (VZÄ)",
        "Bewilligte Stellen in Vollzeitäquivalenten.",
        kind="stock",
        unit="VZÄ",
        maximum=200,
        decimals=2,
    )
    filled_fte: pd.Float64Dtype = number(
        "besetzte Stellen (VZÄ)",
        "Am Stichtag besetzte Stellen in Vollzeitäquivalenten.",
        kind="stock",
        unit="VZÄ",
        maximum=200,
        decimals=2,
        indicator="I08",
    )
    grant_eur: pd.Float64Dtype = money(
        "Zuwendung im Jahr (EUR)",
        "Für das Kalenderjahr bewilligte Zuwendung.",
        kind="stock",
        aliases=("Zuwendung im Jahr",),
    )
    spent_eur: pd.Float64Dtype = money(
        "verausgabt im Monat (EUR)", "Im Berichtsmonat verausgabt.", aliases=("verausgabt im Monat",)
    )

    class Config:
        """How the table is called and laid out."""

        name = "posts"
        title = "Stellen und Zuwendung"
        description = "Je Modul eine Zeile."
        metadata = {"prefilled": True, "capacity": 2, "sheet": "Stellen"}


class ParentGuideTraining(pa.DataFrameModel):
    """One row a programme."""

    programme: pd.StringDtype = code("Programm", "Programm der Elternbildung des Landes.", "programme")
    qualified_guides: pd.Int64Dtype = persons(
        "qualifizierte Elternbegleitungen im Monat",
        "Im Berichtsmonat qualifiziert.",
        kind="flow",
        indicator="K11",
        aliases=("qualifizierte Elternbegleitungen",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "parent_guide_training"
        title = "Qualifizierung von Elternbegleitungen"
        description = "Je Programm eine Zeile."
        metadata = {"prefilled": True, "capacity": 4, "sheet": "Elternbegleitung"}


class Network(pa.DataFrameModel):
    """One row a partner of the network."""

    partner: pd.StringDtype = code("Partner", "Partner im Netzwerk.", "partner")
    meetings: pd.Int64Dtype = count(
        "Treffen im Monat",
        "Netzwerktreffen im Berichtsmonat.",
        kind="flow",
        unit="Treffen",
        maximum=500,
        indicator="N01",
        aliases=("Treffen",),
    )
    participants: pd.Int64Dtype = persons(
        "Teilnehmende der Treffen",
        "Teilnehmende an den Treffen im Berichtsmonat.",
        kind="flow",
        indicator="N02",
        aliases=("Teilnehmende",),
    )
    agreements: pd.Int64Dtype = count(
        "getroffene Vereinbarungen",
        "Im Berichtsmonat getroffene Vereinbarungen.",
        kind="flow",
        unit="Vereinbarungen",
        maximum=500,
        indicator="N03",
        aliases=("Vereinbarungen",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "network"
        title = "Netzwerkarbeit"
        description = "Je Partner eine Zeile."
        metadata = {"prefilled": True, "capacity": 9, "sheet": "Netzwerk"}


KIND = Kind(
    "centre",
    "Meldebogen Integrationszentrum",
    (
        Counselling,
        Recommendations,
        Interpreting,
        CaseManagement,
        KimCases,
        Posts,
        KimPosts,
        ParentGuideTraining,
        Network,
    ),
    Numbers("der achtstellige AGS", "05914000", "AGS", digits=8, loses_zero=True),
    main=("I01", "I03", "I06"),
    is_of_place=False,
)
