#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: access_package
short_description: Keep access packages with their catalog, resources and policies
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps an access package of entitlement management, that is, what people inside or outside the tenant may ask for by themselves, with
    the catalog that it is in, the groups and applications that it gives, and the policies that say who may ask, who approves, how long an
    access lasts and who reviews it.
  - Catalogs, packages and policies are found by their exact names and adopted. Two of a name are an error that lists both ids.
  - What the service answers before it is done (a group put into a catalog, an access ended) is waited for.
  - The result's RV(ignore:resource.link) is what to send to those who may ask.
  - Not in USNat and USSec, whose API cannot say what a package gives.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) makes the package, or changes what differs.
      - V(absent) removes it with its policies; refused while people have access through it, unless O(end_assignments) says so. The catalog
        and what is in it stay, unless O(remove_catalog) says so. Refused, too, while somebody has access through it whom
        O(protected_principals) names.
    type: str
    choices: [present, absent]
    default: present
  name:
    description: Display name (exact) of the package within its catalog.
    type: str
    required: true
  catalog:
    description: The catalog, by its display name (exact) or id.
    type: str
    required: true
  catalog_settings:
    description: What the catalog is like. What is left out stays as it is.
    type: dict
    suboptions:
      description:
        description: What it is for. An empty text removes it.
        type: str
      published:
        description: Whether its packages can be asked for. A new catalog is published.
        type: bool
      external:
        description: Whether people from outside can ask for its packages. In a new catalog they cannot.
        type: bool
  keep_catalog:
    description:
      - Whether this task makes the catalog and puts the resources into it.
      - Where several packages share a catalog, one task keeps it, and the others, with V(false), expect it and its resources to be there.
    type: bool
    default: true
  remove_catalog:
    description:
      - With O(state=absent), delete the catalog too, with the resources in it. It stays while other packages are in it; RV(left) tells.
    type: bool
    default: false
  going_packages:
    description:
      - All access packages that tasks of this run take away, in order. Check mode, which still finds them, takes those before O(name) for
        gone; a run counts what is there. With O(remove_catalog), those after O(name) take the catalog with them.
    type: list
    elements: str
  resources:
    description: Groups and applications that the package gives. Others that it gives stay, unless O(purge) says otherwise.
    type: list
    elements: dict
    suboptions:
      name:
        description: The group by display name or object id; the application by display name, application id or object id.
        type: str
        required: true
      kind:
        description: What it is.
        type: str
        choices: [group, application]
        default: group
      roles:
        description:
          - What is given of it. Of a group V(Member), V(Owner) and, where Privileged Identity Management keeps the group,
            V(Eligible Member) and V(Eligible Owner). Of an application its roles for people, by display name.
        type: list
        elements: str
        default: [Member]
  description:
    description: What the package is for, as those see it who may ask. Left alone when not given; an empty text removes it.
    type: str
  hidden:
    description: Whether only who knows the link finds the package. Left alone when not given; a new one is not hidden.
    type: bool
  policies:
    description:
      - Who may ask, who approves, how long an access lasts, who reviews it. Policies that are not named stay, unless O(purge) says
        otherwise.
      - Microsoft takes a policy as a whole only; what is left out here is sent as it was read, questions and extensions included.
    type: list
    elements: dict
    suboptions:
      name:
        description: Display name (exact) of the policy within the package.
        type: str
        required: true
      description:
        description: What it is for. Left alone when not given; an empty text removes it.
        type: str
      requestors:
        description:
          - Who may ask. V(nobody) leaves it to administrators to assign the package, V(members) are those of this tenant, V(directory) are
            its guests too, V(connected_organizations) are people of all that are configured, V(external) is everybody from outside.
          - Left alone when neither this nor a list of those who may ask is given; nobody in a new policy.
        type: str
        choices: [nobody, members, directory, connected_organizations, external]
      people:
        description: People and groups of this tenant who may ask, in place of O(policies[].requestors).
        type: list
        elements: str
      connected_organizations:
        description:
          - Connected organizations whose people may ask, by name or id, in place of O(policies[].requestors).
          - M(multitenant.secops.connected_organization) makes them.
        type: list
        elements: str
      can_request:
        description: Whether people may ask for themselves. Left alone when not given; in a new policy they may when it lets anybody in.
        type: bool
      can_extend:
        description: Whether they may ask for more time. Left alone when not given; not in a new policy.
        type: bool
      can_leave:
        description: Whether they may give their access up. As O(policies[].can_request) when not given.
        type: bool
      approval:
        description: Who approves. Left alone when not given; nobody has to in a new policy.
        type: dict
        suboptions:
          stages:
            description: Up to three stages, in order; an empty list when nobody has to approve.
            type: list
            elements: dict
            suboptions:
              approvers:
                description:
                  - People and groups, one of whom approves, or V(internal_sponsors) and V(external_sponsors) of the connected organization
                    of whoever asks.
                type: list
                elements: str
                required: true
              fallback_approvers:
                description: Who approves where there is nobody else, needed with sponsors. Left alone when not given.
                type: list
                elements: str
              decide_within:
                description:
                  - When a request is denied by itself, as an ISO 8601 duration of at most 14 days. Left alone when not given, V(P14D) in a
                    new stage.
                type: str
              justification:
                description: Whether approvers have to say why. Left alone when not given; in a new stage they have to.
                type: bool
          for_extension:
            description: Whether more time needs an approval too.
            type: bool
          requestor_justification:
            description: Whether whoever asks has to say why. Only in the public cloud.
            type: bool
      duration:
        description:
          - How long an access lasts, as an ISO 8601 duration such as V(P180D).
          - Left alone when neither this, O(policies[].ends) nor O(policies[].permanent) is given; V(P365D) in a new policy.
        type: str
      ends:
        description: When every access ends, with a time zone, such as V(2027-01-31T18:00:00Z).
        type: str
      permanent:
        description: Whether an access lasts without an end.
        type: bool
      review:
        description: How it is reviewed who has access. Left alone when not given; null for no review.
        type: dict
        suboptions:
          recurrence:
            description: How often. Left alone when not given, V(quarterly) in a new review.
            type: str
            choices: [weekly, monthly, quarterly, half_yearly, yearly]
          starts:
            description: When the first one begins, with a time zone. Left alone when not given, the next midnight in a new review.
            type: str
          duration_days:
            description: How many days each takes. Left alone when not given, 25 in a new review.
            type: int
          reviewers:
            description: People and groups who review. A new review needs them, or O(policies[].review.self_review).
            type: list
            elements: str
          fallback_reviewers:
            description: Who reviews where there is nobody else.
            type: list
            elements: str
          self_review:
            description: Whether everybody reviews themselves.
            type: bool
          undecided:
            description:
              - What becomes of whom nobody decides about. V(keep) and V(remove) do what they say of the access, V(recommendation) does
                what Microsoft recommends. Left alone when not given, V(keep) in a new review.
            type: str
            choices: [keep, remove, recommendation]
          recommendations:
            description: Whether reviewers see what Microsoft recommends.
            type: bool
          justification:
            description: Whether reviewers have to say why.
            type: bool
  purge:
    description: Whether roles and policies of the package that O(resources) and O(policies), where given, do not name are taken away.
    type: bool
    default: false
  end_assignments:
    description: Allow ending the access of people, where a package or policy is to go through which they have it.
    type: bool
    default: false
  unavailable:
    description:
      - What to do where the cloud has no API for what an access package gives.
      - V(refuse) fails before any call. V(skip) changes nothing, and RV(resource.available) says so. Nobody can ask for access then.
    type: str
    choices: [refuse, skip]
    default: refuse
seealso:
  - module: multitenant.secops.access_package_info
  - module: multitenant.secops.connected_organization
  - module: multitenant.secops.pim_group
"""

EXAMPLES = r"""
- name: Operators of the managing tenant ask for their access here by themselves
  multitenant.secops.access_package:
    tenant: "{{ secops_tenant_id }}"
    name: Security operator
    description: Eligible membership of the group that operates Microsoft 365 Defender
    catalog: Security operations
    catalog_settings:
      external: true
    resources:
      - name: Microsoft 365 SecOps
        roles: [Eligible Member]
    policies:
      - name: Harborwatch operators
        connected_organizations: [Harborwatch]
        duration: P180D
        approval:
          stages:
            - approvers: [internal_sponsors]
              fallback_approvers: [security.lead@northfleet.onmicrosoft.us]
        review:
          recurrence: quarterly
          reviewers: [security.lead@northfleet.onmicrosoft.us]
          undecided: remove
  register: package

- name: Nobody needs it any more
  multitenant.secops.access_package:
    tenant: "{{ secops_tenant_id }}"
    name: Security operator
    catalog: Security operations
    state: absent
    end_assignments: true
    remove_catalog: true
"""

RETURN = r"""
resource:
  description: The access package as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Id of the access package., type: str, returned: when present}
    name: {description: Display name., type: str, returned: when present}
    description: {description: What it is for., type: str, returned: when present}
    available: {description: Whether the cloud can have it., type: bool, returned: when present}
    hidden: {description: Whether only who knows the link finds it., type: bool, returned: when present}
    link:
      description: Where people ask for it, to be sent to them; null where the My Access portal of the cloud is not known.
      type: str
      returned: when present
      sample: "https://myaccess.microsoft.us/@northfleet.onmicrosoft.us#/access-packages/5f0b8f0e-5a57-4a53-8f5e-0a52a3d1c001"
    catalog: {description: Name of its catalog., type: str, returned: when present}
    catalog_settings:
      description: What the catalog is like.
      type: dict
      returned: when present
      contains:
        description: {description: What it is for., type: str, returned: when present}
        published: {description: Whether its packages can be asked for., type: bool, returned: when present}
        external: {description: Whether people from outside can ask for them., type: bool, returned: when present}
    resources:
      description: What it gives.
      type: list
      elements: dict
      returned: when present
      contains:
        name: {description: Name of the group or application., type: str, returned: when present}
        kind: {description: group or application., type: str, returned: when present}
        roles: {description: Roles given of it., type: list, elements: str, returned: when present}
    policies:
      description: Who may ask for it, how and for how long.
      type: list
      elements: dict
      returned: when present
      contains:
        id: {description: Id of the policy., type: str, returned: when present}
        name: {description: Display name., type: str, returned: when present}
        description: {description: What it is for., type: str, returned: when present}
        requestors: {description: Who may ask; null where a list says who., type: str, returned: when present}
        people: {description: People and groups who may ask., type: list, elements: str, returned: when present}
        connected_organizations: {description: Organizations whose people may ask., type: list, elements: str, returned: when present}
        can_request: {description: Whether people may ask for themselves., type: bool, returned: when present}
        can_extend: {description: Whether they may ask for more time., type: bool, returned: when present}
        can_leave: {description: Whether they may give their access up., type: bool, returned: when present}
        approval:
          description: Who approves.
          type: dict
          returned: when present
          contains:
            stages:
              description: The stages of approval, in order.
              type: list
              elements: dict
              returned: when present
              contains:
                approvers: {description: Who approves., type: list, elements: str, returned: when present}
                fallback_approvers: {description: Who does where there is nobody else., type: list, elements: str, returned: when present}
                decide_within: {description: When a request is denied by itself., type: str, returned: when present}
                justification: {description: Whether approvers say why., type: bool, returned: when present}
            for_extension: {description: Whether more time needs an approval too., type: bool, returned: when present}
        duration: {description: How long an access lasts., type: str, returned: when present}
        ends: {description: When every access ends., type: str, returned: when present}
        permanent: {description: Whether an access lasts without an end., type: bool, returned: when present}
        review:
          description: How it is reviewed who has access; null when it is not.
          type: dict
          returned: when present
          contains:
            recurrence: {description: How often., type: str, returned: when present}
            starts: {description: When the first review begins., type: str, returned: when present}
            duration: {description: How long each review takes., type: str, returned: when present}
            reviewers: {description: Who reviews., type: list, elements: str, returned: when present}
            fallback_reviewers: {description: Who reviews where there is nobody else., type: list, elements: str, returned: when present}
            self_review: {description: Whether everybody reviews themselves., type: bool, returned: when present}
            undecided: {description: What becomes of whom nobody decides about., type: str, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create catalog Security operations", "Add group Microsoft 365 SecOps to catalog Security operations"]
human_steps:
  description: Which policies stay since somebody of O(multitenant.secops.access_package#module:protected_principals) has access by them.
  returned: always
  type: list
  elements: str
left:
  description: What is left though the task asked for its removal, and why.
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _access_package
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_access_package)


if __name__ == "__main__":
    main()
