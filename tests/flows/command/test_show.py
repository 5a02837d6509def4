"""Tables on a wide terminal, on a narrow one, and in a pipe."""

from datetime import date, datetime

import pytest
from rich.console import Console

from flows.command import show

HEADS = ("Berichtsstelle", "Name", "Ansprechperson")
ROWS = [("K-05914000-0001", "Kita Am [Ring]", "–"), ("169468", "Grundschule Emst mit einem langen Namen", "–")]


@pytest.fixture
def terminal(monkeypatch):
    """The terminal becomes so many characters wide; returns what stands on it."""

    def shown(width):
        console = Console(width=width, force_terminal=True, color_system=None, highlight=False, record=True)
        monkeypatch.setattr(show, "console", lambda: console)
        show.show_table("Fehlende Meldungen", HEADS, ROWS)
        return console.export_text()

    return shown


def test_a_wide_terminal_shows_a_table(terminal):
    lines = terminal(100).splitlines()

    assert lines[0].strip() == "Fehlende Meldungen"
    assert any("K-05914000-0001" in line and "Kita Am [Ring]" in line for line in lines)


def test_a_narrow_terminal_shows_a_block_for_each_row_and_tears_no_number(terminal):
    said = terminal(40)

    assert "─" not in said
    assert "Berichtsstelle  K-05914000-0001" in said
    assert "Name            Kita Am [Ring]" in said


def test_a_table_still_wraps_between_words(terminal):
    lines = terminal(60).splitlines()

    assert any("169468" in line for line in lines)
    assert any("─" in line for line in lines)
    assert max(map(len, lines)) <= 60


def test_a_column_in_which_nothing_stands_is_left_out(terminal, monkeypatch):
    monkeypatch.setattr("tests.flows.command.test_show.ROWS", [("169468", "", ""), ("169470", "Schule", "")])
    wide, narrow = terminal(100), terminal(20)

    assert "Name" in wide
    assert "Ansprechperson" not in wide + narrow
    assert narrow.count("Name") == 1


def test_what_is_piped_is_not_folded(capsys):
    show.show_table("Dateien", ("Datei",), [("/" + "x" * 300,)])

    assert "/" + "x" * 300 in capsys.readouterr().out


def test_a_character_that_nobody_sees_is_made_visible(terminal, monkeypatch):
    monkeypatch.setattr("tests.flows.command.test_show.ROWS", [("1", "rot\x1b[31m", "–")])

    assert "\x1b" not in terminal(100)


def test_days_and_moments_are_written_as_everywhere_else(capsys):
    show.show_table("Dateien", ("Tag", "wann"), [(date(2026, 11, 5), datetime(2026, 11, 5, 9, 30))])

    assert capsys.readouterr().out.split("\n")[3].split("  ") == ["05.11.2026", "05.11.2026, 09:30 Uhr"]
