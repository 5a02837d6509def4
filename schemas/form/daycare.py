"""The form of the daycares (Meldebogen Kita): children by age group, family languages, places."""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import Asked, code, persons
from schemas.form.kind import Kind, Numbers
from schemas.form.parent_programmes import ParentProgrammes


class DaycareChildren(pa.DataFrameModel):
    """One row an age group."""

    age_group: pd.StringDtype = code("Altersgruppe", "Unter drei Jahren (U3) oder ab drei Jahren (Ü3).", "age_group")
    children: pd.Int64Dtype = persons(
        "Kinder insgesamt",
        "Alle am Stichtag betreuten Kinder.",
        unit="Kinder",
        indicator="K01",
        aliases=("Anzahl Kinder",),
    )
    children_female: pd.Int64Dtype = persons(
        "darunter weiblich", "Mädchen am Stichtag.", unit="Kinder", part_of=("children",)
    )
    foreign_origin_parent: pd.Int64Dtype = persons(
        "mit mindestens einem Elternteil ausländischer Herkunft",
        "Mindestens ein Elternteil stammt aus dem Ausland.",
        unit="Kinder",
        indicator="K02",
        part_of=("children",),
        aliases=("Elternteil ausländischer Herkunft",),
    )
    other_family_language: pd.Int64Dtype = persons(
        "mit nichtdeutscher Familiensprache",
        "In der Familie wird vorrangig nicht Deutsch gesprochen.",
        unit="Kinder",
        indicator="K03",
        part_of=("children",),
        aliases=("nichtdeutsche Familiensprache",),
    )
    certified_support_need: pd.Int64Dtype = persons(
        "mit festgestelltem Sprachförderbedarf",
        "Förderbedarf in Deutsch ist festgestellt.",
        unit="Kinder",
        indicator="K04",
        part_of=("children",),
        aliases=("Sprachförderbedarf",),
    )
    school_starters: pd.Int64Dtype = persons(
        "werden im kommenden Schuljahr schulpflichtig",
        "Kinder, die bis zum 30. September des Jahres sechs werden, in dem das nächste Schuljahr beginnt; bei U3 also 0.",
        unit="Kinder",
        indicator="K12",
        part_of=("children",),
        aliases=("Schulanfänger", "Schulanfängerinnen und Schulanfänger"),
        asked=Asked("2027-01"),
    )
    school_starters_need: pd.Int64Dtype = persons(
        "Schulpflichtige: mit Sprachförderbedarf",
        "Darunter mit festgestelltem Förderbedarf in Deutsch.",
        unit="Kinder",
        indicator="K13",
        part_of=("certified_support_need", "school_starters"),
        asked=Asked("2027-01"),
    )

    class Config:
        """How the table is called and laid out."""

        name = "daycare_children"
        title = "Kinder nach Altersgruppe"
        description = "Je Altersgruppe eine Zeile, Bestand am Stichtag."
        metadata = {"prefilled": True, "capacity": 2, "sheet": "Kinder"}


class DaycareLanguages(pa.DataFrameModel):
    """One row a family language."""

    language: pd.StringDtype = code(
        "Familiensprache", "Sprache, die in der Familie vorrangig gesprochen wird.", "language"
    )
    children: pd.Int64Dtype = persons(
        "Kinder mit dieser Familiensprache",
        "Kinder mit dieser nichtdeutschen Familiensprache.",
        unit="Kinder",
        indicator="K03",
        aliases=("Kinder",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "daycare_languages"
        title = "Familiensprachen"
        description = "Je Familiensprache eine Zeile; zusammen so viele wie Kinder mit nichtdeutscher Familiensprache."
        metadata = {"capacity": 25, "sheet": "Familiensprachen"}


class DaycarePlaces(pa.DataFrameModel):
    """One row a group form and weekly hours (KiBiz)."""

    group_form: pd.StringDtype = code("Gruppenform", "Gruppenform I, II oder III nach KiBiz.", "group_form")
    booked_hours: pd.StringDtype = code(
        "Wochenstunden", "Betreuungszeit je Woche: 25, 35 oder 45 Stunden.", "booked_hours"
    )
    places_occupied: pd.Int64Dtype = persons(
        "belegte Plätze", "Am Stichtag belegte Plätze.", unit="Plätze", indicator="K05", aliases=("Plätze",)
    )

    class Config:
        """How the table is called and laid out."""

        name = "daycare_places"
        title = "Belegte Plätze nach Gruppenform und Betreuungszeit"
        description = "Je Gruppenform und Betreuungszeit eine Zeile; zusammen so viele wie Kinder."
        metadata = {"prefilled": True, "capacity": 9, "sheet": "Plätze"}


KIND = Kind(
    "daycare",
    "Meldebogen Kita",
    (DaycareChildren, DaycareLanguages, DaycarePlaces, ParentProgrammes),
    Numbers("K-<AGS>-<nnnn>", "K-05914000-0001", "Kitanummer", letter="K"),
    main=("K01", "K04", "K08"),
)
