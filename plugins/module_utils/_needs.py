# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a resource's calls require, and what to tell a user whom a service refused.

``NEEDS`` of a resource: {"graph": {"read": {permission: when}, "write": {...}}, "azure": {"read": {action: when}, "write": {...}},
"managing": {permission: when}}; ``when`` is "" for always, or the case in which it is needed. "managing" are Graph permissions in
the managing tenant.
"""

from __future__ import annotations

import re

from ._permission_alternatives import INSTEAD

MANAGING = " of the managing tenant"       # ends the name of a service that answers for that tenant


# Azure Resource Manager names what it missed; of several actions, as with what is linked to a resource, the last one.
ACTION = re.compile(r"perform action(?:\(s\))? '([\w.-]+(?:/[\w.-]+)+)'")


def missing(needs, kind, granted):
    """The Graph permissions, with the cases they are for, that a token lacks; one that writes reads as well.

    ``kind`` is look (for what changes nothing), read (in order to change), write or managing.
    """
    reads, writes = (needs.get("graph", {}).get(each, {}) for each in ("read", "write"))
    wanted = needs.get("managing", {}) if kind == "managing" else {**reads, **writes} if kind == "write" else reads
    lacking = {name: when for name, when in wanted.items() if not covered(name, granted)}
    return lacking if kind in ("look", "managing") else _to_change(lacking, writes)


def _to_change(lacking, writes):
    """Who is going to change should be granted what changes, which also reads, and not both."""
    found = {}
    for name, when in lacking.items():
        wider = writing(name)
        if wider in writes:
            case = f"{writes[wider]}, else {name}" if writes[wider] and wider != name else writes[wider]
            found.setdefault(wider, case)
        else:
            found[name] = when
    return found


def covered(permission, granted):
    """Whether a token's permissions allow what this one is for: itself, its form that writes, or a greater one."""
    return any(each in granted for each in (permission, writing(permission), *INSTEAD.get(permission, ())))


def writing(permission):
    """The permission that also changes what this one reads."""
    return permission.replace(".Read.", ".ReadWrite.")


def advice(failure, needs, kind, granted):
    """What to do about a service's refusal."""
    if failure.service.removesuffix(MANAGING) == "Microsoft Graph" and failure.status in (401, 403):
        managing = failure.service.endswith(MANAGING)
        lacking = missing(needs, "managing" if managing else kind, granted)
        if lacking:
            where = " in the managing tenant" if managing else ""
            return f"grant the application permission {' and '.join(_told(lacking))}{where}, with admin consent, then sign in anew"
        return "the token holds every permission that this needs, so look at the tenant's own settings, policies and protected actions"
    if failure.code in ("AuthorizationFailed", "LinkedAuthorizationFailed"):
        actions = _told(_actions(failure, needs, kind))
        return f"assign an Azure role that allows {', '.join(actions)} at this scope; a new assignment needs up to ten minutes to work"
    if failure.status == 404 and not failure.code:
        return "that is no answer of the service itself: check the network, its proxies and the option endpoints, then run again"
    return BY_CODE.get(failure.code) or BY_STATUS.get(failure.status, "correct what the service objects to and run again")


def _actions(failure, needs, kind):
    """The action that was refused, or all that it may have been."""
    reads, writes = (needs.get("azure", {}).get(each, {}) for each in ("read", "write"))
    known = {name.lower(): (name, when) for name, when in {**reads, **writes}.items()}
    named = ACTION.findall(failure.message)
    if named:
        return dict([known.get(named[-1].lower(), (named[-1], ""))])
    return {**reads, **writes} if kind == "write" else reads


def _told(needed):
    """Nobody should grant what the case at hand does not need."""
    return [f"{name} ({when})" if when else name for name, when in needed.items()]


BY_CODE = {
    "SubscriptionNotFound": "check the subscription id, and that the subscription belongs to this tenant and cloud",
    "InvalidAuthenticationTokenTenant": "the subscription belongs to another tenant: correct tenant or the subscription id",
    "InvalidAuthenticationToken": "check that cloud_environment and endpoints name the tenant's own cloud",
    "InvalidAuthenticationTokenAudience": "check that cloud_environment and endpoints name the tenant's own cloud",
    "ResourceGroupNotFound": "create the resource group first, or correct its name",
    "TableMissing": "connect the source that fills the table first, or give the rule enabled: false until then",
    "InvalidCriteria": "check that the group and the reviewers are in the tenant, and that fallback reviewers are there for owners",
    "NotOnboarded": "turn Microsoft Sentinel on in the workspace first",
    "MissingSubscriptionRegistration": "register the resource provider in the subscription first",
    "Conflict": "something else is being changed there: run again later, or raise wait_timeout_seconds",
    "RequestDisallowedByPolicy": "an Azure Policy forbids it: ask its owner for an exemption",
    "ScopeLocked": "remove the lock from the scope, or choose another scope",
    "NoRegisteredProviderFound": "this cloud does not offer the resource type in that version or region: choose another region",
    "InvalidResourceType": "this cloud does not offer the resource type in that version",
    "LocationNotAvailableForResourceType": "choose a region in which the service is offered",
    "ActiveDurationTooShort": "an active assignment can be removed five minutes after it began: run again then",
    "PendingRoleAssignmentRequest": "an earlier request is still pending in PIM: decide on it or cancel it there",
    "RoleAssignmentExists": "the same is assigned already, perhaps by activation: run again when that has ended",
    "RoleAssignmentRequestPolicyValidationFailed": "the group's PIM policy forbids it: change the policy options or the assignment",
    "InsufficientPrivilegesForManagedServiceResource":
        "onboard with an identity of the managed tenant itself, no guest, with an Azure role such as Owner, which allows "
        "Microsoft.Authorization/roleAssignments/read, Microsoft.Authorization/roleAssignments/write and "
        "Microsoft.Authorization/roleAssignments/delete",
    "InvalidLicense": "buy the product's licence for the tenant, or turn its plan on, and consent to the product there, then run again",
    "Unauthorized": "sign in as a user of the tenant itself who is Security Administrator there; no application or guest may do this",
    "AadPremiumLicenseRequired": "the tenant needs a Microsoft Entra ID P2 or Governance licence",
}
BY_STATUS = {
    429: "the service is throttling: run again later, or raise wait_timeout_seconds",
    500: "the service failed: run again later",
    502: "the service failed: run again later",
    503: "the service is not available: run again later",
    504: "the service timed out: run again later",
}
