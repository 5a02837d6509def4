"""The command `verify`: whether a report is what was published, and who signed it. Needs no home."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.show import say, warn

HELP = "einen Bericht prüfen: ob jede Datei die veröffentlichte ist, und wer unterschrieben hat"
EXAMPLE = "monatsbericht verify monatsbericht_05914000_2026-10_v1.0.zip --key RWQ..."


def add_arguments(parser: ArgumentParser) -> None:
    """The report, and whose signature it should bear."""
    parser.add_argument("report", metavar="ORDNER", type=Path, help="Ordner eines Berichts, oder sein Paket (.zip)")
    parser.add_argument("--key", metavar="SCHLÜSSEL", help="öffentlicher Schlüssel des Absenders (Vorgabe: der eigene)")


def perform(arguments: Namespace) -> bool:
    """1 where a file differs, or the signature is missing, wrong or nobody's that is known."""
    from config.settings import load_settings
    from tasks.disseminate.signature import public_key
    from tasks.disseminate.verify import verify_report
    from tasks.secret import known_secret

    settings = load_settings(arguments.home)
    secret = known_secret(settings.key_file, os.environ)
    own = public_key(secret) if secret else None
    found = verify_report(arguments.report, arguments.key or own)
    for sentence in found.good:
        say(sentence)
    for sentence in found.wrong:
        warn(sentence)
    return bool(found.wrong)
