# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own applications, whose service principals every tenant has."""
from __future__ import annotations

import functools
import json
from pathlib import Path

from tests.simulator.identity.permission_ids import APPLICATION, DELEGATED
from tests.simulator.world import seeded_id

GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
AZURE_APP_ID = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
DEFENDER_APP_ID = "fc780465-2017-40d4-a0c5-307022471b92"
SENTINEL_APP_ID = "98785600-1bb7-4fb9-b9fa-19afe2c8a360"
MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
CONTRACTS = Path(__file__).parents[2] / "contracts"
DEFENDER_ROLES = ("Machine.Read.All", "Machine.ReadWrite.All", "Machine.Isolate", "Machine.CollectForensics", "Machine.Scan",
                  "Machine.Offboard", "Machine.StopAndQuarantine", "Machine.RestrictExecution", "Machine.LiveResponse", "Alert.Read.All",
                  "Alert.ReadWrite.All", "Ti.Read.All", "Ti.ReadWrite", "Ti.ReadWrite.All", "AdvancedQuery.Read.All", "Software.Read.All",
                  "Vulnerability.Read.All", "User.Read.All", "Score.Read.All", "SecurityRecommendation.Read.All", "Library.Manage")


@functools.cache
def graph_permissions():
    """(application, delegated): the names of the permissions that Graph's published table knows."""
    names = {"app": set(APPLICATION), "delegated": set(DELEGATED)}
    published = json.loads((CONTRACTS / "permissions.json").read_text(encoding="utf-8"))["paths"]
    for methods in published.values():
        for schemes in methods.values():
            for scheme, found in schemes.items():
                names[scheme].update(name for together in found["any"] for name in together)
    overlay = json.loads((CONTRACTS / "permissions-overlay.json").read_text(encoding="utf-8"))
    for entry in overlay["entries"]:
        for scheme in names:
            names[scheme].update(name for together in entry.get(scheme, entry.get("both", [])) for name in together)
    return sorted(names["app"]), sorted(names["delegated"])


@functools.cache
def applications():
    """app id -> (display name, application roles, delegated permissions), the same in every tenant."""
    app, delegated = graph_permissions()
    scopes = [_scope(name, DELEGATED.get(name) or seeded_id("scope", name)) for name in delegated]
    graph = ("Microsoft Graph", [_role(name, APPLICATION.get(name) or seeded_id("role", name)) for name in app], scopes)
    azure = ("Windows Azure Service Management API", [], [_scope("user_impersonation", "41094075-9dad-400e-a0bd-54e686782033")])
    defender = ("WindowsDefenderATP", [_role(name, seeded_id("defender role", name)) for name in DEFENDER_ROLES], [])
    return {GRAPH_APP_ID: graph, AZURE_APP_ID: azure, DEFENDER_APP_ID: defender, SENTINEL_APP_ID: ("Azure Security Insights", [], [])}


def _role(name, id):
    return {"allowedMemberTypes": ["Application"], "description": f"Permission {name}.", "displayName": name, "id": id, "isEnabled": True,
            "origin": "Application", "value": name}


def _scope(name, id):
    return {"adminConsentDescription": f"Permission {name}.", "adminConsentDisplayName": name, "id": id, "isEnabled": True, "type": "Admin",
            "userConsentDescription": None, "userConsentDisplayName": None, "value": name}
