# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a policy could lock out is looked for wherever it is enforced in the end, whether the task says so or leaves it so."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _conditional_access_policy as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS

from tests.unit.find.test_guards import GLASS, GROUP, MEMBERSHIPS, USERS, Asked
from tests.unit.plan.cases import TENANT, want_of

PARTNER = "9c2f7f0e-1f5b-4a7f-8a61-5f3c2b1d0e9f"
ROOT = "/identity/conditionalAccess/policies"


def found(standing, **options):
    """What is found beside a policy in that mode (None where there is none), of a task with these options."""
    policy = {"id": "c1", "displayName": "MFA", "state": standing, "grantControls": None, "conditions": {
        "users": {"includeUsers": ["None"]}, "applications": {"includeApplications": ["All"]}}}
    lists = {ROOT: [policy] if standing else [], "/users": USERS, **MEMBERSHIPS}
    default = {"/policies/crossTenantAccessPolicy/default": {"inboundTrust": None}}
    clients = SimpleNamespace(tenant=TENANT, cloud=CLOUDS["AzureUSGovernment"], foretells=False, graph=Asked(default, lists))
    want = want_of(resource, {"name": "MFA", "controls": ["compliant_device"], "external_users": {"tenants": [PARTNER]}, **options})
    return asyncio.run(resource.find(clients, {**want, "protected_principals": ["glass@harborwatch.example"]}))


@pytest.mark.parametrize(("state", "options", "enforced"), [
    (None, {"mode": "enabled"}, True),
    (None, {}, False),
    ("enabled", {}, True),
    ("Enabled", {}, True),
    ("enabled", {"mode": "report_only"}, False),
    ("enabled", {"state": "absent"}, False),
    ("enabledForReportingButNotEnforced", {"mode": "enabled"}, True),
    ("enabledForReportingButNotEnforced", {}, False),
    ("disabled", {}, False),
])
def test_a_policy_that_is_enforced_is_looked_at(state, options, enforced):
    have = found(state, **options)
    protected = [{"name": "glass@harborwatch.example", "id": GLASS, "groups": [GROUP], "roles": []}]
    assert (have["_untrusted"], have["_protected"]) == (([PARTNER], protected) if enforced else ([], []))
