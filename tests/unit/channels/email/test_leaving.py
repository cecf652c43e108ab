from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from channels.contract import Outbound
from channels.email.compose import From, mail
from channels.email.translate import Thread

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_a_letter_to_many_can_be_left_with_one_press() -> None:
    message = Outbound(
        chat="a@b.kz", text="текст", key="o1", initiates=True, subject="Тема", unsubscribe="https://x.kz/u/T"
    )
    _, raw = mail(message, Thread(), From("shop@example.kz"), NOW)
    read = message_from_bytes(raw, policy=default)
    assert read["List-Unsubscribe"] == "<https://x.kz/u/T>, <mailto:shop@example.kz?subject=Stop>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Subject"] == "Тема"
