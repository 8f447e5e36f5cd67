# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What Azure tells of the sign-in's rights at a scope, and what its actions and patterns mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ._errors import ServiceError
from ._management_groups import is_group_scope

PERMISSIONS = "{}/providers/Microsoft.Authorization/permissions"
NO_GROUP_CODES = ("ResourceGroupNotFound", "ResourceNotFound")
NOT_TOLD, MISSING_SCOPE = "not told", "missing"
SCOPE_FAULTS = {
    "SubscriptionNotFound": ("is not there", "correct the subscription id (secops_subscription_ids) or the cloud"),
    "InvalidAuthenticationTokenTenant": (
        "belongs to another tenant", "correct the tenant or the subscription id (secops_subscription_ids)"),
    "NotFound": ("is not there", "correct the id of the management group"),
    "ManagementGroupNotFound": ("is not there", "correct the id of the management group")}


@dataclass(frozen=True)
class Reading:
    permissions: list = field(default_factory=list)
    without_group: bool = False     # the resource group is not there yet: these are the subscription's
    fault: str = ""
    says: str = ""
    remedy: str = ""


async def reading_of(clients, scope):
    """The sign-in's permissions at a scope. No right at all is an empty list; rights that may not be read are NOT_TOLD."""
    try:
        return Reading(await clients.arm.items(PERMISSIONS.format(scope)))
    except ServiceError as error:
        if error.code in NO_GROUP_CODES and "/resourcegroups/" in scope.lower():
            return _of_subscription(await reading_of(clients, "/".join(scope.split("/")[:3])))
        if error.code in SCOPE_FAULTS:
            what, remedy = SCOPE_FAULTS[error.code]
            return Reading(fault=MISSING_SCOPE, says=f"{scope} {what}", remedy=remedy)
        if error.status not in (401, 403):
            raise
    return Reading(fault=NOT_TOLD) if await _is_seen(clients, scope) else Reading()


def _of_subscription(reading):
    return Reading(reading.permissions, True, reading.fault, reading.says, reading.remedy)


async def _is_seen(clients, scope):
    """Whether some role lets the sign-in see what the scope is about. Above subscriptions only whole roles are given, which tell."""
    if is_group_scope(scope) or not scope.startswith("/subscriptions/"):
        return False
    try:
        await clients.arm.get("/".join(scope.split("/")[:3]))
    except ServiceError as error:
        if error.status not in (401, 403, 404):
            raise
        return False
    return True


def grants(permissions, action):
    """Whether one of the permissions allows the action."""
    return any(_any(each.get("actions"), action) and not _any(each.get("notActions"), action) for each in permissions)


def _any(patterns, action):
    return any(_pattern(pattern).fullmatch(action) for pattern in patterns or ())


@lru_cache(maxsize=1024)
def _pattern(text):
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.I)


def role_for(scope):
    """(The role that covers all the work at a scope, who can assign it)"""
    if is_group_scope(scope):
        return "Owner", "an Owner of the management group (at the root group a Global Administrator with elevated access)"
    if not scope.startswith("/subscriptions/"):
        return "Contributor", "a Global Administrator with elevated access"
    return "Owner", "an Owner (or give the collection's custom role, see its page on permissions)"
