#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: security_contact
short_description: Keep the security contact of a subscription
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Says whom Microsoft Defender for Cloud mails about a subscription, and about what. Azure has one such contact in each subscription.
  - The resource provider Microsoft.Security must be registered, which M(multitenant.secops.defender_plan) does. It is waited for.
  - National clouds have the older form of the contact, which knows alerts and no attack paths.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) creates and keeps the contact, and turns it on.
      - V(absent) deletes the contact. Nobody is mailed then.
    type: str
    choices: [present, absent]
    default: present
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
  emails:
    description: All addresses that are mailed. Left alone when not given.
    type: list
    elements: str
  phone:
    description: Telephone number. Left alone when not given.
    type: str
  roles:
    description: The Azure roles at the subscription whose holders are mailed as well. Left alone when not given.
    type: list
    elements: str
    choices: [AccountAdmin, ServiceAdmin, Owner, Contributor]
  alert_severity:
    description:
      - The least severity of alerts that mails are sent about. Left alone when not given.
      - A new contact is mailed about alerts of the severity V(High) when not given.
    type: str
    choices: [Low, Medium, High, never]
  attack_path_risk:
    description:
      - The least risk of attack paths that mails are sent about. Left alone when not given.
      - A new contact is not mailed about attack paths when not given. National clouds do not mail about them at all.
    type: str
    choices: [Low, Medium, High, Critical, never]
seealso:
  - module: multitenant.secops.security_contact_info
"""

EXAMPLES = r"""
- name: Mail the operations centre
  multitenant.secops.security_contact:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    emails: [soc@harborwatch.onmicrosoft.us]
    roles: [Owner]
    alert_severity: Medium

- name: Mail nobody
  multitenant.secops.security_contact:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    state: absent
"""

RETURN = r"""
resource:
  description: The contact as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Resource id., type: str, returned: when present}
    subscription_id: {description: The subscription., type: str, returned: when present}
    emails: {description: Who is mailed., type: list, elements: str, returned: when present}
    phone: {description: Telephone number., type: str, returned: when present}
    roles: {description: Holders of which Azure roles are mailed as well., type: list, elements: str, returned: when present}
    alert_severity: {description: The least severity of alerts that mails are sent about., type: str, returned: when present}
    attack_path_risk: {description: The least risk of attack paths that mails are sent about., type: str, returned: when present}
    enabled: {description: Whether mails are sent., type: bool, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create the security contact of subscription 'Operations'"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _security_contact
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_security_contact)


if __name__ == "__main__":
    main()
