"""The command `login`: sign in once at a mail server that takes no password."""

import os
from argparse import Namespace

from flows.command.arguments import add_none, existing_home
from flows.command.show import say

HELP = "sich einmal bei einem Mailserver anmelden, der kein Kennwort nimmt (OAuth2)"
EXAMPLE = "monatsbericht login"

add_arguments = add_none


def perform(arguments: Namespace) -> None:
    """Have a person sign in; where the application does that by itself, see that it can."""
    from tasks.oauth import access_token, sign_in

    client = existing_home(arguments).oauth_client.known_by(os.environ)
    if client.is_personal:
        sign_in(client, _ask)
    else:
        access_token(client)
    say("Die Anmeldung ist gelungen; ab jetzt meldet sich monatsbericht von selbst an.")


def _ask(address: str, code: str) -> None:
    say(f"Bitte {address} im Browser öffnen, den Code {code} eingeben und sich mit dem Konto des Postfachs anmelden.")
