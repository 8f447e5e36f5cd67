# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.simulator.store import Replication, Store


class Stopwatch:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def seconds(self):
        return self.now


def store_with(**replication):
    clock = Stopwatch()
    return Store(clock, Replication(**replication)), clock


def test_without_replication_a_write_is_seen_at_once():
    store, _clock = store_with()
    store.put("groups", "1", {"id": "1"})
    assert store.get("groups", "1") == {"id": "1"} and store.list("groups") == [{"id": "1"}]
    assert store.delete("groups", "1") and not store.delete("groups", "1")
    assert store.get("groups", "1") is None and store.list("groups") == []


def test_a_write_is_seen_when_it_has_replicated():
    store, clock = store_with(default_ms=500)
    store.put("groups", "1", {"v": 1})
    assert store.get("groups", "1") is None and store.list("groups") == [] and store.truth("groups", "1") == {"v": 1}
    clock.now += 0.5
    store.put("groups", "1", {"v": 2})
    assert store.get("groups", "1") == {"v": 1}
    clock.now += 0.5
    assert store.get("groups", "1") == {"v": 2}
    store.delete("groups", "1")
    assert store.get("groups", "1") == {"v": 2} and store.truths("groups") == []
    clock.now += 0.5
    assert store.list("groups") == []


def test_a_rule_slows_some_kinds_and_some_reads():
    store, clock = store_with(rules=[{"kind": "^groups$", "reads": "list", "ms": 1000}])
    store.put("groups", "1", {"v": 1})
    store.put("users", "1", {"v": 1})
    assert store.get("groups", "1") == {"v": 1} and store.list("groups") == [] and store.list("users") == [{"v": 1}]
    clock.now += 1
    assert store.list("groups") == [{"v": 1}]


def test_each_reader_waits_its_own_time():
    store, clock = store_with(rules=[{"kind": "groups", "ms": 0, "jitter_ms": 10_000}])
    store.put("groups", "1", {"v": 1})
    clock.now += 5

    def seen():
        found = []
        for number in range(20):
            store.replication.reader = f"reader {number}"
            found.append(store.get("groups", "1") is not None)
        return found
    assert True in seen() and False in seen() and seen() == seen()
    clock.now += 5.001
    assert all(seen())


def test_what_was_written_before_replication_slowed_down_stays_visible():
    store, _clock = store_with()
    store.put("groups", "1", {"v": 1})
    store.replication.default_ms = 1000
    store.put("groups", "1", {"v": 2})
    assert store.get("groups", "1") == {"v": 1}


def test_old_versions_are_let_go():
    store, clock = store_with(default_ms=100)
    for number in range(50):
        store.put("groups", "1", {"v": number})
        clock.now += 1
    assert len(store._kinds["groups"]["1"]) == 2
