"""What an outsider could work out from all reports of a centre: their figures as one model, the attack, what is withheld."""
