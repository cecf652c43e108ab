"""A lead in the terminal: `python -m bot talk`, typed or piped."""
