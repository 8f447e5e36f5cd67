#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: security_contact_info
short_description: Report the security contact of a subscription
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports whom Microsoft Defender for Cloud mails about a subscription, and about what.
  - There is none to report as long as the resource provider Microsoft.Security is not registered.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
seealso:
  - module: multitenant.secops.security_contact
"""

EXAMPLES = r"""
- name: Who is mailed?
  multitenant.secops.security_contact_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
  register: contacts
"""

RETURN = r"""
resources:
  description: The contact, in a list of one; an empty list when there is none.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Resource id., type: str, returned: always}
    subscription_id: {description: The subscription., type: str, returned: always}
    emails: {description: Who is mailed., type: list, elements: str, returned: always}
    phone: {description: Telephone number., type: str, returned: always}
    roles: {description: Holders of which Azure roles are mailed as well., type: list, elements: str, returned: always}
    alert_severity: {description: The least severity of alerts that mails are sent about., type: str, returned: always}
    attack_path_risk: {description: The least risk of attack paths that mails are sent about., type: str, returned: always}
    enabled: {description: Whether mails are sent., type: bool, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _security_contact
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_security_contact)


if __name__ == "__main__":
    main()
