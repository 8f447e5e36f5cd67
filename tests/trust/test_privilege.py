# SPDX-License-Identifier: GPL-3.0-or-later
"""A share of the proof that NEEDS holds what is needed and nothing else, and that the proof sees what is wrong."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _connected_organization as resource
from ansible_collections.multitenant.secops.plugins.module_utils import _engine

from tests.trust import privilege
from tests.trust.scenes import CLOUD, Scene, scenes

# The tests' own process has no threads that hold anything which the forked modules need.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
MODULE, SHARE = "connected_organization", 8
CHANGE, LOOK, PARTNER = "EntitlementManagement.ReadWrite.All", "EntitlementManagement.Read.All", "CrossTenantInformation.ReadBasic.All"
GROUPS = "GroupMember.Read.All"


def test_a_share_of_the_modules_needs_what_it_names():
    seed = privilege.seed_of()
    print(f"SECOPS_TRUST_SEED={seed}")
    modules = privilege.chosen(seed, SHARE)
    found = privilege.summary(privilege.tried(modules), seed)
    assert found["pairs"] and not found["failed"], (modules, found)


def test_every_module_has_a_scene():
    folder = privilege.Path(__file__).parents[2] / "plugins" / "modules"
    assert scenes().keys() == {file.stem.removesuffix("_info") for file in folder.glob("*_info.py")}


def problems(monkeypatch, reads, writes=(CHANGE,), sponsors=()):
    """What is found of one module with one scene, which names these permissions."""
    monkeypatch.setattr(resource, "NEEDS", {"graph": {"read": dict.fromkeys(reads, ""), "write": dict.fromkeys(writes, "")}})
    run = {MODULE: {"name": "Harborwatch", "partner": "<managing tenant>", **({"internal_sponsors": list(sponsors)} if sponsors else {})}}
    prepared = [{"pim_group": {"name": name, "role_assignable": False}} for name in sponsors]
    monkeypatch.setattr(privilege, "scenes", lambda: {MODULE: Scene(MODULE, CLOUD, {"runs": [*prepared, run]})})
    return privilege.summary(privilege.tried([MODULE]), 0)["problems"]


def test_what_is_right_is_found_right(monkeypatch):
    assert problems(monkeypatch, [LOOK, PARTNER]) == []


def test_a_permission_too_many_is_found(monkeypatch):
    [problem] = problems(monkeypatch, [LOOK, PARTNER, "Policy.Read.All"])
    assert problem == f"{MODULE} names Policy.Read.All (graph), which no run of it misses"


def test_a_permission_too_few_is_found(monkeypatch):
    found = problems(monkeypatch, [LOOK])
    assert any("with exactly what it needs it ends otherwise" in problem and "403" in problem for problem in found)


def test_a_read_that_asks_for_a_permission_to_change_is_found(monkeypatch):
    assert f"{MODULE} names {CHANGE} for reading, which can change things" in problems(monkeypatch, [CHANGE, PARTNER])


def test_a_permission_that_is_too_broad_is_found(monkeypatch):
    assert problems(monkeypatch, [LOOK, PARTNER, GROUPS], sponsors=["Sponsors"]) == []
    [problem] = problems(monkeypatch, [LOOK, PARTNER, "Directory.Read.All"], sponsors=["Sponsors"])
    assert problem.startswith(f"{MODULE} names Directory.Read.All, but a lesser permission allows all that it is used for: GET /groups")


def test_a_message_that_does_not_name_what_is_missing_is_found(monkeypatch):
    monkeypatch.setattr(_engine, "advice", lambda *_arguments: "ask your administrator")
    found = problems(monkeypatch, [LOOK, PARTNER])
    assert any(f"without {PARTNER} it does not say what is missing" in problem for problem in found)
