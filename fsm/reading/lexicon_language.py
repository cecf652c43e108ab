"""Words that tell Russian, Kazakh, Ukrainian and English apart. `*` leaves the ending open."""

from __future__ import annotations

KAZAKH = """
биыл биылғы былтыр
мен сен сіз сіздер олар біз маған саған сізге бізге мені сізді бізді менің сіздің біздің менде сізде бізде бұл осы
сол ана мына міне осында сонда анда мұнда қайда қайдан қашан қанша қалай қандай неге неше кім кімге не нені ненің
қай қайсы қайсысы неткен ма ме ба бе па пе ғой қой ше ғана тек да де деп дейді еді екен емес емеспін жоқ жоқпын иә
ия ийа йа бар барма керек* керег* болады болады* болса болар болмайды болмай болып болған болсын бола бол болам
боламын жақсы* жаксы жаман* жарайды жарайд келісемін келісім келістік дұрыс* дурыс* әрине арине рахмет* рақмет*
сәлем* салем* салам* сәлеметсі* саламатсы* ассалау* ассалам* қайырлы* кайырлы* кеш* таң* күн күні күндіз түсте
түстен түске кешке кешкі кешкісін таңертең* танертен* ертең* ертен бүгін* бугин* бугін қазір* казир* казір арғы
бүрсігүні енді ендi енді-ақ апта* аптада аптаның ай айда айдың айына айдын жыл жылы жылдың келесі келесi өткен басы
соңы сонына дейін дейин шейін кейін кейин бұрын бурын бастап бастаймыз бастаймын шамамен шамасында жуық артық
аспасын мың мын мыңға миллионға бір бир екі еки үш төрт бес алты жеті сегіз тоғыз он жиырма жырма отыз қырық елу
алпыс жетпіс сексен тоқсан жүз жарты жарым сағат* сагат* бағасы* багасы* баға* қымбат* кымбат* арзан* тегін тегин
төлем* төле* төлеу ақша* акша* қарыз бересіз бересиз береді беремін берем берші беріңіз* беринизш* бермеймін
бермеймин бермейм аламын алам аласыз аласың алады алмаймын алмайды алмадым алғым алгым келеді келеди келемін келем
келесіз келмейді келіңіз келші кел кетті кетти барады баратын барамын барам айтыңыз* айтыныз* айтшы айтыңдар айтты
айтамын айтайын білмеймін билмеймин билмейм білмейм білем білемін білгім білсем көрейін корейин көремін көреміз
кореміз көрсетіңіз көрдім жазыңыз* жазыныз* жазбаңыз* жазбаныз* жазба жазып жазылу* жазылғым жазыламын жібер*
жибер* жіберіңіз хабарлас* хабарла* қоңырау* конырау* хабарлама* сөйлес* сойлес* сұра* сурай* сурагым сұрақ* сурак
жұмыс* жумыс* іздеп издеп отырмын отырм отыр отырмыз тұрмын турмын тұр турад тұрады турады тұрам тұрамын жүрмін
журмин жүр жатыр жатырмын қызмет* кызмет* көмек* комек* көмектес* комектес* қажет* кажет* қала қалада қаласы*
каласы* қаладанмын қаладан калада ауыл* аудан* көше* коше* көшесі пәтер* патер* үй үйде үйім үйге бала балам балама
балалар* баламның баланың қызым қызыма ұлым улым ұлыма әйелім айелим* әйел* күйеуім* куйеуим* күйеу* отбасы*
отбасымыз әкем* акем* анам* апам апаммен ағам агам* әпкем* апкем* бастық* бастык* басшы* басшылық* басымдықпен
директорымыз өзім озим өзіміз озимиз өзің өзіңіз өзі әзірге азирге әлі али кейінірек ойлан* ойланып ақылдас*
акылдас* шешем шешеді шешемін шешеміз шешімді бірге бирге бірақ бирак және жане немесе әлде себебі ойткени өйткені
үшін ушин сияқты туралы жайлы арқылы бойынша туып қарап карап жай көп коп аз азырақ өте оте тым қатты катты тез
арада тезірек жылдам* шұғыл* шугыл* асығыс* асык* бұзыл* бузыл* сынып сынды сынык* істемей* истемей* істейді
истейди ауыр* ауырып суық тағы таги тағыда бәрі бари барлық барлыг ешкім ешкимге ешқашан ешнәрсе ештеңе ештене
нәрсе нарсе адам* кісі киси жігіт* үлкен улкен кіші кішкентай жаңа жана ескі сұлу әдемі адеми түсінікті тусиникти
түсінбедім тусинбедим түсіндім тусиндим кешіріңіз* кеширин* рұқсат мүмкін мумкин мүмкіндік қалайсыз калайсыз
қалдайсыз қалайсыңдар сау сауболыңыз сауболыныз атым есімім есимим аты аттым менмін номерім номірім нөмір* номир*
мекенжай* поштам қалайсың оқу окыту* оқыт* үйрену* үйренгім сабақ* сабак* дайындық* дайындык* алдап сенім сенбеймін
сенимди кепілдік* кепилдик* той тойға тойга алдым алдық сатып сатады сатасыз қойыңыз* койынызш* қойшы тоқта* токта*
тоқтат* жіберме* мазалама* мазаламаңыз өшір* адрестеріңіз шығады шыгады тұратын қанағат риза ризамын көмегіңіз*
күтіп кутип күтемін кутемин уақыт* уакыт* уакытым бос босаймын ыңғайлы ынгайлы кереметт* керемет* қуаныш* куаныш*
дегенмен солай сондай мундай мұндай қызық қызығып қызықты сұмдық сумдык масқара ұят уят жаңылыс қате ката қолайлы
колайлы көрші жібердім салып салдым жасап жасай жасайсыз* жасайсыз жасату жөндеу* жондеу* орнату* тігу тігіп үйіме
дәл дал жалға жалга төсек нақты накты жоспар* жоспарлап бағдар* қалталы қалтам қалтама қиын кыин қиналып балдыз
жинап жоғары төмен томен басқа баска бермейміз мейрам* наурызға наурыздан көктем* күзде жазда қыста шілде* тамыз*
қыркүйек* қазан* қараша* желтоқсан* қаңтар* ақпан* сәуір* мамыр* маусым* дүйсенбі* сейсенбі* сәрсенбі* бейсенбі*
жұма жұмада жұмаға сенбі* жексенбі* от оны оған онда олай бұны мынау мынаны мынаған почтам почтама номерім тірі
копиясын жасадыныздар жасадыңыздар домбыра* кобыз* қобыз* шешім* апам* ауыстыр*
"""

RUSSIAN = """
я ты вы он она оно мы они меня мне мной тебя тебе вас вам вами нас нам нами его ему ней них им ими ее ваш* мой моя
мое моего моей моему моим свой своя свои своего этот эта это этого этом этой эти этих тот той тех там тут здесь
сюда туда куда откуда когда где как какой какая какое какие каким каких какую сколько скок скока скольк* почему
зачем что чего чему чем чтобы чтоб кто кого кому кем или либо если но а и же ли бы не ни нет нету неа да ага угу ну
вот вон уже еще ещё только лишь очень слишком совсем вообще ваще вобще почти потом сейчас щас счас сегодня сёдня
седня завтра послезавтра вчера утром днем вечером ночью после до для без из за под над при про через между около к
ко с со у о об обо от на в во по можно нельзя надо нужно нужен нужна нужны хочу хочет хотим хотел* хотелось могу
может можем можете мочь буду будет будем будут быть есть думаю думал* подумаю посмотр* знаю знает знаете знал*
понял* понимаю давай давайте скажите скажи подскаж* напиш* пишите писать позвон* звон* перезвон* дайте дам дать
возьм* взять купить куплю покуп* заказ* продав* продать стоит стоимость цен цена цены цену ценой ценник* дорого*
дешев* деньг* денег рубл* тысяч* тыщ* тыс миллион* работа работу работаю работает работаете работы работой спасибо*
спс привет* здравств* здраств* здрасьт* добр* пожалуйста* пожалуста* плиз хорошо хорош* плох* лучше больше меньше
скорее скоро срочно быстр* долго поздно рано позже попозже пораньше месяц* недел* год* лет день дней дня человек*
людей люди муж* жена жене женой женщин* мама мамой дочк* дочер* ребенк* ребенок дети детей детям школ* квартир*
дом* домой комнат* ремонт* сделать сделай* сделал* делать делаю делаете сам сама сами само самому решаю решаем
решает решать решим решил* решен* вместе спрош* спрос* посовет* советую* согласов* верно правильно точно конечно
наверн* возможно кажется вроде примерно где-то гдето типа короче просто другой друг* разн* любой любое люб* всё все
всех всегда никогда никто ничего никому никак нигде некогда времени время часов часа час минут* понедельник*
вторник* сред* четверг* пятниц* суббот* воскресень* январ* феврал* март* апрел* мая июн* июл* август* сентябр*
октябр* ноябр* декабр* зим* весн* лет* летом осен* выходн* будн* начало начал* конец конца конце середин* край
предел* максимум минимум район* город* адрес* живу нахожусь находит* приех* приеду подъех* номер* телефон* почта
почту почте зовут имя обращ* записать* запис* урок* занят* курс* учить учу изуча* машин* течет течёт сломал* болит
разбол* интерес* рассматр* выбир* ищу найти нашли нашел нашла отстань* отвал* хватит надоел* мошенник* развод*
обман* бесплатн* скидк* рассрочк* кредит* договор* документ* оплат* плач* плат* расчит* рассчит* жду ждем ждать
приступ* начать начин* начнем успе* готов* перенес* перенос* отмен* актуальн* пока чуть немного много мало
несколько пара пару полтор* пол половин* сто двести триста четыреста пятьсот пятнадцать двадцать тридцать сорок
пятьдесят шестьдесят семьдесят восемьдесят девяносто один одна два две три четыре пять шесть семь восемь девять
десять первый первого второй третий часик* штук* смысл* смотря зависит хз фиг блин норм нормально ладно лан окей
оке оставь* отправ* присылай* пришлите скиньте скинь киньте кидай* ватсап вотсап вацап извин* прост* прошу хотя
тоже также ведь даже именно конкретно никуда назад обратно жалко боюсь боял* надеюсь увер* неувер* сомнева* доверя*
гарант* сложно легко удобно неудобно сын сына сыну сыном сыновья так то та те тогда тогд рождения семьсот шестьсот
восемьсот девятьсот новый новая старый старая большой большая маленький нормальный третью вторую слева справа
вообще-то мимо рядом возле сзади спереди внутри снаружи вместо кроме ради пожалуй видимо кстати значит итак опять
снова наконец заранее впервые отдельно обязательно необходимо себе себя свое своё хотите танцы так-то лично имею
имеется наоборот против пусть пускай вполне сперва итого весь вся никого никем смотрю смотришь спраш* пожалста был
была было были бывает бывают наш наша наше наши нашего нашей наших нашим нашему раньше позднее
свадьб* переехал* переезд* матери матерью жалоб* беру берем берём жил жила жили хай копия копию копии главн* точно
точка собака пока рабоч* личн* мне
моем
"""

UKRAINIAN = """
записуйте записуйтесь наліп* друк друку друкувати варення назбирал* зібрал* домовил* задорого пропозиці* порівня*
наперед чоловіка дружини спитаю торік іспит підпис*
власник власниця власниці закладу вдвох дружиною чоловіком орендарі терміново
так ні звісно звичайно авжеж потрібн* потрібен треба трохи скільки коштує коштують який яка яке які якого якій
якась якийсь десь колись коли де щось чи або але бо якщо тільки дуже зараз завтра сьогодні вчора вранці ввечері
ввечорі увечері після від для без через під над між поки ще вже можна можу можете хочу хотів хотіла хотілося буде
будь будемо був була було бути є немає нема маю маємо мені мене тобі вам вас нас нам його її їх цей ця це ці той та
те ті мій моя моє мої наш наша ваш ваша себе собі свій сам сама самі разом чоловік чоловіком дружин* дитин*
дітей дітям гроші грошей гривень гривні грн тисяч* тиж* тижня тижні тижнів місяць місяця місяців рік року років
день дня дні днів годин* хвилин* ранку вечора дякую дякуємо спасибі вітаю привіт добрий доброго добридень вечір
ранок прошу ласка ласкаво пробачте вибачте допобачення побачення зателефон* подзвон* дзвон* телефонуй* передзвон*
пишіть напишіть надішліть скиньте дайте скажіть підкажіть розкажіть замовити замов* купити куплю продати шукаю
роботу працю* працює зробити зробіть робити хто що щоб чому навіщо чого чим кого кому ким кращ* краще гірше більше
менше швидко швидше довго пізно пізніше рано зможу зможемо подумаю подумати порадж* порадитись порадитися вирішу*
вирішуємо вирішує вирішити вирішив згоден згодна згодні домовились підходить влаштовує дорого дешев* дорогувато
безкоштовно ціна ціни ціну ціною вартість наступн* початку початок кінця кінець середин* понеділ* вівтор* серед*
четвер п'ятниц* субот* неділ* січень січня січні лютий лютого березень березня березні квітень квітня квітні травень
травня травні червень червня
червні липень липня липні серпень серпня серпні вересень вересня вересні жовтень жовтня жовтні листопада листопаді
грудень грудня грудні навесні
влітку восени взимку весни літа осені зими мешкаю живу знаходжусь місто місті київ києві києва львів львові одесі
харків харкові відписатис* відпишіть знову сьогоднішн* потім тоді теж також навіть просто може можливо мабуть
напевно напевне точно правильно вірно дійсно поганий погано гарний гарно гарна чудово чудов* допоможіть допомогти
допомог* приблизно близько майже взагалі зовсім трішки стільки кілька декілька пів півтора двісті триста чотири
п'ять шість сім вісім дев'ять десять двадцять тридцять людин* людьми живою хлопц* зі із зламав* зламал* тече болить
не у в на о а та за по ну от з при об і чи знаю знає знаєте знаємо думаю думаємо думає добре хай беру максимум
спершу спочатку нехай подив* дивит* дивим* дивл* гляне глянемо сусід* дешевше дорожче вигідн* зручн* незручн*
терміново щодня щотижня щомісяця третій третю четверту п'яту шосту сьому восьму дев'яту десяту другу третій четвертій
п'ятій шостій сьомій восьмій надішлю відправте відправлю візьму візьмемо беремо зроблю зробимо юристом юристу
знижк* будинок будинк* вулиц* вікна вікно двері підлог* меблі шафа шафу ліжко стіл пізніш* раніш* вихідн*
цікав* звернул* звертал* сумнів* довір* упевнен* впевнен* ніхто ніколи нічого нікуди кожен кожного кожний інш* інакш*
весіль*
навч* вивч* хлопці дівчат* батьк* бабус* дідус* залиш* стільк* поруч поряд саме отже проте хоча якраз майстер
майстра замір заміру вимір* домовл* домовит* обіця* чекаю чекаємо чекаєте очіку* гаразд згод* жодн* жодному разі
звати звуть ім'я пошта пошту пошті пошти поштою адрес* номер* телефон* поклич* скасу* будьте покличте
"""

ENGLISH = """
i me my mine we us our you your yours he him his she her they them their it its this that these those there here
who what when where why how which whose is am are was were be been being do does did done doing have has had having
can could may might must shall should will would wont won't don't dont doesn't doesnt didn't didnt can't cant
cannot isn't isnt aren't wasn't i'm im i've ive i'll ill i'd id it's that's thats what's whats let's lets there's
they're we're you're we've we'll you'll a an the and or but if so because as of at by for from in into on onto to
too up down out over under about after before between during until till since with without within not no nope yes
yeah yep yup yea sure ok okay fine great good nice cool perfect lovely awesome amazing excellent bad worse worst
terrible awful horrible best better more less most least much many few some any all none nothing nobody anyone
someone something anything everything one two three four five six seven eight nine ten eleven twelve fifteen twenty
thirty forty fifty sixty hundred thousand million lakh lakhs crore grand half day days week weeks month months year
years hour hours minute minutes today tonight tomorrow yesterday now soon later asap morning afternoon evening
night noon midnight monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december spring summer autumn fall winter weekend next last first second third
early late end start beginning middle mid around approximately roughly maybe perhaps probably possibly depends
depending want wants wanted need needs needed like love hate think thought know knew see saw look looking looks get
gets got give gives take takes make makes made go goes going gone come comes coming came say said tell told ask
asking asked call calls calling called text texting message messages messaging messaged write email emails mail
send sends sent reply talk talking speak speaking help helps helping please pls plz thanks thank thx hi hello hey
dear regards bye goodbye sorry excuse welcome cheers price prices cost costs pay paid paying payment money budget
cheap cheaper expensive afford free discount deposit refund quote quotes offer offers buy buying bought sell order
book booking booked schedule appointment meeting visit trial lesson lessons course class classes service services
work works working worked job jobs hire hiring hired salary resume business company website site marketing ads
advertising shop store house apartment flat room rooms kitchen bathroom repair repairs broken broke break fix fixed
fixing install leak leaking car phone number name address city country husband wife boss manager partner partners
co-founder cofounder team owner myself ourselves mother father mom mum dad parents family son daughter kid kids
child children baby friend people person human bot robot agent real decide decides decided decision decisions
approve approves choose check checking sign signed consult discuss just only really very quite pretty bit little
lot lots still yet already again also even ever never always usually sometimes often right wrong correct true same
other another different new old big small long short high low fast slow quick quickly easy hard difficult cold hot
warm off away back home office online anytime whenever wherever whatever suits sounds wait waiting stop unsubscribe
remove cancel postpone reschedule move moving change interested browsing curious idea sense question questions
guarantee warranty scam trust afraid worried urgent emergency immediately possible available max maximum min
minimum per each every total rupees dollars usd euros bucks pounds tbh btw idk lol guys sir madam mam mate bro yall
gonna wanna gotta kinda aint ain't english learn learning study studying exam teacher living live based located
near lives street road floor building area died dead heating boiler water electricity power heater tooth pain hurts
hurt ache dentist doctor problem problems issue issues trouble wedding party birthday cake event spelled spelt
spelling leads bring
"""

LATIN_KAZAKH = """
salem salam salemetsizbe salemetsiz salamatsyz salamatsizbe assalaumagaleikum assalam rahmet raxmet raqmet jok joq
zhok zhoq iya ia ija bar barma kerek qajet kajet qansha kansha qanday qandai kandai qalai kalai qaida kaida qashan
kashan bolady boladi bolad jaksy jaqsy zhaksy zhaqsy jaraidy zharaidy men menin menim magan maga siz sizder sizde
sizge bizge bizde mynau osy ertengi erten ertenge bugin kazir qazir keshke tanerten aptada aidyn kun myn mynga
jarty zharty milliong bir eki ush tort bes alty jeti segiz togyz on jiyrma otyz qyryk elu juz zhuz qymbat kymbat
arzan tegin bagasy baga ozim oizm kuieuim kuyeuim ayelim aielim anam akem bastyk aqyldas oilanamyn oylanamyn
oilanaiyn bilmeimin bilmeymin bilmeim koreiik koremiz koreyin jazbanyz zhazbanyz jazynyz zhazynyz jiberiniz
ziberiniz habarlas qonyrau konyrau soilesu atym esimim jumys zhumys izdep saubolynyz sau bolynyz turady turad
alamyn alam beresiz beremin kelem kelemin emes goi qoi ma me ba be pa pe
"""

LATIN_RUSSIAN = """
privet privetik zdravstvuyte zdravstvuite zdravstvujte zdraste zdrasti dobryi dobriy dobryj dobry dobroe dobrogo
vecher utro den da net neta netu nu ya ja ty vy on ona my oni menya mne tebya vas vam nas nam eto etot tam tut zdes
kuda kogda gde kak kakoy kakoi kakaya kakie skolko skoko pochemu zachem chto shto chego chem kto ili esli no ne ni
uje uzhe eshe esche tolko ochen sovsem voobshe pochti potom seichas seychas sejchas schas segodnya sevodnya zavtra
poslezavtra vchera utrom dnem vecherom nochyu posle dlya bez iz za pod pri pro cherez okolo mojno mozhno nelzya
nado nujno nuzhno nujen nuzhen nuzhna nujna hochu xochu hotel hotela hotim mogu mojet mozhet mozhem budu budet
budem byl byla bylo est dumayu podumayu posmotrim posmotryu znayu ponyal ponyala davay davai davayte davaite
skajite skazhite podskajite podskazhite napishite pishite pozvonite zvonite perezvonite dayte dam vzyat kupit
kuplyu zakaz zakazat stoit stoimost cena ceny tsena tseny ceni dorogo doroga deshevo dengi deneg rubley tysyach
tisyach tyshch mln tyshu rabota rabotu spasibo spasiba spasib pojaluista pozhaluista pozhaluysta horosho xorosho
ploho luchshe bolshe menshe skoro srochno bystro bistro dolgo pozdno pozje pozzhe mesyac mesyats mesyaca nedelyu
nedelya nedele nedeli god chelovek lyudi muj muzh mujem muzhem jena zhena jenoy zhenoy mama deti rebenok kvartira
kvartiru dom remont sdelat sam sama sami reshayu reshaem reshaet vmeste sproshu verno pravilno tochno konechno
konesno navernoe naverno vozmojno vozmozhno primerno gdeto prosto vse vsyo nikogda nikto nichego vremya vremeni
chasov ponedelnik vtornik sreda sredu chetverg pyatnicu pyatnica subbotu subbota voskresenye zovut imya nomer adres
pochta soglasen soglasna podhodit podoidet aktualno poka mnogo malo poltora sto dvesti trista ladno normalno norm
otpravte prishlite skinte izvinite proshu toje boyus nachat ishchu ishu nuzhny nujny kursy delaete vash nash moy
moi zapisat zapisatsya zapishite otstante hvatit xvatit otpishite
"""
