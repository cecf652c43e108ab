"""The clause around a mention of time: whether it speaks of the past, of a call back, of what is impossible."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"[.!?;\n]+(?!\d)|,(?!\d)|\b(?:но|однако|зато|бирак|but|however|але|ал|поэтому|потому)\b|(?<= )а(?= )|\bтак что\b"
)
_WIDEST = 140
# Where people who dictate without marks begin to ask, or to say who they are.
_ASKS = re.compile(
    r"\b(?:сможете|сможешь|можете|можешь|можно|хочу|хотим|хотел[аи]?|надо|нужно|нужен|нужна|приезжайте"
    r"|приходите|давайте|запишите"
    r"|просьба|прошу|пожалуйста|поэтому|короче|значит|хорошо бы|желательно|мне бы|нам бы|can you|could you|can someone"
    r"|i need|we need|i want|please|so can|would like|керек|келе ала|келесиз|можете|зможете|потрибно|треба|хотилося)\b"
)
_ENDS = re.compile(
    r"\b(?:меня\s(?:\S+\s)?зовут|мой номер|мой телефон|my name|my number|меним атым|номерим|мене\s(?:\S+\s)?звати)\b"
)
# A Kazakh sentence ends with its verb: what follows one is a new sentence, marks or not.
_VERB_ENDS = re.compile(
    r"\b(?:калды|жатыр|кетти|калдым|кетип калды|болды|шыкты|айтты|бузылды|сынды|токтады|истемейди)\s"
)
_STORY, _KAZAKH_STORY = 50, 25

_CALL = re.compile(
    r"звон|\bзвандан|\bнаб[еи]р|набра|\bсвяж|связа|хабарлас|конырау|телефон сог|\bcall|\bring\b|\btext me|\bmessage me"
    r"|дзвон|зателефон|напишу|напишем|отпишу|отвечу|ответьте|\bскину(?!ть\b[^.;\n]{0,20}(?:\bкг\b|кило|\bвес|лишн))"
    r"|вышлю|пришлю|жазамын|жазам\b|айтамын|айтайын|скажу|сообщу|уточню"
    r"|айтам\b|на связи|скажет|сообщит|ответит|узнает|сураймын|сурайм\b|акылдас|кенесе|ответите|отпиш"
    r"|перешлю|перекину|подкину|загружу|прикреплю|надишлю|видправлю|пересылаю|пришл[её]м|отправим|скинем|дам ответ"
    r"|дам знать|ll send|will send|send it|send you|ll email|ll text|ll forward|will forward|ll share|ll upload"
    r"|ll check|ll confirm|жиберемин|жиберем\b|жиберейин|тастаймын|тастап коям|салып жиберем|узнаю|спрошу|подума"
    r"|обдума|посовет(?!овал)|ойлан|\bрешу\b|решим\b|определ[ию]|get back|ll know|жауап бер|let you know|reply"
    r"|think about"
    r"|повідомл|обговор|скиньте|пришлите|отправьте|отправлю|вышлите|напишите|\bпишите"
)
_PAST = re.compile(
    r"назад|прошл|\bменял[аи]?\b|заменил|\bміняв|\bминяв|ауыстырды|\bбыл[аои]?\b|обещал|обещан|обицял|сломал"
    r"|сломан|сгорел|купил|покупал|заказывал|заказал|приход[ии]л"
    r"|приезжал"
    r"|\bприехал|делал[аи]?\b|привез|привозил|постав[иь]л|установил|звонил|писал|оставил|оформ[ил]*л|переехал|началось"
    r"|начался|случил|упал|перестал|заболел|отключил|прорвал|затопил|потек|разбил|поцарап|уволил|родил[аи]?с|закончил"
    r"|записал|записыва?л|ходил|ездил|сказал|\bговорил|отдал|отдавал|сдал|смотрел|видел|завалил|украл|сорвал"
    r"|\bпришл[аои]"
    r"|\bпришел|опозда|лечил|вызывал|вызвал|платил|взял|\bбрал|продал|получил|открыл|треснул|пробил|протек|перегор"
    r"|заглох|\bвстал[аои]?\b|\bсдох|\bполетел[аои]?\b|накрыл[аои]?сь|заклинил|отвалил|лопнул|потухл?|остановил|работал|болел|мучаюсь|мучает|слили|потратил|отправил|забрал|начал\b"
    r"|\b(?:broke|died|called|came|was|were|did|bought|ordered"
    r"|stopped|started|happened|crashed|burst|promised|told|said"
    r"|failed|went|ago|been|paid|moved|visited|(?!need|decid|agree|settl|marri"
    r"|interest|schedul|plann|requir|furnish|experienc|unlimit|advanc|detail)\w{3,}ed)\b"
    r"|калды|бузыл|келмеди|келдиниз|айтты|айткан|берди|шыкты|бастады|сынды|токтады|уаде|жасаттым|алган|барган|берген"
    r"|зламал|зламав|\bбув\b|\bбула\b|\bбули\b|купив|приходив|замовля[вл]|зламан"
)
# The past by its form. What also speaks of plans, wishes or what is to come tells no past: «в мае решили начать».
_PAST_FORM = re.compile(
    r"(?<!бы )\b(?!школ|кресл|числ|масл|стекл|мысл|детал|модел|мебел|отдел|предел|раздел|правил|магистрал"
    r"|стал\b|стали\b"
    r"|недел|медал|спирал|шкал|скал|петл|земл|если|посл|угл|узл|котл|светл|тепл|мал[аои]|цел[аои]|смел|бел[аои]|нул"
    r"|автомобил|педал|вертикал|горизонтал|кашл|ремесл|кол[аои]|сил[аы]|сел[ао]|тел[аои]|мыл[ао]|дел[аои]|гол[аои]\b)"
    r"[а-я]{2,}(?:[аеиоуыя]|[бгзкмпрстхш])л[аои](?:сь)?\b(?! бы?\b)|\b[а-я]{2,}[аеиоуыя]лся\b|\b\w{0,4}шел\b"
    r"|\b(?:истек|привез|увез|принес|замерз|исчез|умер|снес|завез)\b"
    r"|\bдеген\b|\bдеп айтт"
    r"|\b(?!материал|персонал|журнал|терминал|канал|филиал|капитал|оригинал|подвал|вокзал|квартал|сериал|отдел|раздел"
    r"|предел|интервал|сигнал|скандал|финал|футбол|волейбол|протокол|тоннел|туннел|потенциал"
    r"|пропал)[а-я]{3,}[аеиоуыя]л\b|\b[а-я]{3,}[аиуя]вся\b"
    r"|\b[а-я]{3,}(?:[дт](?:ым|ык|ыныз|иниз)(?:дар|дер)?|(?<!го)(?<!ме)дик|дим)(?: гой)?\s*$"
    r"|\bhad\b|\bgot \w+ed\b|\b(?:we|i|they|he|she|it|you)\s+(?:already\s+|just\s+)?(?!need|decid|agree"
    r"|settl)\w{2,}ed\b"
)
_TO_COME = re.compile(
    r"нужн|надо\b|хоч|хот[еи]|план|дума|реши|собира|собра|договор|назнач|запис|запиш|перен[ео]с|перезап|можно"
    r"|мож|мог[ул]"
    r"|готов|буд[еу]|чтоб|\bбы?\b|если|когда|пока\b|выбра|определ|заброн|сказал|обеща|обицял|утверд|одобр|керек|болад"
    r"|\b[а-я]{2,}(?:[иаяеуы]ть|йти|сти|чь)(?:ся)?\b|\b[а-я]{3,}(?:ем|им|ют|ут|ят|йте|ите|ете)(?:ся|сь)?\b"
    r"|\bwant|\bneed|\bplan|\bwill\b|'ll\b|\bto\b|треба|потрибн|хоти"
)
_DID = re.compile(
    r"(?:^|\b(?:and|that|when|since|because)\b)\s*(?:we|i|it|they|he|she|you)\s+(?:\w+ly\s+)?(?!need|decid"
    r"|agree|settl)\w{2,}ed\b"
)
_GIVEN_UP = re.compile(
    r"\bсначала|\bдумал|\bпланировал|\bхотел[иа]?\b|изначально|originally|initially|\bспочатку|басында ойла"
)
_TROUBLE = re.compile(
    r"в больнице|\bболе[юе]|кашля|хрома|чешет|беспоко|не работа|болит|болел|теч[её]т|слома|ломит|мучаюсь|мучает"
    r"|живем|живу"
    r"|работаю|пользу|висит|шумит|гудит|пахнет"
    r"|не включ"
    r"|не заводит|ауыр|жумыс истемей|кинал|issue|problem|broken|doesn't|hurts|leak|прац"
)
_WISH = re.compile(
    r"\bneed|\bwant|\bget\b|\bbe\b|please|\bбы\b|\bб\b|чтоб|хоте|планиров|надо было|нужно было|\bесли|щоб|would"
    r"|like to|could|бастаимыз|бастаймыз|\bначн[уеё]м?\b|\bбудем\b|\bсделаем\b|\bприступим\b"
    r"|\bсказал[аи]?\s\w+(?:ть|ти)\b"
)
# «Купили квартиру в мае заезжаем»: what is to come stands closer to the day than what is over.
_CLOSE = 24
_SOON_AFTER = re.compile(
    r"\bхочу|\bхотим|\bнужн|\bнадо\b(?! было)|заезжа|въезжа|переезжа|\bдадут|сдадут|\bначн|начинаем|начать"
    r"|ехать\b|\bедем"
    r"|\bбудем|керек(?! еди)|бастай|\bneed\b|\bwant\b"
)
_UNABLE = re.compile(
    r"никак|не могу|не смог|не получ|не вы[йи]д|не выход|не успе|не подход|занят|не удобн|неудобн|\bнет\b|не годит"
    r"|не надо|отпада|бос емес|алмайм|алмаймыз|болмайд|уакыт[ым]* жок|\bжок\b|can't|\bcant\b|cannot|won't|wont work"
    r"|not possible|doesn't work|doesnt work|not good|\bbusy\b|не можу|не зможу|нияк|не вийд|зайнят|не вариант"
    r"|out of town|\baway\b|в рейсе|на вахте|в роддоме|в отъезде|в командировк|на сутках|на дежурств|поздно"
    r"|не успев|не буд|уйде жок|болмаймыз|болмаймын"
    r"|not available|unavailable|отмен|cancel|не приду|не приеду"
)
_UNABLE_BEFORE = re.compile(
    r"(?:алмаймын|алмаймыз|болмайды|busy|no time|не могу|не приду|не приеду|отмен\w+(?: \w+)?"
    r"|cancel\w*(?: \w+){0,2}|не смогу|не получ\w+|не выйдет|не подход\w+|никак"
    r"|travell?ing|on vacation|on a trip|занята?|кроме|окрим|except|apart from|can't(?: do| make)?"
    r"|cant(?: do| make)?|cannot(?: do| make)?|not(?: on| this)?|только не|\bне|не можу)\s*(?:в|во|на|к|on)?\s*$"
)
_NOT_AFTER = re.compile(r"\s*(?:күні|куни)?\s*(?:емес|not\b)")
_REGULAR = re.compile(
    r"кажд|двичи на|тричи на|раз[аыи]?в? на тиж|twice a|\bevery|\beach\b|сайын|ежедневн|еженедел|щодня|щотижн"
    r"|кожн|\bраз в\b|days? a\b|per\b"
)
_WORKING = re.compile(
    r"\b(?:до|со) скольк(?:и|их)\b(?!.*(?:можно|подъе|прие|успе))"
    r"|во сколько (?:вы|закры|откры)|(?:budget|бюджет\w*|money)(?: (?:for"
    r"|на))?\s*\x00|работаете|работает[е]? ли|\bоткрыты?\b|график|режим|ашык"
    r"|жумыс истейси|rabotae|are you open|\bopen\s*\x00|собрани"
    r"|совещани|планерк|do you work|you open"
    r"|opening hours"
    r"|working hours|расписани|працюете|принимаете\b(?! заявк)|до скольки\s*$|зарплат|получк|аванс|айлык|salary"
    r"|payday|пенси|скидк"
    r"|\bнабор\w{0,2}\b|\bпоток\w{0,2}\b|(?:он|она|муж|жена|директор|шеф|мама|папа|начальник|партнер|брат"
    r"|сын|хозяин|босс)\b.{0,25}(?:приед|верн|прилет|будет|выйдет)"
    r"|\bс други\w+ (?:мастер|фирм|компан|салон|агент|подряд|специал|бригад)|\bу других\b|в другом (?:месте"
    r"|салоне|сервисе)"
    r"|\bбаска (?:жер|шебер|компания)|with (?:another|someone else|somebody else)"
    r"|(?:they|it|board|committee|council)\b.{0,15}\bmeets?\b"
    r"|демалмай|истейсиз\w* ме|ашыласыз|совет\w* директ|заседан|правлени|\byour hours|what hours|зачинен"
    r"|\bзакрыт[оы]?\b|демалыс па\b|наступающ"
    r"|\bс праздником|поздравля"
    r"|\bhappy\b|\bmerry\b|кутты болсын|витаю|\bз нов\w+ рок|\bс нов\w+ год"
    r"|откро(?:етесь|ется|ют)|открыва(?:етесь|ется|ют)|\bпрайс|погод|\bкурс\b(?= на\b| доллар| евро|\W*$)"
    r"|какой (?:сегодня )?день"
    r"|какое число|во сколько\b(?!.*(?:приед|можно|подъе|удобн))|дороже\s*$|наценк|\bзп\b|автобус|\bдоллар"
    r"|в отпуске|командировк|on leave|vacation until|демалыста журми|\bакци"
    r"|заработ|вложени|переход|промокод|выигр|казино|casino|discount|offer|розыгрыш|подпис"
    r"|туган кун|родил|рожден[аы]?\b|\bborn"
)
_NEED = re.compile(
    r"\bнужн|\bнужен|\bнадо|\b(?:нам|мне|мени) бы?\b|хочется|хотелось|\bнеобходим|хочу|хотим|хоте|хотел|планир"
    r"|готов|\bможно|\bмогу|начать|начн|старт"
    r"|запи[сш]|заеха"
    r"|заезд"
    r"|переезд|перее[зх]|керек|кажет|баста|жаз[ыу]п кой|\bneed|want|start|begin|\bmove|book|schedul|available|ready"
    r"|треба"
    r"|потрибн|почат|почнем|приез|приед|подъе|прий?т|прийд|прих|встреч|\bдавай|удобн|успе|срок|заверш|сдел|сдать"
    r"|доставк"
    r"|привез|забрать|come|visit|appoint|келе|барам|кели|\bplan|looking|search|\blook at\b|can you\b"
    r"|could you\b|смож|получится|посмотрите|\brent|\bищ[уе]|шука|издеп|\bсним"
    r"|аренд|\bброн|заказ|закаж|launch|законч|закан"
)
_WEAR = re.compile(
    r"передума|надоест|не понрав|слома|отвали|отвал|испорт|потеч|перегор|облез|облуп|развал|порв|сгор|умр[её]т"
    r"|погас|полет|вылет(?:ит|ят)"
    r"|\bbreak|\bfail|fall apart|peel|сынып кал|сынса|бузыл|шыкпай кал|зламає|злама|видвал|розвал"
)
_WAITING = re.compile(
    r"\bболею|\bболеет|кашля|хрома|беспоко|болит|болят|жду\b|жд[её]м|ждать|теч[её]т|не работа|не грее|мучаюсь"
    r"|мучает|тянется|висит|сижу без|сидим без"
    r"|\bwaiting|\bhurts|been broken|кутип жур|кутип отыр|ауырып|истемей|чекаю|чекаємо|болить"
)
_MISSED = re.compile(
    r"должны были|должен был|должна была|обещали|обицяли|(?:еще|уже|вже|ще)\b.{0,25}\b(?:надо|нужно|треба"
    r"|потрибно) б[ыу]л[оа]"
    r"|(?:еще|уже|вже|ще) (?:в|на|у|к|со?) ?\x00.{0,12}\b(?:надо|нужно|треба|потрибно) б[ыу]л[оа]"
    r"|were supposed|was supposed|should have|was due|were due|still (?:nothing|no\b|waiting|not\b)|до сих пор"
    r"|досi\b|болуы керек еди|керек болатын|уаде берген"
)
_OUTING = re.compile(
    r"\b(?:тур\w{0,2}|турне|поездк\w+|путевк\w+|путешестви\w+|отдых\w*|абонемент\w*|экскурси\w+|trip|tour|getaway"
    r"|саяхат)"
    r"\s+(?:на|for|for the)?\s*$"
)
_EVENTS = re.compile(
    r"\b(?:зно|экзамен|экзамены|суд|свадьба|защита|диплом|выставка"
    r"|презентация|тендер|проверка|открытие|вылет|рейс|самолет"
    r"|поезд|собеседование|интервью|концерт|юбилей|выпускной|соревнования|конкурс|олимпиада|ент|егэ|ент|той|кыз узату"
    r"|коргау|емтихан|тусаукесер|exam|exams|wedding|expo|hearing|interview|defen[sc]e|flight|launch|conference|deadline"
    r"|event|presentation|competition|graduation|анниверсари|anniversary|весилля|захист|испит|виставка|ielts|toefl"
    r"|ends|expires|expire|заканчивается|истекает|кончается|закончится|истечет|битеди|аякталады"
    r"|корпоратив|мероприятие|ивент|конференция|вечеринка|дедлайн|заезд гостей|улетаю|улетаем|отпуск|открываемся|уезжаю"
    r"|уезжаем|вылетаем"
    r"|вылетаю|день рождения|день народження|birthday|др|дедлайн|сдача|сдавать|сдаю|сдаем|защищаюсь|выступаю|тойымыз"
    r"|тойым|тойы|аттестация|сессия|контрольная|операция"
    r"|новоселье|роды|рожать|годовщина|премьера|форум|ярмарка|фестиваль|тест|зачет)\b"
)
_PREPARES = re.compile(
    r"отмет|провест|организ|праздн|сыграть|сколько сто|откиз|скильки кошт|how much|нач[ан]|\bstart"
    r"|\bbegin|баста|подготов|\bprep\b|дайынд|почат|готовиться"
)
_FOR_EVENT = re.compile(
    r"\b(?:к|ко|до|перед)\s+(?:\w+\s+)?(?:экзамен|свадьб|защит"
    r"|юбиле|дню рожд|дня рожд|дн[яю] народж|(?:ент|егэ|огэ|зно|нмт)\b"
    r"|суду|суда|выставк|презентац|отъезд"
    r"|вылет|отпуск|выпускн|собеседован|открыти|корпоратив|годовщин|новосель)"
    r"|\b(?:before|for|by) (?:(?:my|our|the|\w+'s) )+(?:exam"
    r"|wedding"
    r"|birthday|event|launch|flight|trip|interview|vacation|holiday|surgery|graduation|anniversary|hearing"
    r"|party)|тойга дейин|емтиханга дейин|туган кун(?:ине|ге)"
)
_EVENT_LED = re.compile(
    r"(?:\bна|\bдля|\bв|\bво|\bк|\bпосле|\bпод|\bfor|\bafter|\bпісля|\bписля|\bз|\bс|\bto)\s+(?:[^\W\d]\w*\s+)?$"
)


# «В 11 у меня планёрка», but «в 11 у меня получится».
_WHOSE = (
    r"у (?:меня|нас|мене|дочк\w+|доч\w+|сын\w*|муж\w*|жен\w+|мам\w+|пап\w+|ребенк\w+|детей|ребят|брат\w*|сестр\w+)"
    r"|меня|менде|бизде|балада\w*|балам\w+|i have|i've got|we have|we've got|i've a"
)
_ENGAGED_AFTER = re.compile(
    r"\s*(?:похорон|утренник|совещани|планерк|собрани|юбилей|жаназа|meeting|funeral)"
    rf"|\s*(?:как раз |же |уже |тоже |опять |снова )*(?:{_WHOSE})\s+(?:уже |как раз )?"
    r"(?!не\b|ни\b|нет\b|получ|выход\b|выйд|есть|свобод|окн[оа]|врем|тоже|норм|удоб|все\b|бос|уакыт"
    r"|будет (?:врем|окн|своб)"
    r"|time\b|free|a slot|no\b|only|только|запис|жаз)[^\W\d]"
)
_AWAY = re.compile(
    r"\b(?:на даче|за городом|в деревне|в ауле|на учебе|на свадьбе|на тое|на похоронах|на юбилее|на больничном"
    r"|в больнице"
    r"|уехал|уехали|ауылда|тойда|даладамыз|at work|out of town|на дачи|за мистом)\b"
)
_LASTS = re.compile(
    r"\b(?:пуст[оаы]?|нет|нету|нема|без денег|на мели|ни копейки|заблок\w+|заморож\w+|в отъезде|в отпуске"
    r"|в рейсе|на вахте|в роддоме"
    r"|в командировке|болею"
    r"|на больничном|занят[аы]?|закрыт[аоы]?|договор|контракт|жок|broke|no money|away|busy|out of (?:town|office)"
    r"|contract|гарантия|абонемент|паспорт|права|полис|страховка|виза|лицензия|подписка|акция|скидка|warranty"
    r"|lease|оплачен[оаы]?|аренда|бронь)"
    r"(?:\s+(?:у (?:меня|нас)|пока|все|деньги|денег|ещ[её]|нас|меня|мы|я|карта)){0,2}\s*$"
)


def says_call(low: str) -> bool:
    """Whether a message speaks of calling or writing later."""
    return bool(_CALL.search(low))


def is_event(word: str) -> bool:
    """Whether a word names an event that has its day: суд, вылет, exam."""
    return bool(_EVENTS.fullmatch(word))


_EVENT_BEFORE = re.compile(rf"(?:{_FOR_EVENT.pattern})\w*(?:\s+[^\W\d]+){{0,3}}\s*,\s*(?:это |он[оа]? |it's |it is )?$")


# «А на 19:30 никак?» proposes what it seems to rule out.
_IS_IT_NO = re.compile(r"\s*(?:совсем )?(?:никак|не получится|не выйдет|нельзя|болмай ма|болмайды ма|нияк)\s*\?")


def is_proposal(low: str, end: int) -> bool:
    """Whether the time that ends at `end` is asked about in words that sound like a refusal of it."""
    return bool(_IS_IT_NO.match(low, end))


def for_event(low: str, start: int) -> bool:
    """Whether the day at `start` is that of an event to be ready for, told before it: «ко дню рождения шефа, 19-го»."""
    return bool(_EVENT_BEFORE.search(low[max(0, start - _WIDEST) : start]))


def tells_past(low: str) -> bool:
    """Whether a stretch of text only tells what has happened: «тёща зубы вставила»."""
    return bool(_PAST_FORM.search(low)) and not _TO_COME.search(low)


def says_need(low: str) -> bool:
    """Whether a message asks for something at all."""
    return bool(_NEED.search(low))


class Clause:
    """The clause a mention stands in, cut into what comes before it and what comes after."""

    def __init__(self, low: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        left = max(0, start - _WIDEST)
        breaks = [match.end() for match in _BREAK.finditer(low, left, start)]
        self.before = low[(breaks[-1] if breaks else left) : start]
        if len(self.before) > _STORY and (asks := [match.start() for match in _ASKS.finditer(self.before)]):
            self.before = self.before[asks[-1] :]
        if len(self.before) > _KAZAKH_STORY and (ends := [match.end() for match in _VERB_ENDS.finditer(self.before)]):
            self.before = self.before[ends[-1] :]
        following = _BREAK.search(low, end, end + _WIDEST)
        introduced = _ENDS.search(low, end, end + _WIDEST)
        if introduced and (following is None or introduced.start() < following.start()):
            following = introduced
        self.after = low[end : following.start() if following else end + _WIDEST]
        self.text = f"{self.before}\x00{self.after}"

    @property
    def negated(self) -> bool:
        """Like "не в среду", "завтра никак", "ертең емес": the time is named to rule it out."""
        return bool(
            _NOT_AFTER.match(self.after) or _UNABLE.search(self.after) or _UNABLE_BEFORE.search(self.before[-40:])
        )

    @property
    def unable(self) -> bool:
        return bool(_UNABLE.search(self.text))

    @property
    def call(self) -> bool:
        return bool(_CALL.search(self.text))

    @property
    def past(self) -> bool:
        near = f"{self.before[-_CLOSE:]}\x00{self.after[:_CLOSE]}"
        over = _PAST.search(self.text) and not _WISH.search(self.text) and not _SOON_AFTER.search(near)
        return bool(over) or bool(_DID.search(self.before))

    @property
    def told(self) -> bool:
        """Only what has happened is told: «в январе нас обокрали», «просила в понедельник»."""
        return bool(_PAST_FORM.search(self.text)) and not _TO_COME.search(self.text.replace("\x00", "\n"))

    @property
    def engaged(self) -> bool:
        """The time is taken by something of their own: «завтра у дочки утренник», «в четверг я на даче»."""
        return bool(_ENGAGED_AFTER.match(self.after)) or (bool(_AWAY.search(self.text)) and not self.need)

    @property
    def until(self) -> bool:
        """How long a want lasts and not when it is needed: «на карте пусто до пятницы»."""
        return bool(_LASTS.search(self.before))

    @property
    def mostly_past(self) -> bool:
        """Past words, wishes or not ("надо было ещё в феврале")."""
        return bool(_PAST.search(self.text))

    @property
    def regular(self) -> bool:
        return bool(_REGULAR.search(self.text))

    @property
    def elsewhere(self) -> bool:
        """Our hours, a pay day, an advert, a birth date: days that are nobody's deadline."""
        return bool(_WORKING.search(self.text))

    @property
    def wear(self) -> bool:
        """A fear of how long it will hold: «а если через неделю сломается?»."""
        return bool(_WEAR.search(self.text))

    @property
    def waiting(self) -> bool:
        """How long something has been going on: «с понедельника болит», «неделю уже жду»."""
        return bool(_WAITING.search(self.text)) and not self.need

    @property
    def missed(self) -> bool:
        """A day that has passed unused: «ещё в субботу надо было», «должны были в пятницу»."""
        return bool(_MISSED.search(self.text))

    @property
    def product(self) -> bool:
        """The mention belongs to the name of the thing: «тур на выходные», "weekend trip"."""
        return bool(_OUTING.search(self.before))

    @property
    def need(self) -> bool:
        return bool(_NEED.search(self.text))

    @property
    def trouble(self) -> bool:
        """Something that has been wrong since then."""
        return bool(_TROUBLE.search(self.text)) or self.past

    @property
    def given_up(self) -> bool:
        """A time they first had in mind ("думали в мае, но ...")."""
        return bool(_GIVEN_UP.search(self.before))

    @property
    def for_event(self) -> bool:
        """Something is to be ready for an event: «к свадьбе»."""
        return bool(_FOR_EVENT.search(self.text))

    @property
    def event(self) -> bool:
        """An event to be ready for stands as the subject ("завтра экзамен"), not as a purpose ("торт на свадьбу")."""
        if _FOR_EVENT.search(self.text):
            return True
        found = None if _PREPARES.search(self.text) else _EVENTS.search(self.text)
        return bool(found) and not _EVENT_LED.search(self.text[: found.start()]) if found else False
