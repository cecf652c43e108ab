"""Scripts from the owner's phone: a draft, what it changes, the replay that guards it, publishing, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.replay import Outcome, harms
from channels.contract import Attachment, Outbound
from fsm import script
from tests.story.conftest import World
from tests.story.test_handoff import qualify

OWNER = "42"


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    return world


async def told(world: World, text: str) -> Outbound:
    await world.says(text, who=OWNER)
    return world.telegram.to(OWNER)[-1]


async def pressed(world: World, label: str) -> Outbound:
    await world.presses(label, who=OWNER)
    return world.telegram.to(OWNER)[-1]


async def until(world: World, word: str) -> str:
    """What slow work says once it is done."""
    for _ in range(200):
        found = [message.text for message in world.telegram.to(OWNER) if word in message.text]
        if found:
            return found[-1]
        await world.settled()
    raise AssertionError(f"nobody said {word!r}: {[message.text for message in world.telegram.to(OWNER)]}")


def labels(message: Outbound) -> list[str]:
    return [button.label for row in message.buttons for button in row]


async def edited(world: World, text: str) -> Outbound:
    """The first question's Russian words are changed in a draft."""
    await told(world, "/scripts")
    await pressed(world, "✏️ Изменить")
    await pressed(world, "1")
    await pressed(world, "✏️ RU")
    return await told(world, text)


async def published(world: World) -> str:
    await told(world, "/scripts")
    await pressed(world, "✏️ Открыть черновик")
    await pressed(world, "🔁 Прогнать беседы")
    await until(world, "Прогнал бесед")
    await pressed(world, "🚀 Опубликовать")
    return world.telegram.to(OWNER)[-1].text


async def test_the_list_tells_who_talks_on_which_version(shop: World) -> None:
    await shop.says("Здравствуйте", who="502")
    shown = await told(shop, "/scripts")
    assert "laptop_repair v1</b> отвечает новым, сейчас беседуют: 1" in shown.text
    version = await pressed(shop, "▶️ laptop_repair v1")
    assert "1. Что случилось с ноутбуком?" in version.text


async def test_a_question_is_changed_replayed_published_and_taken_back(shop: World) -> None:
    await shop.says("Здравствуйте", who="502")
    note = await edited(shop, "Что стряслось с вашим ноутбуком?\nРасскажите подробнее?")
    assert "Записал" in note.text
    await pressed(shop, "⬅️ Назад")
    difference = await pressed(shop, "🔍 Что изменено")
    assert "Вопрос 1, текст (ru): было «Что случилось" in difference.text
    assert "стало «Что стряслось" in difference.text
    await pressed(shop, "⬅️ Назад")
    assert "Сначала прогоните" in (await pressed(shop, "🚀 Опубликовать")).text
    assert "laptop_repair v2</b> отвечает новым" in await published(shop)
    await shop.says("Здравствуйте", who="503")
    await shop.says("Здравствуйте", who="504")
    assert "стряслось" in "".join(message.text for message in shop.telegram.to("504"))
    assert (await shop.lead("502")).script_version == 1
    await pressed(shop, "↩️ Вернуть laptop_repair v1")
    assert "laptop_repair v1</b> отвечает новым" in shop.telegram.to(OWNER)[-1].text
    await shop.says("Здравствуйте", who="505")
    assert (await shop.lead("505")).script_version == 1
    assert (await shop.lead("504")).script_version == 2


async def test_a_new_question_lacks_languages_until_they_are_written(shop: World) -> None:
    await told(shop, "/scripts")
    await pressed(shop, "✏️ Изменить")
    await pressed(shop, "➕ Вопрос")
    shown = await told(shop, "Какой у вас бренд? Apple / Asus / другой")
    assert "Не хватает текста на: EN, KK" in shown.text
    assert "[Apple]" in shown.text
    await pressed(shop, "⬅️ Назад")
    trouble = await pressed(shop, "🚀 Опубликовать")
    assert "Вопрос 4, текст: нет текста на KK" in trouble.text
    for language, question, answers in (
        ("KK", "Ноутбуктің бренді қандай?", "Apple\nAsus\nбасқа"),
        ("EN", "Which brand is it?", "Apple\nAsus\nother"),
    ):
        await pressed(shop, "⬅️ Назад")
        await pressed(shop, "4")
        await pressed(shop, f"✏️ {language}")
        await told(shop, question)
        await pressed(shop, f"🔘 {language}")
        await told(shop, answers)
    await pressed(shop, "⬅️ Назад")
    assert "Всё на месте" in (await pressed(shop, "✅ Проверить")).text


async def test_weights_must_add_up(shop: World) -> None:
    await told(shop, "/scripts")
    await pressed(shop, "✏️ Изменить")
    await pressed(shop, "⚖️ Веса оценки")
    assert "сумма 100 (сейчас 90)" in (await told(shop, "30 20 15 20 5")).text
    assert "Записал" in (await told(shop, "30 20 15 20 15")).text


async def test_a_draft_that_would_lose_a_hot_lead_is_not_published(shop: World) -> None:
    await qualify(shop)
    text, _ = script.source("laptop_repair")
    strict = text.replace("  model: criteria\n", "  model: criteria\n  bands: {nurture: 97, qualified: 98, hot: 99}\n")
    await told(shop, "/scripts")
    await pressed(shop, "📎 Прислать файлом")
    assert "Черновик" in (await told(shop, strict)).text
    told_now = await published(shop)
    assert "мешают беседы: 1" in told_now
    assert "горячий лид не дошёл бы до продавца" in await until(shop, "⛔ #")
    assert "laptop_repair v1</b> отвечает новым" in (await told(shop, "/scripts")).text


async def test_a_document_becomes_the_draft_and_a_foreign_one_is_refused(shop: World) -> None:
    shelf = {"good": script.source("services")[0].encode(), "bad": b"\xff\xfe\x00", "list": b"- a\n- b\n"}

    async def fetch(file_id: str) -> bytes:
        return shelf[file_id]

    shop.telegram.fetch = fetch  # type: ignore[attr-defined]
    for name, answer in (
        ("bad", "не похоже на сценарий"),
        ("list", "не похоже на сценарий"),
        ("good", "стал черновиком"),
    ):
        await told(shop, "/scripts")
        await pressed(shop, "📎 Прислать файлом")
        await shop.says("", who=OWNER, attachments=(Attachment("document", name, name="my.yaml"),))
        assert answer in await until(shop, answer)
    await pressed(shop, "✏️ Открыть черновик")
    assert "Черновик" in shop.telegram.to(OWNER)[-1].text


async def test_an_answer_to_a_stranger_changes_nothing(shop: World) -> None:
    before = await script_rows(shop)
    for text in ("/scripts", "сценарии"):
        answers = await shop.says(text, who="666")
        assert "отвечает новым" not in "".join(message.text for message in answers)
    assert await script_rows(shop) == before


async def test_a_version_tried_on_a_share_answers_some_and_the_better_is_kept(shop: World) -> None:
    await edited(shop, "Что стряслось с вашим ноутбуком?")
    await pressed(shop, "⬅️ Назад")
    await pressed(shop, "🔁 Прогнать беседы")
    await until(shop, "Прогнал бесед")
    await pressed(shop, "⚖️ Проверить на части")
    begun = await pressed(shop, "50 %")
    assert "laptop_repair v2 отвечает 50 % новых" in begun.text
    for who in range(600, 612):
        await shop.says("Здравствуйте", who=str(who))
    on = [(await shop.lead(str(who))).script_version for who in range(600, 612)]
    assert set(on) == {1, 2}
    for who, version in zip(range(600, 612), on, strict=True):
        told_them = "".join(message.text for message in shop.telegram.to(str(who)))
        assert ("стряслось" in told_them) is (version == 2)
    await told(shop, "/scripts")
    standing = await pressed(shop, "⚖️ Сравнить версии")
    assert "нужно ещё лидов: 188" in standing.text
    assert f"laptop_repair v2</b>: лидов {on.count(2)}" in standing.text
    ended = await pressed(shop, "⏹ laptop_repair v2")
    assert "laptop_repair v2</b> отвечает новым" in ended.text
    for who in range(612, 618):
        await shop.says("Здравствуйте", who=str(who))
        assert (await shop.lead(str(who))).script_version == 2


async def test_a_version_comes_as_a_file_that_can_be_sent_back(shop: World) -> None:
    await told(shop, "/scripts")
    await pressed(shop, "▶️ laptop_repair v1")
    sent = await pressed(shop, "📄 Файлом")
    assert [file.name for file in sent.files] == ["laptop_repair-v1.yaml"]
    assert sent.files[0].content.decode() == script.source("laptop_repair")[0]


def outcome(stage: str, *said: str, facts: tuple[str, ...] = ()) -> Outcome:
    return Outcome(dict.fromkeys(facts, "1"), said, 80, "hot", offered=True, stage=stage)


def test_a_stop_that_closes_no_more_forbids_a_script() -> None:
    pack = script.load("laptop_repair")
    assert harms(outcome("opted_out"), outcome("qualifying"), pack) == ["stop"]
    assert harms(outcome("opted_out"), outcome("opted_out"), pack) == []


def test_an_end_without_a_required_question_forbids_a_script() -> None:
    pack = script.load("laptop_repair")
    asked = "script.questions.contact.ask.0"
    ended = outcome("qualified", facts=("need",))
    assert harms(ended, ended, pack) == ["required"]
    assert harms(ended, outcome("qualified", asked, facts=("need",)), pack) == []
    assert harms(ended, outcome("qualified", facts=("need", "phone")), pack) == []


async def script_rows(world: World) -> list[object]:
    return [row for row in await world.rows("settings") if row.name.startswith("script")]
