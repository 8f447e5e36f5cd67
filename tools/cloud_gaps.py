# SPDX-License-Identifier: GPL-3.0-or-later
"""Write plugins/module_utils/_cloud_gaps.py: what each cloud's published Graph metadata lacks of what the collection uses.

A feature is (type, member) of Graph v1.0, or of beta, in tests/contracts/graph.json. What is in beta is lacking where no beta is
published. Run without arguments; the unit tests fail when the
written file is stale.
"""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "plugins" / "module_utils" / "_cloud_gaps.py"
FEATURES = {
    "pim_for_groups": ("graph.privilegedAccessGroup", "eligibilitySchedules"),
    "role_management_policies": ("graph.policyRoot", "roleManagementPolicies"),
    "tenant_restrictions": ("graph.crossTenantAccessPolicyConfigurationPartner", "tenantRestrictions"),
    "default_tenant_restrictions": ("graph.crossTenantAccessPolicyConfigurationDefault", "tenantRestrictions"),
    "allowed_cloud_endpoints": ("graph.crossTenantAccessPolicy", "allowedCloudEndpoints"),
    "identity_synchronization": ("graph.crossTenantAccessPolicyConfigurationPartner", "identitySynchronization"),
    "automatic_redemption": ("graph.crossTenantAccessPolicyConfigurationPartner", "automaticUserConsentSettings"),
    "identity_root": ("singletons", "identity"),
    "invitations": ("graph.invitation", "invitedUserEmailAddress"),
    "reset_redemption": ("graph.invitation", "resetRedemption"),
    "invited_user_sponsors": ("graph.invitation", "invitedUserSponsors"),
    "access_package_resources": ("graph.accessPackage", "resourceRoleScopes"),
    "requestor_justification": ("graph.accessPackageAssignmentApprovalSettings", "isRequestorJustificationRequired"),
    "cross_cloud_organizations": ("graph.crossCloudAzureActiveDirectoryTenant", "cloudInstance"),
    "user_sponsors": ("graph.user", "sponsors"),
}
BETA_FEATURES = {
    "defender_roles": ("graph.roleManagement", "defender"),
}


def lacking(graph, letter):
    types = {**graph["v1.0"]["types"], "singletons": {"nav": graph["v1.0"]["singletons"]}}
    gaps = [name for name, (owner, member) in FEATURES.items() if not present(types, owner, member, letter)]
    beta = graph["beta"]
    return sorted(gaps + [name for name, (owner, member) in BETA_FEATURES.items()
                          if letter not in beta["clouds"] or not present(beta["types"], owner, member, letter)])


def present(types, owner, member, letter):
    while owner:
        entry = types[owner]
        if letter not in entry.get("in", letter):
            return False
        for section in ("props", "nav"):
            words = entry.get(section, {}).get(member, "").split()
            if words:
                clouds = next((word[1:] for word in words if word.startswith("@")), None)
                return clouds is None or letter in clouds
        owner = entry.get("base")
    return False


def text():
    graph = json.loads((ROOT / "tests" / "contracts" / "graph.json").read_text())
    lines = [
        "# Copyright: (c) 2026, multitenant.secops contributors",
        "# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)",
        # REUSE-IgnoreStart
        "# SPDX-License-Identifier: GPL-3.0-or-later",
        # REUSE-IgnoreEnd
        "",
        "# Private to this collection: anything here may change without notice.",
        "# Written by tools/cloud_gaps.py from tests/contracts/graph.json: do not edit.",
        '"""What each cloud lacks, by its name in Microsoft\'s published Graph metadata."""',
        "",
        "from __future__ import annotations",
        "",
        "LACKS = {",
    ]
    for letter, cloud in graph["clouds"].items():
        lines.append(f'    "{cloud}": (')
        lines += [f'        "{name}",' for name in lacking(graph, letter)]
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


if __name__ == "__main__":
    TARGET.write_text(text())
