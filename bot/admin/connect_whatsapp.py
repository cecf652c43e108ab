"""WhatsApp from the chat: the WAHA server's address, how it reaches us, its key, and taking it out."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.admin import connect
from bot.admin.acts import Act, Answer, Form, Key, Part, Press, show
from bot.admin.connect import in_private
from bot.connections import section_of
from handoff.reps import Role

WHATSAPP = "whatsapp"
_HOOK = "/hooks/waha"
_LONGEST = 200
_HERE = {"docker": "host.docker.internal", "here": "localhost"}


def keys(act: Act) -> tuple[tuple[Key, ...], ...]:
    """What can be done about the connection here and now; nothing where the program's settings name it."""
    if connect.in_env(act, WHATSAPP):
        return ()
    if not connect.is_connected(act, WHATSAPP):
        return ((Key(act.words("connect.on"), "waha_on", act.args),),)
    return (
        (Key(act.words("connect.change"), "waha_on", act.args), Key(act.words("connect.off"), "waha_off", act.args)),
    )


def begin(act: Act) -> Answer:
    """Ask where WAHA is."""
    if connect.in_env(act, WHATSAPP):
        return show(act.words("connect.in_env"), connect.back(act))
    connect.keep(act, WHATSAPP, {"back": act.args if act.args in ("s", "w") else ""})
    return _ask_address(act, "connect.waha.address")


def _ask_address(act: Act, key: str) -> Answer:
    return connect.ask(act, "waha_address", act.words(key), connect.back(act, WHATSAPP))


def address(act: Act) -> Answer:
    """WAHA's address; how it reaches us next, where nobody told."""
    url = _url(act.args)
    if not url:
        return _ask_address(act, "connect.waha.no_address")
    came, public = connect.draft(act, WHATSAPP).get("back", ""), act.tools.settings.web.public_url
    fields = {"back": came, "url": url}
    if public:
        connect.keep(act, WHATSAPP, fields | {"webhook_url": f"{public.rstrip('/')}{_HOOK}"})
        return ask_key(act)
    connect.keep(act, WHATSAPP, fields)
    return ask_hook(act)


def _url(text: str) -> str:
    """An address as people write it, without what stands behind the machine's name; "" when it is none."""
    given = text if text.startswith(("http://", "https://")) else f"http://{text}"
    try:
        parts = urlsplit(given)
        named = parts.hostname and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    plain = len(given) <= _LONGEST and not any(sign.isspace() for sign in given)
    return f"{parts.scheme}://{parts.netloc}" if named and plain else ""


def ask_hook(act: Act) -> Answer:
    """Ask how WAHA reaches us."""
    keys = tuple((Key(act.words(f"connect.waha.{name}"), "waha_hook", name),) for name in _HERE)
    return connect.ask(act, "waha_hook", act.words("connect.waha.hook"), *keys, connect.back(act, WHATSAPP))


def hook(act: Act) -> Answer:
    """How WAHA reaches us, by a button or typed; the key next."""
    draft = connect.draft(act, WHATSAPP)
    if "url" not in draft:
        return begin(act)
    here = act.inbound.callback and _HERE.get(act.args)
    base = f"http://{here}:{act.tools.settings.web.port}" if here else _url(act.args.removesuffix(_HOOK))
    if not base:
        return ask_hook(act)
    connect.keep(act, WHATSAPP, draft | {"webhook_url": f"{base}{_HOOK}"})
    return ask_key(act)


def ask_key(act: Act, *, wrong: bool = False) -> Answer:
    """Ask for WAHA's key; a wrong one goes out of the chat all the same."""
    if "webhook_url" not in connect.draft(act, WHATSAPP):
        return begin(act)
    text = act.words("connect.waha.no_key" if wrong else "connect.waha.key")
    here = act.inbound.message_id if wrong else ""
    return connect.ask(act, "waha_key", text, connect.back(act, WHATSAPP), deletes=here)


def key(act: Act) -> Answer:
    """The key: out of the chat at once, and tried."""
    draft = connect.draft(act, WHATSAPP)
    if "webhook_url" not in draft:
        return begin(act)
    told = {"api_key": act.args, "hmac_key": secrets.token_urlsafe(32)}
    try:
        section_of(WHATSAPP, {name: draft[name] for name in ("url", "webhook_url")} | told)
    except ValidationError:
        return ask_key(act, wrong=True)
    return connect.attempt(act, WHATSAPP, draft | told)


def off(act: Act) -> Answer:
    """Ask before it is taken out."""
    return connect.ask_disconnect(act, WHATSAPP, act.words("connect.waha.off_sure"), "waha_gone", "whatsapp")


def gone(act: Act) -> Answer:
    """Take it out, and forget the keys."""
    connect.disconnect(act, WHATSAPP)
    return show(act.words("connect.waha.off_done"), connect.back(act))


PART = Part(
    presses=(
        Press("waha_on", Role.ADMIN, in_private(begin)),
        Press("waha_hook", Role.ADMIN, in_private(hook)),
        Press("waha_again", Role.ADMIN, in_private(ask_key)),
        Press("waha_off", Role.ADMIN, in_private(off)),
        Press("waha_gone", Role.ADMIN, in_private(gone)),
    ),
    forms=(
        Form("waha_address", Role.ADMIN, in_private(address)),
        Form("waha_hook", Role.ADMIN, in_private(hook)),
        Form("waha_key", Role.ADMIN, in_private(key)),
    ),
)
