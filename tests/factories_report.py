"""A whole report of an invented month: realistic in size and titles, with everything that breaks renderers.

`make_report()` has all chapters, a table of 60 rows, one of 14 columns, every sign and mark, and free text full of
the markup of all output formats. `make_table(...)` is a small table with overrides. The figures are invented.
"""

import base64
import struct
import zlib
from dataclasses import replace
from random import Random

from config.cover import Cover
from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import (
    CellRef,
    Coverage,
    Definitions,
    KeyFigures,
    Paragraph,
    Report,
    ReportChart,
    ReportColumn,
    ReportTable,
    Section,
    row,
)

NASTY = '<b>fett</b> & =1+1 #let x = $x$ @ref *a* _b_ `c` \\n "q" {0} <script>alert(1)</script>'
MONTHS = [f"2025-{m:02d}" for m in (10, 11, 12)] + [f"2026-{m:02d}" for m in range(1, 11)]
MONTH_NAMES = [
    "Okt. 2025",
    "Nov. 2025",
    "Dez. 2025",
    "Jan. 2026",
    "Feb. 2026",
    "März 2026",
    "Apr. 2026",
    "Mai 2026",
    "Juni 2026",
    "Juli 2026",
    "Aug. 2026",
    "Sep. 2026",
    "Okt. 2026",
]
STOCK, FLOW = "Stichtag 31.10.2026", "Berichtsmonat Oktober 2026"


def make_png(width=8, height=4):
    """A picture of one colour."""

    def part(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x12\x43\x6d" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


COVER = Cover(
    recipient="Landesregierung Nordrhein-Westfalen",
    contact="Geschäftsstelle, Telefon 02331 0",
    legal_basis="Teilhabe- und Integrationsgesetz",
    signature="Leitung des Integrationszentrums",
    imprint_url="https://ki.example/impressum",
    accessibility_url="https://ki.example/barrierefreiheit",
    logo=f"data:image/png;base64,{base64.b64encode(make_png()).decode()}",
)


def make_report(**overrides) -> Report:
    parts = {
        "centre_name": "Kommunales Integrationszentrum Hagen",
        "ags8": "05914000",
        "month": "2026-10",
        "version": "1.1",
        "vintage": "2026-11-25T06:00:00+01:00",
        "status": "berichtigt",
        "signed_by": "M. Muster, Leitung",
        "release_note": "Ersetzt Version 1.0 vom 12.11.2026. Drei Schulen und eine Kita haben nachgemeldet.",
        "imprint": "Herausgeber: Stadt Hagen, Kommunales Integrationszentrum. Die Zahlen sind frei erfunden.",
        "cover": COVER,
        "sections": _sections(),
        "annex": _annex(),
    }
    return Report(**(parts | overrides))


def make_table(**overrides) -> ReportTable:
    parts = {
        "id": "kinder_nach_alter",
        "title": "Kinder nach Altersgruppe",
        "period": STOCK,
        "unit": "Personen",
        "source": "Meldebogen Kita",
        "coverage": Coverage(118, 121),
        "columns": (
            ReportColumn("altersgruppe", "Altersgruppe"),
            ReportColumn("kinder", "Kinder", "persons", "Personen"),
            ReportColumn("weiblich", "weiblich", "persons", "Personen", part_of="kinder"),
            ReportColumn("anteil", "Anteil weiblich", "share", share_of=("weiblich", "kinder")),
        ),
        "rows": (
            row("U3", 1203, 598, 598 / 1203, key="u3"),
            row("Ü3", 4567, 2244, 2244 / 4567, key="ue3"),
            row("Insgesamt", 5770, 2842, 2842 / 5770, key="total", role="total"),
        ),
    }
    return ReportTable(**(parts | overrides))


def _sections() -> tuple[Section, ...]:
    return (
        _glance(),
        _returns(),
        _daycare(),
        _school(),
        _associations(),
        _counselling(),
        _network(),
        _funds(),
        _revisions(),
    )


def _glance() -> Section:
    trend = ReportTable(
        id="verlauf",
        title="Verlauf der wichtigsten Bestände über 13 Monate",
        period="Oktober 2025 bis Oktober 2026, je Monatsende",
        unit="Personen",
        source="alle Meldebögen",
        coverage=Coverage(241, 250),
        columns=(
            ReportColumn("monat", "Monat"),
            ReportColumn("erstfoerderung", "Schülerinnen und Schüler in Erstförderung", "persons", "Personen"),
            ReportColumn("sprachfoerderung", "Kinder mit festgestelltem Sprachförderbedarf", "persons", "Personen"),
            ReportColumn("teilnehmende", "Teilnehmende an Angeboten der Vereine", "persons", "Personen"),
        ),
        rows=tuple(
            row(
                name,
                1480 + 17 * i + (60 if i > 9 else 0),
                1302 + 9 * i,
                None if i == 9 else 2210 + (i % 5) * 140,
                key=month,
            )
            for i, (month, name) in enumerate(zip(MONTHS, MONTH_NAMES, strict=True))
        ),
        notes=("Im Juli 2026 (Sommerferien) haben die Vereine nicht gemeldet.",),
    )
    return Section(
        "1",
        "auf_einen_blick",
        "Auf einen Blick",
        paragraphs=(
            Paragraph(
                "Im Oktober 2026 waren {0} Schülerinnen und Schüler in der Erstförderung ({1} zum Vormonat).",
                (CellRef("kennzahlen", "s05", "jetzt"), CellRef("kennzahlen", "s05", "veraenderung")),
            ),
            "Die Rücklaufquote blieb hoch; drei Berichtsstellen haben nicht gemeldet.",
        ),
        blocks=(
            KeyFigures("blick", "kennzahlen", ("s01", "s05", "k01", "v05"), "kennzahl", "jetzt", "veraenderung"),
            _key_table(),
            ReportChart(
                "verlauf_bild",
                "Wichtigste Bestände seit Oktober 2025",
                "line",
                "verlauf",
                "monat",
                ("erstfoerderung", "sprachfoerderung", "teilnehmende"),
            ),
            trend,
        ),
    )


def _key_table() -> ReportTable:
    figures = [
        ("s01", "Schülerinnen und Schüler an den berichtenden Schulen", "persons", 24187, 24150, 23920),
        ("s02", "Anteil mit Migrationshintergrund", "share", 0.5839, 0.5801, 0.571),
        ("s05", "Schülerinnen und Schüler in der Erstförderung", "persons", 1744, 1707, 1480),
        ("k01", "Kinder in Kindertageseinrichtungen", "persons", 7113, 7098, 7002),
        ("v05", "Teilnehmende an Angeboten der Vereine, Jugend- und Seniorenarbeit", "persons", 2490, 2350, 2210),
        ("i08", "Besetzte Stellen im Kommunalen Integrationszentrum", "fte", 5.5, 5.5, 4.75),
        ("i04", "Mittlere Wartezeit auf einen Schulplatz in Tagen", "days", 12, 19, 21),
        ("i06", "Dolmetschstunden", "hours", 412.5, 388.0, 301.5),
        ("v09", "Ausgaben der Vereine aus KOMM-AN-Mitteln", "eur", 18422.5, 16010.99, 12000),
    ]
    return ReportTable(
        id="kennzahlen",
        title="Kennzahlen im Überblick mit Vormonat und Vorjahresmonat",
        period=f"{FLOW} (Bestände: {STOCK})",
        unit="siehe Zeile",
        source="alle Meldebögen",
        coverage=Coverage(241, 250),
        columns=(
            ReportColumn("kennzahl", "Kennzahl"),
            ReportColumn("jetzt", "Oktober 2026", "value"),
            ReportColumn("vormonat", "September 2026", "value"),
            ReportColumn(
                "veraenderung", "Veränderung", "change", group="zum Vormonat", change_of=("jetzt", "vormonat")
            ),
            ReportColumn("vorjahr", "Oktober 2025", "value"),
            ReportColumn(
                "veraenderung_vj", "Veränderung", "change", group="zum Vorjahr", change_of=("jetzt", "vorjahr")
            ),
        ),
        rows=tuple(
            row(
                title,
                ReportCell(now, mark=Mark.REVISED) if key == "s05" else now,
                before,
                now - before,
                year,
                now - year,
                key=key,
                kind=kind,
            )
            for key, title, kind, now, before, year in figures
        ),
    )


def _returns() -> Section:
    kinds = [
        ("Schulen", 64, 63, 60, 2),
        ("Kindertageseinrichtungen", 120, 118, 111, 5),
        ("Vereine und Wohlfahrtsverbände", 65, 59, 50, 4),
        ("Kommunales Integrationszentrum", 1, 1, 1, 0),
    ]
    table = ReportTable(
        id="ruecklauf",
        title="Rücklauf der Meldungen nach Art der Berichtsstelle",
        period=FLOW,
        unit="Meldungen",
        source="Meldungsverzeichnis",
        coverage=Coverage(241, 250),
        columns=(
            ReportColumn("art", "Art der Berichtsstelle"),
            ReportColumn("erwartet", "erwartet", "count", "Anzahl"),
            ReportColumn("angenommen", "angenommen", "count", "Anzahl"),
            ReportColumn("puenktlich", "darunter pünktlich", "count", "Anzahl"),
            ReportColumn("fehlanzeige", "darunter Fehlanzeigen", "count", "Anzahl"),
            ReportColumn("quote", "Rücklaufquote", "share", share_of=("angenommen", "erwartet")),
        ),
        rows=(
            *(row(t, e, a, p, f, a / e, key=t) for t, e, a, p, f in kinds),
            row("Insgesamt", 250, 241, 222, 11, 241 / 250, key="total", role="total"),
        ),
    )
    findings = ReportTable(
        id="befunde",
        title="Befunde der Prüfung nach Regel",
        period=FLOW,
        unit="Befunde",
        source="Prüfprotokolle",
        coverage=Coverage(241, 250, "Meldungen"),
        columns=(
            ReportColumn("regel", "Regel"),
            ReportColumn("satz", "Was geprüft wird"),
            ReportColumn("fehler", "Fehler", "count"),
            ReportColumn("rueckfrage", "Rückfragen", "count"),
        ),
        rows=(
            row(
                "SCH-001",
                "Seiteneinsteigende in Erstförderung höchstens so viele wie Schülerinnen und Schüler insgesamt",
                3,
                0,
            ),
            row("KIT-014", NASTY, 0, 7),
            row("VER-002", "Jugendliche und Ältere zusammen höchstens alle Teilnehmenden", None, 2),
        ),
    )
    return Section(
        "2",
        "ruecklauf_qualitaet",
        "Rücklauf und Datenqualität",
        blocks=(
            table,
            ReportChart(
                "ruecklauf_bild",
                "Rücklaufquote nach Art der Berichtsstelle",
                "rate",
                "ruecklauf",
                "art",
                ("quote",),
                target=0.95,
            ),
            findings,
        ),
    )


def _daycare() -> Section:
    languages = [
        "Türkisch",
        "Arabisch",
        "Ukrainisch",
        "Polnisch",
        "Rumänisch",
        "Bulgarisch",
        "Kurdisch (Kurmandschi)",
        "Albanisch",
        "Russisch",
        "Dari",
        "Romanes",
        "Serbisch",
        "Italienisch",
        "Aramäisch",
        "übrige Sprachen und ohne Angabe",
    ]
    children = [812, 640, 511, 333, 298, 201, 166, 120, 98, 77, 51, 40, 21, 6, 402]
    by_language = ReportTable(
        id="kita_sprachen",
        title="Kinder mit anderer Familiensprache nach Sprache",
        period=STOCK,
        unit="Personen",
        source="Meldebogen Kita",
        coverage=Coverage(118, 120),
        columns=(
            ReportColumn("sprache", "Familiensprache"),
            ReportColumn("kinder", "Kinder", "persons", "Personen"),
            ReportColumn(
                "anteil", "Anteil", "share", "% aller Kinder mit anderer Familiensprache", share_of=("kinder", "kinder")
            ),
        ),
        rows=(
            *(
                row(s, k, k / sum(children), key="other" if s.startswith("übrige") else s)
                for s, k in zip(languages, children, strict=True)
            ),
            row("Insgesamt", sum(children), 1.0, key="total", role="total"),
        ),
    )
    programmes = ReportTable(
        id="familienprogramme",
        title="Familienprogramme: Gruppen, Familien und Elternbegleitungen",
        period=STOCK,
        unit="Gruppen und Personen",
        source="Meldebögen Kita, Schule und Verein",
        coverage=Coverage(240, 249),
        columns=(
            ReportColumn("programm", "Programm"),
            ReportColumn("gruppen", "Gruppen", "count", "Anzahl"),
            ReportColumn("familien", "Familien", "count", "Anzahl"),
            ReportColumn("kinder", "Kinder", "persons", "Personen"),
            ReportColumn("begleitung", "Elternbegleitungen", "persons", "Personen"),
            ReportColumn("je_gruppe", "Kinder je Gruppe", "ratio", share_of=("kinder", "gruppen")),
        ),
        rows=(
            row("griffbereitMINI", 4, 31, 33, 4, 8.25),
            row("Griffbereit", 11, 88, 94, 12, 8.5454),
            row("Rucksack KiTa", 22, 201, 214, 23, 9.727),
            row("Rucksack Schule", 0, 0, 0, 0, ReportCell(None, Sign.SENSELESS)),
            row("Insgesamt", 37, 320, 341, 39, 341 / 37, key="total", role="total"),
        ),
    )
    return Section(
        "3",
        "kita_familie",
        "Kindertageseinrichtungen und Familienprogramme",
        blocks=(
            make_table(
                id="kita_kinder",
                title="Kinder in Kindertageseinrichtungen nach Altersgruppe und Geschlecht",
                source="Meldebogen Kita",
            ),
            ReportChart(
                "sprachen_bild",
                "Häufigste Familiensprachen in Kindertageseinrichtungen",
                "ranking",
                "kita_sprachen",
                "sprache",
                ("kinder",),
            ),
            by_language,
            programmes,
        ),
    )


def _school() -> Section:
    return Section(
        "4",
        "schule",
        "Schule",
        blocks=(
            ReportChart(
                "stufen_bild",
                "Seiteneinsteigende nach Form der Förderung und Stufe",
                "stacked",
                "foerderformen",
                "stufe",
                ("klasse", "gruppe", "regel"),
            ),
            _support_table(),
            _wide_table(),
            _long_table(),
        ),
    )


def _support_table() -> ReportTable:
    rows = [("Primarstufe", 120, 340, 201), ("Sekundarstufe I", 412, 210, 188), ("Sekundarstufe II", 91, 44, 138)]
    return ReportTable(
        id="foerderformen",
        title="Seiteneinsteigende nach Form der Förderung und Stufe",
        period=STOCK,
        unit="Personen",
        source="Meldebogen Schule",
        coverage=Coverage(63, 64),
        columns=(
            ReportColumn("stufe", "Stufe"),
            ReportColumn("klasse", "Deutschförderklasse", "persons", "Personen", adds_to="alle"),
            ReportColumn("gruppe", "Deutschfördergruppe", "persons", "Personen", adds_to="alle"),
            ReportColumn("regel", "Regelklasse mit Förderung", "persons", "Personen", adds_to="alle"),
            ReportColumn("alle", "Insgesamt", "persons", "Personen"),
        ),
        rows=(
            *(row(s, a, b, c, a + b + c, key=s) for s, a, b, c in rows),
            row("Insgesamt", 623, 594, 527, 1744, key="total", role="total"),
        ),
    )


def _wide_table() -> ReportTable:
    forms = [
        "Grundschule",
        "Hauptschule",
        "Förderschule",
        "Realschule",
        "Sekundarschule",
        "Gesamtschule",
        "Freie Waldorfschule",
        "Gymnasium",
        "Weiterbildungskolleg",
        "Berufskolleg",
    ]
    random = Random(7)  # noqa: S311  # invented figures, the same each time
    lines = [[random.randint(0, 3000 if c < 2 else 700) for c in range(13)] for _ in forms]
    lines[2][4], lines[6][5] = None, ReportCell(34, Sign.LIMITED)
    totals = [
        None if c == 4 else sum(x[c].value if isinstance(x[c], ReportCell) else x[c] for x in lines) for c in range(13)
    ]
    heads = [
        ("insgesamt", "Bestand"),
        ("weiblich", "Bestand"),
        ("Migrationshintergrund", "Bestand"),
        ("andere Familiensprache", "Bestand"),
        ("ausländische Staatsangehörigkeit", "Bestand"),
        ("insgesamt", "Erstförderung"),
        ("weiblich", "Erstförderung"),
        ("Ukraine", "Erstförderung"),
        ("Deutschförderklasse", "Erstförderung"),
        ("Deutschfördergruppe", "Erstförderung"),
        ("Anschlussförderung", ""),
        ("Zugänge", "im Monat"),
        ("Übergänge in die Regelklasse", "im Monat"),
    ]
    return ReportTable(
        id="schulformen",
        title="Schülerinnen und Schüler nach Schulform, Migrationshintergrund, Staatsangehörigkeit und Sprachförderung",
        period=STOCK,
        unit="Personen",
        source="Meldebogen Schule",
        coverage=Coverage(63, 64),
        columns=(
            ReportColumn("schulform", "Schulform"),
            *(
                ReportColumn(f"c{i:02d}", t, "persons", group=g, part_of="c00" if 0 < i < 6 else None)
                for i, (t, g) in enumerate(heads)
            ),
        ),
        rows=(
            *(row(f, *line, key=f) for f, line in zip(forms, lines, strict=True)),
            row("Insgesamt", *totals, key="total", role="total"),
        ),
        notes=("Für die Förderschulen liegt die Staatsangehörigkeit nicht vor.",),
        mark=Mark.PROVISIONAL,
    )


def _long_table() -> ReportTable:
    names = [
        "Ukraine",
        "Syrien, Arabische Republik",
        "Türkei",
        "Afghanistan",
        "Irak",
        "Rumänien",
        "Bulgarien",
        "Nordmazedonien",
    ]
    names += [f"Herkunftsland mit der Nummer {i:03d}" for i in range(52)]
    values = [(200 // (i + 1), 90 // (i + 1)) for i in range(60)]
    return ReportTable(
        id="zugaenge_laender",
        title="Zugänge an Schulen nach Herkunftsland",
        period=FLOW,
        unit="Personen",
        source="Meldebogen Schule",
        coverage=Coverage(63, 64),
        columns=(
            ReportColumn("land", "Herkunftsland"),
            ReportColumn("zugaenge", "Zugänge", "persons", "Personen"),
            ReportColumn("weiblich", "weiblich", "persons", "Personen", part_of="zugaenge"),
            ReportColumn("anteil", "Anteil weiblich", "share", share_of=("weiblich", "zugaenge")),
        ),
        rows=(
            *(
                row(n, a, w, w / a if a else ReportCell(None, Sign.SENSELESS), key=f"l{i:02d}")
                for i, (n, (a, w)) in enumerate(zip(names, values, strict=True))
            ),
            row("Insgesamt", sum(a for a, _ in values), sum(w for _, w in values), 0.44, key="total", role="total"),
        ),
    )


def _associations() -> Section:
    fields = [
        "Sprache und Bildung",
        "Übergang Schule-Beruf",
        "Jugend",
        "Seniorinnen und Senioren",
        "Gesundheit",
        "Begegnung",
        "Teilhabe und Ehrenamt",
        "Verwaltung und Wirtschaft",
    ]
    counts = [
        (22, 640, 388),
        (6, 71, 20),
        (14, 402, 190),
        (9, 201, 144),
        (4, 66, 41),
        (31, 902, 533),
        (7, 144, 71),
        (2, 2, 1),
    ]
    offers = ReportTable(
        id="angebote",
        title="Angebote nach Handlungsfeld",
        period=FLOW,
        unit="Angebote und Personen",
        source="Meldebogen Verein",
        coverage=Coverage(59, 65),
        columns=(
            ReportColumn("feld", "Handlungsfeld"),
            ReportColumn("angebote", "Angebote", "count", "Anzahl"),
            ReportColumn("teilnehmende", "Teilnehmende", "persons", "Personen"),
            ReportColumn("weiblich", "weiblich", "persons", "Personen", part_of="teilnehmende"),
        ),
        rows=(
            *(row(f, *c, key=f"f{i}") for i, (f, c) in enumerate(zip(fields, counts, strict=True))),
            row("Insgesamt", 95, 2428, 1388, key="total", role="total"),
        ),
    )
    places = ReportTable(
        id="treffpunkte",
        title="Ankommenstreffpunkte: Öffnungsstunden und Nutzung durch die Zielgruppe",
        period=FLOW,
        unit="Stunden",
        source="Meldebogen Verein",
        coverage=Coverage(11, 12),
        columns=(
            ReportColumn("ort", "Stadtbezirk"),
            ReportColumn("offen", "geöffnet", "hours", "Stunden"),
            ReportColumn("zielgruppe", "durch Zielgruppe genutzt", "hours", "Stunden"),
            ReportColumn("anteil", "Anteil", "share", share_of=("zielgruppe", "offen")),
        ),
        rows=(
            row("Mitte", 120.5, 61, 61 / 120.5),
            row("Nord", 80, 22.25, 22.25 / 80),
            row("Haspe", ReportCell(None, Sign.LATER), ReportCell(None, Sign.LATER), ReportCell(None, Sign.LATER)),
            row("Eilpe/Dahl", 44, ReportCell(None, Sign.UNRELIABLE), ReportCell(None, Sign.UNRELIABLE)),
            row("Hohenlimburg", 60, 0, 0),
        ),
        notes=("Ziel der Förderung: mindestens 33 % der Öffnungsstunden.",),
    )
    return Section(
        "5",
        "vereine",
        "Vereine, Jugend- und Seniorenarbeit, KOMM-AN",
        blocks=(
            offers,
            ReportChart(
                "angebote_bild",
                "Teilnehmende nach Handlungsfeld",
                "grouped",
                "angebote",
                "feld",
                ("teilnehmende", "weiblich"),
            ),
            places,
        ),
    )


def _counselling() -> Section:
    return Section(
        "6",
        "beratung",
        "Seiteneinstiegsberatung, Sprachmittlung und Case Management",
        blocks=(
            ReportTable(
                id="seiteneinstieg",
                title="Seiteneinstiegsberatung nach Stufe",
                period=FLOW,
                unit="Personen",
                source="Meldebogen Integrationszentrum",
                coverage=Coverage(1, 1, "Meldung"),
                columns=(
                    ReportColumn("stufe", "Stufe"),
                    ReportColumn("gespraeche", "Erstberatungen", "persons", "Personen"),
                    ReportColumn("wartend", "wartend am Stichtag", "persons", "Personen"),
                    ReportColumn("tage", "mittlere Wartezeit", "days", "Tage"),
                ),
                rows=(
                    row("Primarstufe", 41, 12, 11),
                    row("Sekundarstufe I", 38, 22, 17),
                    row("Sekundarstufe II", 7, 2, ReportCell(9, mark=Mark.ESTIMATED)),
                    row("Insgesamt", 86, 36, ReportCell(None, Sign.SENSELESS), key="total", role="total"),
                ),
            ),
        ),
    )


def _network() -> Section:
    return Section("7", "netzwerk", "Netzwerk", paragraphs=("Im Berichtsmonat fanden keine Sitzungen statt.",))


def _funds() -> Section:
    lines = [
        ("Personal", 98000, 8120.55, 64000.4),
        ("Honorar", 12000, 900, 8800),
        ("Miete", 6000.5, 500, 4000),
        ("Sachkosten", 4000, 0.004, 3999.99),
    ]
    return Section(
        "8",
        "mittel",
        "Mittel und Personal",
        blocks=(
            ReportTable(
                id="mittel_ausgaben",
                title="Bewilligte und verausgabte Mittel nach Kostenart",
                period="1. Januar bis 31. Oktober 2026",
                unit="Euro",
                source="Meldebögen Verein und Integrationszentrum",
                coverage=Coverage(59, 65),
                columns=(
                    ReportColumn("kostenart", "Kostenart"),
                    ReportColumn("bewilligt", "bewilligt (Jahr)", "eur", "€"),
                    ReportColumn("monat", "im Monat", "eur", "€", group="verausgabt"),
                    ReportColumn("jahr", "im Jahr", "eur", "€", group="verausgabt"),
                    ReportColumn("quote", "Mittelabfluss", "share", share_of=("jahr", "bewilligt")),
                ),
                rows=(
                    *(row(t, b, m, j, j / b) for t, b, m, j in lines),
                    row("Insgesamt", 120000.5, 9520.55, 80800.39, 0.6733, key="total", role="total"),
                ),
            ),
        ),
    )


def _revisions() -> Section:
    return Section(
        "9",
        "berichtigungen",
        "Berichtigungen seit dem letzten Bericht",
        blocks=(
            ReportTable(
                id="berichtigungen_liste",
                title="Was sich gegenüber Version 1.0 geändert hat und warum",
                period=FLOW,
                unit="siehe Zeile",
                source="Vergleich der Versionen 1.0 und 1.1",
                coverage=Coverage(250, 250),
                columns=(
                    ReportColumn("figur", "Zahl"),
                    ReportColumn("alt", "Version 1.0", "value"),
                    ReportColumn("neu", "Version 1.1", "value"),
                    ReportColumn("diff", "Veränderung", "change", change_of=("neu", "alt")),
                    ReportColumn("grund", "Grund"),
                ),
                rows=(
                    row("Erstförderung insgesamt", 1702, 1744, 42, "Drei Schulen haben nachgemeldet.", kind="persons"),
                    row("Rücklaufquote Schulen", 0.9375, 0.984, 0.0465, "wie oben", kind="share"),
                    row("Ausgaben", 18000, 18422.5, 422.5, "Beleg nachgereicht", kind="eur"),
                ),
            ),
        ),
    )


def _annex() -> Section:
    return Section(
        "A",
        "anhang",
        "Anhang: Begriffe und Hinweise",
        blocks=(
            Definitions(
                "begriffe",
                "Begriffsbestimmungen",
                (
                    (
                        "Migrationshintergrund",
                        "Im Ausland geboren und zugewandert, oder ein Elternteil, oder überwiegend andere Sprache.",
                    ),
                    ("Erstförderung", "Deutschförderung für neu Zugewanderte, in der Regel bis zu zwei Jahre."),
                    (NASTY, NASTY),
                ),
            ),
        ),
    )


def with_table(report: Report, table: ReportTable) -> Report:
    """The report with one of its tables replaced by another of the same id."""
    sections = tuple(
        replace(s, blocks=tuple(table if b.id == table.id else b for b in s.blocks)) for s in report.sections
    )
    return replace(report, sections=sections)
