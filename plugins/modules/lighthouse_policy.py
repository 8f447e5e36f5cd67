#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lighthouse_policy
short_description: Offer every subscription of a management group to a managing tenant by policy
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps an Azure Policy that makes an Azure Lighthouse offer in every subscription at or below a management group that has none to the
    managing tenant yet, in those that come later too. Azure Lighthouse itself knows no offers for management groups.
  - Three things are kept. The policy definition (deploy if not exists), its assignment at the same scope with an identity of its own, and
    that identity's role Owner there, without which Azure could not make the offers.
  - Azure evaluates a new subscription some time after it was made, up to a day later. In subscriptions that were there before the
    policy, nothing happens until somebody starts a remediation task for the assignment; M(multitenant.secops.lighthouse_offer) is the
    way for those.
  - Changed authorizations reach the offers that are still to be made. One that stands already is left as it is, since the policy looks
    only for an offer to the managing tenant.
  - The resource provider Microsoft.ManagedServices must be registered in a subscription before the policy can work there. See
    O(register_provider), and RV(multitenant.secops.lighthouse_policy_info#module:resources[].unregistered_subscription_ids).
  - The task acts in the managed tenant (O(tenant)). Principals are looked up by name in the managing tenant (O(managing_tenant), which
    must be set), roles by name at the scope; the rules for roles are those of M(multitenant.secops.lighthouse_offer).
  - A policy of this scope that somebody else made for an offer of the same name to the same tenant is adopted, unless it takes its values
    from parameters.
  - The sign-in needs the role Owner at the scope. Nobody has it at the root group at first; a Global Administrator with elevated access
    assigns it.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.lighthouse
  - multitenant.secops.attributes
  - multitenant.secops.scope
options:
  state:
    description:
      - V(present) keeps the policy, its assignment and the role of its identity.
      - V(absent) takes away the role, the assignment and the definition, in this order. Offers that the policy made stay;
        M(multitenant.secops.lighthouse_offer) ends them.
    type: str
    choices: [present, absent]
    default: present
  name:
    description: Name of the offer (exact), as the managed tenant is shown it, at most 256 characters.
    type: str
    required: true
  description:
    description: What the managed tenant is told of the offer. Left alone when not given.
    type: str
  location:
    description:
      - Region of the assignment's identity and of the record of the policy's deployments. Required with O(state=present).
      - Azure does not move an assignment, so another region than that of a standing one is refused.
    type: str
  register_provider:
    description:
      - Whether the resource provider Microsoft.ManagedServices is registered in each subscription at or below the scope where it is not.
      - Leave it off where another task of the play registers it (M(multitenant.secops.lighthouse_offer) does), since check mode would
        foretell that twice. It stays registered with O(state=absent).
    type: bool
    default: false
seealso:
  - module: multitenant.secops.lighthouse_policy_info
  - module: multitenant.secops.lighthouse_offer
  - module: multitenant.secops.lighthouse_restriction
"""

EXAMPLES = r"""
- name: Whatever subscription the tenant makes, the operators may work in it
  multitenant.secops.lighthouse_policy:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    management_group: "{{ secops_tenant_id }}"
    name: Security operations
    location: "{{ secops_location }}"
    authorizations:
      - principal: Azure SecOps
        roles: [Microsoft Sentinel Responder, Security Reader]

- name: The policy makes no offers any more
  multitenant.secops.lighthouse_policy:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    management_group: "{{ secops_tenant_id }}"
    name: Security operations
    state: absent
"""

RETURN = r"""
resource:
  description: The policy as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Resource id of the policy definition., type: str, returned: when present}
    name: {description: Name of the offer., type: str, returned: when present}
    description: {description: What the managed tenant is told of the offer; null when nothing., type: str, returned: when present}
    scope: {description: The management group or subscription that holds the policy., type: str, returned: when present}
    managing_tenant_id: {description: The tenant that is given access., type: str, returned: when present}
    location: {description: Region that the policy's deployments are kept in., type: str, returned: when present}
    authorizations:
      description: Standing access that the policy offers, one entry for each principal and role.
      type: list
      elements: dict
      returned: when present
      contains:
        principal_id: {description: Object id of the principal in the managing tenant., type: str, returned: always}
        display_name: {description: What the managed tenant is shown for the principal., type: str, returned: always}
        role: {description: Name of the role; null when it exists no more., type: str, returned: always}
        role_id: {description: Id of the role., type: str, returned: always}
        delegated_role_ids:
          description: Ids of the roles that the principal may assign to managed identities.
          type: list
          elements: str
          returned: always
    eligible_authorizations:
      description: Just-in-time access that the policy offers, one entry for each principal and role.
      type: list
      elements: dict
      returned: when present
      contains:
        principal_id: {description: Object id of the principal in the managing tenant., type: str, returned: always}
        display_name: {description: What the managed tenant is shown for the principal., type: str, returned: always}
        role: {description: Name of the role; null when it exists no more., type: str, returned: always}
        role_id: {description: Id of the role., type: str, returned: always}
        maximum_duration: {description: How long an activation lasts at most., type: str, returned: always}
        mfa: {description: Whether an activation needs multifactor authentication., type: bool, returned: always}
        approvers:
          description: Who approves an activation.
          type: list
          elements: dict
          returned: always
          contains:
            principal_id: {description: Object id of the approver in the managing tenant., type: str, returned: always}
            display_name: {description: What the managed tenant is shown for the approver., type: str, returned: always}
    assignment:
      description: Where the policy is in force; null when nowhere at this scope.
      type: dict
      returned: when present
      contains:
        id: {description: Resource id of the policy assignment., type: str, returned: always}
        location: {description: Region of the assignment's identity., type: str, returned: always}
        principal_id: {description: Object id of the assignment's identity; null when it has none., type: str, returned: always}
        enforced: {description: Whether the policy acts., type: bool, returned: always}
    role_assignment_id:
      description: Resource id of the assignment of the role Owner to the identity; null when there is none.
      type: str
      returned: when present
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample:
    - Create the policy for Lighthouse offer Security operations at management group 'Tenant Root Group'
    - Assign the policy for Lighthouse offer Security operations to management group 'Tenant Root Group'
    - Assign role Owner to the identity of the policy's assignment at management group 'Tenant Root Group'
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_policy
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_lighthouse_policy)


if __name__ == "__main__":
    main()
