"""The mail server of an installation. One way in: `mail_server(settings, sender_name)`."""

import os

from config.settings import Settings
from tasks.letters.send.server import MailServer


def mail_server(settings: Settings, sender_name: str) -> MailServer | None:
    """The server with what the environment says of user and password; None where no mail is sent."""
    if not settings.can_mail:
        return None
    oauth = settings.oauth_client.known_by(os.environ) if settings.smtp_auth == "oauth" else None
    return MailServer(
        url=settings.smtp_url,
        mail_from=settings.mail_from,
        user=os.environ.get("MONATSBERICHT_SMTP_USER") or (settings.mail_from if oauth else None),
        password=os.environ.get("MONATSBERICHT_SMTP_PASSWORD") or None,
        oauth=oauth,
        sender_name=sender_name,
    )
