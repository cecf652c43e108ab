"""Words around numbers: what else they count, and what stands before numbers that are no amounts."""

from __future__ import annotations

from fsm.reading.stems import plain

_COUNTED_WORDS = """
м м2 м² кв квм л г гр кг км см мм га гб мб шт чел мин сек мес дн сут стр час часа часов часам день дня дней днів
мест места
год года лет годик годика рік роки років раз раза разу ай айда айдан айға ай-ақ жас жаста жыл жылы күн күнде күннен апта
аптада сағат рет дана бет бала балаға адам адамға қонақ роз пар пара m m2 sq sqm sqft km kg cm mm gb mb pcs x х pm am
th st nd rd bhk br hr hrs hours hour min mins people ppl pax guests kids bed beds
утра вечера ночи
ночь вечер числа число числу тижнів тижні тиждень осіб кімнат двор дворов
миль мили милю тонн тонна тонны тонну тонни ват ватт ватта фут фута футов унций унции грамм грамма граммов соткой
банок банки баночек ведер ведра вёдер відер пары квт мг терабайт гигабайт мегабайт вопроса вопросов разів рази разы
келі шақырым тоннадан ғасыр
mi mph lb lbs ft feet foot oz ton tons tonne tonnes gig gigs tb kb kw volt volts watt watts amps cups cup cans boxes box
bags bag copies copy rolls packs plates slices seats tickets sets pairs points levels steps stages stars shirts times
jars inch inches yard yards acre acres litre litres liter liters stone o'clock percentage
"""
_COUNTED_STEMS = """
месяц недел суток минут секунд человек людей люди гостей гост детей ребен взросл квадрат метр литр процент комнат этаж
окон окна дверей двери стул стулья урок занят класс страниц листов экземпляр товар позици вариант ученик сотрудник
машин квартир подъезд балл уров звезд градус процедур сеанс ступен порци тарел букет шаров кусоч подписч просмотр заяв
клиент символ знаков январ феврал март апрел мая май июн июл август сентябр октябр ноябр декабр гектар килограмм
ламп камер люстр розет точек точк светил вопрос секунд адамб адамд
персон бөлме жаста апта жылға жылда жылдан сынып терезе пәтер сабақ пайыз қабат шаршы оқушы
қызметкер қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз
қыркүйек қазан қараша желтоқсан year month week day minute person persons child room bedroom square meter metre percent
piece page window door lesson class student employee floor car time unit item session follower view word jan feb march
april june july aug sept octob novemb decemb рок місяц тижн хвилин годин кімнат сторін вікон відсотк поверх січн лют
берез квіт травн черв лип серп верес жовт листопад груд визит листовк футбол круж штук лид мебел предмет комплект
сантим милиметр милимитр дециметр километр кілометр шақырым унци стакан мешк мешок коробк коробок рулон упаков пачек
пачк бутыл пляш дюйм пункт чашек чашк волт терабайт гигабайт мегабайт мішк коробк пакет ящик
mile kilomet kilogram gallon terab gigab megab kilob ounce bottle degree inches centim millim
"""
ORDINALS = frozenset(
    (
        "го",
        "й",
        "я",
        "ую",
        "е",
        "ый",
        "ой",
        "ого",
        "ая",
        "ому",
        "му",
        "ші",
        "шы",
        "инши",
        "інен",
        "сынан",
        "ынан",
        "ына",
        "іне",
        "сына",
        "сіне",
        "ында",
        "інде",
        "сында",
        "сінде",
        "і",
        "сы",
        "th",
        "st",
        "nd",
        "rd",
    )
)
"""Glued to a figure they make it an ordinal: 20-го, 5th."""
COUNTED_WORDS = frozenset(plain(word) for word in _COUNTED_WORDS.split()) | frozenset("%°²№")
COUNTED_STEMS = tuple(plain(word) for word in _COUNTED_STEMS.split())
_ALWAYS_WORDS = (
    "м2 м² кв квм км га шт чел m2 sq sqm sqft km pcs людей осіб адам адамға дана people ppl pax guests followers"
)
_ALWAYS_STEMS = """
человек подписч листов визит экземпляр квадратов квадратн просмотр символ знаков клиент заяв
километр людей гостей шаршы штук вопрос извин спасиб раз причин mile kilomet question time reason
лид follower view word piece student person товар позици сотрудник кружк футбол
"""
ALWAYS_WORDS = frozenset(plain(word) for word in _ALWAYS_WORDS.split()) | frozenset("%²°")
ALWAYS_STEMS = tuple(plain(word) for word in _ALWAYS_STEMS.split())
"""Counted even when the number is large: 5000 листовок, 10 тысяч подписчиков (but «5000 час» is a price)."""

_LABELS = """
кв квартира квартире дом дома д мкр микрорайон ул улица улице корпус подъезд этаж этаже школа школе офис номер № n класс
классе группа возраст мне ей ему
этажа человека детям дети детей детишкам дочки дочкам дочерям сыновья сыновьям внукам
сыну дочке дочери ребенку ребёнку лицей гимназия садик литера блок секция код домофон
iphone айфон samsung galaxy редми windows уровень ielts топ top тариф вариант пункт под-езд house apt apartment room
school age aged level grade үй пәтер мектеп мектебі сынып көше көшесі ақсай аксай самал алмагуль коктем орбита аған
доб вн добавочный топ лет человек дней месяцев месяца недель недели часов часа минут метров штук квадратов
размер размера размеры страница страницы стр кабинет кабинете каб аудитория палата версия version size page row
өлшем өлшемі кабинеті бет розмір сторінка
высота высотой ширина шириной длина длиной глубина толщина диаметр мощность объем объём обхват пробег потолки
площадь давление температура тираж камри приора гранта веста прадо солярис жене мужу маме папе брату сестре бабушке
дедушке
биіктігі ұзындығы ені висота довжина height width length depth diameter mileage
жасы балам қабат будинок квартири під'їзд школи трасса маршрут автобус поликлиника тц стадия вес рост
"""
LABELS = frozenset(plain(word) for word in _LABELS.split())
"""Words before a number that make it a label: дом 17, школа 45."""

_QUESTION_UNITS = (
    (1e3, ("тысяч", "тыс", "тыщ", "мың", "мын", "мыңдап", "thousand", "thousands", "тисяч", "к")),
    (1e6, ("миллион", "миллионов", "миллионах", "млн", "million", "millions", "мільйонів")),
    (1e5, ("lakh", "lakhs", "лакх", "лакхов")),
    (1e7, ("crore", "crores")),
)
QUESTION_UNITS = {word: unit for unit, words in _QUESTION_UNITS for word in words}
