# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What is used in a tenant, and what that needs: from the NEEDS of the modules' own resources, so that there is one source.

A use is one module, or its twin that only reads, in one step, at some Azure scopes. ``cases`` are those words of the module's NEEDS
that hold for it; None when nobody has said which.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import (
    _access_package,
    _access_review,
    _b2b_guest,
    _conditional_access_policy,
    _connected_organization,
    _defender_plan,
    _defender_role,
    _defender_setting,
    _diagnostic_setting,
    _entra_role_assignment,
    _lighthouse_offer,
    _lighthouse_policy,
    _lighthouse_restriction,
    _pim_group,
    _role_assignment,
    _security_contact,
    _sentinel_analytics_rule,
    _sentinel_automation_rule,
    _sentinel_content,
    _sentinel_data_connector,
    _sentinel_watchlist,
    _sentinel_workspace,
    _xtap_policy,
)
from ._azure import scope_of
from ._errors import Refusal
from ._management_groups import group_scope, is_group_scope

RESOURCES = {
    "access_package": _access_package, "access_review": _access_review, "b2b_guest": _b2b_guest,
    "conditional_access_policy": _conditional_access_policy, "connected_organization": _connected_organization,
    "defender_plan": _defender_plan, "defender_role": _defender_role, "defender_setting": _defender_setting,
    "diagnostic_setting": _diagnostic_setting, "entra_role_assignment": _entra_role_assignment, "lighthouse_offer": _lighthouse_offer,
    "lighthouse_policy": _lighthouse_policy, "lighthouse_restriction": _lighthouse_restriction, "pim_group": _pim_group,
    "role_assignment": _role_assignment, "security_contact": _security_contact, "sentinel_analytics_rule": _sentinel_analytics_rule,
    "sentinel_automation_rule": _sentinel_automation_rule, "sentinel_content": _sentinel_content,
    "sentinel_data_connector": _sentinel_data_connector, "sentinel_watchlist": _sentinel_watchlist,
    "sentinel_workspace": _sentinel_workspace, "xtap_policy": _xtap_policy}
TWIN = "_info"
# Step -> its role, and what the role uses. A test holds this against the roles' tasks.
STEPS = {
    1: ("sentinel_defender", (
        "defender_plan", "defender_setting", "diagnostic_setting", "security_contact", "sentinel_analytics_rule",
        "sentinel_automation_rule", "sentinel_content", "sentinel_data_connector", "sentinel_watchlist", "sentinel_workspace")),
    2: ("azure_operators", ("access_review", "pim_group", "role_assignment")),
    3: ("m365_operators", ("access_review", "defender_role", "entra_role_assignment", "pim_group")),
    4: ("lighthouse", ("lighthouse_offer", "lighthouse_policy", "lighthouse_restriction")),
    5: ("external_access", (
        "access_package", "access_review", "b2b_guest", "conditional_access_policy", "connected_organization", "defender_role",
        "entra_role_assignment", "pim_group", "xtap_policy"))}
# Cases that only the run meets; whether they come up, nobody can say before. What they need is told, and stops nobody.
UNFORESEEN = (
    "when a person is not found", "when a user is not found", "when a reviewer is not found", "when a sponsor is not found",
    "when the owner is not found", "when a user of an inbound setting is not found", "when an owner is a service principal",
    "when a principal is a user", "when a principal is a service principal", "when a reviewer is a person", "when the owner is a person",
    "when the owner is a group", "while an instance is in progress", "for rules made from a template",
    "when a group of an outbound setting is named", "when a group of an inbound setting is named", "when an application is named",
    "with state absent or replace, and when items are removed", "when a sponsor is a group", "when a sponsor is a person",
    "when an application is a resource")
NOT_REGISTERED, NO_GROUP = "when it is not registered", "when the group is not there"      # cases that are looked at, not said


@dataclass(frozen=True)
class Use:
    step: int
    module: str
    cases: frozenset | None = None
    scopes: tuple = ()
    groups: tuple = ()
    features: tuple = ()

    @property
    def resource(self):
        return RESOURCES[self.module.removesuffix(TWIN)]

    def names(self, service):
        """{permission or action: (case, certain)} of "graph", "azure" or "managing" for this use."""
        needed = self.resource.NEEDS.get(service, {})
        if service != "managing":
            kinds = ("read",) if self.module.endswith(TWIN) else ("read", "write")
            needed = {name: when for kind in kinds for name, when in needed.get(kind, {}).items()}
        return {name: (when, self._certain(when)) for name, when in needed.items() if self._counts(when)}

    def _counts(self, when):
        if when in ("", NOT_REGISTERED, NO_GROUP) or self.cases is None:
            return "with state absent" not in when
        return when in self.cases or when in UNFORESEEN

    def _certain(self, when):
        return when in ("", NOT_REGISTERED, NO_GROUP) or when in (self.cases or ())


def steps_in(names):
    """The numbers of steps that are named as 2, step2 or azure_operators."""
    known = {word: number for number, (role, _modules) in STEPS.items() for word in (str(number), f"step{number}", role)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Refusal(f"steps has '{unknown[0]}', which is no step; give 1 to 5, step1 to step5, or the name of a step's role")
    return sorted({known[name] for name in names})


def uses_in(want):
    """The uses of the chosen steps: as the task tells them, or else every module of each step."""
    chosen = steps_in(want["steps"])
    if "uses" in want:
        return [_told(each) for each in want["uses"] if each["step"] in chosen and each["chosen"]]
    subscriptions = tuple(scope_of(each, "subscription_ids") for each in want["subscription_ids"])
    group = (group_scope(want["management_group"]),) if want.get("management_group") else ()
    return [Use(step, module, scopes=scopes) for step in chosen for module in STEPS[step][1]
            if (scopes := _scopes(module, subscriptions, group)) is not None]


def certain_of_managing(uses):
    """Whether the managing tenant will be asked for something for certain."""
    return any(certain for use in uses for _when, certain in use.names("managing").values())


def askers_of_managing(uses, given):
    """The uses that may ask the managing tenant; none where no use certainly does, and nobody has said what is used or named the tenant."""
    asked = certain_of_managing(uses) or (given and any(use.cases is None for use in uses))
    return [use for use in uses if use.names("managing")] if asked else []


def _scopes(module, subscriptions, group):
    if module == "lighthouse_policy":
        return group or None
    return group or subscriptions if module == "lighthouse_restriction" else subscriptions


def _told(each):
    module, known = each["module"], cases_of(each["module"])
    unknown = [case for case in each["cases"] if case not in known]
    if unknown:
        raise Refusal(f"uses has the case '{unknown[0]}' for {module}, which needs nothing for it; give one of its NEEDS")
    scopes = tuple(scope_of(scope, "a scope in uses") for scope in each["scopes"])
    return Use(each["step"], module, frozenset(each["cases"]), scopes, tuple(each["groups"]), tuple(each["features"]))


def cases_of(module):
    needs = RESOURCES[module.removesuffix(TWIN)].NEEDS
    kinds = [*needs.get("graph", {}).values(), *needs.get("azure", {}).values(), needs.get("managing", {})]
    return {when for names in kinds for when in names.values()}


def above_subscriptions(scope):
    return is_group_scope(scope) or not scope.startswith("/subscriptions/")
