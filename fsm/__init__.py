"""The lead: what is known about a person, and the pure machine that decides what happens next."""
