"""The generic webhook: other programs and website forms hand in what a person wrote, and there is no way back."""

from channels.webhook.adapter import WebhookChannel
from channels.webhook.translate import NAME, Contact, handed_in

__all__ = ["NAME", "Contact", "WebhookChannel", "handed_in"]
