"""A template fills fields and can do nothing else, whatever stands in it or in the values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.outreach.template import BadTemplate, Missing, Ready, Template, Wording, Wrong, check, filled


def template(text: str, subject: str = "Тема", **also: str) -> Template:
    texts = {"ru": Wording(text, subject)} | {language: Wording(each, subject) for language, each in also.items()}
    return Template("t", "email", texts)


def words(text: str, **values: str) -> str:
    ready = filled(template(text), "ru", values)
    assert isinstance(ready, Ready)
    return ready.text


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Здравствуйте, {name}!", {"name": "Алия"}, "Здравствуйте, Алия!"),
        ("Здравствуйте, {name|друзья}!", {}, "Здравствуйте, друзья!"),
        ("Здравствуйте{ name | }!", {}, "Здравствуйте!"),
        ("{{name}} и {name}", {"name": "Б"}, "{name} и Б"),
        ("{{{name}}}", {"name": "Б"}, "{Б}"),
        ("{name}", {"name": "{email}"}, "{email}"),
        ("{name}", {"name": " А\n\tБ\u200b "}, "А Б"),
        ("{стаж|мало} лет", {"стаж": "5"}, "5 лет"),
    ],
)
def test_fields_are_filled_once_and_as_they_are(text: str, values: dict[str, str], said: str) -> None:
    assert words(text, **values) == said


def test_what_is_missing_and_cannot_be_done_without_is_named() -> None:
    assert filled(template("Для {company}"), "ru", {}) == Missing("company")
    assert filled(template("Привет", "Для {city}"), "ru", {"name": "А"}) == Missing("city")


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "по-русски"), ("kk", "қазақша"), ("en", "по-русски"), ("", "по-русски")]
)
def test_the_reader_gets_their_language_or_the_next_best(language: str, said: str) -> None:
    ready = filled(template("по-русски", kk="қазақша"), language, {})
    assert isinstance(ready, Ready)
    assert ready.text == said


@pytest.mark.parametrize(
    ("bad", "wrong"),
    [
        (template("{nmae}"), Wrong.UNKNOWN_FIELD),
        (template("текст", "Для {nmae}"), Wrong.UNKNOWN_FIELD),
        (template("{name"), Wrong.STRAY_BRACE),
        (template("name}"), Wrong.STRAY_BRACE),
        (template("{}"), Wrong.UNKNOWN_FIELD),
        (template(" \n"), Wrong.EMPTY),
        (template("текст", ""), Wrong.NO_SUBJECT),
        (template("текст", "a\r\nBcc: x@y.kz"), Wrong.LINE_IN_SUBJECT),
        (template("x" * 4_001), Wrong.TOO_LONG),
        (template("текст", de="Text"), Wrong.NO_LANGUAGE),
        (Template("t", "email", {}), Wrong.NO_LANGUAGE),
    ],
)
def test_a_mistake_is_told_when_it_is_saved(bad: Template, wrong: Wrong) -> None:
    with pytest.raises(BadTemplate) as refused:
        check(bad)
    assert [each.wrong for each in refused.value.faults] == [wrong]


def test_columns_of_an_import_may_be_used_when_they_exist() -> None:
    check(template("{стаж|1} лет"), extras=["стаж"])
    with pytest.raises(BadTemplate):
        check(template("{стаж|1} лет"))


INJECTIONS = [
    "{name.__class__}", "{name.__class__.__mro__}", "{0}", "{name!r}", "{name:>9999999999}", "{name[0]}", "${name}",
    "{__import__('os')}", "{{7*7}}", "{%% for x in y %%}", "{name|{email}}", "%(name)s", "#{name}", "<%= 7*7 %>",
    "{self}", "{config}", "{name.format}", "{lipsum.__globals__}", "{''.__class__}", "{range(10**9)}",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_code_in_a_template_is_refused_or_stands_as_it_is(text: str) -> None:
    try:
        check(template(text))
    except BadTemplate:
        return
    assert words(text, name="Алия") == text.replace("{{", "{").replace("}}", "}").replace("{name}", "Алия")


@pytest.mark.parametrize("value", INJECTIONS)
def test_code_in_a_value_stands_as_it_is(value: str) -> None:
    assert words("{name}", name=value) == value


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_breaks_it(text: str, value: str) -> None:
    made = template(text)
    try:
        check(made)
    except BadTemplate:
        return
    filled(made, "ru", dict.fromkeys(["name", "company", "city", "phone", "email", "source", "unsubscribe"], value))
