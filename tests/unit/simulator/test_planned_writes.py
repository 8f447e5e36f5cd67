# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes that a store does later, when the clock gets there."""

from __future__ import annotations

import datetime

import pytest

from tests.simulator.clock import Clock
from tests.simulator.store import Replication, Store

THING = {"id": "1"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return Store(clock, Replication())


def in_seconds(clock, seconds):
    return clock.now() + datetime.timedelta(seconds=seconds)


def test_a_thing_comes_and_goes(clock, store):
    store.plan("things", "1", None, in_seconds(clock, 200))
    store.plan("things", "1", THING, in_seconds(clock, 100))
    assert store.get("things", "1") is None and store.truths("things") == [] and store.kinds() == []
    clock.advance(101)
    assert store.get("things", "1") == store.truth("things", "1") == THING and store.list("things") == [THING]
    clock.advance(100)
    assert store.get("things", "1") is None and store.list("things") == []


def test_what_is_not_planned_any_more(clock, store):
    store.put("things", "1", THING)
    store.plan("things", "1", None, in_seconds(clock, 10))
    store.plan("things", "2", {"id": "2"}, in_seconds(clock, 10))
    store.unplan("things", "1")
    clock.advance(11)
    assert store.list("things") == [THING, {"id": "2"}]


def test_a_planned_write_replicates_from_its_moment(clock):
    store = Store(clock, Replication(default_ms=30000))
    store.plan("things", "1", THING, in_seconds(clock, 10))
    clock.advance(20)
    assert store.truth("things", "1") == THING and store.get("things", "1") is None
    clock.advance(21)
    assert store.get("things", "1") == THING


def test_another_service_hears_by_its_own_rules(clock):
    store = Store(clock, Replication(rules=[{"kind": "^elsewhere$", "ms": 5000}]))
    assert not store.replicated("things", "1", "elsewhere")
    store.put("things", "1", THING)
    assert store.get("things", "1") == THING and not store.replicated("things", "1", "elsewhere")
    clock.advance(6)
    assert store.replicated("things", "1", "elsewhere")
