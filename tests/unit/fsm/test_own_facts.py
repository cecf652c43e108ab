"""Facts of a script's own."""

from __future__ import annotations

from leads import TOMORROW, opened, reads

from fsm.facts import Authority
from fsm.reading.reading import YesNo
from fsm.script import load_text

OWN = """\
id: tours
languages: [en]
greeting: {en: "Hello!"}
questions:
  - {fact: need, ask: {en: "Where to?"}}
  - fact: people
    kind: number
    ask: {en: "How many people?"}
  - fact: visa
    kind: yes_no
    ask: {en: "Do you have a visa?"}
  - fact: leaving
    kind: date
    ask: {en: "When do you leave?"}
  - fact: wishes
    kind: text
    skip_if: people > 4
    ask: {en: "Any wishes?"}
  - fact: meal
    kind: choice
    ask: {en: "Which meals?"}
    choices:
      all: {en: All inclusive, match: [all inclusive, full board]}
      none: {en: Without meals, match: [no meals]}
  - {fact: phone, required: true, ask: {en: "Your number?"}}
farewell:
  hot: {en: "Thanks!"}
  qualified: {en: "Thanks!"}
  nurture: {en: "Thanks!"}
  disqualified: {en: "Thanks!"}
"""


class TestOwnFacts:
    def test_facts_of_the_scripts_own_are_asked_and_read(self):
        talk = opened(load_text(OWN, "tours"), language="en")
        talk.says("a week in Georgia", reads(language="en"))
        talk.says("3 of us", reads(language="en"))
        talk.says("yes", reads(language="en", yes_no=YesNo.YES))
        talk.says("tomorrow", reads(language="en", facts={"timeline": TOMORROW}))
        talk.says("a sea view room", reads(language="en"))
        talk.says("full board", reads(language="en"))
        facts = talk.facts()
        assert (facts["people"], facts["visa"], facts["leaving"]) == (3.0, True, TOMORROW)
        assert (facts["wishes"], facts["meal"]) == ("a sea view room", "all")
        assert "timeline" not in facts
        assert talk.lead.open_question == "phone"

    def test_a_choice_is_understood_from_any_message(self):
        talk = opened(load_text(OWN, "tours"), language="en")
        talk.says("a week in Georgia, all inclusive", reads(language="en"))
        assert talk.facts()["meal"] == "all"

    def test_a_condition_leaves_a_question_out(self):
        talk = opened(load_text(OWN, "tours"), language="en")
        talk.says("a week in Georgia", reads(language="en"))
        talk.says("6", reads(language="en"))
        talk.says("no", reads(language="en", yes_no=YesNo.NO))
        talk.says("tomorrow", reads(language="en", facts={"timeline": TOMORROW}))
        assert talk.lead.open_question == "meal"
        assert talk.facts()["visa"] is False

    def test_a_typed_number_is_the_number_itself_where_a_number_is_asked(self):
        choices = """    choices:
      two: {en: A pair, value: 2}
      four: {en: A family, value: 4}
"""
        text = OWN.replace('    ask: {en: "How many people?"}\n', '    ask: {en: "How many people?"}\n' + choices)
        talk = opened(load_text(text, "tours"), language="en")
        talk.says("a week in Georgia", reads(language="en"))
        talk.says("2", reads(language="en"))
        assert talk.facts()["people"] == 2.0

    def test_authority_choices_need_no_value(self):
        talk = opened("services")
        talk.says(choice="authority:shared")
        assert talk.facts()["authority"] is Authority.SHARED
