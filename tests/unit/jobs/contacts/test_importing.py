"""A table that somebody sends becomes contacts: whatever wrote it, whoever named its columns, each person once."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.running import settle_memory
from bot.wording import Catalogue
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from fsm.storage.suppression import suppress
from fsm.storage.tables import DEFAULT_WORKSPACE
from jobs.contacts import book, sheets
from jobs.contacts.contact import Address, Consent, email_in, phone_in, phones_in
from jobs.contacts.headers import meaning
from jobs.contacts.importing import Import, Terms, Why, read, run, told
from jobs.contacts.sheets import BadFile, Flaw
from jobs.contacts.tables import contact_addresses, contact_imports, contacts

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TERMS = Terms(source="выставка", consent=Consent.GIVEN, consent_how="анкета на стенде")
TABLE = "Имя;Моб.;E-mail;Компания;Қала\nАлия;8 701 123-45-67;Aliya@Example.KZ;ТОО «Ак Бидай»;Алматы\n"


def order(content: bytes, terms: Terms = TERMS, *, dry: bool = False) -> Import:
    return Import(workspace_id=DEFAULT_WORKSPACE, file="x.csv", content=content, terms=terms, by="1", dry=dry)


def excel(rows: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    told = io.BytesIO()
    made.save(told)
    return told.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_table_is_read_in_every_usual_spelling(encoding: str, sign: str) -> None:
    text = TABLE.replace("Қала", "Город") if encoding == "cp1251" else TABLE
    people, tally = read(text.replace(";", sign).encode(encoding), TERMS)

    assert [(one.name, one.phone, one.email) for one in people] == [("Алия", "+77011234567", "aliya@example.kz")]
    assert people[0].company == "ТОО «Ак Бидай»"
    assert people[0].city == "Алматы"
    assert people[0].consent is Consent.GIVEN
    assert people[0].consent_how == "анкета на стенде"
    assert (tally.rows, tally.refused, tally.repeated) == (1, 0, 0)


def test_an_excel_file_keeps_numbers_and_takes_no_formula() -> None:
    file = excel([["ФИО", "Телефон", "Бюджет"], ["Ким", 77011234567.0, "=1+2"], ["Ли", "+77051112233", 5]])
    people, tally = read(file, TERMS)

    assert [one.phone for one in people] == ["+77011234567", "+77051112233"]
    # A formula nobody computed has no value.
    assert [one.extra for one in people] == [{}, {"Бюджет": "5"}]
    assert tally.columns == {"ФИО": "name", "Телефон": "phone"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Телефон", "phone"), ("Моб.", "phone"), ("тел./WhatsApp", "phone"), ("Мобильный телефон", "phone"),
        ("Ұялы телефон", "phone"), ("Телефон нөмірі", "phone"), ("Phone number", "phone"), ("Mobile", "phone"),
        ("Телефон компании", "phone"), ("E-mail", "email"), ("Эл. почта", "email"), ("Электрондық пошта", "email"),
        ("Email address", "email"), ("E-mail контактного лица", "email"), ("Компания", "company"), ("Ұйым", "company"),
        ("Organization", "company"), ("Название", "company"), ("Имя", "name"), ("ФИО", "name"), ("Аты-жөні", "name"),
        ("Full name", "name"), ("Контактное лицо", "name"), ("Фамилия", "last_name"), ("Тегі", "last_name"),
        ("Қала", "city"), ("Город", "city"), ("City", "city"), ("Тіл", "language"), ("Язык", "language"),
        ("Сайт", "site"), ("Комментарий", "note"), ("Согласие на рассылку", "consent"), ("Бюджет", ""), ("", ""),
        ("Адрес", ""), ("№", ""),
    ],
)  # fmt: skip
def test_headings_are_understood_in_three_languages(heading: str, field: str) -> None:
    assert meaning(heading) == field


def test_a_table_without_headings_is_understood_by_what_stands_in_it() -> None:
    people, _ = read("Айгуль,87011234567,a@b.kz\nОлег,8 (705) 111-22-33,o@b.kz\n".encode(), TERMS)
    assert [(one.name, one.phone, one.email) for one in people] == [
        ("Айгуль", "+77011234567", "a@b.kz"),
        ("Олег", "+77051112233", "o@b.kz"),
    ]


def test_every_wrong_row_says_where_and_why() -> None:
    table = "Имя;Телефон;Почта\nА;12;\nБ;;b@@b\nВ;;\nГ;99;g@b.kz\nД;87011234567;\n"
    people, tally = read(table.encode(), TERMS)

    assert [(each.row, each.column, each.why) for each in tally.troubles] == [
        (2, "Телефон", Why.BAD_PHONE),
        (3, "Почта", Why.BAD_EMAIL),
        (4, "", Why.NO_ADDRESS),
        (5, "Телефон", Why.BAD_PHONE),
    ]
    assert [one.name for one in people] == ["Г", "Д"]
    assert tally.refused == 3


def test_a_cell_may_hold_several_numbers_and_a_guard_against_formulas() -> None:
    people, _ = read("Телефон;Имя\n'+7 701 123 45 67, 8 727 250-00-00;'=cmd\n".encode(), TERMS)
    assert people[0].addresses == (Address("phone", "+77011234567"), Address("phone", "+77272500000"))
    assert people[0].name == "=cmd"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8 701 123 45 67", "+77011234567"), ("+7(701)1234567", "+77011234567"), ("77011234567", "+77011234567"),
        ("7011234567", "+77011234567"), ("380501234567", "+380501234567"), ("+91 98200 12345", "+919820012345"),
        ("8 727 250-00-00 доб. 12", "+77272500000"), ("tel:+77011234567", "+77011234567"), ("12345", ""),
        ("call me", ""), ("", ""), ("9" * 40, ""), ("1" * 500, ""),
    ],
)  # fmt: skip
def test_numbers_have_one_spelling(text: str, number: str) -> None:
    assert phone_in(text, "KZ") == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("A@B.kz", "a@b.kz"), ("<a@b.kz>", "a@b.kz"), ("mailto:a@b.kz", "a@b.kz"),
        ("a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"),
        ("a@b", ""), ("a b@c.kz", ""), ("a@b.kz\r\nBcc: x@y.kz", ""),
        ("a@@b.kz", ""), ("x" * 65 + "@b.kz", ""), ("", ""),
    ],
)  # fmt: skip
def test_addresses_have_one_spelling(text: str, address: str) -> None:
    assert email_in(text) == address


def test_two_numbers_side_by_side_are_two() -> None:
    assert phones_in("8 701 123 45 67 / 8 705 111 22 33", "KZ") == ("+77011234567", "+77051112233")


async def test_people_are_kept_once_however_often_they_come(store: Store) -> None:
    first = await run(store, order(TABLE.encode()), NOW)
    again = await run(store, order(TABLE.encode()), NOW)
    other = "Телефон;Почта;Город;Компания\n+77011234567;second@b.kz;Астана;Другая\n"
    third = await run(store, order(other.encode(), Terms(source="сайт")), NOW)

    assert (first.added, again.added, third.added) == (1, 0, 0)
    assert (first.known, again.known, third.known) == (0, 1, 1)

    def look(connection):
        found = list(book.by_id(connection, DEFAULT_WORKSPACE, range(1, 20)).values())
        return found, book.addresses_of(connection, [one.id for one in found])

    (contact,), addresses = await store.read(look)
    # Gaps are filled, nothing is overwritten, consent is not taken back.
    assert (contact.city, contact.company, contact.consent) == ("Алматы", "ТОО «Ак Бидай»", "given")
    assert len(addresses[contact.id]) == 3


async def test_a_row_that_comes_again_in_a_file_still_fills_gaps(store: Store) -> None:
    table = "Телефон;Почта;Имя\n87011234567;;\n87011234567;;Алия\n87011234567;a@b.kz;\n"
    tally = await run(store, order(table.encode()), NOW)

    found = await store.read(lambda connection: book.by_id(connection, 1, range(1, 20)))
    assert [(one.name, one.phone, one.email) for one in found.values()] == [("Алия", "+77011234567", "a@b.kz")]
    assert (tally.added, tally.known, tally.repeated) == (1, 1, 1)


async def test_a_dry_run_tells_the_same_and_keeps_nothing(store: Store) -> None:
    await run(store, order(TABLE.encode()), NOW)
    table = TABLE + "Б;87051112233;;;\nБ;87051112233;;;\nВ;1;;;\nГ;87071112233;;;\n"
    await store.write(lambda connection: suppress(connection, 1, [("phone", "+77071112233")], NOW, "stopped"))

    dry = await run(store, order(table.encode(), dry=True), NOW)
    count = await store.read(lambda connection: connection.execute(select(func.count()).select_from(contacts)).scalar())
    real = await run(store, order(table.encode()), NOW)

    assert count == 1
    assert dry == real
    assert (real.rows, real.added, real.known, real.repeated, real.refused, real.closed) == (5, 1, 1, 1, 1, 1)


async def test_who_said_stop_stays_out_even_when_erased_and_brought_again(store: Store) -> None:
    await run(store, order(TABLE.encode()), NOW)

    def erase(connection):
        suppress(connection, 1, [("phone", "+77011234567"), ("email", "aliya@example.kz")], NOW, "erased")
        connection.execute(contact_addresses.delete())
        connection.execute(contacts.delete())

    await store.write(erase)
    tally = await run(store, order(TABLE.encode()), NOW)
    only_mail = await run(store, order("Почта\naliya@example.kz\n".encode()), NOW)
    assert (tally.added, tally.closed, only_mail.added, only_mail.closed) == (0, 1, 0, 1)


async def test_an_import_is_on_record(store: Store) -> None:
    await run(store, order(TABLE.encode()), NOW)
    row = await store.read(lambda connection: connection.execute(select(contact_imports)).one())
    assert (row.source, row.consent, row.consent_how, row.rows, row.added) == (
        "выставка", "given", "анкета на стенде", 1, 1,
    )  # fmt: skip


async def test_a_thousand_rows_take_less_than_two_seconds_and_tell_how_far_they_are(store: Store) -> None:
    rows = [f"Человек {n};8701{n:07};p{n}@example.kz;Фирма {n};Алматы" for n in range(1_000)]
    content = ("Имя;Телефон;Почта;Компания;Город\n" + "\n".join(rows)).encode()
    told: list[int] = []

    began = time.perf_counter()
    tally = await run(store, order(content), NOW, told.append)
    took = time.perf_counter() - began

    assert (tally.added, tally.refused) == (1_000, 0)
    assert told == [500, 1_000]
    assert took < 2


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"\n\n ; ;\n", Flaw.EMPTY),
        ("Имя;Город\nА;Б\n".encode(), Flaw.NO_ADDRESS_COLUMN),
        (b"x" * (sheets.LARGEST_FILE + 1), Flaw.TOO_LARGE),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, Flaw.OLD_EXCEL),
        (b"PK\x03\x04 this is no parcel", Flaw.UNREADABLE),
        (b"\x00\x01\x02\x03", Flaw.UNREADABLE),
        (b'phone\n"' + b"x" * 200_000, Flaw.UNREADABLE),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, flaw: Flaw) -> None:
    with pytest.raises(BadFile) as refused:
        read(content, TERMS)
    assert refused.value.flaw is flaw


def test_a_zip_bomb_is_refused_unopened() -> None:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    began = time.perf_counter()
    with pytest.raises(BadFile) as refused:
        read(told.getvalue(), TERMS)
    assert refused.value.flaw is Flaw.BOMB
    assert time.perf_counter() - began < 0.5


def test_too_many_rows_are_refused() -> None:
    content = b"phone\n" + b"".join(b"8701%07d\n" % number for number in range(sheets.MOST_ROWS + 1))
    with pytest.raises(BadFile) as refused:
        for _ in sheets.rows(content):
            pass
    assert refused.value.flaw is Flaw.TOO_MANY_ROWS


_BITS = st.sampled_from(
    [b"\xef\xbb\xbf", b"PK\x03\x04", b"sep=;\n", b"phone;e-mail\n", b'"', b";", b"\n", b"\r", b"\x00", b"=1+2"]
)


@given(st.lists(st.one_of(_BITS, st.binary(max_size=30)), max_size=20).map(b"".join))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    with contextlib.suppress(BadFile):
        read(content, TERMS)


@given(st.text(st.characters(exclude_characters="\0"), max_size=300))
def test_no_cell_breaks_the_reading(text: str) -> None:
    quoted = text.replace('"', '""')
    people, tally = read(f'phone;e-mail;name\n"{quoted}";a@b.kz;"{quoted}"\n'.encode("utf-8", "replace"), TERMS)
    assert len(people) + tally.refused <= tally.rows
    assert all(person.name.isprintable() or not person.name for person in people)


@pytest.mark.parametrize("place", range(0, 5_000, 97))
def test_a_torn_excel_file_is_refused_or_read(place: int) -> None:
    whole = excel([["Телефон", "Имя"], *([f"8701{n:07}", f"Имя {n}"] for n in range(50))])
    torn = whole[: place % len(whole)] + b"\xff\x00" + whole[place % len(whole) + 2 :]
    with contextlib.suppress(BadFile):
        people, _ = read(torn, TERMS)
        assert len(people) <= 50


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_an_import_did_is_told_with_rows_and_reasons(language: str) -> None:
    _, tally = read("Имя;Телефон;Почта\nА;12;\nВ;;\n".encode(), TERMS)
    lines = told(tally, Catalogue.load().words(language)).splitlines()
    assert len(lines) == 3
    assert "{" not in "".join(lines)
    assert [line for line in lines if "contacts." in line] == []
    assert "Телефон" in lines[1]


@pytest.mark.parametrize("first", ["sep=", "sep=\n", 'sep="\n', "sep=я\n"])
def test_a_line_that_names_no_separator_is_no_trouble(first: str) -> None:
    with contextlib.suppress(BadFile):
        people, _ = read(f"{first}{TABLE}".encode(), TERMS)
        assert [each.phone for each in people] == ["+77011234567"]
    with pytest.raises(BadFile):
        read(first.encode(), TERMS)


@pytest.mark.parametrize("rows", [3, 30, 3_000])
def test_a_quote_that_never_closes_costs_no_row(rows: int) -> None:
    lines = ["Имя;Телефон", *(f"Человек {n};8701{n:07}" for n in range(rows))]
    lines[2] = 'ТОО "Рассвет;87019999999'
    lines[1] = '"Алия\nиз Астаны";87010000000'
    people, tally = read("\n".join(lines).encode(), TERMS)
    assert len(people) == rows
    assert people[0].name == "Алия из Астаны"
    assert tally.troubles == []
    broken = [*lines]
    broken[2] = '"Рассвет;87019999999'
    people, tally = read("\n".join(broken).encode(), TERMS)
    assert len(people) == rows
    assert people[1].phone == "+77019999999"


@pytest.fixture
def settled() -> Iterator[None]:
    """Memory is looked after as in the running program: what was there before is not walked over again."""
    before = gc.get_threshold()
    settle_memory()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("settled")
async def test_a_hundred_thousand_rows_with_a_broken_one_and_repeats(tmp_path: Path) -> None:
    """Partly taken with the numbers of the rows, nothing new the second time, and the loop goes on turning."""
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    read(TABLE.encode(), TERMS)  # what is known of phones is loaded by the first who asks
    content = hundred_thousand()
    beat = asyncio.create_task(longest_pause())
    tally = await run(store, order(content), NOW)
    again = await run(store, order(content), NOW)
    beat.cancel()
    await asyncio.gather(beat, return_exceptions=True)
    kept = await store.read(lambda connection: connection.execute(select(func.count()).select_from(contacts)).scalar())
    await store.close()
    assert (tally.rows, tally.added, tally.repeated, tally.refused) == (100_000, 98_999, 1_000, 1)
    assert [(each.row, each.why) for each in tally.troubles] == [(7_123, Why.BAD_PHONE)]
    assert (again.rows, again.added, again.known) == (100_000, 0, 98_999)
    assert kept == 98_999
    # Done within the loop it would stand still for ten seconds and more; the watchdog complains after two.
    assert longest[0] < 2, f"the loop stood still for {longest[0]:.2f} s"


longest = [0.0]


async def longest_pause() -> None:
    longest[0] = 0.0
    while True:
        began = time.monotonic()
        await asyncio.sleep(0.01)
        longest[0] = max(longest[0], time.monotonic() - began - 0.01)


def hundred_thousand() -> bytes:
    lines = ["Имя;Телефон;Город"]
    for n in range(2, 100_002):
        number = n - 50 if n % 100 == 0 else n  # every hundredth is the one fifty rows before
        lines.append(f"Человек {n};8 701 {number // 10_000:03} {number // 100 % 100:02} {number % 100:02};Алматы")
    lines[7_122] = "Человек 7123;не телефон;Алматы"
    return "\n".join(lines).encode()
