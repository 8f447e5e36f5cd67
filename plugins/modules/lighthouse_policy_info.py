#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lighthouse_policy_info
short_description: Report the policies that make Azure Lighthouse offers
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the policies of a management group or subscription that make Azure Lighthouse offers, to whichever tenant, with what they
    offer, whether they are in force, and in which subscriptions they cannot work yet.
  - Policies that take their values from parameters are not told.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
  - multitenant.secops.scope
options:
  name:
    description: Only policies that make an offer of this name (exact).
    type: str
seealso:
  - module: multitenant.secops.lighthouse_policy
"""

EXAMPLES = r"""
- name: Which offers come by policy in the whole tenant, and where does it not work?
  multitenant.secops.lighthouse_policy_info:
    tenant: "{{ secops_tenant_id }}"
    management_group: "{{ secops_tenant_id }}"
  register: policies
"""

RETURN = r"""
resources:
  description: The policies found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Resource id of the policy definition., type: str, returned: always}
    name: {description: Name of the offer., type: str, returned: always}
    description: {description: What the managed tenant is told of the offer; null when nothing., type: str, returned: always}
    scope: {description: The management group or subscription that holds the policy., type: str, returned: always}
    managing_tenant_id: {description: The tenant that is given access., type: str, returned: always}
    location: {description: Region that the policy's deployments are kept in., type: str, returned: always}
    authorizations:
      description: Standing access that the policy offers, one entry for each principal and role.
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
      description: Just-in-time access that the policy offers, one entry for each principal and role.
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
    assignment:
      description: Where the policy is in force; null when nowhere at this scope.
      type: dict
      returned: always
      contains:
        id: {description: Resource id of the policy assignment., type: str, returned: always}
        location: {description: Region of the assignment's identity., type: str, returned: always}
        principal_id: {description: Object id of the assignment's identity; null when it has none., type: str, returned: always}
        enforced: {description: Whether the policy acts., type: bool, returned: always}
    role_assignment_id:
      description: Resource id of the assignment of the role Owner to the identity; null when there is none.
      type: str
      returned: always
    unregistered_subscription_ids:
      description:
        - Ids of the subscriptions at or below the scope in which the resource provider Microsoft.ManagedServices is not registered, so that
          no offer can be made there.
      type: list
      elements: str
      returned: always
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_policy
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_lighthouse_policy)


if __name__ == "__main__":
    main()
