# SPDX-License-Identifier: GPL-3.0-or-later
"""What cross-tenant access settings may say, whether of one partner or by default.

Assumed, where the documentation is silent: a setting needs users and applications both, each with at least one target; a wish for
everybody stands alone; outbound users and groups must be there in the tenant; trust and single targets without Entra ID P1 are refused
with 400 AadPremiumLicenseRequired; devices in tenant restrictions are refused.
"""
from __future__ import annotations

import re

from tests.contracts.graph_model import model
from tests.simulator.graph import directory
from tests.simulator.graph.directory_rules import bad_request
from tests.simulator.wire import Refused

B2B = ("b2bCollaborationInbound", "b2bCollaborationOutbound", "b2bDirectConnectInbound", "b2bDirectConnectOutbound", "tenantRestrictions")
OUTBOUND = ("b2bCollaborationOutbound", "b2bDirectConnectOutbound")
EVERYBODY, EVERYTHING = "AllUsers", "AllApplications"
APPLICATIONS = {EVERYTHING, "Office365", "AllMicrosoftApps"}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
PREMIUM = {"AAD_PREMIUM", "AAD_PREMIUM_P2"}
TRUST = ("isMfaAccepted", "isCompliantDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted")
PROVIDERS = ("externalFederation", "azureActiveDirectory", "socialIdentityProviders")
FALLBACKS = ("defaultConfiguredIdp", "emailOneTimePasscode", "microsoftAccount")
ANNOTATIONS = ("@odata.type",)


def properties_of(call, type_name):
    """The properties of a type in this cloud, without those that lead to other objects."""
    members = model(call.version, call.operation.cloud).type(f"graph.{type_name}").members
    return [name for name, member in members.items() if member.here and not member.navigation and name not in ("id", "deletedDateTime")]


def b2b(users="allowed", applications="allowed"):
    """A setting about everybody and everything."""
    return {"usersAndGroups": {"accessType": users, "targets": [{"target": EVERYBODY, "targetType": "user"}]},
            "applications": {"accessType": applications, "targets": [{"target": EVERYTHING, "targetType": "application"}]}}


def judged(call, wish, read_only):
    """The writable settings of a body, in the service's spelling; what only the service sets is refused."""
    for name in wish:
        if name in read_only or "@" in name and name not in ANNOTATIONS:
            raise bad_request(f"The property '{name}' cannot be set.")
    settings = {name: value for name, value in wish.items() if name not in ANNOTATIONS}
    return {name: _judged(call, name, value) for name, value in settings.items()}


def _judged(call, name, value):
    if value is None:
        return None
    if name in B2B:
        return _b2b(call, name, value)
    if name == "inboundTrust":
        trust = {key: bool(value.get(key)) for key in TRUST}
        _need_premium(call, any(trust.values()))
        return trust
    if name == "automaticUserConsentSettings":
        return {key: value.get(key) for key in ("inboundAllowed", "outboundAllowed")}
    if name == "invitationRedemptionIdentityProviderConfiguration":
        return _redemption(value)
    return value


def _b2b(call, name, value):
    users, applications = value.get("usersAndGroups"), value.get("applications")
    if not users or not applications:
        raise bad_request(f"{name} needs both usersAndGroups and applications.")
    if value.get("devices") is not None:
        raise bad_request(f"{name} takes no devices.")
    shown = {"usersAndGroups": _people(call, name, users), "applications": _applications(name, applications)}
    single = {target["target"] for part in shown.values() for target in part["targets"]} - {EVERYBODY, EVERYTHING}
    _need_premium(call, single)
    if _blocks_all(shown["usersAndGroups"], EVERYBODY) != _blocks_all(shown["applications"], EVERYTHING):
        raise bad_request(f"{name}: users and applications do not agree; blocking all users requires blocking all applications, and the "
                          "other way round.")
    return {"devices": None, **shown} if name == "tenantRestrictions" else shown


def _people(call, name, part):
    targets = _targets(name, part, ("user", "group"), EVERYBODY)
    for target in targets:
        if target["target"] == EVERYBODY and target["targetType"] != "user":
            raise bad_request(f"{name}: {EVERYBODY} has the targetType user.")
        if target["target"] != EVERYBODY and not GUID.fullmatch(target["target"]):
            raise bad_request(f"{name}: '{target['target']}' is not an object id.")
        # What is inbound is an object of the other tenant, which nobody can look up here.
        if name in OUTBOUND and target["target"] != EVERYBODY and not _local(call, target):
            raise bad_request(f"{name}: there is no {target['targetType']} {target['target']} in this tenant.")
    return {"accessType": part["accessType"].lower(), "targets": targets}


def _local(call, target):
    return directory.principal(call.tenant, target["target"].lower(), (target["targetType"] + "s",)) is not None


def _applications(name, part):
    targets = _targets(name, part, ("application",), EVERYTHING)
    if any(target["target"] not in APPLICATIONS and not GUID.fullmatch(target["target"]) for target in targets):
        raise bad_request(f"{name}: Found invalid target for Applications.")
    return {"accessType": part["accessType"].lower(), "targets": targets}


def _targets(name, part, kinds, everything):
    targets = [{"target": _spelled(target.get("target")), "targetType": str(target.get("targetType")).lower()}
               for target in part.get("targets") or []]
    if not targets or not part.get("accessType"):
        raise bad_request(f"{name} needs an accessType and at least one target.")
    if any(target["targetType"] not in kinds for target in targets):
        raise bad_request(f"{name}: a target here is one of {', '.join(kinds)}.")
    names = [target["target"].lower() for target in targets]
    if len(set(names)) < len(names) or len(names) > 1 and everything.lower() in names:
        raise bad_request(f"{name}: {everything} cannot be combined with other targets, and no target can be named twice.")
    return targets


def _spelled(target):
    known = {name.lower(): name for name in {EVERYBODY} | APPLICATIONS}
    return known.get(str(target).lower(), str(target))


def _blocks_all(part, everything):
    return part["accessType"] == "blocked" and part["targets"][0]["target"] == everything


def _redemption(value):
    order, fallback = value.get("primaryIdentityProviderPrecedenceOrder") or [], value.get("fallbackIdentityProvider")
    if not order or len(set(order)) < len(order) or set(order) - set(PROVIDERS) or fallback not in FALLBACKS:
        raise bad_request("The order or the fallback of the identity providers is not supported.")
    return {"primaryIdentityProviderPrecedenceOrder": order, "fallbackIdentityProvider": fallback}


def _need_premium(call, wanted):
    if wanted and not PREMIUM & call.tenant.licences:
        raise Refused(400, "AadPremiumLicenseRequired", "Trust settings and single targets need a Microsoft Entra ID P1 license.")
