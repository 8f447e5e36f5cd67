# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What an offer through Azure Lighthouse gives to whom, made in one subscription or by policy in many."""

    DOCUMENTATION = r"""
options:
  authorizations:
    description:
      - Standing access. The whole list. Required with O(state=present).
      - Give roles to security groups rather than to people, so that access changes without a change of the offer.
    type: list
    elements: dict
    suboptions:
      principal:
        description:
          - Who in the managing tenant gets the roles.
          - A security group's display name or object id; a user's principal name, mail or object id; a service principal's display name,
            application id or object id.
        type: str
        required: true
      principal_type:
        description: What O(authorizations[].principal) is.
        type: str
        choices: [Group, User, ServicePrincipal]
        default: Group
      display_name:
        description: What the managed tenant is shown for the principal. A new one is shown as it was named; a standing one is left alone.
        type: str
      roles:
        description:
          - Names (exact) or ids of built-in Azure roles, at least one.
          - Azure Lighthouse refuses Owner, custom roles, roles with data actions, and roles that decide about access, except User Access
            Administrator with O(authorizations[].delegated_roles).
        type: list
        elements: str
        required: true
      delegated_roles:
        description: With the role User Access Administrator, the roles that the principal may assign to managed identities.
        type: list
        elements: str
        default: []
  eligible_authorizations:
    description:
      - Access that people activate just in time. The whole list. Left alone when not given.
      - National clouds have none; give O(authorizations) to a group there that people join just in time (M(multitenant.secops.pim_group)).
      - The managing tenant needs Microsoft Entra ID P2 or Governance licences. Whoever is eligible also needs a standing role that can
        read, such as Reader, to see the subscription.
    type: list
    elements: dict
    suboptions:
      principal:
        description: Who in the managing tenant may activate the roles, as in O(authorizations[].principal).
        type: str
        required: true
      principal_type:
        description: What O(eligible_authorizations[].principal) is.
        type: str
        choices: [Group, User]
        default: Group
      display_name:
        description: As O(authorizations[].display_name).
        type: str
      roles:
        description: Names (exact) or ids of built-in Azure roles, with the same rules, and never User Access Administrator.
        type: list
        elements: str
        required: true
      maximum_duration:
        description: How long an activation lasts at most, V(PT30M) to V(PT8H) in steps of half an hour. The same wherever a role is named.
        type: str
        default: PT8H
      mfa:
        description: Whether an activation needs multifactor authentication. The same wherever a role is named.
        type: bool
        default: true
      approvers:
        description: Who approves an activation, at most ten; nobody needs to when empty. The same wherever a role is named.
        type: list
        elements: dict
        default: []
        suboptions:
          principal:
            description: A group or user of the managing tenant, as in O(authorizations[].principal).
            type: str
            required: true
          principal_type:
            description: What O(eligible_authorizations[].approvers[].principal) is.
            type: str
            choices: [Group, User]
            default: Group
  include_delete_role:
    description:
      - Whether everybody in O(authorizations) also gets the role Managed Services Registration assignment Delete Role.
      - Without it the managing tenant cannot end the delegation itself.
    type: bool
    default: true
"""
