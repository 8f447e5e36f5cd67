# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a tenant's licences and limits allow: products for Privileged Identity Management and the like, and room for groups."""

from __future__ import annotations

from ._errors import ServiceError
from ._needs import covered
from ._preflight_findings import LICENCE, QUOTA, finding, needed_by

P1, P2 = "Microsoft Entra ID P1", "Microsoft Entra ID P2 or Governance"
LICENSED = {
    "pim_group": P2, "access_review": P2, "access_package": P2, "connected_organization": P2,
    "conditional_access_policy": P1, "xtap_policy": P1}
P2_PLAN = "AAD_PREMIUM_P2"
P1_PLAN = "AAD_PREMIUM"
GOVERNANCE = "GOVERNANCE"
USABLE = ("Enabled", "Warning")
OFF = ("Disabled", "Error")
READERS = ("Organization.Read.All", "LicenseAssignment.Read.All")
MOST_GROUPS = 500       # role-assignable groups of a tenant


async def licence_findings(clients, uses):
    """Products that no subscription of the tenant has. A list that is empty or may not be read tells nothing."""
    wanted = {product: [use for use in uses if LICENSED.get(use.module) == product] for product in (P2, P1)}
    wanted = {product: users for product, users in wanted.items() if users}
    if not wanted:
        return []
    plans = await _plans(clients)
    if not plans:
        users = [use for users in wanted.values() for use in users]
        return [finding(LICENCE, "licences", f"The licences of tenant {clients.tenant} cannot be read", needed_by(users),
                        f"make sure that it has {' and '.join(wanted)}", blocking=False)]
    return [finding(LICENCE, product, f"Tenant {clients.tenant} has no licence of {product}", needed_by(users),
                    "buy it or begin a trial of it in the Microsoft 365 admin center")
            for product, users in wanted.items() if not _has(plans, product)]


async def _plans(clients):
    """Names of the service plans that are on, in upper case; none when the list may not be read."""
    if not any(covered(name, clients.granted()) for name in READERS):
        return set()
    try:
        skus = await clients.graph.items("/subscribedSkus")
    except ServiceError as error:
        if error.status not in (401, 403, 404):
            raise
        return set()
    return {plan["servicePlanName"].upper() for sku in skus if sku.get("capabilityStatus") in USABLE
            for plan in sku.get("servicePlans", ()) if plan.get("provisioningStatus") not in OFF}


def _has(plans, product):
    """Government editions of a plan have its name with an addition."""
    beginning = P1_PLAN if product == P1 else P2_PLAN
    return any(plan.startswith(beginning) or (product == P2 and GOVERNANCE in plan) for plan in plans)


async def quota_findings(clients, uses):
    """Groups that the steps will make where the tenant has as many role-assignable ones as it may have."""
    users = [use for use in uses if use.groups]
    if not users or not covered("GroupMember.Read.All", clients.granted()):
        return []       # without the permission there is a finding already
    there = await clients.graph.items("/groups", {"$filter": "isAssignableToRole eq true", "$select": "id,displayName", "$top": "999"})
    names = {group["displayName"].casefold() for group in there}
    new = sorted({name for use in users for name in use.groups if name.casefold() not in names})
    if not new or len(there) + len(new) <= MOST_GROUPS:
        return []
    listed = ", ".join(new)
    what = f"Tenant {clients.tenant} has {len(there)} of {MOST_GROUPS} groups that roles can be assigned to, and no room for {listed}"
    return [finding(QUOTA, listed, what, needed_by(users), "delete such groups that nobody needs, for good")]
