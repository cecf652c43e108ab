"""Mails go out whole, in their thread, and every trouble is named; on real servers."""

from __future__ import annotations

import ssl
import subprocess
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from channels.contract import (
    Button,
    Enclosure,
    Misconfigured,
    Outbound,
    Refused,
    SendFailed,
    TryLater,
    Uncertain,
    Unreachable,
)
from channels.email.adapter import EmailChannel
from channels.email.brake import MOST_A_DAY, UNANSWERED_A_DAY
from channels.email.names import our_id
from channels.email.patience import Patience
from tests.contract.stages import Engine, until
from tests.fakes.mail_imap import USER, Dovecot
from tests.fakes.mail_smtp import DROP, HANG, FakeSmtp, Step
from tests.unit.channels.email.post import BRISK, config, listening, mail, now, shop

ALIYA = "aliya@example.com"


def say(text: str = "Когда вам удобно?", key: str = "77", **more: object) -> Outbound:
    return Outbound(chat=ALIYA, text=text, key=key, **more)


async def test_an_answer_stands_in_its_thread_and_says_that_a_machine_wrote_it() -> None:
    async with shop(name="Ремонт «Ноут»") as here:
        raw = mail("Сколько?", 5, Subject="RE: Ответ: Ремонт MacBook", References="<1@a.kz> <2@b.kz>")
        here.imap.deliver(raw)
        await here.engine.heard()
        receipt = await here.channel.send(say())
        (sent,) = here.smtp.mails
        read = sent.read
        assert receipt.message_ids == (our_id("77", ALIYA, "example.kz"),) == (read["Message-ID"],)
        assert (sent.sender, sent.recipient, read["To"]) == (USER, ALIYA, ALIYA)
        assert read["From"].addresses[0].display_name == "Ремонт «Ноут»"
        assert read["From"].addresses[0].addr_spec == USER
        assert read["Subject"] == "Re: Ремонт MacBook"
        assert read["In-Reply-To"] == "<5@example.com>"
        assert read["References"].split() == ["<1@a.kz>", "<2@b.kz>", "<5@example.com>"]
        assert read["Auto-Submitted"] == "auto-replied"
        assert read["X-Auto-Response-Suppress"] == "All"
        assert abs((parsedate_to_datetime(read["Date"]) - now()).total_seconds()) < 60
        assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
        assert sent.text == "Когда вам удобно?"


async def test_after_a_restart_the_thread_is_found_in_the_mailbox() -> None:
    async with shop() as here:
        here.imap.deliver(mail("old", 1, Subject="Старое"))
        here.imap.deliver(mail("new", 2, Subject="Новое", References="<1@example.com>"))
        here.imap.deliver(mail("other", 3, From="aliya@example.com.evil.kz", Subject="Чужое"))
        await here.engine.heard(3)
        other = EmailChannel(config(here.imap.port, here.smtp.port), patience=BRISK)
        await other.send(say())
        (sent,) = here.smtp.mails
        assert sent.read["Subject"] == "Re: Новое"
        assert sent.read["In-Reply-To"] == "<2@example.com>"
        assert sent.read["References"].split() == ["<1@example.com>", "<2@example.com>"]


async def test_a_first_mail_has_a_subject_of_its_own_even_when_the_mailbox_is_down() -> None:
    async with FakeSmtp() as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        await channel.send(say("Здравствуйте, Алия!\nЭкран приехал.", initiates=True))
        (sent,) = smtp.mails
        assert sent.read["Subject"] == "Здравствуйте, Алия!"
        assert sent.read["In-Reply-To"] is None
        assert sent.read["Auto-Submitted"] == "auto-generated"


async def test_a_retry_after_an_unknown_end_is_the_same_mail() -> None:
    async with shop() as here:
        here.imap.deliver(mail("Сколько?", 5))
        await here.engine.heard()
        here.smtp.faults["data"].append(DROP)
        with pytest.raises(Uncertain):
            await here.channel.send(say())
        await here.channel.send(say())
        first, second = here.smtp.mails
        assert first.read["Message-ID"] == second.read["Message-ID"]
        assert first.read["In-Reply-To"] == second.read["In-Reply-To"] == "<5@example.com>"


FAULTS: list[tuple[Step, str, type[SendFailed]]] = [
    ("rcpt", "450 4.2.0 greylisted, try again", TryLater),
    ("rcpt", "451 4.7.1 please wait", TryLater),
    ("rcpt", "452 4.2.2 mailbox full", TryLater),
    ("rcpt", "552 5.2.2 mailbox full", TryLater),
    ("rcpt", "550 5.1.1 user unknown", Unreachable),
    ("rcpt", "550 no such user here", Unreachable),
    ("rcpt", "554 5.7.1 rejected as spam", Refused),
    ("rcpt", "550 5.7.1 blocked by policy", Refused),
    ("rcpt", "550 5.4.5 daily sending limit exceeded", TryLater),
    ("mail", "451 4.3.0 busy", TryLater),
    ("mail", "553 5.7.1 sender address not owned by user", Misconfigured),
    ("mail", DROP, TryLater),
    ("rcpt", DROP, TryLater),
    ("data", "451 4.3.0 try later", TryLater),
    ("data", "554 5.6.0 content refused", Refused),
    ("data", "552 5.3.4 message size exceeds fixed limit", Refused),
    ("mail", "421 4.7.0 too many messages, slow down", TryLater),
    ("data", "550 5.1.1 recipient does not exist", Unreachable),
    ("data", DROP, Uncertain),
    ("data", HANG, Uncertain),
]


@pytest.mark.parametrize(("step", "fault", "consequence"), FAULTS, ids=[f"{step} {fault}" for step, fault, _ in FAULTS])
async def test_every_trouble_has_its_consequence(step: Step, fault: str, consequence: type[SendFailed]) -> None:
    async with FakeSmtp() as smtp:
        patience = Patience(connect=1, answer=1, smtp=1)
        channel = EmailChannel(config(1, smtp.port), patience=patience)
        smtp.faults[step].append(fault)
        with pytest.raises(SendFailed) as failed:
            await channel.send(say())
        assert type(failed.value) is consequence
        await channel.send(say())


async def test_a_server_that_asks_for_time_is_asked_later_and_later() -> None:
    async with FakeSmtp() as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        waits = []
        for _ in range(8):
            smtp.faults["rcpt"].append("450 4.2.0 greylisted")
            with pytest.raises(TryLater) as failed:
                await channel.send(say())
            assert not failed.value.whole_channel
            waits.append(failed.value.seconds)
        assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


async def test_no_server_and_a_wrong_password() -> None:
    with pytest.raises(TryLater) as failed:
        await EmailChannel(config(1, 1), patience=BRISK).send(say())
    assert failed.value.whole_channel
    async with FakeSmtp(password="another") as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        with pytest.raises(Misconfigured, match="TALAP_EMAIL__PASSWORD"):
            await channel.send(say())
        imap, out = await channel.check()
        assert not imap.ok
        assert not out.ok


HOSTILE = (
    "Hi\r\nBcc: all@example.com",
    "Hi\nBcc: all@example.com",
    "=?utf-8?q?Hi=0ABcc:_all@example.com?=",
    "a\x00b\u2028c",
)


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_no_header_can_be_smuggled_in(hostile: str) -> None:
    async with shop() as here:
        encoded = hostile.replace("\r\n", "\r\n ").replace("\n", "\n ") if "=?" not in hostile else hostile
        here.imap.deliver(mail("x", 1, Subject=encoded.replace("\x00", ""), References=f"<1@a.kz>{encoded}"))
        await here.engine.heard()
        await here.channel.send(say(hostile, reply_to=hostile))
        await here.channel.send(say(hostile, key=hostile))
        for sent in here.smtp.mails:
            assert sent.read["Bcc"] is None
            assert set(sent.read.keys()) <= {
                *("Content-Type", "MIME-Version", "From", "To", "Subject", "In-Reply-To", "References", "Message-ID"),
                *("Date", "Auto-Submitted", "X-Auto-Response-Suppress", "X-Talap-Loop"),
            }
        for chat in (f"{ALIYA}\r\nBcc: x@y.kz", f"{ALIYA}, x@y.kz", "<a@b.kz>", "", "not an address", f"x <{ALIYA}>"):
            with pytest.raises(Refused):
                await here.channel.send(Outbound(chat=chat, text="x", key="9"))


async def test_hostile_words_are_shown_as_words_in_html() -> None:
    async with FakeSmtp() as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        await channel.send(say("<script>alert(1)</script>\n.\nточка на строке"))
        (sent,) = smtp.mails
        assert "<script>" not in sent.html
        assert "&lt;script&gt;" in sent.html
        assert sent.text == "<script>alert(1)</script>\n.\nточка на строке"


async def test_options_are_numbered_and_a_number_or_a_label_is_a_press() -> None:
    async with shop() as here:
        here.imap.deliver(mail("hi", 1))
        await here.engine.heard()
        buttons = ((Button("Сегодня", "t1"),), (Button("На неделе", "t2"),))
        await here.channel.send(say(buttons=buttons))
        assert here.smtp.mails[0].text == "Когда вам удобно?\n\n1. Сегодня\n2. На неделе"
        here.imap.deliver(mail("2.", 2))
        here.imap.deliver(mail("сегодня", 3))
        here.imap.deliver(mail("в обед", 4))
        heard = (await here.engine.heard(4))[1:]
        assert [(one.token, one.text) for one in heard] == [("t2", "На неделе"), ("t1", "Сегодня"), ("", "в обед")]


async def test_after_a_restart_a_number_is_understood_from_the_quoted_list() -> None:
    async with shop() as here:
        body = "2\n\nсб, 21 нояб. 2026 г. в 10:00, S <shop@example.kz>:\n> Когда?\n>\n> 1. Сегодня\n> 2. На неделе\n"
        here.imap.deliver(mail(body, 1, In_Reply_To="<77.0@example.kz>"))
        (heard,) = await here.engine.heard()
        assert (heard.text, heard.token) == ("На неделе", "")


async def test_two_robots_do_not_talk_for_ever() -> None:
    async with shop() as here:
        answered = 0
        for number in range(UNANSWERED_A_DAY + 3):
            here.imap.deliver(mail(f"Ваше обращение №{number} получено, спасибо", number))
            await here.engine.heard(number + 1)
            try:
                await here.channel.send(say(key=str(number)))
                answered += 1
            except Refused:
                continue
        assert answered == len(here.smtp.mails) == UNANSWERED_A_DAY + 1


async def test_who_does_not_answer_gets_three_a_day_and_a_retry_is_no_further_one() -> None:
    async with FakeSmtp() as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        smtp.faults["rcpt"].append("450 later")
        with pytest.raises(TryLater):
            await channel.send(say(key="0"))
        for number in range(UNANSWERED_A_DAY):
            await channel.send(say(key=str(number), initiates=True))
        with pytest.raises(Refused):
            await channel.send(say(key="9"))
        await channel.send(say(key="10", by_person=True))
        assert len(smtp.mails) == UNANSWERED_A_DAY + 1
        assert smtp.mails[-1].read["Auto-Submitted"] is None


async def test_a_person_who_writes_is_answered_each_time_within_reason() -> None:
    async with shop() as here:
        words = [f"{chr(1072 + number % 32)}{chr(1072 + number // 32)} вопрос" for number in range(MOST_A_DAY + 2)]
        for number, text in enumerate(words):
            here.imap.deliver(mail(text, number))
        await here.engine.heard(len(words))
        for number in range(MOST_A_DAY):
            await here.channel.send(say(key=str(number)))
        with pytest.raises(Refused):
            await here.channel.send(say(key="last"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", f"{path}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.mark.parametrize("how", ["tls", "starttls"])
async def test_both_ways_are_encrypted_and_strangers_certificates_refused(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with Dovecot(certificate) as imap, FakeSmtp(tls=context, at_once=how == "tls") as smtp:
        given = config(
            imap.tls_port if how == "tls" else imap.port,
            smtp.port,
            imap_host="localhost",
            smtp_host="localhost",
            imap_security=how,
            smtp_security=how,
        )
        stranger = EmailChannel(given, patience=BRISK)
        assert not any(finding.ok for finding in await stranger.check())
        with pytest.raises(Misconfigured, match="certificate"):
            await stranger.send(say())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        channel, engine = EmailChannel(given, patience=BRISK), Engine()
        async with listening(channel, engine):
            imap.deliver(mail("hello"))
            await engine.heard()
            await channel.send(say())
            assert all(finding.ok for finding in await channel.check())
            assert len(smtp.mails) == 1


async def test_starttls_is_not_given_up_when_the_server_does_not_offer_it() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        channel = EmailChannel(
            config(imap.port, smtp.port, imap_security="starttls", smtp_security="starttls"), patience=BRISK
        )
        engine = Engine()
        with pytest.raises(Misconfigured):
            await channel.send(say())
        async with listening(channel, engine):
            await until(lambda: not channel.health.ok)
        assert smtp.logins == 0


async def test_files_go_with_the_words_and_arrive_whole() -> None:
    files = (
        Enclosure(kind="photo", name="кухня.jpg", mime="image/jpeg", content=bytes(range(256)) * 300),
        Enclosure(kind="document", name='a"b/c\r\nX: y.pdf', mime="application/pdf", content=b"%PDF-1.7"),
        Enclosure(kind="voice", mime="no type at all", content=b"OggS"),
    )
    async with shop() as here:
        here.imap.deliver(mail("Сколько?", 5, Subject="Ремонт"))
        await here.engine.heard()
        receipt = await here.channel.send(say("<b>Вот</b> смета", html=True, files=files, by_person=True))
        (sent,) = here.smtp.mails
        assert receipt.message_ids == (sent.read["Message-ID"],)
        assert (sent.text, sent.read["In-Reply-To"]) == ("Вот смета", "<5@example.com>")
        assert "<b>Вот</b> смета" in sent.html
        arrived = list(sent.read.iter_attachments())
        assert [part.get_content() for part in arrived] == [file.content for file in files]
        assert [part.get_filename() for part in arrived] == ["кухня.jpg", 'a"b_c X: y.pdf', "voice"]
        assert [part.get_content_type() for part in arrived] == [
            "image/jpeg",
            "application/pdf",
            "application/octet-stream",
        ]
        machine = {"Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe", "Precedence"}
        assert not machine & set(sent.read.keys()), "a person's mail looks like a person's"


async def test_a_file_without_words_and_without_a_thread_names_itself() -> None:
    async with FakeSmtp() as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        await channel.send(say("", files=(Enclosure(kind="document", name="смета.pdf", content=b"%PDF"),)))
        (sent,) = smtp.mails
        assert sent.read["Subject"] == "смета.pdf"
        assert sent.text.strip() == ""


async def test_more_than_a_mail_carries_goes_in_several() -> None:
    file = Enclosure(kind="document", name="a.zip", content=b"x" * 10_000_000)
    async with FakeSmtp() as smtp:
        channel = EmailChannel(config(1, smtp.port), patience=BRISK)
        receipt = await channel.send(say("три файла", files=(file, file, file)))
        assert [sent.text.strip() for sent in smtp.mails] == ["три файла", "a.zip", "a.zip"]
        assert len(set(receipt.message_ids)) == 3
        for wrong in (Enclosure(kind="photo", stored=5), Enclosure(kind="video", content=b"x" * 18_000_001)):
            with pytest.raises(Refused):
                await channel.send(say("нет", key="9", files=(wrong,)))
        assert len(smtp.mails) == 3
