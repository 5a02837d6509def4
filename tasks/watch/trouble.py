"""What is wrong, as it is told: `Trouble`, and what each flow leaves undone: `AFFECTED`."""

from dataclasses import dataclass

AFFECTED = {
    "einsammeln": "Neue Meldungen werden nicht angenommen und nicht beantwortet.",
    "monatsbericht": "Der Monatsbericht erscheint nicht.",
    "einladen": "Bögen und Einladungen gehen nicht hinaus.",
    "erinnern": "Erinnerungen und Telefonliste gehen nicht hinaus.",
    "versenden": "Was im Postausgang wartet, wird nicht gesendet.",
}


@dataclass(frozen=True)
class Trouble:
    """Something wrong: `key` stays the same as long as it is the same, `since` is German wall clock in ISO form.

    `about` is what it is about, each in a word: one that is new is told again. Without it the cause says it. While one
    `is_blinding`, what else is wrong can only be known from the records of runs. `is_loss`: a part of the home is gone.
    """

    key: str
    since: str
    title: str
    cause: str
    affected: str
    remedy: str
    about: tuple[str, ...] = ()
    is_blinding: bool = False
    is_loss: bool = False
