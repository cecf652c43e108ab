"""Whether a place is another's: where somebody works, what others charge there, a wardrobe «Прага»."""

from __future__ import annotations

import re

# «Он работает в Алматы», "she moved to Dubai", «бастығымыз Астанада отыр»: of a person who is not the one that writes.
_PERSON = re.compile(
    r"\b(?:он|она|они|he|she|they|ол|олар|вин|вона|вони|клиент[аы]?|заказчик[аи]?|hq|headquarters|head office"
    r"|(?:головн|центральн|главн)\w+ (?:офис|контора)?\w*|учредител[ьия]\w*|хозяин\w*|хозяйк[аи]|прораб|supplier"
    r"|tenant"
    r"|landlord|owner|contractor|приезд\w*|(?:мам|пап|сестр|тещ|бабушк|жен)[ыи]|брата|родителеи|друга|мужа|дедушки"
    r"|бастыг\w+|улым|кызым|куйеуим|аиелим|дивчина|хлопець|кенсе\w*"
    r"|(?:прежн|прошл|бывш|стар|предыдущ|попередн)\w+\s[^\W\d_]+|(?:previous|former|last|old|ex)\s[^\W\d_]+)\b"
)
_LIVES = re.compile(
    r"\b(?:живет|живут|сидит|сидят|учится|учатся|работает|работают|служит|осталс[яь]|остались|lives|works|sits"
    r"|studies"
    r"|окиды|турады|турып жатыр|отыр|жумыс истеиди|жумыс истейди|живе|живуть|мешкае|навчаеться|працюе)\b"
)
_MINE = re.compile(
    r"\b(?:я|мы|у нас|у меня|наш\w*|мо[йияе]|живу|живем|i|we|our|my|мен|биз|бизди\w*|мени\w*|ми|наши?)\b"
)
_THING = re.compile(r"квартир|\bдом\b|\bдач|участ[ок]|объект|помещени|офис|house|flat|apartment|villa|патер|\bуй")
# «В Астане мне за это 200 насчитали», «видели на выставке в Москве»: what was seen and said there.
_EVENT = re.compile(
    r"\b(?:бы за|видел[аи]?|насчитал\w*"
    r"|за такие деньги|за эти деньги|за такую сумму|for that (?:money|price)|сондай ақшаға"
    r"|посчитал[аи]|предлага[юе]т|просят|платил[аи]?|на выставк\w+|конференц\w+"
    r"|прошл(?:ый|ом|ого) раз\w*|дешевле|дороже|(?:приедет|приедут|вернется|вернутся|прилетит|приезжает|приїде"
    r"|повернеться) (?:из|с|з)|[а-я]{2,}(?:дан|ден|тан|тен|нан|нен) (?:келед\w+|келетин|ушып келед\w+)"
    r"|так\w{2} же? (?:за|по|стоит)|в пробке|в отъезд\w+|зарегистрирован\w*"
    r"|на встреч\w+|пришла посылка"
    r"|meeting|conference|exhibition|i saw|we saw|cheaper|back from|кордик|кордим|арзан\w*|(?:келген|кайткан|оралган)"
    r" (?:сон|кезде))\b"
)
# «На ней в Балхаш ехать», «на Капчагае прошлым летом чуть не утонул»: a way to go, and where it was good to rest.
_GOING = re.compile(
    r"\b(?:ехать|поехать|доехать|съездить|гнать|погоним|добраться|лететь|летим|лечу|вылетаем|едем|еду|поедем|поеду"
    r"|ездил[аи]?|съездил[аи]?|по дороге|по пути|бару\w*|барам\w*|барган\w*|жолда|ихати|поихати|доихати|идемо|летимо"
    r"|\w{3,}(?:га|ге|ка|ке|на|не) (?:[^\W_]{1,12} ){0,3}(?:саяхат|экскурсия|тур|турлар|жолдама|демалыска"
    r"|туры)\w{0,5}"
    r"|в \w{3,}[^\W\d_еиыу] на (?:\d{1,2} |два |две |три |пару |несколько )?(?:дня|дней|ночи|ночей|недел[юи]"
    r"|сутки|выходные)|(?:поезд|автобус|рейс|маршрутка|train|bus) (?:до|в|на|to) \w+|как у \w+ (?:на|в) \w+"
    r"|drive to|driving to|drove to|go to|going to|fly to|flying to|get to|on the way|road trip)\b"
)
# «В четверг я в Астане», «в Дубае была в январе»: where somebody is for a day, or was.
_FOR_A_DAY = re.compile(
    r"\b(?:понедельник|вторник|сред[уы]|четверг|пятницу|субботу|воскресенье|завтра|послезавтра|выходные|выходных"
    r"|неделе|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|tomorrow|середу|четвер|пятницю|суботу|недилю|вивторок|понедилок)\s"
    r"(?:я|мы|ми|i'm|we're|i am|we are|i'll be)\s(?:буду |будем |уже |еще |все |пока |буду ще )?(?:в|во|на|in|at|у)\s"
)
_BEEN = re.compile(
    r"\b(?:(?:i|we) (?:was|were) (?:in|at)|был[аи]?|бывал[аи]?|жил[аи]?|отдыхал[аи]?|летал[аи]?|болдым|болдык"
    r"|журдим|журдик)\b"
)
_RESTED = re.compile(
    r"\b(?:(?:прошл|тем|позапрошл)\w+\s(?:лет|зим|осен|весн)\w+|купал\w+|загорал\w+|рыбачил\w*|на рыбалк\w+"
    r"|на курорт\w+"
    r"|last (?:summer|winter|spring|autumn|weekend)"
    r"|(?:минул|тог)\w+\s(?:лит|зим|осен|весн)\w+|былтыр|откен (?:жаз|кыс)\w*)\b"
)
_BOUGHT = re.compile(
    r"купил|взял|построи|сняли|снял|bought|built|rented|сатып ал|купили|збудув|ремонт|renovat|ставил|делал"
)
# «Груз в Семей уехал вместо Сарани», «уже взяли в Шымкенте по 54»: where a load went, where others were bought from.
_WENT = re.compile(
    r"\b(?:груз|посылк[аи]|контейнер|фура|заказ|товар|вагон|документы|машина|жук|посылка|parcel|order|shipment|cargo"
    r"|вантаж)\b"
    r"[^.!?]{0,30}\b(?:уехал|ушел|ушла|ушли|пришел|пришла|отправил|прибыл|увезли|доставили|кетип|кетти|went|sent"
    r"|shipped|пишов|поихав)"
    r"|\bвместо\b|\binstead of\b|\bзамисть\b"
)
_BOUGHT_THERE = re.compile(
    r"(?:^|\bуже )\s*(?:мы |я |нам |already |we |i )?(?:уже |already )?(?:взял[аи]?|купил[аи]?|наш[её]л|нашл[аи]"
    r"|заказал[аи]?|договорил\w+"
    r"|bought|found|ordered|hired|алып койд\w+|таптык|таптым|знайшли|купили)\b|\bбрал[аи]? по\b|\bбрали\b"
)
# «Перевозчик из Омска», «прямые поставки из Бишкека»: whom or what the place only says the origin of.
_ORIGIN = re.compile(
    r"(?<!наша )(?<!наш )(?<!мы )(?<!я )(?<!our )\b(?:перевозчик\w*|подрядчик\w*|мастер[аы]?|бригад[аы]|фирм[аы]"
    r"|контор[аы]|компани[яи]|продавец|конкурент\w*"
    r"|ребята|знаком\w+"
    r"|парень|мужик|агентств\w+|поставк\w+|товар\w*|ткан\w+|carriers?|suppliers?|company|firm|guys?"
    r"|contractors?|goods)"
    r"(?: один| одна| одни)?\s(?:из|с|из-под|from|in|з)\s$"
)
_LOOKS_FOR = re.compile(r"\b(?:ищ\w+|нуж\w+|надо|need\w*|looking|керек|треба|шука\w+|найти|есть ли)\b")
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
    if any(told.search(clause) for told in (_EVENT, _YOURS, _GOING, _WENT, _FOR_A_DAY)):
        return True
    if _ORIGIN.search(before) and not _LOOKS_FOR.search(clause):
        return True
    if not _THING.search(clause) and (
        _BOUGHT_THERE.search(clause) or (_BEEN.search(clause) and not _LOOKS_FOR.search(clause))
    ):
        return True
    if _RESTED.search(clause) and not (_BOUGHT.search(clause) or _THING.search(clause)):
        return True
    person = _PERSON.search(before)
    if person and not _THING.search(clause):
        return True
    return bool(_LIVES.search(clause)) and not _MINE.search(clause)


# «Квартира на Абая ещё сдаётся?», "is the flat on Abay still up?": what we offer stands there.
_LISTED = re.compile(
    r"\b(?:квартир\w*|однушк\w*|двушк\w*|тр[её]шк\w*|комнат\w*|студи\w*|офис\w*|дом\b|дача|помещени\w*|патер\w*"
    r"|flat|apartment"
    r"|house|room|studio|office|place)\s(?:на|в|по|at|on|in|near)\s[^.!?;\n]{2,30}?\s(?:ещ[её]\s|все ещ[её] |уже "
    r"|is |still )*"
    r"(?:сда[её]т\w*|свобод\w*|актуальн\w*|занят\w*|продан\w*|сдан[аоы]?|available|free|still|up|taken|listed|бос\b)"
    r"|\b(?:по поводу|насчет|по объявлению|объявлени\w*|видел\w* объявлен\w*)\s[^.!?;\n]{0,30}\s(?:на|в|по)\s"
)
_OBJECT_OF_THEIRS = re.compile(
    r"\b(?:мо[йяеюи]\w{0,2}|наш\w{0,3}|у меня|у нас|my|our|меним|бизд\w+|ремонт|замер|уборк|клининг|доставк)"
)


def is_listed(low: str) -> bool:
    """Whether the place a message (plain spelling) names is that of what we offer for rent or sale."""
    return bool(_LISTED.search(low)) and not _OBJECT_OF_THEIRS.search(low)
