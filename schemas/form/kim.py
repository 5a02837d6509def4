"""The tables that the centre and the carriers share: the case management of KIM and the posts of its Bausteine.

Each says what its own people did. Until the end of 2026 the centre said the consultations of all of them together
(schemas.form.centre.CaseManagement): whatever is counted here begins in `FIRST` and is not joined to that.
"""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import Asked, code, number, persons

FIRST = Asked("2027-01")


class KimCases(pa.DataFrameModel):
    """One row a legal area: the case management of those who sit with the respondent."""

    legal_area: pd.StringDtype = code("Rechtskreis", "Rechtskreis der Beratung.", "legal_area")
    consultations: pd.Int64Dtype = persons(
        "Beratungsgespräche im Monat",
        "Beratungsgespräche der Case Managerinnen und Case Manager, die bei der meldenden Stelle sitzen.",
        kind="flow",
        unit="Gespräche",
        indicator="T01",
        asked=FIRST,
    )
    persons_advised: pd.Int64Dtype = persons(
        "beratene Personen im Monat",
        "Personen, mit denen im Berichtsmonat wenigstens ein Beratungsgespräch geführt wurde; jede zählt je Rechtskreis "
        "einmal.",
        kind="flow",
        indicator="T02",
        asked=FIRST,
    )
    persons_female: pd.Int64Dtype = persons(
        "beratene Personen weiblich", "Davon weiblich.", kind="flow", part_of=("persons_advised",), asked=FIRST
    )
    new_cases: pd.Int64Dtype = persons(
        "neue Fälle im Monat",
        "Im Berichtsmonat neu in das Case Management aufgenommene Fälle.",
        kind="flow",
        unit="Fälle",
        indicator="T03",
        asked=FIRST,
    )
    closed_cases: pd.Int64Dtype = persons(
        "abgeschlossene Fälle im Monat",
        "Im Berichtsmonat abgeschlossene oder abgebrochene Fälle.",
        kind="flow",
        unit="Fälle",
        indicator="T04",
        asked=FIRST,
    )
    open_cases: pd.Int64Dtype = persons(
        "laufende Fälle am Stichtag",
        "Fälle, die am Stichtag im Case Management sind.",
        unit="Fälle",
        indicator="T05",
        asked=FIRST,
    )

    class Config:
        """How the table is called and laid out."""

        name = "kim_cases"
        title = "Case Management der eigenen Stellen"
        description = "Je Rechtskreis eine Zeile; nur was die eigenen Case Managerinnen und Case Manager getan haben."
        metadata = {"prefilled": True, "capacity": 8, "sheet": "KIM-Fälle"}


class KimPosts(pa.DataFrameModel):
    """One row a Baustein: the posts of KIM that sit with the respondent, whoever gets the grant."""

    kim_component: pd.StringDtype = code("KIM-Baustein", "Baustein des KIM.", "kim_component")
    granted_fte: pd.Float64Dtype = number(
        "bewilligte KIM-Stellen (VZÄ)",
        "Bewilligte Stellen in Vollzeitäquivalenten, die bei der meldenden Stelle angesiedelt sind.",
        kind="stock",
        unit="VZÄ",
        maximum=200,
        decimals=2,
        asked=FIRST,
    )
    filled_fte: pd.Float64Dtype = number(
        "besetzte KIM-Stellen (VZÄ)",
        "Davon am Stichtag besetzt.",
        kind="stock",
        unit="VZÄ",
        maximum=200,
        decimals=2,
        indicator="T06",
        asked=FIRST,
    )

    class Config:
        """How the table is called and laid out."""

        name = "kim_posts"
        title = "KIM-Stellen der eigenen Stelle"
        description = "Je Baustein eine Zeile."
        metadata = {"prefilled": True, "capacity": 3, "sheet": "KIM-Stellen"}
