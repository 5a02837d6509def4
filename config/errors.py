"""The exceptions that are ours: each carries one whole German sentence that says what to do.

MonatsberichtError
├── ClockError       the clock of this machine contradicts what was done already
├── SettingsError    a setting in the environment or in settings.toml is wrong
├── UsageError       the command was called in a way that cannot mean anything (exit code 2)
├── ServerError      the embedded Prefect server did not start or was lost
├── WarehouseError   the warehouse cannot be opened or has another version
│   └── LostError    a part of the home is gone; nothing is begun anew
├── BusyError        another run is at work
├── IntakeError      files of the inbox or of a source that could not be taken
├── SignInError      OAuth2 gives no token: a person has to sign in again, or a setting is wrong
├── UnreachableError why one source or target cannot be reached now; inside a run only
├── ArchiveError     files that were received are gone from the archive
├── OutageError      a server was away; all else is done, a later run makes up for it
│   ├── SourceError  sources that could not be read to their end
│   ├── TargetError  reports that have not arrived at their targets
│   └── MailError    the mail server takes no mails, or a mail of ours cannot be made; all wait in the outbox
├── FaultError       our own program failed on some submissions
├── UnexpectedError  our own program failed; only the kind is told of what it met
└── GateError        a report is not sound enough to be published by itself

A submitter's mistake is never an exception, it is a finding. Further rooms may derive their own from the root;
the command line prints the sentence of every one of them and nothing else. `explain_os_error` says in the same way what
the operating system would not do.
"""

import errno
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

ENDED_OUTSIDE = "Der Lauf wurde von außen beendet: mit Strg+C, auf dem Bildschirm von Prefect oder durch das System."
OS_REASONS = {
    errno.EACCES: "die Berechtigung fehlt",
    errno.EPERM: "die Berechtigung fehlt",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.EDQUOT: "der zugeteilte Speicherplatz ist aufgebraucht",
    errno.ENOTDIR: "ein Teil des Pfades ist eine Datei und kein Ordner",
    errno.EEXIST: "dort liegt eine Datei, wo ein Ordner sein soll",
    errno.EISDIR: "dort liegt ein Ordner, wo eine Datei sein soll",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.EIO: "der Datenträger meldet einen Fehler",
    errno.EMFILE: "es sind zu viele Dateien geöffnet",
    errno.ENFILE: "es sind zu viele Dateien geöffnet",
    errno.ENOMEM: "der Arbeitsspeicher reicht nicht",
    errno.ESTALE: "das Netzlaufwerk antwortet nicht",
    errno.EHOSTDOWN: "das Netzlaufwerk antwortet nicht",
}
_DAMAGED = (
    "der Datenbestand ist beschädigt; zurück kommt er aus der Datensicherung (monatsbericht restore SICHERUNG "
    "--home NEUER_ORDNER)"
)
_SAID_BY_SQLITE = {
    "disk is full": OS_REASONS[errno.ENOSPC],
    "disk image is malformed": _DAMAGED,
    "file is not a database": _DAMAGED,
}


def explain_os_error(error: BaseException) -> str | None:
    """Why the machine would not, in German; None where it is nothing that can be mended at a desk."""
    if isinstance(error, OSError):
        return OS_REASONS.get(error.errno or 0)
    return next((reason for words, reason in _SAID_BY_SQLITE.items() if words in str(error)), None)


def is_of_machine(error: BaseException) -> bool:
    """Whether the machine would not, and not the content of a file: of that libraries complain without a number."""
    return isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}


def find_os_reason(error: BaseException) -> tuple[BaseException, str] | None:
    """What the machine would not do, and why, where that is what the error came of; None for all else.

    What came of it may be reported in its stead, for example a Prefect server that cannot write any more.
    """
    causes = [error]
    for cause in causes:  # grows by what each came of
        if reason := explain_os_error(cause):
            return cause, reason
        causes += [one for one in (cause.__cause__, cause.__context__) if one and one not in causes]
    return None


def is_ended_outside(error: BaseException) -> bool:
    """Whether somebody ended the run: by Ctrl-C, on Prefect's screen, by shutting the machine down."""
    return not isinstance(error, Exception)


def explain_failure(error: BaseException) -> str:
    """Why something failed, in one German sentence for staff, whatever it was."""
    if isinstance(error, MonatsberichtError):
        return str(error)
    if found := find_os_reason(error):
        where = f"„{name}“: " if (name := getattr(found[0], "filename", None)) else ""
        return f"{where}{found[1]}. Bitte das beheben; zur Diagnose: monatsbericht doctor"
    if is_ended_outside(error):
        return ENDED_OUTSIDE
    return f"Unerwarteter Fehler ({type(error).__name__}). Bitte das Protokoll im Ordner log an die Entwicklung geben."


def digest_each(names: Sequence[str]) -> str:
    """What tells files of which something went wrong from others, one word for each, however long the list."""
    return " ".join(sha256(name.encode(errors="replace")).hexdigest()[:8] for name in names)


def digest_gist(sentence: str) -> str:
    """A word for what a sentence says; mere other numbers in it say nothing else."""
    return digest_each([re.sub(r"\d+", "", sentence)])


class MonatsberichtError(Exception):
    """Something that a person has to mend; its text is the sentence shown to that person."""

    done: tuple[dict[str, Any], ...] = ()
    """What was carried out all the same, each result as its flow would have returned it."""

    partial: Any = None
    """Of a step that failed on a part of its work: what it would have returned for the rest."""

    about: str = ""
    """What tells it from others of its kind, where staff have to hear of each."""


class SettingsError(MonatsberichtError):
    """A setting is unknown or has a value that cannot be used."""


class ClockError(MonatsberichtError):
    """The clock of this machine contradicts what was done already."""


class UsageError(MonatsberichtError):
    """The command line asks for something that does not exist, a month that is no month for example."""


class ServerError(MonatsberichtError):
    """The embedded Prefect server could not be started or reached."""


class WarehouseError(MonatsberichtError):
    """The warehouse cannot be opened, or has another version than this program."""


class LostError(WarehouseError):
    """A part of the home is gone, or belongs to another one; nothing was begun anew and nothing sent."""

    def __init__(self, sentence: str, about: str = "") -> None:
        self.about = about  # the part, where the sentence changes while that comes back
        super().__init__(sentence)


class BusyError(MonatsberichtError):
    """Another run holds the lock."""


class IntakeError(MonatsberichtError):
    """Some files of the inbox could not be taken: too large, no rights, a broken or full disk; they stay there."""

    def __init__(self, files: tuple[str, ...]) -> None:
        self.about = digest_each(files)
        shown = "; ".join(files[:5]) + (" …" if len(files) > 5 else "")
        word = "Eine Datei im Eingang ließ" if len(files) == 1 else f"{len(files)} Dateien im Eingang ließen"
        super().__init__(
            f"{word} sich nicht aufnehmen: {shown}. Alle anderen sind verarbeitet. "
            "Bitte Zugriffsrechte und Datenträger prüfen, zu große Dateien herausnehmen und den Lauf wiederholen "
            "(monatsbericht rerun)."
        )


class OutageError(MonatsberichtError):
    """A server was away. Everything that does not need it is done, and a later run makes up for the rest."""

    def __init__(self, sentence: str, about: str = "") -> None:
        self.about = about or digest_gist(sentence)  # the same when it fails alone and beside others
        super().__init__(sentence)


class UnreachableError(MonatsberichtError):
    """One source or target cannot be reached now; its text is the reason, without any credentials. The others go on."""


class SignInError(MonatsberichtError):
    """OAuth2 gives us no token: somebody has to sign in again, or what settings.toml says of it is wrong."""


class SourceError(OutageError):
    """Some sources could not be read to their end; all others are done, and what these gave is taken too."""

    def __init__(self, sources: tuple[str, ...], about: tuple[str, ...] = ()) -> None:
        word = "Eine Quelle ließ" if len(sources) == 1 else f"{len(sources)} Quellen ließen"
        super().__init__(
            f"{word} sich nicht zu Ende lesen. {' '.join(sources)} Alles andere ist verarbeitet; dort geht nichts "
            "verloren, der nächste Lauf holt es (monatsbericht rerun).",
            digest_each(about or sources),
        )


class TargetError(OutageError):
    """Reports that have not arrived at their targets; each is tried again, after growing pauses, until it has."""

    def __init__(self, waiting: Sequence[str], about: Sequence[str]) -> None:
        super().__init__(" ".join(waiting), digest_each(about))


class GateError(MonatsberichtError):
    """A report is not sound enough to be published by itself; nothing was published."""


class ArchiveError(MonatsberichtError):
    """Files are gone from the archive, or wait there and are damaged, by hand or by a broken disk."""

    def __init__(self, files: tuple[str, ...]) -> None:
        self.about = digest_each(files)
        shown = "; ".join(files[:5]) + (" …" if len(files) > 5 else "")
        one, many = "Eine Lieferung fehlt im Archiv oder ist", f"{len(files)} Lieferungen fehlen im Archiv oder sind"
        super().__init__(
            f"{one if len(files) == 1 else many} dort beschädigt: {shown}. Was davon schon "
            "gespeichert war, bleibt; alle anderen sind gespeichert. Bitte diese Dateien noch einmal in den Eingang "
            "legen, oder das Archiv aus der Datensicherung zurückholen, und den Lauf wiederholen (monatsbericht "
            "rerun). Was verloren bleibt, schreibt jemand ab: "
            "monatsbericht discard NUMMER --by NAME --reason GRUND"
        )


class FaultError(MonatsberichtError):
    """Our own program failed on some submissions; they wait in the archive and are tried again by the next run."""

    def __init__(self, submissions: tuple[str, ...]) -> None:
        self.about = digest_each(submissions)
        shown = ", ".join(submissions[:5]) + (" …" if len(submissions) > 5 else "")
        some = "einer Lieferung" if len(submissions) == 1 else f"{len(submissions)} Lieferungen"
        super().__init__(
            f"An {some} ist das Programm gescheitert: {shown}. Alle anderen sind gespeichert; was hier steht, "
            "bleibt im Archiv und wird beim nächsten Lauf wieder versucht. Bitte das Protokoll im Ordner log "
            "an die Entwicklung geben."
        )


class UnexpectedError(MonatsberichtError):
    """Our own program failed in a run: what it met may hold what nobody should read, and stands in no log."""


class MailError(OutageError):
    """The mail server cannot be reached or does not take our mails; they wait in the outbox, none is lost."""


def raise_problems(
    problems: Sequence[MonatsberichtError], done: Sequence[dict[str, Any]] = (), *, partial: Any = None
) -> None:
    """At the end of a run or step: raise what went wrong, one sentence after the other, with what was done.

    Raises:
        OutageError: servers were away, and nothing else went wrong.
        GateError: reports are held, and nothing else went wrong.
        MonatsberichtError: anything else; the one problem itself where there is only one.
    """
    if not problems:
        return
    alike = (kind for kind in (OutageError, GateError) if all(isinstance(problem, kind) for problem in problems))
    kind = next(alike, MonatsberichtError)
    problem = problems[0] if len(problems) == 1 else kind(" ".join(dict.fromkeys(map(str, problems))))
    problem.done, problem.partial = tuple(done), partial
    if len(problems) > 1:
        problem.about = " ".join(dict.fromkeys(one.about or digest_gist(str(one)) for one in problems))
    raise problem
