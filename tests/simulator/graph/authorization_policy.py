# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenant's authorization policy: what members and guests may do, and who may invite.

Assumed, where the documentation is silent: a changed allowInvitesFrom is read back at once but governs invitations only a quarter of
an hour later, the least of the 15 to 60 minutes that are published. A setting made at the control address governs at once.
"""
from __future__ import annotations

import datetime

from tests.simulator.clock import moment
from tests.simulator.graph import odata
from tests.simulator.graph.directory_rules import read_only
from tests.simulator.wire import Area

area = Area("authorization policy")
ID = "authorizationPolicy"
RESTRICTED_GUEST_USER = "10dae51f-b6af-4016-8d66-8c2a99b929b3"
DEFAULT = {
    "allowInvitesFrom": "everyone", "allowedToSignUpEmailBasedSubscriptions": True, "allowedToUseSSPR": True,
    "allowEmailVerifiedUsersToJoinOrganization": False, "allowUserConsentForRiskyApps": None, "blockMsolPowerShell": False,
    "guestUserRoleId": RESTRICTED_GUEST_USER, "displayName": "Authorization Policy",
    "description": "Used to manage authorization related settings across the company.",
    "defaultUserRolePermissions": {
        "allowedToCreateApps": True, "allowedToCreateSecurityGroups": True, "allowedToCreateTenants": True,
        "allowedToReadBitlockerKeysForOwnedDevice": True, "allowedToReadOtherUsers": True, "permissionGrantPoliciesAssigned": []},
}
NOT_IN = {"USNat": {"allowUserConsentForRiskyApps"}, "USSec": {"allowUserConsentForRiskyApps"}}
DELAY = datetime.timedelta(minutes=15)


@area.get("/policies/authorizationPolicy")
def read(call):
    return odata.entity(call, policy(call), "policies/authorizationPolicy")


@area.patch("/policies/authorizationPolicy")
def change(call):
    if "id" in call.body:
        raise read_only("id")
    settings, wish = call.tenant.settings, {name: value for name, value in call.body.items() if "@" not in name}
    if "allowInvitesFrom" in wish:
        settings["allowInvitesFromBefore"] = {
            "value": who_may_invite(call), "instead_of": wish["allowInvitesFrom"], "until": (call.now() + DELAY).isoformat()}
    if "defaultUserRolePermissions" in wish:
        wish["defaultUserRolePermissions"] = {**policy(call)["defaultUserRolePermissions"], **wish["defaultUserRolePermissions"]}
    settings.update(wish)


def policy(call):
    settings = call.tenant.settings
    found = {name: settings.get(name, value) for name, value in DEFAULT.items()}
    return {"id": ID, "deletedDateTime": None,
            **{name: value for name, value in found.items() if name not in NOT_IN.get(call.world.cloud, ())}}


def who_may_invite(call):
    """The value of allowInvitesFrom that governs invitations now."""
    before = call.tenant.settings.get("allowInvitesFromBefore")
    written = call.tenant.settings.get("allowInvitesFrom", DEFAULT["allowInvitesFrom"])
    waits = before and before["instead_of"] == written and call.now() < moment(before["until"])
    return before["value"] if waits else written
