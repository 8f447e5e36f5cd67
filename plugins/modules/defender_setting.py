#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_setting
short_description: Keep the integrations of Microsoft Defender for Cloud
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Turns settings of Microsoft Defender for Cloud on a subscription on or off. Azure has no settings that are not there, so with
    O(state=absent) they are off.
  - The resource provider Microsoft.Security must be registered, which M(multitenant.secops.defender_plan) does. It is waited for.
  - Defender for Endpoint needs the plan V(VirtualMachines). Machines then report to the Defender for Endpoint of the tenant that the
    subscription belongs to, never to the managing tenant.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) turns the settings on.
      - V(absent) turns the settings off.
    type: str
    choices: [present, absent]
    default: present
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
  settings:
    description:
      - The settings. Those that are not named are left alone.
      - V(WDATP) is the integration with Defender for Endpoint, V(WDATP_UNIFIED_SOLUTION) its unified agent for Windows Server 2012 R2 and
        2016, and V(WDATP_EXCLUDE_LINUX_PUBLIC_PREVIEW) leaves Linux out of it.
      - V(MCAS) is the integration with Defender for Cloud Apps.
      - V(Sentinel) synchronizes the status of alerts with Microsoft Sentinel.
      - US Government has V(WDATP) and V(MCAS). China and air-gapped clouds have none.
    type: list
    elements: str
    choices: [WDATP, WDATP_UNIFIED_SOLUTION, WDATP_EXCLUDE_LINUX_PUBLIC_PREVIEW, MCAS, Sentinel]
    required: true
  unavailable:
    description:
      - What to do about settings that the cloud does not have.
      - V(refuse) fails before any call. V(skip) leaves them out and names them in RV(resource.not_offered), so that one list can serve
        tenants in several clouds.
      - With O(state=absent) such settings are off already.
    type: str
    choices: [refuse, skip]
    default: refuse
seealso:
  - module: multitenant.secops.defender_setting_info
  - module: multitenant.secops.defender_plan
"""

EXAMPLES = r"""
- name: Let Defender for Servers use Defender for Endpoint
  multitenant.secops.defender_setting:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    settings: [WDATP]

- name: Stop the synchronization of alerts
  multitenant.secops.defender_setting:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    settings: [Sentinel]
    state: absent
"""

RETURN = r"""
resource:
  description: The settings of the task that are on; null when with O(state=absent) none is.
  returned: always
  type: dict
  contains:
    subscription_id: {description: The subscription., type: str, returned: when present}
    settings: {description: Those of the task's settings that are on., type: list, elements: str, returned: when present}
    not_offered:
      description: What was asked for and is not in this cloud, in words.
      type: list
      elements: str
      returned: when present
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Turn on Defender for Endpoint integration (WDATP) at subscription 'Operations'"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _defender_setting
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_defender_setting)


if __name__ == "__main__":
    main()
