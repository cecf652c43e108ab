"""Speed of reading: time per message, for a very long message, for hostile ones; import time and memory.

Run from the project root: `python -m tests.bench.reading_speed`, or with a file of JSON lines as its argument.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
SAMPLE = [
    ("budget", "На какой бюджет ориентируетесь?", "ну хотелось бы тысяч в 70 уложиться, максимум 80"),
    ("budget", "Бюджетіңіз шамамен қанша?", "жүз елу мыңға дейін, рассрочка болса көбірек те болады"),
    ("budget", "What budget do you have in mind?", "around two and a half million, could stretch to three"),
    ("budget", "На який бюджет розраховуєте, в гривнях?", "не більше двадцяти тисяч"),
    ("phone", "Оставьте номер телефона", "мой 8 (707) 123-45-67, звоните после шести"),
    ("phone", "Оставьте номер телефона", "восемь семьсот два пятьсот пятьдесят пять десять двадцать"),
    ("email", "На какую почту отправить?", "ivan точка petrov собака gmail точка com"),
    ("timeline", "Когда вам это нужно?", "к концу следующей недели, не позже пятницы"),
    ("best_time", "Когда позвонить?", "завтра после обеда, с 3 до 5"),
    ("authority", "Кто принимает решение?", "мы с мужем вместе решаем"),
    ("location", "Напишите адрес", "Алматы, мкр Аксай 4 дом 17 кв 58"),
    ("confirm", "Бюджет 70 000 тг — верно?", "нет, не 70 а 90, остальное правильно"),
    ("none", "", "здравствуйте, нужен ремонт кухни под ключ, 12 квадратов, бюджет до 500 тысяч, район Орбита"),
    ("none", "", "заработок от 500$ в день без вложений, переходи по ссылке"),
    ("need", "Расскажите, что нужно?", "стучит что-то справа, третью неделю езжу, боюсь на трассу выезжать"),
]
LONG = 10_000
HOSTILE = {
    "words": "хотим ремонт в квартире, бюджет до 500 тысяч, к маю. ",
    "figures": "1 2 3 4 5 6 7 8 9 0 ",
    "digits": "7",
    "groups": "100 000 ",
    "dashes": "10-",
    "brackets": "(((8",
    "dots": "1.",
    "at": "a@",
    "mail": "a.b-",
    "number words": "сто двадцать ",
    "one letter": "а",
    "plus": "+7 ",
    "spaces": " ",
    "lines": "\n",
}


def main(path: str | None = None) -> None:
    """Print the figures."""
    print("reading")
    seconds, megabytes = _import_cost()
    print(f"  import of the reader       {seconds * 1e3:8.0f} ms, {megabytes:.0f} MB resident after it")
    items = _items(path)
    times = _times(items * max(1, 3000 // len(items)))
    print(f"  {len(items)} kinds of messages      {_at(times, 50):8.3f} ms p50, {_at(times, 99):.3f} ms p99")
    for name, unit in HOSTILE.items():
        text = (unit * (LONG // len(unit) + 1))[:LONG]
        worst = max(min(_times([(question, "", text)] * 2)) for question in ("budget", "phone", "email", "none"))
        print(f"  10 000 characters, {name:13}{worst:8.1f} ms")


def _items(path: str | None) -> list[tuple[str, str, str]]:
    if path is None:
        return SAMPLE
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["question"], row["question_text"], row["text"]) for row in rows]


def _times(items: list[tuple[str, str, str]]) -> list[float]:
    """Milliseconds for each message, caches emptied of the texts by their number."""
    from fsm.reading.message import Context
    from fsm.reading.reader import read

    found = []
    for question, question_text, text in items:
        context = Context(question, question_text, NOW)
        start = time.perf_counter()
        read(text, context)
        found.append((time.perf_counter() - start) * 1e3)
    return found


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def _import_cost() -> tuple[float, float]:
    """Seconds and resident megabytes of a fresh interpreter that imports the reader."""
    code = (
        "import time; start = time.perf_counter(); import fsm.reading.reader; took = time.perf_counter() - start; "
        "import resource; print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    took, megabytes = output.split()
    return float(took), float(megabytes)


if __name__ == "__main__":
    main(*sys.argv[1:2])
