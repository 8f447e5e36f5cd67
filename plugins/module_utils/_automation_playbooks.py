# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""May Microsoft Sentinel run the playbooks of an automation rule? Its own service principal needs a role where they are.

The service refuses a rule whose playbook it may not run. So what is missing is told as what a person has to do, as far as it can be
seen: a playbook in another tenant cannot be looked at from here, nor can anything without the permission to read role assignments.
"""

from __future__ import annotations

from ._automation_actions import PLAYBOOK
from ._azure import NOT_THERE
from ._directory import ABSENT
from ._errors import ServiceError
from ._graph import quoted
from ._sentinel import workspace_of
from ._steps import HumanStep

SENTINEL = "98785600-1bb7-4fb9-b9fa-19afe2c8a360"       # the application "Azure Security Insights", the same in every cloud
ROLE = "Microsoft Sentinel Automation Contributor"
ROLES = (
    "f4c81013-99ee-4d62-a7ee-b3f1f648599a",             # that one; and those that may run a playbook besides:
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",             # Owner
    "b24988ac-6180-42a0-ab88-20f7382dd24c",             # Contributor
    "87a39d53-fc1b-424a-814c-f7e04687dc9e",             # Logic App Contributor
)


async def unrunnable(clients, want, actions):
    """The playbooks of these actions that Microsoft Sentinel can be seen not to be allowed to run."""
    playbooks = sorted({action["playbook"] for action in actions
                        if action["type"] == "RunPlaybook" and action["playbook_tenant"] == want["tenant"]})
    if not playbooks:
        return []
    try:
        principal = await clients.graph.get(f"/servicePrincipals(appId='{SENTINEL}')", absent=ABSENT)
        return [playbook for playbook in playbooks if not principal or not await _may_run(clients, principal["id"], playbook)]
    except ServiceError as error:
        if error.status == 403:
            return []
        raise


async def _may_run(clients, principal_id, playbook):
    group = PLAYBOOK.fullmatch(playbook).group(1)
    try:
        assigned = await clients.arm.items(f"{group}/providers/Microsoft.Authorization/roleAssignments",
                                           {"$filter": f"assignedTo({quoted(principal_id)})"})
    except ServiceError as error:
        if error.code in NOT_THERE:
            return False
        raise
    return any(_covers(item["properties"]["scope"], playbook) and item["properties"]["roleDefinitionId"].rpartition("/")[2].lower() in ROLES
               for item in assigned)


def _covers(scope, playbook):
    return f"{playbook}/".lower().startswith(scope.rstrip("/").lower() + "/")


def allow(want, have, playbook):
    """What a person has to do before the rule can run this playbook."""
    _group, _subscription, group, name = PLAYBOOK.fullmatch(playbook).groups()
    where = (f"{have['_portal']}/#@{want['tenant']}/resource{workspace_of(want)}" if have["_portal"]
             else f"workspace {want['workspace']} in the cloud's Azure portal")
    return HumanStep(
        f"Let Microsoft Sentinel run playbook {name} for automation rule {want['name']}: an Owner or User Access Administrator of resource "
        f"group {group} gives the application Azure Security Insights the role {ROLE} there, or opens {where}, Microsoft Sentinel > "
        "Settings > Playbook permissions, and adds that resource group; then run again")
