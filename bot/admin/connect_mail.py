"""E-mail from the chat: the shop's address, its servers where nobody knows them, the password, and taking it out."""

from __future__ import annotations

import html

from pydantic import ValidationError

from bot.admin import connect
from bot.admin.acts import Act, Answer, Form, Key, Part, Press, show
from bot.admin.channels import why_not
from bot.admin.connect import in_private
from bot.admin.mail_servers import fields_of, servers_of, typed_servers
from bot.connections import section_of
from channels.email.address import address_in
from handoff.reps import Role

EMAIL = "email"


def mail(act: Act) -> Answer:
    """How the e-mail is, and what can be done: connect, change, disconnect."""
    there, way = EMAIL in act.tools.channels, connect.back(act)
    state = _state(act)
    if connect.in_env(act, EMAIL) or (there and EMAIL not in act.tools.settings.in_chat):
        return show(f"{state}\n{act.words('connect.in_env')}", way)
    if connect.is_connected(act, EMAIL):
        text = state if there else act.words("connect.taking_up")
        change = (
            Key(act.words("connect.change"), "mail_on", act.args),
            Key(act.words("connect.off"), "mail_off", act.args),
        )
        return show(text, change, way)
    return show(act.words("channels.mail.how"), (Key(act.words("connect.on"), "mail_on", act.args),), way)


def _state(act: Act) -> str:
    trouble = act.tools.unwell().get(EMAIL, "")
    if trouble:
        return act.words("channels.mail.broken", why=why_not(act, EMAIL, trouble))
    return act.words("channels.mail.works")


def begin(act: Act) -> Answer:
    """Ask for the address."""
    if connect.in_env(act, EMAIL):
        return mail(act)
    connect.keep(act, EMAIL, {"back": act.args if act.args in ("s", "w") else ""})
    return connect.ask(act, "mail_address", act.words("connect.mail.address"), connect.back(act, EMAIL))


def address(act: Act) -> Answer:
    """The address: where its servers are, and the password next."""
    found = address_in(act.args)
    if not found:
        return connect.ask(act, "mail_address", act.words("connect.mail.no_address"), connect.back(act, EMAIL))
    came = connect.draft(act, EMAIL).get("back", "")
    connect.keep(act, EMAIL, {"back": came, "address": found, **fields_of(servers_of(found))})
    return ask_password(act)


def ask_password(act: Act) -> Answer:
    """Ask for the password, with how to get one."""
    draft = connect.draft(act, EMAIL)
    if "address" not in draft:
        return begin(act)
    return connect.ask(act, "mail_password", _about(act), _others(act), connect.back(act, EMAIL))


def _about(act: Act) -> str:
    draft = connect.draft(act, EMAIL)
    provider = servers_of(str(draft["address"])).provider
    lines = [act.words(f"connect.mail.hint.{provider}"), act.words("connect.mail.password")]
    if provider == "other":
        hosts = f"{draft['imap_host']}, {draft['smtp_host']}"
        lines.insert(1, act.words("connect.mail.hosts_are", hosts=html.escape(hosts)))
    return "\n".join(lines)


def _others(act: Act) -> tuple[Key, ...]:
    return (Key(act.words("connect.mail.other_hosts"), "mail_hosts"),)


def ask_hosts(act: Act) -> Answer:
    """Ask for the two servers."""
    if "address" not in connect.draft(act, EMAIL):
        return begin(act)
    return connect.ask(act, "mail_hosts", act.words("connect.mail.hosts"), connect.back(act, EMAIL))


def hosts(act: Act) -> Answer:
    """The two servers; the password next."""
    draft = connect.draft(act, EMAIL)
    typed = typed_servers(act.args)
    if typed is None:
        return connect.ask(act, "mail_hosts", act.words("connect.mail.no_hosts"), connect.back(act, EMAIL))
    kept = {name: draft[name] for name in ("back", "address") if name in draft}
    connect.keep(act, EMAIL, kept | typed)
    return ask_password(act)


def password(act: Act) -> Answer:
    """The password: out of the chat at once, and tried."""
    draft = connect.draft(act, EMAIL)
    if "address" not in draft:
        return begin(act)
    fields = {name: value for name, value in draft.items() if name not in ("back", "by")} | {"password": act.args}
    try:
        section_of(EMAIL, fields)
    except ValidationError:
        text = act.words("connect.mail.no_password")
        here = act.inbound.message_id
        return connect.ask(act, "mail_password", text, _others(act), connect.back(act, EMAIL), deletes=here)
    return connect.attempt(act, EMAIL, draft | {"password": act.args})


def off(act: Act) -> Answer:
    """Ask before it is taken out."""
    return connect.ask_disconnect(act, EMAIL, act.words("connect.mail.off_sure"), "mail_gone", "channel_mail")


def gone(act: Act) -> Answer:
    """Take it out, and forget the password."""
    connect.disconnect(act, EMAIL)
    return show(act.words("connect.mail.off_done"), connect.back(act))


PART = Part(
    presses=(
        Press("channel_mail", Role.ADMIN, in_private(mail)),
        Press("mail_on", Role.ADMIN, in_private(begin)),
        Press("mail_again", Role.ADMIN, in_private(ask_password)),
        Press("mail_hosts", Role.ADMIN, in_private(ask_hosts)),
        Press("mail_off", Role.ADMIN, in_private(off)),
        Press("mail_gone", Role.ADMIN, in_private(gone)),
    ),
    forms=(
        Form("mail_address", Role.ADMIN, in_private(address)),
        Form("mail_hosts", Role.ADMIN, in_private(hosts)),
        Form("mail_password", Role.ADMIN, in_private(password)),
    ),
)
