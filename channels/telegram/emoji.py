"""The emoji with which a bot may react, and those that mark the grade of a topic."""

from __future__ import annotations

from collections.abc import Mapping

from channels.contract import Refused

_ALLOWED = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 "
    "🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 "
    "🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(_ALLOWED.split())
"""Bots may set these and no other; Telegram writes them without variation selectors."""

GRADES: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "hot": (0xFB6F5F, ("🔥",)),
    "qualified": (0x8EEE98, ("⭐", "✅")),
    "nurture": (0x6FB9F0, ("💬",)),
    "disqualified": (0xCB86DB, ("📁",)),
    "won": (0xFFD67E, ("🏆", "🎉")),
    "lost": (0xCB86DB, ("🏁",)),
}
"""Grade -> the colour of its icon when a topic is made, and the emoji that may mark it later, the best first."""

_COLOUR_AND_SKIN = dict.fromkeys([0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])


def bare(emoji: str) -> str:
    """The emoji without variation selectors and colours of skin."""
    return emoji.strip().translate(_COLOUR_AND_SKIN)


def reaction(emoji: str) -> list[dict[str, str]]:
    """The parameter that sets this reaction, or takes all away for ""; raises `Refused` for what bots may not set."""
    wanted = bare(emoji)
    if not wanted:
        return []
    if wanted not in REACTIONS:
        raise Refused(f"bots cannot react with {emoji[:16]!r}")
    return [{"type": "emoji", "emoji": wanted}]
