"""Everyday words of Ukrainian, English and Kazakh by what they begin with: no person and no town is called so.

Made from the most frequent words that the spelling dictionaries write small, leaving out what the reader knows already:
each is cut to its shortest beginning (of five letters or more) with which no given name, surname or place of the same
dictionaries and of our own lists begins. `WHOLE` are those that only as whole words are no names.
"""

from __future__ import annotations

BEGINNINGS = """
abando abilit aboard aborti abroad absenc absent absolu abstra absurd abused academ acepta acepte acesib acesor achiev
aciden acknow acomod acompa acompl acorda acordi acount acoust acquir acquis action activa active activi actors actres
actual acurac acurat acused adapta adapte adequa adicti aditio adjace adjust admini admire admisi admite admits adopte
adopti adorab adrese adults advanc advant adventu advice advise adviso advoca aesthe afairs afecte afects afilia
aforda afterw agains agenci agency agenda agents agrega agreme agresi agricu aircra airlin airpor albums alcoho alegat
aleged algori alianc aliens almost alongs alowed alrigh altere altern althou altoge alumin amateu ambasa ambiti ambula
amendm amount analys anatom ancest ancien animal animat aniver anounc anoyed answer antici anualy anxiet anxiou anybod
anymor anyway anywhe aparen apartm apeals apeara apeare apears aplica aplied aplies apoint apolog apreci aproac apropr
aprova aprove arange archit archiv areste argued argues argume arival arived arives arsena articl artifi artile artist
artwor asault asemble asesme ashame ashole asigne asignm asista asiste asists asocia aspect asumed asured asylum
atache atacke atacks atempt atenda atende atenti athlet atitud atmosp atomic atorne atract atribu auctio audien authen
author autism automa automo availa avenue averag aviati avoide awarde awards awaren awkwar babies bachel backed backgr
backup backwa bacter balanced banana bankru barely bargai barier baseba baseme basica basket bateri batery batlef
beache beaten beauti beauty became become bedrom behalf behave behavi behind beings belief believ belong belove beneat
benefi beside beyond bicycl bigest bilion binary biolog bitcoi bizare blanket blesed blocke blocks boards bodies
bother botles bounce bounda boyfri branche brands breach breakd breakf breast breathe briefl brilia brings broadc
broade bronze brothe brough brutal bucket buildi builds bulets bulshi bundle burden bureau buried burned businese
businesm buterfl butons buyers cabine calcul calend calori camera campai campus canabi candida canvas canyon capabi
capable capaci capita captur carefu carers caried carpet carton casual catche catego cathed caught caused causes
cautio celebr cement cemete census center centur ceremo certai certif chains chairm chairs chalenged chalenges champi
change chapel chapte charac charge charts checke checks chemic chemis chicke chiefs childh childr childs chocol choice
churche cigare circle circui circul circum circus cities citize civili claime claims clasica clasif clasro cleane
clearan cleare clearl clever client climat clinic closed closel closer closes closet clothe clouds cluste coache
coalit coasta cocain cognit coinci cokies colabo colaps coleag colect colege colisi coloni colony colore colors column
comands combat combin comeba comedi comedy coment comerci comfor comics comisi comite comitm comonl compac compan
compar compas compat compen compet compil compla comple compli comply compon compose compositi compou compre compro
comput comunic comunit concen concept concer conclu concre condem condit conduc conecte conectio confer confid config
confir confli confus congra conjun consci consec consen conseq conservatio conservatives consid consis consol conspi
constantl constitutiona constr consul consum contac contai contem conten contes contex continu contra contri contro
conven conver convic convin copera copies copyri corect corner corporat corupt costly costum cotage couldn couldv
counci counte counti countl countr county couple courag course courte courts covera covere covers cowboy cracke crashe
create creativ creatu credit cricke crimes crimin crisis criter critic crosed crowde crucia crushe cultur curenc
curent curicu curios custod custom cycles cylind damage dancer dangero darker darkne databa daught deadli deadly
dealer debate decade deceas decent declar declin decora decrea dedica defaul defeat defend defens defici define defini
degres delaye delays delega delete deliber delica deligh delive demand democrac demons denial denied densit dental
depart depend deploy deposi depres deputy derive descen descri desert deserv design desired deskto desper despit
destin destro destru detail detect detent determ develo device devote diabet diagno dialog diamet diamon dictio diesel
difere dificu digita dignit dimens diplom directe directi directl director disabi disabl disagr disape disapo disast
discha discipli disclo discov discri discus diseas dishes dismis disord displa dispos disput distan distin distre
distri divers divide divisi divorc doctors doctri docume domain domest domina donated donatio doubts downlo downto
dozens draged dragon dramat drawin dreams dresed dreses drinks driven driver drives droped durati duties dynami eagles
earlie earned earnin earthq easier easily econom edited editio editor educat efecti efects eficie eforts eighth either
elabor elderl electe electi electo electri electronics elegan elemen elepha elevat eligib elimin elsewh embara embasy
embrac emerge emisio emotio empero emphas empire employ enable encoun encour endles enemie energy enforc engage engine
enhanc enjoye enjoys enormo enough ensure entere enters entert enthus entire entiti entitl entity entran entrep entrie
enviro episod equali equaly equati equipe equipm equiva escape escort esence esenti especi establishe estate estima
eterna ethica ethics ethnic evalua events eventu everyb everyd everyo everyw eviden evolut evolve exactl examin exampl
except excesi exchan excite exclus excuse execut exerci exhaus exhibi existe exists expand expans expect expedi expens
experi expert explai explan explic explora explos export expose exposu expres extend extens extent extern extrac
extrao extreme fabric fabulo facial facili factor facult failed failur fairly faithf familia familie family famous
fantas fashio faster fastes favori feared featur fedbac federat feling female femini festiv fictio fighte fights
figure filmed filter finale finals finaly financ findin finest finger finishe firmly fiscal fitnes flames flavor
flexib flight focuse folowe folows forbid forced forces foreca foreig foreve forget forgiv forgot formal format formed
former formul fortunat forwar fotage fotbal fought founda founde fracti frames framew franch fredom freigh freque
freshm fridge friendl friendsh fronti frozen fruits frustr fucked functi funded funera furiou furnit furthe fusion
future gained galery garage garbag garden gather gender genera generi genero geneti genius gentle gently genuin geogra
giants girlfr glases global glorio gloves godamn godnes gorgeo governa governments governors grabed grades gradua
gramar grandf grandm grante graphi gratef gravit greates greatl grocer ground groups growth guarant guardia guards
guests guidan guided guidel guides guilty guitar habita habits halfwa handed handfu handle handso hapene hapens hapier
hapily hapine harasm harbor hardco harder hardes hardly hardwa harmfu harmony harves hatred havent hazard headac
headed headli headqu health hearts heated heaven heavil height helicop helmet helped helpfu herald herita heroes
hersel higher highes highli highly highwa hilariou himsel histor hockey holdin homela homele homewo honest honore
hopefu horizo horses hospitals hosted hostil hotels househ howeve humanit humans humble hundre hunger hungry hurica
hybrid hydrog iconic identi ideolo idiots ignora ignore ilegal ilusio ilustr images imagin imedia imigra impact implem
implic implie import impose imposi impres improv inabil inapro incent inches incide includ inclus income incore increa
incred independentl indica indige indire indivi induce indust inevit infant infect infini inflat influe inform infras
ingred inhabi inings initia inject injure injuri injury inovat inquir insane insect insert inside insigh insist inspec
inspir instal instan instea instit instru insult insura intact intake integr intele inteli intend intens intent intera
intere interf interi interm internal internationaly interpr inters interv intima introd invasi invent invest invisi
invita invite involv iphone irelev island isolat itself itunes jacket jealou jewelr joined journa journe judged judgme
judici jumped juncti jungle jurisd justif keyboa kicked kidnap kidney kindly kindne kingdo knocke knowled labels
labora ladies landed landsc langua laptop largel larger larges lasted lately latest laughe laughs laughte launch
laundry lawsui lawyer layers layout leader league leaked learne leaves lectur legacy legaly legenda legends legisl
legiti length leters levels liabil liberals librar licens lifest lifeti lifted lighte lightl lights likely likewi
limita limite limits linear lineup linked liquid liquor listed listen litera litiga loaded locals localy locate locati
locked locker logica lonely longer longes lotery lovers loyalt luxury lyrics machin madnes magazi magica magnet
magnifice magnitu mainly mainst mainta maintena majori makeup manage mandat mansio manual manufa marble margin mariag
maried mariju marked market masage masive matche materi maters mathem matrix mature meanin meanti meanwh measur mechan
medals medical medicat medicin mediev medita medium member memora memori memory mental mentio mercha merely merger
meseng metals meters methods meting metrop mighty migrat milion milita minded minera miners minist minoriti minority
miracl misera misile mision mistak mixtur mobili models modera modifi molecu moment moneta monito monkey monste monthl
moreov mortga mostly mothers motion motiva motive motorc motors mounta mounte moveme movies multip munici murder
muscle museum musica musici mutual myster namely narati nationa native natura nature naviga nearby neares nearly
necesa negati negoti neighb neithe nephew nerves nervou networ neutra nevert newest newspa nicely nightm nights nomina
nomine noneth nonsen normaly notabl notice notion novels nowada nowher nuclea numero nurses nutrit object obliga
observ obsese obtain obviou ocasio oclock ocupat ocupie ocured ofende ofense ofensi ofered oficer ofices oficia oldest
opened openly operat opinio oponen oportu oposed oposite optica optima option orches ordere orders ordina organi
organs orientat oriented origin others otherw outbre outcom outdor outfit outlet outlok output outsid overal overco
overhe overni overse overti overvi owners oxygen packag packed painfu painte painti palace panels papers parade paragr
parale parame parent parliamenta partia partic partie partly partne partys pasage paseng pasiona pasive paspor pastor
paswor patent paterns pathet patien patrio patrol paymen peacef penalt pencil penins pensio people percei percen
percep perfec perfor period perman permis permit person perspec petiti phenom philoso phones photog phrase physic
picked pictur pieces pilots pipeli pirate pistol placed placem places planed planes planet plante plants plasma platfo
platin played playof pleasa please pleasu pledge pocket podcas poetry pointe points police polici policy politic
poluti popula portab portal portfo portio portra posesi posibi positi postal posted poster potato potent povert powder
powere powerf practi praise prayer precio precis predic prefer pregna prelim premiere premis premiu prepar prescr
presed presen preser preside presum presur preten preven previe previo priced priests primar principa principl printe
prints priori prison privac privatel privil prizes probab proced proces produc profes profil profit profou progra
progre prohibite projec promin promis promot pronou propag properl propertie property propor propos prosec prospe
protecte protecti protei proteste protests protoc proved proves provided provider provides provinces provinci provis
psycho public publis punish pupils purcha purely purple purpos pursue pursui pushed qualif qualit quanti quantu quarte
questi quietl quoted racial racism racist radiat radica raider railro railwa rainbo raised raises random ranges ranked
ranking rapidl rarely rating ration reache reacti reader readil realis realit realiz reasona reasons rebeli rebels
recale receiv recentl recept recipe recipi recogn recome record recove recrea recrui reduce reduct refere refers
reflec reforms refuge refuse regard regime region regist regret regula rehabi reject relate relati relaxe releas
releva reliab relief reliev religi remain remark rememb remind remote remova remove renewe renown rental repeat replac
replie report representatio representatives represente represents reputa reques requir rescue resear reserv reside
resign resistant resolu resolv resort resour respec respon restau restore restri result retail retain retire retrea
return reveal reveng revenu revers review revise reviva revolu reward rhetor rhythm riders ridicu rights ritual rivals
robery robots robust rocket roster rotati rounde rounds routes routin ruined rumors runers rushed sacred sacrif safely
safety saints salmon salvati sample sancti sanctua sateli satisf saving scales scanda scared scater scenar scenes
schedu scheme schola schols scienc scienti scored scores scratc scream screns screwe sealed search season second
secretl secrets sectio sector secula secure securi segmen seized selecte selecti selfis semest seming senato sensib
sensit sensor senten sentim separa sequel sequen serial series seriou servan served server serves seting setled setlem
sevent severa severe sexual shades shadow shalow shaped shapes shared shareh shares sharks shelte sherif shifte shifts
shiped shirts shocke shorte shortl shoter should showed shower siblin signal signat signif silenc silent silico silver
simila simple simply simula simult singles sister situat sixten sketch skiled slaver slaves slight sliped slower
slowly smaler smales smartp social societi softwa soldie solely soluti solved somebo someda someho someon someti
somewh sophis sought sounde soundt sources sovere spaces speake speaks speche specia specie specif specta spectr
specul spends spider spirits spiritu spoken sponso sports spoted spouse spread square squeze stabil stable stadiu
stages stairs stakes stance standa stands starte starts stated statem static statio statis statue status stayed steady
steped sticks stocks stolen stomac stoped storag stored stores storie storms straig strain strang strate streak stream
streng strese stretc strets strict strike string stroke stronge strongl struck struct strugl studen studie studio
stufed stupid styles subjec submis submit subscr subseq substa substi subtle suburb subway sucede sucesf sucesi suceso
sudenl sufere sufici sugest suicid suitab suited sumary sunset sunshi superin superv suplem suplie suport supose
supreme surely surend surfac surgeo surger surgic suroun surpri survei survey surviv suspec suspen suspic sustai
switch symbols sympat sympto syndro synthe system tables tablet tackle tactic talent talked targete tastes taught
teache teamat technica techniq techno telegr telephon televi temper tempor tenage tenden tender tensio tenure terain
terifi terito termin terori testam tested testim textur thankf theate theirs themed themes themse theore theori theory
therap therea thereb theref therma thesis theyve things thinks thoroughl though thread threat thresh thrile throat
throne throug thrown throws tickets tigers timber timeli titled titles tobaco todays togeth toilet tolera tongue
topics tortur totaly touchd touche touris tournam toward towers townsh tracke tracks traded trader trades tradit
trafic traged tragic traile traine trains traits transa transfe transfo transi transl transm transp traped trauma
travel treasure treate treatm treats treaty tremen trends trials triangl tribal tribes tribut tricks tricky triger
triple triump trophy tropical troubl trucks truste tuitio turned tweted twiste typica ultima unable unbeli uncert
unclea uncomf uncons underg undern unders underwe uneces unempl unexpe unfair unfort unhapy unifor unique united
universe universi unknow unlike unlimi unusua update upgrad upload upside useful useles uterly utilit vacati vacine
valuab valued values vampir variab variat varied varies variet variou vector vegeta vehicl venture verdic verifi
versio versus vertic vesels vetera viable victim victory videos viewed viewer vilage vintag violat violen virtua
virtue visibl vision visite visito visits visual vitami voices voltag volume volunt voters vulner waited walked warant
wareho warfar warior warned washed wasted watche weakne wealth weapon weathe websit weight wekend welcom werent whatso
wherea wheres whethe whilst whoeve wholes wicked widely widesp wildli winers wirele wished wishes withdr witnes wizard
wolves womans womens wondere wonderf wories worker workfo workou workpl worksh worlds worldw worthy wouldn wouldv
wounde wounds wraped writen writer writes younge yourse zombie агилш адете адиси ажеми ажира аилик аитка аитпе акелд
акеле акимак акимш акмол актобед актори алган алгаш алгин алдек алдин алеум алиниз алмаган алматид алматини алуга
алуши ангим аникт антит аралиг арасин аргис ардаи ареке арешт арипт аркаи арким арнаг арнал артка артурл астанаг атини
атлетики ашилг ашини аягим аягин аякта багит бажаня базанин баидуж баикап баилан бакил бариб барим барине барли басин
баска баста бастиг баталио бачен бачил бачим бачит бачиш безви безкош безли безпе безпо беинен бекит белгил белгис
береи беремиз береси берилг берилд бериле берип бермеи беруи бесинш бетин бижен бизбе бизди бизнеси билед билеин билуи
билша билшос билшою билшу бирде бирди биреу биржо бирик биринш бирне бирти битед битир ближч блокув бляха божои боиов
болдик болек болиг болин болма болме болса болше борги бороти босат ботен ботка бояти братив брехн бреше бувае буган
будеш будиве будивл будивн будув букил булдир бурина буринг бюдже важав важае важал важат важаю важка важки важко
важли важче вартос вбива вбивс вбивц вбили вбити вгору вдвич вдома вдячн ведуч везен велике великими великою величез
велми вжива взаем вздов взутя вибач виборц виборч вибрат вибух вигото виграт видават видалит видан видат видбо видбу
видве видвид видгу видзн видив видил видкр видми видмо виднов виднос виднош видоб видпо видпр видпу видраз видсо видст
видсу видта видтв видте видто видчу видшк визво визна викип викла викли виком викона викону викор вилнои вимаг вимог
винен виникае виникл виникн виною винятк випит випра випро вирис вирит вирише вириши виробн вирши висков вислов висни
висно виступу витае витаня витрат витрач витчи вихав вихат вихид вихованя виших вишои вкотр вкрал власн властив влашт
вмист внасл внесо вночи вогнем вогню вогон водив водия водою володиня волон ворог воюва вояки впала вперш вплив впров
впрод вража врегу врешт вряту всесви всеук всима всому встан встиг всюди втект вторг втрат втрач втруч вугил вчени
вчине вчите вчити вшану вязниц гадаю ганба гарячо героив гидно гилки глузду гляда гляну головним головних головну
голодомо голодув готел готув гравец гравц грали грати громадскос громадя гроши гумору гурту давав дават данги дариге
дарма двигу двичи двома деими деинг деиси декил дерект держава державн державо державу десен децен деяки дзеркало
диванг дивна дивчи дизна дилниц дилян дирек дисно дитми дитяч диханя диялн диями дияти диячи днипропетровскои довжин
довко довше догов додав додат додому дозви дозво долар донка допов допок допом дориг дороз доросл досвид дослидж
дослидник досяг дотри дохид доходу дрибн друзив дукен думав думат думок дурня едине еднос екени екеуи екеум екиде
екинш електронд елеули енгиз ереже есеби есепт есикт есими ескир ескис етапу етини ефири ешкаи ешким жабик жабил
жабиниз жагда жагин жазба жазга жазди жазил жазуг жакин жакта жакша жалаки жалгасад жалгаст жалгиз жанала жанарт жанас
жария жасал жасан жасау жатка жауаб желис женил жетед жетид жетке жетки жетпе живле жилга жилги жинал жинка жинки
жинко жинку жинок жиноч житла житлов житомирс житям жогал жогар жоден жокпи жокти жонел жоним жугер жугиш жузге жузде
жуиги жуиег жуиед жуиел жукар жукте жумада жумса журге журги журип забез заборон забрав забрат забув забудо забул
забут заваж завда завдя завжд завиду загалн загало загиб загину загос загроз задля задово зазви зазда зазна заимае
заимал заимат заиня заишо закарпатс закинч заклада закладив заклик закордони закупи залеж залуче замал замиж замин
занме запита запоб запориз запустит заради зароб заруч засиб засид засно засоб засто заступ затве затри заува захво
захидних захиднои захис захиш заходив захоп заява заяву збага збере збери збилш збират збирн збитк зброе зброи зброю
зброя зважа званих звано званя зведеня зверне зверну зверху звидк звидс звидт звилн звину звиту звича звязк звязо
згада здати здатн здисн здобув здобул здобутя зедна зерте зибрав зибраня зибрат зирка зирки зирок зиткн злива злочи
змаганях зменш змина зминив зминил зминит змину зминю змист змицн змогл змогу зможе змози змуси змуше знаеш знаид
знаио знаит знаиш знаня знати значн знаюч зниже знизи зникл зникн знима знише зниши зняли зняти знятя зобов зобра
зовнишн зокре зрада зради зрадн зраду зразк зразо зразу зранк зрешт зроби зробл зрозу зросл зрост зупин зусил зустр
зясув идемо издеи издеу издив издит икшам ингаи инкол иноди инозе иргет ирикт иснув истег истеи истен истеп истик
ихати ихним ихних ихнои ишинд ишине кабилд кабми кадам кадимг кажеш кажуч казакстанг казакш казат казка казки каитад
каитал каитар калади калал калани калган калгин калди калпи калси калта каминя каналив канша карагандид каражат
караимин караит караниз карси картк картоп карточ касиет касип кател катес катип кауип кацап квиткив кедер кезде кезек
кезен кезин кеинг келге келдик келеми келес келип келис келмеи келсин келти кемин кенеси кенеск кенсе кепил керив
керув кестен кестес кетед кетип кивск кидир кизип килип килиси килко кимде кимди кимос кинув кинут кирип кирис кискаш
кистк китаид кишени класив клиен клитин клопота книжо книзи кобеие кобир когос кодка кожна кожне кожни кожно кожну
козга козде коига коиди коила коилд коиле коима колдан колеми колик колир колиш колме колори колору колтан команд
комег компаниею комус конил коптен кораблив коргау кореди корем корети коринб кориниз корип корисн користу коритин
корме коротш корсе коршиле коршим косад косаи косам косил косинд косиниз косип коска коспа котери котерме котра котри
коханя кошип кошир кошта кошти кояди кояин краина краину криза кримина крокив куанип кубир кубку кудис кужат кузге
кузди кукиг кулет куманг куманд кундерд кунен кунинен купивл купия кураст курва курилг курметп кутед кутем кутик кутим
кутуш кштал лаикт лаина лвивск легше ледве ливору лижка лижку ликарн ликаря ликив ликув лимонг литака литаки литни
людск людст магазину маете мазир маибут макул малиме малюн мамил мамою манаин мандер маниз манин масел матим матин
матир маючи медиа медичн межам межах мендик меник мережа мережи мережу мерек мерзи метри мешкан мижна миколаивскои
миляр миндаи минде миним минских минул миских мискои мискр миста мистец мисто мисту мисце мисци мисця мовам мовле
мовля мовою можем можеш можли мозку мозок молодш мудак музею музичн мулде набутя наван навко навпа навпр навря нагад
нагод наголо нагоро надав надан надат надзв надов назавж назви назво назву наиби наибл наикр наича намаг намир нападу
напер напои нараз нарде нареш нарик народж народив нарсе насам насин наскил насли наспр настил натиж натхн наука
науризд нафти нашои нашом нашою наявн небез невдо невели невже невид невик негиз негур незаба незал незва нерух ниети
нижче нимецк нимцив ниниш ничим нични нияки нияко нолде нукте нуска обгов обеднаних обеднаня обидв обира облич обмеж
обмин обовя обрав обрал обран оброб обсяг огляду оголо одиниц одние одраз одягу озбро озгер оздер озект озине океану
окиди окилг окилд окрем окрим окруз окуля окупо оларг олига олшем олшеу ондаи ондеу оновл опади опале опови опода
оренд орист орнал освита освити освитл освиту оседи осига оскилки особл остане останим останих останю останя отага
отиниз отиним отиниш откиз откир оточе отрим офису охоро оцинк очима очише очоли падин палацу палива памята памятк
памято парак певни певно певну пекло перебув переваг перевез перевир перегл передб переих переиш перекл перекон
перелик перемиг перемишен перемогл перемогт переможцив пересли перетв перехи перша перше першим перших першои першому
першою першу пивго пивденои пивдн пивнич пивно пивос пивро пидвиш пидгот пидкр пидлит пидня пидозр пидпис пидпр пидро
пидруч пидстави пидсум пидтв пидтр пидхи пикир писав писен писменик питаю пишим пишла пишли пишло пишов плоше плошу
побач побиц побуд поваг поверн поверс повидом повин повир повитри повитря повна повне повни повно повну повстаня повяз
погана погане погля подан подат подиб подия подолат подорожи подяк поедн позба позбу позит позов поизд поиха покар
покла покра политиц полонен полюв поляг померл помиж помилк помило помит помичник понад понятя поперед попри поран
порив поруш порят посадит посвид посиб поспи постач потрап потуж похид похов походж походу почав почал почат починае
починат починаю почит почут пошас пошир пошко пошук появи правор праци праця прибув прибул приватн привид придб
приклади прикладо примае примат примиш принаи припи припуш пристри пристрои притулок приха прихил причом пришо провад
провив провидн продам проиш пропоз протид протис профил проханя проходж процес рабив радит радни радян разив рапто
раста рахун регулю ретим речеи речен речов решта решти решту ривнем ривненс ридна ридни ридно ридну ридше риздва ризик
ризко ризним ризних ризници ризниця ризно рична ричниц ришен робив робил робим робит робиш роблю робоч родич розвид
розвит розгл розибр розкл розлучен розме розми розмо розпо розра розро розсл розташ розумие розумин розумит розумию
розумна розши розшу рокам роках роком руину рукою рукса саике саиту сакта сакти салганим салинг салини салки салмак
самовр сатил сатуг сатуш свидк свидом свидч свитова свитових свитово свитом свиту своею святк селах сеним сенси сенсу
серикт серио серце серци серця сидив сизде силск силте симею синаниз систи склав склал склас склик скориш скороч скриз
слидс слидч словн смаку смитя снидан собору согад соган созбе созде созим соиле сомаг сонги сонди сонинд сонип сонця
соцме спати спиват спивач спиви спивп спивр спивч спилк спилнои спилнот спилну спита сплат спога сподоба спожи сполу
спору споси спост спринят сприя спроб сраку срибло становил становиш створ стинах столит сторин сторич стосун стояв
страху стриля стричк судит судяч сузги суспи сучас схидно сходу схожа схоже схожи сцена табил табир табору таемн такир
такою талдикорганд талкил тапти тариф тарти тауке таули тварин твердж творив твору тегже тегим тексе телеб тенге
тернопилс тесту тигиз тизим тилде тилин тиндан тиниш типив тирке тисим тиско тиску тобед тогил токса толикт топка
топта торгивл точок трену трето тривае тривал тримае тримат тричи трома тузет туиме тулга тунги тунде турал турамиз
турган турги турде туринд турип турми туруд тусед тусим тусин тусип туске туски тусти тутка тягне увага уваги увагу
увази увишл увишо увязн угода угоди угоду угруп узакт узилд узили уидег уиден уидин уирет украинске украинцив
украинцям улгер улкенд умитам умити умова умови унади уникн унсиз упаиг упаид уперш упрод ураху уряди урядо уряду
усима усина усини усому успих устап устел усуне утвор утрим ухвал учасн учнив учора ушинш ушкин уявит уявле уявля
уятси фахив феисб филиа фонду фортец франкивскои фронту харкивс харчув хатар хвори хвороб херсонс хлиба хлопе хлопчик
ходив хотил хочем хочеш храму хреста хрешеня циклу цилеи цилис цилко цилом цинам цинос цукор цукру часом частк чекав
чекае чекали чекат черги черго чергу черзи чернигивскои чимал чимос чином чинос числи читав читан читач човен чогос
чолови чомус чотиро чутки шагим шакирад шакирим шакти шалин шалма шанов швидкос шекси шекте шекти шетел шешес шешил
шешин шигам шигар шигин шигип шикти шлюбу шляхи шонаи шопра шорок штабу штату шукав шукае шукал шукат явише являе
якимос якихо якого якоис якомо якому якост
"""
WHOLE = """
able above abuse acent acept aces acid acre acres acros acted actor acute adapt aded admit adopt adult afair afect
aged ago agre agred agres ah ahead aid aim aimed aims air alarm album alert alied alien alike alive alone along alow
alows alter amid among anal anchor anger angry anime ankle anti anual ap apart apeal apear aply aray areas arena arest
argue arise arive armed armor arms army arow ases aset asets aside asist asks aslep asume asure atack atend audio
audit aunt auto avoid awake award aware babe backs badge badly bag bags bail balet balot ban band bands baned baner
bang bare barel barn base bases basin basis beam bear bears beast beat beats bed beds began begun belt bely bent ber
bet beta biger bike birth bitch bite biter bits black blacks blade blame blank blast blend bles blew blind block blod
blody blog blogs blonde blow blown blows blue blues board boat boats body bold bolt bomb bombs bonus border bore bored
bost botom bots bound bout bowl box boxes boy boys brake brand bras brave bread breaks breath bred brick brief brush
buble bugs build built bulet bulk bump bunch burn burnt burst bus buses bust busy buter buton buyer buys cabin cable
cafe calm camp camps canal caps carbon cared carer cares cargo cart cast castle catch catle cause cave cease cel cels
cent cents chair chalenge chamber charm chart charter chat cheat chef chek chese chest chick chil chip chips chose
chronic cinema cited citys civic civil claim clan clash clasic clause clean clear clerk click climb clip clips clock
close cloth cloud clown club clubs clue co coach coal coast coat cock code codes cofe coin coins coked cokie colar
coler color comand comic comit comon conect cope cops copy cord corn corps costa couch cough counsel coup court cover
cows crack crap crash crazy cream crepy crew cried cries crime crop crops crowd crown crude cruel crush cry cult cup
cups cure curse curve cut cute cuts cycle dady daily dairy damn dance danger dark dash data date dated dates dc deal
deals dealt debt debts debut deck degre delay demed demo demon dense deper deply depot depth desk devil diary die dies
diet difer diner direct dirt dirty disc dish disk dive dock dog dogs dolar donate dor dors dose double doubt dozen dr
draft drag drain drama drank draw drawn draws dream dres dried dril drink drive drone drop drops drove drug drugs drum
drums drunk dry dual duck dude dudes due dumb dump dust duty eager eagle earn ears earth ease eat eaten eats ebay edge
edges edit efect efort el elder elect elite else em empty en ended ends enemy enjoy enter entry epic equal eror erors
esay esays establish et etc eu evil ex exact exams exces exist exit explore extra eye eyed eyes face faced faces fact
facts fail fails fair fairy fake falen fals false fame fan fancy fans far fare farm farms fat fatal fate fault favor
fe fear fears feast feat fel felow fels felt fence fery fet fever fewer fiber fifth fight fil file filed files film
films final find finds fire fired fires firm firms fish fit fited fits flag flags flame flash fled flesh flet flew
flies flip float flors flour flow flower flows fluid fly focus fod fods fold folk folks folow force fork form forms
fort forum fosil fot foul found frame frankly fraud freak frely fresh freze fried front fruit ft fuck fuel ful fuly
fun fund fundamental funds funy gain gains game games gang gate gauge gave gear genre ghost giant gift gifts girl
girls given glad globe glory goal goals goat gold golf goten grab grade grain graph grasp grave grew grid grief grind
grip group grove grow grown grows guard gues guide guild guilt gun guns ha habit hack hadnt hair halt hand hands hang
hapen hapy harm hasnt hat hated hates hats haven heal hear heard heart heat heavy heck held hence hide hiden hike hint
hit hits hoby hold holds hole holes holow honey hoped horor horse hospital hows huge humor hury hype icon ideal ideas
idiot idol ilnes image imune inch inded index indie indor iner info input inter ipad iron isued item items iv jail
jerk jets join joins joint joke jokes jr judge juice jump junk jury kep keper keps kept kick kicks kil kiled kiler
kils kind kinds kised knes knife knock known knows la label labor lack lader laid lakes lame lamp large laser later
laugh lawn lay layer lazy lead leaf leap lease leather leave leg legal legend legit legs lemon leser leter level liar
lied life lift light liked likes limit lined link links lion lips list lists lived liver load loads loan loans loby
local lock locks logic loked lose loser loses lost loud loved lover lowest loyal luck lucky lunch lung lungs mad magic
maner manga maps maritime mask match mater mates math mayor meal meals mean means meant meat medal mega melt mens menu
mercy mere mesed met metal meter method mets mice micro mild mile milk mind minds mines mini minimal minor minus miror
mised mix mixed mode model modern modes modest moral motor mouse mouth moved moves movie mr multi music myth nail
nails naked named names narow nasty naval neat neck nedle nerve nest newer newly ninth noise non northern nose note
noted notes novel nude nurse oath ocupy ocur ocurs ofset oh oil older once ones open opens opera opose orbit organ
ought ours outa outer oval oven own owned owns pack packs paint pair pairs pale palm panel panic pants paper part
parts pased pases past patch patern path paths pause pays pc peak penis peper pers phase photo photos piano pick picks
pics piece pile pilot pilow pils pine pink pipe pipes pised pitch pity piza place plain plan plane plans plant plastic
play plays plea plot plug plus pm poem poems poet point poker polar pond pop pops por pork porly porn pose poses pour
pray pre prep prey priest prime print prize probe prone proper protect protest proud prove proven provide province pul
puled puls pulse pump punk pupy pure purse push pusy put puts puzle quest quiet quit rabit radar radio rage raid rail
rain raise raly ran ranch range ranks rape raped raper rapid rare rate rated rates ratio rats raw re reach react read
reads ready realm rear reason rebel recal refer reform reign relax rely remix rent represent republic resist rest
ridge rifle ring rings riot riped rise rises risk risks risky rival river roads rof rokie rol role roled roler roles
rols romantic rope rough round route row ru ruber rude rugby ruin ruins rule ruled run runer runs rural sad sadly safe
safer sail sake salad sale sales sauce save saved saves says scale scare scary scene schol scope score scout scren
screw sea seal seas seat seats secret seds sek seks select seler self sels semed semi sems serve sesion setle setup
sex sexy shade shake shame share shark shed shelf shep sher shes shet shets shield shift shine ship ships shirt shit
shity shock shoe shoes shok shops shore shot shots shout show shown shows shut sick side sided sides siege siera sigh
sight signs silk sily sing single sink sit sites sits sixth size sized sizes skil skils skin skiny skip skirt skul sky
slam slap slave slep slept sleve slice slide slim slip slot smart smash smel smels smile smoke smoth snap sneak soap
sober socer socks soda soft soil solar sold sole solid solo solve soner songs sonic sore sort sorts soul souls soup
source southern space spare spark spech sped speds spel spend spent spice spike spin spine spite spoke sport spot
spots spray springs spurs squad stack staf stage stake stamp stand stat state stats stay stays steak steal steam stel
stem step steps stick stir stock stod stole stops storm story straw stres strip stuck stuf style sub suced suces such
suck sucks suden sufer sugar suit suite super superb suply swap swear sweat swep swept swim sword symbol table tail
taken tale tales talks tank tanks tape task tasks taste tato tax taxes taxi tea teams tear tears tech tend tends tenis
tense tent term terms teror tests teth texts than thatl theft theme then theyd theyl thick thin thorough thou threw
throw thumb thunder thus ticket tie tied tier ties tiger tight time times tiny tip tips tire tired tires tisue title
tits toast toes tok tol tols tone tons top topic tops torn touch tough tour towel tower towns toxic toys trace track
trade trail train trap trash treat trek trend tres tribe trick tried tries trio trip trips trops truck truly trunk try
tube tubes tumor tune tunel turn turns tv twet twets twice twin twins twist type types ua ugly uk ultra un uncle units
unity universal unles unto upon upset urge urged usage use used users uses usual vacum valey valid value valve vary
vast ve vegan venue verse vesel vi via vibe vice video view views vinyl viral virus vital vocal voice void vote voted
voter votes wage wages waist walet walk walks war warn wars waste watch way ways weak wear wears weigh weird wekly wel
went wet whale wheat whel whels while whip whole whom wide wider widow width wild win wind window winds wine winer
wing wings wins wipe wire wish witch wives woke woman women won word words wore world worn wory wound wow wrap wreck
wrist wrote xix xvi yard yards years yield youd youth youve zero zone zones аби авто аган агип ад адже аж аига акау
акт актор аниж аник арт асер ах ашик бажае бачу бердим бидло билш билши биля биса бля бои боив боляче боци бою боя
брав брати будан вау вбив вден веде веденя вежа век веш виграе видав вин вина вино вип вирш вирю виск виступ виша вишу
вкраи вмие вмию вне внов воинив володие волося воно впав вси всим всих всо всю втик втим вул вуха вхид га газ галуз
гарне геи гет го головне голоси гра грав грае гри громад грою гурт дав дае дар даху дви двир двох деди дел дешо джерел
ди див дивни дие дила дило дити дию диют диях дияч дне дно дню доби добу дол др друже дупу дурни душ еге едим еи екс
електрони етип ету ехат ею жал жарик жарт жели жив живе жит жити житло житю житя жолга зал запит зате зато заяв збир
звани звит зизд зла зло змаган змиг змин знав знан знат знов зняв зовни зору зря ибо игр иеси ижи изд ил иние иому
иске исти ити ихав ихне ихни ихню ихня ишла ишли ка кава кави каву каже кажу казав казала каита калип караи кв кг
келди кизу килт килти кино км кн кое козаки козакив колим ком конак корабел кордонив кору криз кров куди кунде кундер
кунди купа купив купу купувати ла лаик лед ликар ликари ликарив лисив литак лиц лож мав маеш мак мам мат матчу мают
межи менш мереж металив металу меч минан мир мис миски мист мисц мл млн мо мов мова мови мову мог мого моею мол молода
мою му мушу мчс мяч набир назв напад наче неби нем нему несе нефт нею ниби ниде ниж ним нияк нове ног ного нож ному
ноч оба обл обох огляд ого одне одно одяг озбек ои окаси окно онга опис осиб остани отак отип отож оф ох оце очах очеи
очи ошип ошти палац пан пана пане пани патриотив перш перши пивден пиво пиде пидстав пиду пир плоша повз подилски
подорож поза полит полякив помер пор поради порох посада постини потяг пр прац приде приклад просив проти птахи птахив
пут пяни ра рад раз ред рек реч решт ривен рис риси рист рич рични рок рол росияни рот роци руб рук рух руху руци рф
ряд св свит свити свитла свитли свитло свитови свят святом сдат се сеи сел селяни сенс сер сест сет си симеи симю симя
сих ск скарги скло слив слид слов смак смих сна сне сниг сок сон сонце спат спилни споки ст ста стат стр страви су суд
судив сузу сут схид схидни сюди така таке таку тата тато тв твир твори тем тиеи тиею тилим тило тип тиск тих тихо тож
ток тон топ тошо трох трошки ту туган туди тупи увес уви угод уж ужин узак уиди укр ул улги ум ума умни умов упаи ура
уряд усе усим усих утир учни уши ушке уште уяли феик фон фони фото фронти ха хабари хатка хату хв хвиля хиба хид хлиб
хм ход хот хоч хоче хрест хтос цел циеи циею цила цилу цим цими цих цого цому цю чаи част че чеи чел черга чест чисти
чм чорт чув чужи чула чули чути шаг шеги шигу широ шла шли шлюб шоби шодо юг юге явно яиця як якби якес яких якои якос
якою яку якус ярко ясно
"""
