"""The proof of use and the calls for funds: what figures they have, what each rests on, what it lacks."""
