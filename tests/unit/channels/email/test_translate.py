from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from channels.contract import Kind
from channels.email.listen import meaning_of
from channels.email.options import meant
from channels.email.translate import Envelope, Own, Skipped, Taken

RECORDED = sorted((Path(__file__).parents[3] / "recorded" / "email").glob("*.eml"))
ARRIVED = datetime(2026, 11, 21, 5, tzinfo=UTC)
OWN = Own("email", "shop@example.kz", frozenset({"shop@example.kz", "avito@example.kz"}))


def hear(raw: bytes) -> Taken | Skipped:
    return meaning_of(raw, Envelope("9.5", ARRIVED), OWN)


def mail(body: str = "Сколько стоит?", **headers: str) -> bytes:
    usual = {"From": "aliya@example.com", "Message-ID": "<1@example.com>", "To": "shop@example.kz"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in (usual | given).items() if value]
    return ("\r\n".join(lines) + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body).encode()


def heard(raw: bytes) -> Taken:
    taken = hear(raw)
    assert isinstance(taken, Taken), taken
    return taken


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_mail_in_our_words(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    taken = hear(path.read_bytes())
    if "skipped" in expected:
        assert taken == Skipped(expected["skipped"], expected["look"])
        return
    assert isinstance(taken, Taken), taken
    said = taken.inbound
    assert (said.channel, said.sent_at, said.verified_phone, said.group) == ("email", ARRIVED, "", False)
    if "blocked" in expected:
        assert (said.kind, said.chat, said.sender.id) == (Kind.BLOCKED, *[expected["blocked"]] * 2)
        return
    assert said.kind is Kind.SAID
    assert said.text == expected["text"]
    assert (said.sender.id, said.chat) == (expected["sender"], expected["sender"])
    assert said.sender.name == expected["name"]
    assert said.start == expected.get("start", "")
    assert [[file.kind, file.name, file.mime] for file in said.attachments] == expected.get("files", [])
    if "message_id" in expected:
        assert said.message_id == (said.event_id if expected["message_id"] == "hash" else expected["message_id"])
    if "references" in expected:
        assert list(taken.thread.references) == expected["references"]
        assert said.reply_to == expected["reply_to"]
        assert meant(said.text, taken.quoted) == expected["meant"]
    if "subject" in expected:
        assert taken.thread.subject == expected["subject"]


def test_there_are_recordings() -> None:
    assert len(RECORDED) >= 30


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_what_gets_through_can_be_stored_and_sent_to(path: Path) -> None:
    raw = path.read_bytes()
    for place in range(0, len(raw), 37):
        for spoilt in (raw[:place], raw[:place] + b"\x00\xff" + raw[place:], raw[:place] + raw[place + 29 :]):
            taken = hear(spoilt)
            if isinstance(taken, Taken):
                assert b"\\u0000" not in msgspec.json.encode(taken.inbound)
                assert len(taken.inbound.chat) <= 200
                assert len(taken.inbound.event_id) <= 200
                assert len(taken.inbound.message_id) <= 400


def test_the_same_mail_delivered_twice_is_one_event_and_two_mails_with_one_id_are_two() -> None:
    first = heard(mail(Received="from a by b"))
    again = heard(mail(Received="from c by d", Delivered_To="shop@example.kz"))
    other = heard(mail("И ещё вопрос"))
    assert first.inbound.event_id == again.inbound.event_id
    assert first.inbound.event_id != other.inbound.event_id
    assert first.inbound.message_id == other.inbound.message_id


def test_mails_without_an_id_are_told_apart_by_what_they_say() -> None:
    assert heard(mail("a b", Message_ID="")).inbound.event_id != heard(mail("a c", Message_ID="")).inbound.event_id
    assert heard(mail("a b", Message_ID="")).inbound.event_id == heard(mail("a b", Message_ID="")).inbound.event_id


@pytest.mark.parametrize(
    ("to", "start"),
    [
        ("shop+olx@example.kz", "olx"),
        ("Shop <SHOP+Insta_1@Example.kz>", "insta_1"),
        ("avito@example.kz", "avito"),
        ("shop@example.kz", ""),
        ("shop+olx@evil.kz", ""),
    ],
)
def test_the_address_written_to_tells_where_they_came_from(to: str, start: str) -> None:
    assert heard(mail(To=to)).inbound.start == start


def test_a_number_in_a_signature_counts_once_at_the_beginning() -> None:
    body = "Да\n\n-- \nАлия, тел. 8 777 123 45 67"
    assert "8 777 123 45 67" in heard(mail(body, Subject="Вопрос")).inbound.text
    assert heard(mail(body, In_Reply_To="<2@example.kz>")).inbound.text == "Да"
    assert heard(mail("Мой 8 701 000 11 22\n\n-- \nтел. 8 777 123 45 67")).inbound.text == "Мой 8 701 000 11 22"


def test_a_forward_without_a_word_shows_what_was_forwarded() -> None:
    body = "-------- Пересылаемое сообщение --------\nОт: Иван <i@example.com>\nТема: Экран\n\nРазбит экран"
    assert "Разбит экран" in heard(mail(body, Subject="Fwd: Экран")).inbound.text


def test_words_are_capped() -> None:
    assert len(heard(mail("слово " * 20_000)).inbound.text) == 10_000


@pytest.mark.parametrize(
    ("header", "value", "answered"),
    [
        ("Auto-Submitted", "no", True),
        ("Auto-Submitted", "auto-generated", False),
        ("Auto-Submitted", "auto-notified; owner=x", False),
        ("Precedence", "auto_reply", False),
        ("Precedence", "first-class", True),
        ("X-Autoreply", "yes", False),
        ("X-Vacation", "1", False),
        ("Feedback-ID", "1:2", False),
        ("List-Post", "<mailto:a@b>", False),
        ("From", "notifications@service.kz", False),
        ("From", "bounce+123@service.kz", False),
        ("From", "donotreply@service.kz", False),
        ("From", "NoReply.orders@service.kz", False),
        ("From", "reply@person.kz", True),
        ("From", "avito@example.kz", False),
        ("Subject", "Out of office: hello", False),
        ("Subject", "Re: Автоответчик сломался", True),
        ("Subject", "Автоответственность", True),
        ("Reply-To", "shop@example.kz", False),
        ("Authentication-Results", "mx.kz; spf=pass smtp.mailfrom=example.com; dkim=none; dmarc=none", True),
        ("Authentication-Results", "mx.kz; spf=fail; dkim=pass header.d=example.com; dmarc=pass", True),
        ("Authentication-Results", "mx.kz; spf=softfail; dkim=none", True),
        ("Authentication-Results", "mx.kz; spf=fail smtp.mailfrom=example.com; dkim=none", False),
        ("Authentication-Results", "mx.kz; spf=pass; dkim=fail; dmarc=fail (p=reject)", False),
    ],
)
def test_only_people_who_are_who_they_say_are_answered(header: str, value: str, answered: bool) -> None:
    assert isinstance(hear(mail(**{header: value})), Taken) is answered


def test_a_mail_from_a_forged_sender_is_left_to_a_person_and_a_verdict_brought_along_counts_for_nothing() -> None:
    told = "Authentication-Results: mx.kz; spf=fail; dmarc=fail"
    brought = "Authentication-Results: mx.kz; spf=pass; dkim=pass; dmarc=pass"
    forged = f"{told}\r\n{brought}\r\n".encode() + mail()
    assert hear(forged) == Skipped("forged sender", look=True)
