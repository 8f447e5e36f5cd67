# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication contexts."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import refused
from tests.unit.simulator.tenant_client import AWAY

ROOT = "/identity/conditionalAccess/authenticationContextClassReferences"
STEP_UP = {"id": "c1", "displayName": "Step up", "description": "Fresh sign-in", "isAvailable": True}


@pytest.fixture
def away(world):
    return world.fresh(AWAY).granted("Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess")


def test_reading_them(away):
    assert away.get(ROOT).json()["value"] == []
    assert away.made(ROOT, STEP_UP)["displayName"] == "Step up"
    assert away.get(ROOT).json()["value"] == [STEP_UP]
    assert away.get(f"{ROOT}/c1").json()["isAvailable"] is True
    refused(away.get(f"{ROOT}/c2"), 404, "Request_ResourceNotFound")


def test_writing_them(away):
    away.made(ROOT, STEP_UP)
    refused(away.post(ROOT, STEP_UP), 400, "Request_BadRequest", "already")
    for id in ("c0", "c100", "x1"):
        refused(away.post(ROOT, {**STEP_UP, "id": id}), 400, "Request_BadRequest", "c1 to c99")
    assert away.patch(f"{ROOT}/c1", {"isAvailable": False}).status_code == 204
    assert away.get(f"{ROOT}/c1").json()["isAvailable"] is False
    assert away.patch(f"{ROOT}/c7", {"displayName": "Seven"}).status_code == 204
    assert [row["id"] for row in away.get(ROOT).json()["value"]] == ["c1", "c7"]


def test_permissions(world):
    refused(world.fresh(AWAY).granted("Policy.Read.All").get(ROOT), 403, "Authorization_RequestDenied")
    refused(world.fresh(AWAY).granted("AuthenticationContext.Read.All").post(ROOT, STEP_UP), 403, "Authorization_RequestDenied")
    assert world.fresh(AWAY).granted("AuthenticationContext.Read.All").get(ROOT).status_code == 200
