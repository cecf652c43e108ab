"""Scripts: what ships is complete, and a broken one says what to put right, and where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fsm import script
from fsm.script import ScriptError, load, load_text, shipped

ROOT = Path(script.__file__).parent

SMALL = """\
id: flowers
languages: [en]
greeting: {en: "Hello!"}
questions:
  - fact: need
    ask: {en: "What flowers?"}
  - fact: phone
    required: true
    ask: {en: "Your number?"}
farewell:
  hot: {en: "Thanks!"}
  qualified: {en: "Thanks!"}
  nurture: {en: "Thanks!"}
  disqualified: {en: "Thanks!"}
"""


def broken(text: str) -> str:
    with pytest.raises(ScriptError) as caught:
        load_text(text, "flowers.yaml")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


def test_three_packs_ship():
    assert shipped() == ("laptop_repair", "real_estate", "services")


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_pack_says_everything_in_three_languages(name):
    pack = load(name)
    assert pack.languages == ("ru", "kk", "en")
    for key, by_language in pack.texts.items():
        assert set(by_language) == {"ru", "kk", "en"}, key
        assert all(text.strip() for text in by_language.values()), key


@pytest.mark.parametrize("name", shipped())
def test_texts_of_a_shipped_pack_are_short_enough_for_a_phone(name):
    for key, by_language in load(name).texts.items():
        for text in by_language.values():
            assert len(text) <= 250, (key, text)
        if ".choices." in key or key.startswith(("script.phrases.yes", "script.phrases.no.", "script.kinds")):
            assert all(len(text) <= 32 for text in by_language.values() if not key.endswith("after.0")), key


@pytest.mark.parametrize("name", shipped())
def test_wordings_of_a_question_differ(name):
    pack = load(name)
    for question in pack.questions:
        for language in pack.languages:
            said = [
                pack.text(f"script.questions.{question.id}.ask.{n}", language)
                for n in range(len(question.ask[language]))
            ]
            assert len(set(said)) == len(said) > 1, question.id


@pytest.mark.parametrize("name", shipped())
def test_every_text_the_core_can_say_is_there(name):
    pack = load(name)
    source = "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("*.py"))
    for key in set(re.findall(r'"(script\.(?:phrases|greeting)[a-z_.]*)"', source)):
        assert pack.wordings(key) > 0, key
    for phrase in ("spam", "job", "person", "complaint", "yes", "no", "skip"):
        assert pack.wordings(f"script.phrases.{phrase}") > 0
    for language in pack.languages:
        assert pack.wordings(f"script.phrases.language_{language}") == 1


def test_an_unknown_key_is_an_error_and_an_unknown_language_is_not():
    pack = load("laptop_repair")
    with pytest.raises(KeyError):
        pack.text("script.questions.need.ask.9", "ru")
    assert pack.text("script.greeting.0", "uz") == pack.text("script.greeting.0", "ru")


def test_the_fingerprint_follows_the_content_and_not_the_writing():
    pack = load_text(SMALL, "a")
    assert load_text("# a comment\n" + SMALL, "b").fingerprint == pack.fingerprint
    assert load_text(changed("What flowers?", "Which flowers?"), "a").fingerprint != pack.fingerprint


def test_a_pack_is_found_by_name_or_path(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert load(str(file)).id == "flowers"
    with pytest.raises(ScriptError, match=r"no readable script.*laptop_repair, real_estate, services"):
        load("laptop_repare")
    file.write_bytes(b"\xff\xfe\x00id: x")
    with pytest.raises(ScriptError, match="no readable script"):
        load(str(file))


def test_everyday_phrases_are_there_and_may_be_worded_differently():
    own = load_text(SMALL + 'phrases:\n  stopped: {en: "Silence."}\n', "a")
    assert own.text("script.phrases.stopped.0", "en") == "Silence."
    assert own.text("script.phrases.later.0", "en")
    assert "ru" not in own.texts["script.phrases.later.0"]


def test_a_script_may_speak_ukrainian_too():
    pack = load_text(re.sub(r'\{en: ("[^"]*")\}', r"{uk: \1}", SMALL).replace("[en]", "[uk]"), "a")
    assert pack.language == "uk"
    assert pack.text("script.phrases.skip.0", "uk") == "Пропустити"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed('{en: "What flowers?"}', "{en: }"), r"flowers.yaml:6: questions\[1\].ask.en: write a text"),
        (changed('{en: "What flowers?"}', "What?"), r":6: questions\[1\].ask: write a text for each language"),
        (changed("languages: [en]", "languages: [en, kk]"), r":3: greeting: has no text in 'kk'; add 'kk: ...'"),
        (changed('{en: "Hello!"}', '{en: "Hello!", ru: "Привет"}'), r":3: greeting: 'ru' is not in 'languages'"),
        (changed("fact: need", "fact: colour"), r":5: questions\[1\].fact: 'colour' is not a known fact"),
        (changed("fact: phone", "fact: need"), r":7: questions\[2\]: 'need' is asked by another question already"),
        (changed("required: true", "required: maybe"), r":8: questions\[2\].required: write true or false"),
        (changed("required: true", "requierd: true"), r":8: questions\[2\].requierd: this word is not known here"),
        (changed("greeting:", "greetings:"), r":1: greeting: this is missing; add it"),
        (changed("id: flowers", "id: Flowers!"), r":1: id: 'Flowers!' does not fit; use small Latin letters"),
        (changed("Hello!", "Hello, {nome}!"), r":3: greeting.en: \{nome\} cannot be filled"),
        (changed("Hello!", "Hello, {name:>999999999}!"), r":3: greeting.en: \{name:>999999999\} cannot be filled"),
        (changed("Hello!", "Hello, {name!r}!"), r":3: greeting.en: \{name!r\} cannot be filled"),
        (changed("Hello!", "Hello, {name.__class__}!"), r":3: greeting.en: \{name.__class__\} cannot be filled"),
        (changed("Hello!", "Hello, {name[0]}!"), r":3: greeting.en: \{name\[0\]\} cannot be filled"),
        (changed("Hello!", "Hello, {0}!"), r":3: greeting.en: \{0\} cannot be filled"),
        (changed("Hello!", "Hello, {name}!"), r":3: greeting.en: the name may be unknown"),
        (changed("Hello!", "Hello, {name"), r":3: greeting.en: a brace is left open"),
        (
            changed("required: true", "skip_if: urgency == 'now'"),
            r":8: .*skip_if: 'urgency' is not known here; use one",
        ),
        (changed("required: true", "anchor: [1, 2]"), r"only a question for the budget alone can have an anchor"),
        (SMALL + "timezone: Almaty\n", r":15: timezone: 'Almaty' is not a time zone"),
        (
            SMALL + "currency: tenge\n",
            r":15: currency: 'tenge' does not fit; write a currency as three capital letters",
        ),
        (SMALL + "scoring: magic\n", r":15: scoring.model: 'magic' is not one of"),
        (SMALL + "scoring: {weights: {colour: 100}}\n", r":15: scoring.weights.colour: is no factor of criteria; use"),
        (SMALL + "scoring: {model: seven_factor, weights: {intent: 90}}\n", r"add up to 90; make them 100"),
        (SMALL + "scoring: {bands: {qualified: 90, hot: 80}}\n", r"must rise: nurture, qualified, hot"),
        (SMALL + "scoring: {reference_budget: [9, 5]}\n", r"write the smaller amount first"),
        (SMALL + "objections: {colour: {en: x}}\n", r":15: objections.colour: is never recognised; use one of: price"),
        (SMALL + "replies: {hours: {say: {en: x}}}\n", r":15: replies.hours: add 'match:"),
        ("id: a\n  b: c\n", r"flowers.yaml:2: mapping values are not allowed here; check the indentation"),
        ("id: [a\n", r"flowers.yaml:\d: .*; check the indentation"),
        ("id: a\nid: b\n", r":2: id: 'id' stands here twice; keep one of them"),
        ("id: !!python/object/apply:os.system ['true']\n", r":1: id: .* is not allowed in a script"),
        ("id: !secret x\n", r":1: id: '!secret' is not allowed in a script"),
        ("- a\n- b\n", r":1: a script begins with 'id: name_of_the_script'"),
        ("", r":1: a script begins with"),
        (
            "a: &a [1]\nb: &b [*a,*a]\n" + "".join(f"c{n}: [{'*b,' * 99}]\n" for n in range(99)),
            r"more than 20000 values",
        ),
        ("x: " + "[" * 5000, r"nested too deeply|check the indentation"),
        ("x: " + "y" * 600_000, r"longer than 500000 characters"),
    ],
)
def test_a_broken_script_says_where_and_what_to_write(text, sentence):
    assert re.search(sentence, broken(text)), broken(text)


def test_several_problems_are_told_at_once_in_the_order_of_the_file():
    text = (
        changed("Hello!", "Hello, {x}!")
        .replace("fact: need", "fact: colour")
        .replace('{en: "Your number?"}', "{ru: a}")
    )
    lines = broken(text).splitlines()
    assert len(lines) >= 3
    assert [line.split(":")[1] for line in lines] == sorted((line.split(":")[1] for line in lines), key=int)


CHOICES = """\
  - fact: {fact}
    ask: {{en: "Well?"}}
    choices:
      one: {{en: One{value}}}
"""


@pytest.mark.parametrize(
    ("fact", "value", "sentence"),
    [
        ("timeline", "", "write 'value: {within_days: 7}'"),
        ("timeline", ", value: {within_days: soon}", "write 'value: {within_days: 7}'"),
        ("timeline", ", value: {urgency: noww}", "write 'value: {within_days: 7}'"),
        ("budget", ", value: {min: 5, max: 1}", "write 'value: {min: 10000, max: 50000}'"),
        ("budget", ", value: {}", "write 'value: {min: 10000"),
        ("authority", "", "one of: self, shared, other, unknown"),
    ],
)
def test_a_choice_must_mean_something(fact, value, sentence):
    assert sentence in broken(changed("farewell:", CHOICES.format(fact=fact, value=value) + "farewell:"))


@pytest.mark.parametrize("number", range(len(SMALL.splitlines())))
def test_a_script_with_a_line_missing_never_ends_in_a_stack_trace(number):
    lines = SMALL.splitlines()
    text = "\n".join(lines[:number] + lines[number + 1 :])
    try:
        load_text(text, "flowers.yaml")
    except ScriptError as error:
        assert str(error).startswith("flowers.yaml:")  # noqa: PT017 - a shorter script may also be a whole one
