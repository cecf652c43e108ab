"""The step that shows how a conversation will begin, with the script as it will be."""

from __future__ import annotations

import html

from bot.admin.acts import Act, Key
from bot.admin.setup_preview import first_words, shown
from bot.admin.setup_script import composed
from bot.admin.setup_steps import Shown, Step, Took, Where, house_of, option
from bot.packs import edition_of
from fsm import script
from fsm.script import ScriptError


def _look(act: Act, where: Where) -> Shown:
    told = house_of(act)
    try:
        pack = script.load_text(composed(told, act.tools.catalogue), "script")
    except ScriptError as refused:
        why = html.escape(str(refused).splitlines()[0][:200], quote=False)
        return Shown(f"⚠️ {why}", ((Key(act.words("setup.look.other"), "setup", "trade"),),))
    language = act.member.language if act.member.language in pack.languages else pack.language
    words = act.tools.catalogue.words(language)("setup.look.words")
    answers = first_words(edition_of(pack.id, 0, pack), act.tools.catalogue, language, words, act.at)
    keys = (
        Key(act.words("setup.look.other"), "setup", "trade"),
        option(act.words("setup.look.good"), "look", where, "ok"),
    )
    return Shown("\n".join((act.words("setup.look"), shown(words, answers))), (keys,))


def _take_look(_act: Act, value: str, *, typed: bool) -> Took:
    return Took(stays=typed or value != "ok")


LOOK = Step("look", _look, _take_look)
