"""One more turn of an open conversation: answer what was asked, thank for what was told, ask the next thing, or end."""

from __future__ import annotations

from fsm import doubts, without_number
from fsm.asides import aside, puzzled, says_already
from fsm.draft import Draft
from fsm.events import Said
from fsm.facts import NEED, PHONE
from fsm.farewell import complaint, finish, get_stuck, hand_to_person, leave, stay_here, turn_away
from fsm.learning import hinted
from fsm.needs import NEED_KIND
from fsm.questions import (
    MISSES_BEFORE_GIVING_UP,
    NO,
    SKIP,
    ask,
    is_filled,
    may_ask,
    names_anchor,
    next_question,
    open_question,
    pending,
)
from fsm.reading.reading import Intent, YesNo
from fsm.replies import answer_back, asks_who_we_are, calm, is_browsing
from fsm.script_schema import Question
from fsm.table import TALKING

_AWAY = (Intent.SPAM, Intent.JOB)
_QUESTIONS = (Intent.INFO_QUESTION, Intent.PRICE_QUESTION)


def greet(draft: Draft) -> None:
    """Say who answers, once in a lead's life."""
    if not draft.lead.greeted:
        draft.set(greeted=True)
        draft.say("script.greeting")
    draft.move("greeted")


def go_on(draft: Draft, event: Said) -> None:
    """What a message means for a conversation that is not over. The facts in it are already learned."""
    if _ends_here(draft, event):
        return
    greet(draft)
    if draft.changed:
        draft.move("told")
    if _waits(draft):
        return
    asked = open_question(draft.lead, draft.pack)
    # What was said, not the greeting, decides whether the message was understood.
    understood = _respond(draft, event, asked)
    if asked is not None and not understood:
        _miss(draft, event, asked)
    ask_next(draft)


def ask_next(draft: Draft) -> None:
    """Ask the first thing still unknown; when nothing is left, judge and say goodbye."""
    if draft.lead.stage in TALKING and doubts.make_sure(draft):
        return
    while draft.lead.stage in TALKING:
        question = next_question(draft)
        if question is None:
            _end(draft)
        elif may_ask(draft, question):
            if question.id != draft.lead.open_question and draft.lead.misses:
                draft.set(misses=0)
            ask(draft, question)
            return
        else:
            _give_up(draft, question, "asked often enough")


def _end(draft: Draft) -> None:
    """Nothing is left to ask: say goodbye, or let a person write to whoever keeps their number to themselves."""
    if without_number.is_kept(draft.lead, draft.pack):
        stay_here(draft)
    else:
        finish(draft)


def _ends_here(draft: Draft, event: Said) -> bool:
    """Ends that need no further question."""
    intent = draft.reading.intent
    if intent in _AWAY and not _tells_of_a_deal(draft):
        turn_away(draft, "spam" if intent is Intent.SPAM else "job")
    elif intent is Intent.COMPLAINT and not says_already(draft, event.text):
        complaint(draft)
    elif intent is Intent.HUMAN and not _could_first_give_phone(draft) and not asks_who_we_are(draft, event.text):
        hand_to_person(draft)
    elif _leaves(draft, event):
        leave(draft)
    else:
        return False
    return True


def _tells_of_a_deal(draft: Draft) -> bool:
    """Whether the script's own facts were told: "house for sale, 30 million" is spam to a dentist, not to an agent."""
    own = {question.fact for question in draft.pack.questions if question.custom} | {NEED_KIND}
    return bool(draft.changed & own)


def _could_first_give_phone(draft: Draft) -> bool:
    """Whether a wish to be called answers the question for the number: nobody can call without it, so ask once more."""
    question = open_question(draft.lead, draft.pack)
    unknown = PHONE not in draft.lead.facts and not draft.lead.misses
    return question is not None and PHONE in question.facts and unknown


def _leaves(draft: Draft, event: Said) -> bool:
    if draft.reading.intent is not Intent.GOODBYE and not is_browsing(draft, event.text):
        return False
    return not draft.changed or bool(pending(draft.lead, draft.pack))


def _waits(draft: Draft) -> bool:
    """They will write later: agree, and leave the question open without repeating it."""
    if draft.reading.intent is not Intent.RESCHEDULE or draft.changed:
        return False
    draft.note("rescheduled", why="they asked to talk later", by="lead")
    draft.say_next("script.phrases.later", most=2)
    return True


def _respond(draft: Draft, event: Said, asked: Question | None) -> bool:
    """Thank, answer, comfort; whether the message meant anything to us."""
    if event.choice.endswith(f":{SKIP}") and asked is not None and event.choice == f"{asked.id}:{SKIP}":
        _give_up(draft, asked, "they chose to skip it")
        return True
    thank(draft, asked)
    if asked is not None and puzzled(draft, event.text):
        return False
    keeps_number = asked is not None and without_number.is_refused(draft, event, asked)
    if asked is not None and keeps_number and _lets_be(draft, event, asked):
        return True
    answered = answer_back(draft, event.text)
    if keeps_number:
        return answered or draft.say_next("script.phrases.why_number", most=1)
    if asked is not None and _refuses_anchor(draft, event, asked):
        draft.count(f"{asked.id}:no")
        return True
    received = _receive_files(draft, event, asked)
    calmed = calm(draft)
    heard = not answered and aside(draft, event.text, asked)
    greeting = draft.reading.intent is Intent.GREETING
    return bool(draft.changed) or answered or received or calmed or heard or greeting


def _lets_be(draft: Draft, event: Said, asked: Question) -> bool:
    """Whether the question for the number is dropped now; what else is to be asked is asked all the same."""
    if not without_number.is_last_word(draft, event, asked):
        return False
    _drop(draft, asked, "they would rather be written to here")
    if pending(draft.lead, draft.pack):
        draft.say_next("script.phrases.without_number", most=1)
    return True


def _refuses_anchor(draft: Draft, event: Said, asked: Question) -> bool:
    if not names_anchor(asked, draft.lead) or is_filled(asked, draft.lead):
        return False
    # "It does not turn on" begins like a no, but tells what happened.
    says_no = draft.reading.yes_no is YesNo.NO and not draft.changed
    too_much = says_no or "price" in draft.reading.objections
    return too_much or event.choice == f"{asked.id}:{NO}"


def thank(draft: Draft, asked: Question | None) -> None:
    """One warm line for what was just told: the kind of need first, else what was asked."""
    kind = draft.lead.facts.get(NEED_KIND) if NEED_KIND in draft.changed else None
    if kind is not None and draft.has(f"script.kinds.{kind.value}.after"):
        draft.say(f"script.kinds.{kind.value}.after")
        return
    told = asked if asked is not None and draft.changed & set(asked.facts) else None
    if told is None and NEED in draft.changed:
        told = next((question for question in draft.pack.questions if NEED in question.facts), None)
    if told is None:
        return
    key = f"script.questions.{told.id}.after"
    if NEED in told.facts and draft.reading.intent in _QUESTIONS:
        return  # the need came as a question: what follows answers it
    if doubts.doubted(draft.lead) in told.facts:
        return  # thanks come when it is clear what was told
    # The farewell thanks for the last answer.
    if draft.has(key) and is_filled(told, draft.lead) and pending(draft.lead, draft.pack):
        draft.say(key)


def _receive_files(draft: Draft, event: Said, asked: Question | None) -> bool:
    if not event.attachments or event.text.strip():
        return False
    if any(file.kind in ("voice", "audio", "video_note") for file in event.attachments):
        draft.say("script.phrases.voice")
    elif asked is not None and draft.has(f"script.questions.{asked.id}.got_file"):
        draft.say(f"script.questions.{asked.id}.got_file")
    else:
        draft.say("script.phrases.got_file")
    return True


def _miss(draft: Draft, event: Said, asked: Question) -> None:
    """The answer was not understood, or it was "I do not know"."""
    if not asked.required and (draft.reading.yes_no is YesNo.UNSURE or hinted(draft, "dunno", event.text)):
        _give_up(draft, asked, "they do not know")
        return
    draft.set(misses=draft.lead.misses + 1)
    if draft.lead.misses >= MISSES_BEFORE_GIVING_UP:
        _give_up(draft, asked, "not understood three times")


def _give_up(draft: Draft, question: Question, why: str) -> None:
    """Leave a question: an optional one is skipped, a required one ends the bot's part."""
    _drop(draft, question, why)
    if question.required and not all(fact in draft.lead.facts for fact in question.needed):
        get_stuck(draft)


def _drop(draft: Draft, question: Question, why: str) -> None:
    draft.note("skipped", question.id, why=why)
    draft.set(skipped=(*draft.lead.skipped, question.id), misses=0, open_question="", open_key="")
