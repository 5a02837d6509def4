"""The form of the associations (Meldebogen Verein): offers, funds, meeting places, training of volunteers."""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import Asked, code, count, money, number, persons, text
from schemas.form.kind import Kind, Numbers
from schemas.form.parent_programmes import ParentProgrammes


class Offers(pa.DataFrameModel):
    """One row an offer."""

    title: pd.StringDtype = text(
        "Titel des Angebots",
        "Kurzer, eindeutiger Titel, ohne Namen von Personen.",
        kind="key",
        aliases=("Angebot", "Titel"),
    )
    component: pd.StringDtype = code(
        "KOMM-AN-Baustein", "Baustein A bis D oder keiner.", "component", kind="note", aliases=("Baustein",)
    )
    field_of_action: pd.StringDtype = code(
        "Handlungsfeld", "Handlungsfeld des Angebots.", "field_of_action", kind="note"
    )
    target_group: pd.StringDtype = code(
        "Zielgruppe", "Wen das Angebot vor allem erreicht.", "target_group", kind="note"
    )
    partner: pd.StringDtype = code(
        "Kooperationspartner",
        "Mit wem das Angebot gemeinsam getragen wird.",
        "partner",
        kind="note",
        aliases=("Partner",),
    )
    dates_held: pd.Int64Dtype = count(
        "Termine im Monat",
        "Durchgeführte Termine im Berichtsmonat.",
        kind="flow",
        unit="Termine",
        maximum=300,
        aliases=("Termine",),
    )
    participants: pd.Int64Dtype = persons(
        "Teilnehmende im Monat",
        "Teilnehmende im Berichtsmonat, jede Person einmal.",
        kind="flow",
        indicator="V05",
        aliases=("Teilnehmende",),
    )
    participants_female: pd.Int64Dtype = persons(
        "darunter weiblich", "Teilnehmerinnen.", kind="flow", part_of=("participants",)
    )
    participants_under_27: pd.Int64Dtype = persons(
        "darunter unter 27 Jahren", "Junge Menschen unter 27.", kind="flow", part_of=("participants",)
    )
    participants_60_and_over: pd.Int64Dtype = persons(
        "darunter 60 Jahre und älter",
        "Seniorinnen und Senioren.",
        kind="flow",
        indicator="V07",
        part_of=("participants",),
    )
    volunteers: pd.Int64Dtype = persons(
        "Ehrenamtliche", "Am Stichtag im Angebot tätige Ehrenamtliche.", indicator="V04"
    )
    paid_staff: pd.Int64Dtype = persons("Hauptamtliche", "Am Stichtag im Angebot tätige Beschäftigte.")
    fee_paid_staff: pd.Int64Dtype = persons("Honorarkräfte", "Am Stichtag im Angebot tätige Honorarkräfte.")
    is_funded_by_komm_an: pd.StringDtype = code(
        "KOMM-AN gefördert", "Ja, wenn das Angebot aus KOMM-AN gefördert wird.", "yes_no", kind="note", indicator="V01"
    )
    persons_in_year: pd.Int64Dtype = persons(
        "verschiedene Personen im Jahr",
        "Wie viele verschiedene Personen das Angebot im Kalenderjahr erreicht hat, jede einmal gezählt.",
        indicator="V11",
        year_of=("participants",),
        asked=Asked("2026-12", only=(12,)),
    )

    class Config:
        """How the table is called and laid out."""

        name = "offers"
        title = "Angebote"
        description = "Je Angebot eine Zeile."
        metadata = {"capacity": 25, "sheet": "Angebote", "counted": "Angebote"}


class OfferFunds(pa.DataFrameModel):
    """One row a component and budget line."""

    component: pd.StringDtype = code(
        "KOMM-AN-Baustein", "Baustein A bis D oder keiner.", "component", aliases=("Baustein",)
    )
    budget_line: pd.StringDtype = code(
        "Kostenart", "Personal, Honorar, Miete, Sachkosten oder Sonstiges.", "budget_line"
    )
    granted_eur: pd.Float64Dtype = money(
        "bewilligt im Jahr (EUR)",
        "Für das Kalenderjahr bewilligte Mittel des Landes.",
        kind="stock",
        indicator="V08",
        aliases=("bewilligt",),
    )
    spent_eur: pd.Float64Dtype = money(
        "verausgabt im Monat (EUR)",
        "Im Berichtsmonat verausgabte Mittel des Landes.",
        indicator="V09",
        aliases=("verausgabt", "Ausgaben"),
    )
    own_eur: pd.Float64Dtype = money(
        "Eigenmittel im Monat (EUR)", "Im Berichtsmonat eingesetzte Eigenmittel.", aliases=("Eigenmittel",)
    )
    third_party_eur: pd.Float64Dtype = money(
        "Drittmittel im Monat (EUR)",
        "Im Berichtsmonat eingesetzte Mittel Dritter und Spenden.",
        indicator="V10",
        aliases=("Drittmittel",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "offer_funds"
        title = "Mittel nach Baustein und Kostenart"
        description = "Je Baustein und Kostenart eine Zeile."
        metadata = {"capacity": 25, "sheet": "Mittel"}


class MeetingPlaces(pa.DataFrameModel):
    """One row an Ankommenstreffpunkt; the number of rows is indicator V02."""

    place: pd.StringDtype = text(
        "Ankommenstreffpunkt", "Bezeichnung des Treffpunkts.", kind="key", indicator="V02", aliases=("Treffpunkt",)
    )
    district: pd.StringDtype = text(
        "Stadtteil", "Stadtteil oder Ortsteil, ohne Anschrift und Namen.", max_length=80, is_place=True
    )
    open_hours: pd.Float64Dtype = number(
        "Öffnungsstunden im Monat",
        "Stunden, die der Treffpunkt im Berichtsmonat offen war.",
        kind="flow",
        unit="Stunden",
        maximum=744,
    )
    target_group_hours: pd.Float64Dtype = number(
        "davon Nutzungsstunden der Zielgruppe",
        "Stunden, in denen die Zielgruppe den Treffpunkt genutzt hat; ein Mindestanteil der Öffnungsstunden wird erwartet.",
        kind="flow",
        unit="Stunden",
        maximum=744,
        indicator="V03",
        part_of=("open_hours",),
        aliases=("Nutzungsstunden der Zielgruppe",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "meeting_places"
        title = "Ankommenstreffpunkte"
        description = "Je Treffpunkt eine Zeile."
        metadata = {"capacity": 8, "sheet": "Treffpunkte", "counted": "Treffpunkte"}


class VolunteerTraining(pa.DataFrameModel):
    """One row a course."""

    course: pd.StringDtype = text("Schulung", "Titel der Schulung für Ehrenamtliche.", kind="key")
    course_hours: pd.Float64Dtype = number(
        "Stunden", "Umfang der Schulung im Berichtsmonat.", kind="flow", unit="Stunden", maximum=500
    )
    volunteers_qualified: pd.Int64Dtype = persons(
        "qualifizierte Ehrenamtliche", "Im Berichtsmonat qualifizierte Ehrenamtliche.", kind="flow", indicator="V06"
    )
    volunteers_female: pd.Int64Dtype = persons(
        "darunter weiblich", "Darunter Frauen.", kind="flow", part_of=("volunteers_qualified",)
    )

    class Config:
        """How the table is called and laid out."""

        name = "volunteer_training"
        title = "Qualifizierung von Ehrenamtlichen"
        description = "Je Schulung eine Zeile."
        metadata = {"capacity": 10, "sheet": "Ehrenamt", "counted": "Schulungen"}


KIND = Kind(
    "association",
    "Meldebogen Verein",
    (Offers, OfferFunds, MeetingPlaces, VolunteerTraining, ParentProgrammes),
    Numbers("V-<AGS>-<nnnn>", "V-05914000-0001", "Vereinsnummer", letter="V"),
    main=("V05", "V04", "V09"),
)
