# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The two sources of logs that are sent to a workspace: where their settings stand, what they have to send, and who may say so."""

from __future__ import annotations

from ._azure import is_registered, place, resource_provider
from ._together import together

ACTIVITY, ENTRA = "activity", "entra"
NAMESPACE = "Microsoft.Insights"
AADIAM = "/providers/Microsoft.aadiam"
ACTIVITY_CATEGORIES = ("Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth")
# Where a cloud does not tell what it offers.
ENTRA_CATEGORIES = (
    "AuditLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs",
    "ProvisioningLogs", "ADFSSignInLogs", "RiskyUsers")
NO_SUCH_TYPE = ("InvalidResourceType", "NotFound", "ResourceNotFound")


def address(want):
    """The collection of the source's settings."""
    if want["source"] == ENTRA:
        return f"{AADIAM}/diagnosticSettings"
    return f"/subscriptions/{want['subscription_id'].lower()}/providers/{NAMESPACE}/diagnosticSettings"


def categories_offered(source):
    return ACTIVITY_CATEGORIES if source == ACTIVITY else ENTRA_CATEGORIES


async def read_source(clients, want):
    """The settings of the source, what it offers, what it is called, and whether its provider must be registered first."""
    if want["source"] == ENTRA:
        offers = f"{address(want)}Categories"
        items, listed = await together(clients.arm.items(address(want)), clients.arm.items(offers, absent=NO_SUCH_TYPE))
        return {"items": items, "offered": [each["name"] for each in listed] or list(ENTRA_CATEGORIES), "register": False,
                "place": "the logs of Microsoft Entra"}
    subscription = want["subscription_id"].lower()
    where, provider = await together(
        place(clients, f"/subscriptions/{subscription}"), resource_provider(clients, subscription, NAMESPACE))
    registered = is_registered(provider)
    return {"items": await clients.arm.items(address(want)) if registered else [], "offered": list(ACTIVITY_CATEGORIES),
            "register": not registered, "place": f"the activity log of {where}"}


def grant_needed(want, clients):
    """What a person must do once, so that Entra's settings can be written."""
    caller, application = clients.azure_caller()
    portal = f"{clients.cloud.portal}/#@{clients.tenant}" if clients.cloud.portal else "the cloud's Azure portal"
    aim = "send the logs of Microsoft Entra" if want["state"] == "present" else "see where the logs of Microsoft Entra go, and stop it"
    elevate = (
        f"have a Global Administrator of tenant {clients.tenant} open {portal}, set 'Access management for Azure resources' to Yes under "
        "Microsoft Entra ID > Properties")
    if not application:
        return (f"To {aim}, run this as a Security Administrator of tenant {clients.tenant}, or {elevate} and "
                f"assign the Azure role Contributor at scope {AADIAM} to the user {caller}")
    return (f"To {aim}, {elevate}, sign in anew, assign the Azure role Contributor at scope {AADIAM} to the "
            f"application (az role assignment create --assignee-object-id {caller} --assignee-principal-type ServicePrincipal "
            f"--role Contributor --scope {AADIAM}), set it back to No, and run this again")
