"""Staff hear of each trouble once, and once that it is over; nothing is lost where the mail server is away."""

import json
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from shutil import rmtree

import pytest

from config import clock
from config.errors import (
    ArchiveError,
    FaultError,
    IntakeError,
    MailError,
    MonatsberichtError,
    SourceError,
    TargetError,
    raise_problems,
)
from schemas.german import format_moment
from tasks.atomic_files import write_file
from tasks.letters.send.server import MailServer
from tasks.watch import notify, told
from tasks.watch.notify import News, tell_staff
from tasks.watch.trouble import Trouble
from tasks.watch.troubles import KILLED, find_troubles
from tasks.watch.watch import watch
from tests.servers.smtp import SmtpServer
from tests.tasks.watch.conftest import NOON, enter_run

DISK = Trouble(
    key="run/einsammeln/OSError",
    since=NOON.isoformat(),
    title="Der Lauf „einsammeln“ ist gescheitert",
    cause="der Datenträger ist voll",
    affected="Neue Meldungen werden nicht angenommen.",
    remedy="monatsbericht rerun",
)
OTHER = Trouble("missed/versenden", NOON.isoformat(), "Der Lauf „versenden“ hat nicht stattgefunden", "aus", "x", "y")
REPORT = News("report/2026-10/1.0", "Der Bericht für Oktober 2026 ist da (Fassung 1.0)", ("bericht.html", "92,1 %"))


@pytest.fixture
def server():
    with SmtpServer() as running:
        yield running


@pytest.fixture
def tell(settings, server):
    """Tell staff what is wrong, some minutes after noon; returns the subjects that came by then."""

    def tell(*troubles, minutes=0, news=()):
        mail_server = MailServer(server.url, settings.mail_from, sender_name="KI Hagen")
        tell_staff(settings, mail_server, troubles, news, NOON + timedelta(minutes=minutes))
        return [str(one.mail["Subject"]) for one in server.messages]

    return tell


def text_of(message):
    parsed = message_from_bytes(message.mail.as_bytes(), policy=policy.default)
    return " ".join(parsed.get_body(("plain",)).get_content().split())


def test_a_trouble_is_told_once_however_long_it_lasts_and_once_that_it_is_over(tell, server):
    assert tell(DISK) == ["Achtung: Der Lauf „einsammeln“ ist gescheitert"]
    assert tell(DISK, minutes=15) == tell(DISK, minutes=600)
    assert tell(minutes=615)[1:] == ["Wieder gut: Der Lauf „einsammeln“ ist gescheitert"]
    assert len(tell(minutes=630)) == 2

    first = text_of(server.messages[0])
    assert "der Datenträger ist voll" in first
    assert "Neue Meldungen werden nicht angenommen." in first
    assert "Abhilfe: monatsbericht rerun" in first
    assert server.messages[0].recipients == ("team@ki.example",)


def test_what_comes_back_is_told_again(tell):
    tell(DISK)
    tell(minutes=15)

    assert len(tell(DISK, minutes=30)) == 3


def test_each_trouble_has_its_own_mail(tell):
    assert len(tell(DISK, OTHER)) == 2


def of_flow(name, cause="der Datenträger ist voll"):
    return Trouble(f"run/{name}/OSError", NOON.isoformat(), f"Der Lauf „{name}“ ist gescheitert", cause, "x", "y")


def test_one_cause_is_told_once_however_many_flows_fail_on_it_and_is_over_when_none_does(tell):
    first, second = of_flow("einsammeln"), of_flow("erinnern")
    assert tell(first) == ["Achtung: Der Lauf „einsammeln“ ist gescheitert"]
    assert len(tell(first, second, minutes=15)) == 1
    assert len(tell(second, minutes=30)) == 1  # it is not well again: the other one still fails on it
    assert tell(minutes=45)[1:] == ["Wieder gut: Der Lauf „einsammeln“ ist gescheitert"]


def test_another_cause_of_another_flow_is_told(tell):
    assert len(tell(of_flow("einsammeln"), of_flow("erinnern", "der Mailserver antwortet nicht"))) == 2


def test_two_runs_that_were_killed_are_two_things(tell):
    assert len(tell(of_flow("einsammeln", KILLED), of_flow("erinnern", KILLED))) == 2


def test_what_came_back_before_anybody_could_be_told_began_when_it_began(settings, tell, server):
    later = replace(DISK, since=(NOON + timedelta(minutes=30)).isoformat())
    tell_staff(settings, None, [DISK], [], NOON)
    tell_staff(settings, None, [], [], NOON + timedelta(minutes=15))

    assert len(tell(later, minutes=31)) == 1
    assert "12:05" in text_of(server.messages[0])
    assert "inzwischen wieder gut" not in text_of(server.messages[0])


def test_news_come_once(tell):
    assert tell(news=[REPORT]) == [REPORT.title]
    assert tell(news=[REPORT], minutes=60) == [REPORT.title]


def test_a_mail_server_that_is_away_loses_nothing_and_what_is_over_by_then_needs_one_mail(settings, tell, server):
    away = MailServer("smtp://127.0.0.1:9", settings.mail_from)
    assert tell_staff(settings, away, [DISK], [], NOON) == 0
    assert tell_staff(settings, away, [DISK], [], NOON + timedelta(minutes=15)) == 0

    assert tell(minutes=30) == ["Achtung: Der Lauf „einsammeln“ ist gescheitert"]
    assert "Es ist inzwischen wieder gut" in text_of(server.messages[0])
    assert len(tell(minutes=45)) == 1


def test_without_a_mail_server_or_an_address_it_is_only_remembered(settings, tell):
    tell_staff(settings, None, [DISK], [], NOON)
    nobody = settings.model_copy(update={"staff_email": ""})
    tell_staff(nobody, MailServer("smtp://127.0.0.1:9", "a@b.example"), [DISK], [], NOON)

    assert len(tell(DISK, minutes=1)) == 1


def test_on_a_full_disk_only_who_looks_again_tells_it_and_once(settings, tell, monkeypatch):
    """A run that ends at once cannot remember what it told: it would tell it each time."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(told, "write_file", full)
    assert tell(DISK) == []
    assert len(tell(DISK, minutes=10)) == 1
    assert len(tell(DISK, minutes=20)) == 1

    monkeypatch.undo()
    assert len(tell(minutes=30)) == 2


@pytest.fixture
def look(tell, monkeypatch):
    """Tell staff as `serve` does, which looks again and again, or as a run, which ends; with or without room to write.

    Returns how many mails went out by then; `spoil` is after which call of the disk it is full.
    """
    unsaved = {}

    def once(*troubles, who, minutes=0, writes=99):
        left = iter(range(writes))

        def write(path, content):
            if next(left, None) is None:
                raise OSError(28, "No space left on device")
            write_file(path, content)

        with monkeypatch.context() as patch:
            patch.setattr(told, "_UNSAVED", unsaved if who == "serve" else {})
            patch.setattr(told, "write_file", write)
            return len(tell(*troubles, minutes=minutes))

    return once


def test_what_was_told_on_a_full_disk_no_other_process_tells_again_once_there_is_room(settings, look):
    """A run that ends before the next look of `serve` finds room, and a file that knows of nothing."""
    assert look(DISK, who="serve", writes=0) == 0
    assert look(DISK, who="run", writes=0) == 0
    assert look(DISK, who="serve", writes=0, minutes=1) == 1
    assert look(DISK, OTHER, who="run", minutes=2) == 2
    assert look(DISK, OTHER, who="serve", minutes=3) == 2
    assert look(OTHER, who="run", minutes=4) == 3
    assert look(who="serve", minutes=5) == 4
    assert [*settings.log.glob("gemeldet-*")] == []


def test_nor_does_serve_where_a_run_has_told_what_it_could_not_write_down(settings, look):
    assert look(DISK, who="run", writes=2) == 1  # the list, the attempt, and then no more
    assert look(DISK, who="serve", minutes=1) == 1
    assert look(who="serve", minutes=2) == 2
    assert [*settings.log.glob("gemeldet-*")] == []


def test_what_is_well_again_by_then_is_said_once_too(look):
    assert look(DISK, who="serve", writes=0) == 0
    assert look(DISK, who="serve", writes=0, minutes=1) == 1
    assert look(OTHER, who="run", minutes=2) == 2
    assert look(OTHER, who="serve", minutes=3) == 3
    assert look(OTHER, who="run", minutes=3) == 3
    assert look(DISK, OTHER, who="serve", minutes=4) == 4, "and what comes back is told again"


def test_a_home_that_is_away_is_told_once_by_who_looks_again_and_nothing_is_begun_in_its_place(
    settings, server, tmp_path_factory
):
    """A network drive: meanwhile nobody can write down what was told, and where it was an empty folder lies."""
    settings = settings.model_copy(update={"smtp_url": server.url})
    away = tmp_path_factory.mktemp("away") / "home"
    enter_run(settings, "einsammeln", NOON - timedelta(hours=1), MailError("weg"))
    watch(settings, NOON)
    before = [str(one.mail["Subject"]) for one in server.messages]

    settings.home.rename(away)
    settings.home.mkdir()
    enter_run(settings, "einsammeln", NOON, MailError("weg"))  # one at work ends, and can write it nowhere else
    for minutes in range(1, 4):
        watch(settings, NOON + timedelta(minutes=minutes))
    assert [str(one.mail["Subject"]) for one in server.messages] == [*before, "Achtung: Im Datenordner fehlt etwas"]
    assert "ist nicht da, oder er ist leer" in text_of(server.messages[-1])
    assert {path.name for path in settings.home.rglob("*") if path.is_file()} == {
        "lage.html",
        *(path.name for path in settings.log.glob("runs/*/*")),
    }

    rmtree(settings.home)
    away.rename(settings.home)
    for minutes in range(4, 6):
        watch(settings, NOON + timedelta(minutes=minutes))
    assert [str(one.mail["Subject"]) for one in server.messages[len(before) + 1 :]] == [
        "Wieder gut: Im Datenordner fehlt etwas"
    ]


def test_two_at_once_tell_it_once(settings, tell, server):
    with notify._alone(settings) as is_alone:
        assert is_alone
        assert tell(DISK) == []

    assert len(tell(DISK)) == 1


def held(reason, version="1.0"):
    return replace(DISK, key=f"held/2026-10/{version}/{reason}", title="Der Bericht wird zurückgehalten", cause=reason)


def test_a_report_that_is_held_for_another_reason_is_told_again_and_not_called_well(tell, server):
    """It is held still: "Wieder gut" would make somebody believe that it is out."""
    first = tell(held("zu wenige Kitas"))
    assert tell(held("zu wenige Kitas"), minutes=60 * 24) == first

    second = tell(held("ein Sprung"), minutes=60 * 48)

    assert second == ["Achtung: Der Bericht wird zurückgehalten"] * 2
    assert "ein Sprung" in text_of(server.messages[1])
    assert tell(minutes=60 * 72)[2:] == ["Wieder gut: Der Bericht wird zurückgehalten"]


def test_a_report_that_was_overdue_and_is_held_since_is_not_called_well(tell, server):
    overdue = replace(DISK, key="report/2026-10", title="Der Bericht ist nicht erschienen", cause="Er war fällig.")
    tell(overdue)

    assert tell(held("zu wenige Kitas"), minutes=60) == [
        "Achtung: Der Bericht ist nicht erschienen",
        "Achtung: Der Bericht wird zurückgehalten",
    ]


def unreadable(*names):
    return replace(DISK, cause=", ".join(f"{name}: die Berechtigung fehlt" for name in names))


def test_nothing_is_called_well_only_because_nobody_can_see_it(tell):
    """The archive is away: whether the report has come, or an answer lies where it belongs, nobody can say."""
    overdue = replace(OTHER, key="report/2026-10", title="Der Bericht ist nicht erschienen", cause="Er war fällig.")
    replies = replace(OTHER, key="replies", title="Antworten fehlen", cause="Es fehlt: 7.", about=("7",))
    away = replace(OTHER, key="warehouse", title="Im Datenordner fehlt etwas", cause="Das Archiv.", is_blinding=True)
    tell(overdue, replies, DISK)

    assert tell(away, minutes=15)[3:] == ["Wieder gut: Der Lauf „einsammeln“ ist gescheitert", f"Achtung: {away.title}"]
    assert tell(overdue, replies, minutes=30)[5:] == [f"Wieder gut: {away.title}"]
    assert tell(replies, minutes=45)[6:] == [f"Wieder gut: {overdue.title}"]


def test_a_flow_that_fails_for_another_reason_is_not_well_again_until_it_is(tell):
    """Somebody ended a run, and the next one cannot read its settings: nothing was taken in meanwhile."""
    ended = replace(DISK, key="run/einsammeln/dead", title="Der Lauf wurde abgebrochen", cause=KILLED)
    letters = replace(DISK, key="run/einladen/OSError/2026-09", title="Die Einladung ist gescheitert", cause="weg")
    tell(ended, letters)

    told = tell(DISK, replace(letters, key="run/einladen/OSError/2026-10", cause="wieder weg"), minutes=15)[2:]
    assert sorted(told) == [
        "Achtung: Der Lauf „einsammeln“ ist gescheitert",
        "Achtung: Die Einladung ist gescheitert",
        "Wieder gut: Die Einladung ist gescheitert",
    ]
    assert sorted(tell(minutes=30)[5:]) == [
        "Wieder gut: Der Lauf wurde abgebrochen",
        "Wieder gut: Der Lauf „einsammeln“ ist gescheitert",
        "Wieder gut: Die Einladung ist gescheitert",
    ]


def killed(minutes, cause=KILLED):
    since = (NOON + timedelta(minutes=minutes)).isoformat()
    return replace(DISK, key=f"run/einsammeln/{since}", since=since, title="Der Lauf wurde abgebrochen", cause=cause)


def test_what_is_over_together_and_has_the_same_title_is_called_well_once_since_the_first(tell, server):
    """Somebody ended a run on Prefect's screen, and the next one before it began."""
    assert len(tell(killed(0))) == 1
    assert len(tell(killed(15, "Der Lauf endete, ehe er begann."), minutes=15)) == 2

    assert tell(minutes=30)[2:] == ["Wieder gut: Der Lauf wurde abgebrochen"]
    assert f"seit dem {format_moment(NOON)}" in text_of(server.messages[2])
    assert len(tell(minutes=45)) == 3
    assert tell(killed(60), minutes=60)[3:] == ["Achtung: Der Lauf wurde abgebrochen"]
    assert tell(minutes=75)[4:] == ["Wieder gut: Der Lauf wurde abgebrochen"]


def test_what_is_over_together_under_two_titles_is_called_well_under_each(tell):
    tell(killed(0), OTHER)

    assert sorted(tell(minutes=15)[2:]) == ["Wieder gut: Der Lauf wurde abgebrochen", f"Wieder gut: {OTHER.title}"]


def test_what_nobody_heard_of_before_it_was_over_stops_no_mail_that_the_other_is_over(settings, tell, server):
    """The first could not be told for want of a mail server: its one mail says both, the other has its second one."""
    tell_staff(settings, None, [killed(0)], [], NOON)
    second = killed(15, "Der Lauf endete, ehe er begann.")
    told.write_told(settings.log, told.read_told(settings.log) | told_now(second))

    subjects = tell(minutes=30)
    assert sorted(subjects) == ["Achtung: Der Lauf wurde abgebrochen", "Wieder gut: Der Lauf wurde abgebrochen"]


def told_now(trouble):
    entry = told.new_entry(trouble.title, [trouble.cause], trouble.since, is_trouble=True)
    return {trouble.key: entry | {"gists": [trouble.cause], "told": trouble.since}}


def test_another_cause_of_the_same_trouble_is_told_and_each_of_them_once(tell, server):
    tell(unreadable("a.xlsx"))
    tell(unreadable("b.xlsx", "c.xlsx"), minutes=15)
    tell(unreadable("a.xlsx"), minutes=30)
    subjects = tell(unreadable("b.xlsx", "c.xlsx"), minutes=45)

    assert len(subjects) == 2
    assert "b.xlsx" not in text_of(server.messages[0])
    assert "b.xlsx" in text_of(server.messages[1])
    assert len({one.mail["Message-ID"] for one in server.messages}) == 2
    assert tell(minutes=60)[2:] == ["Wieder gut: Der Lauf „einsammeln“ ist gescheitert"]


def test_only_other_numbers_are_no_other_cause(tell):
    tell(replace(DISK, cause="44 Mails warten"))

    assert len(tell(replace(DISK, cause="43 Mails warten"), minutes=15)) == 1


def test_what_comes_back_bit_by_bit_is_one_trouble_of_look_and_run(tell):
    """An archive that is copied back for minutes: at each look less of it is missing, and a run failed meanwhile."""
    run = replace(of_flow("einsammeln", "Es fehlen 36 von 36. Das Archiv fehlt."), about=("archive",))

    def seen(cause):
        return replace(OTHER, key="warehouse", title="Im Datenordner fehlt etwas", cause=cause, about=("archive",))

    assert tell(seen("Es fehlen 36 von 36. Das Archiv fehlt.")) == ["Achtung: Im Datenordner fehlt etwas"]
    assert len(tell(seen("Es fehlen 30 von 36."), run, minutes=1)) == 1
    assert len(tell(run, minutes=2)) == 1  # all is there again, and what the run should have done is still undone
    assert tell(minutes=15)[1:] == ["Wieder gut: Im Datenordner fehlt etwas"]


def test_another_part_that_is_gone_is_another_trouble(tell):
    lost = replace(of_flow("einsammeln", "Es fehlen 3."), about=("archive",))

    assert len(tell(lost, replace(OTHER, about=("replies",)))) == 2


def written_as(lines):
    return json.dumps({"run/x/y": told.new_entry("x", lines, NOON.isoformat(), is_trouble=True)})


@pytest.mark.parametrize(
    "written", ["null", "[]", '{"run/x/y": {}}', '{"run/x/y": 5}', "{", "", *map(written_as, ([1, 2, 3], "one", [], 5))]
)
def test_a_list_of_what_was_told_that_is_none_is_begun_anew(settings, tell, written):
    tell(DISK)
    (settings.log / "gemeldet.json").write_text(written, encoding="utf-8")

    assert len(tell(DISK, minutes=15)) == 2
    assert len(tell(DISK, minutes=30)) == 2


def test_a_mail_that_is_refused_stops_no_other_and_is_a_trouble_itself(settings, tell, server):
    server.refuse("RCPT", "550 5.1.1 unbekannt", times=1)

    assert tell(DISK, OTHER) == ["Achtung: Der Lauf „versenden“ hat nicht stattgefunden"]
    (trouble,) = find_troubles(settings, NOON)
    assert trouble.title == "Mails an das Team werden abgewiesen"
    assert "550" in trouble.cause

    assert len(tell(DISK, OTHER, minutes=15)) == 2
    assert find_troubles(settings, NOON) == []


def test_trouble_with_another_file_is_told_though_only_the_number_in_its_name_differs(settings, tell):
    """Names of respondents' files differ in nothing else; a list that only gets shorter is nothing new."""

    def failing(*numbers, minutes):
        files = tuple(f"Meldebogen-Verein_V-{number}_2026-10.xlsx: die Berechtigung fehlt" for number in numbers)
        moment = NOON + timedelta(minutes=minutes)
        enter_run(settings, "einsammeln", moment, IntakeError(files))
        clock.now = lambda: moment  # the fixture puts it back
        found = [one for one in find_troubles(settings, moment) if one.key.startswith("run/")]
        return len(tell(*found, minutes=minutes))

    assert failing("0010", minutes=0) == 1
    assert failing("0023", minutes=15) == 2
    assert failing("0010", "0023", minutes=30) == 2
    assert failing("0010", "0023", *range(7), minutes=45) == 3
    assert failing(*range(6), minutes=60) == 3


def test_what_fails_together_and_what_is_left_of_it_is_told_once(settings, tell):
    """One server holds returns and takes reports; it comes back for reading first, and the mails wait as before."""
    source, mails = SourceError(("Quelle „ablage“: weg.",), ("ablage ",)), MailError("12 Mails warten.")
    target = TargetError(("Bericht 1.0 an Ziel „land“: weg.",), ("land ",))

    def failing(*problems, minutes):
        moment = NOON + timedelta(minutes=minutes)
        with pytest.raises(MonatsberichtError) as raised:
            raise_problems(problems)
        enter_run(settings, "versenden", moment, raised.value)
        clock.now = lambda: moment  # the fixture puts it back
        found = [one for one in find_troubles(settings, moment) if one.key.startswith("run/")]
        return len(tell(*found, minutes=minutes))

    assert failing(source, target, minutes=0) == 1
    assert failing(target, source, mails, minutes=15) == 2
    assert failing(mails, target, minutes=30) == 2
    assert failing(mails, minutes=45) == 2
    assert failing(target, minutes=60) == 2
    assert failing(FaultError(("7",)), target, minutes=75) == 3


@pytest.mark.parametrize("kind", [IntakeError, ArchiveError, FaultError])
def test_an_error_of_files_is_about_each_of_them(kind):
    one, both = kind(("7 (a.xlsx)",)).about, kind(("7 (a.xlsx)", "8 (a.xlsx)")).about

    assert both.split()[0] == one
    assert len(set(both.split())) == 2
