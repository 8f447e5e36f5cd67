# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of results with their documentation."""

from __future__ import annotations

from typing import Any

import pytest

from tools.documented import differences, resolved

NAME = "multitenant.secops.thing"
DOCUMENTED = {NAME: {
    "resource": {"type": "dict", "returned": "always", "description": "The thing.", "contains": {
        "id": {"type": "str", "returned": "when present"},
        "days": {"type": "int", "returned": "when present"},
        "people": {"type": "list", "elements": "str", "returned": "when asked for"},
    }},
    "steps": {"type": "list", "elements": "str", "returned": "always"},
}}
THING = {"id": "1", "days": 90, "people": ["avery"]}


def of(*results: dict[str, Any]) -> list[str]:
    return differences([{"module": NAME, "result": result} for result in results], DOCUMENTED)


def done(**resource: Any) -> dict[str, Any]:
    return {"changed": True, "steps": ["Make it"], "resource": {**THING, **resource}}


def test_a_result_as_documented_has_no_difference() -> None:
    assert of(done(), {"results": [done(), {"skipped": True}]}, {"censored": "hidden", "changed": True}) == []


def test_what_is_gone_unknown_yet_or_failed_has_less_to_show() -> None:
    gone = {"changed": True, "steps": [], "resource": None}
    assert of(done(), gone, done(days="(known after apply)"), {"failed": True, "msg": "No."}) == []


@pytest.mark.parametrize(("result", "difference"), [
    (done(colour="red"), f"{NAME}.resource.colour is not documented"),
    ({**done(), "colour": "red"}, f"{NAME}.colour is not documented"),
    (done(days="90"), f"{NAME}.resource.days is str, documented as int"),
    (done(days=True), f"{NAME}.resource.days is bool, documented as int"),
    (done(people=[1]), f"{NAME}.resource.people is int, documented as str"),
    ({"changed": False, "resource": THING}, f"{NAME}.steps is missing"),
    ({"changed": False, "steps": [], "resource": {"id": "1", "people": []}}, f"{NAME}.resource.days is missing"),
])
def test_each_difference_is_named(result: dict[str, Any], difference: str) -> None:
    assert of(done(), result) == [difference]


def test_what_is_documented_must_come_at_least_once() -> None:
    result = done()
    del result["resource"]["people"]
    assert of(result) == [f"{NAME}.resource.people was never returned"]
    assert of() == [f"{NAME} never ran"]


def test_a_value_may_be_described_by_another_modules() -> None:
    other = {"resources": {"type": "list", "elements": "dict", "description": [f"As RV({NAME}#module:resource)."], "returned": "always"}}
    members = resolved({**DOCUMENTED, f"{NAME}_info": other})[f"{NAME}_info"]["resources"]["contains"]
    assert members == DOCUMENTED[NAME]["resource"]["contains"]
