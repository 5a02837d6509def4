"""Signing in with OAuth2 where a mail server takes no password: `present_token`, and once `sign_in` by a person.

Tokens of the application stay in this process; what a person's sign-in left behind lies in a file of the home that only
its owner may read. Nothing of them is ever logged, nor what the server says of them.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from config.errors import SignInError, explain_os_error
from config.oauth import SECRET, OAuthClient
from tasks.atomic_files import new_file

if TYPE_CHECKING:
    from msal import SerializableTokenCache

_SECONDS = 30.0  # a server that says nothing for so long is given up
_AGAIN = "bitte im Datenordner noch einmal anmelden: monatsbericht login"
_MEND = "bitte oauth_tenant, oauth_client_id und oauth_authority in settings.toml prüfen"


def present_token(client: OAuthClient, user: str, present: Callable[[str], object], refusal: type[Exception]) -> None:
    """Hand a token to `present` in the words of SASL XOAUTH2; one that the server does not take is replaced once.

    Raises:
        SignInError: there is no token to be had.
        Exception: what `present` raised for the second one.
    """
    try:
        present(_in_sasl(user, access_token(client)))
    except refusal:
        present(_in_sasl(user, access_token(client, is_anew=True)))


def access_token(client: OAuthClient, *, is_anew: bool = False) -> str:
    """A token that is valid by what we know; `is_anew`: another one, since the server thinks otherwise.

    Raises:
        SignInError: there is none to be had.
    """
    with _explaining(client):
        found = _personal_token(client, is_anew) if client.is_personal else _own_token(client, is_anew)
    if not found:
        raise SignInError(f"Die Anmeldung mit OAuth2 fehlt oder ist abgelaufen; {_AGAIN}")
    if "access_token" not in found:
        raise SignInError(_explain_refusal(str(found.get("error"))))
    return str(found["access_token"])


def sign_in(client: OAuthClient, tell: Callable[[str, str], None]) -> None:
    """Wait until a person has signed in in a browser; `tell` is told the address and the code to be entered there.

    Raises:
        SignInError: nobody did, or the application is not known there.
    """
    from msal import PublicClientApplication, SerializableTokenCache

    tokens = SerializableTokenCache()
    with _explaining(client):
        application = PublicClientApplication(client.client_id, token_cache=tokens, **_options(client))
        asked = application.initiate_device_flow(client.scopes)
        if "user_code" in asked:
            tell(asked["verification_uri"], asked["user_code"])
            asked = application.acquire_token_by_device_flow(asked)
    if "access_token" not in asked:
        raise SignInError(_explain_refusal(str(asked.get("error"))))
    _keep(client, tokens)


def _personal_token(client: OAuthClient, is_anew: bool) -> dict[str, Any] | None:
    """By what the last sign-in left behind; None where it is of no use any more."""
    from msal import PublicClientApplication, SerializableTokenCache

    if not client.token_file.exists():
        return None
    tokens = SerializableTokenCache()
    tokens.deserialize(client.token_file.read_text(encoding="utf-8"))
    application = PublicClientApplication(client.client_id, token_cache=tokens, **_options(client))
    account = next(iter(application.get_accounts()), None)
    found = application.acquire_token_silent_with_error(client.scopes, account, force_refresh=is_anew)
    if tokens.has_state_changed:
        _keep(client, tokens)
    return None if found and found.get("error") in {"invalid_grant", "interaction_required"} else found


def _own_token(client: OAuthClient, is_anew: bool) -> dict[str, Any]:
    if not client.secret:
        raise SignInError(f"Für die Anmeldung mit OAuth2 fehlt {SECRET} in der Umgebung")
    application = _application(client)
    if is_anew:
        application.remove_tokens_for_client()
    found: dict[str, Any] = application.acquire_token_for_client(client.scopes)
    return found


@cache
def _application(client: OAuthClient) -> Any:
    """Keeps its tokens as long as the process lives."""
    from msal import ConfidentialClientApplication

    return ConfidentialClientApplication(client.client_id, client_credential=client.secret, **_options(client))


def _options(client: OAuthClient) -> dict[str, Any]:
    """The authority is the administrator's word: Microsoft need not be asked whether it knows it."""
    trusted = os.environ.get("SSL_CERT_FILE") or True
    return {"authority": client.authority, "instance_discovery": False, "verify": trusted, "timeout": _SECONDS}


def _keep(client: OAuthClient, tokens: "SerializableTokenCache") -> None:
    """In the home, for its owner alone."""
    with new_file(client.token_file) as draft:
        draft.touch(mode=0o600)
        draft.write_text(tokens.serialize(), encoding="utf-8")


def _in_sasl(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


@contextmanager
def _explaining(client: OAuthClient) -> Iterator[None]:
    """What the library raises is about the server; its own words may hold what nobody should read."""
    from msal.exceptions import MsalError

    try:
        yield
    except OSError as error:  # what the library for HTTP raises is one
        if explain_os_error(error):
            raise
        raise SignInError(f"Die Anmeldung mit OAuth2 ist nicht zu erreichen ({client.authority}); {_MEND}") from error
    except (ValueError, KeyError, MsalError) as error:
        raise SignInError(f"Die Anmeldung mit OAuth2 ist dort nicht möglich ({client.authority}); {_MEND}") from error


def _explain_refusal(code: str) -> str:
    """`code` is one word of RFC 6749 or RFC 8628."""
    if code in {"expired_token", "authorization_pending", "authorization_declined", "access_denied"}:
        return f"Angemeldet hat sich niemand; {_AGAIN}"
    mend = f"{_MEND}, dazu {SECRET}" if code in {"invalid_client", "unauthorized_client"} else _MEND
    return f"Die Anmeldung mit OAuth2 wurde abgelehnt ({code}); {mend}"
