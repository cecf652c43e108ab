"""What a member is putting together over several screens, some answered by typing and some by buttons.

It is kept beside the form that waits for their next words, so it is there after a restart and gone once they turn to
something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.admin.acts import Act, Answer, Awaited, Key, Screen
from handoff.tables import forms

Data = dict[str, Any]


def of(act: Act, form: str) -> Data | None:
    """What there is so far, for typed words and for pressed buttons alike; None when nothing is being made."""
    if act.data:
        return dict(act.data)
    row = act.connection.execute(
        select(forms.c.name, forms.c.data).where(
            forms.c.workspace_id == act.member.workspace_id,
            forms.c.channel == act.member.channel,
            forms.c.external_id == act.member.external_id,
        )
    ).first()
    return json.loads(row.data) if row is not None and row.name == form else None


def ask(text: str, form: str, data: Mapping[str, Any], *rows: tuple[Key, ...], anew: bool = False) -> Answer:
    """A screen of something being made; what is typed next goes to the form."""
    return Answer((Screen(text, rows, anew=anew),), awaits=Awaited(form, dict(data)))
