"""The truth: one database, one write path, and the tables of the core."""
