# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The settings of a cross-tenant access policy: their options, their form in Microsoft Graph, and how two of them compare."""

from __future__ import annotations

from ._errors import Refusal

ACCESS = {"type": "str", "choices": ["allowed", "blocked"], "required": True}
HALF = {"type": "dict", "options": {"access": ACCESS, "targets": {"type": "list", "elements": "str", "default": ["all"]}}}
SETTING = {"type": "dict", "options": {"users_and_groups": HALF, "applications": HALF}}
COLLABORATION = {
    "b2b_collaboration_inbound": "b2bCollaborationInbound", "b2b_collaboration_outbound": "b2bCollaborationOutbound",
    "b2b_direct_connect_inbound": "b2bDirectConnectInbound", "b2b_direct_connect_outbound": "b2bDirectConnectOutbound",
    "tenant_restrictions": "tenantRestrictions",
}
FLAGS = {
    "inbound_trust": ("inboundTrust", {
        "mfa": "isMfaAccepted", "compliant_device": "isCompliantDeviceAccepted",
        "hybrid_joined_device": "isHybridAzureADJoinedDeviceAccepted"}),
    "automatic_redemption": ("automaticUserConsentSettings", {"inbound": "inboundAllowed", "outbound": "outboundAllowed"}),
}
PROPERTY = {**COLLABORATION, **{option: name for option, (name, _flags) in FLAGS.items()}}
HALVES = {"users_and_groups": ("usersAndGroups", "AllUsers"), "applications": ("applications", "AllApplications")}
APPLICATIONS = {"all": "AllApplications", "office365": "Office365", "all_microsoft_apps": "AllMicrosoftApps"}
WORDS = {
    "inbound_trust": "inbound trust", "automatic_redemption": "automatic redemption", "tenant_restrictions": "tenant restrictions",
    "b2b_collaboration_inbound": "B2B collaboration inbound", "b2b_collaboration_outbound": "B2B collaboration outbound",
    "b2b_direct_connect_inbound": "B2B direct connect inbound", "b2b_direct_connect_outbound": "B2B direct connect outbound",
}


def refuse_contradictions(want):
    """Combinations that the service refuses or that could never mean what they say."""
    for option in FLAGS:
        _refuse_half_inherited(option, want.get(option))
    for option in COLLABORATION:
        setting = want.get(option)
        if setting is None:
            continue
        if not any(setting.values()):
            raise Refusal(f"{option} names neither users_and_groups nor applications; give one of them, or null in place of it to inherit")
        for half, value in setting.items():
            if value and not value["targets"]:
                raise Refusal(f"{option}.{half}.targets is empty; name somebody or something, or 'all'")
            if value and "all" in value["targets"] and len(value["targets"]) > 1:
                raise Refusal(f"{option}.{half}.targets holds 'all' and others besides; leave one of the two out")
        users, applications = setting.get("users_and_groups"), setting.get("applications")
        if users and applications and blocks_all(users) != blocks_all(applications):
            raise Refusal(
                f"{option} blocks all of one kind but not of the other, which the service refuses: "
                "users_and_groups and applications must both be blocked for all, or something of both must be allowed")


def _refuse_half_inherited(option, given):
    """The service inherits the trust as a whole; automatic redemption it inherits by direction."""
    inherited = [flag for flag, value in (given or {}).items() if value is None]
    if option == "inbound_trust" and inherited and len(inherited) < len(given):
        raise Refusal(
            f"{option}.{inherited[0]} is null, but trust is inherited as a whole or not at all; "
            f"give true or false, leave it out, or make {option} itself null to inherit all of it")


def blocks_all(half):
    return half["access"] == "blocked" and "all" in half["targets"]


def wanted_value(option, given, current, targets):
    """The whole value to write for an option; None to inherit.

    ``targets``: name -> {"target", "targetType"} of users and groups and applications.
    """
    if given is None:
        return None
    if option in FLAGS:
        return _wanted_flags(option, given, current or {})
    value = {}
    for half, (name, everything) in HALVES.items():
        other = given.get("applications" if half == "users_and_groups" else "users_and_groups")
        kind = "user" if half == "users_and_groups" else "application"
        if given.get(half):
            value[name] = {"accessType": given[half]["access"], "targets": [targets[half][target] for target in given[half]["targets"]]}
        elif current and current.get(name) and not (other and blocks_all(other)):
            value[name] = current[name]
        else:
            access = "blocked" if other and blocks_all(other) else "allowed"
            value[name] = {"accessType": access, "targets": [{"target": everything, "targetType": kind}]}
    return value


def _wanted_flags(option, given, current):
    """What is left out stays as it is, what is null is inherited; None when nothing is left to say."""
    flags = FLAGS[option][1]
    value = {name: given[flag] if flag in given else current.get(name) for flag, name in flags.items()}
    if all(flag is None for flag in value.values()):
        return None
    if option == "automatic_redemption":
        return value
    still = [flag for flag in flags if flag in given and given[flag] is None]
    if still:
        raise Refusal(
            f"{option}.{still[0]} is null, but other trust is set, and trust is inherited as a whole or not at all; "
            f"give true or false, or make {option} itself null to inherit all of it")
    return {name: bool(flag) for name, flag in value.items()}


def canonical(value):
    """A value in a form that compares: without case, targets as sets, nothing and null alike."""
    if value is None:
        return None
    if "usersAndGroups" not in value and "applications" not in value:
        return {key: flag for key, flag in value.items() if flag is not None and not key.startswith("@")} or None
    return {name: _half(value.get(name)) for name, _all in HALVES.values()}


def _half(half):
    if not half:
        return None
    targets = frozenset((target["target"].lower(), target["targetType"].lower()) for target in half.get("targets") or ())
    return half["accessType"].lower(), targets


def blocks_everybody(value):
    """Whether a value as the service has it lets nobody, or nobody to anything."""
    halves = [half for half in (canonical(value) or {}).values() if half]
    return any(access == "blocked" and any(target.startswith("all") for target, _kind in targets) for access, targets in halves)


def readable(option, value):
    """A service's value in the words of the options; targets as ids."""
    if value is None:
        return None
    if option in FLAGS:
        return {flag: value.get(name) for flag, name in FLAGS[option][1].items()}
    shown = {}
    for half, (name, everything) in HALVES.items():
        if value.get(name):
            targets = [target["target"] for target in value[name].get("targets") or ()]
            shown[half] = {
                "access": value[name]["accessType"].lower(),
                "targets": ["all" if target == everything else target for target in targets]}
    return shown
