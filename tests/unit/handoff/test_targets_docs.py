"""What users are given for n8n and NocoDB says what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from handoff.dossier import Dossier, Person
from handoff.targets.happenings import EVENTS
from handoff.targets.kinds import KINDS
from handoff.targets.nocodb import KEY
from handoff.targets.plain import FIELDS

DOCS = Path(__file__).parents[3] / "docs"


def test_the_workflow_is_whole_and_listens_where_it_says() -> None:
    flow = json.loads((DOCS / "n8n-workflow.json").read_text("utf-8"))
    names = {node["name"] for node in flow["nodes"]}
    assert len(names) == len(flow["nodes"])
    assert set(flow["connections"]) <= names
    led_to = {end["node"] for out in flow["connections"].values() for ends in out["main"] for end in ends}
    assert led_to | {"Talap"} == names
    hook = next(node for node in flow["nodes"] if node["type"] == "n8n-nodes-base.webhook")
    assert (hook["parameters"]["httpMethod"], hook["parameters"]["authentication"]) == ("POST", "headerAuth")
    text = json.dumps(flow)
    assert set(re.findall(r"lead\.[a-z_]+", text)) <= set(EVENTS)
    # With ?. everywhere: an event that concerns no lead comes without a package.
    read = re.findall(r"body\.package\?\.([a-z_]+)", text)
    assert len(read) == text.count("body.package") == 7
    assert set(read) <= set(Dossier.__struct_fields__)
    assert set(re.findall(r"package\?\.lead\?\.([a-z_]+)", text)) <= set(Person.__struct_fields__)
    assert set(flow) == {"name", "nodes", "connections", "active", "settings", "pinData", "tags"}
    for node in flow["nodes"]:
        assert {"parameters", "id", "name", "type", "typeVersion", "position"} <= set(node)
    ways = next(node for node in flow["nodes"] if node["type"] == "n8n-nodes-base.switch")
    exits = len(ways["parameters"]["rules"]["values"]) + (ways["parameters"]["options"]["fallbackOutput"] == "extra")
    assert len(flow["connections"][ways["name"]]["main"]) == exits


def test_the_table_has_every_column_that_is_written() -> None:
    table = json.loads((DOCS / "nocodb-table.json").read_text("utf-8"))
    assert [column["title"] for column in table["columns"]] == [KEY, *FIELDS, "updated_at"]


def test_the_page_names_every_event_field_and_part_of_the_package() -> None:
    page = (DOCS / "targets.md").read_text("utf-8")
    for name in (*EVENTS, *FIELDS):
        assert re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", page), name
    assert all(f'"{name}"' in page for name in Dossier.__struct_fields__)
    assert len(KINDS) == 7
