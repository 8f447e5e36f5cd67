# SPDX-License-Identifier: GPL-3.0-or-later
"""A greater permission counts only where Microsoft's table lets it do all that the smaller one is used for."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._permission_alternatives import INSTEAD

from tests.contracts import permissions

ROLES = "/roleManagement/directory"
# What the collection does with each permission.
CALLS = {
    "Application.Read.All": ("GET /servicePrincipals", "GET /servicePrincipals/{id}"),
    "GroupMember.Read.All": ("GET /groups", "GET /groups/{id}", "GET /groups/{id}/members", "GET /groups/{id}/owners"),
    "Organization.Read.All": ("GET /organization", "GET /subscribedSkus"),
    "RoleEligibilitySchedule.ReadWrite.Directory": (f"POST {ROLES}/roleEligibilityScheduleRequests",),
    "User.Invite.All": ("POST /invitations",),
    "User.Read.All": ("GET /users", "GET /users/{id}"),
}


def test_each_is_tried():
    assert CALLS.keys() == INSTEAD.keys()


@pytest.mark.parametrize("permission, other", [(permission, other) for permission, others in INSTEAD.items() for other in others])
def test_the_greater_permission_allows_each_call(permission, other):
    for call in CALLS[permission]:
        method, path = call.split(" ")
        assert not permissions.missing({permission}, method, path), call
        assert not permissions.missing({other}, method, path), call
