"""Who this installation is for OAuth2, where a mail server takes no password. One way in: `OAuthClient.of`.

The mail servers of today's offices are a tenant of Microsoft Entra; its administrator registers an application there.
`client_credentials`: the application signs in by itself, with a secret. `device_code`: a person signs in once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

SECRET = "MONATSBERICHT_OAUTH_CLIENT_SECRET"  # noqa: S105 - the name of a variable
TOKEN_FILE = "anmeldung.secret"  # noqa: S105 - in the home, and in no backup
PERSONAL_SCOPES = ("IMAP.AccessAsUser.All", "SMTP.Send")  # what a person lets us do in the mailbox
_SETTINGS = ("flow", "tenant", "client_id", "authority", "resource")


@dataclass(frozen=True)
class OAuthClient:
    """The application: `authority` is the address of its tenant, `resource` that of the mail servers.

    What a sign-in by a person left behind lies in `token_file`; it is as good as a password.
    """

    flow: str
    authority: str
    client_id: str
    resource: str
    token_file: Path
    secret: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "OAuthClient":
        """From the settings as far as they have been read; raises ValueError where one is missing."""
        flow, tenant, client_id, authority, resource = (settings.get(f"oauth_{name}") for name in _SETTINGS)
        if not (flow and tenant and client_id and authority and resource):
            raise ValueError("eine Anmeldung mit OAuth2 braucht oauth_flow, oauth_tenant und oauth_client_id")
        return cls(flow, f"{authority}/{tenant}", client_id, resource, settings["home"] / TOKEN_FILE)

    @property
    def is_personal(self) -> bool:
        """Whether a person has to sign in."""
        return self.flow == "device_code"

    @property
    def scopes(self) -> list[str]:
        """What a token has to be good for."""
        return [f"{self.resource}/{name}" for name in (PERSONAL_SCOPES if self.is_personal else (".default",))]

    def known_by(self, environment: Mapping[str, str]) -> "OAuthClient":
        """The same with the secret of the environment."""
        return replace(self, secret=environment.get(SECRET) or None)
