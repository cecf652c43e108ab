"""Other systems that are told of leads: what each of them is given, in its own documented form."""
