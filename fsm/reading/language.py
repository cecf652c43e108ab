"""In which language a message is written: ru, kk, en, uk, or mix (two of them with a word of weight each)."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from fsm.reading import email, lexicon_names
from fsm.reading import lexicon_language as lexicon
from fsm.reading.message import Context, Message, fold
from fsm.reading.stems import Word, cyrillic, is_cyrillic, is_latin, plain, plain_words, split

_KAZAKH_LETTERS = re.compile("[әғқңөұүһ]")
_UKRAINIAN_LETTERS = re.compile("[їєґ]")
_NOT_UKRAINIAN = re.compile("[ыэёъ]")
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
_NEAR: Final = 40
"""Characters before a word that are looked at: all of them for every word would be the square of a message."""
_LED: Final = re.compile(r"\b(?:на|в|во|с|со|из|до|от|по|возле|около)$", re.IGNORECASE)
_TITLE_AFTER: Final = re.compile(
    r" +(?:би|батыр|хан|ата|ана|көшесі|данғылы|даңғылы)\b(?! \w*(?:лып|тып))", re.IGNORECASE
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
_PROOF_OF_RUSSIAN: Final = (
    plain_words(
        """
    нет что сколько нужно нужен если или как когда где сейчас только больше пожалуйста спасибо хочу почему давайте
    хорошо конечно может быть подумаю нельзя можно
    """
    )
    - _LISTS["uk"][0]
)


@lru_cache(maxsize=4096)
def _cyrillic_languages(raw: str) -> frozenset[str]:
    """The languages a Cyrillic word may belong to; empty when it tells nothing."""
    if _KAZAKH_LETTERS.search(raw) or _KAZAKH_CASE.match(raw):
        return frozenset({"kk"})
    if _UKRAINIAN_LETTERS.search(raw):
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
    if _NOT_UKRAINIAN.search(raw):
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


@lru_cache(maxsize=4096)
def _latin_languages(raw: str) -> frozenset[str]:
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


def _guess_latin(words: list[str]) -> set[str]:
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


def _is_kazakh(word: Word) -> bool:
    whole, stems = _LISTS["kk"]
    return word.plain in whole or word.plain.startswith(stems)


class _Evidence:
    """Words of a message by the languages they prove, and those that leave a choice."""

    def __init__(self, words: tuple[Word, ...], text: str) -> None:
        self.text = text
        self.in_cyrillic = any(is_cyrillic(word.raw) and len(word.raw) > 1 for word in words)
        self.proof: Counter[str] = Counter()
        self.choice: Counter[frozenset[str]] = Counter()
        self.borrowed = 0
        self.unknown_cyrillic = 0
        self.unknown_latin: list[str] = []
        for word in words:
            self._weigh(word)

    def _is_proper(self, word: Word) -> bool:
        """A capital inside a sentence marks a place or a firm, whose letters and endings prove nothing."""
        written = self.text[word.start : word.end]
        if not written.istitle():
            return False
        before = self.text[max(0, word.start - _NEAR) : word.start].rstrip()
        if _LED.search(before) and not _KAZAKH_LETTERS.search(word.raw):
            return True  # «с Сайрана на Шугылу»
        inside = bool(before) and before[-1] not in ".!?"
        if (inside and len(written) == 1) or _TITLE_AFTER.match(self.text, word.end):
            return True  # a label («категория В») or a street («Толе би»)
        return inside and not _is_kazakh(word) and "kk" in _cyrillic_languages(word.raw)

    def _weigh(self, word: Word) -> None:
        if word.plain == "#" or word.raw in _UNIT or self._is_proper(word):
            return
        if is_latin(word.raw):
            if word.plain in _LOAN_LATIN and self.in_cyrillic:
                return
            found = _latin_languages(word.raw)
            if not found:
                self.unknown_latin.append(word.raw)
                return
        else:
            found = _cyrillic_languages(word.raw)
            self.unknown_cyrillic += not found and is_cyrillic(word.raw)
        if word.plain in _LIGHT:
            self.choice[found or frozenset({"ru", "kk", "uk"})] += 1
        elif found == {"ru"} and word.plain.startswith(_BORROWED):
            self.borrowed += 1
        elif len(found) == 1:
            self.proof[next(iter(found))] += 1
        elif found:
            self.choice[found] += 1


def _slavic(evidence: _Evidence, words: tuple[Word, ...], found: set[str]) -> set[str]:
    """Ukrainian shares most words with Russian; only words that cannot be Ukrainian prove a mix."""
    lettered = any("і" in word.raw or _UKRAINIAN_LETTERS.search(word.raw) for word in words)
    if {"ru", "uk"} <= found and not lettered and evidence.proof["ru"] > evidence.proof["uk"]:
        return found - {"uk"}
    if {"ru", "uk"} <= found and not any(
        word.plain in _PROOF_OF_RUSSIAN or (_NOT_UKRAINIAN.search(word.raw) and not _KAZAKH_LETTERS.search(word.raw))
        for word in words
    ):
        found = found - {"ru"}
    return found


def _proven(evidence: _Evidence, words: tuple[Word, ...]) -> set[str]:
    found = set(evidence.proof)
    if evidence.unknown_latin and not found and not evidence.choice and not evidence.unknown_cyrillic:
        found = _guess_latin(evidence.unknown_latin)
    if evidence.borrowed and "kk" not in found and "uk" not in found:
        found.add("ru")
    if found and any(not choice & found and "ru" in choice for choice in evidence.choice):
        found.add("ru")
    if found == {"ru"} and any(choice == {"kk", "uk"} for choice in evidence.choice):
        found.add("kk")  # a word with і among Russian ones, and no Ukrainian word
    return _slavic(evidence, words, found)


def _undecided(evidence: _Evidence, words: tuple[Word, ...], asked: str | None) -> str | None:
    """No word proves a language: the language of the question if the letters allow it, else the likeliest."""
    letters = [word.raw for word in words if word.plain != "#"]
    if not letters:
        return None
    possible = {"ru", "kk", "uk"} if any(map(is_cyrillic, letters)) else {"en"}
    for choice in evidence.choice:
        possible = (possible & choice) or possible
    if asked in possible:
        return asked
    return next(language for language in ("ru", "kk", "uk", "en") if language in possible)


def _words(text: str) -> tuple[Word, ...]:
    """The words without addresses, at their places in the text."""
    return split(_ADDRESS.sub(lambda match: " " * len(match.group()), fold(text)))


@lru_cache(maxsize=256)
def _read(text: str) -> str | None:
    words = _words(text)
    evidence = _Evidence(words, text)
    found = _proven(evidence, words)
    if len(found) > 1:
        return "mix"
    return found.pop() if found else None


_SPELLED_OUT: Final = re.compile(r"@|\bat\b|[(\[] ?at")
_ADDRESS: Final = re.compile(
    r"\b(?:отбасы|халық|жусан|жүсан|алтын)(?= банк)|\S+@\S+|https?://\S+|\b\w+\.(?:kz|ru|com|net|org|ua|io)\b\S*"
)


def read(message: Message, context: Context | None = None) -> str | None:
    """ru, kk, en, uk, mix, or None when there is no word; the question's language breaks ties."""
    text = _without_addresses(message, context)
    found = _read(text)
    if found:
        return found
    words = _words(text)
    asked = _read(context.question_text) if context and context.question_text else None
    return _undecided(_Evidence(words, text), words, asked)


def _without_addresses(message: Message, context: Context | None) -> str:
    """The text without addresses that are spelled out: "kate at yandex dot ru" is no English."""
    if context is None or not _SPELLED_OUT.search(message.low):
        return message.text
    rest = message.without(email.spans(message, context)).text
    return rest if "@" in message.low or any(char.isalpha() for char in rest) else message.text


def spelled(words: tuple[Word, ...], low: str) -> tuple[Word, ...]:
    """The words with transliterated Russian and Kazakh put back into Cyrillic plain spelling."""
    if not any(is_latin(word.raw) for word in words):
        return words
    all_native = _read(low) in {"ru", "kk"} and not any(is_cyrillic(word.raw) for word in words)
    return tuple(word._replace(plain=cyrillic(word.raw)) if _is_translit(word, all_native) else word for word in words)


def _is_translit(word: Word, all_native: bool) -> bool:  # noqa: FBT001 - two call sites in one line
    if not is_latin(word.raw) or word.plain == "#":
        return False
    found = _latin_languages(word.raw)
    return found != {"en"} if all_native else bool(found) and "en" not in found


def is_listed(raw: str) -> bool:
    """Whether the word is in the vocabulary of one of the languages (names and brands are not)."""
    if is_latin(raw):
        return bool(_latin_languages(raw))
    word = plain(raw)
    return any(word in whole or word.startswith(stems) for whole, stems in _LISTS.values())
