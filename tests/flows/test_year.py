"""Months of the unattended machine on a moved clock, with outages: each flow runs when it is due, nothing twice.

The clock, the machine's own scheduling (config/schedule.py, flows/server/recover.py) and all steps are real; Prefect's
server is not there, as its clock cannot be moved: a flow is called as a function, a step of it too. With WHOLE_YEAR=1
in the environment it is a year and takes some minutes; `-s` shows all mails by day and recipient.
"""

import contextlib
import os
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta

import prefect
import pytest
from prefect.logging import disable_run_logger
from sqlalchemy import insert, select

import tasks.monthly_flow
from config import clock, schedule
from config.errors import MonatsberichtError
from config.policy import load_policy
from config.schedule import read_deployments
from config.settings import TIMEZONE, load_settings
from flows.collect import collect
from flows.monthly_report import monthly_report
from flows.open_month import open_month
from flows.remind import remind
from flows.send_mails import send_mails
from flows.server.recover import find_missed
from schemas.mail.submission_key import submission_key
from schemas.store import warehouse as w
from schemas.store.published import publication
from schemas.time.deadlines import Cycle, due_month, report_month
from schemas.time.month import last_day, shift_month
from tasks.run import Run
from tasks.run_record import read_runs
from tasks.secret import key_secret
from tasks.warehouse import open_warehouse
from tests.factories import KINDS, enter_respondents
from tests.factories_workbook import make_form, make_rows
from tests.servers.smtp import SmtpServer

IS_YEAR = bool(os.environ.get("WHOLE_YEAR"))
START, END = date(2026, 9, 30), date(2027, 9, 27) if IS_YEAR else date(2026, 12, 31)
MONTHS = [shift_month("2026-09", number) for number in range(12 if IS_YEAR else 3)]  # whose report day has come by then
FLOWS = {"einsammeln": collect, "monatsbericht": monthly_report, "einladen": open_month, "erinnern": remind,
         "versenden": send_mails}  # fmt: skip
OFTEN = {
    "einsammeln": "30 5 * * *",
    "versenden": "40 12 * * *",
}  # every quarter of an hour, and every hour: too often here
OUTAGES = (
    (datetime(2026, 11, 11, 20), datetime(2026, 11, 13, 9)),  # over the report day
    (datetime(2026, 11, 24, 3), datetime(2026, 11, 27, 14)),  # over cut-off and revision
    (datetime(2026, 12, 3, 0), datetime(2026, 12, 29, 7)),  # over a whole month's work
    *(((datetime(2027, 3, 1, 0), datetime(2027, 5, 4, 7)),) if IS_YEAR else ()),  # two months, and summer time
)
LATE = {"2026-10": date(2026, 11, 13), "2026-11": date(2026, 12, 29)}
LATE |= {"2027-02": date(2027, 5, 4), "2027-03": date(2027, 5, 4)} if IS_YEAR else {}
SILENT = max(KINDS)  # owes every month and never sends


class Machine:
    """The moved clock, and what serve would do on it."""

    def __init__(self, settings, server, monkeypatch):
        self.settings, self.server, self.now = settings, server, None
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(tasks.monthly_flow, "begin", lambda *_: self.begun)
        monkeypatch.setattr(prefect.Task, "__call__", lambda task, *given, **named: task.fn(*given, **named))
        self.mails, self.seen = [], 0

    def run(self, name, moment):
        self.now = moment + timedelta(seconds=1)
        month = (report_month if name == "monatsbericht" else due_month)(moment.date())
        self.begun = Run(self.settings, month, self.now, moment, is_asked=False)
        with disable_run_logger(), contextlib.suppress(MonatsberichtError):  # Prefect would call it failed
            FLOWS[name].fn()
        new, self.seen = self.server.messages[self.seen :], len(self.server.messages)
        self.mails += [(moment.date(), one.recipients[0], str(one.mail["Subject"]).split(" – ")[0]) for one in new]

    def start_again(self, moment):
        """What serve does at its start after an outage."""
        self.now = moment
        missed = find_missed(self.settings, moment)
        for number, name in enumerate(missed):
            self.run(name, moment + timedelta(minutes=number))
        return missed


def moments(day):
    """When what is due on a day, in the order of the clock."""
    for entry in read_deployments():
        for minute, hours, *_ in (plan["cron"].split() for plan in entry["schedules"]):
            yield from (
                (datetime.combine(day, time(int(hour), int(minute))), entry["name"]) for hour in hours.split(",")
            )


def run_less_often(entries):
    """The deployments as written, but for what is due many times a day."""
    return tuple(
        {**entry, "schedules": [{"cron": OFTEN[entry["name"]]}] if entry["name"] in OFTEN else entry["schedules"]}
        for entry in entries
    )


def deliver(settings, month, moment):
    """Everybody but one sends a form that says a little more than last month."""
    for name in sorted(KINDS):
        if name != SILENT:
            key = submission_key(key_secret(settings.key_file, {}), name, month)
            head = {"respondent": name, "month": month, "submission_key": key, "remarks": month}
            head |= {"reference_date": last_day(month).isoformat(), "contact_email": f"{name.lower()}@stelle.example"}
            path = settings.inbox / f"{name}_{month}.xlsx"
            path.write_bytes(make_form(KINDS[name], rows=make_rows() if KINDS[name] == "school" else {}, **head))
            seconds = moment.replace(tzinfo=TIMEZONE).timestamp()
            os.utime(path, (seconds, seconds))


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    with pytest.MonkeyPatch.context() as monkeypatch, SmtpServer() as server:
        entries = run_less_often(schedule._read())
        monkeypatch.setattr(schedule, "_read", lambda: entries)
        settings = load_settings(tmp_path_factory.mktemp("year")).model_copy(
            update={"smtp_url": server.url, "mail_from": "meldung@ki.example", "staff_email": "team@ki.example"}
        )
        yield play(Machine(settings, server, monkeypatch))


def play(machine):
    settings = machine.settings
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    # One of five never sends: what holds a report back is tried where the gate is.
    (settings.home / "policy.toml").write_text('[gate]\nerrors = "publish"\n', encoding="utf-8")
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    with engine.begin() as connection:
        rows = [{"respondent_id": name, "email": f"{name.lower()}@stelle.example"} for name in sorted(KINDS)]
        connection.execute(insert(w.contact), rows)
    day = START
    machine.missed = []
    while day <= END:
        for moment, name in sorted(moments(day)):
            off = next((one for one in OUTAGES if one[0] <= moment < one[1]), None)
            if off is None:
                before = machine.now
                if before and any(before < end <= moment for _, end in OUTAGES):
                    end = next(end for _, end in OUTAGES if before < end <= moment)
                    machine.missed.append(machine.start_again(end))
                machine.run(name, moment)
        if day.day == 3:
            month = shift_month(f"{day:%Y-%m}", -1)
            deliver(settings, month, datetime.combine(day, time(10)))
        day += timedelta(days=1)
    machine.engine = engine
    return machine


@pytest.mark.slow
@pytest.mark.timeout(3600 if IS_YEAR else 900)
class TestAYear:
    def test_after_each_outage_every_flow_is_made_up_for_once_and_in_order(self, year):
        assert year.missed == [list(FLOWS)] * len(OUTAGES)

    def test_every_month_has_its_report(self, year):
        with year.engine.connect() as connection:
            rows = connection.execute(select(publication.c.month, publication.c.version, publication.c.vintage))
            first = {row.month: row.vintage.date() for row in rows if row.version == "1.0"}

        assert sorted(first) == MONTHS
        on_time = {month: Cycle.of(month, load_policy().calendar).report for month in MONTHS}
        assert {month: day for month, day in first.items() if day != on_time[month]} == LATE

    def test_every_mail_went_out_on_a_day_on_which_the_machine_was_on(self, year):
        for (day, recipient, subject), count in sorted(Counter(year.mails).items()):
            sys.stdout.write(f"{day:%d.%m.%Y} {recipient:<32} {count} {subject}\n")
        off = [day for day, _, _ in year.mails if any(a.date() < day < b.date() for a, b in OUTAGES)]

        assert {recipient for _, recipient, _ in year.mails} == {
            *(f"{name.lower()}@stelle.example" for name in KINDS), "team@ki.example",
        }  # fmt: skip
        assert off == []

    def test_nobody_is_written_to_twice(self, year):
        counts = Counter(mail for mail in year.mails if not mail[2].startswith(("Achtung", "Wieder gut")))
        twice = {mail: number for mail, number in counts.items() if number > 1}

        assert twice == {}

    def test_staff_hear_of_each_report_once_and_of_no_trouble_that_was_none(self, year):
        staff = [subject for _, recipient, subject in year.mails if recipient == "team@ki.example"]
        reports = [subject for subject in staff if subject.startswith("Der Bericht für")]

        assert len(reports) == len(set(reports)) >= len(MONTHS)
        assert not [subject for subject in staff if "gescheitert" in subject or "abgebrochen" in subject]

    def test_staff_hear_of_trouble_on_the_days_on_which_the_machine_came_back_and_on_no_other(self, year):
        troubled = {day for day, _, subject in year.mails if subject.startswith(("Achtung", "Wieder gut"))}

        assert troubled == {end.date() for _, end in OUTAGES}

    def test_no_letter_goes_out_on_a_day_on_which_nobody_works(self, year):
        letters = [(day, subject) for day, _, subject in year.mails if subject.startswith("Erinnerung")]

        assert letters
        assert not [day for day, _ in letters if day.weekday() > 4]

    def test_every_flow_ran_on_every_day_on_which_the_machine_was_on(self, year):
        for name in FLOWS:
            days = {date.fromisoformat(run.started[:10]) for run in read_runs(year.settings.log, name)}
            all_days = {START + timedelta(days=number) for number in range((END - START).days + 1)}
            off = {day for day in all_days if any(a.date() <= day <= b.date() for a, b in OUTAGES)}
            assert all_days - off <= days | {day for day in all_days if day < min(days)}
