"""Ills that are no trouble of theirs for us to end: excuses, our own faults, diets and habits, what is over, haste."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import NEED
from fsm.reading.message import Context
from fsm.reading.phrasebook import Heard
from fsm.reading.rare import AnyOf, Rare

# «Апостиль горит», «сроки горят»: haste, unless something is named that burns.
_BURNS: Final = re.compile(r"\b(?:гор(?:ит|им|ят|ить)|жанып)\b")
_BURNING: Final = re.compile(
    r"провод|розет|станок|сломал|\bдом\b|дома\b|кварт|машин|щиток|кабел|кухн|бан[яи]|гараж|склад|\bчек\b|чек[ау]\b"
    r"|ламп|свет"
    r"|огн[еёь]|дым|плит"
    r"|сара[йя]|мотор|кондиц|трансформ|үй|от\b|будин|пожар|крыш|цех|контейнер|двигател|счетчик|автомат|кожа|лицо"
    r"|горло|язв"
)
# «Не смогу, голова болит», «перенесите, ребёнок заболел»: why they do not come.
_EXCUSE: Final = Rare(
    r"\bне (?:смогу|сможем|прид[уе]м?|приеду|приедем|получится|успею|успеем|выйду|было|отвечал\w*|ответил\w*"
    r"|пришл[аи])\b"
    r"|\bотмен(?:ите|ить|яю|яем)|\bперенес|\bперенос|\bсдвин|\bпередвин|\bперекин|\bопозда|\bопаздыва|\bзадерж(?:усь"
    r"|имся)"
    r"|\b(?:извин|простит|сорри|sorry)[^.!?]{0,20}(?:не |что|долго)|(?:келе|бара) алма(?:йм|ды)|ауыстыр|кешіг"
    r"|\bcan'?t (?:come|make)|\bwon'?t (?:come|make|be)|reschedul|\bcancel|\bне зможу|\bперенест"
)
_CALLS_US: Final = Rare(
    r"\b(?:приезж|приед(?:ете|ьте)|помог|срочно|почин|выезд|вызов|вызвать|мастер|врача|нуж[ен]|надо|посмотр|керек"
    r"|көмек|help|fix"
    r"|repair|come asap|urgent|треба|потріб)"
)
# «У вас форма не работает», «раздел с ценами на сайте не открывается», "your site doesn't load".
_OUR_THING: Final = Rare(
    r"\bу вас\b[^.,!?]{0,25}\b(?:форм|сайт|ссылк|телефон|бот|раздел|чат|приложени|кнопк|оплат|карт|номер|лифт|вход"
    r"|страниц"
    r"|инст|ватсап|whatsapp)"
    r"|\b(?:форм|сайт|ссылк|бот|раздел|чат|приложени|кнопк|страниц)[^\W\d_]{0,4}\b[^.,!?]{0,25}\b(?:у вас|ваш)"
    r"|\bваш[^\W\d_]{0,3} (?:[^\W\d_]{2,12} )?(?:форм|сайт|ссылк|бот|раздел|чат|приложени|кнопк|телефон|страниц)"
    r"|\b(?:раздел|страниц|каталог|вкладк)\w{0,3} (?:с |со |про )?[^.,!?]{0,20}на (?:вашем )?сайте"
    r"|\byour (?:web)?(?:site|page|app|link|form|bot|number|phone)|сайт(?:тарыңыз|ыңыз)|сілтемеңіз|ботыңыз"
)
_FAILS: Final = Rare(
    r"\bне (?:открыва|работа|груз|отвеча|пашет|запуска|прогруж|наход|заход|загруж|нажима|проход|доступ)|глюч|лага"
    r"|виснет|ошибк"
    r"|\b(?:doesn't|won't|not|isn't) (?:load|work|open)|ашылма|істеме|жүктелме"
)
# «Половина свинину не ест», «муж не летает», "I don't smoke": how people are.
_FEAST: Final = Rare(
    r"\b(?:торт|корпоратив|фуршет|банкет|меню|гост|свадьб|праздник|юбиле|той(?:ға|да)?\b|тамада|ведущ|ужин|обед"
    r"|кейтеринг|букет"
    r"|подар|пирог|десерт|доставк|букет|шашлык|плов|cake|party|catering|dinner|menu|wedding|gift|дастарх|святкув)"
)
_EATS: Final = Rare(
    r"\bне (?:[а-я]{3,10} )?(?:ест|едят|едим|ем|пь[её]т|пьют|пью|любит|любят|переносит|їсть|їдять)\b|же?йме[йс]"
    r"|жемей|ішпей"
    r"|\b(?:doesn't|don't|can't|won't) (?:eat|drink|like)\b"
)
_HABIT: Final = Rare(
    r"\bне (?:кур(?:ит|ю|им|ят)|лета(?:ет|ем|ю)|ла[её]т|плач(?:ет|ут)|кусается|пошл(?:ит|ят)|мата?ерится|шумит|шумим"
    r"|вредничает"
    r"|капризнича\w+|бо[ия]тся|кричит)\b|\bпь[её]т и не кур|\b(?:don't|doesn't|not|non)[ -](?:smok|bark|drink|bite"
    r"|cry)\w*|темекі тарт"
    r"|\bбо[ия]тся (?:камер|фотогр|незнак|чужих|летать)"
    r"|\bне говор(?:ит|ят|ю|им) (?:пока |еще )?(?:по-|на )|doesn't speak|don't speak"
)
# «Вылечили», «теперь всё сухо», «массаж помог»: over.
_OVER: Final = Rare(
    r"\bвылечил|\bпомог(?:ли|ло|ла|)\b|\bпочинили\b|\bисправили\b|\bвсе сухо\b|\bкак нов\w+|\bбольше не (?:бол|теч"
    r"|шум|лома|глюч)"
    r"|\bтеперь не (?:бол|теч|шум)|\b(?:уже )?не болит\b|ауырмайды|емдеді|жөндедіңіз|жөндеп берді|\bfixed\b"
    r"|\bcured\b|works great"
    r"|\bвилікува|\bполагодили"
)
_AGAIN: Final = Rare(
    r"опять|снова|заново|через (?:день|неделю|месяц)|\bно (?:теперь|сейчас|опять)|сейчас|қайта|again|знову"
    r"|еще (?:бол|теч)|все равно"
)
# «Отцу в подарок, он в больнице», «букет подруге в больницу».
_GIVEN: Final = Rare(r"\b(?:букет|цвет[ыо]|подар|открытк|шарик|торт|gift|bouquet|flowers|cake|сыйлық|гүл|квіти)")
_OTHERS_ILL: Final = Rare(
    r"больниц|роддом|заболе|болеет|болен|ауырып|ауруха|hospital|sick|травм|умер|похорон|died|лікарн"
)
_LIFT: Final = Rare(r"\b(?:лифт|домофон|подъемник)\w{0,3} (?:пока |давно |у нас |сейчас )?не работа\w+")
_CARRIED: Final = Rare(r"переезд|достав|груз|этаж|занес|поднять|подъем|перевез|звоните|наберите")
_ROLE: Final = Rare(r"\b(?:решает|утверждает|подписывает|выбирает|решать будет|шешеді|decides|вирішує)\b")


_MANY: Final = 40  # places looked at


def burns_only_in_words(low: str, heard: Heard) -> bool:
    """Whether what is acute is nothing but haste: «апостиль горит», «горим, завтра сдача»."""
    if not _BURNS.search(low) or _BURNING.search(low):
        return False
    words = heard.words
    return all(
        any(_BURNS.fullmatch(words[at].raw) for at in range(hit.first, hit.stop))
        for hit in heard.hits.get("pain.acute", [])[:_MANY]
    )


# «Чтоб соседи не затопили», «без клопов», «на случай пожара»: what is to be kept away.
_KEPT_AWAY: Final = re.compile(
    r"\b(?:чтоб[ыа]?|щоб)\b[^.!?,]{0,30}\bне (?:[^\W\d_]{2,10} )?$|\b(?:на случай|против|защит\w{1,3} от|без"
    r"|боюсь,? что)\b[^.!?,]{0,20}$"
)


def is_kept_away(low: str, heard: Heard) -> bool:
    """Whether all the ills that are named are such as shall not come."""
    places = [hit for tag in ("pain.acute", "pain.trouble") for hit in heard.hits.get(tag, ())]
    starts = {heard.words[hit.first].start for hit in places}
    return 0 < len(starts) <= _MANY and all(_KEPT_AWAY.search(low[max(0, start - 44) : start]) for start in starts)


_ASIDE: Final = AnyOf(_OUR_THING, _HABIT, _FEAST, _LIFT, _EXCUSE, _OVER, _GIVEN)


def is_aside(low: str, context: Context) -> bool:
    """Whether the ill that is told of is no trouble that they bring to us."""
    return _ASIDE.possible(low) and _is_told_aside(low, context)


def _is_told_aside(low: str, context: Context) -> bool:
    if _OUR_THING.search(low) and _FAILS.search(low):
        return True
    if (_HABIT.search(low) or (_FEAST.search(low) and _EATS.search(low))) and not _HURTS.search(low):
        return True
    if context.question == NEED:
        return bool(_LIFT.search(low) and _CARRIED.search(low))
    if _EXCUSE.search(low) and not _CALLS_US.search(low):
        return True
    if _OVER.search(low) and not _AGAIN.search(low) and not _CALLS_US.search(low):
        return True
    return bool((_GIVEN.search(low) and _OTHERS_ILL.search(low)) or (_LIFT.search(low) and _CARRIED.search(low)))


_HURTS: Final = Rare(
    r"болит|болят|сломал|теч[её]т|температур|рвот|тошн|вял|похуде|худеет|третий день|второй день|сутки|ничего не"
    r"|вообще не"
    r"|ауыр|hurts|broken|отравил|страда|замуч|мешает|не спит|ночами"
)


def only_asks_for_another(low: str) -> bool:
    """«Утверждает директор, я просто узнаю»: whose errand it is, no denial of trouble."""
    return bool(_ROLE.search(low))
