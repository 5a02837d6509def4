"""The form of the schools (Meldebogen Schule): pupils by grade, arrivals, heritage language lessons, training."""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import code, count, number, persons
from schemas.form.kind import Kind, Numbers
from schemas.form.parent_programmes import ParentProgrammes

PUPILS = "Schülerinnen und Schüler"


class SchoolPupils(pa.DataFrameModel):
    """One row a grade (Jahrgang)."""

    grade: pd.StringDtype = code("Jahrgang", "Jahrgangsstufe; Eingangsphase E1 zählt als 01, E2 als 02.", "grade")
    pupils: pd.Int64Dtype = persons(
        f"{PUPILS} insgesamt",
        "Alle am Stichtag eingeschriebenen Schülerinnen und Schüler.",
        unit=PUPILS,
        indicator="S01",
        aliases=("Schüler insgesamt", "Schülerzahl", "SuS gesamt", "Anzahl Schüler"),
    )
    pupils_female: pd.Int64Dtype = persons(
        "darunter weiblich", "Schülerinnen am Stichtag.", unit=PUPILS, part_of=("pupils",), aliases=("Schülerinnen",)
    )
    migration_background: pd.Int64Dtype = persons(
        "mit Zuwanderungsgeschichte",
        "Selbst zugewandert, oder mindestens ein Elternteil zugewandert, oder die Familiensprache ist nicht Deutsch. "
        "Die Staatsangehörigkeit spielt keine Rolle.",
        unit=PUPILS,
        indicator="S02",
        part_of=("pupils",),
        aliases=("Migrationshintergrund", "mit Migrationshintergrund"),
    )
    other_family_language: pd.Int64Dtype = persons(
        "mit nichtdeutscher Familiensprache",
        "In der Familie wird überwiegend eine andere Sprache als Deutsch gesprochen.",
        unit=PUPILS,
        indicator="S03",
        part_of=("pupils", "migration_background"),
        aliases=("nichtdeutsche Familiensprache",),
    )
    foreign_nationality: pd.Int64Dtype = persons(
        "mit ausländischer Staatsangehörigkeit",
        "Ohne deutsche Staatsangehörigkeit.",
        unit=PUPILS,
        indicator="S04",
        part_of=("pupils",),
        aliases=("Ausländische Staatsangehörigkeit", "Ausländer"),
    )
    first_support: pd.Int64Dtype = persons(
        "in Erstförderung Deutsch",
        "Neu zugewandert und in der Erstförderung (Deutsch als Zielsprache).",
        unit=PUPILS,
        indicator="S05",
        part_of=("pupils",),
        aliases=("Erstförderung",),
    )
    first_support_female: pd.Int64Dtype = persons(
        "Erstförderung: weiblich", "Darunter Schülerinnen in Erstförderung.", unit=PUPILS, part_of=("first_support",)
    )
    first_support_ukraine: pd.Int64Dtype = persons(
        "Erstförderung: aus der Ukraine",
        "Darunter mit Herkunft Ukraine.",
        unit=PUPILS,
        indicator="S06",
        part_of=("first_support",),
        aliases=("davon Ukraine", "Ukraine"),
    )
    german_class: pd.Int64Dtype = persons(
        "in Deutschförderklasse (DFK)",
        "In einer eigenen Klasse zur Deutschförderung.",
        unit=PUPILS,
        indicator="S07",
        aliases=("DFK", "Deutschförderklasse"),
    )
    german_group: pd.Int64Dtype = persons(
        "in Deutschfördergruppe (DFG)",
        "In der Regelklasse mit Deutschfördergruppe.",
        unit=PUPILS,
        indicator="S08",
        aliases=("DFG", "Deutschfördergruppe"),
    )
    follow_up_support: pd.Int64Dtype = persons(
        "in Anschlussförderung",
        "Nach der Erstförderung weiter gefördert.",
        unit=PUPILS,
        indicator="S09",
        aliases=("Anschlussförderung",),
    )
    arrivals: pd.Int64Dtype = persons(
        "Zugänge im Monat (neu zugewandert)",
        "Im Berichtsmonat neu zugewandert aufgenommen.",
        kind="flow",
        unit=PUPILS,
        indicator="S10",
        aliases=("Zugänge im Monat", "Zugänge", "Neuzugänge"),
    )
    transitions: pd.Int64Dtype = persons(
        "Übergänge in die Regelklasse im Monat",
        "Im Berichtsmonat aus der Deutschförderklasse in die Regelklasse gewechselt.",
        kind="flow",
        unit=PUPILS,
        indicator="S11",
        aliases=("Übergänge in die Regelklasse", "Übergänge"),
    )

    class Config:
        """How the table is called and laid out."""

        name = "school_pupils"
        title = "Schülerinnen und Schüler nach Jahrgang"
        description = "Je Jahrgang eine Zeile; Bestände am Stichtag, Zugänge und Übergänge im Berichtsmonat."
        metadata = {"prefilled": True, "capacity": 16, "sheet": "Jahrgänge"}


class SchoolArrivals(pa.DataFrameModel):
    """One row a country of origin."""

    country: pd.StringDtype = code("Herkunftsland", "Name des Landes, ISO-Kürzel oder Destatis-Nummer.", "country")
    arrivals: pd.Int64Dtype = persons(
        "Zugänge aus dem Herkunftsland",
        "Im Berichtsmonat neu zugewandert aufgenommen.",
        kind="flow",
        unit=PUPILS,
        indicator="S10",
        aliases=("Zugänge", "Neuzugänge"),
    )
    arrivals_female: pd.Int64Dtype = persons(
        "darunter weiblich", "Darunter Schülerinnen.", kind="flow", unit=PUPILS, part_of=("arrivals",)
    )

    class Config:
        """How the table is called and laid out."""

        name = "school_arrivals"
        title = "Zugänge nach Herkunftsland"
        description = "Je Herkunftsland eine Zeile; zusammen so viele wie die Zugänge nach Jahrgang."
        metadata = {"capacity": 25, "sheet": "Herkunftsländer"}


class HeritageLanguageLessons(pa.DataFrameModel):
    """One row a language and Stufe."""

    language: pd.StringDtype = code("Sprache", "Herkunftssprache des Unterrichts.", "language")
    stage: pd.StringDtype = code("Stufe", "Primarstufe oder Sekundarstufe I.", "school_stage")
    participants: pd.Int64Dtype = persons(
        "Teilnehmende HSU",
        "Am Herkunftssprachlichen Unterricht teilnehmende Schülerinnen und Schüler.",
        unit=PUPILS,
        indicator="S12",
        aliases=("Teilnehmende",),
    )
    groups: pd.Int64Dtype = count(
        "HSU-Gruppen", "Zahl der Lerngruppen.", unit="Gruppen", indicator="S13", maximum=200, aliases=("Gruppen",)
    )
    weekly_hours: pd.Float64Dtype = number(
        "Wochenstunden",
        "Unterrichtsstunden je Woche, alle Gruppen zusammen.",
        kind="stock",
        unit="Stunden",
        maximum=1_000,
        indicator="S14",
    )

    class Config:
        """How the table is called and laid out."""

        name = "heritage_language_lessons"
        title = "Herkunftssprachlicher Unterricht (HSU)"
        description = "Je Sprache und Stufe eine Zeile, Bestand am Stichtag."
        metadata = {"capacity": 15, "sheet": "HSU"}


class TeacherTraining(pa.DataFrameModel):
    """One row a course."""

    course: pd.StringDtype = code("Fortbildung", "Art der Fortbildung, zum Beispiel DemeK.", "training_course")
    teachers: pd.Int64Dtype = persons(
        "Lehrkräfte mit Abschluss im Monat",
        "Lehrkräfte, die die Fortbildung im Berichtsmonat abgeschlossen haben.",
        kind="flow",
        unit="Lehrkräfte",
        indicator="S15",
        aliases=("Lehrkräfte",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "teacher_training"
        title = "Fortbildung der Lehrkräfte"
        description = "Je Fortbildung eine Zeile."
        metadata = {"prefilled": True, "capacity": 8, "sheet": "Fortbildung"}


KIND = Kind(
    "school",
    "Meldebogen Schule",
    (SchoolPupils, SchoolArrivals, HeritageLanguageLessons, TeacherTraining, ParentProgrammes),
    # 98xxxx and 999000 are codes for where pupils come from, never respondents (domain.md section 3)
    Numbers("sechs Ziffern, keine Herkunftsnummer (98…)", "169468", "Schulnummer", digits=6, never="98|999000"),
    main=("S01", "S05", "S12"),
    has_school_type=True,
)
