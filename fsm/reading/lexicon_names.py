"""Given names common in Kazakhstan, its neighbours and India, and the words around a name. Nominative, any spelling."""

from __future__ import annotations

GIVEN = """
Александр Алексей Анатолий Андрей Антон Аркадий Арсен Арсений Артем Артур Богдан Борис Вадим Валентин Валерий
Василий Виктор Виталий Владимир Владислав Влад Всеволод Вячеслав Геннадий Георгий Герман Глеб Григорий Давид Даниил
Данил Данила Денис Дмитрий Евгений Егор Емельян Ефим Захар Иван Игнат Игорь Илья Иннокентий Иосиф Кирилл Константин
Лев Леонид Лука Макар Максим Марат Марк Матвей Мирон Мирослав Михаил Назар Никита Николай Олег Остап Павел Петр
Платон Прохор Рафаэль Ренат Ринат Родион Роман Ростислав Руслан Рустам Святослав Семен Серафим Сергей Спартак
Станислав Стас Степан Тарас Тимофей Тимур Тихон Федор Феликс Филипп Эдуард Эдик Эльдар Эмиль Эрик Юлиан Юрий Яков
Ян Ярослав Саша Саня Шура Леша Алеша Толик Толя Андрюша Тоша Боря Вадик Валера Валик Вася Витя Виталик Вова Володя
Вовчик Слава Гена Гоша Жора Гриша Дава Даня Дэн Дима Димон Митя Женя Жека Ваня Илюха Кеша Костя Леня Лёня Макс Миша
Мишаня Коля Колян Паша Петя Рома Русик Сева Сема Серега Серёга Сережа Серёжа Степа Тема Тёма Тима Федя Филя Юра Яша
Ярик Антоха Санек Саныч Агата Агния Аделина Аида Аксинья Алевтина Александра Алена Алёна Алина Алиса Алла Альбина
Амалия Анастасия Ангелина Анжела Анжелика Анна Антонина Арина Ася Валентина Валерия Варвара Василиса Вера Вероника
Виктория Виолетта Влада Владислава Галина Дарья Диана Дина Ева Евгения Евдокия Екатерина Елена Елизавета Есения
Жанна Зинаида Злата Зоя Инга Инесса Инна Ирина Ирма Камилла Карина Каролина Кира Клавдия Клара Кристина Ксения Лада
Лариса Лера Лиана Лидия Лилия Лина Лия Лолита Любовь Людмила Маргарита Марианна Марина Мария Марта Марьяна Мила
Милана Милена Мирослава Надежда Наталия Наталья Ника Нина Нонна Оксана Олеся Ольга Полина Раиса Регина Римма Роза
Роксана Руслана Русалина София Софья Снежана Светлана Серафима Стелла Стефания Таисия Тамара Татьяна Ульяна Фаина
Эвелина Эльвира Эльмира Эмилия Эмма Юлиана Юлия Яна Ярослава Настя Настена Аня Анюта Нюра Варя Вика Галя Даша
Дашуля Лиза Катя Катюша Катерина Лена Леночка Ира Иришка Ксюша Лида Люба Люда Рита Маша Машенька Надя Наташа Ната
Оля Олечка Поля Рая Света Соня Тая Тома Таня Танюша Уля Юля Юлечка Яночка Зина Кристи Тоня Эля Люся Ляля Абай Абзал
Абылай Абылайхан Адиль Адлет Адильхан Азамат Азат Айбар Айбек Айболат Айдар Айдос Айдын Айрат Акжол Акан Акылбек
Али Алибек Алимжан Алихан Алишер Алмас Алмат Алтай Алтынбек Амангельды Амир Амирхан Ануар Арлан Арман Арнур Арслан
Арстан Аскар Аскат Аслан Асет Асылбек Асылхан Асхат Ахмет Аян Аяз Багдат Багдаулет Бакыт Бакытжан Батыр Батырхан
Бауыржан Бауржан Бахтияр Бахыт Бейбит Бек Бекарыс Бекжан Бекзат Бекболат Бексултан Берик Бердибек Биржан Болат Булат
Галым Галымжан Гани Дамир
Данияр Дархан Дастан Даулет Даурен Досжан Дидар Динмухамед Димаш Диас Ерасыл Ербол Ергали Ерден
Ержан Еркебулан Еркин Ерлан Ермек Ернар Ернур Ерсултан Ертай Есен Ескендир Жайдар Жакып Жалгас Жандос Жанибек
Жаннур Жанат Жансерик Жарас Жасулан Жаслан Жомарт Жумабек Жусуп Забит Замир Зангар Ибрагим Ильдар Ильяс Илияс
Искандер Ислам Исмаил Кадыр Кайрат Кайсар Канат Карим Касым Кенес Кенжебек Кайрбек Куаныш Куандык Кудайберген
Курмангазы Курмет Магжан Мади Макпал Максат Манас Марал Маргулан Медет Мейрам Мерей Мирас Мират Молдабек Мурат Муса
Мухамед Мухтар Надир Нариман Нурбек Нурболат Нургали Нуржан Нурислам Нуркен Нурлан Нурлыбек Нурсултан Нуртас Олжас
Омар Омир Ораз Оркен Рамазан Рауан Рахат Рахим Ришат Рустем Рыспек Сабит Сабыр Садык Саид Сакен Саят Салават Самат
Рашид Самир Санжар Санат Сапар Саркыт Сатжан Сейтжан Серик Серикбай Сержан Султан Сундет Сырым Талгат Талап Тамерлан
Тахир Темирлан Толеген Толеби Торегали Тулеген Умар Умит Фархад Хамит Чингиз Шамиль Шерхан Шынгыс Шокан Шухрат Эмир
Ютай Ясин Ырыс Алпамыс Абдулла Абдурахман Бауыр Дос Ерс Еркеш Нурик Асик Бака Жака Даник Айдоска Рус Арыстан Нурали
Нурдаулет Нурадил Адилет Алдияр Арсланбек Бекнур Дінмұхамед Ерқанат Жанболат Қазыбек Әлібек Әмір Әділ Әлішер Ғалым
Қанат Қайрат Құаныш Өмір Сәкен Сәбит Дәурен Дәулет Шыңғыс Бейбарыс Рүстем Нұрлан Нұржан Нұрсұлтан Мұрат Мұхтар
Бақыт Бақытжан Агайша Адеми Адемі Адель Адия Азиза Айган Айгерим Айгуль Айгүл Айдана Айжан Айзада Айзат Айзере Айка
Айлин Аймира Айнагуль Айнаш Айнур Айсара Айсауле Айсулу Айша Айым Акбота Акмарал Аксана Аксауле Акторе Алия Алма
Алмагуль Алтын Алтынай Алуа Альфия Амина Анар Анара Анель Арай Арайлым Ардак Асель Асем Асемай Асия Асыл Ассоль
Аружан Асемгуль Аяжан Аяулым Багила Бакытгуль Балжан Балнур Балым Баян Бибигуль Ботагоз Бота Галия Гаухар Гульбахыт
Гульдана Гульжан Гульжайна Гульзат Гульмира Гульназ Гульнар Гульнара Гульнур Гульсара Гульсум Гульшат Гуля Дамира
Дана Дария Диляра Дильназ Динара Еркежан Еркем Жадыра Жазира Жайна Жамиля Жанагуль Жанар Жанара Жания Жанерке
Жанель Жансая Жансулу Жулдыз Забира Зарема Зарина Захира Зауре Зейнеп Зере Зулфия Зухра Индира Инжу Инкар Ирода
Кадиша Камила Камшат Карашаш Карлыгаш Куралай Куляш Кунсулу Кымбат Лаззат Лейла Лола Лязат Магрипа Мадина Малика
Маржан Махаббат Мейрамгуль Мерейлим Меруерт Минура Молдир Мөлдір Мунира Назгуль Назерке Назира Наргиз Нургуль
Нурайым Нурай Нурила Нурсауле Нурия Нуршат Орынша Перизат Рабига Райхан Рахима Раушан Рашида Ризагуль Розa Рысты
Сабина Сабира Сагира Салима Салтанат Самал Сания Сара Сария Сауле Сәуле Симбат Сымбат Тогжан Толкын Томирис Торгын
Турсын Улбосын Улжан Улпан Умида Фарида Фатима Халида Хадиша Шара Шарбат Шахноза Шолпан Шынар Эльнара Ырысты Әсел
Әсем Әйгерім Жұлдыз Қарлығаш Гүлнұр Гүлнар Гүлмира Гүлжан Назым Нұргүл Дильнара Айару Айкоркем Кунай Аянат Инабат
Жибек Дильдора Гулноза Нигора Азиз Бахром Дилшод Жасур Шерзод Нодир Улугбек Фарух Отабек Акмал Санжарбек Эркин
Бекзод Сардор Богдана Олена Олександр Олексій Орест Павло Петро Микола Михайло Дмитро Сергій Андрій Євген Володимир
Василь Віктор Віталій Вікторія Ганна Наталія Наталя Юлія Юрій Ірина Іван Ігор Ілля Зоряна Тетяна Світлана Любов
Надія Соломія Софія Дарина Христина Мар'яна Маряна Назарій Тарасик Данило Кирило Анастасія Марія Лілія Aigerim
Aigul Aidana Aliya Alibek Alina Almas Aruzhan Asel Askhat Azamat Bauyrzhan Bolat Dana Daniyar Dastan Daulet Dinara
Dauren Erlan Yerlan Yerzhan Erzhan Gulnara Gulnaz Kairat Kanat Madina Marat Murat Nurlan Nursultan Olzhas Ruslan
Sanzhar Saule Serik Talgat Timur Togzhan Zhanna Zhanar Zarina Alisher Amina Arman Aizhan Ainur Beibit Damir Kamila
Kuanysh Maksat Miras Nazerke Samat Sabina Yernur James John Robert Michael Mike William David Dave Richard Joseph
Joe Thomas Tom Charles Charlie Chris Christopher Daniel Dan Matthew Matt Anthony Tony Mark Steven Steve Paul Andrew
Andy Joshua Josh Kevin Brian George Edward Ed Ronald Tim Timothy Jason Jeff Jeffrey Ryan Jacob Gary Nick Nicholas
Eric Jonathan Stephen Larry Justin Scott Brandon Ben Benjamin Samuel Sam Greg Gregory Frank Alex Alexander Patrick
Pat Jack Dennis Jerry Peter Adam Henry Harry Oliver Oscar Leo Max Lucas Luke Ethan Noah Liam Jordan Ian Simon
Martin Philip Phil Bob Rob Will Bill Mary Patricia Jennifer Jenny Linda Elizabeth Liz Barbara Susan Sue Jessica
Jess Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kim Kimberly Emily Donna Michelle Carol Amanda Melissa
Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Anna Ann Anne Emma Olivia Sophia Sophie Isabella
Mia Charlotte Grace Chloe Julia Julie Kate Katie Katherine Catherine Rachel Hannah Helen Diana Victoria Maria
Marina Natalia Elena Irina Olga Svetlana Tatiana Anastasia Daria Ksenia Polina Dmitry Sergey Alexey Andrey Ivan
Igor Oleg Pavel Vladimir Nikolay Maxim Mikhail Evgeny Denis Anton Roman Yulia Ekaterina Veronika Aarav Abhishek
Aditya Ajay Akash Akshay Amit Amitabh Anand Anil Anita Anjali Ankit Ankita Anuj Arjun Arun Asha Ashok Ashish Deepa
Deepak Divya Gaurav Gautam Geeta Gopal Harish Isha Jyoti Karan Kavita Kiran Krishna Kumar Lakshmi Mahesh Manish
Manoj Meena Meera Mohan Mohit Mukesh Naveen Neha Nikhil Nikita Nisha Nitin Pankaj Pooja Prakash Pradeep Pranav
Praveen Preeti Priya Priyanka Rahul Raj Raja Rajesh Rajiv Rakesh Ramesh Rani Ravi Rekha Rita Rohan Rohit Sachin
Sandeep Sanjay Sanjeev Santosh Shalini Shankar Sharma Shilpa Shreya Shruti Singh Sneha Sonia Sunil Sunita Suresh
Swati Tanvi Tarun Uma Varun Vijay Vikas Vikram Vinay Vinod Vishal Vivek Yash Zoya Imran Farhan Ayesha Fatima
Mohammed Muhammad Ali Omar Hassan Hussein Ahmed Aisha Yusuf Khan Patel Fang Wei Li Chen Wang Juan Carlos Jose Luis
Samantha Declan Natalie Brianna Megan Heather Nicole Tiffany Brittany Lauren Abigail Zachary Nathan Caleb Logan
Mason Connor Dylan Evan Gavin Owen Sean Shane Trevor Tyler Kyle Kenneth Bruce Douglas Donald Raymond Walter Arthur
Harold Theodore Ted Vincent Victor Marcus Derek Craig Keith Russell Stuart Graham Nigel Alan Allan Colin Duncan Callum
Aidan Brendan Patrick Siobhan Fiona Moira Bridget Claire Clare Alice Beatrice Eleanor Evelyn Harriet Imogen Naomi Paula
Pamela Teresa Theresa Tracy Wendy Yvonne Zoe Ella Lucy Molly Amelia Audrey Madison Hailey Kayla Gabriel Gabriella
Sebastian Rafael Antonio Francesco Stefan Andreas Matthias Jürgen Ahmad Mehmet Mustafa Emre Elif Ayşe
Miguel Ana Carmen Pablo Hans Klaus Fritz Jürgen Pierre Jean Marie Luca Giovanni Marco Ким Пак Цой Тен Юн Нам Хегай
Шин Леха Лёха Вован Толян Ник Кир Настюша Kamal Ayush Harsh Ishaan Kabir Pallavi Ritu Rajat Sakshi Simran Sumit
Tanya Tushar Urvashi Vaibhav Yogesh Zara Manpreet Gurpreet Harpreet Jaspreet Анеля Неля Нэля Аделия Айя Дильшат
Зульфия Бегимай Айпери Нурсая Гулим Илона Хабиба Гүлзира Жасмин Ясмин Эмина Амели Самира Ранель Марго Элеонора
Наргиза Саида Сунита Sunny Сергий Нелли Белла Рушана Рузанна Карине Армине Ашот Гагик Тигран Вахтанг Гиви Заур
Магомед Рамиль Айгиз Ильнар Ильгиз Фарит Гузель Ляйсан Лейсан Алсу Айсылу Чулпан Бермет Эрмек Жылдыз Гулзат
"""

# Also ordinary words: names only where a name was asked for or is announced.
ALSO_WORDS = """
вера надежда любовь роза лев слава роман рада майя мая света алма арман анар дина жан бек дос асыл алтын баян бакыт
бахыт жанат умит мерей кымбат султан рахат ислам марта талап мир лада злата поля рая тома рус тема бота толкын омар
сара лия ира will mark bill rob pat may grace hope joy faith rose art frank jack max dan guy ray gene dean grant
chase summer april june kiran asha raj li wang wei sue kim ed jean sam khan patel singh kumar sharma maria аян шара
макс мила дана мади али самал сауле асем адия манас рысты ораз сапар турсын марал инкар кенес еркин жомарт шик арай
нурай самат ана хан рина кира эля даня еркеш эрик ян диана дидар толеген азат азиза бауыр айым ким пак юн нам шин
тен
"""

# Words that announce a name right after them.
ANNOUNCE = """
меня зовут, мене звати, мене звуть, меня звать, зовут меня, звать меня, мое имя, моё имя, моего имя, имя мое,
имя моё, имя, зовут, звать, звати, обращайтесь, обращаться, называйте, называйте меня, зовите, зовите меня,
можно просто, просто, можете звать, можете называть, можно звать, пишите, запишите, представлюсь, меня, менің атым,
менин атым, атым, есімім, есимим, менің есімім, аты жөнім, аты жоним, аты-жөнім, мен, маған, өз атым, мені,
есімім менің, мені ... деп, my name is, my names, my name, names, name is, name, i am, im, this is, its, call me,
it is, me, contact person, contact, ask for, speaking, you can call me, контактное лицо, контакт, на имя, спросите,
спросить, позовите, фио, ф и о, я, это, вас беспокоит, с уважением, с уважением ваш, с уважением ваша,
zovut, menya zovut, atym, menin atym,
esimim, ya, men, исправьте на, поменяйте на, измените на, имя на, is spelled, spelled, name is spelled,
имя правильно, правильно, пишет вам, вам пишет, пишет, пише, беспокоит, жазып отырған,
допустим, по-простому, по простому, звертайтесь, звертайтеся,
атай беріңіз, people call me, everyone calls me, mr, mrs, ms, miss, dr, господин, госпожа, пан, пани
"""

# Words that show that a name beside them is somebody else's.
OTHERS = """
магазин салон кафе ресторан отель фирма компания тоо ооо клиника аптека школа садик агентство студия бренд хостел
дүкен мейрамхана shop store cafe restaurant hotel company llp llc ltd
сын сына сыну сыном дочь дочка дочку дочки дочери дочке дочкой ребенок ребенка ребенку ребёнок малыш внук внука
внучка внучку внуку муж мужа мужу мужем жена жены жене жену брат брата брату сестра сестру сестре сестры мама маме
папа папе друг друга подруга подруги коллега коллеги директор шеф начальник балам баламның ұлым ұлымның улым қызым
қызымның кызым баламнын кызымнын күйеуім әйелім жолдасым досым інім сіңлім немерем son daughter child kid kids
husband wife brother sister friend boss baby grandson son's daughter's тоо ип ооо ао зао пао llc ltd inc llp
company компания фирма салон магазин жк кафе ресторан бренд школа улица ул проспект пр мкр микрорайон көшесі көше
street вместо город ждк бц тц трц к
"""

TITLES = """
ага апа ағай апай тате тәте аға коке көке мырза ханым hanym mr mrs ms miss dr sir господин госпожа пан пани апайын
апайы апайымын ағайын мұғалім
"""

NOT_A_NAME = """
см смотри профиль профиле сначала прохожий паспорту магазин салон фирма компания тоо ооо клиника мұғалім
мыло мыле мылом почта почту почте ватсап вотсап вацап телеграм телеграмм телега телегу инста инсту директ личку лс
мессенджер вайбер чат смс инкогнито аноним неважно секрет никак никто пофиг читайте выше указано указан там сверху
клиент заказчик покупатель человек аноним анонимно инкогнито секрет никто никак неважно любой любое друг брат
братан босс шеф директор менеджер хозяин хозяйка господин сударь барин бэтмен бетмен супермен человек-паук дед
мороз наполеон бог господь царь король королева принцесса принц путин трамп зеленский назарбаев токаев терминатор
шрек гарри поттер шерлок холмс джек воробей илон маск пушкин ленин сталин чебурашка микки маус вася пупкин batman
superman spiderman god king queen princess prince boss nobody anonymous client customer user test bot shrek
terminator guest admin someone норм нормально тест привет ок окей да нет ага угу хорошо ладно адам біреу клиентпін
ешкім имени именем имя имена есім есімім атым аты name
"""

# Titles that show somebody else unless a name was asked for.
ROLES = """
менеджер мастер преподаватель репетитор бухгалтер директор шеф администратор секретарь врач тренер мастеру
менеджеру teacher manager
"""
