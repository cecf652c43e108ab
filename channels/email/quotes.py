"""What a person wrote in this mail, without what they answered to and without their signature. Pure.

Mail programs agree on nothing here; the rules below know those of our markets (Gmail, Outlook, Apple Mail, Mail.ru,
Yandex, Thunderbird, phones) in Russian, Kazakh, Ukrainian and English. Where a rule may be wrong, words are kept.
"""

from __future__ import annotations

import re

import msgspec

_LONGEST = 100_000
_MOST_LINES = 5_000
_SIGNS = "-- "
_WRAPPED = 3
_LONGEST_ATTRIBUTION = 400
_SIGNATURE_LINES = 12
_SIGNATURE_PLACES = 60
_BLOCK_LINES = 6

_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_DATE = re.compile(r"\b20\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_ADDRESS = re.compile(r"[^\s<>@\"]+@[^\s<>@\"]+\.[^\s<>@\"]+")
_VERB = re.compile(
    r"\b(?:пишет|писал(?:а|\(а\))?|написал(?:а|\(а\))?|wrote|writes|пише|написав|писав|написав\(ла\)|"
    r"жазды|жазған|жазып отыр)(?:\s*\([^)]{1,20}\))?\s*:$",
    re.IGNORECASE,
)
_STARTS_DATED = re.compile(r"(?:on |le )?(?:\w{2,12}\.?,? )?\d{1,4}[.,/ -]", re.IGNORECASE)
_FROM = re.compile(r"\*?(?:От|От кого|From|Від|Від кого|Кімнен|Жіберуші|Kimden)\s*:\*?\s*\S", re.IGNORECASE)
_FIELDS = re.compile(
    r"\*?(?:Отправлено|Дата|Кому|Тема|Копия|Sent|Date|To|Subject|Cc|Надіслано|Надіслана|Жіберілді|Жіберілген|Күні|"
    r"Кімге|Тақырып|Тақырыбы)\s*:\*?",
    re.IGNORECASE,
)
_RULER = re.compile(
    r"[-—_=*]{2,}\s*(?:(?:Begin |Начало )?(?:Исходное|Первоначальное|Пересылаемое|Пересланное|Original|Forwarded|"
    r"Оригінальне|Переслане|Вихідне|Бастапқы|Қайта жіберілген|Жіберілген|Reply)\s+"
    r"(?:сообщение|сообщения|письмо|message|повідомлення|хабарлама|хабар|хат)|Пересылаемое сообщение|"
    r"Forwarded by .{1,80})\s*[-—_=*]*|(?:Начало переадресованного сообщения|Begin forwarded message|"
    r"Початок переадресованого повідомлення)\s*:?",
    re.IGNORECASE,
)
_DEVICES = (
    r"iPhone|iPad|iOS|Android|Samsung|Galaxy|Huawei|Honor|Xiaomi|Redmi|POCO|realme|Mi Phone|BlackBerry|Windows|Nokia|"
    r"мобильн|моб(?:і|и)льн|мо(?:его|ей|его) |Mail\.ru|Почт|Пошт|Яндекс|Yandex|Outlook|Gmail|Yahoo|Proton|Rambler|"
    r"устройств|пристро|құрылғы|смартфон|телефон|планшет|my |mobile|myMail|Spark|The Bat|Mailbird"
)
_SENT_FROM = re.compile(
    rf"[-—]*\s*(?:(?:Отправлено|Послано|Написано|Надіслано|Відправлено|Sent|Жіберілді)\s+"
    rf"(?:с|со|из|через|от|з|із|from|via|using)\b.{{0,20}}(?:{_DEVICES}).{{0,80}}|"
    rf".{{0,40}}(?:{_DEVICES}).{{0,30}}\bжіберілді\.?|"
    r"(?:Get|Скачать|Скачайте|Получить|Получите|Загрузить|Загрузите|Отримати|Отримайте|Завантажити|Завантажте)\s+"
    r"(?:приложение )?(?:Outlook|myMail|BlueMail|Spark).{0,80}|"
    r"(?:Без вирусов|Virus-free|Не містить вірусів)\b.{0,80}|"
    r"(?:Это сообщение проверено на вирусы|This email has been checked for viruses).{0,120})",
    re.IGNORECASE,
)
_GOODBYE = re.compile(
    r"(?:с (?:глубоким |искренним |большим )?уважением|с наилучшими(?: пожеланиями)?|с добрыми пожеланиями|"
    r"всего (?:доброго|хорошего|наилучшего)|(?:kind|best|warm) (?:regards|wishes)|regards|"
    r"(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|cheers|з повагою|з найкращими побажаннями|"
    r"(?:ізгі )?құрметпен|ізгі (?:ниетпен|тілекпен)|ең жақсы тілектермен)\b[\s,.!;—–-]*(?P<name>.{0,60})",
    re.IGNORECASE,
)
_RULE_OFF = re.compile(r"--\s?|[_—–=-]{5,}|~{3,}")
_QUOTED = re.compile(r"\s{0,3}(?:>|&gt;)")
_PHONE = re.compile(r"(?<!\d)(?:\+\d|[078])(?:[\s().-]{0,3}\d){9,12}(?!\d)")


class Cut(msgspec.Struct, frozen=True):
    """A mail in three: what was `said`, what it answers to (`quoted`, without `>`), and the `signature`."""

    said: str
    quoted: str = ""
    signature: str = ""


def cut(text: str) -> Cut:
    """Take a mail's plain text apart. `said` is empty when all of it is quoted or a signature."""
    lines = _lines(text)
    own: list[str] = []
    quoted: list[str] = []
    place = 0
    while place < len(lines):
        length = _attribution(lines, place)
        if length and not _next_is_quoted(lines, place + length):
            quoted += lines[place:]
            break
        if length:
            # Marked by `>`, the quote ends where the marks do: lines below it are the person's own again.
            quoted += lines[place : place + length]
            place += length
            continue
        (quoted if _is_quoted(lines[place], found_before=bool(quoted)) else own).append(lines[place])
        place += 1
    said, signature = _without_signature(own)
    return Cut(said, "\n".join(_QUOTED.sub("", line).strip() for line in quoted).strip(), signature)


def phone_line(signature: str) -> str:
    """The line of a signature that holds a phone number; "" when there is none."""
    return next((line.strip() for line in signature.splitlines() if _PHONE.search(line)), "")


def has_phone(text: str) -> bool:
    """Whether a text holds something as long as a phone number."""
    return _PHONE.search(text) is not None


def _lines(text: str) -> list[str]:
    plain = text[:_LONGEST].replace("\r\n", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return [line if line == _SIGNS else line.rstrip() for line in plain.split("\n")[:_MOST_LINES]]


def _attribution(lines: list[str], place: int) -> int:
    """How many lines from here announce a quote: "On Monday ... wrote:", a ruler, or Outlook's block; else 0."""
    first = lines[place].strip().lstrip("> ")
    if not first:
        return 0
    if _RULER.fullmatch(first) or (_FROM.match(first) and _is_block(lines, place)):
        return 1
    return next((length for length in range(1, _WRAPPED + 1) if _announces(lines, place, length)), 0)


def _announces(lines: list[str], place: int, length: int) -> bool:
    """Whether so many lines, joined, are the sentence a mail program puts above a quote."""
    wrapped = [line.strip().lstrip("> ") for line in lines[place : place + length]]
    line = " ".join(wrapped)
    if not line.endswith(":") or not all(wrapped) or len(line) > _LONGEST_ATTRIBUTION:
        return False
    quote_follows = _next_is_quoted(lines, place + length)
    dated = bool(_TIME.search(line) and _DATE.search(line))
    if dated and (quote_follows or _ADDRESS.search(line)):
        return True
    if not _VERB.search(line):
        return False
    return quote_follows or bool(_ADDRESS.search(line)) or (dated and bool(_STARTS_DATED.match(line)))


def _is_block(lines: list[str], place: int) -> bool:
    """Outlook's "From: / Sent: / To: / Subject:"; one such word alone may be the person's own."""
    following = [line.strip().lstrip("> ") for line in lines[place + 1 : place + 1 + _BLOCK_LINES]]
    return any(_FIELDS.match(line) for line in [line for line in following if line][:2])


def _next_is_quoted(lines: list[str], place: int) -> bool:
    following = next((line for line in lines[place : place + _BLOCK_LINES] if line.strip()), "")
    return _QUOTED.match(following) is not None


def _is_quoted(line: str, *, found_before: bool) -> bool:
    if not _QUOTED.match(line):
        return False
    # ">5000" at the start of a line may be a person's "more than 5000".
    return found_before or not re.match(r"\s*>\s?\d", line)


def _without_signature(lines: list[str]) -> tuple[str, str]:
    """The text without what mail programs and polite people put below it, and that."""
    kept = [line for line in lines if not _SENT_FROM.fullmatch(line.strip())]
    while kept and (not kept[-1].strip() or _RULE_OFF.fullmatch(kept[-1].strip())):
        kept.pop()
    first = next((place for place, line in enumerate(kept) if line.strip()), len(kept))
    for place in range(max(first + 1, len(kept) - _SIGNATURE_PLACES), len(kept)):
        if _ends_here(kept, place, kept[place].strip()):
            return _joined(kept[:place]), _joined(kept[place:])
    return _joined(kept), ""


def _ends_here(lines: list[str], place: int, line: str) -> bool:
    after = [other.strip() for other in lines[place + 1 :] if other.strip()]
    if lines[place] == _SIGNS and len(after) <= 2 * _SIGNATURE_LINES:
        return True
    if len(after) > _SIGNATURE_LINES or any(other.endswith("?") for other in after):
        return False
    if line == _SIGNS.strip():
        return bool(after)
    goodbye = _GOODBYE.fullmatch(line)
    return goodbye is not None and not goodbye["name"].endswith("?")


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()
