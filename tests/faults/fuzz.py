"""`python -m tests.faults.fuzz NAME -runs=100000`: atheris feeds one of our readers of foreign bytes with inventions.

Every reader may refuse with the error it promises; anything else is a finding, and atheris keeps its input. Atheris is
not among what the tests need (it has no build for every system): where it is missing, this says so and does nothing.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "recorded"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MISSING = "atheris is not installed here, so nothing was fuzzed; to do it: pip install atheris"

Target = Callable[[bytes], object]


def telegram() -> Target:
    import msgspec

    from channels.telegram.schema import Unreadable, read_update
    from channels.telegram.translate import all_inbound

    def one(data: bytes) -> None:
        with contextlib.suppress(Unreadable):
            for heard in all_inbound(read_update(data), "telegram", NOW):
                assert b"\\u0000" not in msgspec.json.encode(heard)

    return one


def whatsapp() -> Target:
    import msgspec

    from channels.whatsapp.schema import Unreadable, read_envelope
    from channels.whatsapp.translate import understood

    def one(data: bytes) -> None:
        with contextlib.suppress(Unreadable):
            assert b"\\u0000" not in msgspec.json.encode(understood(read_envelope(data), "whatsapp", NOW))

    return one


def mail() -> Target:
    from channels.email.mime import Unreadable, read

    def one(data: bytes) -> None:
        with contextlib.suppress(Unreadable):
            read(data)

    return one


def table() -> Target:
    from jobs.contacts.importing import Terms, read
    from jobs.contacts.sheets import BadFile

    terms = Terms(source="fuzz")

    def one(data: bytes) -> None:
        with contextlib.suppress(BadFile):
            people, _ = read(data, terms)
            for person in people:
                f"{person.name}{person.phone}{person.email}{person.extra}".encode()

    return one


def phone() -> Target:
    from fsm.reading import phone
    from fsm.reading.message import Message

    context = _context("phone")
    return lambda data: phone.read(Message(data.decode("utf-8", "ignore")), context)


def dates() -> Target:
    from fsm.reading import when
    from fsm.reading.message import Message

    context = _context("timeline")
    return lambda data: when.read(Message(data.decode("utf-8", "ignore")), context)


def _context(question: str) -> object:
    from fsm.reading.message import Context

    return Context(question, "", NOW)


WORDS = {
    "phone": ["8 701 123-45-67", "+7 (701) 1234567", "восемь семьсот один", "мой номер 87011234567 звоните"],
    "dates": ["завтра в 5", "до конца месяца", "через 2 недели", "31.02.2026", "келесі аптада", "by next Friday"],
}
TABLE = 'Имя;Телефон;E-mail\n"Алия\nК";8 701 123 45 67;a@b.kz\nsep=,\n'
TARGETS: dict[str, tuple[Callable[[], Target], list[str]]] = {
    "telegram": (telegram, ["channels.telegram"]),
    "whatsapp": (whatsapp, ["channels.whatsapp"]),
    "mail": (mail, ["channels.email", "email"]),
    "table": (table, ["jobs.contacts", "csv"]),
    "phone": (phone, ["fsm.reading"]),
    "dates": (dates, ["fsm.reading"]),
}


def seeds(name: str, folder: Path) -> None:
    """What the inventions begin with."""
    texts = [text.encode() for text in WORDS.get(name, ())]
    if name == "table":
        texts = [TABLE.encode(), TABLE.encode("cp1251"), TABLE.encode("utf-16")]
    if name == "mail":
        texts = [path.read_bytes() for path in sorted((RECORDED / "email").rglob("*")) if path.is_file()]
    if name in {"telegram", "whatsapp"}:
        read = [json.loads(path.read_text("utf-8")) for path in sorted((RECORDED / name).rglob("*.json"))]
        texts = [json.dumps(each["update"]).encode() for each in read if isinstance(each, dict) and "update" in each]
    for number, content in enumerate(texts):
        (folder / f"{name}-{number}").write_bytes(content)


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        print(f"There are {', '.join(TARGETS)}.")
        return 2
    try:
        import atheris
    except ImportError:
        print(MISSING)
        return 0
    prepare, watched = TARGETS[name]
    with atheris.instrument_imports(include=watched):
        target = prepare()
    corpus = Path(tempfile.mkdtemp(prefix=f"talap-fuzz-{name}-"))
    seeds(name, corpus)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], target)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
