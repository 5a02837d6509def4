"""Letters as text and HTML: both say the same, and nothing in them is markup or a second line."""

import re
from html import unescape

import pytest

from schemas.answer.words import write_mail
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.mail.letters import invitation, reminder
from schemas.mail.mail import Letter, Points
from tasks.letters.write_letter import write_letter
from tests.factories import make_finding
from tests.factories_answer import make_case
from tests.factories_outbox import sentences
from tests.schemas.mail.test_addressee import CYCLE, make_addressee
from tests.schemas.mail.test_letters import EARLY, OFFICE, letters
from tests.tasks.letters.reply.test_page import EVIL, Outline

ERROR = make_finding(severity=Severity.ERROR, sheet="Angebote", cell="B2", message="Zu viel.", hint="Weniger.")


def answers():
    files = ("a_Pruefprotokoll.xlsx", "pruefbericht.html")
    return [write_mail(make_case([ERROR], state), files) for state in (State.RETURNED, State.ACCEPTED, State.SET_ASIDE)]


def flat(text):
    return " ".join(text.split())


def words_of(html):
    body = re.sub(r"<title>.*?</title>", "", html, flags=re.DOTALL)
    return flat(unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("letter", [*letters(), *answers()], ids=lambda letter: letter.subject[:40])
def test_text_and_html_say_the_same(letter):
    text, html = write_letter(letter)
    said = flat(re.sub(r"^(- |\d\. )", "", text, flags=re.MULTILINE))

    assert said == words_of(html)
    assert all(flat(sentence) in said for sentence in sentences(letter))
    assert max(map(len, text.splitlines())) <= 76
    assert letter.subject in unescape(html)


def test_an_answer_greets_counts_its_steps_and_says_who_writes():
    letter = write_mail(make_case([ERROR]), ("a_Pruefprotokoll.xlsx", "pruefbericht.html"))
    text, html = write_letter(letter)

    assert text.startswith("Guten Tag,\n\nvielen Dank")
    assert text.endswith("\n\nMit freundlichen Grüßen\n\nKommunales Integrationszentrum Hagen\n")
    assert words_of(html).endswith("Mit freundlichen Grüßen Kommunales Integrationszentrum Hagen")
    assert [line[:3] for line in text.splitlines() if line[:1].isdigit()] == ["1. ", "2. ", "3. "]
    assert (html.count("<ol>"), html.count("<ul>"), html.count("<li>")) == (1, 0, 3)


def test_a_letter_of_nothing_but_a_sentence_has_neither_list_nor_office_nor_small_print():
    text, html = write_letter(Letter("Betreff", ("Eins.", "Zwei.")))

    assert text == "Guten Tag,\n\nEins.\n\nZwei.\n\nMit freundlichen Grüßen\n"
    assert set(Outline(html).tags) == {"html", "head", "meta", "title", "body", "p"}


def test_points_are_a_list_under_their_marks():
    text, html = write_letter(Letter("Betreff", (Points(("a " * 50, "b")),)))

    assert "\n\n- a a a" in text
    assert "\n  a a a" in text
    assert "\n- b\n\nMit" in text
    assert html.count("<li>") == 2


def test_markup_in_a_file_name_never_becomes_markup():
    text, html = write_letter(write_mail(make_case([ERROR], name=EVIL, file=f"{EVIL}.xlsx"), ()))

    assert "<img" not in html
    assert EVIL.rpartition("/")[2] in flat(text)


def test_a_name_is_never_markup_and_never_a_second_line():
    nasty = '<script>alert(1)</script> & "Söhne"\r\n\x1b[31mBcc: alle@example.org'
    for letter in (
        invitation(make_addressee(name=nasty), CYCLE, OFFICE),
        reminder(make_addressee(State.RETURNED, name=nasty), CYCLE, EARLY, OFFICE),
        reminder(make_addressee(name=nasty), CYCLE, EARLY, nasty),
        Letter(nasty, (nasty, Points((nasty,))), nasty, nasty),
    ):
        text, html = write_letter(letter)
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
        assert '<script>alert(1)</script> & "Söhne" [31mBcc:' in flat(text)
        assert not re.search(r"^Bcc:", text, flags=re.MULTILINE)
        assert "\x1b" not in text
