"""What a database or its driver complains of, in German: `explain_error`, `explain_unreadable`. Pure."""

from sqlalchemy.exc import OperationalError

AWAY = "der Server antwortet nicht"
_AWAY = (  # as PostgreSQL, its driver and the machine say it while a server stops, is gone, and starts: one fault
    "Connection refused", "Connection reset", "Connection timed out", "Network is unreachable", "No route to host",
    "Host is down", "Is the server running", "the database system is", "terminating connection",
    "server closed the connection", "connection has been closed", "the connection is closed", "the connection is lost",
    "could not receive data", "could not send data", "connection timeout expired",
)  # fmt: skip
REASONS = {  # what SQLite and PostgreSQL say
    "unable to open database file": "den Ordner gibt es nicht, oder er ist nicht beschreibbar",
    "readonly database": "die Datei ist schreibgeschützt",
    "disk is full": "der Datenträger ist voll",
    "not a database": "die Datei ist keine SQLite-Datenbank",
    "malformed": "die Datei ist beschädigt; bitte aus der Datensicherung zurückholen",
    "disk I/O error": "der Datenträger meldet einen Fehler",
    "database is locked": "ein anderes Programm hält sie gesperrt",
    "lock timeout": "eine Auswertung hält die Tabellen gesperrt; bitte ihre offene Verbindung beenden",
    "No space left on device": "der Datenträger des Servers ist voll",
    "other objects depend on": (
        "eigene Sichten hängen von denen des Programms ab; bitte sichern, löschen und nachher neu anlegen"
    ),
    **dict.fromkeys(_AWAY, AWAY),
    "too many clients": "der Server nimmt gerade keine weitere Verbindung an",
    "remaining connection slots": "der Server nimmt gerade keine weitere Verbindung an",
    "failed to resolve host": "den Server gibt es nicht",
    "authentication failed": "der Server weist Rolle oder Kennwort ab",
    "no password supplied": "der Server verlangt ein Kennwort (PGPASSWORD oder .pgpass)",
    "FATAL:  role": "der Server kennt die Rolle nicht",
    "FATAL:  database": "die Datenbank gibt es auf dem Server nicht",
    "Could not parse SQLAlchemy URL": "warehouse_url ist keine Adresse einer Datenbank",
    "Can't load plugin": "diese Art von Datenbank ist unbekannt",
}


def explain_error(error: Exception) -> str:
    """What the database or its driver complains of, in German where we know it; never an address or a password."""
    if isinstance(error, ImportError):
        return f"es fehlt das Paket „{error.name}“, mit dem Python diese Datenbank anspricht"
    return _find_reason(error) or _said(error).partition("\n")[0]


def explain_unreadable(error: OperationalError) -> str | None:
    """One sentence for what went away while it was in use; None for what only the program can have done wrong."""
    reason = _find_reason(error)
    return f"Der Datenbestand lässt sich nicht lesen: {reason}." if reason else None


def _find_reason(error: Exception) -> str | None:
    """Of a server with several addresses, only the lines below the first say what was wrong with each."""
    said = _said(error)
    return next((german for english, german in REASONS.items() if english in said), None)


def _said(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)
