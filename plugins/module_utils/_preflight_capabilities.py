# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What the uses ask and the cloud lacks, by Microsoft's published metadata."""

from __future__ import annotations

from ._preflight_findings import CAPABILITY, finding, needed_by

# What a module cannot do without.
OF_MODULE = {
    "b2b_guest": ("invitations",), "defender_role": ("defender_roles",), "pim_group": ("pim_for_groups", "role_management_policies")}
# What a module leaves out where its task says so: who tells what is used names the feature where it is insisted on.
LEFT_OUT = {"access_package": ("access_package_resources",)}
# Feature -> (in words, what to do instead).
FEATURES = {
    "access_package_resources": ("access packages with resources", "invite the operators (external_access_way: invitation)"),
    "cross_cloud_organizations": ("connected organizations of another cloud", "leave partner_cloud out, or invite the operators"),
    "defender_roles": ("an API for roles of Microsoft Defender XDR", "give Microsoft Entra roles, and no roles of Defender"),
    "invitations": ("an API for guest invitations", "set external_access_way to synchronization"),
    "lighthouse_eligible_authorizations": (
        "eligible authorizations of Azure Lighthouse", "give the standing roles to a group in Privileged Identity Management"),
    "pim_for_groups": ("Privileged Identity Management for groups", "leave the step out for this tenant"),
    "requestor_justification": ("a requestor's justification in access packages", "leave requestor_justification out"),
    "role_management_policies": ("policies of Privileged Identity Management by API", "leave the step out for this tenant"),
    "tenant_restrictions": ("tenant restrictions of a partner", "leave tenant_restrictions out, and use Conditional Access"),
}


def capability_findings(cloud, uses):
    found = []
    for feature, (words, remedy) in FEATURES.items():
        users = [use for use in uses if feature in _asked(use)]
        if users and cloud.lacks(feature):
            told = all(use.cases is not None for use in users)     # otherwise nobody has said that the module is used
            found.append(finding(CAPABILITY, feature, f"The cloud {cloud.name} has no {words}", needed_by(users), remedy, blocking=told))
    return found


def _asked(use):
    untold = LEFT_OUT.get(use.module, ()) if use.cases is None else ()
    return (*OF_MODULE.get(use.module, ()), *untold, *use.features)
