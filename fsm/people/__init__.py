"""One person, known by several addresses: joining what we know of them, and taking it apart again."""
