"""WhatsApp through WAHA: a number of your own, linked like another device of the phone."""
