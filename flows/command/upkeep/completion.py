"""The command `completion`: a script by which bash completes commands, options and paths."""

import sys
from argparse import Action, ArgumentParser, Namespace
from typing import Any

from flows.command.arguments import add_none

HELP = "die Ergänzung mit der Tabulatortaste für bash ausgeben"
EXAMPLE = "monatsbericht completion >> ~/.bashrc"

DONE = 0
SCRIPT = """\
_monatsbericht() {
  local words=() command= word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == [a-z]* && -z $command && " %(commands)s " == *" $word "* ]] && command=$word
  done
  case $command in
%(cases)s
    *) words="%(commands)s --help --version --home" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _monatsbericht monatsbericht
"""


class _ListeningParser(ArgumentParser):
    """A parser that remembers the options it was given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.options: list[str] = []
        super().__init__(*args, **kwargs)

    def add_argument(self, *args: Any, **kwargs: Any) -> Action:
        action = super().add_argument(*args, **kwargs)
        self.options += [name for name in action.option_strings if name.startswith("--")]
        return action


add_arguments = add_none


def perform(_: Namespace) -> int:
    """Write the script to the standard output."""
    from flows.command.arguments import add_home
    from flows.command.parser import COMMANDS

    cases = []
    for name, command in COMMANDS.items():
        parser = _ListeningParser()
        add_home(parser, default=None)
        command.add_arguments(parser)
        cases.append(f'    {name}) words="{" ".join(parser.options)}" ;;')
    sys.stdout.write(SCRIPT % {"commands": " ".join(COMMANDS), "cases": "\n".join(cases)})
    return DONE
