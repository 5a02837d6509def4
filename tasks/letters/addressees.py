"""Who owes a month's returns, with how they are reached. One way in: `read_addressees`."""

from sqlalchemy import Engine, select

from config.address import plain_addresses
from schemas.form.submission import State
from schemas.mail.addressee import Addressee
from schemas.store import warehouse as w
from schemas.store.correspondence import answer


def read_addressees(engine: Engine, centre_id: str, month: str) -> list[Addressee]:
    """The centre's respondents that owe the month's return, by kind and number; empty before the ledger is opened."""
    people, owed, contact, latest = w.respondent, w.return_, w.contact, w.submission
    query = (
        select(
            *people.c["respondent_id", "kind", "name", "school_type"],
            *owed.c["state", "entered_at"],
            *latest.c["received_at", "errors"],
            answer.c.folder.label("reply"),
            contact.c.email.label("emails"),
            contact.c.phone,
            contact.c.name.label("contact"),
        )
        .join_from(owed, people)
        .join(contact, contact.c.respondent_id == people.c.respondent_id, isouter=True)
        .join(latest, latest.c.submission_id == owed.c.latest_submission_id, isouter=True)
        .join(answer, answer.c.submission_id == owed.c.latest_submission_id, isouter=True)
        .where(owed.c.month == month, owed.c.is_owed.is_(True), people.c.centre_id == centre_id)
        .order_by(people.c.kind, people.c.respondent_id)
    )
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    for row in rows:
        row.update(state=State(row["state"]), emails=plain_addresses(row["emails"]), errors=row["errors"] or 0)
    return [Addressee(**row) for row in rows]
