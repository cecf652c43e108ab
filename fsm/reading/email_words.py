"""Words of spoken e-mail addresses: the sign, the marks, the well-known sites, and letters in Latin."""

from __future__ import annotations

_AT_WORDS = frozenset(
    ("собака", "собаку", "собаки", "собакой", "собачка", "собачку", "песик", "равлик", "at", "эт", "ит")
)
JOINERS = {
    **dict.fromkeys(("точка", "точку", "тчк", "нүкте", "нукте", "крапка", "dot"), "."),
    **dict.fromkeys(("подчеркивание", "подчеркиванием", "underscore", "підкреслення", "землянка"), "_"),
    **dict.fromkeys(("тире", "дефис", "дефіс", "dash", "hyphen", "сызықша"), "-"),
}
NETWORKS = ("inst", "insta", "telegram", "tg", "tiktok", "threads")
LOWER_OF_UNDERSCORE = frozenset(("нижнее", "нижняя", "нижний", "нижнє", "ниж", "lower"))
_PROVIDERS = (
    "gmail mail yandex ya inbox bk list outlook hotmail yahoo icloud rambler ukr proton protonmail googlemail live "
    "meta i internet narod tut rediffmail zoho me nur"
)
PROVIDERS = frozenset(_PROVIDERS.split())
_TLDS = "com ru kz ua net org io info by uz kg in biz pro co uk de me eu tr ae online site shop store рф edu gov"
TLDS = frozenset(_TLDS.split())
SITES = {
    "яндекс": "yandex",
    **dict.fromkeys(("джимейл", "жимейл", "гмейл", "гмайл", "гмаил", "джимэйл", "гугл"), "gmail"),
    **dict.fromkeys(("мейл", "мэйл", "майл", "маил", "мэил"), "mail"),
    "инбокс": "inbox",
    "бк": "bk",
    "лист": "list",
    "рамблер": "rambler",
    "аутлук": "outlook",
    "хотмейл": "hotmail",
    "айклауд": "icloud",
    "яху": "yahoo",
    "укр": "ukr",
    "ру": "ru",
    "ком": "com",
    **dict.fromkeys(("кз", "казет", "кей-зет"), "kz"),
    **dict.fromkeys(("юа", "уа"), "ua"),
    "нет": "net",
    "орг": "org",
    "инфо": "info",
    "про": "pro",
}
_LATIN = dict(zip("абвгдезийклмнопрстуфыэәғқңөұүһіїґ", "abvgdeziyklmnoprstufyeagknouuhiig", strict=True))
_LATIN |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "є": "ye"}
_LATIN |= {"ь": "", "ъ": ""}
_LOOKALIKES = str.maketrans("асеоурхкмтнві", "aceoypxkmtnbi")


def is_at_word(text: str) -> bool:
    """Whether the word is said for the sign @."""
    return text in _AT_WORDS


def latin(text: str) -> str:
    """A Cyrillic word as it would stand in an address."""
    return "".join(_LATIN.get(char, char) for char in text)


def unmixed(text: str) -> str:
    """A Latin word with a few Cyrillic look-alikes in it, made Latin; any other word as it is."""
    if text.isascii() or not any(char.isascii() and char.isalpha() for char in text):
        return text
    fixed = text.translate(_LOOKALIKES)
    return fixed if fixed.isascii() else text
