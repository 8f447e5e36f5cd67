# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The security contact of a subscription: whom Microsoft Defender for Cloud mails, and about what."""

from __future__ import annotations

import re

from ._azure import NOT_THERE, provider_is_registered
from ._defender_for_cloud import NAMESPACE, base, expected_provider
from ._errors import Refusal
from ._options import guid
from ._steps import ARM, Look, Step

NEVER = "never"
EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
OPTIONS = {
    "subscription_id": {"type": "str", "required": True},
    "emails": {"type": "list", "elements": "str"},
    "phone": {"type": "str"},
    "roles": {"type": "list", "elements": "str", "choices": ["AccountAdmin", "ServiceAdmin", "Owner", "Contributor"]},
    "alert_severity": {"type": "str", "choices": ["Low", "Medium", "High", NEVER]},
    "attack_path_risk": {"type": "str", "choices": ["Low", "Medium", "High", "Critical", NEVER]},
}
INFO_OPTIONS = {"subscription_id": {"type": "str", "required": True}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/read": "", "Microsoft.Resources/subscriptions/providers/read": "",
            "Microsoft.Security/securityContacts/read": ""},
        "write": {
            "Microsoft.Security/securityContacts/write": "", "Microsoft.Security/securityContacts/delete": "with state absent"},
    },
}
NEW = {"emails": [], "phone": "", "roles": [], "alert_severity": "High", "attack_path_risk": NEVER}


def refuse(want, cloud):
    guid(want["subscription_id"], "subscription_id")
    wrong = [email for email in want.get("emails", []) if not EMAIL.fullmatch(email)]
    if wrong:
        raise Refusal(f"'{wrong[0]}' in emails is no address; give one address in each entry")
    _refuse_attack_paths(want, cloud.national)


def _refuse_attack_paths(want, older):
    if want.get("attack_path_risk", NEVER) != NEVER and older:
        raise Refusal("attack_path_risk is given, but Defender for Cloud mails about alerts only in this cloud; leave it out")


async def find(clients, want):
    """The contact; its older form, which national clouds have, tells nothing of attack paths."""
    where, readable = await expected_provider(clients, want)
    contact = await clients.arm.get(_address(want), absent=NOT_THERE) if readable else None
    internal = {"_place": where, "_older": clients.cloud.national}
    return {**internal, **(_shape(want, contact) if contact else {})}


def steps(want, have, now):
    there, internal = "id" in have, {"_place": have["_place"], "_older": have["_older"]}
    if want["state"] == "absent":
        if there:
            yield Step("DELETE", _address(want), service=ARM, says=f"Delete the security contact of {have['_place']}")
        return internal
    _refuse_attack_paths(want, have["_older"])
    wanted = {**(have if there else NEW), **{option: want[option] for option in NEW if option in want}, "enabled": True}
    if not wanted["emails"] and not wanted["roles"]:
        raise Refusal("the security contact would reach nobody; give emails or roles")
    change = [option for option in (*NEW, "enabled") if there and _differ(wanted[option], have[option])]
    if there and not change:
        return have
    says = f"Change {', '.join(change)} of" if there else "Create"
    answer = yield Step(
        "PUT", _address(want), {"properties": _properties(wanted, have["_older"])}, service=ARM, foretold={"id": _address(want)},
        confirm=Look(_address(want), "the security contact", service=ARM, absent=NOT_THERE),
        says=f"{says} the security contact of {have['_place']}")
    return {**internal, **_shape(want, answer)}


async def report(clients, want):
    """The contact of a subscription, if there is one."""
    subscription = guid(want["subscription_id"], "subscription_id")
    if not await provider_is_registered(clients, subscription, NAMESPACE):
        return []
    return [_shape(want, item) for item in await clients.arm.items(f"{base(want)}/securityContacts")]


def _address(want):
    return f"{base(want)}/securityContacts/default"


def _differ(one, other):
    if isinstance(one, list):
        return sorted(each.lower() for each in one) != sorted(each.lower() for each in other)
    return one != other


def _properties(wanted, older):
    roles, severity, risk = wanted["roles"], wanted["alert_severity"], wanted["attack_path_risk"]
    properties = {
        "emails": ";".join(wanted["emails"]), "phone": wanted["phone"],
        "notificationsByRole": {"state": "On" if roles else "Off", "roles": roles}}
    if older:
        alerts = {"state": "Off"} if severity == NEVER else {"state": "On", "minimalSeverity": severity}
        return {**properties, "alertNotifications": alerts}
    sources = [{"sourceType": "Alert", "minimalSeverity": severity}] if severity != NEVER else []
    sources += [{"sourceType": "AttackPath", "minimalRiskLevel": risk}] if risk != NEVER else []
    return {**properties, "isEnabled": True, "notificationsSources": sources}


def _shape(want, item):
    properties = item["properties"]
    by_role, alerts = properties.get("notificationsByRole") or {}, properties.get("alertNotifications") or {}
    sources = {each["sourceType"]: each for each in properties.get("notificationsSources") or []}
    if alerts.get("state") == "On":
        sources["Alert"] = alerts
    return {
        "id": item["id"], "subscription_id": want["subscription_id"].lower(),
        "emails": [email.strip() for email in (properties.get("emails") or "").split(";") if email.strip()],
        "phone": properties.get("phone") or "", "roles": by_role.get("roles") or [] if by_role.get("state") == "On" else [],
        "alert_severity": sources.get("Alert", {}).get("minimalSeverity", NEVER),
        "attack_path_risk": sources.get("AttackPath", {}).get("minimalRiskLevel", NEVER),
        "enabled": properties.get("isEnabled") is not False,
    }
