"""Mails of the outbox: `make_mail(part)` is an invitation whose Message-ID follows from `part`."""

from schemas.mail.mail import Mail, message_id


def make_mail(part="a", **overrides):
    parts = {
        "message_id": message_id("ki.example", "invitation", part),
        "kind": "invitation",
        "recipient": "sekretariat@beispielschule.example",
        "subject": "Betreff",
        "text": "Guten Tag,\n\nbitte melden Sie bis zum 10.11.2026.\n",
        "html": "<p>Guten Tag,</p><p>bitte melden Sie bis zum 10.11.2026.</p>",
        "month": "2026-10",
        "respondent_id": "169468",
    }
    return Mail(**(parts | overrides))


def sentences(letter):
    """Every text of a letter between greeting and farewell, the points of its lists among them."""
    return [text for one in letter.paragraphs for text in ((one,) if isinstance(one, str) else one.texts)]
