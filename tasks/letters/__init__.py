"""What goes to respondents and staff: forms, invitations, reminders, answers; and the outbox."""
