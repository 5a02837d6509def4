"""What a database or its driver complains of, in German: `explain_error(error)`. Pure."""

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
    "Connection refused": "der Server antwortet nicht",
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
    said = str(getattr(error, "orig", None) or error).splitlines()[0]
    return next((german for english, german in REASONS.items() if english in said), said)
