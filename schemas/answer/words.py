"""The sentences of an answer: `verdict`, `next_steps`, and letters, `write_mail` and `write_resent`. Pure.

A mail's body says how many findings and tables there are, never a value: no figure that was reported, no cell.
"""

from datetime import date

from schemas.answer.case import Case
from schemas.answer.placing import plain_sentence
from schemas.answer.sent import Sending, say_sending
from schemas.finding import WHICH_MONTH, Severity
from schemas.form.submission import State
from schemas.german import format_date, format_moment, format_month
from schemas.mail.mail import Letter, Points

WORKBOOK, RECEIPT, REPORT, MACHINE = "_Pruefprotokoll.xlsx", "quittung.html", "pruefbericht.html", "befunde.json"
OWN_PAGE = "ihre_zahlen.html"


def answer_title(case: Case) -> str:
    """What an answer is called."""
    return "Quittung" if case.kind == "receipt" else "Prüfprotokoll"


def describe_return(case: Case) -> str:
    """Whose return for which month, as far as it is known: Grundschule Am Beispiel (169468), Oktober 2026."""
    number = f"{case.name} ({case.respondent})" if case.name else case.respondent or "Absender nicht erkannt"
    return f"{number}, {format_month(case.month) if case.month else 'Monat nicht erkannt'}"


def verdict(case: Case) -> str:
    """What became of the submission, in one sentence."""
    counted = _count_words(case)
    if case.state is State.UNREADABLE:
        return "Die Datei ließ sich nicht lesen; die Meldung liegt deshalb noch nicht vor."
    if case.kind == "report":
        return _say_returned(case, counted)
    if case.state is State.SUPERSEDED:
        replaced = "Diese Fassung ist inzwischen durch eine neuere Fassung von Ihnen ersetzt."
        return f"{replaced} {_stays(case.newer)}" if case.newer else replaced
    what = "Die Fehlanzeige" if case.state is State.NIL else "Die Meldung"
    return f"{what} ist angenommen; offen: {counted}." if case.count(Severity.WARNING) else f"{what} ist angenommen."


def _say_returned(case: Case, counted: str) -> str:
    if case.newer:
        return f"Diese Fassung ist nicht angenommen ({counted or case.state.german}). {_stays(case.newer)}"
    held = f"Die Meldung ist noch nicht angenommen: {counted or 'sie ist nicht zuzuordnen'}."
    return _which_month(case) or f"{held}{_meanwhile(case)}"


def _stays(newer: Sending) -> str:
    return f"Es gilt weiterhin Ihre neuere: {say_sending(newer)}."


def _meanwhile(case: Case) -> str:
    """What counts until the return is mended."""
    return f" Bis dahin gilt Ihre frühere Fassung: {say_sending(case.in_force)}." if case.in_force else ""


def _which_month(case: Case) -> str:
    """What is said of a return where only its month is doubtful; empty for any other."""
    held = (one for one in case.findings if case.asks_for_month and one.rule in WHICH_MONTH)
    return " ".join(plain_sentence(one) for one in held)


def _count_words(case: Case) -> str:
    errors, queries = case.count(Severity.ERROR), case.count(Severity.WARNING)
    parts = [f"{errors} Fehler"] if errors else []
    parts += [f"{queries} Rückfrage{'n' if queries != 1 else ''}"] if queries else []
    return " und ".join(parts)


def next_steps(case: Case) -> tuple[str, ...]:
    """What to do next; nothing where nothing is to be done."""
    if not case.is_readable:
        return (
            "Bitte prüfen Sie den Grund, der unten steht.",
            "Speichern Sie den ausgefüllten Meldebogen als Excel-Datei (.xlsx).",
            f"Senden Sie ihn noch einmal, {_until(case)}.",
        )
    if case.newer:
        return ()
    if case.asks_for_month:
        return tuple(one.hint for one in case.findings if one.rule in WHICH_MONTH)
    if case.kind == "report":
        return (_FIND, f"{_MEND} {_EXPLAIN}" if case.count(Severity.WARNING) else _MEND, _send_back(case))
    return (_FIND, _EXPLAIN, _send_back(case)) if case.count(Severity.WARNING) else ()


_FIND = (
    "Jede Zeile unten nennt einen Befund. Ein Klick auf die Zelle führt dorthin; dort steht er noch einmal als Notiz."
)
_MEND = "Berichtigen Sie die roten Zellen."
_EXPLAIN = "Gelbe Zellen sind Rückfragen: bitte berichtigen, oder in der Spalte „Erläuterung“ kurz sagen, warum der Wert stimmt."


def _send_back(case: Case) -> str:
    return f"Speichern Sie diese Datei und senden Sie sie zurück, {_until(case)}."


def _until(case: Case) -> str:
    """Until when: the deadline, after it the cut-off, after that soon."""
    day = case.checked_at.date()
    if case.deadline and day <= case.deadline:
        return f"bitte bis zum {format_date(case.deadline)}"
    if case.deadline and case.cutoff and day <= case.cutoff:
        return (
            f"bitte so bald wie möglich (Abgabetermin war der {format_date(case.deadline)}; "
            f"bis zum {format_date(case.cutoff)} kommt die Angabe noch in den Bericht)"
        )
    return "bitte so bald wie möglich"


def say_nil(case: Case) -> str:
    """What is new where a nil return took the place of figures, or figures that of one; empty elsewhere."""
    if case.was_nil and case.is_accepted and case.state is not State.NIL:
        return "Bisher lag eine Fehlanzeige vor; jetzt sind Zahlen gemeldet."
    if case.earlier is not None and not case.was_nil and case.state is State.NIL:
        return "Bisher waren Zahlen gemeldet; jetzt liegt eine Fehlanzeige vor."
    return ""


# The mail


def write_mail(case: Case, attachments: tuple[str, ...]) -> Letter:
    """The letter for the files that go with the mail."""
    has_workbook = any(name.endswith(".xlsx") for name in attachments)
    if case.kind == "set_aside":
        return _set_aside(case)
    if not case.is_readable:
        return _unreadable(case)
    if case.newer:
        return _outdated(case)
    return (_report if case.kind == "report" else _receipt)(case, has_workbook=has_workbook)


def write_resent(case: Case) -> Letter:
    """The letter to somebody who sent an old file once more, the very same."""
    return _outdated(case, "Sie ist dieselbe, die schon einmal kam, und wurde nicht noch einmal geprüft.")


def _outdated(case: Case, *known: str) -> Letter:
    """To somebody who sent a newer version, which counts: nothing is to be mended in this one."""
    return _letter(
        case,
        f"Ihre neuere Fassung gilt: Meldung {_month_and_name(case)}",
        " ".join((f"vielen Dank für Ihre Meldung. {_arrival(case)}", *known)),
        f"{verdict(case)} Sie müssen nichts weiter tun.",
        *_untold(case),
        "Soll doch diese Fassung gelten, schreiben Sie „Korrektur“ in ihre Bemerkungen und senden Sie sie noch einmal.",
    )


def _untold(case: Case) -> tuple[str | Points, ...]:
    """The older versions that no mail spoke of: one mail tells what became of all."""
    said = tuple(f"{say_sending(one)}: {one.outcome}" for one in case.untold)
    return ("Für diesen Monat kamen von Ihnen zuvor auch:", Points(said)) if said else ()


def _set_aside(case: Case) -> Letter:
    """To somebody who may be anybody: neither whose number it was nor what stands in the file."""
    use = (
        "Bitte verwenden Sie den Meldebogen, der Ihnen für den Berichtsmonat zugesandt wurde, und lassen Sie den "
        "Meldeschlüssel unverändert. Haben Sie diesen Bogen verwendet, wenden Sie sich bitte an uns."
    )
    unknown = "Wir konnten nicht sicher feststellen, von wem sie stammt. Sie wurde deshalb nicht übernommen."
    return _letter(case, "Ihre Lieferung ist eingegangen und zurückgestellt", _arrival(case), unknown, use)


def _unreadable(case: Case) -> Letter:
    # what a rule of the file says tells of the file only, never of what was reported
    reasons = [
        f"{plain_sentence(finding)} {finding.hint}" for finding in case.findings if finding.rule.startswith("FILE_")
    ]
    subject = "Bitte noch einmal senden: Ihre Datei ließ sich nicht lesen"
    again = f"Senden Sie sie dann noch einmal, {_until(case)}."
    return _letter(case, subject, _arrival(case), "Leider konnten wir sie nicht lesen.", *reasons, again)


def _report(case: Case, *, has_workbook: bool) -> Letter:
    if case.asks_for_month:
        subject = f"Welcher Monat ist gemeint? Meldung {_month_and_name(case)}"
        thanks = f"vielen Dank für Ihre Meldung. {_arrival(case)}"
        return _letter(case, subject, thanks, verdict(case), *next_steps(case), *_untold(case))
    return _letter(
        case,
        f"Bitte berichtigen: Meldung {_month_and_name(case)}",
        f"vielen Dank für Ihre Meldung. {_arrival(case)}",
        verdict(case),
        *_untold(case),
        _mail_steps(case, REPORT, has_workbook=has_workbook),
        "Danach prüfen wir sie von neuem, und Sie hören wieder von uns.",
    )


def _receipt(case: Case, *, has_workbook: bool) -> Letter:
    is_asked = bool(case.count(Severity.WARNING))
    rest = "" if is_asked else " Sie müssen nichts weiter tun."
    return _letter(
        case,
        f"Quittung: Meldung {_month_and_name(case)}",
        f"vielen Dank für Ihre Meldung. {_arrival(case)}",
        f"{verdict(case)}{rest}",
        *_untold(case),
        f"Was wir gelesen haben und was aus Ihren Lieferungen wurde, steht in der Anlage „{RECEIPT}“.",
        *([f"Wie sich Ihre Zahlen entwickelt haben, zeigt die Anlage „{OWN_PAGE}“."] if case.own else []),
        *([_mail_steps(case, RECEIPT, has_workbook=has_workbook)] if is_asked else []),
        "Möchten Sie etwas berichtigen, senden Sie einfach den ganzen Bogen noch einmal: Die neueste Fassung gilt.",
    )


def _letter(case: Case, subject: str, *paragraphs: str | Points) -> Letter:
    who = f"{case.office or 'Ihr Integrationszentrum'}{f', {case.office_email}' if case.office_email else ''}"
    return Letter(subject, (*paragraphs, f"Bei Fragen hilft Ihnen gern: {who}."), case.office)


_OPEN = (
    "Öffnen Sie die beigefügte Excel-Datei. Ihr Blatt „Prüfprotokoll“ nennt und erklärt jeden Befund und führt mit einem "
    "Klick zur Zelle; Ihre Angaben stehen darin unverändert."
)


def _mail_steps(case: Case, page: str, *, has_workbook: bool) -> Points:
    """Three steps with the annotated workbook, or with their own file where there is none."""
    explain = "Zu den gelben Zellen genügt eine kurze Erläuterung im Prüfprotokoll, wenn der Wert stimmt."
    mend = ["Berichtigen Sie die roten Zellen."] if case.count(Severity.ERROR) else []
    if has_workbook:
        marked = " ".join([*mend, *([explain] if case.count(Severity.WARNING) else [])])
        return Points((_OPEN, marked, f"Senden Sie diese Datei zurück, {_until(case)}."), is_numbered=True)
    steps = (
        f"Öffnen Sie die Anlage „{page}“: Sie nennt und erklärt jeden Befund.",
        "Berichtigen Sie die Angaben in Ihrer Datei.",
        f"Senden Sie Ihre Datei noch einmal, {_until(case)}.",
    )
    return Points(steps, is_numbered=True)


def _month_and_name(case: Case) -> str:
    month = format_month(case.month) if case.month else "ohne Monat"
    return f"{month} – {case.name or case.respondent or case.file_name}"


def _arrival(case: Case) -> str:
    return f"Ihre Datei „{case.file_name}“ ist am {format_moment(case.received_at)} eingegangen."


def format_day(day: date | None) -> str:
    """A day, or a dash."""
    return format_date(day) if day else "–"
