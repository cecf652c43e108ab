"""Places outside Kazakhstan: cities by country. The form is the one of `places_kazakhstan`.

Of cities outside the former Union the Latin name stands first among the spellings: it is given back to people who
write with Latin letters.
"""

from __future__ import annotations

NEIGHBOURS = """Москва: мск, moscow, moskva; Санкт-Петербург: санкт петербург, петербург, питер, спб, st petersburg,
saint petersburg; Новосибирск: нск, novosibirsk; Екатеринбург: екб, екат, yekaterinburg, ekaterinburg; Казань: kazan;
Нижний Новгород; Челябинск: chelyabinsk; Самара: samara; Омск: omsk; Ростов-на-Дону: ростов на дону, ростов; Уфа: ufa;
Красноярск: krasnoyarsk; Воронеж; Пермь; Волгоград; Краснодар: krasnodar; Саратов; Тюмень; Тольятти; Ижевск; Барнаул;
Ульяновск; Иркутск; Хабаровск; Ярославль; Владивосток; Махачкала; Томск; Оренбург; Кемерово; Новокузнецк; Рязань;
Астрахань; Набережные Челны; Пенза; Липецк; *Киров; Чебоксары; *Тула; Калининград; Балашиха; Курск; Ставрополь;
Улан-Удэ; Тверь; Магнитогорск; Сочи; Иваново; Брянск; Белгород; Сургут; *Владимир; Нижний Тагил; Архангельск; Чита;
Калуга; Смоленск; *Волжский; Курган; *Орел; Череповец; Вологда; Владикавказ; Саранск; Мурманск; Якутск; Тамбов;
*Грозный; Стерлитамак; Кострома; Петрозаводск; Нижневартовск; Йошкар-Ола; Новороссийск; Комсомольск-на-Амуре;
Таганрог; Сыктывкар; Нальчик; *Шахты; Дзержинск; Орск; Ангарск; Братск; *Королев; Мытищи; Люберцы; Химки; Подольск;
Псков; Бийск; Прокопьевск; Рыбинск; Северодвинск; Абакан; Великий Новгород; Рубцовск; Анапа; Геленджик; Симферополь;
Севастополь; Ялта; Элиста; *Троицк; Горно-Алтайск; Киев: київ, kyiv, kiev; Харьков: харків, харков, kharkiv; Одесса:
одеса,
odesa, odessa; Днепр: дніпро, днепропетровск, dnipro; Донецк; Запорожье: запоріжжя, zaporizhzhia; Львов: львів, lviv;
Кривой Рог: кривий ріг; *Николаев: миколаїв, миколаєв; Мариуполь: маріуполь; Луганск; Винница: вінниця, vinnytsia;
Херсон;
Полтава; Чернигов: чернігів, чернігов; Черкассы: черкаси; Хмельницкий: хмельницький; Житомир; Черновцы: чернівці;
*Сумы: суми;
*Ровно: рівне, рівному, рівного; Ивано-Франковск: івано-франківськ, франківськ; *Каменское: кам'янське; Кропивницкий:
кропивницький,
кировоград; Тернополь: тернопіль; Кременчуг: кременчук; Луцк: луцьк; Белая Церковь: біла церква; Краматорск; Ужгород;
Мукачево: мукачеве; Бровары: бровари; Борисполь: бориспіль; Ирпень: ірпінь; *Буча; Ташкент: тошкент, tashkent,
toshkent; Самарканд: samarkand, samarqand; Бухара: bukhara; Наманган; Андижан; Фергана: фаргона; Нукус; Карши; Коканд;
Хива; Ургенч; Термез; Навои город; Джизак; Чирчик; Гулистан; Бишкек: bishkek, *фрунзе; Ош город; Джалал-Абад:
жалал-абад; Каракол; Токмок; Кара-Балта; *Нарын; *Талас; Баткен; Чолпон-Ата; Душанбе: dushanbe; Худжанд: ходжент;
Куляб; Бохтар; Ашхабад: ashgabat; Туркменабад; Мары город; Минск: мінск, minsk; Гомель; Могилев; Витебск; Гродно;
Брест; Баку: baku, bakı; Гянджа; Сумгаит; Тбилиси: tbilisi; Батуми: batumi; Кутаиси; Ереван: yerevan; Гюмри; Кишинев:
chisinau; Рига: riga; Вильнюс: vilnius; Таллин: tallinn; Улан-Батор: ulaanbaatar; Урумчи: urumqi; Хоргос: khorgos,
қорғас"""

WORLD = """Мумбаи: Mumbai, Bombay, бомбей; *Дели: Delhi, New Delhi, нью-дели; Бангалор: Bangalore, Bengaluru,
бенгалуру; Хайдарабад: Hyderabad; Ахмадабад: Ahmedabad, Amdavad; Ченнаи: Chennai, Madras; Калькутта: Kolkata,
Calcutta, колката; *Пуна: Pune; *Сурат: Surat; Джайпур: Jaipur; Лакхнау: Lucknow; Канпур: Kanpur; Нагпур: Nagpur;
Индаур: Indore; *Тхане: Thane; Бхопал: Bhopal; Вишакхапатнам: Visakhapatnam, Vizag; Патна: Patna; Вадодара: Vadodara,
Baroda; Газиабад: Ghaziabad; Лудхияна: Ludhiana; *Агра: Agra; Нашик: Nashik; Фаридабад: Faridabad; Мератх: Meerut;
Раджкот: Rajkot; Варанаси: Varanasi; Гургаон: Gurgaon, Gurugram; Нойда: Noida, Greater Noida; Чандигарх: Chandigarh;
*Кочи: Kochi, Cochin; Коимбатур: Coimbatore; Майсур: Mysore, Mysuru; Гоа: Goa; Гувахати: Guwahati; Бхубанешвар:
Bhubaneswar; Тривандрам: Trivandrum, Thiruvananthapuram; Ранчи: Ranchi; Амритсар: Amritsar; Джодхпур: Jodhpur; Райпур:
Raipur; Мангалор: Mangalore; Дехрадун: Dehradun; Нави-Мумбаи: Navi Mumbai; Карачи: Karachi; Лахор: Lahore; Исламабад:
Islamabad; Равалпинди: Rawalpindi; Фейсалабад: Faisalabad; *Мултан: Multan; Пешавар: Peshawar; Кветта: Quetta;
Гуджранвала: Gujranwala; Сиалкот: Sialkot; Дакка: Dhaka; Читтагонг: Chittagong; Катманду: Kathmandu; Коломбо: Colombo;
Дубай: Dubai; Абу-Даби: Abu Dhabi, абу даби; Шарджа: Sharjah; Аджман: Ajman; Рас-эль-Хайма: Ras Al Khaimah; *Доха:
Doha; Эр-Рияд: Riyadh; Джидда: Jeddah; Кувейт город: Kuwait City; Манама: Manama; Маскат: Muscat; Стамбул: Istanbul,
истанбул, İstanbul; Анкара: Ankara; Измир: Izmir; Анталия: Antalya, анталья; Бурса: Bursa; Адана: Adana; Алания:
Alanya, аланья; Мерсин: Mersin; Бодрум: Bodrum; Трабзон: Trabzon; Газиантеп: Gaziantep; Лондон: London; Манчестер:
Manchester; Берлин: Berlin; Мюнхен: Munich; Франкфурт: Frankfurt; Гамбург: Hamburg; Париж: Paris; Мадрид: Madrid;
Барселона: Barcelona; Рим город: Rome; *Милан: Milan; Варшава: Warsaw, Warszawa; Краков: Krakow; Прага: Prague; Вена
город: Vienna; Будапешт: Budapest; Бухарест: Bucharest; Амстердам: Amsterdam; Брюссель: Brussels; Лиссабон: Lisbon;
Хельсинки: Helsinki; Стокгольм: Stockholm; *Осло: Oslo; Копенгаген: Copenhagen; Цюрих: Zurich; Женева: Geneva; Дублин:
Dublin; Афины: Athens; София город: Sofia; Белград: Belgrade; Нью-Йорк: New York, нью йорк; Лос-Анджелес: Los Angeles;
Чикаго: Chicago; Хьюстон: Houston; Майами: Miami; Сан-Франциско: San Francisco; *Бостон: Boston; Сиэтл: Seattle;
Торонто: Toronto; Ванкувер: Vancouver; Монреаль: Montreal; Пекин: Beijing; Шанхай: Shanghai; Гуанчжоу: Guangzhou;
Шэньчжэнь: Shenzhen; Гонконг: Hong Kong; Токио: Tokyo; Сеул: Seoul; Бангкок: Bangkok; Пхукет: Phuket; *Бали: Bali;
Сингапур: Singapore; Куала-Лумпур: Kuala Lumpur; Джакарта: Jakarta; Сидней: Sydney; Мельбурн: Melbourne; Каир: Cairo;
Тель-Авив: Tel Aviv; Иерусалим: Jerusalem; Тегеран: Tehran; *Кабул: Kabul; Найроби: Nairobi; Лагос: Lagos; Кейптаун:
Cape Town; Йоханнесбург: Johannesburg"""

COUNTRIES = """Казахстан: қазақстан, kazakhstan; Россия: russia; Украина: україна, ukraine; Узбекистан: uzbekistan,
өзбекстан; Кыргызстан: киргизия, kyrgyzstan, қырғызстан; Беларусь: белоруссия, belarus; Таджикистан: tajikistan;
Туркменистан; Азербайджан: azerbaijan; Грузия: *georgia; Армения: armenia; Индия: India; Пакистан: Pakistan; ОАЭ: UAE,
эмираты; Турция: Turkey, түркия; Германия: Germany; Китай: China, қытай; США: USA, америка; Польша: Poland; Монголия:
mongolia"""

AREAS = """*Андхери: Andheri, Andheri West, Andheri East; *Бандра: Bandra, Bandra West, Bandra East; *Уайтфилд:
Whitefield; *Корамангала: Koramangala; *Пауаи: Powai; *Дварка: Dwarka; *Салтовка: салтівка; *Оболонь; *Троещина:
троєщина; *Позняки; *Печерск: печерськ; *Чиланзар: чилонзор; *Юнусабад; *Мирзо-Улугбек; *Сергели; *Марина: Dubai
Marina; *Дейра: Deira"""
