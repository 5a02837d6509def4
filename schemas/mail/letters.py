"""The words of the letters that go out by themselves: `invitation`, `reminder`, `escalation`, `report_letter`,
`rehearsal`.

Pure; tasks.letters.write_letter sets them as text and HTML. No figure about persons stands in any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.codes import code_list
from schemas.form.submission import State
from schemas.german import format_date, format_month
from schemas.mail.addressee import Addressee
from schemas.mail.mail import Letter, Points
from schemas.mail.message import plain_line
from schemas.time.deadlines import Cycle

_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_PRIVACY = "Bitte tragen Sie nur Anzahlen ein: keine Namen, Geburtsdaten oder andere Angaben zu einzelnen Personen."
_NIL = "Gibt es für diesen Monat nichts zu melden, wählen Sie auf dem Blatt „Meldung“ bei „Fehlanzeige“ „Ja“ und senden den Bogen so zurück."
_STEPS = Points(
    (
        "Öffnen Sie den beigefügten Bogen und füllen Sie die hellgelben Felder aus. Leer heißt „nicht bekannt“, 0 heißt „keine“.",
        "Graue Werte in Klammern ‹…› sind Ihre Angaben vom Vormonat, nur zum Vergleich: Bitte überschreiben Sie sie.",
        "Speichern Sie den Bogen als Excel-Datei (.xlsx) und senden Sie ihn als Anlage zurück: Antworten Sie dazu einfach auf diese Mail.",
    )
)
_RECEIPT = "Danach erhalten Sie eine Quittung, oder Ihren Bogen mit markierten Stellen, wenn etwas zu berichtigen ist."
_OWN_KEY = (
    "Der Bogen trägt Ihren Meldeschlüssel für diesen Monat. Bitte verwenden Sie keinen Bogen aus einem anderen Monat."
)
_CROSSED = "Hat sich diese Mail mit Ihrer Sendung überschnitten, müssen Sie nichts tun."

_SEND_BACK = "Speichern Sie ihn als Excel-Datei (.xlsx) und antworten Sie auf diese Mail mit dem Bogen als Anlage."
_OWN_STEPS = Points(
    (
        "Beigefügt ist noch einmal Ihr eigener Bogen, so wie er mit unserem Prüfprotokoll zurückging.",
        "Das Blatt „Prüfprotokoll“ nennt jede Stelle und wie sie zu berichtigen ist; die Zellen sind rot markiert. Bitte berichtigen Sie sie in diesem Bogen.",
        _SEND_BACK,
    )
)
_EMPTY_STEPS = Points(
    (
        "Am einfachsten berichtigen Sie den Bogen, den Sie gesendet haben, nach unserem Prüfprotokoll.",
        _SEND_BACK,
        "Möchten Sie neu beginnen, verwenden Sie den beigefügten leeren Bogen.",
    )
)

_FOOTER = "Diese Mail wurde automatisch erstellt. Fragen? Antworten Sie einfach; es liest sie ein Mensch."


@dataclass(frozen=True)
class Outlook:
    """What a rehearsal tells of the report: returns in force, owed and their rate, what would block, what be noted."""

    n: str
    expected: str
    rate: str
    blocking: tuple[str, ...]
    noted: tuple[str, ...]


def invitation(to: Addressee, cycle: Cycle, office: str) -> Letter:
    """The month has opened; the form is attached. `office` is who writes."""
    month = format_month(cycle.month)
    asked = (
        f"für {to.name} ({to.respondent_id}) bitten wir um die Monatsmeldung für {month} (Stichtag "
        f"{format_date(cycle.reference_date)}). Der Bogen liegt bei. Bitte senden Sie ihn bis zum {_day(cycle.deadline)}."
    )
    return _compose(
        f"Ihre Monatsmeldung für {month}: {to.name}", office, asked, _STEPS, _NIL, f"{_PRIVACY} {_OWN_KEY}", _RECEIPT
    )


def reminder(to: Addressee, cycle: Cycle, today: date, office: str, *, with_own: bool = False) -> Letter:
    """The return is still owed: not there yet, overdue, sent back for correction, or not readable.

    `with_own`: their own workbook with its wrong cells marked is attached, else an empty form.
    """
    if to.state is State.RETURNED:
        return _correction_reminder(to, cycle, today, office, with_own=with_own)
    month, whose = format_month(cycle.month), f"{to.name} ({to.respondent_id})"
    is_late = today > cycle.deadline
    about = f"die Monatsmeldung für {month} von {whose} liegt uns noch nicht vor."
    subject = f"Erinnerung an Ihre Monatsmeldung für {month}: {to.name}"
    if to.state is State.UNREADABLE:
        about = f"die Datei, die wir zur Monatsmeldung für {month} von {whose} bekommen haben, ließ sich nicht öffnen."
        subject = f"Ihre Monatsmeldung für {month} ließ sich nicht öffnen: {to.name}"
    elif is_late:
        subject = f"Ihre Monatsmeldung für {month} ist überfällig: {to.name}"
    again = "Der Bogen liegt noch einmal bei."
    return _compose(
        subject, office, f"{about} {_ask(cycle, today)} {again}", _STEPS, _NIL, f"{_PRIVACY} {_OWN_KEY}", _CROSSED
    )


def escalation(counts: dict[str, int], cycle: Cycle, today: date, office: str) -> Letter:
    """To staff: how many returns are missing, by kind; the list itself is attached."""
    titles, total, month = code_list("kind").titles, sum(counts.values()), format_month(cycle.month)
    missing = "1 Meldung fehlt" if total == 1 else f"{total} Meldungen fehlen"
    about = f"{missing} am {format_date(today)} noch für {month}. Abgabetermin: {_day(cycle.deadline)}."
    order = (
        "Die beigefügte Liste nennt Telefon, Ansprechperson und Stand, geordnet danach, wie sehr die fehlende Meldung die "
        "Summen des Berichts bewegt: Bitte rufen Sie von oben nach unten an."
    )
    dates = (
        f"Der Bericht erscheint am {format_date(cycle.report)}; was bis zum {format_date(cycle.cutoff)} kommt, geht in "
        "die berichtigte Fassung ein."
    )
    private = "Die Liste enthält Kontaktdaten. Bitte geben Sie sie nicht weiter."
    by_kind = Points(tuple(f"{titles[kind]}: {number}" for kind, number in counts.items()))
    return _compose(f"Telefonliste {month}: {missing}", office, about, by_kind, order, dates, private)


def report_letter(month: str, version: str, package: str, office: str) -> Letter:
    """To whom a version of the report goes: PDF and package are attached; a later version says what it replaces."""
    title = f"Monatsbericht {format_month(month)}, Fassung {version}"
    about = f"beigefügt ist der {title}, als PDF und als Paket mit Seite, Tabellen und Daten ({package})."
    replaced = "Sie ersetzt alle Fassungen davor; was sich geändert hat und warum, steht in Abschnitt 9."
    check = (
        "Das Paket trägt ein Verzeichnis aller Dateien (manifest.json) und dessen Unterschrift im Format von minisign."
    )
    return _compose(title, office, about, *([] if version == "1.0" else [replaced]), check)


def rehearsal(cycle: Cycle, told: Outlook, calls: Sequence[Addressee], office: str) -> Letter:
    """To staff: how the report would come out now, and whom to call first."""
    titles, month, number = code_list("kind").titles, format_month(cycle.month), len(told.blocking)
    word = "1 Punkt hielte" if number == 1 else f"{number or 'kein'} {'Punkte hielten' if number else 'Punkt hielte'}"
    about = (
        f"wenn der Bericht für {month} jetzt veröffentlicht würde, lägen {told.n} von {told.expected} Meldungen vor "
        f"({told.rate}), und {word} ihn auf. Er erscheint am {_day(cycle.report)}."
    )
    paragraphs: list[str | Points] = [about]
    if told.blocking:
        paragraphs += ["Das hielte ihn auf:", Points(told.blocking)]
    if told.noted:
        paragraphs += ["Das stünde als Hinweis in Abschnitt 2:", Points(told.noted)]
    if calls:
        lines = (f"{_whom(one)}, {titles[one.kind]}, {one.state.german}" for one in calls)
        first = "diese Stelle" if len(calls) == 1 else f"diese {len(calls)}"
        paragraphs += [f"Bitte zuerst {first} anrufen:", Points(tuple(lines), is_numbered=True)]
        paragraphs.append("Die ganze Liste: monatsbericht remind --list. Bitte geben Sie Kontaktdaten nicht weiter.")
    return _compose(f"Generalprobe {month}: {told.rate}, {word} den Bericht auf", office, *paragraphs)


def _whom(one: Addressee) -> str:
    reached = ", ".join(filter(None, (one.contact, one.phone and f"Telefon {one.phone}"))) or "ohne Telefonnummer"
    return plain_line(f"{one.name} ({one.respondent_id}): {reached}")


def _correction_reminder(to: Addressee, cycle: Cycle, today: date, office: str, *, with_own: bool) -> Letter:
    month = format_month(cycle.month)
    came = f" vom {format_date(to.received_at.date())}" if to.received_at else ""
    about = (
        f"Ihre Meldung{came} für {to.name} ({to.respondent_id}), {month}, haben wir zur Berichtigung zurückgegeben; sie "
        f"zählt noch nicht. {_ask(cycle, today)}"
    )
    subject = f"Ihre Monatsmeldung für {month} wartet auf Berichtigung: {to.name}"
    steps = _OWN_STEPS if with_own else _EMPTY_STEPS
    return _compose(subject, office, about, steps, _PRIVACY, _CROSSED)


def _ask(cycle: Cycle, today: date) -> str:
    """Until when; once the deadline is over, what still comes of it."""
    if today <= cycle.deadline:
        return f"Bitte senden Sie sie bis zum {_day(cycle.deadline)}."
    return (
        f"Abgabetermin war {_day(cycle.deadline)}. Bitte senden Sie sie umgehend; was bis zum "
        f"{format_date(cycle.cutoff)} kommt, geht noch in die berichtigte Fassung des Berichts ein."
    )


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {format_date(day)}"


def _compose(subject: str, office: str, *paragraphs: str | Points) -> Letter:
    return Letter(plain_line(subject)[:300], paragraphs, office, _FOOTER)
