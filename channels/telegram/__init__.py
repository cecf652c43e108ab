"""Telegram: everything a lead or a rep can do there, over any Bot API server."""
