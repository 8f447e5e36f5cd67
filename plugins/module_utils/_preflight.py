# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What is missing in a tenant for the steps that are chosen, found out before anything is touched."""

from __future__ import annotations

from ._errors import Refusal
from ._options import guid
from ._preflight_azure import azure_findings
from ._preflight_capabilities import FEATURES, capability_findings
from ._preflight_findings import KINDS, in_order, table
from ._preflight_licences import licence_findings, quota_findings
from ._preflight_permissions import permission_findings
from ._preflight_sign_in import sign_in_findings, tenant_findings
from ._preflight_uses import RESOURCES, TWIN, askers_of_managing, certain_of_managing, steps_in, uses_in
from ._together import together

OPTIONS = {
    "steps": {"type": "list", "elements": "str", "default": ["1", "2", "3", "4", "5"]},
    "subscription_ids": {"type": "list", "elements": "str", "default": []},
    "management_group": {"type": "str"},
    "uses": {"type": "list", "elements": "dict", "options": {
        "step": {"type": "int", "required": True, "choices": [1, 2, 3, 4, 5]},
        "module": {"type": "str", "required": True},
        "chosen": {"type": "bool", "default": True},
        "cases": {"type": "list", "elements": "str", "default": []},
        "scopes": {"type": "list", "elements": "str", "default": []},
        "groups": {"type": "list", "elements": "str", "default": []},
        "features": {"type": "list", "elements": "str", "default": []}}},
    "accept": {"type": "list", "elements": "str", "default": [], "choices": list(KINDS)},
}
NEEDS = {
    "graph": {"read": {"Organization.Read.All": "for licences", "GroupMember.Read.All": "for the number of groups"}},
    "azure": {"read": {
        "Microsoft.Authorization/permissions/read": "", "Microsoft.Resources/subscriptions/read": "",
        "Microsoft.Resources/subscriptions/providers/read": ""}},
}


def refuse(want, _cloud):
    steps_in(want["steps"])
    for each in want.get("uses", ()):
        if each["module"].removesuffix(TWIN) not in RESOURCES:
            raise Refusal(f"uses has the module '{each['module']}', which no step uses; correct it")
        unknown = [name for name in each["features"] if name not in FEATURES]
        if unknown:
            raise Refusal(f"uses has the feature '{unknown[0]}', which is none of {', '.join(sorted(FEATURES))}; correct it")
    uses = uses_in(want)
    if certain_of_managing(uses):
        guid(want.get("managing_tenant"), "managing_tenant")


async def examine(clients, want):
    """The findings, the same as lines of a table, and whether the chosen steps may begin."""
    uses = uses_in(want)
    found = capability_findings(clients.cloud, uses) + (await _of_tenant(clients, uses, want) if uses else [])
    found = in_order([{**each, "blocking": each["blocking"] and each["kind"] not in want["accept"]} for each in found])
    return {"ready": not any(each["blocking"] for each in found), "missing": found, "table": table(found)}


async def _of_tenant(clients, uses, want):
    """As far as the sign-in goes: without one there is nothing more to see."""
    found = await tenant_findings(clients, uses)
    if any(each["blocking"] for each in found):
        return found
    managing = askers_of_managing(uses, "managing_tenant" in want)
    found += await sign_in_findings(clients, uses, managing)
    if any(each["blocking"] for each in found):
        return found
    looked = await together(azure_findings(clients, uses), licence_findings(clients, uses), quota_findings(clients, uses))
    found += permission_findings(clients, uses, "graph")
    if managing:
        found += permission_findings(clients.managing, managing, "managing")
    return found + [each for findings in looked for each in findings]
