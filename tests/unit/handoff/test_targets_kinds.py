"""Each kind of target against a system that is strict about its documents: made once, then kept up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.wording import Catalogue
from fsm.facts import BUDGET, EMAIL, NAME, NEED, PHONE, TIMELINE, Budget, Fact, Qualifier, Timeline, Urgency
from fsm.lead import Band, Deal, Handoff, Lead, Part, Stage, Worth
from handoff.dossier import as_text, dossier
from handoff.targets import happenings
from handoff.targets.contract import Dispatch, NotNow, Refused
from handoff.targets.kinds import KINDS
from handoff.targets.plain import FIELDS
from handoff.targets.wire import HttpWire
from tests.fakes.targets import FakeApprise, FakeHook, FakeNocoDb
from tests.fakes.targets_crm import FakeBitrix, FakeHubSpot, FakeKommo
from tests.fakes.targets_sheets import FakeSheets

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=ZoneInfo("Asia/Almaty"))
WORDS = Catalogue.load().words("ru", NOW.date())
SECRET = "a-secret-of-sixteen-and-more"


def told(value: Any, words: str = "") -> Fact:
    return Fact(value=value, words=words, message_id="1")


def lead(**changes: Any) -> Lead:
    facts = {
        NAME: told("Алия Ким", "Алия Ким"),
        PHONE: told("+77771234567"),
        NEED: told("ремонт ноутбука", "=HYPERLINK(1)"),
        BUDGET: told(Budget(10_000.0, 15_000.0, "KZT", Qualifier.RANGE), "10-15 тысяч"),
        TIMELINE: told(Timeline(NOW.date(), NOW.date(), Urgency.NOW), "сегодня"),
    }
    made = Lead(
        id=7,
        workspace_id=1,
        channel="telegram",
        chat="501",
        language="ru",
        stage=Stage.QUALIFIED,
        facts=facts,
        worth=Worth(83, Band.HOT, (Part("budget", 83, 100, "budget.range", "10-15 тысяч"),)),
        created_at=NOW.astimezone(UTC),
        last_words="Когда приехать?",
        source="olx",
        objections=("price",),
    )
    return msgspec.structs.replace(made, **changes)


def dispatch(config: dict[str, str], of: Lead | None = None, **changes: Any) -> Dispatch:
    package = dossier(of or lead(), WORDS, NOW)
    given: dict[str, Any] = {
        "config": config,
        "event": happenings.QUALIFIED,
        "key": "3:99:lead.qualified",
        "at": NOW,
        "now": NOW,
        "lead": package,
        "data": {"before": "qualifying", "after": "qualified", "why": "", "by": "bot"},
        "text": as_text(package, WORDS),
        "title": package.title,
        "marker": "talap-1-7",
    }
    return Dispatch(**given | changes)


@pytest.fixture
async def wire() -> AsyncIterator[HttpWire]:
    made = HttpWire(["127.0.0.1"], seconds=2)
    yield made
    await made.close()


WON = lead(
    deal=Deal("paid", NOW),
    handoff=Handoff(id=1, state="won", offered_at=NOW, rep_name="Берик", outcome="won", amount=14_500.0),
)


async def test_a_webhook_is_signed_and_a_repeat_has_the_same_id(wire: HttpWire) -> None:
    async with FakeHook(SECRET, ("X-Auth", "let me in")) as hook:
        config = {"url": f"{hook.url}/webhook/talap", "secret": SECRET, "header": "X-Auth: let me in"}
        for _ in range(2):
            assert await KINDS["webhook"].send(dispatch(config), wire) == ""
        assert hook.wrong == []
        (document,) = hook.documents
        assert document["event"] == "lead.qualified"
        package = document["package"]
        assert package["lead"]["phone"] == "+77771234567"
        assert sum(part["points"] for part in package["score"]["parts"]) == package["score"]["score"] == 83
        assert package["best_time_to_call"]["zone"] == "Asia/Almaty"
        assert "Алия" in document["text"]
        with pytest.raises(Refused, match="403"):
            await KINDS["webhook"].send(dispatch(config | {"header": "X-Auth: guess"}), wire)
        with pytest.raises(Refused, match="400"):
            await KINDS["webhook"].send(dispatch(config | {"secret": "another-secret-of-some-length"}), wire)


async def test_a_redirect_is_never_followed(wire: HttpWire) -> None:
    async with FakeHook(SECRET) as hook:
        hook.leads_to = f"{hook.url}/elsewhere"
        with pytest.raises(Refused, match="not followed"):
            await KINDS["webhook"].send(dispatch({"url": f"{hook.url}/webhook/talap", "secret": SECRET}), wire)
        assert hook.wrong == []


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
async def test_what_may_pass_is_tried_again_when_they_say(wire: HttpWire, status: int) -> None:
    async with FakeHook(SECRET) as hook:
        hook.sick, hook.retry_after = [status], "17"
        with pytest.raises(NotNow, match=str(status)) as later:
            await KINDS["webhook"].send(dispatch({"url": f"{hook.url}/webhook/talap", "secret": SECRET}), wire)
        assert later.value.seconds == 17


async def test_nobody_there_is_a_reason_to_try_again_that_gives_no_secret_away(wire: HttpWire) -> None:
    with pytest.raises(NotNow) as later:
        await KINDS["bitrix24"].send(dispatch({"webhook": "http://127.0.0.1:1/rest/1/secret-code"}), wire)
    assert "secret-code" not in str(later.value)


@pytest.mark.parametrize("age", ["new", "old", "front_page"])
async def test_nocodb_has_one_row_of_a_lead_in_either_version(wire: HttpWire, age: str) -> None:
    old = age != "new"
    async with FakeNocoDb(old=old, front_page=age == "front_page") as noco:
        config = {"url": noco.url, "token": noco.TOKEN, "base": "pBase", "table": "mTable"}
        number = await KINDS["nocodb"].send(dispatch(config), wire)
        assert number == ("v2:1" if old else "v3:1")
        # An answer that was lost: nothing is remembered, and the row is found by its key.
        assert await KINDS["nocodb"].send(dispatch(config, again=True), wire) == number
        assert await KINDS["nocodb"].send(dispatch(config, WON, remote_id=number), wire) == number
        assert (len(noco.rows), noco.rows[1]["outcome"], noco.rows[1]["amount"]) == (1, "won", "14500.00")
        assert noco.rows[1]["need"] == "ремонт ноутбука"
        noco.rows.clear()  # somebody deleted it
        assert await KINDS["nocodb"].send(dispatch(config, remote_id=number), wire) == number
        assert (len(noco.rows), noco.wrong) == (1, [])


async def test_nocodb_says_what_is_missing(wire: HttpWire) -> None:
    async with FakeNocoDb() as noco:
        config = {"url": noco.url, "token": noco.TOKEN, "base": "pBase", "table": "mOther"}
        with pytest.raises(Refused, match="no such base or table"):
            await KINDS["nocodb"].send(dispatch(config), wire)
        with pytest.raises(Refused, match="no token"):
            await KINDS["nocodb"].send(dispatch(config | {"table": "mTable", "token": "guess"}), wire)


async def test_kommo_gets_a_lead_with_its_contact_and_notes(wire: HttpWire) -> None:
    async with FakeKommo() as kommo:
        config = {"url": kommo.url, "token": kommo.TOKEN, "pipeline_id": "5", "fields": "12=score"}
        number = await KINDS["kommo"].send(dispatch(config), wire)
        made = kommo.leads[int(number)]
        assert (made["pipeline_id"], made["price"], made["name"]) == (
            5,
            15_000,
            "Алия Ким · ремонт ноутбука · talap-1-7",
        )
        assert made["custom_fields_values"] == [{"field_id": 12, "values": [{"value": "83"}]}]
        assert await KINDS["kommo"].send(dispatch(config, again=True), wire) == number
        won = dispatch(config, WON, event=happenings.WON, remote_id=number)
        assert await KINDS["kommo"].send(won, wire) == number
        assert (len(kommo.leads), kommo.leads[int(number)]["status_id"], kommo.leads[int(number)]["price"]) == (
            1,
            142,
            14_500,
        )
        assert len(kommo.notes[int(number)]) == 3
        del kommo.leads[int(number)]
        assert await KINDS["kommo"].send(dispatch(config, remote_id=number), wire) == number
        assert kommo.wrong == []


STRANGER = lead(facts={NEED: told("ремонт ноутбука")}, display_name="")
KNOWN = lead(facts=lead().facts | {EMAIL: told("aliya@example.kz")})


@pytest.mark.parametrize("slow_search", [False, True])
async def test_kommo_learns_the_phone_later_and_knows_its_own_lead_after_a_doubtful_try(
    wire: HttpWire, slow_search: bool
) -> None:
    async with FakeKommo() as kommo:
        config = {"url": kommo.url, "token": kommo.TOKEN}
        number = await KINDS["kommo"].send(dispatch(config, STRANGER), wire)
        assert kommo.contacts[int(number) + 1_000]["first_name"] == "talap-1-7"
        assert await KINDS["kommo"].send(dispatch(config, STRANGER, again=True), wire) == number
        for of in (lead(), lead(), KNOWN):
            assert await KINDS["kommo"].send(dispatch(config, of, remote_id=number), wire) == number
        contact = kommo.contacts[int(number) + 1_000]
        assert (contact["first_name"], contact["last_name"]) == ("Алия", "Ким")
        reach = {field["field_code"]: field["values"] for field in contact["custom_fields_values"]}
        assert reach == {
            "PHONE": [{"value": "+77771234567", "enum_code": "WORK"}],
            "EMAIL": [{"value": "aliya@example.kz", "enum_code": "WORK"}],
        }
        kommo.slow_search = slow_search  # then the contact's phone leads to it
        assert await KINDS["kommo"].send(dispatch(config, again=True), wire) == number
        contact["custom_fields_values"][0]["values"].append({"value": "+7 702", "enum_code": "MOB"})
        await KINDS["kommo"].send(dispatch(config, KNOWN, remote_id=number), wire)
        assert len(contact["custom_fields_values"][0]["values"]) == 2
        assert (len(kommo.leads), kommo.wrong) == (1, [])


async def test_bitrix_learns_the_phone_later_and_a_trial_finds_a_field_that_is_not_there(wire: HttpWire) -> None:
    async with FakeBitrix() as bitrix:
        config = {"webhook": bitrix.webhook}
        number = await KINDS["bitrix24"].send(dispatch(config, STRANGER), wire)
        assert "fm" not in bitrix.items[int(number)]
        for of in (lead(), lead(), KNOWN, KNOWN):
            assert await KINDS["bitrix24"].send(dispatch(config, of, remote_id=number), wire) == number
        assert [each["value"] for each in bitrix.items[int(number)]["fm"]] == ["+77771234567", "aliya@example.kz"]
        own = config | {"fields": "ufCrm_1639669411830=score"}
        assert await KINDS["bitrix24"].send(dispatch(own, trial=True), wire) == number
        assert bitrix.wrong == []


async def test_a_trial_names_the_field_bitrix_would_pass_over(wire: HttpWire) -> None:
    async with FakeBitrix(forgiving=True) as bitrix:
        own = {"webhook": bitrix.webhook, "fields": "UF_CRM_SCORE=score"}
        with pytest.raises(Refused, match="no field UF_CRM_SCORE"):
            await KINDS["bitrix24"].send(dispatch(own, trial=True), wire)
        assert await KINDS["bitrix24"].send(dispatch(own), wire)


async def test_bitrix_gets_an_item_found_by_its_origin(wire: HttpWire) -> None:
    async with FakeBitrix() as bitrix:
        config = {"webhook": bitrix.webhook, "fields": "ufCrm_1639669411830=score"}
        number = await KINDS["bitrix24"].send(dispatch(config), wire)
        item = bitrix.items[int(number)]
        assert (item["name"], item["lastName"], item["originId"]) == ("Алия", "Ким", "talap-1-7")
        assert item["fm"] == [{"typeId": "PHONE", "valueType": "WORK", "value": "+77771234567"}]
        assert item["ufCrm_1639669411830"] == "83"
        assert await KINDS["bitrix24"].send(dispatch(config), wire) == number
        assert await KINDS["bitrix24"].send(dispatch(config, WON, remote_id=number), wire) == number
        assert (len(bitrix.items), bitrix.items[int(number)]["opportunity"], len(bitrix.comments)) == (1, 14_500.0, 3)
        bitrix.errors = [(503, "QUERY_LIMIT_EXCEEDED"), (429, "OPERATION_TIME_LIMIT")]
        for _ in range(2):
            with pytest.raises(NotNow):
                await KINDS["bitrix24"].send(dispatch(config), wire)
        bitrix.errors = [(403, "insufficient_scope")]
        with pytest.raises(Refused, match="as told"):
            await KINDS["bitrix24"].send(dispatch(config), wire)
        bitrix.items.clear()
        assert await KINDS["bitrix24"].send(dispatch(config, remote_id=number), wire) == number
        assert bitrix.wrong == []


async def test_hubspot_keeps_one_contact_by_email_or_phone(wire: HttpWire) -> None:
    async with FakeHubSpot() as hubspot:
        config = {"token": hubspot.TOKEN, "fields": "talap_score=score", "api": hubspot.url}
        number = await KINDS["hubspot"].send(dispatch(config), wire)
        assert await KINDS["hubspot"].send(dispatch(config), wire) == number
        with_email = lead(facts=lead().facts | {EMAIL: told("aliya@example.kz")})
        assert await KINDS["hubspot"].send(dispatch(config, with_email, remote_id=number), wire) == number
        assert await KINDS["hubspot"].send(dispatch(config, with_email), wire) == number
        won = dispatch(config, WON, event=happenings.WON, remote_id=number)
        assert await KINDS["hubspot"].send(won, wire) == number
        assert hubspot.contacts == {
            number: {
                "firstname": "Алия",
                "lastname": "Ким",
                "phone": "+77771234567",
                "email": "aliya@example.kz",
                "lifecyclestage": "customer",
                "talap_score": "83",
            }
        }
        other = await KINDS["hubspot"].send(dispatch(config, STRANGER), wire)
        assert other != number
        # The e-mail told later is somebody's already: the contact that has it is the person.
        assert await KINDS["hubspot"].send(dispatch(config, with_email, remote_id=other), wire) == number
        with pytest.raises(Refused, match="unknown"):
            await KINDS["hubspot"].send(dispatch(config | {"fields": "their_own=score"}), wire)
        assert len(hubspot.wrong) == 1


async def test_a_sheet_keeps_a_row_a_lead_wherever_it_was_moved(wire: HttpWire) -> None:
    async with FakeSheets() as sheets:
        config = {"spreadsheet": sheets.ID, "sheet": "Leads", "key": sheets.account.json}
        config |= {"api": sheets.url, "token_uri": f"{sheets.url}/token"}
        place = await KINDS["sheets"].send(dispatch(config), wire)
        assert sheets.rows[0] == list(FIELDS)
        assert (place, len(sheets.rows), sheets.rows[1][2:4]) == ("2", 2, ["Алия Ким", "+77771234567"])
        assert await KINDS["sheets"].send(dispatch(config, again=True), wire) == "2"
        sheets.rows.insert(1, ["5", "somebody else"])  # people sort and insert
        assert await KINDS["sheets"].send(dispatch(config, WON, remote_id="2"), wire) == "3"
        assert [row[0] for row in sheets.rows] == ["lead_id", "5", "7"]
        assert sheets.rows[1] == ["5", "somebody else"]
        assert "won" in sheets.rows[2]
        assert sheets.wrong == []


# Apprise looks for a module of the standard library that will be gone in 3.13, and has one of its own for then.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
async def test_apprise_tells_in_words(wire: HttpWire) -> None:
    async with FakeApprise() as service:
        address = service.url.replace("http://", "json://") + "/notify"
        await KINDS["apprise"].send(dispatch({"address": address}), wire)
        ((title, body),) = service.messages
        assert "Алия" in title
        assert "+77771234567" in body
        service.sick = [500]
        with pytest.raises(NotNow):
            await KINDS["apprise"].send(dispatch({"address": address}), wire)
        service.leads_to = f"{service.url}/elsewhere"
        with pytest.raises(NotNow):
            await KINDS["apprise"].send(dispatch({"address": address}), wire)
        assert service.wrong == []
        service.leads_to = ""
        closed = HttpWire(seconds=2)
        for host in ("127.0.0.1", "localhost", "127.1", "[::1]"):
            away = address.replace("127.0.0.1", host)
            with pytest.raises(Refused):
                await KINDS["apprise"].send(dispatch({"address": away}), closed)
        mail = "mailto://someone:secret@example.kz/?smtp=127.0.0.1&to=boss@example.kz"
        with pytest.raises(Refused, match="private network"):
            await KINDS["apprise"].send(dispatch({"address": mail}), closed)
        assert len(service.messages) == 1
    with pytest.raises(Refused):
        await KINDS["apprise"].send(dispatch({"address": "nothing-like-this://x"}), wire)


@pytest.mark.parametrize(
    ("kind", "field", "bad"),
    [
        ("webhook", "url", "n8n.example.kz/webhook"),
        ("webhook", "url", "ftp://x.kz"),
        ("webhook", "secret", "short"),
        ("webhook", "header", "Host: x"),
        ("webhook", "header", "X: a\r\nY: b"),
        ("nocodb", "token", "два слова"),
        ("apprise", "address", "syslog://"),
        ("apprise", "address", "file:///etc/passwd"),
        ("apprise", "address", "fcm://project/key?keyfile=/etc/passwd"),
        ("apprise", "address", "json://example.kz/?redirect=yes"),
        ("kommo", "pipeline_id", "-4"),
        ("kommo", "fields", "x=score"),
        ("bitrix24", "webhook", "https://portal.bitrix24.kz"),
        ("hubspot", "fields", "theirs=nothing"),
        ("sheets", "spreadsheet", "http://x"),
        ("sheets", "key", "{}"),
        ("sheets", "key", "no json"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(kind: str, field: str, bad: str) -> None:
    check = next(each.check for each in KINDS[kind].fields if each.name == field)
    with pytest.raises(ValueError):
        check(bad)


def test_the_trail_becomes_events_each_under_its_own_key() -> None:
    def row(number: int, kind: str, before: str = "", after: str = "") -> dict[str, Any]:
        return {"id": number, "kind": kind, "before": before, "after": after, "why": "", "by": "bot"}

    rows = [
        row(1, "stage", "new", "contacted"),
        row(2, "stage", "contacted", "qualified"),
        row(3, "offered", "", "hot"),
        row(4, "stage", "qualified", "handed_off"),
        row(5, "deal", "", "new"),
        row(6, "outcome", "", "won"),
        row(7, "stage", "handed_off", "closed"),
        row(8, "not_offered"),
    ]
    found = happenings.happenings(rows)
    assert [each.event for each in found] == [
        "lead.created",
        "lead.qualified",
        "lead.offered",
        "lead.handed_off",
        "lead.deal_moved",
        "lead.won",
    ]
    assert len({each.key for each in found}) == len(found)
    paid = [row(9, "deal", "agreement", "paid")]
    assert [each.event for each in happenings.happenings(paid, "paid")] == ["lead.deal_moved", "lead.won"]
    said = [*paid, row(10, "outcome", "", "won")]
    assert [each.event for each in happenings.happenings(said, "paid")] == ["lead.deal_moved", "lead.won"]
    assert set(happenings.GOOD_NEWS) <= set(happenings.EVENTS)


def test_the_window_for_a_call_is_open_or_opens_next() -> None:
    evening = NOW.replace(hour=22)
    window = dossier(lead(), WORDS, evening).best_time_to_call
    assert (window.since, window.why) == (evening.replace(hour=9) + timedelta(days=1), "urgent")
