"""A WAHA server of our own on loopback: strict about what its document says, scriptable in its failures.

    async with FakeWaha() as waha:
        lead = waha.person("Алия")
        lead.says("Сколько стоит ремонт?")
        assert "случилось" in await lead.hears()

It checks every request against the documented schema and every event and answer of its own as well. Tests judge by
`calls` (every request), `sent` (every message that reached WhatsApp) and `events.deliveries`; all of them only grow.
"""

from __future__ import annotations

import io
import itertools
import json
import time
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from .waha_events import Events
from .waha_faults import Faults
from .waha_files import FILES, GivenFile, given_file
from .waha_people import Person, new_id
from .waha_records import Call, Sent, Session
from .waha_schema import answer_problems, operation, request_problems

KEY = "waha-api-key-canary-0123456789"
HMAC_KEY = "waha-hmac-key-canary-0123456789"
_OWN_FORMATS = ("/api/sendText", *FILES, "/api/sendSeen", "/api/{session}/auth/request-code")


class FakeWaha:
    """The server. `engine` decides how answers look and whether it takes message ids of ours."""

    def __init__(self, engine: str = "NOWEB", *, retry_seconds: float = 0.02, acks: bool = True) -> None:
        self.engine = engine
        self.me = {"id": "77010000000@c.us", "lid": "990000000000001@lid", "pushName": "Shop"}
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.violations: list[str] = []
        self.faults = Faults()
        self.events = Events(engine, retry_seconds)
        self.events.me = self.me
        self.session = Session()
        self.people: dict[str, Person] = {}
        self.files: dict[str, bytes] = {}
        self.downloads: list[str] = []
        self.reactions: dict[str, str] = {}
        self.knows_numbers = True
        self.qr_code = b"\x89PNG\r\n\x1a\nfake"
        self.url = ""
        self._acks = acks
        self._history: dict[str, list[dict[str, Any]]] = {}
        self._numbers = itertools.count(77_771_234_567)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self.events.close()
        broken = [each for each in self.events.deliveries if each.outcome == "500"]
        self.violations += [f"{each.envelope_id}: the receiver broke" for each in broken]
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # The story

    def person(self, name: str = "Алия", number: str = "") -> Person:
        """Somebody with WhatsApp, known by number and by hidden id."""
        number = number or str(next(self._numbers))
        person = Person(self, number, f"11{number}", name)
        self.people[person.chat] = self.people[person.lid] = person
        return person

    def arrives(self, person: Person, message: dict[str, Any], event: str) -> None:
        """A message is in the chat, and the webhook is told."""
        self.history(person.chat).append(message)
        self.events.emit(event, message, person.chat)

    def history(self, chat: str) -> list[dict[str, Any]]:
        """The chat's messages, oldest first; both ids of a person name one chat."""
        person = self.people.get(chat)
        return self._history.setdefault(person.chat if person else chat, [])

    def keeps(self, content: bytes, ending: str) -> str:
        """A file as WAHA keeps it for three minutes; its address names a host that is not reachable from here."""
        path = f"/api/files/default/{new_id()}.{ending}"
        self.files[path] = content
        return f"http://localhost:3000{path}"

    def becomes(self, status: str, data: dict[str, Any] | None = None) -> None:
        """The session changes, and the webhook is told."""
        self.session.status = status
        points = [{"status": status, "timestamp": int(time.time() * 1000)}]
        self.events.emit("session.status", {"name": "default", "status": status, "statuses": points, "data": data})

    def called(self, path: str) -> list[Call]:
        """All requests to one path template, in order."""
        return [call for call in self.calls if call.path == path]

    # The server

    async def _handle(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Api-Key") != KEY:
            return _json({"message": "Unauthorized", "statusCode": 401}, 401)
        if request.path.startswith("/api/files/"):
            return self._file(request.path)
        known = operation(request.method, request.raw_path.partition("?")[0])
        if known is None:
            self.violations.append(f"{request.method} {request.path}: not documented")
            return _json({"message": "Not found", "statusCode": 404}, 404)
        template, places = known
        body = await _body(request)
        wrong = request_problems(request.method, template, dict(request.query), body)
        if isinstance(body, dict) and str(body.get("chatId", "@c.us")).rpartition("@")[2] not in ("c.us", "lid"):
            wrong.append(f"chatId: {body['chatId']!r} is no form to send to")
        if wrong:
            self.violations += [f"{request.method} {template} {each}" for each in wrong]
            return _json({"message": wrong, "statusCode": 400}, 400)
        call = Call(request.method, template, body, dict(request.query), time.monotonic())
        self.calls.append(call)
        places = {name: unquote(value) for name, value in places.items()}
        return await self.faults.around(request, template, lambda: self._carry_out(call, places))

    async def _carry_out(self, call: Call, places: dict[str, str]) -> web.Response:
        if not self.session.exists and call.path not in ("/api/server/version", "/api/sessions"):
            return _json({"message": "Session not found", "statusCode": 404}, 404)
        if self.session.status != "WORKING" and call.path.startswith(("/api/send", "/api/reaction")):
            return _json(_not_working(self.session.status), 422)
        answer, status = _HANDLERS[(call.verb, call.path)](self, call, places)
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="image/png")
        if status < 300 and call.path not in _OWN_FORMATS:
            wrong = answer_problems(call.verb, call.path, answer)
            assert not wrong, (call.path, wrong)
        return _json(answer, status)

    def _file(self, path: str) -> web.Response:
        if path not in self.files:
            return _json({"message": "Not found", "statusCode": 404}, 404)
        self.downloads.append(path)
        return web.Response(body=io.BytesIO(self.files[path]), content_type="audio/ogg")

    # What WAHA does

    def send_text(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        person = self.people.get(call.body["chatId"])
        if person is None:
            return {"statusCode": 500, "exception": {"message": "No LID for user"}}, 500
        takes_ids = self.engine in ("NOWEB", "GOWS")
        bare = call.body.get("id") if takes_ids else None
        known = next((sent for sent in self.sent if sent.id == bare), None)
        if known is not None:
            known.times += 1
            return self._answer(person, known.id, call.body["text"]), 201
        return self._said(person, bare or f"3EB0{new_id()[2:]}", call.body["text"])

    def send_file(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        person = self.people.get(call.body["chatId"])
        if person is None:
            return {"statusCode": 500, "exception": {"message": "No LID for user"}}, 500
        file = given_file(call.path, call.body)
        if file.trouble:
            return {"statusCode": 500, "exception": {"message": file.trouble}}, 500
        return self._said(person, f"3EB0{new_id()[2:]}", call.body.get("caption", ""), file)

    def _said(self, person: Person, bare: str, text: str, file: GivenFile | None = None) -> tuple[Any, int]:
        self.sent.append(Sent(bare, person.chat, text, file=file))
        person.gets(text)
        message = person.message(body=text) | {
            "id": f"true_{person.chat}_{bare}",
            "from": self.me["id"],
            "to": person.chat,
            "fromMe": True,
            "ack": 1,
            "ackName": "SERVER",
        }
        if file is not None:
            message |= {"hasMedia": True}
        self.history(person.chat).append(message)
        self.events.emit("message.any", message | {"source": "api"}, person.chat)
        if self._acks:
            self.ack(message["id"], 2)
        return self._answer(person, bare, text), 201

    def edit(self, call: Call, places: dict[str, str]) -> tuple[Any, int]:
        found = self._ours(places)
        if found is None:
            return {"statusCode": 500, "exception": {"message": "Message not found or can't be edited"}}, 500
        found.versions.append(found.text)
        found.text = call.body["text"]
        return {}, 200

    def delete(self, _: Call, places: dict[str, str]) -> tuple[Any, int]:
        found = self._ours(places)
        if found is None:
            return {"message": "Message not found", "statusCode": 404}, 404
        found.deleted = True
        return {}, 200

    def react(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        whole = call.body["messageId"]
        known = [each["id"] for chat in self._history.values() for each in chat]
        if whole not in known:
            return {"statusCode": 500, "exception": {"message": "Message not found"}}, 500
        self.reactions[whole] = call.body["reaction"]
        return {}, 200

    def _ours(self, places: dict[str, str]) -> Sent | None:
        who, chat, bare = places["messageId"].split("_", 2)
        mine = who == "true" and chat == places["chatId"]
        return next((each for each in self.sent if mine and each.id == bare and not each.deleted), None)

    def ack(self, message_id: str, level: int) -> None:
        names = {-1: "ERROR", 0: "PENDING", 1: "SERVER", 2: "DEVICE", 3: "READ", 4: "PLAYED"}
        ack = {"id": message_id, "from": self.me["id"], "to": None, "participant": None, "fromMe": True}
        self.events.emit("message.ack", ack | {"ack": level, "ackName": names[level]}, message_id)

    def _answer(self, person: Person, bare: str, text: str) -> Any:
        if self.engine == "NOWEB":
            jid = f"{person.number}@s.whatsapp.net"
            message = {"extendedTextMessage": {"text": text}}
            return {"key": {"remoteJid": jid, "fromMe": True, "id": bare}, "message": message, "status": "PENDING"}
        whole = f"true_{person.chat}_{bare}"
        if self.engine == "GOWS":
            return {"id": whole, "_data": {}}
        return {"id": {"fromMe": True, "remote": person.chat, "id": bare, "_serialized": whole}, "body": text}

    def messages(self, call: Call, places: dict[str, str]) -> tuple[Any, int]:
        if places["chatId"] == "all":
            if self.engine not in ("NOWEB", "GOWS"):
                return {"message": "The method is not implemented by the engine.", "statusCode": 422}, 422
            found = [each for chat in self._history.values() for each in chat]
        else:
            found = list(self.history(places["chatId"]))
        since = float(call.query.get("filter.timestamp.gte", 0))
        until = float(call.query.get("filter.timestamp.lte", "inf"))
        found = [each for each in found if since <= each["timestamp"] <= until]
        if "filter.fromMe" in call.query:
            found = [each for each in found if each["fromMe"] == (call.query["filter.fromMe"] == "true")]
        found.sort(key=lambda each: each["timestamp"])
        if call.query.get("sortOrder") != "asc":
            found.reverse()
        first = int(call.query.get("offset", 0))
        page = found[first : first + int(call.query["limit"])]
        # `source` is known in events only.
        return [{name: value for name, value in each.items() if name != "source"} for each in page], 200

    def message(self, call: Call, places: dict[str, str]) -> tuple[Any, int]:
        found = [each for each in self.history(places["chatId"]) if each["id"] == places["messageId"]]
        if not found:
            return {"message": "Message not found", "statusCode": 404}, 404
        return found[0], 200

    def overview(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        first = int(call.query.get("offset", 0))
        newest = sorted(self._history.items(), key=lambda chat: -chat[1][-1]["timestamp"] if chat[1] else 0)
        page = [
            {"id": chat, "name": "x", "picture": None, "lastMessage": items[-1], "_chat": {}}
            for chat, items in newest
            if items
        ]
        return page[first : first + int(call.query.get("limit", 20))], 200

    def who_is_hidden(self, _: Call, places: dict[str, str]) -> tuple[Any, int]:
        person = self.people.get(places["lid"])
        return {"lid": places["lid"], "pn": person.chat if person and self.knows_numbers else None}, 200

    def who_has_number(self, _: Call, places: dict[str, str]) -> tuple[Any, int]:
        chat = f"{places['phoneNumber']}@c.us"
        person = self.people.get(chat)
        return {"lid": person.lid if person and self.knows_numbers else None, "pn": chat}, 200

    def exists(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        chat = f"{call.query['phone']}@c.us"
        known = chat in self.people
        return {"numberExists": known} | ({"chatId": chat} if known else {}), 200

    def info(self, _call: Call, _: dict[str, str]) -> tuple[Any, int]:
        linked = self.session.status == "WORKING"
        return {
            "name": "default",
            "status": self.session.status,
            "config": self.session.config,
            "me": self.me if linked else None,
            "presence": None,
            "timestamps": {"activity": None},
        }, 200

    def create(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        self.session = Session(status="SCAN_QR_CODE", config=call.body.get("config", {}))
        self.events.hooks(self.session.config.get("webhooks", []))
        return self.info(call, {})[0], 201

    def update(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        self.session.config = call.body["config"]
        self.session.starts += 1
        self.events.hooks(self.session.config.get("webhooks", []))
        return self.info(call, {})

    def begin(self, _call: Call, _: dict[str, str]) -> tuple[Any, int]:
        self.session.starts += 1
        if self.session.status == "STOPPED":
            self.session.status = "WORKING"
        return {"name": "default", "status": self.session.status, "config": self.session.config}, 201

    def qr(self, _call: Call, _: dict[str, str]) -> tuple[Any, int]:
        if self.session.status != "SCAN_QR_CODE":
            return _not_working(self.session.status, "SCAN_QR_CODE"), 422
        return self.qr_code, 200

    def pairing(self, call: Call, _: dict[str, str]) -> tuple[Any, int]:
        if self.session.status != "SCAN_QR_CODE":
            return _not_working(self.session.status, "SCAN_QR_CODE"), 422
        return {"code": f"{call.body['phoneNumber'][-4:]}-ABCD"}, 201

    def nothing(self, _call: Call, _: dict[str, str]) -> tuple[Any, int]:
        return {}, 201

    def version(self, _call: Call, _: dict[str, str]) -> tuple[Any, int]:
        return {"version": "2026.7.1", "engine": self.engine, "tier": "PLUS", "browser": None}, 200


_SESSION = "/api/sessions/{session}"
_CHATS = "/api/{session}/chats"
_HANDLERS = {
    ("POST", "/api/sendText"): FakeWaha.send_text,
    **{("POST", path): FakeWaha.send_file for path in FILES},
    ("PUT", "/api/reaction"): FakeWaha.react,
    ("PUT", f"{_CHATS}/{{chatId}}/messages/{{messageId}}"): FakeWaha.edit,
    ("DELETE", f"{_CHATS}/{{chatId}}/messages/{{messageId}}"): FakeWaha.delete,
    ("POST", "/api/sendSeen"): FakeWaha.nothing,
    ("POST", "/api/startTyping"): FakeWaha.nothing,
    ("POST", "/api/stopTyping"): FakeWaha.nothing,
    ("POST", "/api/sessions"): FakeWaha.create,
    ("GET", _SESSION): FakeWaha.info,
    ("PUT", _SESSION): FakeWaha.update,
    ("POST", f"{_SESSION}/start"): FakeWaha.begin,
    ("POST", f"{_SESSION}/restart"): FakeWaha.begin,
    ("GET", "/api/{session}/auth/qr"): FakeWaha.qr,
    ("POST", "/api/{session}/auth/request-code"): FakeWaha.pairing,
    ("GET", f"{_CHATS}/{{chatId}}/messages"): FakeWaha.messages,
    ("GET", f"{_CHATS}/{{chatId}}/messages/{{messageId}}"): FakeWaha.message,
    ("GET", f"{_CHATS}/overview"): FakeWaha.overview,
    ("GET", "/api/{session}/lids/{lid}"): FakeWaha.who_is_hidden,
    ("GET", "/api/{session}/lids/pn/{phoneNumber}"): FakeWaha.who_has_number,
    ("GET", "/api/contacts/check-exists"): FakeWaha.exists,
    ("GET", "/api/server/version"): FakeWaha.version,
}


def _not_working(status: str, expected: str = "WORKING") -> dict[str, Any]:
    words = "Session status is not as expected. Try again later or restart the session"
    return {"error": words, "session": "default", "status": status, "expected": [expected]}


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    return json.loads(raw) if raw else None


def _json(body: Any, status: int) -> web.Response:
    return web.json_response(body, status=status)
