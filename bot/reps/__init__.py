"""What our people do with a lead: presses on its card, words to it, notes about it, and their deadlines."""
