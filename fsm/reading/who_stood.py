"""Who decided before, who only runs the errands, and a bare "yes" to "is it you who decides?"."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import Authority, Found
from fsm.reading.message import Context, Message
from fsm.reading.polar import is_polar
from fsm.reading.rare import Rare

_NOW: Final = r"(?:теперь|сейчас|щас|нынче|енді|қазір|now|nowadays|these days|тепер|зараз)"
# «Раньше отец рулил, теперь я», "used to be my dad, now it's me".
_ONCE: Final = Rare(
    r"(?<![^\W\d_])(?:раньше|ране[ею]|прежде|до этого|до меня|бұрын|бурын|раніше|used to|previously|formerly|before)\b"
    rf"[^.!?;\n]{{2,60}}?(?=\b{_NOW}\b)"
    rf"|(?<=[,;])\s(?:а |но )?(?:раньше|прежде|до этого|бұрын|раніше|before|previously)\b[^.!?;\n]{{2,40}}$"
)
# «Я там никто», «меня не спрашивают», "I only do the legwork": whoever else is named decides.
_BYSTANDER: Final = Rare(
    r"\bя (?:в этом |тут |там |здесь |же |у них |в этом деле )?(?:никто|пешка|винтик|сбоку|ни при ч[её]м"
    r"|не при делах)\b"
    r"|\b(?:меня|нас|мене) (?:об этом |никто |и |даже |особо |там |тут )*не (?:спрашива|спрос|слуша|пита)\w+"
    r"|\bя (?:тут |там |здесь )?(?:только|лишь|просто|всего лишь|чисто) (?:бегаю|езжу|хожу|звоню|пишу|передаю|снимаю"
    r"|арендую"
    r"|исполняю|готовлю|собираю|на подхвате|посредник|живу)\b"
    r"|\bi(?:'m| am)? (?:just|only|merely) (?:rent|do|run|collect|gather|pass|relay|carry|fetch|work|live|prepare"
    r"|forward"
    r"|research|compare|the messenger|the middleman|a tenant|an intern|the intern|the assistant)\b"
    r"|\b(?:менен|бізден) (?:ешкім )?сұрама\w+|\bмен (?:тек |жай )(?:ғана )?(?:жүгір|жеткіз|айт|сұра|жина)\w+"
    r"|\bя (?:тут |там )?(?:ніхто|лише|тільки|просто) (?:бігаю|передаю|збираю|орендую|дзвоню)\b"
)
# «Это к Наталье Петровне»: whoever one is sent to decides.
_SENT_TO: Final = Rare(
    r"\W*(?:ну |а )?(?:это|с этим|с таким|все вопросы|по этому вопросу|это вопрос)\s(?:вам |вы |лучше |уже "
    r"|тогда )?(?:к|до)\s"
    r"(?!нам\b|мне\b|вам\b|лету|осени|весне|зиме|утру|вечеру|делу)([а-яіїє]{3,}(?:\s[а-яіїє]{3,})?)\W*"
)
_IT_IS_YOU: Final = re.compile(
    r"\b(?:вы|ви|ты)\b(?:\s\S{1,14}){0,3}\s(?:реша|приним|выбира|определя|вирішу|прийма|лпр\b|собственник|владел|хозя)"
    r"|(?:реша|приним|выбира|вирішу|прийма)\w+(?:\s\S{1,14}){0,2}\s(?:вы|ви|ты)\b"
    r"|\bөзіңіз|\bсіз (?:шеш|қабылда)|\byou\b(?:\s\S{1,14}){0,3}\s(?:decid|decision|choos|in charge|owner)\w*"
)
_ASSENT: Final = re.compile(
    r"\W*(?:(?:ну|вообще|в целом|пока|well|oh)\s+)?"
    r"(ага|угу|да|дa|конечно|именно|естественно|разумеется|верно|так и есть|точно|иә|ия|иа|әрине|yes|yep|yeah|yup"
    r"|sure|correct"
    r"|right|indeed|i do|i am|так|авжеж|звісно|ofc|of course|\+)"
    r"(?:[\s,!]+(?:конечно|да|так|верно|точно|всё верно|именно|so|i do|i am|indeed|of course|sure|иә|әрине|звісно))*\W*"
)


def lately(message: Message) -> Message:
    """The message without who decided before, where it is told who does now."""
    return message.without(match.span() for match in _ONCE.finditer(message.low))


def sent_to(message: Message) -> Found | None:
    """«Это к Наталье Петровне» as the whole answer: somebody else decides."""
    found = _SENT_TO.fullmatch(message.low)
    if found is None:
        return None
    start, end = found.span(1)
    return Found(value=Authority.OTHER, words=message.text[start:end], start=start, end=end, confidence=0.7)


def bystander(message: Message) -> tuple[int, int] | None:
    """Where the person says that nobody asks them, or that they only run the errands."""
    found = _BYSTANDER.search(message.low)
    return found.span() if found else None


def assents(message: Message, context: Context) -> Found | None:
    """«Решение принимаете вы?» — «ага»: oneself."""
    asked = context.question_text.lower()
    found = _ASSENT.fullmatch(message.low) if _IT_IS_YOU.search(asked) and is_polar(asked) else None
    if found is None:
        return None
    start, end = found.span(1)
    return Found(value=Authority.SELF, words=message.text[start:end], start=start, end=end, confidence=0.85)
