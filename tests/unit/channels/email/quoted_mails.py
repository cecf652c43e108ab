"""Mails as programs of our markets make them: name -> (what came, what the person said)."""

from __future__ import annotations

OURS = "> Здравствуйте! Когда вам удобно?\n> 1. Сегодня\n> 2. На неделе"
BARE = "Здравствуйте! Когда вам удобно?\n1. Сегодня\n2. На неделе"

MAILS: dict[str, tuple[str, str]] = {
    "gmail_ru": (
        f"Завтра утром\n\nсб, 21 нояб. 2026 г. в 10:00, Ремонт <shop@example.kz>:\n\n{OURS}\n",
        "Завтра утром",
    ),
    "gmail_ru_wrapped": (
        (
            "Завтра утром\n\nсб, 21 нояб. 2026 г. в 10:00, Ремонт ноутбуков и телефонов в Алматы\n"
            f"<shop@example.kz>:\n\n{OURS}\n"
        ),
        "Завтра утром",
    ),
    "gmail_ru_old": (
        f"Завтра\n\n21 ноября 2026 г., 10:00 пользователь Shop <shop@example.kz>\nнаписал:\n\n{OURS}",
        "Завтра",
    ),
    "gmail_nbsp": (
        f"Завтра\n\nсб, 21 нояб. 2026\u202fг. в 10:00, Ремонт\u00a0<shop@example.kz>:\n{OURS}",
        "Завтра",
    ),
    "gmail_en": (
        f"Tomorrow\n\nOn Sat, Nov 21, 2026 at 10:00\u202fAM Shop <shop@example.kz> wrote:\n\n{OURS}\n",
        "Tomorrow",
    ),
    "gmail_en_wrapped": (
        f"Tomorrow\n\nOn Sat, Nov 21, 2026 at 10:00 AM Laptop Repair Almaty <\nshop@example.kz> wrote:\n\n{OURS}\n",
        "Tomorrow",
    ),
    "gmail_kk": (
        f"Ертең\n\n2026 ж. 21 қар., сн, 10:00 Жөндеу <shop@example.kz> мынаны жазды:\n\n{OURS}\n",
        "Ертең",
    ),
    "gmail_uk": (
        f"Завтра\n\nсб, 21 лист. 2026 р. о 10:00 Ремонт <shop@example.kz> пише:\n\n{OURS}\n",
        "Завтра",
    ),
    "yandex": (
        f'Завтра утром\n\n21.11.2026, 10:00, "Ремонт" <shop@example.kz>:\n\n{OURS}',
        "Завтра утром",
    ),
    "yandex_bare": (
        f'Завтра утром\n\n21.11.2026, 10:00, "Ремонт" <shop@example.kz>:\n\n{BARE}',
        "Завтра утром",
    ),
    "yandex_mobile": (
        (
            "Завтра\n\nОтправлено из мобильной Яндекс Почты: https://redirect.appmetrica.yandex.com/serve/1\n\n"
            f"21.11.2026, 10:00, Ремонт <shop@example.kz>:\n{OURS}"
        ),
        "Завтра",
    ),
    "mail_ru": (
        f"Завтра утром\n\n--\nАлия Ким\n\n\nСуббота, 21 ноября 2026, 10:00 +05:00 от Ремонт <shop@example.kz>:\n{BARE}",
        "Завтра утром",
    ),
    "mail_ru_quoted": (
        f"Завтра утром\n \n>Суббота, 21 ноября 2026, 10:00 +05:00 от Ремонт <shop@example.kz>:\n>\n{OURS}",
        "Завтра утром",
    ),
    "mail_ru_mobile": (
        (
            "Да\n\n--\nОтправлено из мобильной Почты Mail\n\n"
            f"суббота, 21 ноября 2026 г., 10:00 +0500 от shop@example.kz <shop@example.kz>:\n{BARE}"
        ),
        "Да",
    ),
    "outlook_ru": (
        (
            "Завтра утром\n\n________________________________\nОт: Ремонт <shop@example.kz>\n"
            f"Отправлено: 21 ноября 2026 г. 10:00\nКому: Алия\nТема: Re: Вопрос\n\n{BARE}"
        ),
        "Завтра утром",
    ),
    "outlook_en": (
        (
            "Tomorrow\n\n-----Original Message-----\nFrom: Shop <shop@example.kz>\nSent: Saturday, November 21, 2026\n"
            f"To: Aliya\nSubject: Re: Question\n\n{BARE}"
        ),
        "Tomorrow",
    ),
    "outlook_bold": (
        (
            "Завтра\n\n*От:* Ремонт [mailto:shop@example.kz]\n*Отправлено:* 21 ноября 2026 г. 10:00\n*Кому:* Алия\n"
            f"*Тема:* Re: Вопрос\n\n{BARE}"
        ),
        "Завтра",
    ),
    "outlook_uk": (
        (
            "Завтра\n\n________________________________\nВід: Ремонт <shop@example.kz>\n"
            f"Надіслано: 21 листопада 2026 р. 10:00\nКому: Алія\nТема: Re: Питання\n\n{BARE}"
        ),
        "Завтра",
    ),
    "outlook_kk": (
        (
            "Ертең\n\n________________________________\nКімнен: Жөндеу <shop@example.kz>\n"
            f"Жіберілді: 2026 ж. 21 қараша 10:00\nКімге: Әлия\nТақырып: Re: Сұрақ\n\n{BARE}"
        ),
        "Ертең",
    ),
    "outlook_mobile": (
        (
            "Завтра\n\nПолучите Outlook для Android<https://aka.ms/AAb9ysg>\n________________________________\n"
            f"From: Ремонт <shop@example.kz>\nSent: Saturday, November 21, 2026 10:00:00 AM\nTo: Алия\n\n{BARE}"
        ),
        "Завтра",
    ),
    "apple_ru": (
        f"Завтра\n\nОтправлено с iPhone\n\n> 21 нояб. 2026 г., в 10:00, Ремонт <a@b.kz> написал(а):\n> \n{OURS}",
        "Завтра",
    ),
    "apple_en": (
        f"Tomorrow\n\nSent from my iPhone\n\n> On 21 Nov 2026, at 10:00, Shop <shop@example.kz> wrote:\n> \n{OURS}",
        "Tomorrow",
    ),
    "apple_uk": (
        f"Завтра\n\nНадіслано з iPhone\n\n> 21 лист. 2026 р. о 10:00 Ремонт <shop@example.kz> пише:\n>\n{OURS}",
        "Завтра",
    ),
    "iphone_kk": (
        f"Ертең\n\niPhone құрылғысынан жіберілді\n\n> 2026 ж. 21 қар., 10:00, Жөндеу <a@b.kz> жазды:\n>\n{OURS}",
        "Ертең",
    ),
    "thunderbird_ru": (
        f"Завтра\n\n21.11.2026 10:00, Ремонт пишет:\n{OURS}\n\n-- \nАлия",
        "Завтра",
    ),
    "thunderbird_en": (f"Tomorrow\n\nOn 11/21/26 10:00, Shop wrote:\n{OURS}\n", "Tomorrow"),
    "answer_below": (
        f"21.11.2026 10:00, Ремонт пишет:\n{OURS}\n\nЗавтра утром\n",
        "Завтра утром",
    ),
    "answers_between": (
        "21.11.2026 10:00, Ремонт пишет:\n> Когда вам удобно?\nЗавтра\n> Какой бюджет?\nДо 15 тысяч\n",
        "Завтра\nДо 15 тысяч",
    ),
    "forward_ruler_ru": (
        f"Посмотрите\n\n-------- Пересылаемое сообщение --------\n20.11.2026, 09:00, Иван:\n\n{BARE}",
        "Посмотрите",
    ),
    "forward_gmail": (
        f"Посмотрите\n\n---------- Forwarded message ---------\nОт: Иван <ivan@example.com>\nDate: пт\n\n{BARE}",
        "Посмотрите",
    ),
    "samsung": (
        (
            "Завтра\n\nОтправлено с моего Galaxy\n\n-------- Исходное сообщение --------\n"
            f"От: Ремонт <shop@example.kz>\nДата: 21.11.26 10:00 (GMT+05:00)\nКому: Алия\nТема: Re\n\n{BARE}"
        ),
        "Завтра",
    ),
    "huawei": (f"Завтра\n\nОтправлено со смартфона HUAWEI\n\n21.11.2026 10:00, Ремонт написал:\n{OURS}", "Завтра"),
    "goodbye_ru": ("Да, нормально\n\nС уважением,\nАлия Ким\nТОО «Ромашка»\n+7 777 123 45 67", "Да, нормально"),
    "goodbye_ru_one_line": ("Да, нормально\n\nС уважением, Алия", "Да, нормально"),
    "goodbye_en": ("Yes, that's fine.\n\nBest regards,\nAliya Kim", "Yes, that's fine."),
    "goodbye_uk": ("Так, згодна\n\nЗ повагою,\nАлія", "Так, згодна"),
    "goodbye_kk": ("Иә, жарайды\n\nҚұрметпен,\nӘлия", "Иә, жарайды"),
    "dashes": ("Да\n-- \nАлия Ким, бухгалтер\nтел. 8 777 123 45 67\nwww.example.kz", "Да"),
    "antivirus": ("Да\n\nБез вирусов. www.avast.com", "Да"),
}

KEPT: dict[str, str] = {
    "he_wrote_me": "Мне мастер вчера написал:\nчто плата сгорела, это правда?",
    "from_alone": "От: двери до стола три метра\nхватит ли кабеля?",
    "comparison": ">5000 не дам",
    "postscript_question": "Да\n\nС уважением,\nАлия\n\nP.S. А доставка есть?",
    "sent_with_delay": "Отправлено с задержкой, извините. Завтра подойдёт.",
    "only_goodbye": "С уважением, Алия",
    "list": "Нужно:\n- батарея\n- экран\n--\nи зарядка?",
    "time_and_colon": "Удобно так, 21.11.2026 в 10:00:\nили позже",
    "best_wish": "Всего хорошего ноутбука не жду, нужен просто рабочий",
}
"""What looks like a quote or a signature and is not: all of it is kept."""
