"""Whether a place is another's: where somebody works, what others charge there, a wardrobe «Прага»."""

from __future__ import annotations

import re

# «Он работает в Алматы», "she moved to Dubai", «бастығымыз Астанада отыр»: of a person who is not the one that writes.
_PERSON = re.compile(
    r"\b(?:он|она|они|he|she|they|ол|олар|вин|вона|вони|клиент[аы]?|заказчик[аи]?|учредител[ьия]\w*|хозяин\w*|хозяйк[аи]|прораб|supplier|tenant"
    r"|landlord|owner|contractor|приезд\w*|(?:мам|пап|сестр|тещ|бабушк|жен)[ыи]|брата|родителеи|друга|мужа|дедушки|бастыг\w+|улым|кызым|куйеуим|аиелим|дивчина|хлопець|кенсе\w*"
    r"|(?:прежн|прошл|бывш|стар|предыдущ|попередн)\w+\s[^\W\d_]+|(?:previous|former|last|old|ex)\s[^\W\d_]+)\b"
)
_LIVES = re.compile(
    r"\b(?:живет|живут|сидит|сидят|учится|учатся|работает|работают|служит|осталс[яь]|остались|lives|works|sits|studies"
    r"|окиды|турады|турып жатыр|отыр|жумыс истеиди|жумыс истейди|живе|живуть|мешкае|навчаеться|працюе)\b"
)
_MINE = re.compile(
    r"\b(?:я|мы|у нас|у меня|наш\w*|мо[йияе]|живу|живем|i|we|our|my|мен|биз|бизди\w*|мени\w*|ми|наши?)\b"
)
_THING = re.compile(r"квартир|\bдом\b|\bдач|участ[ок]|объект|помещени|офис|house|flat|apartment|villa|патер|\bуй")
# «В Астане мне за это 200 насчитали», «видели на выставке в Москве»: what was seen and said there.
_EVENT = re.compile(
    r"\b(?:бы за|видел[аи]?|насчитал\w*|посчитал[аи]|предлага[юе]т|просят|платил[аи]?|на выставк\w+|конференц\w+"
    r"|прошл(?:ый|ом|ого) раз\w*|дешевле|дороже|в пробке|в отъезд\w+|зарегистрирован\w*|на встреч\w+|пришла посылка"
    r"|meeting|conference|exhibition|i saw|we saw|cheaper|back from|кордик|кордим|арзан\w*|(?:келген|кайткан|оралган)"
    r" (?:сон|кезде))\b"
)
# «На ней в Балхаш ехать», «на Капчагае прошлым летом чуть не утонул»: a way to go, and where it was good to rest.
_GOING = re.compile(
    r"\b(?:ехать|поехать|доехать|съездить|гнать|погоним|добраться|лететь|летим|лечу|вылетаем|едем|еду|поедем|поеду"
    r"|ездил[аи]?|съездил[аи]?|по дороге|по пути|бару\w*|барам\w*|барган\w*|жолда|ихати|поихати|доихати|идемо|летимо"
    r"|drive to|driving to|drove to|go to|going to|fly to|flying to|get to|on the way|road trip)\b"
)
_RESTED = re.compile(
    r"\b(?:(?:прошл|тем|позапрошл)\w+\s(?:лет|зим|осен|весн)\w+|купал\w+|загорал\w+|рыбачил\w*|на рыбалк\w+|на курорт\w+"
    r"|last (?:summer|winter|spring|autumn|weekend)"
    r"|(?:минул|тог)\w+\s(?:лит|зим|осен|весн)\w+|былтыр|откен (?:жаз|кыс)\w*)\b"
)
_BOUGHT = re.compile(
    r"купил|взял|построи|сняли|снял|bought|built|rented|сатып ал|купили|збудув|ремонт|renovat|ставил|делал"
)
# «Алматыдағы дүкендеріңіз»: our own shops.
_YOURS = re.compile(r"\b(?:дукен|кенсе|офис|филиал|салон|цех|клиника|орталы[кг])[а-я]*(?:[ыи]ныз|[ыи]низ)\b")
# What is called after a city: «ресторан Астана», «шторы Прага».
_NAMED_AFTER = """
ресторан ресторане кафе отель отеле гостиница гостинице банк банке духи торт хлеб журнал сериал фильм клуб команда
серия коллекция модель цвет реклама рекламе бренд стадион санаторий стиль стиле мейрамхана
"""
NAMED_AFTER = frozenset(_NAMED_AFTER.split())


def elsewhere(clause: str, before: str) -> bool:
    """Whether a clause speaks of another's place or of what happened there; `before`: its part up to the name."""
    if _EVENT.search(clause) or _YOURS.search(clause) or _GOING.search(clause):
        return True
    if _RESTED.search(clause) and not (_BOUGHT.search(clause) or _THING.search(clause)):
        return True
    person = _PERSON.search(before)
    if person and not _THING.search(clause):
        return True
    return bool(_LIVES.search(clause)) and not _MINE.search(clause)
