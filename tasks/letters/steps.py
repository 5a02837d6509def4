"""The steps of the flows that write letters and send them, as Prefect tasks; they log counts, never an address.

Letters are written while nobody else changes the warehouse. Sending takes no lock: a mail server may be slow, and each
mail is claimed by itself.
"""

from dataclasses import replace

from prefect import get_run_logger

from config import clock
from config.errors import FaultError, raise_problems
from config.policy import load_policy
from schemas.report.gate.rehearsal import Rehearsal
from tasks.centre import read_sender_name
from tasks.letters.answer import Answered, answer_waiting
from tasks.letters.answer_resent import answer_resent
from tasks.letters.invite import LetterContext, WrittenLetters, escalate_month, invite_month, remind_month
from tasks.letters.rehearsal_mail import write_rehearsal_mail
from tasks.letters.send.due import SendResult, send_due
from tasks.letters.send.of_home import mail_server
from tasks.letters.send.readdress import readdress_refused
from tasks.monthly_flow import step
from tasks.run import Run
from tasks.warehouse import exclusive, open_warehouse


@step("Antworten schreiben")
def write_answers(run: Run) -> Answered:
    """Tell everybody whose submission was checked what came of it: a folder each, and a mail in the outbox.

    Raises:
        FaultError: the program failed on some answers; they are tried again by the next run.
    """
    policy, engine, logger = load_policy(run.settings.home), open_warehouse(run.settings.url), get_run_logger()
    with exclusive(engine):
        answered = answer_waiting(engine, run.settings, policy, run.at)
        answered.mails += answer_resent(engine, run.settings, policy, run.at)
        again = readdress_refused(engine, policy.calendar, run.settings.mail_from, run.at)
    logger.info("Antworten: %s, davon als Mail %s", answered.kinds.total(), answered.mails)
    if again:
        logger.info("%s unzustellbare Mails gehen an die inzwischen berichtigte Adresse.", again)
    for submission, error in answered.faults.items():
        logger.error("Antwort auf Lieferung %s: unser Fehler", submission, exc_info=error)
    raise_problems([FaultError(tuple(answered.faults))] if answered.faults else [], partial=answered)
    return answered


@step("Einladungen schreiben")
def write_invitations(run: Run) -> WrittenLetters:
    """Everybody's form, and an invitation to each respondent of whom nothing came."""
    office = _office(run)
    with exclusive(office.engine):
        written = invite_month(office)
    _tell("Einladungen", written)
    return written


@step("Erinnerungen schreiben")
def write_reminders(run: Run) -> WrittenLetters:
    """A reminder to each respondent that owes, on the policy's days.

    Raises:
        OutageError: a source is away, and with it perhaps what somebody would be reminded of.
    """
    office = _office(run)
    with exclusive(office.engine):
        written = remind_month(office)
    _tell("Erinnerungen", written)
    return written


@step("Telefonliste schreiben")
def write_escalation(run: Run) -> WrittenLetters:
    """The phone list to staff, on the policy's days.

    Raises:
        OutageError: as for reminders.
    """
    office = _office(run)
    with exclusive(office.engine):
        return escalate_month(office)


@step("Generalprobe schreiben")
def write_rehearsal(run: Run, found: Rehearsal | None) -> int:
    """How the report would come out now, to staff, once a month; returns how many mails were written."""
    office = _office(run)
    with exclusive(office.engine):
        return write_rehearsal_mail(office, found)


@step("Postausgang senden")
def send_outbox(run: Run) -> SendResult:
    """Send what is due; without a mail server nothing.

    Raises:
        MailError: mails could not be sent; they wait in the outbox.
    """
    settings, policy = run.settings, load_policy(run.settings.home)
    engine = open_warehouse(settings.url)
    server = mail_server(settings, read_sender_name(engine, settings.centre, policy.report))
    if server is None:
        return SendResult()
    sent = send_due(engine, settings.home, server, max(run.at, clock.now()))
    logger = get_run_logger()
    logger.info("Postausgang: %s gesendet, %s verschoben, %s unzustellbar", sent.sent, sent.postponed, sent.given_up)
    if sent.maybe_twice:
        logger.warning(
            "%s Mails gingen vielleicht doppelt hinaus: ein früherer Lauf endete, bevor er wusste, ob sie ankamen.",
            sent.maybe_twice,
        )
    raise_problems(sent.problems(), partial=sent)
    return sent


def _office(run: Run) -> LetterContext:
    engine, policy = open_warehouse(run.settings.url), load_policy(run.settings.home)
    return replace(LetterContext.of(engine, run.settings, policy, run.month, run.at), is_asked=run.is_asked)


def _tell(what: str, written: WrittenLetters) -> None:
    get_run_logger().info(
        "%s: %s geschrieben, %s Bögen, %s Berichtsstellen ohne E-Mail-Adresse",
        what,
        written.letters,
        written.forms,
        len(written.unreachable),
    )
