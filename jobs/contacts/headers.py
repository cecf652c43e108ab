"""Which column of somebody's table is which: by meaning, in Russian, Kazakh and English, or else by what stands in it.

Pure. People call a phone "Моб.", "Тел. / WhatsApp", "Ұялы" or "Mobile phone", and half of the tables have no header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jobs.contacts.contact import emails_in, phones_in

FIELDS = (
    "name", "last_name", "company", "phone", "email", "city", "language", "telegram", "site", "note", "consent",
)  # fmt: skip
"""What a column may be. Everything else is kept under its own heading."""

_NOT_WORDS = re.compile(r"[^a-zа-яёәіңғүұқөһїєґ]+")
_WORDS: Mapping[str, str] = {
    "phone": "телефон телефоны тел моб мобильный мобильного сотовый сот ұялы phone mobile cell cellphone tel msisdn"
    " whatsapp ватсап вотсап вацап номер нөмір нөмірі байланыс нөмер телефону",
    "email": "email e-mail mail емейл имейл мейл почта почты эл эмейл поштасы пошта электронная электронды",
    "company": "компания компании компаниясы организация фирма бизнес предприятие юрлицо магазин ұйым мекеме кәсіпорын"
    " company organization organisation firm business employer shop store brand компанія наименование",
    "last_name": "фамилия тегі surname lastname прізвище",
    "name": "имя имени фио клиент контакт контактное лицо аты есімі тұлға аты-жөні name fullname firstname first"
    " contact person client customer ім'я ім контакты покупатель",
    "city": "город города регион область населенный населённый пункт қала қаласы өңір аймақ city town region location"
    " місто",
    "language": "язык тіл тілі language lang locale мова",
    "telegram": "telegram телеграм телеграмм tg",
    "site": "сайт сайты website site web url ссылка домен domain вебсайт",
    "note": "комментарий примечание заметка заметки описание ескерту пікір comment note notes remark description",
    "consent": "согласие рассылку келісім consent optin opt-in subscribed подписан",
}
_EXACT: Mapping[str, str] = {
    "e mail": "email", "first name": "name", "last name": "last_name", "full name": "name", "ф и о": "name",
    "аты жөні": "name", "contact person": "name", "контактное лицо": "name", "company name": "company",
    "название компании": "company", "название": "company", "имя и фамилия": "name", "phone number": "phone",
    "номер телефона": "phone", "байланыс тұлғасы": "name", "эл почта": "email", "электронная почта": "email",
    "электрондық пошта": "email", "мекен жайы": "", "адрес": "", "компания атауы": "company", "тел": "phone",
}  # fmt: skip
# The telling words first: "e-mail контактного лица" is an e-mail, "телефон компании" a phone.
_ORDER = ("email", "phone", "telegram", "site", "consent", "language", "last_name", "company", "city", "note", "name")
_MEANING = {word: field for field in reversed(_ORDER) for word in _WORDS[field].split()}
_SAMPLE = 30
_ENOUGH = 0.6


def meaning(heading: str) -> str:
    """The field a heading names, or ""."""
    low = heading.casefold().replace("e-mail", "email").replace("е-mail", "email")
    plain = " ".join(_NOT_WORDS.sub(" ", low).split())
    if plain in _EXACT:
        return _EXACT[plain]
    named = {_MEANING[word] for word in plain.split() if word in _MEANING}
    return next((field for field in _ORDER if field in named), "")


def is_header(row: Sequence[str]) -> bool:
    """Whether a first row is headings: at least one of them names a field, and none is itself an address."""
    told = [cell for cell in row if cell.strip()]
    if any("@" in cell or phones_in(cell, "KZ") for cell in told):
        return False
    return any(meaning(cell) for cell in told)


def mapped(row: Sequence[str]) -> dict[int, str]:
    """Column -> field. A field named twice keeps both only where several make sense (phones and e-mails)."""
    fields: dict[int, str] = {}
    taken: set[str] = set()
    for column, heading in enumerate(row):
        field = meaning(heading)
        if field and (field not in taken or field in {"phone", "email"}):
            fields[column] = field
            taken.add(field)
    return fields


def guessed(rows: Sequence[Sequence[str]], country: str) -> dict[int, str]:
    """Column -> field by what stands in the cells, for tables without headings: phones, e-mails, then a name."""
    fields: dict[int, str] = {}
    width = max((len(row) for row in rows[:_SAMPLE]), default=0)
    for column in range(width):
        cells = [row[column] for row in rows[:_SAMPLE] if column < len(row) and row[column].strip()]
        if not cells:
            continue
        if sum(bool(emails_in(cell)) for cell in cells) >= _ENOUGH * len(cells):
            fields[column] = "email"
        elif sum(bool(phones_in(cell, country)) for cell in cells) >= _ENOUGH * len(cells):
            fields[column] = "phone"
        elif "name" not in fields.values() and sum(_is_wordy(cell) for cell in cells) >= _ENOUGH * len(cells):
            fields[column] = "name"
    return fields


def _is_wordy(cell: str) -> bool:
    return sum(each.isalpha() for each in cell) >= 0.6 * len(cell.replace(" ", ""))
