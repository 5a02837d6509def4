"""The command `rerun`: the same as `run`, which does nothing twice, by the name that one looks for after a failure."""

from flows.command.work import run

HELP = "nur nachholen, was noch nicht getan ist"
EXAMPLE = "monatsbericht rerun --month 2026-10"

add_arguments, perform = run.add_arguments, run.perform
