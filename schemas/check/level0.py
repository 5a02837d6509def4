"""The rules of level 0 (file and form): `LEVEL_0`, and `make_finding`, which makes a finding of one.

Each rule says once how much it weighs, what was found and expected, and how to mend it. The sentence starts with the
place. What stands in a column of personal data is never put into a finding.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from schemas.check.rule import Rule
from schemas.files.incoming import SourceLimits
from schemas.files.workbook import CellPlace
from schemas.finding import Finding, Severity
from schemas.form.forms import KINDS, Column
from schemas.form.layout import META_SHEET
from schemas.german import format_number
from schemas.visible import visible

ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION
COLUMN_PERSON, TEXT_PERSON = PERSON_RULES = ("COLUMN_PERSON", "TEXT_PERSON")  # what is about single persons
_LONGEST = 10_000  # characters of a cell that are looked at
_MOST_CELLS = 12  # named one by one in a sentence
MOST_ALIKE = 200  # findings of one rule in one column of one table; further ones are counted in the last of these


_SEND_XLSX = "Bitte füllen Sie den Meldebogen als Excel-Datei (.xlsx) aus und senden Sie diese."
_ONE_NUMBER = "Bitte tragen Sie genau eine Zahl ein, ohne Zusatz. Ist sie nicht bekannt, lassen Sie die Zelle leer; wird dort eine Zahl erwartet, fragen wir danach."
_LIMITS = SourceLimits()
_NUMBERS = "; oder ".join(f"{kind.numbers.word} ({kind.numbers.expected})" for kind in KINDS.values())
_NOTHING = "Sie müssen nichts tun, wenn das so stimmt."

LEVEL_0: tuple[Rule, ...] = (
    # the file
    Rule("FILE_EMPTY", 0, ERROR, "Die Datei ist leer (0 Bytes).", "Bitte speichern Sie den Bogen erneut und senden Sie ihn noch einmal."),
    Rule("FILE_TOO_LARGE", 0, ERROR, "Die Datei hat {size} MB; gelesen werden höchstens {most} MB.", "Bitte entfernen Sie Bilder und fremde Blätter, oder übertragen Sie die Zahlen in einen neuen Bogen."),
    Rule("FILE_UNPACKED_TOO_LARGE", 0, ERROR, "Die Datei wird beim Entpacken größer als {most} MB und wurde deshalb nicht geöffnet.", "Bitte übertragen Sie die Zahlen in einen neuen, leeren Bogen."),
    Rule("FILE_TOO_MANY_CELLS", 0, ERROR, "Die Datei hat mehr Blätter, Zeilen, Spalten oder Text in einer Zelle, als gelesen werden können.", "Bitte übertragen Sie die Zahlen in einen neuen, leeren Bogen."),
    Rule("FILE_TOO_MANY_ROWS", 0, ERROR, "Die Tabellen der Datei haben zusammen {rows} ausgefüllte Zeilen; gelesen werden höchstens {most}.", "Bitte melden Sie jeden Eintrag in einer Zeile und löschen Sie, was nicht zur Meldung gehört, oder übertragen Sie die Zahlen in einen neuen Bogen."),
    Rule("FILE_TOO_COSTLY", 0, ERROR, "Die Datei ließ sich nicht in {seconds} Sekunden mit {memory} MB Arbeitsspeicher lesen; sie wurde nicht weiter geöffnet.", "Bitte übertragen Sie die Zahlen in einen neuen, leeren Bogen."),
    Rule("FILE_ENTITIES", 0, ERROR, "Die Datei enthält XML-Deklarationen (DOCTYPE), die in keiner Tabelle vorkommen und gefährlich sein können; sie wurde nicht gelesen.", "Bitte übertragen Sie die Zahlen in einen neuen, leeren Bogen."),
    Rule("FILE_BROKEN", 0, ERROR, "Die Datei ist beschädigt und lässt sich nicht öffnen.", "Bitte öffnen Sie den Bogen in Excel, speichern Sie ihn unter neuem Namen und senden Sie ihn noch einmal."),
    Rule("FILE_PASSWORD", 0, ERROR, "Die Datei ist mit einem Kennwort geschützt.", "Bitte speichern Sie den Bogen ohne Kennwort; er enthält nur Anzahlen."),
    Rule("FILE_PDF", 0, ERROR, "Die Datei ist ein PDF; daraus werden keine Zahlen gelesen.", _SEND_XLSX),
    Rule("FILE_PICTURE", 0, ERROR, "Die Datei ist ein Bild oder Foto; daraus werden keine Zahlen gelesen.", _SEND_XLSX),
    Rule("FILE_DOCUMENT", 0, ERROR, "Die Datei ist ein Textdokument oder eine Präsentation, keine Tabelle.", _SEND_XLSX),
    Rule("FILE_HTML", 0, ERROR, "Die Datei ist eine Internetseite (HTML oder XML), auch wenn sie anders heißt.", "Bitte wählen Sie in Excel „Speichern unter“ und dort „Excel-Arbeitsmappe (.xlsx)“."),
    Rule("FILE_MAIL", 0, ERROR, f"Die Datei ist eine E-Mail, in der kein Meldebogen zu finden ist oder die sich nicht auspacken lässt: höchstens {_LIMITS.most_parts} Anlagen, {_LIMITS.most_depth} Ebenen und {_LIMITS.most_unpacked // 1_000_000} MB; Outlook-Dateien (.msg) werden nicht geöffnet; winmail.dat und signierte Mails (S/MIME) nur unbeschädigt.", "Bitte senden Sie den Bogen selbst als Anhang einer neuen Mail."),
    Rule("FILE_ENCRYPTED_MAIL", 0, ERROR, "Die Datei ist eine verschlüsselte E-Mail (S/MIME oder PGP); nur wer den Schlüssel hat, kann sie öffnen.", "Bitte senden Sie den Bogen selbst als Anhang einer neuen, nicht verschlüsselten Mail; er enthält nur Anzahlen."),
    Rule("FILE_ARCHIVE", 0, ERROR, f"Die Datei ist ein Archiv, das leer ist oder sich nicht entpacken lässt; entpackt werden nur ZIP-Archive ohne Kennwort mit höchstens {_LIMITS.most_parts} Dateien, {_LIMITS.most_depth} Ebenen und {_LIMITS.most_unpacked // 1_000_000} MB.", "Bitte entpacken Sie das Archiv und senden Sie die Bögen einzeln."),
    Rule("FILE_BINARY_WORKBOOK", 0, ERROR, "Die Datei ist eine binäre Excel-Arbeitsmappe (.xlsb); sie wird nicht gelesen.", "Bitte speichern Sie den Bogen als Excel-Arbeitsmappe (.xlsx)."),
    Rule("FILE_UNKNOWN", 0, ERROR, "Das Format der Datei ist unbekannt.", _SEND_XLSX),
    Rule("FILE_EXTENSION", 0, INFORMATION, "Der Dateiname endet auf „{value}“, der Inhalt ist aber {kind}; gelesen wurde der Inhalt.", _NOTHING),
    Rule("FILE_MACROS", 0, INFORMATION, "Die Datei enthält Makros; sie wurden nicht ausgeführt und nicht gelesen.", _NOTHING),
    Rule("FILE_ENCODING", 0, INFORMATION, "Die Textdatei ist in {encoding} gespeichert; sie wurde so gelesen.", "Besser ist „CSV UTF-8“."),
    Rule("FILE_ENCODING_UNKNOWN", 0, ERROR, "Bei der Textdatei ist nicht zu erkennen, in welcher Kodierung sie gespeichert ist: Umlaute und Sonderzeichen wären entstellt.", "Bitte speichern Sie sie als „CSV UTF-8“ oder als Excel-Arbeitsmappe (.xlsx)."),
    Rule("FILE_NAME_PERSON", 0, INFORMATION, "Der Dateiname nannte vermutlich eine Person. Er wurde nicht gespeichert; die Datei heißt bei uns „{value}“.", "Bitte lassen Sie den Namen des Bogens künftig so, wie er zugesandt wurde."),
    # the form
    Rule("FORM_UNKNOWN", 0, ERROR, "Es ist nicht zu erkennen, welcher Meldebogen das ist.", "Bitte verwenden Sie den zugesandten Bogen und lassen Sie Titel und Überschriften stehen."),
    Rule("FORM_VERSION", 0, WARNING, "Der Bogen hat die Version {value}, gültig ist Version {expected}.", "Bitte verwenden Sie den aktuellen Bogen, oder bestätigen Sie im Prüfprotokoll, dass die Zahlen den heutigen Definitionen entsprechen."),
    Rule("TABLE_NONE", 0, ERROR, "Es wurde keine Tabelle des Meldebogens gefunden.", "Bitte lassen Sie die Überschriften der Tabellen stehen. Gibt es nichts zu melden, wählen Sie „Fehlanzeige: Ja“; gab es im Vormonat etwas, fragen wir dann nach dem Grund."),
    Rule("TABLE_MISSING", 0, WARNING, "Die Tabelle „{title}“ fehlt; sie gilt als nicht gemeldet.", "Bitte ergänzen Sie die Tabelle, oder bestätigen Sie im Prüfprotokoll, dass Sie dazu nichts melden können."),
    Rule("TABLE_TWICE", 0, ERROR, "Die Tabelle „{title}“ gibt es zweimal mit verschiedenem Inhalt: hier und auf {other}.", "Gilt nur eine, löschen Sie bitte die andere. Gelten beide (etwa zwei Standorte), zählen Sie sie bitte in einer Tabelle zusammen; zwei Berichtsstellen melden in zwei Bögen."),
    Rule("TABLE_TWICE_SAME", 0, INFORMATION, "Die Tabelle „{title}“ gibt es zweimal mit gleichem Inhalt oder leer: hier und auf {other}; sie zählt einmal.", _NOTHING),
    Rule("TABLE_FOREIGN", 0, ERROR, "Die Tabelle „{title}“ gehört nicht in den Bogen „{form}“.", "Bitte melden Sie diese Zahlen mit dem passenden Bogen und löschen Sie die Tabelle hier."),
    Rule("TABLE_HIDDEN", 0, ERROR, "Die Tabelle „{title}“ ist nur auf einem ausgeblendeten Blatt ausgefüllt; ausgeblendete Blätter zählen nicht.", "Gelten die Zahlen, blenden Sie das Blatt bitte ein (mit der rechten Maustaste auf ein Blatt, „Einblenden“) und senden Sie den Bogen noch einmal; sonst füllen Sie die sichtbare Tabelle aus."),
    Rule("SHEET_HIDDEN", 0, INFORMATION, "Die Tabelle „{title}“ steht auch auf diesem ausgeblendeten Blatt; gelesen wurde nur die sichtbare.", _NOTHING),
    Rule("SHEET_UNKNOWN", 0, INFORMATION, "Das Blatt enthält keine Tabelle des Meldebogens und wurde nicht ausgewertet.", _NOTHING),
    # the head
    Rule("HEAD_MISSING", 0, ERROR, "Im Kopf des Bogens fehlt die Angabe „{title}“.", "Bitte tragen Sie sie auf dem Blatt „Meldung“ rechts neben „{title}“ ein."),
    Rule("HEAD_DATE_MISSING", 0, WARNING, "Im Kopf des Bogens fehlt der Stichtag.", "Bitte tragen Sie rechts neben „Stichtag“ den letzten Tag des Berichtsmonats ein."),
    Rule("HEAD_FROM_HIDDEN", 0, INFORMATION, "Im Kopf fehlt „{title}“; übernommen wurde „{value}“, wofür der Bogen ausgegeben wurde.", _NOTHING),
    Rule("HEAD_CONTRADICTS", 0, ERROR, "„{title}“ ist verschieden angegeben: hier „{value}“, auf {other} „{second}“.", "Bitte berichtigen Sie die falsche Angabe. Für jede Berichtsstelle und jeden Monat gibt es einen eigenen Bogen."),
    Rule("HEAD_TWO_RETURNS", 0, ERROR, "Die Datei enthält zwei Meldungen: „{title}“ ist hier „{value}“, auf {other} „{second}“, und dazu gehören verschiedene Zahlen.", "Bitte senden Sie für jede Berichtsstelle und jeden Monat einen eigenen Bogen, jeden als eigene Datei."),
    Rule("HEAD_OTHER_FORM", 0, ERROR, "Unter „{title}“ steht „{value}“; der Bogen wurde aber für „{second}“ ausgegeben.", "Ist er für „{second}“ ausgefüllt, tragen Sie das bitte hier wieder ein. Sonst übertragen Sie die Zahlen bitte in den richtigen Bogen."),
    Rule("HEAD_RESPONDENT", 0, ERROR, f"„{{value}}“ ist keine Kennung; erwartet wird: {_NUMBERS}.", "Bitte tragen Sie die Kennung so ein, wie sie im Anschreiben steht."),
    Rule("HEAD_RESPONDENT_REPAIRED", 0, INFORMATION, "Die Kennung „{value}“ wurde als „{repaired}“ gelesen.", _NOTHING),
    Rule("HEAD_MONTH", 0, ERROR, "„{value}“ ist kein Berichtsmonat; erwartet wird zum Beispiel „Oktober 2026“.", "Bitte schreiben Sie Monat und Jahr aus."),
    Rule("HEAD_MONTH_REPAIRED", 0, INFORMATION, "Der Berichtsmonat „{value}“ wurde als „{repaired}“ gelesen.", _NOTHING),
    Rule("HEAD_MONTH_FILE_NAME", 0, ERROR, "Der Bogen nennt den Berichtsmonat „{value}“, der Dateiname aber „{second}“; welcher gilt, wird nicht geraten.", "Bitte berichtigen Sie den Monat im Bogen oder den Dateinamen. Prüfen Sie auch, ob die Zahlen vom richtigen Monat sind."),
    Rule("HEAD_DATE", 0, ERROR, "„{value}“ ist kein Datum; erwartet wird zum Beispiel „31.10.2026“.", "Bitte tragen Sie den Stichtag als Datum ein."),
    Rule("HEAD_DATE_REPAIRED", 0, INFORMATION, "Der Stichtag „{value}“ wurde als {repaired} gelesen.", _NOTHING),
    Rule("HEAD_NIL", 0, ERROR, "„{value}“ ist bei „Fehlanzeige“ nicht zu verstehen; erwartet wird Ja oder Nein.", "Bitte wählen Sie Ja oder Nein."),
    # columns
    Rule("COLUMN_MISSING", 0, WARNING, "In der Tabelle „{title}“ fehlt die Spalte {columns}; das gilt als nicht gemeldet.", "Bitte verwenden Sie die Überschriften des Bogens, oder bestätigen Sie im Prüfprotokoll, dass Sie dazu nichts melden können."),
    Rule("COLUMN_NEW", 0, WARNING, "In der Tabelle „{title}“ fehlt, wonach in diesem Monat gefragt wird: {columns}. Der Bogen ist wohl der eines anderen Monats; das gilt als nicht gemeldet.", "Bitte verwenden Sie den Bogen, der Ihnen für diesen Monat zugesandt wurde, oder bestätigen Sie im Prüfprotokoll, dass Sie dazu nichts melden können."),
    Rule("COLUMN_NOT_ASKED", 0, WARNING, "Nach „{column}“ wird in diesem Monat nicht gefragt ({asked}); die Angaben wurden nicht übernommen.", "Ist der Berichtsmonat falsch, berichtigen Sie ihn bitte. Stimmt er, löschen Sie die Spalte, oder erläutern Sie es im Prüfprotokoll."),
    Rule("COLUMN_KEY_MISSING", 0, ERROR, "In der Tabelle „{title}“ fehlt die Spalte „{column}“; ohne sie sind die Zeilen nicht zuzuordnen.", "{nearest}Fehlt sie ganz, übernehmen Sie die Spalte bitte aus dem zugesandten Bogen."),
    Rule("COLUMN_UNKNOWN", 0, WARNING, "Die Spalte „{value}“ gehört nicht zur Tabelle „{title}“ und wurde nicht gelesen.", "{nearest}Gehört sie nicht zum Bogen, genügt eine kurze Erläuterung im Prüfprotokoll."),
    Rule(COLUMN_PERSON, 0, ERROR, "Eine Spalte sieht nach Angaben zu einzelnen Personen aus (Name, Geburtsdatum, Anschrift). Solche Angaben dürfen nicht gemeldet werden; sie wurden nicht gelesen und nicht gespeichert.", "Bitte löschen Sie die Spalte (oder das ganze Blatt, wenn es nicht zum Bogen gehört) und senden Sie nur Anzahlen."),
    Rule(TEXT_PERSON, 0, WARNING, "Hier steht vermutlich {kind}. Angaben zu einzelnen Personen dürfen nicht gemeldet werden: der Text wurde nicht übernommen und nicht gespeichert; die Zahlen daneben zählen.", "Bitte löschen Sie den Text, oder schreiben Sie ihn ohne Angaben zu Personen neu, und senden Sie den Bogen noch einmal. Ist niemand gemeint, sagen Sie das bitte im Prüfprotokoll, ohne den Text zu wiederholen."),
    Rule("COLUMN_TWICE", 0, ERROR, "Die Spalte „{column}“ gibt es in der Tabelle „{title}“ mehr als einmal (auch in {other}).", "Gilt nur eine, lassen Sie bitte nur diese stehen. Meint eine etwas anderes, schreiben Sie bitte die passende Überschrift des Bogens darüber."),
    Rule("COLUMN_AMBIGUOUS", 0, ERROR, "Bei „{value}“ ist nicht zu erkennen, wovon es ein Teil ist: links davon steht „{other}“.", "Bitte verwenden Sie die Überschriften des zugesandten Bogens."),
    Rule("COLUMN_THOUSANDS", 0, INFORMATION, "Die Spalte „{value}“ ist in Tausend Euro angegeben; die Beträge wurden mit 1.000 malgenommen.", "Bitte melden Sie künftig Euro."),
    # rows
    Rule("ROW_TOTAL", 0, INFORMATION, "Die Zeile „{value}“ ist eine Summe oder ein Davon und wurde nicht als Angabe gelesen.", _NOTHING),
    Rule("ROW_LIKE_SUM", 0, WARNING, "Die Zeile „{value}“ sieht nach einer Summe oder einem Davon aus; sie wurde nicht mitgezählt.", "Ist sie eine Summe oder ein Davon, löschen Sie bitte die Zeile. Ist sie ein eigener Eintrag, geben Sie ihm bitte einen anderen Namen."),
    Rule("ROW_EQUALS_SUM", 0, WARNING, "Alle Zahlen der Zeile „{value}“ sind die Summen der Zeilen darüber; sie wurde nicht mitgezählt.", "Ist sie eine Summe, löschen Sie bitte die Zeile. Ist sie ein eigener Eintrag, stellen Sie ihn bitte in die erste Zeile der Tabelle."),
    Rule("ROW_TOTAL_DIFFERS", 0, WARNING, "Als Summe steht {value}, die Zeilen darüber ergeben {expected} (Spalte „{column}“).", "Fehlt eine Zeile, ergänzen Sie sie bitte. Ist die Summe veraltet, berichtigen Sie sie bitte; sonst erläutern Sie es im Prüfprotokoll."),
    Rule("ROW_WITHOUT_KEY", 0, ERROR, "Die Zeile hat Zahlen, aber „{column}“ ist leer.", "Bitte tragen Sie dort ein, wofür die Zahlen gelten, oder löschen Sie die Zahlen."),
    Rule("ROW_WITHOUT_FIGURES", 0, INFORMATION, "Die Zeile „{value}“ enthält keine Zahl; sie zählt als „nicht bekannt“.", "Tragen Sie 0 ein, wenn es keine gab."),
    Rule("CELLS_HIDDEN", 0, INFORMATION, "In ausgeblendeten Zeilen oder Spalten stehen Angaben ({cells}); sie wurden gelesen und zählen mit.", "Bitte prüfen Sie, ob die Zahlen dort gelten."),
    Rule("CELLS_COMMENTED", 0, INFORMATION, "An Zellen der Tabelle „{title}“ hängen Kommentare ({cells}); sie werden nicht gelesen.", "Was wir wissen sollen, schreiben Sie bitte in die Bemerkungen."),
    Rule("STRAY_CELLS", 0, INFORMATION, "Außerhalb der Tabellen steht etwas ({cells}); es wurde nicht gelesen.", _NOTHING),
    Rule("ROW_SUGGESTED", 0, INFORMATION, "Die aus dem Vormonat vorgeschlagene Zeile „{value}“ enthält keine neue Zahl und zählt als nicht vorhanden.", "Gibt es sie noch, tragen Sie bitte die Zahlen dieses Monats ein."),
    # cells
    Rule("HINT_LEFT", 0, INFORMATION, "„{value}“ ist der graue Wert vom Vormonat und zählt als nicht ausgefüllt.", "Bitte tragen Sie den Wert dieses Monats ein; ist er nicht bekannt, müssen Sie nichts tun."),
    Rule("CELL_ERROR", 0, ERROR, "Die Zelle zeigt den Fehler {value} statt einer Zahl.", "Bitte berichtigen Sie die Formel, oder tragen Sie die Zahl selbst ein."),
    Rule("CELL_FORMULA", 0, ERROR, "Die Zelle enthält eine Formel, deren Ergebnis nicht gespeichert ist.", "Bitte öffnen Sie die Datei in Excel und speichern Sie sie erneut, oder tragen Sie die Zahl selbst ein."),
    Rule("CELL_LOST", 0, ERROR, "Die Datei enthält in dieser Zelle {value}, aber so gespeichert, dass es nicht sicher zu lesen ist.", "Bitte tragen Sie den Wert in der Zelle neu ein und speichern Sie den Bogen."),
    Rule("CELL_DATE", 0, ERROR, "Gefunden wurde das Datum oder die Uhrzeit {value}, erwartet wird {expected}. Excel macht aus „3-5“ den 3. Mai.", _ONE_NUMBER),
    Rule("NON_ANSWER", 0, INFORMATION, "„{value}“ wurde als „nicht bekannt“ gelesen, nicht als 0.", "Tragen Sie 0 ein, wenn es keine gab; sonst müssen Sie nichts tun."),
    Rule("NUMBER_AS_TEXT", 0, INFORMATION, "Die Zahl „{value}“ ist als Text gespeichert; gelesen wurde {repaired}.", _NOTHING),
    Rule("NUMBER_WRITTEN", 0, INFORMATION, "„{value}“ wurde als {repaired} gelesen.", "Bitte tragen Sie künftig nur die Zahl ein, ohne Punkte, Leerzeichen und Zusätze."),
    Rule("NUMBER_THOUSANDS", 0, INFORMATION, "„{value}“ wurde als Tausend Euro verstanden und als {repaired} Euro gelesen.", "Bitte melden Sie künftig Euro."),
    Rule("NUMBER_ROUNDED", 0, INFORMATION, "{value} wurde auf {repaired} gerundet.", _NOTHING),
    Rule("NUMBER_ESTIMATED", 0, ERROR, "„{value}“ ist eine ungefähre Angabe; erwartet wird {expected}.", _ONE_NUMBER),
    Rule("NUMBER_RANGE", 0, ERROR, "„{value}“ ist eine Spanne; erwartet wird {expected}.", _ONE_NUMBER),
    Rule("NUMBER_CALCULATION", 0, ERROR, "„{value}“ ist eine Rechnung als Text; erwartet wird {expected}.", "Bitte tragen Sie das Ergebnis ein."),
    Rule("NUMBER_PERCENT", 0, ERROR, "„{value}“ ist ein Anteil; erwartet wird {expected}.", "Bitte tragen Sie die Anzahl ein, nicht den Anteil."),
    Rule("NUMBER_NOT_WHOLE", 0, ERROR, "Gefunden wurde {value}, erwartet wird {expected}.", "Bitte tragen Sie eine ganze Zahl ein. Ist es ein Anteil (0,25 = 25 %), tragen Sie die Anzahl ein."),
    Rule("NUMBER_AMBIGUOUS", 0, ERROR, "Bei „{value}“ ist nicht zu erkennen, ob das Komma Tausender trennt; erwartet wird {expected}.", "Bitte schreiben Sie die Zahl ohne Tausendertrennung."),
    Rule("NUMBER_UNREADABLE", 0, ERROR, "„{value}“ ist keine Zahl; erwartet wird {expected}.", _ONE_NUMBER),
    Rule("CODE_UNKNOWN", 0, ERROR, "„{value}“ gibt es in der Liste „{column}“ nicht.", "{nearest}"),
    Rule("CODE_SEVERAL", 0, ERROR, "In der Zelle steht mehr als ein Eintrag der Liste „{column}“: {entries}.", "Bitte machen Sie daraus eine Zeile je Eintrag, jede mit ihren eigenen Zahlen."),
    Rule("CODE_ENDED", 0, WARNING, "„{value}“ gehört im {month} nicht zur Liste „{column}“.", "Bitte wählen Sie einen Eintrag, der in diesem Monat gilt: {entries}. Gilt er doch noch, erläutern Sie es bitte im Prüfprotokoll."),
    Rule("CODE_NORMALISED", 0, INFORMATION, "„{value}“ wurde als „{repaired}“ gelesen.", _NOTHING),
    Rule("TEXT_REPAIRED", 0, INFORMATION, "In „{value}“ waren Umlaute oder Zeichen entstellt; gelesen wurde „{repaired}“.", _NOTHING),
)  # fmt: skip
_BY_ID = {rule.id: rule for rule in LEVEL_0}


def make_finding(
    rule: str | Rule,
    place: CellPlace | None = None,
    *,
    table: str | None = None,
    column: Column | None = None,
    value: object = None,
    **words: Any,
) -> Finding:
    """A finding of one rule; raises KeyError for a rule that does not exist or a word that its sentence lacks.

    Args:
        rule: one of `LEVEL_0` by its id, or a rule that has its own place.
        place: the cell, row (column 0) or sheet (row 0, column 0); None for the whole file.
        table: name of the table.
        column: the column of the form.
        value: what stood there; shortened.
        words: what else the rule's sentence and hint need.
    """
    rule = _BY_ID[rule] if isinstance(rule, str) else rule
    if place and place.sheet == META_SHEET:
        place = None  # nobody sees that sheet
    shown = None if value is None else shorten(str(value))
    words = {"value": shown, **({"column": column.title} if column else {}), **words}
    return Finding(
        table=table,
        sheet=place.sheet if place else None,
        cell=place.address if place and place.column else None,
        row=place.row or None if place else None,
        column=column.name if column else None,
        rule=rule.id,
        severity=rule.severity,
        value=shown,
        message=_name_place(place) + rule.sentence.format(**words),
        hint=rule.hint.format(**words),
    )


def shorten(written: str, most: int = 60) -> str:
    """A text on one line, of characters that every database and screen can hold, and not too long for a sentence."""
    plain = visible(" ".join(written[:_LONGEST].split()))
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def name_cells(cells: Iterable[str]) -> str:
    """Addresses for a sentence: the first twelve and how many more."""
    names = list(cells)
    more = f" und {len(names) - _MOST_CELLS} weitere" if len(names) > _MOST_CELLS else ""
    return ", ".join(names[:_MOST_CELLS]) + more


def fold_findings(findings: Iterable[Finding]) -> list[Finding]:
    """One information for the same repair in many cells of a column: at the first cell, naming the others."""
    folded: dict[object, list[Finding]] = {}
    for number, one in enumerate(findings):
        is_alike = one.severity is INFORMATION and one.cell is not None and one.column is not None
        column = None if one.rule == "HINT_LEFT" else one.column  # of a form not filled in all columns show hints
        key = (one.rule, one.sheet, one.table, column) if is_alike else number
        folded.setdefault(key, []).append(one)
    return _limit([_fold(group) for group in folded.values()])


def _fold(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    cells = name_cells(one.cell or "" for one in group[1:])
    return replace(first, message=f"{first.message} Ebenso in {cells}.")


def _limit(findings: Iterable[Finding]) -> list[Finding]:
    """At most 200 of one rule in one column of a table: nobody reads more, and thousands would hold up all others."""
    kept: list[Finding] = []
    places: dict[object, list[int]] = {}
    more: Counter[object] = Counter()
    for one in findings:
        key = (one.rule, one.sheet, one.table, one.column)
        alike = places.setdefault(key, [])
        if len(alike) == MOST_ALIKE:
            more[key] += 1
        else:
            alike.append(len(kept))
            kept.append(one)
    for many, count in more.items():
        last = places[many][-1]
        kept[last] = summarise_rest(kept[last], count)
    return kept


def summarise_rest(finding: Finding, count: int) -> Finding:
    """The last finding of many, which says how many more there are."""
    return replace(finding, message=f"{finding.message} Dasselbe gilt für weitere {format_number(count)} Stellen.")


def _name_place(place: CellPlace | None) -> str:
    """Where, as the start of the sentence."""
    if place is None:
        return ""
    parts = [f"Blatt „{place.sheet}“"] if place.sheet else []
    if place.row:
        parts.append(f"Zelle {place.address}" if place.column else f"Zeile {place.row}")
    return ", ".join(parts) + ": " if parts else ""
