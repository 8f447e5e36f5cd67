# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants, people, groups and things of which the plan cases speak, so that their options lead deep into a module."""
from __future__ import annotations

import functools
import json

from tests.simulator.estate import ADDRESS, Estate, TenantDescription
from tests.unit.plan.cases import MANAGING, TENANT, all_cases

SUBSCRIPTION, SECOND_SUBSCRIPTION = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
AWAY, AWAY_SUBSCRIPTION = "00000000-0000-4000-8000-00000000cccc", "33333333-3333-4333-8333-333333333333"
DOMAINS = ["northfleet.onmicrosoft.us", "northfleet.example"]
MANAGING_DOMAINS = ["harborwatch.onmicrosoft.us", "harborwatch.example", "harbor.example"]
GROUPS = ("SecOps", "Azure SecOps", "Microsoft 365 SecOps", "Shift leads", "Leads", "Governance team", "Watch officers", "SOC")
MANAGING_GROUPS = ("Azure SecOps", "Microsoft 365 SecOps", "Leads", "Operators")
VARIABLES = {
    "secops_tenant_id": TENANT, "secops_managing_tenant_id": MANAGING, "secops_tenant_domain": DOMAINS[0],
    "secops_managing_tenant_domain": MANAGING_DOMAINS[0], "secops_subscription_ids": [SUBSCRIPTION], "item": SUBSCRIPTION,
    "secops_azure_group": "Azure SecOps", "secops_m365_group": "Microsoft 365 SecOps", "secops_location": "usgovvirginia",
    "secops_operators": [f"avery.quill@{MANAGING_DOMAINS[0]}", f"rowan.marsh@{MANAGING_DOMAINS[0]}"],
}
# Where the plan cases speak of a region, another cloud has one of its own.
REGIONS = {"AzureCloud": {"usgovvirginia": "eastus", "usgovarizona": "westus"}}
# The plan cases that are carried out before anything else, in this order.
STANDING = (
    "sentinel_workspace/from_nothing", "connected_organization/new", "access_package/new",
    "xtap_policy/new_partner_that_inherits_all", "b2b_guest/invited", "sentinel_watchlist/new", "sentinel_automation_rule/new",
    "conditional_access_policy/new", "defender_plan/government_from_nothing", "security_contact/created", "lighthouse_offer/new",
    "access_review/new", "entra_role_assignment/new", "sentinel_content/from_nothing", "defender_role/new",
)


@functools.cache
def cases():
    """All plan cases; they are many files, so they are read once."""
    return all_cases()


def described():
    texts = [json.dumps(case.data["wanted"], default=str) for case in cases()]
    addresses = sorted({address for text in texts for address in ADDRESS.findall(text)})
    roles = [{"scope": "/providers/Microsoft.aadiam", "role": "Contributor"},
             {"scope": f"/providers/Microsoft.Management/managementGroups/{TENANT}", "role": "Owner"}]
    tenants = [
        TenantDescription("Northfleet", TENANT, DOMAINS, [SUBSCRIPTION, SECOND_SUBSCRIPTION], people=_of(addresses, DOMAINS),
                          azure_roles=roles),
        TenantDescription("Harborwatch", MANAGING, MANAGING_DOMAINS, [], people=_of(addresses, MANAGING_DOMAINS)),
        TenantDescription("Airlift", AWAY, ["airlift.onmicrosoft.us", "elsewhere.example"], [AWAY_SUBSCRIPTION])]
    return Estate(MANAGING, "Harborwatch", MANAGING_DOMAINS, operators=VARIABLES["secops_operators"], tenants=tenants)


def _of(addresses, domains):
    return [address for address in addresses if address.lower().partition("@")[2] in domains]
