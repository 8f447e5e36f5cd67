# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whether Azure roles allow, at each scope, the actions that the uses need there, and whether resource providers are registered."""

from __future__ import annotations

from ._azure import is_registered
from ._errors import ServiceError
from ._preflight_actions import MISSING_SCOPE, NOT_TOLD, grants, reading_of, role_for
from ._preflight_findings import CAPABILITY, PROVIDER, ROLE, Need, finding
from ._preflight_uses import NO_GROUP, above_subscriptions
from ._together import together

MOST_LISTED = 5
AADIAM = "/providers/Microsoft.aadiam"
# Actions that are asked at the subscription, also where the thing itself is in a resource group.
REGISTER = "/register/action"
OF_SUBSCRIPTION = (REGISTER, "Microsoft.Resources/subscriptions/read", "Microsoft.Resources/subscriptions/providers/read",
                   "Microsoft.OperationalInsights/operationStatuses/read", "Microsoft.OperationalInsights/deletedWorkspaces/read",
                   "Microsoft.ManagedServices/operationStatuses/read")


async def azure_findings(clients, uses):
    needed = _needed(uses)
    scopes = sorted({scope for scope, _action in needed})
    providers = sorted({(scope, action.split("/")[0]) for scope, action in needed
                        if action.endswith(REGISTER) and not above_subscriptions(scope)})
    readings, states = await together(
        together(*(reading_of(clients, scope) for scope in scopes)),
        together(*(_provider(clients, scope, namespace) for scope, namespace in providers)))
    readings, states = dict(zip(scopes, readings)), dict(zip(providers, states))
    found = [each for scope in scopes for each in _at_scope(clients, scope, readings[scope], needed)]
    return found + [each for provider in providers for each in _of_provider(*provider, states[provider], readings, needed)]


def _needed(uses):
    """{(scope, action): Need}"""
    needed = {}
    for use in uses:
        for action, (when, certain) in use.names("azure").items():
            for scope in _scopes_of(use, action):
                needed.setdefault((scope, action), Need()).add(use, when, certain)
    return needed


def _scopes_of(use, action):
    if action.startswith("Microsoft.aadiam/"):
        return [AADIAM]
    if action.startswith("Microsoft.Management/"):
        return [scope for scope in use.scopes if above_subscriptions(scope)]
    if action.endswith(OF_SUBSCRIPTION):
        return sorted({scope if above_subscriptions(scope) else "/".join(scope.split("/")[:3]) for scope in use.scopes})
    return use.scopes


async def _provider(clients, scope, namespace):
    """The provider as Azure describes it; None when the cloud has no such provider, {} when it may not be read."""
    try:
        return await clients.arm.get(f"{scope}/providers/{namespace}", absent=("InvalidResourceNamespace", "ResourceNotFound"))
    except ServiceError as error:
        if error.status not in (401, 403, 404):
            raise
        return {}


def _at_scope(clients, scope, reading, needed):
    """What no role of the sign-in allows at one scope, in one finding for what is certain and one for what may come."""
    if reading.fault == MISSING_SCOPE:
        return [finding(ROLE, scope, reading.says, _all_at(scope, needed), reading.remedy, blocking=True)]
    if reading.fault == NOT_TOLD:
        return [finding(ROLE, scope, f"What the sign-in may do at {scope} cannot be read", _all_at(scope, needed),
                        "add Microsoft.Authorization/permissions/read to its role there, so that this can be looked at", blocking=False)]
    lacking = {action: need for (at, action), need in needed.items() if at == scope and not grants(reading.permissions, action)}
    lacking = {action: need for action, need in lacking.items() if _comes_up(action, scope, need, reading)}
    return [_lacking(clients, scope, reading, each) for each in _by_certainty(lacking)]


def _comes_up(action, scope, need, reading):
    """Whether a case that can be looked at is there: registrations have findings of their own, and a group may be there already."""
    if action.endswith(REGISTER) and not above_subscriptions(scope):
        return False
    return need.cases != {NO_GROUP} or reading.without_group


def _by_certainty(lacking):
    for certain in (True, False):
        chosen = {action: need for action, need in lacking.items() if need.certain is certain}
        if chosen:
            yield chosen


def _lacking(clients, scope, reading, lacking):
    need, names = _merged(lacking.values()), sorted(lacking)
    oid, is_application = clients.azure_caller()
    kind = "ServicePrincipal" if is_application else "User"
    role, by = role_for(scope)
    what = f"No Azure role of the sign-in allows {_listed(names)}" if reading.permissions else "The sign-in has no Azure role"
    return finding(
        ROLE, scope, f"{what} at {scope}", need,
        f"have the role '{role}' assigned there by {by}: az role assignment create --assignee-object-id {oid or 'OBJECT_ID'} "
        f"--assignee-principal-type {kind} --role '{role}' --scope {scope}; a new assignment needs up to ten minutes to work",
        names=names)


def _listed(names):
    return ", ".join(names) if len(names) <= MOST_LISTED else f"{', '.join(names[:MOST_LISTED])} and {len(names) - MOST_LISTED} more"


def _of_provider(scope, namespace, state, readings, needed):
    action = namespace + REGISTER
    need = needed[(scope, action)]
    if state is None:
        return [finding(CAPABILITY, namespace, f"The resource provider {namespace} is not in this cloud, at {scope}", need,
                        "leave the step out for this tenant")]
    reading = readings[scope]
    if reading.fault or not state or is_registered(state) or grants(reading.permissions, action):
        return []
    what = f"The resource provider {namespace} is not registered at {scope}, and the sign-in may not register it"
    return [finding(PROVIDER, namespace, what, need,
                    f"have it registered: az provider register --namespace {namespace} --subscription {scope.rsplit('/', 1)[-1]}")]


def _all_at(scope, needed):
    return _merged(need for (at, _action), need in needed.items() if at == scope)


def _merged(needs):
    merged = Need()
    for need in needs:
        merged.certain = merged.certain or need.certain
        merged.cases |= need.cases
        for step, modules in need.users.items():
            merged.users.setdefault(step, set()).update(modules)
    return merged
