"""How OpenStreetMap calls what people look for, in Russian, Kazakh and English words."""

from __future__ import annotations

import re

_NICHES = {
    "стоматолог|тіс емдеу|dentist|dental": ["amenity=dentist", "healthcare=dentist"],
    "автосервис|сто\\b|автокөлік жөндеу|car repair|autoservice": ["shop=car_repair"],
    "автомойк|көлік жуу|car wash": ["amenity=car_wash"],
    "автозапчаст|қосалқы бөлшек|car parts": ["shop=car_parts"],
    "шиномонтаж|шины|дөңгелек|tyres|tires": ["shop=tyres"],
    "салон красоты|сұлулық салоны|beauty": ["shop=beauty"],
    "парикмахер|барбер|шаштараз|hairdresser|barber": ["shop=hairdresser"],
    "ресторан|мейрамхана|restaurant": ["amenity=restaurant"],
    "кафе|кофейн|дәмхана|cafe|coffee": ["amenity=cafe"],
    "гостиниц|отель|қонақ\\s?үй|hotel": ["tourism=hotel", "tourism=guest_house"],
    "аптек|дәріхана|pharmacy": ["amenity=pharmacy"],
    "клиник|емхана|clinic|медцентр|медицинск": ["amenity=clinic", "amenity=doctors"],
    "ветеринар|ветклиник|veterinar": ["amenity=veterinary"],
    "фитнес|тренажерн|спортзал|fitness|gym": ["leisure=fitness_centre"],
    "детский сад|балабақша|kindergarten": ["amenity=kindergarten"],
    "языков|курсы|тіл курс|language school": ["amenity=language_school"],
    "автошкол|driving school": ["amenity=driving_school"],
    "мебел|жиһаз|furniture": ["shop=furniture"],
    "строй\\w*материал|құрылыс материал|building materials|хозтовар|hardware": ["shop=doityourself", "shop=hardware"],
    "цвет(?:ы|оч)|гүл|florist|flowers": ["shop=florist"],
    "ноутбук|компьютер|computer": ["shop=computer"],
    "телефон(?:ы|ов)|сотов|mobile phone": ["shop=mobile_phone"],
    "одежд|киім|clothes": ["shop=clothes"],
    "обув|аяқ киім|shoes": ["shop=shoes"],
    "продукт|азық-түлік|магазин у дома|convenience": ["shop=convenience"],
    "супермаркет|supermarket": ["shop=supermarket"],
    "пекарн|наубайхана|bakery": ["shop=bakery"],
    "турагент|турфирм|туризм|travel agen": ["shop=travel_agency"],
    "недвижимост|риелтор|риэлтор|жылжымайтын|real estate|estate agent": ["office=estate_agent"],
    "юрист|адвокат|заңгер|lawyer": ["office=lawyer"],
    "нотариус|notary": ["office=notary"],
    "бухгалтер|accountant": ["office=accountant"],
    "страхов|сақтандыру|insurance": ["office=insurance"],
    "типограф|баспахана|copyshop|printing": ["shop=copyshop", "craft=printer"],
    "ателье|тігін|tailor": ["craft=tailor", "shop=tailor"],
    "химчист|dry clean|laundry|прачечн": ["shop=dry_cleaning", "shop=laundry"],
    "фотограф|фотостуди|photo": ["craft=photographer", "shop=photo"],
    "сантехник|plumber": ["craft=plumber"],
    "электрик|electrician": ["craft=electrician"],
    "зоомагазин|pet shop": ["shop=pet"],
}
_COMPILED = tuple((re.compile(rf"\b(?:{words})", re.IGNORECASE), tags) for words, tags in _NICHES.items())
_TAG = re.compile(r"[a-z_:]{2,40}=[a-z0-9_:;-]{1,60}")


def tags_for(what: str) -> list[tuple[str, str]]:
    """The tags of a niche in words, or the tag itself when one was given ("shop=tyres"); empty when we know none."""
    given = _TAG.fullmatch(what.strip())
    chosen = [given[0]] if given else [tag for words, tags in _COMPILED if words.search(what) for tag in tags]
    return [(tag.partition("=")[0], tag.partition("=")[2]) for tag in chosen]
