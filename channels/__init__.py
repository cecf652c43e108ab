"""Ears and mouths: one folder a network. A channel translates both ways and never decides."""
