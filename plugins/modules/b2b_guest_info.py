#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: b2b_guest_info
short_description: Report the guests of a tenant
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports all guests (B2B collaboration users) of a tenant, or the one with an address.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  address:
    description: Only the guest with this home address, principal name or object id.
    type: str
seealso:
  - module: multitenant.secops.b2b_guest
"""

EXAMPLES = r"""
- name: Who is a guest here?
  multitenant.secops.b2b_guest_info:
    tenant: "{{ secops_tenant_id }}"
  register: guests
"""

RETURN = r"""
resources:
  description: The guests found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Object id., type: str, returned: always}
    address: {description: "Mail address, or principal name where there is none.", type: str, returned: always}
    display_name: {description: Name in the directory., type: str, returned: always}
    user_principal_name: {description: Principal name in this tenant., type: str, returned: always}
    user_type: {description: Guest or Member., type: str, returned: always}
    external_user_state: {description: PendingAcceptance or Accepted., type: str, returned: always}
    portal_url: {description: Where the guest works in this tenant., type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _b2b_guest
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_b2b_guest)


if __name__ == "__main__":
    main()
