"""The register: who owes returns, from when to when. One row a respondent and validity span."""

import pandas as pd
import pandera.pandas as pa

from config.codes import code_list
from schemas.form.column import code, text
from schemas.form.forms import KINDS, Column, derive_columns
from schemas.german import join_words


class Register(pa.DataFrameModel):
    """One row a respondent and span; a respondent that re-opens has several rows."""

    respondent: pd.StringDtype = text(
        "Nummer",
        " oder ".join(kind.numbers.expected for kind in KINDS.values()) + ".",
        kind="key",
        max_length=20,
        aliases=("Berichtsstelle", "Schulnummer", "Kennung", "respondent_id"),
    )
    kind: pd.StringDtype = code("Art", f"{join_words(list(code_list('kind').titles.values()), 'oder')}.", "kind")
    name: pd.StringDtype = text(
        "Name",
        "Name der Einrichtung.",
        kind="key",
        max_length=200,
        aliases=tuple(f"{word}{part}" for word in ("Amtliche Bezeichnung ", "Schulbezeichnung ") for part in (1, 2, 3)),
    )
    school_type: pd.StringDtype = code("Schulform", "Nur bei Schulen.", "school_type", kind="note")
    district: pd.StringDtype = text("Stadtteil", "Stadtteil oder Ortsteil.", max_length=80)
    carrier: pd.StringDtype = text("Träger", "Träger der Einrichtung.", max_length=160)
    email: pd.StringDtype = text(
        "E-Mail",
        "Wohin Meldebogen und Quittung gehen; mehrere Adressen trennt ein Semikolon.",
        aliases=("Offizielle E-Mail-Adresse",),
    )
    valid_from: pd.StringDtype = text("gültig ab", "Erster Tag der Meldepflicht.", kind="key", max_length=10)
    valid_to: pd.StringDtype = text("gültig bis", "Letzter Tag der Meldepflicht, leer: unbefristet.", max_length=10)
    successor: pd.StringDtype = text("Nachfolge", "Nummer der Nachfolgestelle.", max_length=20)
    phone: pd.StringDtype = text(
        "Telefon",
        "Wo angerufen wird, wenn eine Meldung fehlt.",
        max_length=60,
        aliases=(
            "Telefonnummer",
            "Tel.",
            "Tel",
            "Rufnummer",
            "Telefonvorwahl",
            "Telefonnummer Vorwahl",
            "Telefonnummer Durchwahl",
        ),
    )
    legal_status: pd.StringDtype = code(
        "Rechtsstatus", "Öffentlich oder privat, nur bei Schulen.", "legal_status", kind="note", aliases=("Rechtsform",)
    )

    class Config:
        """How the register is called."""

        name = "register"
        title = "Register der Berichtsstellen"
        description = "Wer meldet, von wann bis wann."


REGISTER: tuple[Column, ...] = tuple(derive_columns(Register.to_schema()))

# What the official directory of schools has besides: whose a row is and since when it counts, and columns in parts.
MUNICIPALITY, SCHOOL_YEAR = "Gemeindeschlüssel", "Schuljahr"
BESIDES = {
    MUNICIPALITY: ("Amtlicher Gemeindeschlüssel", "Gemeindeschlüssel", "Gemeindeschluessel", "AGS"),
    SCHOOL_YEAR: ("Schuljahr",),
}
IN_PARTS = ("name", "phone")
