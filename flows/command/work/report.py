"""The command `report`: publish the month's report, let a held one go, protect it otherwise, or write one once more."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.errors import UsageError
from flows.command.arguments import add_decision, asked_month, existing_warehouse, moment_of
from flows.command.show import say
from flows.command.work.month_run import add_month_and_day, run_flows
from schemas.german import format_month

HELP = "den Monatsbericht veröffentlichen"
EXAMPLE = "monatsbericht report --month 2026-10"


def add_arguments(parser: ArgumentParser) -> None:
    """The month and its day; who lets a held one go, and why; or the version to be written again."""
    add_month_and_day(parser)
    parser.add_argument(
        "--release", action="store_true", help="einen zurückgehaltenen Bericht namentlich freigeben und veröffentlichen"
    )
    parser.add_argument(
        "--reprotect",
        action="store_true",
        help="den Monat namentlich von der nächsten Fassung an so schützen, wie policy.toml es jetzt sagt",
    )
    add_decision(parser)
    parser.add_argument(
        "--version",
        dest="report_version",
        metavar="FASSUNG",
        help="statt zu veröffentlichen: diese veröffentlichte Fassung (1.0, 1.1, …) Byte für Byte nachbauen",
    )
    parser.add_argument(
        "--to", metavar="ORDNER", type=Path, help="wohin der Nachbau (Vorgabe: rebuilt/ im Datenordner)"
    )


def perform(arguments: Namespace) -> bool:
    """Publish what is due, with somebody's name if it is held or protected otherwise; or rebuild."""
    is_decision = arguments.release or arguments.reprotect
    if is_decision and (arguments.report_version or arguments.to):
        raise UsageError("--release und --reprotect gelten der nächsten Fassung: bitte ohne --version und --to.")
    if arguments.release and arguments.reprotect:
        raise UsageError("Zuerst --reprotect; wird die neue Fassung zurückgehalten, danach --release.")
    if not is_decision and (arguments.by or arguments.reason):
        raise UsageError("--by und --reason gehören zu --release oder --reprotect: monatsbericht report --release")
    if arguments.report_version or arguments.to:
        from flows.command.work.rebuild import report_again

        return report_again(arguments)
    from flows.server.execute import load_report

    if is_decision:
        _decide(arguments)
    run_flows(arguments, load_report)
    return False


def _decide(arguments: Namespace) -> None:
    """Write the decision down; whatever happens then, the next run publishes with this name."""
    from config import clock
    from config.policy import load_policy
    from schemas.time.deadlines import report_month
    from tasks.report.gate.release import release_report
    from tasks.report.seen.profile import change_profile
    from tasks.run import check_due
    from tasks.warehouse import exclusive

    (settings, engine), at = existing_warehouse(arguments), moment_of(arguments)
    check_due(asked_month(arguments), at, clock.now().date())
    month, by, reason = asked_month(arguments) or report_month(at.date()), arguments.by or "", arguments.reason or ""
    policy = load_policy(settings.home)
    with exclusive(engine):
        if arguments.release:
            version = release_report(engine, settings, policy, month, at, by, reason)
            say(f"Freigegeben: Bericht {version} für {format_month(month)}.")
        else:
            version = change_profile(engine, settings.centre, policy, month, at, by, reason)
            say(f"Bericht {version} für {format_month(month)} wird so geschützt, wie policy.toml es jetzt sagt.")
