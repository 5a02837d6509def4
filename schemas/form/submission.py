"""What one file is: the form's head, its columns said once, and the states of returns and submissions."""

from collections.abc import Mapping
from enum import StrEnum

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import code, text
from schemas.form.forms import Column, derive_columns


class State(StrEnum):
    """The states of a return and of a submission (domain: words), with the German word on screen."""

    EXPECTED = "expected"
    RECEIVED = "received"
    UNREADABLE = "unreadable"
    RETURNED = "returned_for_correction"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_QUERIES = "accepted_with_queries"
    NIL = "nil"
    EXEMPT = "exempt"
    LATE = "late"
    MISSING = "missing"
    SET_ASIDE = "set_aside"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def german(self) -> str:
        """The word on screen."""
        return _GERMAN[self.value]


_GERMAN = {
    "expected": "erwartet",
    "received": "eingegangen",
    "unreadable": "nicht lesbar",
    "returned_for_correction": "zurückgegeben",
    "accepted": "angenommen",
    "accepted_with_queries": "angenommen mit Rückfragen",
    "nil": "Fehlanzeige",
    "exempt": "befreit",
    "late": "überfällig",
    "missing": "fehlt",
    "set_aside": "zurückgestellt",
    "superseded": "ersetzt",
    "withdrawn": "zurückgezogen",
}


def say_states(states: Mapping[str, int]) -> str:
    """How many came to which state, in words: "20 angenommen, 1 zurückgegeben"; empty where there is none."""
    return ", ".join(f"{number} {State(state).german}" for state, number in sorted(states.items()))


IN_FORCE = (State.ACCEPTED, State.ACCEPTED_WITH_QUERIES, State.NIL)  # states whose figures count


class Head(pa.DataFrameModel):
    """The head of every form; one row a file. Contact data never enter the facts."""

    respondent: pd.StringDtype = text(
        "Berichtsstelle (Nummer)",
        "Schulnummer, Kita- oder Vereinskennung, beim Integrationszentrum der AGS.",
        kind="key",
        max_length=20,
        aliases=(
            "Berichtsstelle",
            "Schulnummer",
            "Kita-Nummer",
            "Vereinsnummer",
            "Trägernummer",
            "Nummer",
            "AGS",
            "Schul-Nr.",
            "Einrichtungsnummer",
        ),
    )
    month: pd.StringDtype = text(
        "Berichtsmonat", "Zum Beispiel Oktober 2026.", kind="key", max_length=20, aliases=("Monat",)
    )
    reference_date: pd.StringDtype = text("Stichtag", "Letzter Tag des Berichtsmonats.", max_length=20)
    contact_name: pd.StringDtype = text(
        "Ansprechperson",
        "Wen wir bei Rückfragen anrufen.",
        max_length=120,
        aliases=("Kontakt", "Ansprechpartner", "Ansprechpartnerin"),
    )
    contact_email: pd.StringDtype = text(
        "E-Mail",
        "Wohin die Quittung geht; mehrere Adressen trennt ein Semikolon.",
        aliases=("E-Mail-Adresse", "Mail", "Email"),
    )
    nil_return: pd.StringDtype = code(
        "Fehlanzeige",
        "Ja, wenn es in diesem Monat nichts zu melden gibt.",
        "yes_no",
        kind="note",
        aliases=("Fehlanzeige ja/nein",),
    )
    remarks: pd.StringDtype = text(
        "Bemerkungen",
        "Erläuterungen, ohne Namen von Kindern oder Eltern.",
        max_length=2_000,
        aliases=("Bemerkung", "Anmerkungen", "Hinweise der Berichtsstelle"),
    )
    submission_key: pd.StringDtype = text(
        "Meldeschlüssel", "Nicht ändern: ordnet die Lieferung zu.", max_length=40, aliases=("Schlüssel",)
    )

    class Config:
        """How the head is called."""

        name = "head"
        title = "Angaben zur Meldung"
        description = "Wer meldet, für welchen Monat."


HEAD: tuple[Column, ...] = tuple(derive_columns(Head.to_schema()))
