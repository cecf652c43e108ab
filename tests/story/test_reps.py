"""The rep's day inside Telegram: topics, words both ways, who has the ball, deadlines, people who come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from channels.contract import Attachment, Kind, Outbound, Receipt, Refused, Sender
from fsm.lead import Stage
from tests.fakes.channel import FakeChannel
from tests.story.conftest import REPS, World
from tests.story.test_handoff import EXAMPLE, qualify

OWNER = "42"


class Forum(FakeChannel):
    """A network whose group has topics."""

    capabilities = msgspec.structs.replace(FakeChannel.capabilities, topics=True, reacts=True)

    def __init__(self) -> None:
        super().__init__()
        self.topics: dict[str, str] = {}
        self.refused = ""

    async def group_state(self, chat: str):
        return msgspec.defstruct("State", [("is_forum", bool, True), ("can_manage_topics", bool, True)])()

    async def fetch(self, file_id: str) -> bytes:
        return b"\x89PNG\r\n\x1a\n" + file_id.encode()

    async def send(self, message: Outbound) -> Receipt:
        if message.chat == self.refused:
            raise Refused("message is too strange")
        receipt = await super().send(message)
        if message.topic_change is not None:
            topic = message.topic or str(900 + len(self.topics))
            self.topics[topic] = message.topic_change.title
            return Receipt(topic=topic)
        return receipt


async def forum(world_of: Callable[..., World], **given: object) -> World:
    world = world_of(**given)
    world.telegram = Forum()
    await world.start()
    return world


def said(world: World, text: str, topic: str = "", rep: str = "7", **more: object):
    inbound = world.telegram.inbound(REPS, text=text, group=True, topic=topic, **more)
    return msgspec.structs.replace(inbound, sender=Sender(id=rep, name=f"Rep {rep}", language="ru"))


async def test_a_lead_gets_a_topic_with_its_card_and_the_rep_writes_to_it_there(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    assert list(world.telegram.topics.values()) == [next(iter(world.telegram.topics.values()))]
    title = world.telegram.topics["900"]
    assert "Алия" in title
    assert "🔥" in title
    assert "Залит водой" in title
    card = next(message for message in world.telegram.to(REPS) if message.buttons)
    assert card.topic == "900"
    await world.telegram.hear(
        said(world, "Добрый день! Это Берик, привозите сегодня до 18:00.", "900", message_id="555")
    )
    await world.settled()
    to_lead = world.telegram.to("501")[-1]
    assert (to_lead.text, to_lead.by_person) == ("Добрый день! Это Берик, привозите сегодня до 18:00.", True)
    marks = [message for message in world.telegram.to(REPS) if message.reacts_to]
    assert [(mark.reacts_to, mark.text) for mark in marks] == [("555", "👌")]
    lead = await world.lead()
    assert (lead.stage, lead.handoff.rep_name, lead.held_by) == (Stage.HANDED_OFF, "Rep 7", "Rep 7")
    assert "Rep 7" in world.telegram.topics["900"]
    answers = await world.says("А сколько ждать?")
    assert answers == []
    shown = world.telegram.to(REPS)[-1]
    assert (shown.topic, "А сколько ждать?" in shown.text) == ("900", True)


async def test_notes_stay_among_us_and_strangers_topics_are_left_alone(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    before = len(world.telegram.to("501"))
    await world.telegram.hear(said(world, "// постоянный клиент, скидка 5 %", "900"))
    await world.telegram.hear(said(world, "обед?", ""))
    await world.telegram.hear(said(world, "другая тема", "77"))
    await world.settled()
    assert len(world.telegram.to("501")) == before
    notes = [row.text for row in await world.rows("messages") if row.author == "note"]
    assert notes == ["постоянный клиент, скидка 5 %"]


async def test_the_bot_goes_on_when_the_lead_is_given_back(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    await world.telegram.hear(said(world, "Здравствуйте, это мастер", "900"))
    await world.settled()
    card = world.telegram.to(REPS)[-1] if world.telegram.to(REPS)[-1].edits else None
    cards = [message for message in world.telegram.to(REPS) if message.edits]
    card = cards[-1]
    assert "бот вернётся" in card.text
    labels = [button.label for row in card.buttons for button in row]
    assert "🤖 Вернуть боту" in labels
    await world.telegram.hear(world.rep("7", "Вернуть боту", card, rep_id="7"))
    await world.settled()
    assert (await world.lead()).held_by == ""
    assert await world.says("Сколько стоит ремонт?") != []


async def test_without_topics_a_rep_answers_by_replying_to_the_card(world: World) -> None:
    await qualify(world)
    card_id = str(world.telegram.sent.index(world.cards()[0]) + 1)
    await world.telegram.hear(said(world, "Здравствуйте, когда удобно?", reply_to=card_id))
    await world.settled()
    assert world.telegram.to("501")[-1].text == "Здравствуйте, когда удобно?"
    await world.says("После шести")
    shown = world.telegram.to(REPS)[-1]
    assert "После шести" in shown.text
    assert shown.reply_to == card_id


async def test_words_that_do_not_arrive_come_back_with_a_button(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    world.telegram.refused = "501"
    await world.telegram.hear(said(world, "Привет!", "900"))
    await world.settled()
    notice = next(message for message in world.telegram.to(REPS) if "too strange" in message.text)
    world.telegram.refused = ""
    await world.telegram.hear(world.rep("7", "Ещё раз", notice, rep_id="7"))
    await world.settled()
    assert world.telegram.to("501")[-1].text == "Привет!"


async def test_an_opted_out_lead_is_not_written_to_by_anybody(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    await world.says("стоп")
    before = len(world.telegram.to("501"))
    await world.telegram.hear(said(world, "Вы ещё думаете?", "900"))
    await world.settled()
    assert len(world.telegram.to("501")) == before
    assert "просил больше не писать" in world.telegram.to(REPS)[-1].text


async def test_nobody_claims_so_others_are_called_and_the_lead_hears_the_truth(world_of: Callable[..., World]) -> None:
    world = await forum(world_of, admins=(int(OWNER),), reps={"chat": REPS, "language": "ru"})
    await world.says("/start", who=OWNER)
    await qualify(world)
    await world.lapse()
    assert any("Лид ждёт" in message.text for message in world.telegram.to(REPS))
    assert "Менеджеры сейчас заняты" in world.telegram.to("501")[-1].text
    await world.lapse()
    assert "Алия" in world.telegram.to(OWNER)[-1].text
    assert len([message for message in world.telegram.to("501") if "заняты" in message.text]) == 1


async def test_a_silent_rep_loses_the_lead(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    card = next(message for message in world.telegram.to(REPS) if message.buttons)
    await world.telegram.hear(world.rep("Берик", "Беру", card, rep_id="7"))
    await world.settled()
    await world.lapse()
    lead = await world.lead()
    assert (lead.handoff.state, lead.handoff.tried, lead.stage) == ("offered", ("7",), Stage.QUALIFIED)
    kinds = [row.kind for row in await world.rows("events")]
    assert "taken_back" in kinds


async def test_the_outcome_is_pressed_and_the_sum_typed(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    card = next(message for message in world.telegram.to(REPS) if message.buttons)
    for label in ("Беру", "Итог", "Продано"):
        shown = [message for message in world.telegram.to(REPS) if message.edits] or [card]
        await world.telegram.hear(world.rep("Берик", label, shown[-1] if label != "Беру" else card, rep_id="7"))
        await world.settled()
    assert "На какую сумму" in world.telegram.to(REPS)[-1].text or any(
        "На какую сумму" in message.text for message in world.telegram.to(REPS)
    )
    await world.telegram.hear(said(world, "25 тысяч", "900", message_id="600"))
    await world.settled()
    lead = await world.lead()
    assert (lead.stage, lead.handoff.outcome, lead.handoff.amount) == (Stage.CLOSED, "won", 25000)
    assert "25 тысяч" not in [message.text for message in world.telegram.to("501")]
    (row,) = await world.rows("handoffs")
    assert (row.outcome, row.amount, row.state) == ("won", 25000, "won")


async def test_the_sum_may_be_just_typed_in_a_private_chat(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),), reps={"chat": "", "language": "ru"})
    await world.start()
    await world.says("/today", who=OWNER)
    await qualify(world)
    await world.says("250 тысяч", who=OWNER)
    for label in ("🤝 Беру", "🏁 Итог", "🏆 Продано"):
        await world.presses(label, who=OWNER)
    assert any("На какую сумму" in message.text for message in world.telegram.to(OWNER))
    said_before = len(world.telegram.to("501"))
    await world.says("пока не знаю", who=OWNER)
    assert (await world.lead()).handoff.amount is None
    await world.says("потратил 50 тысяч на рекламу", who=OWNER)
    assert (await world.lead()).handoff.amount is None
    await world.says("двести пятьдесят тысяч", who=OWNER)
    assert (await world.lead()).handoff.amount == 250_000
    await world.says("300 тысяч", who=OWNER)
    assert (await world.lead()).handoff.amount == 250_000
    assert len(world.telegram.to("501")) == said_before


async def test_an_owner_invites_a_rep_who_gets_leads_in_private(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),), reps={"chat": "", "language": "ru"})
    await world.start()
    await world.says("/reps", who=OWNER)
    await world.presses("➕ Менеджер", who=OWNER)
    link = world.telegram.to(OWNER)[-1].text
    code = "inv_" + link.rpartition("inv_")[2]
    await world.says("", who="7", kind=Kind.STARTED, start=code)
    assert "спросил руководителя" in world.telegram.to("7")[-1].text
    await qualify(world, who="500")
    assert not any("Алия" in message.text for message in world.telegram.to("7"))
    await world.presses("✅ Пустить", who=OWNER)
    assert "приняли в команду" in world.telegram.to("7")[-1].text
    await world.says("", who="8", kind=Kind.STARTED, start=code)
    assert "уже использована" in world.telegram.to("8")[-1].text
    await qualify(world)
    card = world.telegram.to("7")[-1]
    assert "Алия" in card.text
    await world.presses("🤝 Беру", who="7")
    assert (await world.lead()).handoff.rep_id == "7"


async def test_a_file_from_the_rep_reaches_the_lead(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    photo = Attachment(kind="photo", file_id="AgAC", size=1000)
    await world.telegram.hear(said(world, "Прайс", "900", attachments=(photo,)))
    await world.settled()
    sent = world.telegram.to("501")[-1]
    assert (sent.text, [file.file_id for file in sent.files]) == ("Прайс", ["AgAC"])


async def test_a_removed_rep_can_do_nothing(world_of: Callable[..., World]) -> None:
    world = await forum(world_of, admins=(int(OWNER),))
    await world.says("/start", who=OWNER)
    await qualify(world)
    card = next(message for message in world.telegram.to(REPS) if message.buttons)
    await world.telegram.hear(world.rep("Берик", "Беру", card, rep_id="7"))
    await world.settled()
    shown = [message for message in world.telegram.to(REPS) if message.buttons]
    late = world.rep("Берик", "Итог", shown[-1], rep_id="7")
    await world.says("/reps", who=OWNER)
    await world.presses("🟢 Берик", who=OWNER)
    await world.presses("🚫 Убрать из команды", who=OWNER)
    before = len(world.telegram.to("501"))
    await world.telegram.hear(said(world, "Переходите ко мне!", "900", rep="7"))
    await world.telegram.hear(late)
    await world.settled()
    assert "Вы больше не в команде" in world.telegram.notices()
    assert len(world.telegram.to("501")) == before
    lead = await world.lead()
    assert (lead.handoff.state, lead.handoff.tried, lead.held_by) == ("offered", ("7",), "")
    assert any("Лид снова свободен" in message.text for message in world.telegram.to(REPS))


class Elsewhere(FakeChannel):
    """Another network, whose files can be fetched."""

    def __init__(self) -> None:
        super().__init__("whatsapp")

    async def fetch(self, file_id: str) -> bytes:
        return b"\x89PNG\r\n\x1a\n" + file_id.encode()


async def test_files_cross_from_one_network_to_another(world_of: Callable[..., World]) -> None:
    world = world_of()
    world.telegram, other = Forum(), Elsewhere()
    world.extra = [other]
    await world.start()
    for text in EXAMPLE:
        await other.hear(other.inbound("77", text=text))
        await world.settled()
    photo = Attachment(kind="photo", file_id="wa-1", name="screen.png", mime="image/png", size=20)
    await other.hear(other.inbound("77", text="вот экран", attachments=(photo,)))
    await world.settled()
    shown = next(message for message in world.telegram.to(REPS) if message.files)
    assert (shown.files[0].content, shown.topic) == (b"\x89PNG\r\n\x1a\nwa-1", "900")
    price = Attachment(kind="document", file_id="tg-9", name="price.png", mime="image/png", size=20)
    await world.telegram.hear(said(world, "", "900", attachments=(price,)))
    await world.settled()
    await asyncio.sleep(0.2)
    assert [file.content for file in other.to("77")[-1].files] == [b"\x89PNG\r\n\x1a\ntg-9"]


async def test_a_deal_goes_through_its_stages_by_the_card_and_ends_with_the_sum(world_of: Callable[..., World]) -> None:
    world = await forum(world_of)
    await qualify(world)
    for label in ("Беру", "След. этап", "След. этап", "След. этап"):
        await world.telegram.hear(world.rep("Берик", label, rep_id="7"))
        await world.settled()
    lead = await world.lead()
    assert (lead.deal.stage, lead.handoff.state, lead.stage) == ("paid", "won", Stage.CLOSED)
    steps = [(row.before, row.after) for row in await world.rows("events") if row.kind == "deal"]
    assert steps == [("", "new"), ("new", "kyc"), ("kyc", "agreement"), ("agreement", "paid")]


async def test_without_topics_who_writes_after_the_end_is_heard_and_a_new_wish_is_a_new_card(world: World) -> None:
    await qualify(world)
    for label in ("Беру", "Итог", "Продано"):
        await world.telegram.hear(world.rep("Берик", label, rep_id="7"))
        await world.settled()
    question = next(message for message in world.telegram.to(REPS) if "На какую сумму" in message.text)
    number = str(world.telegram.sent.index(question) + 1)
    await world.telegram.hear(said(world, "потом скажу", reply_to=number))
    await world.settled()
    assert world.telegram.to("501")[-1].text != "потом скажу"
    assert "Не вижу суммы" in world.telegram.to(REPS)[-1].text
    await world.telegram.hear(said(world, "1,2 млн", reply_to=number))
    await world.settled()
    assert (await world.lead()).handoff.amount == 1_200_000
    await world.says("Спасибо, всё работает!")
    assert "клиент пишет снова" in world.telegram.to(REPS)[-1].text
    await world.says("Спасибо!")
    assert "клиент пишет снова" not in world.telegram.to(REPS)[-1].text
    first = (await world.lead()).handoff
    await world.says("Хочу сдать в ремонт ещё один ноутбук, разбит экран")
    lead = await world.lead()
    assert (lead.handoff.state, lead.deal) == ("offered", None)
    assert lead.handoff.id != first.id
    assert "ваш клиент вернулся" in world.telegram.to(REPS)[-1].text
    assert [row.state for row in await world.rows("handoffs")] == ["won", "offered"]


async def test_junk_stays_junk(world: World) -> None:
    await qualify(world)
    await world.telegram.hear(world.rep("Берик", "Мусор", rep_id="7"))
    await world.settled()
    before = len(world.telegram.to(REPS))
    await world.says("Хочу сдать в ремонт ещё один ноутбук, разбит экран")
    assert len(world.telegram.to(REPS)) == before


async def test_a_lead_who_says_stop_or_leaves_is_shown_so_on_the_card(world: World) -> None:
    await qualify(world)
    await world.says("стоп")
    assert "⛔" in world.card_now().text
    assert world.card_now().buttons == ()
