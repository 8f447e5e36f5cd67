#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lighthouse_offer
short_description: Offer a subscription to a managing tenant through Azure Lighthouse
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps an Azure Lighthouse offer, which is a registration definition and its assignments to the subscription or to resource groups.
  - The task acts in the managed tenant (O(tenant)). Principals are looked up by name in the managing tenant (O(managing_tenant), which
    must be set), roles by name in the subscription.
  - Every role is held against the rules of Azure Lighthouse by its present definition before anything is written.
  - The resource provider Microsoft.ManagedServices is registered when it is not, and stays registered.
  - The ids of what is created follow from subscription, managing tenant, name and scope, so that the same task never makes a second offer.
    An offer of this name to the same tenant that somebody else made is adopted. An offer is bound to its managing tenant, so another
    O(managing_tenant) makes another offer.
  - O(authorizations) and O(eligible_authorizations) are the whole lists, unless O(purge=false).
  - The sign-in must belong to the managed tenant itself (no guest, and nobody of the managing tenant) and may need the role Owner, since
    it must be allowed to write role assignments.
  - A new delegation can take a quarter of an hour until the managing tenant sees it, and only with a token made after that.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.lighthouse
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) keeps the offer and its assignments.
      - V(absent) takes the assignments away (those to O(resource_groups) only, where given), waits until they are gone, and removes the
        definition once nothing else uses it.
    type: str
    choices: [present, absent]
    default: present
  subscription_id:
    description: Id of the subscription, one of the managed tenant itself.
    type: str
    required: true
  name:
    description: Name of the offer (exact), as the managed tenant is shown it, at most 256 characters.
    type: str
    required: true
  definition_id:
    description:
      - Id of the registration definition, a GUID, when it is not to be the one that follows from subscription, managing tenant and name.
      - Chooses among several offers of one name, and lets an offer be renamed.
    type: str
  description:
    description: What the managed tenant is told of the offer. Left alone when not given.
    type: str
  resource_groups:
    description:
      - Names of the resource groups that are offered. Left out, the whole subscription is, and what is assigned to resource groups is left
        alone.
      - Microsoft Defender for Cloud across tenants needs the whole subscription.
    type: list
    elements: str
  purge:
    description:
      - Whether authorizations that the task does not name are taken out of the offer, and assignments to other scopes than
        O(resource_groups), where given, are taken away.
    type: bool
    default: true
  strip_overlaps:
    description:
      - Allow access to be taken away that another offer grants too (see RV(resource.overlaps)). Azure then takes it from both, until the
        other offer is applied anew.
    type: bool
    default: false
  allow_lockout:
    description:
      - Allow the last delegation to be ended by which O(managing_tenant) reaches the subscription, in whole or in a resource group.
      - An offer that gives nothing but the role Managed Services Registration assignment Delete Role reaches nothing. To take that role
        away needs no more than O(include_delete_role=false).
    type: bool
    default: false
seealso:
  - module: multitenant.secops.lighthouse_offer_info
  - module: multitenant.secops.pim_group
  - module: multitenant.secops.role_assignment
"""

EXAMPLES = r"""
- name: Operators of the managing tenant may work in the subscription
  multitenant.secops.lighthouse_offer:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    name: SecOps
    description: Security operations by the primary tenant
    authorizations:
      - principal: Azure SecOps
        roles: [Microsoft Sentinel Responder, Security Reader]

- name: Only one resource group, with a pipeline that may give managed identities the role Contributor
  multitenant.secops.lighthouse_offer:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    name: SecOps deployment
    resource_groups: [rg-secops]
    authorizations:
      - principal: secops-pipeline
        principal_type: ServicePrincipal
        roles: [Contributor, User Access Administrator]
        delegated_roles: [Contributor]

- name: Just in time, with approval (commercial cloud)
  multitenant.secops.lighthouse_offer:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    name: SecOps
    authorizations:
      - principal: Azure SecOps
        roles: [Reader]
    eligible_authorizations:
      - principal: Azure SecOps
        roles: [Microsoft Sentinel Contributor]
        maximum_duration: PT4H
        approvers:
          - principal: SecOps leads

- name: End the delegation
  multitenant.secops.lighthouse_offer:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    name: SecOps
    state: absent
"""

RETURN = r"""
resource:
  description: The offer as it is now; null when it is gone, or gone from the resource groups that were named.
  returned: always
  type: dict
  contains:
    id: {description: Resource id of the registration definition., type: str, returned: when present}
    name: {description: Name of the offer., type: str, returned: when present}
    description: {description: What the managed tenant is told of it; null when nothing., type: str, returned: when present}
    subscription_id: {description: The subscription that holds the offer., type: str, returned: when present}
    managing_tenant_id: {description: The tenant that is given access., type: str, returned: when present}
    provisioning_state: {description: How far the service is with the definition., type: str, returned: when present}
    authorizations:
      description: Standing access, one entry for each principal and role.
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
      description: Just-in-time access, one entry for each principal and role.
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
    assignments:
      description: Where the offer is in force.
      type: list
      elements: dict
      returned: when present
      contains:
        id: {description: Resource id of the registration assignment., type: str, returned: always}
        scope: {description: The subscription or resource group., type: str, returned: always}
        provisioning_state: {description: How far the service is with the assignment., type: str, returned: always}
    overlaps:
      description:
        - What other offers to the same tenant grant as well, to the same principal at a scope above, below or the same.
        - Azure takes such access away with either of the offers.
      type: list
      elements: dict
      returned: when present
      contains:
        offer: {description: Name of the other offer., type: str, returned: always}
        id: {description: Resource id of its registration definition., type: str, returned: always}
        principal_id: {description: Object id of the principal., type: str, returned: always}
        display_name: {description: What the managed tenant is shown for the principal., type: str, returned: always}
        role: {description: Name of the role; null when it exists no more., type: str, returned: always}
        role_id: {description: Id of the role., type: str, returned: always}
        scopes: {description: Where the other offer is in force., type: list, elements: str, returned: always}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create Lighthouse offer SecOps", "Assign Lighthouse offer SecOps to subscription 'Operations'"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_offer
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_lighthouse_offer)


if __name__ == "__main__":
    main()
