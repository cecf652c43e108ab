"""How the tests of budgets read an utterance and write down what was found."""

from datetime import datetime, timedelta, timezone

from fsm.facts import Budget
from fsm.reading import email, money, phone
from fsm.reading.message import Context, Message

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
QUESTIONS = {
    "B": ("budget", "На какой бюджет ориентируетесь?"),
    "K": ("budget", "Бюджетіңіз шамамен қанша?"),
    "T": ("budget", "Сколько тысяч тенге в месяц готовы платить?"),
    "M": ("budget", "Сколько миллионов готовы вложить?"),
    "E": ("budget", "What budget do you have in mind?"),
    "D": ("budget", "What's your budget, in dollars?"),
    "U": ("budget", "На який бюджет розраховуєте, в гривнях?"),
    "R": ("budget", "Какой бюджет в месяц, в рублях?"),
    "I": ("budget", "What is your budget for the apartment, in rupees?"),
    "N": ("none", ""),
    "W": ("need", "Расскажите, что нужно?"),
    "C": ("confirm", "Бюджет 70 000 тг, район Орбита — всё правильно?"),
    "Y": ("timeline", "Когда планируете начать?"),
    "P": ("phone", "Оставьте номер"),
    "L": ("location", "Адрес?"),
    "A": ("authority", "Кто решает?"),
}


def rows(table: str) -> list[tuple[str, str]]:
    """The lines "text | expected" of a table."""
    return [tuple(part.strip() for part in line.rsplit("|", 1)) for line in table.strip().splitlines()]


def budget_of(question: str, text: str) -> str:
    """The budget as "min max currency qualifier"; the words must stand at their offsets."""
    context = Context(*QUESTIONS[question], NOW)
    message = Message(text)
    message = message.without(email.spans(message, context))
    message = message.without(phone.spans(message, context))
    found = money.read(message, context)
    if found is None:
        return "ABSENT"
    budget = found.value
    assert isinstance(budget, Budget)
    assert text[found.start : found.end].strip()
    return f"{_plain(budget.min)} {_plain(budget.max)} {budget.currency or '-'} {budget.qualifier}"


def _plain(bound: float | None) -> str:
    return "-" if bound is None else f"{bound:.15g}"
