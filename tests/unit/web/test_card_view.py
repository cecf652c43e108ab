"""The card's HTML becomes lines of text; whatever a lead wrote stays text."""

from __future__ import annotations

import msgspec
import pytest

from bot.web.card import CardLine, CardView, Run, card_view
from handoff.card import safe


def test_lines_styles_quotes_and_buttons():
    html = "🔥 <b>84 · Горячий</b>\n\n<blockquote expandable>Почему 84:\n+30/30 Бюджет</blockquote>\n<i>🤝 Анна</i>"
    view = card_view(html, [[("Беру", "a")], [("Мусор", "b"), ("Не горячий", "c")], []])
    assert view.lines == (
        CardLine((Run("🔥 "), Run("84 · Горячий", "b"))),
        CardLine(()),
        CardLine((Run("Почему 84:"),), quote=True),
        CardLine((Run("+30/30 Бюджет"),), quote=True),
        CardLine((Run("🤝 Анна", "i"),)),
    )
    assert [[button.label for button in row] for row in view.buttons] == [["Беру"], ["Мусор", "Не горячий"]]


def test_a_link_leads_only_where_a_browser_may_go():
    good = card_view('<a href="https://wa.me/77771234567">написать</a>').lines[0].runs
    bad = card_view('<a href="javascript:alert(1)">написать</a>').lines[0].runs
    assert good == (Run("написать", "", "https://wa.me/77771234567"),)
    assert bad == (Run("написать"),)


PAYLOADS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</blockquote><b onclick=alert(1)>hot",
    '"><svg/onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- --><iframe src=//evil>",
    "<3 спасибо & удачи",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_lead_wrote_reads_the_same_and_styles_nothing(payload):
    view = card_view(f"💬 {safe(payload)}\nконец")
    assert view.lines == (CardLine((Run(f"💬 {payload}"),)), CardLine((Run("конец"),)))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_even_unescaped_words_only_ever_become_text_in_allowed_styles(payload):
    view = card_view(f"<b>{payload}</b>\nконец")
    runs = [run for line in view.lines for run in line.runs]
    assert {run.style for run in runs} <= {"", "b", "i", "u", "s", "code"}
    assert all(run.href == "" or run.href.startswith(("https://", "http://", "tel:")) for run in runs)
    assert runs[-1].text.endswith("конец")
    assert msgspec.json.decode(msgspec.json.encode(view), type=CardView) == view
