# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Management groups: found by id, named in words, with the subscriptions below them.

Every tenant has the root group, whose id is the tenant's. A group that is not there and one that the sign-in may not read are refused
by Azure alike, so one sentence tells both.
"""

from __future__ import annotations

import re

from ._errors import Refusal, ServiceError

PREFIX = "/providers/Microsoft.Management/managementGroups/"
NAME = re.compile(r"[-\w.()]{1,90}")
SCOPE = re.compile(re.escape(PREFIX) + NAME.pattern, re.I)
ABSENT = ("NotFound", "ManagementGroupNotFound", "ResourceNotFound")


def group_scope(name):
    """The scope of the management group with this id."""
    if not NAME.fullmatch(name):
        raise Refusal(f"management_group '{name}' is no id of a management group; give its id (for the root group the tenant's), no path")
    return PREFIX + name


def is_group_scope(scope):
    return bool(SCOPE.fullmatch(scope))


async def group_at(clients, scope):
    """The management group of this scope, as Azure tells of it."""
    try:
        found = await clients.arm.get(scope, absent=ABSENT)
    except ServiceError as error:
        if error.code != "AuthorizationFailed":
            raise
        found = None
    if found is None:
        raise Refusal(
            f"management group '{scope.rpartition('/')[2]}' is not there, or the sign-in has no Azure role at it; correct the id, or have "
            "the role Owner, or another that allows Microsoft.Management/managementGroups/read, assigned to the sign-in at it (at the root "
            "group a Global Administrator with elevated access can)")
    return found


async def subscriptions_in(clients, scope):
    """(id, display name) of every subscription below a management group, or of the subscription itself."""
    if not is_group_scope(scope):
        found = await clients.arm.get(scope)
        return [(found["subscriptionId"].lower(), found["displayName"])]
    below = await clients.arm.items(f"{scope}/descendants")
    return sorted((each["name"].lower(), each["properties"]["displayName"]) for each in below if each["type"].lower() == "/subscriptions")
