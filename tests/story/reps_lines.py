"""What leads and reps say in a day, in the three languages of the program."""

from __future__ import annotations

import msgspec


class Lines(msgspec.Struct, frozen=True):
    """What people say in one language; the first four are the leads' stories up to their card."""

    telegram: tuple[str, ...]
    whatsapp: tuple[str, ...]
    mail: tuple[str, ...]
    page: tuple[str, ...]
    names: tuple[str, str, str, str]
    hello: str
    wait: str
    note: str
    broken: str
    price: str
    sum: str
    vague: str
    thanks: str
    again: str
    stop: str


LINES = {
    "ru": Lines(
        (
            "Здравствуйте! Сколько стоит ремонт?",
            "Не включается, залил водой",
            "Срочно, завтра экзамен",
            "Да, подходит",
            "Алия, 8 777 123 45 67",
        ),
        ("Здравствуйте! Не включается ноутбук, залил водой", "завтра", "да, подходит", "Марат"),
        (
            "Здравствуйте! Сколько стоит ремонт?",
            "Не включается, залил водой",
            "завтра",
            "да, подходит",
            "Джон, +7 705 111 22 33",
        ),
        ("Ноутбук не включается, залил водой", "Срочно, завтра экзамен", "Да, подходит", "Бота, +7 702 333 44 55"),
        ("Алия", "Марат", "Джон", "Бота"),
        "Здравствуйте! Это мастер. Привозите до 19:00.",
        "А сколько ждать?",
        "// скидка 5 %, постоянный клиент",
        "Вот что сломалось",
        "Прайс",
        "18 500",
        "потом скажу",
        "Спасибо, всё работает!",
        "Здравствуйте! Хочу сдать в ремонт ещё один ноутбук, разбит экран",
        "стоп",
    ),
    "kk": Lines(
        (
            "Сәлем! Жөндеу қанша тұрады?",
            "Қосылмайды, су төгіп алдым",
            "Шұғыл, ертең емтихан",
            "Иә, болады",
            "Әлия, 8 777 123 45 67",
        ),
        ("Сәлем! Ноутбук қосылмайды, су төгіп алдым", "ертең", "иә, болады", "Марат"),
        ("Сәлем! Жөндеу қанша тұрады?", "Қосылмайды, су төгіп алдым", "ертең", "иә, болады", "Джон, +7 705 111 22 33"),
        ("Ноутбук қосылмайды, су төгіп алдым", "Шұғыл, ертең емтихан", "Иә, болады", "Бота, +7 702 333 44 55"),
        ("Әлия", "Марат", "Джон", "Бота"),
        "Сәлеметсіз бе! Шебермін. 19:00-ге дейін әкеліңіз.",
        "Қанша күту керек?",
        "// тұрақты клиент, 5 % жеңілдік",
        "Міне, сынған жері",
        "Баға",
        "18 500",
        "кейін айтам",
        "Рақмет, бәрі жұмыс істеп тұр!",
        "Сәлеметсіз бе! Тағы бір ноутбукты жөндетейін деп едім, экраны сынды",
        "тоқта",
    ),
    "en": Lines(
        (
            "Hi! How much is a repair?",
            "It won't turn on, I spilled water",
            "Urgent, I have an exam tomorrow",
            "Yes, that's fine",
            "Aliya, +7 777 123 45 67",
        ),
        ("Hello! My laptop won't turn on, I spilled water on it", "tomorrow", "yes, that's fine", "Marat"),
        (
            "Hi! How much is a repair?",
            "It won't turn on, I spilled water",
            "tomorrow",
            "yes, that's fine",
            "John, +7 705 111 22 33",
        ),
        (
            "My laptop won't turn on, I spilled water on it",
            "Urgent, exam tomorrow",
            "Yes, fine",
            "Bota, +7 702 333 44 55",
        ),
        ("Aliya", "Marat", "John", "Bota"),
        "Hello! This is the technician. Bring it before 7 pm.",
        "How long does it take?",
        "// regular customer, 5 % off",
        "This is what broke",
        "Price list",
        "18,500",
        "will tell you later",
        "Thanks, everything works!",
        "Hello! I want to have one more laptop repaired, the screen is broken",
        "stop",
    ),
}
