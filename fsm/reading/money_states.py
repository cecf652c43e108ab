"""Answers about money without an amount: unknown, no money, any money."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from fsm.facts import BUDGET, Qualifier
from fsm.reading.message import Context
from fsm.reading.money_cues import Scene
from fsm.reading.phrases import Hit, Phrasebook
from fsm.reading.stems import plain, plain_words

_FLEXIBLE = """
деньги/деньгах/денег/цену/цене/цены/бюджет/бюджете/бюджета не думайте/беспокой*/пережива*/волнуй*/парьт*/заморачива*,
не думайте/беспокойтесь/переживайте/волнуйтесь/парьтесь (о/про/за/насчет/насчёт) деньги/деньгах/денег/цену/цене/бюджет*,
ақша*/баға* (жағын/жағынан/туралы/жайлы) (мүлде/мүлдем) ойлама*/уайымдама*/алаңдама*,
қанша/канша/неше .. сонша, don't/dont worry/bother about (the/my) money/price/cost/budget,
do not worry about (the/my) money/price/cost/budget, гроші/ціну/бюджет не думайте/хвилюй*/турбуй*/переживай*,
скільки .. стільки й/і/заплачу,
хоть за сколько, за сколько угодно,
резинов*, тянется, безразмерн*, сколько потребует*, любой в пределах разумного, не ограничива*, не лимитир*,
ақшаның/акшанын соңынан/сонынан .. жоқ/жок, плачу сколько скажете, заплачу сколько,
значения не имеет, по цене/деньгам/бюджету вопросов нет, цена вторичн*, деньги вторичн*, не обижу, не обидим,
!и/но/а/взял/взяли всё равно, сколько попрос*,
бюджет позволя*,
для этого денег не, на это денег не жалко, сколько выйдет, сколько получится, price is secondary, всё равно сколько,
шектеусіз*, сума/ціна/вартість не важлива/принципова, не важлива сума/ціна, қанша/қаншаға/канша түссе/тұрса,
қаншаға болса, ақша табылады,
сколько бы ни, сколько бы не, скільки б не,
не играет роли, не играют роли, о деньгах не, за деньги не, не в деньгах дело/суть/вопрос/проблема/счастье,
не деньги главное, деньг* не беспоко*/пережив*, мәселе жоқ/жок,
не має значення, не мають значення,
цена не имеет, стоимость не имеет, любых денег, любые суммы, на ваше усмотр*, қандай сома болса да, any figure,
as needed, как скажете,
деньги/бюджет/цена/сумма/стоимость/финанс* не вопрос/проблема/важн*/главн*/имеет/принципиал*/критичн*/огранич*/суть,
деньги есть, бюджет не огранич*, бюджет неогранич*,
бюджет без огранич*, не вопрос, неважно, не принципиал*, не критич*, не важно, не имеет значени*, без разницы,
любой бюджет, любая сумма,
любую сумму, любые деньги, за любые деньги, любой, любая, без огранич*, не огранич*, неогранич*, безлимит*,
сколько скажете/скажешь/надо/нужно/потребуется/попросите/запросите/угодно/понадобится/назовете/выйдет/будет столько,
сколько скажете, сколько надо, сколько нужно, сколько потребуется, сколько угодно, столько и заплач*,
заплач* сколько,
за ценой не постоим, за ценой не постою, цена не, деньги найд*, денег не жалко, не жалко, не экономим, не экономлю,
хоть сколько, по барабану, гибк*, бюджет свободн*, бюджет открыт*, в деньгах не, лимита нет, лимитов нет,
огранич* нет, нет огранич*, нет лимит*
маңызды/манызды емес, мәселе/маселе емес, проблема емес, бәрібір, барибир, қанша/канша болса да,
қанша/канша керек болса, қанша/канша айтсаңыз*, қанша/канша сұрасаңыз*, шектеу жоқ/жок, шектеулі емес, шектелмеген,
шексіз, кез келген, кезкелген, айырмасы жоқ/жок, қаншаға болса да, аямаймы*, ақша бар, акша бар, лимит жоқ/жок,
баға маңызды*, баға*/ақша* қарамай*/карамай*
money/budget/price/cost is not/no, money/budget/price/cost .. object/issue/problem/concern, money isn't/isnt,
price isn't/isnt, budget isn't/isnt, no object, whatever it takes/costs, whatever you ask/need/want/say/charge,
doesn't/doesnt matter, does not matter,
unlimited, no limit, no limits, no upper limit, no budget limit, no cap, flexible, open budget, < any >, any amount,
any budget, any price, sky is the limit, sky's the limit, as much as, not a problem, not an issue, not a concern,
don't/dont care, name your price, money to spend, happy to pay whatever
гроші не питання/проблема, бюджет не обмеж*, не важливо, неважливо, будь - яка/який/яку, будь яка/який/яку,
скільки скажете/треба/потрібно/завгодно, без обмежен*, без різниц*, не обмеж*, необмежен*, ціна не, все одно, байдуже
"""
_NONE = """
денег/бюджета/бюджет (қазір/әзірге/пока) жоқ/жок, ақша/акша (қазір/сейчас/вообще) нет/нету/нема, ақша/акша/бюджет нөл,
қайдан/кайдан ақша/акша, ақша/акша қайдан/кайдан, откуда деньги/деньгам, откуда .. деньги взять, где .. деньги взять,
зарплат*/зп .. задерж*/не дали/не платят, жалақы*/айлық* .. кешік*, сейчас/пока/вообще/совсем (вообще) пусто,
бюджет .. жоқ/жок, төлемеймін, төлемейміз,
бюджета .. не заложен*/выделен*/предусмотр*, денег .. не выделен*/дают, деньг* .. закончил*, деньг* кончил*,
< нету >, денег ни копейки, денежек нет, финансир* нет,
ne deneg, there's no budget, there is no budget, theres no budget, не плачу, без оплаты, безоплатно, на волонтер*,
бюджета никакого, никакого бюджета, денег никаких, никаких денег, денег нет/нету/нема/ноль, денег .. нет,
денег совсем, денег пока нет/нету, нет денег, нету денег,
бюджета нет/нету/ноль, бюджет ноль/нулевой, бюджета .. нет, нет бюджета, нету бюджета, бюджет отсутств*,
без бюджета, без денег, бюджет не выдел* !пока, нисколько, ни копейки, ни тенге, ни тиына, ни рубля, ноль, по нулям,
0, бесплатно, безплатно, на халяву, халяв*, даром, на шару, без копейки, на мели, пусто в кошел*, не на что,
финансов нет, средств нет, нет средств, нет финанс*, копейки нет, нуль, нищ*, не буду платить,
!вперед/вперёд/наперед/сразу/заранее/предоплату платить не буд*,
не собираюсь платить, платить не соб*
ақша/акша жоқ/жок, ақшам/акшам жоқ/жок, ақшамыз/акшамыз жоқ/жок, ақша .. жоқ/жок, акша .. жоқ/жок, бюджет жоқ/жок,
бюджетім жоқ, бюджетіміз жоқ, тегін, тегин, бір тиын да, қалта бос, калта бос, ақшасыз, қаражат жоқ, бюджет нөл, нөл
not a cent/penny/dime/tenge, no budget, no money, < we/i don't/dont have one/any, haven't got one/any,
don't/dont/not have .. money/budget,  zero,
broke,
for free, < free >, free please, it's/its/be free, free option,
nothing, haven't got .. money, zero budget, have no money, have no budget, not paying !that/this/so/extra/more/again/a,
no cash,
can't/cant/cannot pay,
no funds, can't/cant/cannot afford anything
грошей нема/немає/нет, нема/немає грошей, грошей .. нема/немає, бюджету нема/немає, нема/немає бюджету, безкоштовно,
задарма, ні копійки, ні гривні
"""
_UNKNOWN = """
не спрашивай*, не спрашивайте, не питайте, сұрама, сұрамаңыз*, сұрамашы, don't/dont ask,
по божески, по - божески, по совести, не кусал*, не кусает*, по студенчески, по - студенчески, подешевле,
по карману,
сами скажите/назовите/посчитайте/решайте/определите/оцените,
озвуч*/назв*/назыв*/говор*/раскр*/разглаш*/сообщ*/дел*/сказ*/светить/афишир* не, оголош*/казат*/наз* не,
сначала/сперва/спочатку ваш*/вы/ви/покаж*/ответ*/предлож*/смет*/расчет*,
жду/ждём/ждем/чекаю .. смет*/цен*/расч*/кп/предлож*,
< небольш* >, < средн* >, < скромн* >,
< обычн* >, < минимальн* >, < ограничен* >, бюджет/сумма небольш*/скромн*/средн*/обычн*/ограничен*, как у всех,
как обычно,
баға*/бағаңыз* алдымен, алдымен сіз*/баға*, айтқым/айтқымыз келмей*, айтпай ақ, айтпай - ақ, айта алмай*, ашпаймы*,
шағын ғана, орташа ғана,
whatever you think (is) fair/reasonable/right, you think is fair, not telling,
won't/wont/can't/cannot/cant (be) tell*/say*/disclos*/shar*/reveal*, keep it to myself, modest,
< average >,
секретн*, не располага* информац*/данн*, не располагаю такой, хер/хрен/чёрт/фиг его знает, не фиксир*, нефиксир*,
обсуждаем*, готов* обсуждать, договорн*,
не уполномоч*, не могу знать, затруднительно, пока думаем, пока не решил*, не сориентир*, невідомо, бюджет уточн*,
спитаю,
not/dont/don't have a/any number/figure, no figure, треба/потрібно порахувати/подумати/обговорити, порахувати,
арзан*, compar*, кейін айт*, есептеп көр*, қарап көр*,
цифр* нет/нету, точной суммы нет/нету, точных цифр, точно не, no exact, no number,
откуда мне знать, откуда я знаю, не слишком дорог*, никакой пока, пока никакой, не сильно, сначала услыш*,
hear your, your price first, discuss*, deciding, still decid*,
нақты . жоқ/жок, бекіт* жоқ, бекітілмеген, бекитилген жок, нақтылан* жоқ, ешқандай, прикид* потом, позже скажу,
потом скажу, напишу потом, уточню, скажу позже, уточним, надо смотреть, надо прикинуть, спросить надо,
не озвучу, не раскрою, любопытн*, тогда (и) скажу, тогда (и) решу, глян* что, глянуть, после этого скажу, это личное,
не уточн*,
пока смотр*/выбира*/думаем/думаю/считаем,
не пойму, не поймем, не поймём, санаған жоқ*, санаган жок*, санамад*, откуда нам знать,
не знаю, не знаем, незнаю, незнаем, не зна*, хз, хер знает, фиг знает, бог знает, кто (ж/же) (его/их) знает,
без понятия, понятия не, понятие не, не в курсе, не курсе, не счита*, не посчит*, не прикид*, не реш*, не опредил*,
не определ*, неопредел*, не дума*, не обсужд*, не обсуд*, не готов* сказать/назвать/озвуч*, не мог* сказать/назвать,
не могу знать, не понима*, не понятно, непонятно, неизвестно, не известно, не уверен*, не ориентир*, не разбира*,
не представля*, не планир*, не задум*, затрудн*, сложно/трудно/тяжело сказать/ответить/оценить, не скажу,
не хочу говор*/назыв*/озвуч*/раскрыв*, не буду говор*/назыв*/озвуч*, не назову, не озвуч*, не раскры*, секрет,
тайна, конфиденц*, не ваше дело, без коммент*, завис*, !от смотря, по ситуации, по обстоятельств*, по разному,
по - разному, как пойдет, как получится, как выйдет, посмотр*, погляд*, увидим, там видно, видно будет,
надо посчит*/подум*/обсуд*, нужно посчит*/подум*/обсуд*, подума*, обсуд*, прикин*,
уточнить/уточню/уточним/уточняю/уточняем/уточняется, прицен*, присматрива*,
посовет*, советова*, спрошу, спросить, узна*, изуча*, сравнив*, выбира*, сначала цен*, сначала хоч*, хочу сначала,
хотел* сначала, сперва, определ* после, после расч*, после замер*, скажите вы, вы скажите, скажите сами,
а вы предлож*, предлож*, сориентир*, расскажите, подскажите цен*, назовите сами, вам виднее, нет представл*,
нет понимания, определенного/определённого/конкретного/точного/четкого/чёткого/фиксированного бюджета нет,
нет определенного/определённого/конкретного/точного/четкого/чёткого/фиксированного, бюджета пока нет,
пока нет бюджета, бюджет не опред*, бюджет пока не, бюджета как такового, пока никак*, пока не, ещё не, еще не,
не было раз*,
дешев*, подешев*, недорог*, не дорог*, не очень дорог*, не сильно дорог*, бюджетн*, эконом*, минимальн* бюдж*,
минимальн* цен*, поменьше, чем меньше тем, как можно меньше, чем дешевле, адекватн*, разумн*, нормальн* цен*,
по минимуму, минимум !#, минималк*, доступн*, приемлем*, средне*, средн* цен*, среднеры*, рыночн*, как договор*,
договор*, не для обсуждения, по факту, от и до, разн*, любопытно
құпия*,
білмеймін, билмеймин, білмейм, билмейм, білмедім, білмейміз, білмей*, билмей*, білем бе, белгісіз, белгисиз,
шешкен жоқ*, шешпеді*, шешилмеген, ойланбад*, ақылдас*, акылдас*, білмим, билмим, ойламад*, ойлан*, ойлас*,
есепте* жоқ*, есептемед*, есептеме*,
айтпаймын, айтпаймыз, айтқым келмейді, айта алмаймын, айту қиын, айту киын, құпия, купия, байланысты,
байланысты болады, қарай, қараймыз, карай, көреміз, коремиз, көрейік, көрерміз, анықталған жоқ, анықталмаған,
анықтаған жоқ*, нақты емес, накты емес, нақты айта*, хабарым жоқ, хабарсыз,  арзан*, арзанырақ,
қымбат емес, қымбат болмаса, кымбат болмаса, кымбат емес, тиімді, қолжетімді, сіз айтыңыз, өзіңіз айтыңыз,
келісеміз, келісім*, кеңес*
can't/cant/cannot/won't/wont share, as little as, lowest possible, don't know, dont know, do not know, not sure,
unsure, no idea, no clue, idk, dunno, haven't decided, havent decided,
have not decided, haven't thought, havent thought, not decided, undecided, haven't set, not set,
no set/fixed/specific/exact/clear/real/particular/defined,
don't/dont/not have . set/fixed/specific/exact/clear/particular budget/number/figure,
figuring, still think*, working on it, depends, depending, depend, rather not, prefer not,
can't say, cant say, cannot say, hard to say, difficult to say, won't say, wont say, not saying, private,
confidential, secret, not ready to, not comfortable, don't want to say/share/tell, dont want to say/share/tell,
not going to, none of your, tbd, to be decided/determined, not yet, haven't, havent,
need to think/check/see/discuss/ask, have to think/check/see/discuss/ask, let me think/check, i'll see, we'll see,
will see, you tell, tell me, what do you suggest, suggest, cheap*, cheaper, as cheap, affordable, reasonable,
inexpensive, low as possible, not expensive, not too expensive, not too much, economical, decent, fair price,
no budget in mind, never done, first time, wait and see, negotiable, can't tell, open to suggestions,
no expectations
поки дума*/раху*/дивим*, не знаю, не знаємо, незнаю, не визнач*, не виріш*, не вирiш*, не рахува*, поки не, ще не,
гадки не, уявлення не,
не скажу, не хочу казати, не можу сказати, важко сказати, складно сказати, залеж*, дивлячись, подивим*, побачим*,
не в курсі, не дума*, подума*, порадьте, дешев*, недорог*, не дорог*, якомога дешев*, не впевнен*, таємниця, секрет
"""
_OTHERS_DECIDE = """
это/эти/этот/этим (уже/вопрос/вопросы/вопросом) (вам) (не) (ко) (мне) (а) к @keeper, це (вже/питання/вам) до @keeper,
с этим/этими (вопросом/вопросами) к @keeper, з цим (питанням) до @keeper,
вопрос/вопросы/питання (не) (ко) (мне) (а) к/до @keeper,
по деньгам/бюджету/цене/оплате/финансам/суммам (это/вам/лучше/надо) к @keeper, по грошах до @keeper,
не ко мне, вопрос/вопросы не мне, не до мене, не маған, маған емес,
бұл/бул/осы (сұрақ/сұрақты/мәселе/мәселені/жағын/сізге) @keeper, сұрақты/сұрақ/мәселені @keeper қой*,
@keeper сұраңыз*/сұра/сұрау/хабарласыңыз*/біледі, that's/thats/this a question for, that/this is a question for,
that's/thats one for my/our/the, that/this is one for my/our/the, have/need/should/best/better to ask my/our/the,
ask my/the/our, спросите/спроси/узнайте у, holds the purse/money/budget, у мужа/жены/шефа/директора деньги,
решает/решают/решит/решат, шешеді, вирішує, is up to, decides
"""
_KEEPER = """
бухгалтер* бухгалтери* главбух* муж* жен* жён* директор* шеф* начальств* начальник* руководств* руководител* босс* хозя*
финдир* финанс* финанси* партнер* партнёр* снабж* закуп* маме папе отцу собственник* учредител* экономист* чоловік*
дружин*
керівн* керівництв* бастық* бастығ* күйеу* әйел* басшы* қожайын* есепші*
"""
_AMOUNT = "бюджет*, сумм*, budget, грош*, ақша*"
_OURS = """
бюджет*, деньг*, денег, сумм*, budget, money,
ақша*, акша*, грош*, платить, плачу, плати*, төлейм*, оплач*, заплат*, финанс*, по деньгам, по бюджету
"""

_DENIALS = frozenset(("не", "ни", "нет", "незнаю", "хз", "без", "not", "no", "dont", "idk", "жок", "билмеимин", "нету"))
_CHEAP = ("дешев", "подешев", "недорог", "бюджетн", "економ", "cheap", "affordable", "арзан", "поменше")
_FREE = ("бесплат", "free", "тегин", "безкошт", "безплат", "даром")
_SERVICES = (
    *("замер", "доставк", "консульт", "виезд", "установк", "монтаж", "осмотр", "диагност", "проб", "урок", "занят"),
    *("деливер", "deliver", "consult", "trial", "meas", "estimat", "парковк", "интернет", "вайфа", "жеткиз", "кенес"),
)
# «Хоть миллион, лишь бы кошка выжила»: no amount is meant.
_AT_ANY_PRICE: Final = re.compile(
    r"\b(?:хоть|пусть|да хоть|хоч)\s(?:и |за |все |всі )?(?:[\d ]{1,12}|миллион\w*|мільйон\w*|лям\w*|лимон\w*"
    r"|пол\s?\w+|сто|двести|триста"
    r"|пятьсот|последн\w+)\s?(?:тыс\w*|млн|к|тенге|тг|₸|тисяч\w*|гривень)?[^.!?\n]{0,20}[, ](?:лишь|только|тільки"
    r"|аби)\b"
    r"|\bхоть (?:миллион|мильон|лям|лимон|миллиард)\b(?! ?\d)|\bхоч мільйон\b|\beven (?:a|one|two|ten"
    r"|if it'?s a) (?:million|mil)\b"
    r"|\bмиллион (?:болса|тұрса) да\b"
)
_DEPENDS_ON = frozenset(
    (plain(one), plain(other))
    for one, other in (("от", "чего"), ("від", "чого"), ("неге", "байланысты"), ("неге", "қарап"), ("depends", "what"))
)
_ZERO = frozenset(("ноль", "нуль", "zero", "нол"))
_AROUND_ZERO = """
да ну и а так вот пока сейчас щас вообще совсем просто реально честно считаи почти практически целых круглыи у нас меня
мне на сегодня казир азирге менде бизде мульен зараз поки в мене right now its it is at absolutely literally budget
honestly so far for мүлдем мүлде
"""
_BESIDE_ZERO = plain_words(_AROUND_ZERO)
_MONEY = (
    "бюдж",
    "денег",
    "деньг",
    "тенге",
    "руб",
    "сум",
    "карм",
    "карт",
    "счет",
    "налич",
    "акша",
    "грош",
    "money",
    "cash",
)
_BOOK: Final = Phrasebook(
    {
        "flexible": _FLEXIBLE,
        "none": _NONE,
        "unknown": _UNKNOWN,
        "others_decide": _OTHERS_DECIDE,
        "amount": _AMOUNT,
        "money": _OURS,
    },
    {"keeper": _KEEPER},
)


def state_of(scene: Scene, context: Context) -> tuple[Qualifier, Hit] | None:
    """What the message says of the budget without an amount, and where; None if nothing."""
    words = scene.words
    hits = _BOOK.find(words) or (_BOOK.find(scene.transliterated) if scene.transliterated else {})
    asked = context.question == BUDGET
    if not asked:
        return _unasked(hits, words)
    flexible, none = (
        hits.get("flexible"),
        [hit for hit in hits.get("none", ()) if not (_is_service(scene, hit) or _of_else(scene, hit))],
    )
    unknown = [hit for hit in hits.get("unknown", ()) if _is_answer(scene, hit)]
    if flexible:
        return Qualifier.FLEXIBLE, flexible[0]
    if none and not (unknown and _covers(unknown, none[0])):
        return Qualifier.NONE, none[0]
    if undecided := unknown or hits.get("others_decide"):
        return Qualifier.UNKNOWN, undecided[0]
    return None


def at_any_price(low: str) -> tuple[int, int] | None:
    """Where an amount is named only to say that none would be too much."""
    found = _AT_ANY_PRICE.search(low)
    return found.span() if found else None


def _is_answer(scene: Scene, hit: Hit) -> bool:
    """Inside a question only a denial or a wish for cheapness answers: not «от чего зависит цена?»."""
    sentence = scene.sentences[hit.first]
    asks = any(piece.text == "?" and scene.sentences[at] == sentence for at, piece in enumerate(scene.pieces))
    said = scene.words[hit.first : hit.stop]
    rhetoric = said[:1] == ["откуда"]
    either = any(word.startswith("дорог") for word in scene.words)  # «это дорого или дёшево?»
    asks = asks or any(pair in _DEPENDS_ON for pair in pairwise(scene.words))
    return not asks or rhetoric or any(word in _DENIALS or (word.startswith(_CHEAP) and not either) for word in said)


def _of_else(scene: Scene, hit: Hit) -> bool:
    """«Толку ноль», "zero results": nothing of something that is no money."""
    if hit.stop - hit.first > 1 or scene.words[hit.first] not in _ZERO:
        return False
    near = (at for at in (hit.first - 1, hit.stop) if 0 <= at < len(scene.words))
    words = [scene.words[at] for at in near if scene.clauses[at] == scene.clauses[hit.first]]
    return any(word.isalpha() and word not in _BESIDE_ZERO and not word.startswith(_MONEY) for word in words)


def _is_service(scene: Scene, hit: Hit) -> bool:
    """«Замер бесплатно?» asks what the firm does for nothing."""
    sentence = [at for at, number in enumerate(scene.sentences) if number == scene.sentences[hit.first]]
    asks = any(scene.pieces[at].text == "?" for at in sentence)
    free = scene.words[hit.first].startswith(_FREE)
    return asks and free and any(scene.words[at].startswith(_SERVICES) for at in sentence)


def _covers(hits: list[Hit], inner: Hit) -> bool:
    """«нет определённого бюджета» is not «нет бюджета»."""
    return any(hit.first < inner.stop and inner.first < hit.stop for hit in hits)


def _unasked(hits: dict[str, list[Hit]], words: list[str]) -> tuple[Qualifier, Hit] | None:
    """Nobody asked: only a plain statement about money counts, within a few words of the word money."""
    near = 3
    for tag, qualifier in (
        ("flexible", Qualifier.FLEXIBLE),
        ("none", Qualifier.NONE),
        ("unknown", Qualifier.UNKNOWN),
    ):
        for hit in hits.get(tag, ()):
            if any(
                hit.first - near <= other.first
                and other.stop <= hit.stop + near
                and (tag != "unknown" or "," not in words[min(hit.first, other.first) : max(hit.stop, other.stop)])
                for other in hits.get("amount" if tag == "unknown" else "money", ())
                if not (tag == "unknown" and words[other.first].startswith("бюджетн"))
            ) and _is_about_money(words, hit, hits):
                return qualifier, hit
    return None


def _is_about_money(words: list[str], hit: Hit, hits: dict[str, list[Hit]]) -> bool:
    inside = any(hit.first <= other.first and other.stop <= hit.stop for other in hits.get("money", ()))
    between = words[hit.first : hit.stop]
    return inside or "?" not in between
