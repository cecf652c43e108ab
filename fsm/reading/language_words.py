"""Which languages a word may belong to, by lists, letters and endings, and what that tells of its message."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

from fsm.reading import lexicon_language as lexicon
from fsm.reading import lexicon_names
from fsm.reading.stems import Word, cyrillic, is_cyrillic, is_latin, plain, plain_words

KAZAKH_LETTERS = re.compile("[әғқңөұүһ]")
UKRAINIAN_LETTERS = re.compile("[їєґ]")
NOT_UKRAINIAN = re.compile("[ыэёъ]")
_NOT_KAZAKH = re.compile("ь(?!$)|[лнтдрсз]ь$|щ")
# Endings of Kazakh verbs and nouns that no Russian word has, in the plain spelling (see fsm.reading.stems).
_KAZAKH_ENDING = re.compile(
    r"(?:[аеиурз]м[иы]н(?<!мин)|еимин|аимин|емин|рмин|сиз|[аеи]миз|(?:лар|лер|дар|дер|тар|тер)(?:ди|га|ге|дин|дан"
    r"|ден|им|иниз)"
    r"|(?<=[а-я]{3})(?:лар|лер|дар|дер|тар|тер)и"
    r"|[аеи]низ|низши|шилар|шилер|[аеи]тин|[мбп][ае]иди|ндаи|нде?ги|лики|дикти|ганмин|генмин)$"
)
# Russian nouns with a Kazakh case: июльде, обедте, складқа.
_KAZAKH_CASE = re.compile(
    r"(?:январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь|обед|офис|склад|салон|банк"
    r"|магазин"
    r"|сайт|ватсап|ватсапп|договор|кредит|бюджет|проект|ремонт|дизайн|звонок|квартира|дача|гараж|мастер|менеджер"
    r"|директор|телефон|клиент|интернет|номер|адрес|компьютер|принтер|ноутбук|автобус|касса|кабинет|аккаунт)"
    r"(?:де|те|да|та|ға|ге|ке|қа|дан|ден|тан|тен|нан|нен|ым|ім|ың|ің|ымыз|іміз|ның|нің|дың|дің|тың|тің)$"
    r"|звонда(?:й|п|с|у|ма|йды|ймын|са|ңыз|ныз)\w{0,6}$|(?:клиент|телефон|интернет|сайт|номер)(?:тер|дер|дар|тар)\w{0,6}$"
)
# The same in the letters as typed: no Russian word ends so.
_KAZAKH_TYPED = re.compile(r"(?:[днтгк]ын|[^с]ып|ымыз|сыздар|сиздер|сызба|сизбе)$")
_RUSSIAN_ENDING = re.compile(
    r"(?:(?<=\w{3})(?:[чшжщлрнс]ит|тель)|[аеиуыюя]ть(?:ся|те)?|[аи]ешь|ишь|ого|его|ому|ему|ая|яя|ый|ые|ых|ыми|ими"
    r"|ует|ают|яют|аю|яю|яет|ает|ются"
    r"|ется|ится|ание|ение|ывает"
    r"|[аеиы]ли?сь|[аеи]ла|[аеи]ли|[аиео]йте|ите|ать|ить|ость|ости|ами|ями|ешь|ишь|ою|ею|ую|юю)$"
)
_UKRAINIAN_ENDING = re.compile(r"(?:ться|ється|ують|ають|увати|ити|ати|ого|ої|ій|ів|ість|ння|ємо|имо|іть)$")
_LATIN_KAZAKH_ENDING = re.compile(r"(?:myn|m[iy]z|syz|siz|nyz|niz|ndar|nder|lary|ymyz|eimin|aimyn|ady|edi|masyn)$")
_UNIT: Final = frozenset(
    {"тг", "тнг", "к", "т", "р", "руб", "млн", "тыс", "м", "кк", "мин", "кв", "мкр", "ул", "д", "ок", "см", "кг"}
)
_LOAN_LATIN: Final = plain_words(
    """
    mail email gmail e ok online offline iphone ipad whatsapp telegram instagram sms vip wifi wi fi usb pdf it seo smm
    crm premium standard max pro lux light kaspi red gold samsung excel word zoom led hr pr
    """
)
_ALONE: Final = frozenset({"ok", "okay", "pls", "hi", "hello", "sms", "smm", "seo", "it"})


def _split_list(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    items = text.split()
    whole = frozenset(plain(item) for item in items if not item.endswith("*"))
    stems = tuple({plain(item[:-1]) for item in items if item.endswith("*")})
    return whole, stems


_LISTS: Final = {
    "kk": _split_list(lexicon.KAZAKH),
    "ru": _split_list(lexicon.RUSSIAN),
    "uk": _split_list(lexicon.UKRAINIAN),
}
_RAW: Final = {
    language: (
        frozenset(item for item in text.split() if not item.endswith("*")),
        tuple(item[:-1] for item in text.split() if item.endswith("*")),
    )
    for language, text in (("ru", lexicon.RUSSIAN), ("uk", lexicon.UKRAINIAN))
}
_ENGLISH: Final = frozenset(lexicon.ENGLISH.split())
_LATIN_KK: Final = frozenset(lexicon.LATIN_KAZAKH.split())
_LATIN_RU: Final = frozenset(lexicon.LATIN_RUSSIAN.split())
_PATRONYMIC: Final = re.compile("(?:[оеё]вич|[оеё]вна|ична)$")
# Given names prove no language, unless they are words as well.
_NAMES: Final = frozenset(lexicon_names.GIVEN.lower().split()) - frozenset(lexicon_names.ALSO_WORDS.split())
# Kazakh words that lose their letters in writing and then look like Russian ones.
_MOSTLY_RUSSIAN: Final = plain_words("торт жанна кол тел тор сор бел сел мел")
_ALSO_RUSSIAN: Final = _MOSTLY_RUSSIAN | plain_words(
    "дал осы жана он бар бал той кара тур тут бас ток сан жар бес алты кем бек сол ал тек кант беру ден али"
)
# Words shared by all that end or begin as Kazakh ones do.
_SHARED: Final = tuple(
    plain_words(
        "республик публик комментари велики танц танец танк термин критери кошел багаж казанск артиллери бактери"
        " волонтер символик реплик улик ролик католик кролик отклик бухгалтери толерантн секретар вратар шахтер"
        " майке майдан жулик"
    )
)
# Too light, or shared by all, to prove a second language.
_LIGHT: Final = plain_words(
    """
    ну а и в на до с к от же ой эй о у да мм эм ок окей оке хм бро
    """
)
# Nouns that Kazakh speakers borrow; without other Russian words they do not make a mix.
_BORROWED: Final = tuple(
    plain_words(
        """
    номер телефон адрес ремонт машин скидк рассрочк договор документ курс квартир район город почт кредит час минут
    торт маникюр педикюр диван шкаф заказ сайт клиент интернет салон мастер доставк оплат график магазин офис проект
    дизайн принтер ноутбук компьютер программ ипотек предоплат мебел кухн балкон
    янв фев март апрел ма июн июл август сентябр октябр ноябр декабр миллион тысяч сом скид школ урок
        """
    )
)
PROOF_OF_RUSSIAN: Final = (
    plain_words(
        """
    нет что сколько нужно нужен если или как когда где сейчас только больше пожалуйста спасибо хочу почему давайте
    хорошо конечно может быть подумаю нельзя можно
    """
    )
    - _LISTS["uk"][0]
)


def cyrillic_languages(raw: str) -> frozenset[str]:
    """The languages a Cyrillic word may belong to; empty when it tells nothing."""
    if KAZAKH_LETTERS.search(raw) or _KAZAKH_CASE.match(raw):
        return frozenset({"kk"})
    if UKRAINIAN_LETTERS.search(raw):
        return frozenset({"uk"})
    if raw.startswith("пошта"):
        return frozenset({"uk", "kk"})
    word = plain(raw)
    if raw in _NAMES or _PATRONYMIC.search(raw):
        return frozenset()
    if shared := _shared(word):
        return shared
    found = {language for language, (whole, stems) in _LISTS.items() if word in whole or word.startswith(stems)}
    if not found:
        found = _by_ending(raw, word)
    return frozenset(_by_letters(raw, found))


def _by_letters(raw: str, found: set[str]) -> set[str]:
    """Of the languages that a plain word may belong to, those whose letters it is written with."""
    if found == {"uk"} and not _is_raw("uk", raw) and "і" not in raw:
        found = set()  # «сим» is no «сім»
    if {"ru", "uk"} <= found and _is_raw("uk", raw) and not _is_raw("ru", raw):
        found.discard("ru")
    if "і" in raw:
        found.discard("ru")
        found = found or {"kk", "uk"}
    if NOT_UKRAINIAN.search(raw):
        found.discard("uk")
    if _NOT_KAZAKH.search(raw) and found == {"kk"}:
        found = {"ru"}  # «боль» is no «бол»
    return found


def _shared(word: str) -> frozenset[str]:
    """The languages of a plain word that several of them have; empty for the others."""
    if word in _ALSO_RUSSIAN:
        return frozenset({"ru"} if word in _MOSTLY_RUSSIAN else {"ru", "kk"})
    return frozenset({"ru", "uk", "kk"}) if word.startswith(_SHARED) else frozenset()


def _is_raw(language: str, raw: str) -> bool:
    """Whether the list has the word letter by letter («тисяч» is not «тысяч»)."""
    whole, stems = _RAW[language]
    return raw in whole or raw.startswith(stems)


def _by_ending(raw: str, word: str) -> set[str]:
    if len(word) > 3 and (_KAZAKH_ENDING.search(word) or _KAZAKH_TYPED.search(raw)) and "ь" not in raw:  # noqa: PLR2004 - shorter words have no ending
        return {"kk"}
    if "і" in raw and _UKRAINIAN_ENDING.search(raw):
        return {"uk"}
    if len(raw) > 3 and _RUSSIAN_ENDING.search(raw):  # noqa: PLR2004 - same
        return {"ru"} | ({"uk"} if _UKRAINIAN_ENDING.search(raw) else set())
    return set()


def latin_languages(raw: str) -> frozenset[str]:
    """The languages a word in Latin letters may belong to; empty when it tells nothing (a name, a brand)."""
    found = set()
    if raw in _SHARED_LATIN:
        return frozenset({"en", "ru", "kk"})
    if raw in _ENGLISH:
        found.add("en")
    if raw in _LATIN_KK:
        found.add("kk")
    if raw in _LATIN_RU:
        found.add("ru")
    return frozenset(found)


_SHARED_LATIN: Final = frozenset(
    [
        "a",
        "i",
        "on",
        "no",
        "my",
        "to",
        "do",
        "me",
        "us",
        "ne",
        "men",
        "bar",
        "be",
        "ma",
        "so",
        "pa",
        "as",
        "vse",
        "mln",
        "hotel",
    ]
)


def guess_latin(words: list[str]) -> set[str]:
    """Languages of Latin words none of which is listed: transliteration if the Cyrillic spelling is a known word."""
    found: Counter[str] = Counter()
    for raw in words:
        word = cyrillic(raw)
        found["kk"] += len(raw) > 4 and bool(_LATIN_KAZAKH_ENDING.search(raw))  # noqa: PLR2004 - short ones coincide
        for language in ("kk", "ru"):
            whole, stems = _LISTS[language]
            if len(word) > 3 and (word in whole or word.startswith(stems)):  # noqa: PLR2004 - short ones coincide
                found[language] += 1
    best = found.most_common(1)
    return {best[0][0]} if best and best[0][1] else set()


def is_kazakh(word: Word) -> bool:
    whole, stems = _LISTS["kk"]
    return word.plain in whole or word.plain.startswith(stems)


class Weight(NamedTuple):
    """What a word tells wherever it stands: the one language it proves, or those it leaves to choose from.

    `borrowed`: a Russian noun that Kazakh speakers use; `unknown`: the alphabet of a word that tells nothing; `loan`:
    a word like "sms", which tells nothing among Cyrillic ones.
    """

    proves: str = ""
    leaves: frozenset[str] = frozenset()
    borrowed: bool = False
    unknown: str = ""
    loan: bool = False


@lru_cache(maxsize=4096)
def weight(raw: str) -> Weight:
    """What a folded word tells."""
    if raw in _UNIT:
        return Weight()
    word, latin = plain(raw), is_latin(raw)
    found = latin_languages(raw) if latin else cyrillic_languages(raw)
    loan = latin and word in _LOAN_LATIN
    if latin and not found:
        return Weight(unknown="latin", loan=loan)
    unknown = "cyrillic" if not found and is_cyrillic(raw) else ""
    if word in _LIGHT:
        return Weight(leaves=found or frozenset({"ru", "kk", "uk"}), unknown=unknown, loan=loan)
    if found == {"ru"} and word.startswith(_BORROWED):
        return Weight(borrowed=True, loan=loan)
    if len(found) == 1:
        return Weight(proves=next(iter(found)), loan=loan)
    return Weight(leaves=found, unknown=unknown, loan=loan)


def is_listed(raw: str) -> bool:
    """Whether the word is in the vocabulary of one of the languages (names and brands are not)."""
    if is_latin(raw):
        return bool(latin_languages(raw))
    word = plain(raw)
    return any(word in whole or word.startswith(stems) for whole, stems in _LISTS.values())
