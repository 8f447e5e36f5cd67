#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_plan_info
short_description: Report the plans of Microsoft Defender for Cloud
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports all plans that a subscription can have in its cloud, and which of them are on.
  - There are none to report as long as the resource provider Microsoft.Security is not registered.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
seealso:
  - module: multitenant.secops.defender_plan
"""

EXAMPLES = r"""
- name: Which plans are on?
  multitenant.secops.defender_plan_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
  register: plans
"""

RETURN = r"""
resources:
  description: The plans.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Resource id., type: str, returned: always}
    name: {description: Name., type: str, returned: always}
    enabled: {description: Whether it is on., type: bool, returned: always}
    subplan: {description: "Subplan; null where it has none.", type: str, returned: always}
    extensions: {description: "Extensions with name, enabled and properties.", type: list, elements: dict, returned: always}
    deprecated: {description: Whether it has been replaced by others., type: bool, returned: always}
    replaced_by: {description: Names of those others., type: list, elements: str, returned: always}
    enabled_since: {description: "When it was turned on; null when it is off.", type: str, returned: always}
    trial_remaining: {description: "How long it costs nothing yet, as an ISO 8601 duration.", type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _defender_plan
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_defender_plan)


if __name__ == "__main__":
    main()
