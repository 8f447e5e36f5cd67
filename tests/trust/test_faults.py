# SPDX-License-Identifier: GPL-3.0-or-later
"""A share of all faults, another in each run; and three planted mistakes, each of which must be found."""
from __future__ import annotations

import os
import random

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _engine, _service

from tests.trust.sweep import Point, Wanted, sweep
from tests.trust.trace import SITE, recorded

STEPS = (("step1", "northfleet"), ("step2", "harborwatch"), ("step3", "harborwatch"), ("step5", "northfleet"))
POINTS = 30


@pytest.fixture(scope="module")
def seed():
    return int(os.environ.get("SECOPS_TRUST_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.fixture(scope="module")
def trace(seed, tmp_path_factory):
    """One step of the set-up, in one tenant: the seed says which."""
    return of_a_step(tmp_path_factory, *random.Random(seed).choice(STEPS))


def of_a_step(folders, step, tenant):
    return recorded(folders.mktemp(step), plays=((SITE, ("--limit", tenant, "--tags", step)),))


@pytest.fixture(scope="module")
def groups(tmp_path_factory):
    return of_a_step(tmp_path_factory, "step2", "harborwatch")


def test_a_share_of_all_points(seed, trace):
    print(f"SECOPS_TRUST_SEED={seed}")
    summary = sweep(trace, seed, most=POINTS)
    assert summary["points"] == POINTS and not summary["failures"], summary


def failures(trace, fault, module):
    """The points of one fault at one module's calls that fail."""
    said = []
    summary = sweep(trace, 1, only=lambda run, point: run.module == module and point.fault == fault, notice=said.append)
    assert summary["points"]
    return said


def test_a_retry_that_makes_duplicates_is_found(groups, monkeypatch):
    monkeypatch.setattr(_engine, "judge", lambda *_given: "wait")
    found = failures(groups, "500_after", "pim_group")
    assert any("sent a POST again though it may have happened" in text for text in found), found


def test_a_swallowed_403_is_found(groups, monkeypatch):
    items = _service.Service.items

    async def swallowing(self, *given, **more):
        try:
            return await items(self, *given, **more)
        except _service.ServiceError as error:
            if error.status == 403:
                return []
            raise
    monkeypatch.setattr(_service.Service, "items", swallowing)
    found = failures(groups, "denied_for_a_while", "pim_group")
    assert any("wrote what an unbroken run does not" in text or "tells another outcome" in text for text in found), found


def test_an_error_that_is_no_sentence_is_found(groups, monkeypatch):
    monkeypatch.setattr(_service, "refuse_fragment", lambda *_given: None)
    found = failures(groups, "empty_for_ever", "pim_group")
    assert any("not for people" in text or "shows a traceback" in text for text in found), found


def test_a_point_is_named_and_found_again():
    point = Point(3, "reset_after", 7)
    assert Point.named(str(point)) == point
    assert Wanted(1, only=lambda _run, each: each == point)(None, [point, Point(3, "slow", 7)]) == [point]
