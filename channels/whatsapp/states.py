"""What the states of a WAHA session mean for us and for the owner. Pure."""

from __future__ import annotations

import msgspec

WORKING = "WORKING"
STARTING = "STARTING"
STOPPED = "STOPPED"
FAILED = "FAILED"
SCAN = "SCAN_QR_CODE"

TAKES_OUR_IDS = ("NOWEB", "GOWS")
READS_ALL_CHATS = ("NOWEB", "GOWS")


class Meaning(msgspec.Struct, frozen=True):
    """A key of the catalogue of words and the same as an English sentence for logs."""

    key: str
    why: str


_MEANINGS = {
    STARTING: Meaning("whatsapp.starting", "WhatsApp is starting"),
    STOPPED: Meaning("whatsapp.stopped", "the WhatsApp session is stopped; starting it"),
    FAILED: Meaning("whatsapp.failed", "the WhatsApp session failed; if it does not come back, link the phone anew"),
    SCAN: Meaning("whatsapp.scan_qr", "WhatsApp waits for the phone: scan the QR code or type the pairing code"),
    "PASSKEY_REQUIRED": Meaning("whatsapp.passkey", "WhatsApp asks for the passkey of this account"),
    "PASSKEY_CONFIRMATION_REQUIRED": Meaning("whatsapp.passkey", "WhatsApp asks for the passkey of this account"),
}
_UNKNOWN = Meaning("whatsapp.unknown_state", "WhatsApp is in a state we do not know")


def meaning(status: str) -> Meaning:
    """Why a session that is not WORKING does not work."""
    return _MEANINGS.get(status, _UNKNOWN)
