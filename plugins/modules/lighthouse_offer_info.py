#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lighthouse_offer_info
short_description: Report Azure Lighthouse offers
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the Azure Lighthouse offers of a subscription, to whichever tenant, with what they grant, where they are in force and where
    they overlap.
  - Each resource group is looked into, since the list of a subscription need not hold what is assigned to its resource groups.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
  name:
    description: Only offers of this name (exact).
    type: str
seealso:
  - module: multitenant.secops.lighthouse_offer
"""

EXAMPLES = r"""
- name: Who was given access to the subscription from outside?
  multitenant.secops.lighthouse_offer_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
  register: offers
"""

RETURN = r"""
resources:
  description: The offers found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Resource id of the registration definition., type: str, returned: always}
    name: {description: Name of the offer., type: str, returned: always}
    description: {description: What the managed tenant is told of it; null when nothing., type: str, returned: always}
    subscription_id: {description: The subscription that holds the offer., type: str, returned: always}
    managing_tenant_id: {description: The tenant that is given access., type: str, returned: always}
    provisioning_state: {description: How far the service is with the definition., type: str, returned: always}
    authorizations:
      description: Standing access, one entry for each principal and role.
      type: list
      elements: dict
      returned: always
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
      returned: always
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
      returned: always
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
      returned: always
      contains:
        offer: {description: Name of the other offer., type: str, returned: always}
        id: {description: Resource id of its registration definition., type: str, returned: always}
        principal_id: {description: Object id of the principal., type: str, returned: always}
        display_name: {description: What the managed tenant is shown for the principal., type: str, returned: always}
        role: {description: Name of the role; null when it exists no more., type: str, returned: always}
        role_id: {description: Id of the role., type: str, returned: always}
        scopes: {description: Where the other offer is in force., type: list, elements: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_offer
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_lighthouse_offer)


if __name__ == "__main__":
    main()
