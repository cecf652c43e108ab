"""Words to facts: what one chat message says, by rules alone, in Russian, Kazakh, English and Ukrainian."""
