"""The website chat: visitors write over a WebSocket (or plain HTTP) from a page that carries the widget."""

from channels.webchat.adapter import WebChat
from channels.webchat.config import WebchatConfig
from channels.webchat.history import History, Line, Shown
from channels.webchat.shelf import Kept, NoRoom, Shelf

__all__ = ["History", "Kept", "Line", "NoRoom", "Shelf", "Shown", "WebChat", "WebchatConfig"]
