# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded results: what two runs may differ in, and what each host was told."""

from __future__ import annotations

from typing import Any

import pytest

from tools.results import first_difference, steps

ONE, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def record(**result: Any) -> dict[str, Any]:
    return {"host": "northfleet", "task": "Keep a group", "outcome": "ok", "result": result}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"id": ONE}, {"id": OTHER}),
        ({"at": "2026-01-02T03:04:05.678Z"}, {"at": "2027-01-02T03:04:06Z"}),
        ({"url": "https://127.0.0.1:4001/x"}, {"url": "https://127.0.0.1:4002/x"}),
        ({"waited_seconds": 0.1}, {"waited_seconds": 2}),
        ({"results": [{"waited_seconds": 0.1}, {"waited_seconds": 0.1}]}, {"results": [{"waited_seconds": 0.1}, {"waited_seconds": 0.2}]}),
        ({"at": ["2026-01-02T03:04:05Z"] * 2}, {"at": ["2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z"]}),
        ({"msg": "No.", "requests": 4}, {"msg": "No.", "requests": 5}),
        ({"results": [{"msg": "No.", "requests": 4}]}, {"results": [{"msg": "No.", "requests": 5}]}),
    ],
)
def test_what_no_two_runs_have_in_common_is_set_aside(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert first_difference([record(**left)], [record(**right)]) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"changed": True}, {"changed": False}),
        ({"steps": ["a"]}, {"steps": ["a", "b"]}),
        ({"requests": 4}, {"requests": 5}),
        ({"warnings": ["w"]}, {}),
        ({"ids": [ONE, ONE]}, {"ids": [ONE, OTHER]}),
    ],
)
def test_any_other_difference_is_found(left: dict[str, Any], right: dict[str, Any]) -> None:
    said = first_difference([record(), record(**left)], [record(), record(**right)])
    assert said is not None
    assert said.startswith("Keep a group:")


def test_a_result_too_few_is_found() -> None:
    assert first_difference([record()], [record(), record()]) == "1 results against 2"


def test_a_hosts_steps_are_in_order_and_a_loops_are_among_them() -> None:
    records = [record(steps=["a"]), record(results=[{"steps": ["b"]}, {"steps": []}, {"steps": ["c"]}]), record()]
    assert steps(records) == {"northfleet": ["a", "b", "c"]}
