#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: access_package_info
short_description: Report the access packages of a tenant
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports access packages of entitlement management with what they give and their policies. In USNat and USSec, whose API cannot say what
    a package gives, its resources are empty.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  name:
    description: Only those with this display name (exact).
    type: str
  catalog:
    description: Only those in this catalog, by its display name (exact) or id.
    type: str
seealso:
  - module: multitenant.secops.access_package
"""

EXAMPLES = r"""
- name: What may people ask for here?
  multitenant.secops.access_package_info:
    tenant: "{{ secops_tenant_id }}"
    catalog: Security operations
  register: packages
"""

RETURN = r"""
resources:
  description: The access packages found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Id of the access package., type: str, returned: always}
    name: {description: Display name., type: str, returned: always}
    description: {description: What it is for., type: str, returned: always}
    available: {description: Whether the cloud can have it., type: bool, returned: always}
    hidden: {description: Whether only who knows the link finds it., type: bool, returned: always}
    link:
      description: Where people ask for it, to be sent to them; null where the My Access portal of the cloud is not known.
      type: str
      returned: always
      sample: "https://myaccess.microsoft.us/@northfleet.onmicrosoft.us#/access-packages/5f0b8f0e-5a57-4a53-8f5e-0a52a3d1c001"
    catalog: {description: Name of its catalog., type: str, returned: always}
    catalog_settings:
      description: What the catalog is like.
      type: dict
      returned: always
      contains:
        description: {description: What it is for., type: str, returned: always}
        published: {description: Whether its packages can be asked for., type: bool, returned: always}
        external: {description: Whether people from outside can ask for them., type: bool, returned: always}
    resources:
      description: What it gives.
      type: list
      elements: dict
      returned: always
      contains:
        name: {description: Name of the group or application., type: str, returned: always}
        kind: {description: group or application., type: str, returned: always}
        roles: {description: Roles given of it., type: list, elements: str, returned: always}
    policies:
      description: Who may ask for it, how and for how long.
      type: list
      elements: dict
      returned: always
      contains:
        id: {description: Id of the policy., type: str, returned: always}
        name: {description: Display name., type: str, returned: always}
        description: {description: What it is for., type: str, returned: always}
        requestors: {description: Who may ask; null where a list says who., type: str, returned: always}
        people: {description: People and groups who may ask., type: list, elements: str, returned: always}
        connected_organizations: {description: Organizations whose people may ask., type: list, elements: str, returned: always}
        can_request: {description: Whether people may ask for themselves., type: bool, returned: always}
        can_extend: {description: Whether they may ask for more time., type: bool, returned: always}
        can_leave: {description: Whether they may give their access up., type: bool, returned: always}
        approval:
          description: Who approves.
          type: dict
          returned: always
          contains:
            stages:
              description: The stages of approval, in order.
              type: list
              elements: dict
              returned: always
              contains:
                approvers: {description: Who approves., type: list, elements: str, returned: always}
                fallback_approvers: {description: Who does where there is nobody else., type: list, elements: str, returned: always}
                decide_within: {description: When a request is denied by itself., type: str, returned: always}
                justification: {description: Whether approvers say why., type: bool, returned: always}
            for_extension: {description: Whether more time needs an approval too., type: bool, returned: always}
        duration: {description: How long an access lasts., type: str, returned: always}
        ends: {description: When every access ends., type: str, returned: always}
        permanent: {description: Whether an access lasts without an end., type: bool, returned: always}
        review:
          description: How it is reviewed who has access; null when it is not.
          type: dict
          returned: always
          contains:
            recurrence: {description: How often., type: str, returned: always}
            starts: {description: When the first review begins., type: str, returned: always}
            duration: {description: How long each review takes., type: str, returned: always}
            reviewers: {description: Who reviews., type: list, elements: str, returned: always}
            fallback_reviewers: {description: Who reviews where there is nobody else., type: list, elements: str, returned: always}
            self_review: {description: Whether everybody reviews themselves., type: bool, returned: always}
            undecided: {description: What becomes of whom nobody decides about., type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _access_package
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_access_package)


if __name__ == "__main__":
    main()
