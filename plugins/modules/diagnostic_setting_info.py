#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: diagnostic_setting_info
short_description: Report where a subscription's activity log, or the logs of Microsoft Entra, are sent
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports all diagnostic settings of the activity log of a subscription, or of Microsoft Entra.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  source:
    description: Whose logs, V(activity) for the activity log of O(subscription_id), V(entra) for the logs of Microsoft Entra.
    type: str
    choices: [activity, entra]
    required: true
  subscription_id:
    description: Id of the subscription. Required with O(source=activity).
    type: str
seealso:
  - module: multitenant.secops.diagnostic_setting
"""

EXAMPLES = r"""
- name: Where do the sign-in logs go?
  multitenant.secops.diagnostic_setting_info:
    tenant: "{{ secops_tenant_id }}"
    source: entra
  register: destinations
"""

RETURN = r"""
resources:
  description: The settings found, each as RV(multitenant.secops.diagnostic_setting#module:resource).
  returned: always
  type: list
  elements: dict
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _diagnostic_setting
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_diagnostic_setting)


if __name__ == "__main__":
    main()
