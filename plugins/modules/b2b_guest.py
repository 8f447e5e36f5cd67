#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: b2b_guest
short_description: Invite guests of another tenant and keep them
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps a guest (B2B collaboration user) in a tenant, named by the address at home.
  - A guest is found again however the directory stores the address, as principal name, mail or other mail.
  - The invitation leads to the Defender portal of the right cloud with the tenant in its address. The link to redeem it is never returned.
  - A person's user object is only ever deleted with O(delete_user).
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) invites the guest, or changes what differs.
      - V(absent) deletes the user object; refused without O(delete_user) while the guest is there, and always for whom
        O(protected_principals) names.
    type: str
    choices: [present, absent]
    default: present
  address:
    description:
      - The guest's mail address or user principal name at home. From another cloud it must be the user principal name.
      - With O(state=absent) an object id will do as well.
    type: str
    required: true
  display_name:
    description: Name shown in the directory. Left alone when not given.
    type: str
  user_type:
    description: What kind of user the guest is in this tenant. Microsoft takes V(Guest) when not given at the invitation.
    type: str
    choices: [Guest, Member]
  redirect_url:
    description:
      - Where the redeemed invitation leads.
      - When not given, the tenant's page of the Defender portal; of My Apps where that is not known, of the Azure portal where neither is.
    type: str
  send_message:
    description: Whether Microsoft sends a mail with the invitation. With automatic redemption on both sides there is no need to.
    type: bool
    default: false
  mail:
    description: What the mail says. Needs O(send_message). Microsoft ignores O(mail.body) when an application invites.
    type: dict
    suboptions:
      body:
        description: Text of the mail.
        type: str
      language:
        description: Language of the mail, such as V(en-US).
        type: str
      copy_to:
        description: One more address that the mail goes to.
        type: str
  sponsors:
    description: People or groups of this tenant who answer for the guest; the whole list. Left alone when not given.
    type: list
    elements: str
  reset_redemption:
    description:
      - Let the guest redeem the invitation anew, for example with another account. Done when the redemption was accepted, so give it
        for one run.
      - Not in USNat and USSec, whose API lacks it. An application cannot do it for a guest who holds a directory role.
    type: bool
    default: false
  delete_user:
    description: With O(state=absent), allow the user object to be deleted. It can be restored for 30 days.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.b2b_guest_info
  - module: multitenant.secops.xtap_policy
"""

EXAMPLES = r"""
- name: Operators of the managing tenant are guests here
  multitenant.secops.b2b_guest:
    tenant: "{{ secops_tenant_id }}"
    address: "{{ item }}"
    sponsors: [security.lead@northfleet.onmicrosoft.us]
  loop: "{{ secops_operators }}"

- name: An operator has left for good
  multitenant.secops.b2b_guest:
    tenant: "{{ secops_tenant_id }}"
    address: rowan.marsh@harborwatch.onmicrosoft.us
    state: absent
    delete_user: true
"""

RETURN = r"""
resource:
  description: The guest as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Object id., type: str, returned: when present}
    address: {description: The address as it was given., type: str, returned: when present}
    display_name: {description: Name in the directory., type: str, returned: when present}
    user_principal_name: {description: Principal name in this tenant., type: str, returned: when present}
    user_type: {description: Guest or Member., type: str, returned: when present}
    external_user_state: {description: PendingAcceptance or Accepted., type: str, returned: when present}
    portal_url: {description: Where the guest works in this tenant., type: str, returned: when present}
    sponsors: {description: Who answers for the guest., type: list, elements: str, returned: when present and O(sponsors) was given}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Invite avery.quill@harborwatch.onmicrosoft.us as a guest"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _b2b_guest
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_b2b_guest)


if __name__ == "__main__":
    main()
