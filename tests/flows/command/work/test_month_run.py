"""What came of a run, in sentences: nothing that was left or has to be looked at goes unsaid."""

import pytest

from flows.command.work.month_run import _sentences

COLLECTED = {
    "month": "2026-10",
    "new": 2,
    "known": 1,
    "states": {"accepted": 2},
    "answers": {},
    "sent": 0,
    "attention": 0,
}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "2 neue Lieferungen (1 schon bekannt): 2 angenommen."),
        ({"growing": 1}, "1 Datei entsteht noch: der nächste Lauf sieht wieder nach."),
        ({"growing": 3}, "3 Dateien entstehen noch: der nächste Lauf sieht wieder nach."),
        ({"attention": 2}, "2 Mails oder Archive ohne Meldung: bitte im Postfach ansehen."),
        ({"answers": {"receipt": 1}, "sent": 1}, "1 Antwort liegt in replies/, 1 Mail gesendet."),
    ],
)
def test_each_thing_has_its_sentence(more, sentence):
    assert sentence in list(_sentences(COLLECTED | more))
