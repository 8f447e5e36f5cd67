#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pim_group
short_description: Give just-in-time access by a group in Privileged Identity Management
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps a security group with its owners, its PIM policies, and who is eligible or assigned actively as a member or an owner.
  - Everything that PIM accepts is read back before it is reported. What a policy would refuse is refused before anything is written.
  - Lists that would leave nobody who could get into the group, or nobody who manages it, are refused unless O(allow_lockout) is set. So
    is deleting a group in which somebody is whom O(protected_principals) names, whatever else is set.
  - People who were added to the group itself, and those who have activated their eligibility, are left alone.
notes:
  - The tenant needs Microsoft Entra ID P2 or Microsoft Entra ID Governance.
  - PIM does not take groups with a dynamic membership or from on premises.
  - An active assignment can be removed five minutes after it began; the module waits for that as long as O(wait_timeout_seconds) allows.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - Whether the group is there. V(absent) deletes it with all that PIM knows of it; it can be restored for 30 days.
      - What else hangs on the group is looked up before, see O(in_use).
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Display name of the group, or the object id of one that is there.
      - Microsoft Entra compares names without case. Where no group has exactly this name, one whose name differs in case only is taken,
        with O(state=absent) too, and keeps its spelling; several of those are refused.
      - Blanks around the name and control characters in it are refused.
    type: str
    required: true
  description:
    description: What the group is for. Left alone when not given; an empty text removes it.
    type: str
  role_assignable:
    description:
      - Whether directory roles can be assigned to the group, which also protects it from administrators of other groups.
      - Only chosen when a group is created. A group of the same name that differs in this is refused, with O(state=absent) too.
    type: bool
    default: true
  owners:
    description:
      - The permanent owners, people (by user principal name, mail or object id) and service principals (by display name, application id or
        object id).
      - The whole list unless O(purge=false); left alone when not given. New owners come before old ones go. The last person stays.
    type: list
    elements: str
  eligible:
    description:
      - Who may activate membership or ownership.
      - The whole list unless O(purge=false); left alone when not given.
    type: list
    elements: dict
    suboptions:
      principals:
        description:
          - Who. People by user principal name, mail (guests by their address at home) or object id, groups by display name or object id.
          - A group can be an eligible member only.
        type: list
        elements: str
        required: true
      access:
        description: What of the group it is about.
        type: str
        choices: [member, owner]
        default: member
      ends:
        description:
          - When it ends, with a time zone, such as V(2027-01-31T18:00:00Z).
          - Exactly one of O(eligible[].ends), O(eligible[].duration) and O(eligible[].permanent) is needed.
        type: str
      duration:
        description:
          - How long it lasts, as an ISO 8601 duration without months and years, such as V(P180D).
          - It counts from the grant. Whoever was granted as much is left alone until that ends.
        type: str
      permanent:
        description: Whether it lasts without an end. The policy must allow that, which it does not in a new group.
        type: bool
      justification:
        description: Why; needed where O(member_policy.eligible_requirements) or its like for owners says so. Only sent, never compared.
        type: str
      ticket:
        description: The ticket that it belongs to. Only sent, never compared.
        type: dict
        suboptions:
          number:
            description: Number of the ticket.
            type: str
          system:
            description: System that holds the ticket.
            type: str
  active:
    description:
      - Who is a member or an owner without activation. Permanent owners who are not named here are left to O(owners).
      - The whole list unless O(purge=false); left alone when not given.
    type: list
    elements: dict
    suboptions:
      principals:
        description:
          - Who. People by user principal name, mail (guests by their address at home) or object id, groups by display name or object id.
          - People only.
        type: list
        elements: str
        required: true
      access:
        description: What of the group it is about.
        type: str
        choices: [member, owner]
        default: member
      ends:
        description:
          - When it ends, with a time zone, such as V(2027-01-31T18:00:00Z).
          - Exactly one of O(active[].ends), O(active[].duration) and O(active[].permanent) is needed.
        type: str
      duration:
        description:
          - How long it lasts, as an ISO 8601 duration without months and years, such as V(P180D).
          - It counts from the grant. Whoever was granted as much is left alone until that ends.
        type: str
      permanent:
        description: Whether it lasts without an end. The policy must allow that, which it does not in a new group.
        type: bool
      justification:
        description: Why; needed where O(member_policy.active_requirements) or its like for owners says so. Only sent, never compared.
        type: str
      ticket:
        description: The ticket that it belongs to. Only sent, never compared.
        type: dict
        suboptions:
          number:
            description: Number of the ticket.
            type: str
          system:
            description: System that holds the ticket.
            type: str
  purge:
    description:
      - Whether those whom O(owners), O(eligible) and O(active) do not name lose their place.
      - A list that is not given takes nothing away.
    type: bool
    default: true
  member_policy:
    description:
      - The PIM policy for members. It is written before the assignments that it must allow.
      - What is left out stays as it is. In a new group, all that is given is set, whatever the tenant's default may be.
    type: dict
    suboptions:
      activation_maximum_duration:
        description: The longest activation, V(PT30M) to V(PT24H) in steps of 30 minutes.
        type: str
      activation_requirements:
        description: All that is asked of whoever activates. V(mfa) excludes O(member_policy.authentication_context).
        type: list
        elements: str
        choices: [mfa, justification, ticket]
      authentication_context:
        description:
          - Id of the Conditional Access authentication context that activation requires, such as V(c1); null or empty for none.
          - The context must be published, and an enabled Conditional Access policy must use it, or it protects nothing.
          - That is not checked.
        type: str
      approval:
        description: Whether somebody must approve an activation, and who.
        type: dict
        suboptions:
          required:
            description: Whether approval is needed.
            type: bool
          approvers:
            description: The whole list of approvers, named like O(eligible[].principals). One is enough to approve.
            type: list
            elements: str
      eligible_expiration:
        description: How long eligible assignments may last. What is left out stays as it is, or as it is in a new group (at most 365 days).
        type: dict
        suboptions:
          required:
            description: Whether they must end; V(false) allows permanent ones.
            type: bool
          maximum_duration:
            description: The longest, one of V(P15D), V(P30D), V(P90D), V(P180D) and V(P365D).
            type: str
      eligible_requirements:
        description: All that is asked of whoever makes somebody eligible.
        type: list
        elements: str
        choices: [mfa, justification]
      active_expiration:
        description: How long active assignments may last. What is left out stays as it is, or as it is in a new group (at most 180 days).
        type: dict
        suboptions:
          required:
            description: Whether they must end; V(false) allows permanent ones.
            type: bool
          maximum_duration:
            description: The longest, one of V(P15D), V(P30D), V(P90D), V(P180D) and V(P365D).
            type: str
      active_requirements:
        description:
          - All that is asked of whoever assigns somebody actively. In a new group, a justification.
          - An application has no second factor, so with V(mfa) only a person can assign.
        type: list
        elements: str
        choices: [mfa, justification]
      notifications:
        description: Mails that PIM sends. Each entry is about one event and one kind of recipient; those not named stay as they are.
        type: list
        elements: dict
        suboptions:
          event:
            description: Somebody becomes V(eligible), is assigned as V(active), or activates (V(activation)).
            type: str
            choices: [eligible, active, activation]
            required: true
          recipient:
            description: Who gets the mail.
            type: str
            choices: [admin, requestor, approver]
            required: true
          level:
            description: Which mails are sent.
            type: str
            choices: [all, critical, none]
          default_recipients:
            description: Whether those get it whom Microsoft chooses.
            type: bool
          additional_recipients:
            description: All other addresses that get it.
            type: list
            elements: str
  owner_policy:
    description:
      - The PIM policy for owners. It is written before the assignments that it must allow.
      - What is left out stays as it is. In a new group, all that is given is set, whatever the tenant's default may be.
    type: dict
    suboptions:
      activation_maximum_duration:
        description: The longest activation, V(PT30M) to V(PT24H) in steps of 30 minutes.
        type: str
      activation_requirements:
        description: All that is asked of whoever activates. V(mfa) excludes O(owner_policy.authentication_context).
        type: list
        elements: str
        choices: [mfa, justification, ticket]
      authentication_context:
        description:
          - Id of the Conditional Access authentication context that activation requires, such as V(c1); null or empty for none.
          - The context must be published, and an enabled Conditional Access policy must use it, or it protects nothing.
          - That is not checked.
        type: str
      approval:
        description: Whether somebody must approve an activation, and who.
        type: dict
        suboptions:
          required:
            description: Whether approval is needed.
            type: bool
          approvers:
            description: The whole list of approvers, named like O(eligible[].principals). One is enough to approve.
            type: list
            elements: str
      eligible_expiration:
        description: How long eligible assignments may last. What is left out stays as it is, or as it is in a new group (at most 365 days).
        type: dict
        suboptions:
          required:
            description: Whether they must end; V(false) allows permanent ones.
            type: bool
          maximum_duration:
            description: The longest, one of V(P15D), V(P30D), V(P90D), V(P180D) and V(P365D).
            type: str
      eligible_requirements:
        description: All that is asked of whoever makes somebody eligible.
        type: list
        elements: str
        choices: [mfa, justification]
      active_expiration:
        description: How long active assignments may last. What is left out stays as it is, or as it is in a new group (at most 180 days).
        type: dict
        suboptions:
          required:
            description: Whether they must end; V(false) allows permanent ones.
            type: bool
          maximum_duration:
            description: The longest, one of V(P15D), V(P30D), V(P90D), V(P180D) and V(P365D).
            type: str
      active_requirements:
        description:
          - All that is asked of whoever assigns somebody actively. In a new group, a justification.
          - An application has no second factor, so with V(mfa) only a person can assign.
        type: list
        elements: str
        choices: [mfa, justification]
      notifications:
        description: Mails that PIM sends. Each entry is about one event and one kind of recipient; those not named stay as they are.
        type: list
        elements: dict
        suboptions:
          event:
            description: Somebody becomes V(eligible), is assigned as V(active), or activates (V(activation)).
            type: str
            choices: [eligible, active, activation]
            required: true
          recipient:
            description: Who gets the mail.
            type: str
            choices: [admin, requestor, approver]
            required: true
          level:
            description: Which mails are sent.
            type: str
            choices: [all, critical, none]
          default_recipients:
            description: Whether those get it whom Microsoft chooses.
            type: bool
          additional_recipients:
            description: All other addresses that get it.
            type: list
            elements: str
  in_use:
    description:
      - With O(state=absent), what happens to a group on which more hangs than the task knows of. These are directory roles, Azure roles
        in the subscriptions of the tenant that the sign-in sees, access packages whose catalog holds the group, Conditional Access policies
        that name it, and that the group was there before, made by somebody else.
      - Where O(eligible) or O(active) is given, people and groups in it whom they do not name count, too.
      - V(refuse) fails and names all of it. V(keep) leaves the group and tells it in RV(left). V(strip) deletes the group all the same,
        and the step names what ends with it.
    type: str
    choices: [refuse, keep, strip]
    default: refuse
  going:
    description:
      - What earlier tasks of the same run take away. Check mode, which still finds it, takes it for gone; a run counts what is there.
    type: dict
    suboptions:
      azure_roles:
        description: Azure roles of the group.
        type: list
        elements: dict
        suboptions:
          role:
            description: The role by its name or id.
            type: str
            required: true
          scope:
            description: The scope, or a subscription id.
            type: str
            required: true
      directory_roles:
        description: Directory roles of the group, by name.
        type: list
        elements: str
      access_packages:
        description: Access packages, by name.
        type: list
        elements: str
      conditional_access_policies:
        description: Conditional Access policies, by name.
        type: list
        elements: str
  delegating_tenants:
    description: Tenants that delegate subscriptions to the group by Azure Lighthouse and go on to do so. They count as O(in_use).
    type: list
    elements: str
  allow_lockout:
    description:
      - Allow the lists of this task to leave nobody who could get into the group, or nobody who owns it or could.
      - Whom O(protected_principals) names stays all the same.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.pim_group_info
  - module: multitenant.secops.role_assignment
  - name: Privileged Identity Management for groups
    description: What PIM for groups is.
    link: https://learn.microsoft.com/entra/id-governance/privileged-identity-management/concept-pim-for-groups
"""

EXAMPLES = r"""
- name: Operators may activate the group for eight hours
  multitenant.secops.pim_group:
    tenant: "{{ secops_tenant_id }}"
    name: Azure SecOps
    description: Security operators, just in time
    owners: [avery.quill@harborwatch.onmicrosoft.us]
    member_policy:
      activation_maximum_duration: PT8H
      activation_requirements: [mfa, justification]
      eligible_expiration: {required: true, maximum_duration: P180D}
    eligible:
      - principals: "{{ secops_operators }}"
        duration: P180D

- name: Another group's members may activate for good, with approval and an authentication context
  multitenant.secops.pim_group:
    tenant: "{{ secops_tenant_id }}"
    name: Incident command
    member_policy:
      activation_requirements: [justification, ticket]
      authentication_context: c1
      approval:
        required: true
        approvers: [Shift leads]
      eligible_expiration: {required: false}
    eligible:
      - principals: [Shift leads]
        permanent: true

- name: Delete the group
  multitenant.secops.pim_group:
    tenant: "{{ secops_tenant_id }}"
    name: Azure SecOps
    state: absent
"""

RETURN = r"""
resource:
  description: The group as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Object id of the group., type: str, returned: when present}
    name: {description: Display name., type: str, returned: when present}
    description: {description: What the group is for., type: str, returned: when present}
    role_assignable: {description: Whether roles can be assigned to it., type: bool, returned: when present}
    owners:
      description: Permanent owners.
      type: list
      elements: dict
      returned: when present
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
    eligible:
      description: Who is eligible.
      type: list
      elements: dict
      returned: when present
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
        access: {description: C(member) or C(owner)., type: str, returned: always}
        starts: {description: "When it began or will begin.", type: str, returned: always}
        ends: {description: "When it ends; null when it is permanent.", type: str, returned: always}
    active:
      description: Who is assigned actively.
      type: list
      elements: dict
      returned: when present
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
        access: {description: C(member) or C(owner)., type: str, returned: always}
        starts: {description: "When it began or will begin.", type: str, returned: always}
        ends: {description: "When it ends; null when it is permanent.", type: str, returned: always}
    activated:
      description: Who has activated an eligibility at present.
      type: list
      elements: dict
      returned: when present
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
        access: {description: C(member) or C(owner)., type: str, returned: always}
        starts: {description: "When it began or will begin.", type: str, returned: always}
        ends: {description: "When it ends; null when it is permanent.", type: str, returned: always}
    member_policy:
      description:
        - The policy for members, in the terms of the option O(multitenant.secops.pim_group#module:member_policy).
        - Null while PIM does not know the group.
      type: dict
      returned: when present
    owner_policy:
      description:
        - The policy for owners, in the terms of the option O(multitenant.secops.pim_group#module:owner_policy).
        - Null while PIM does not know the group.
      type: dict
      returned: when present
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Make avery.quill@harborwatch.onmicrosoft.us an eligible member of group Azure SecOps for P180D"]
human_steps:
  description:
    - Who of O(multitenant.secops.pim_group#module:protected_principals) stays though the lists do not name them.
    - And what somebody should look at, where the group was there before, made by somebody else.
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

from ansible_collections.multitenant.secops.plugins.module_utils import _pim_group
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_pim_group)


if __name__ == "__main__":
    main()
