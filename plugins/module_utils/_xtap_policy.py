# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Cross-tenant access: what a tenant allows and trusts of a partner tenant, or of all others (the default)."""

from __future__ import annotations

import re

from ._directory import ABSENT, STEADY
from ._errors import Refusal
from ._graph import quoted
from ._guards import ALLOW_LOCKOUT, refuse_lockout
from ._options import GUID
from ._steps import Kept, Look, Step
from ._together import together
from ._xtap_lockout import refuse_shut_out
from ._xtap_settings import (
    COLLABORATION,
    FLAGS,
    PROPERTY,
    SETTING,
    WORDS,
    canonical,
    readable,
    refuse_contradictions,
    wanted_value,
)
from ._xtap_targets import refuse_targets, targets_of

DOMAIN = re.compile(r"[^\s@/\\]+\.[^\s@/\\]+")      # what is none at all; whether there is such a one, the look-up tells
ROOT = "/policies/crossTenantAccessPolicy"
OPTIONS = {
    "partner": {"type": "str", "required": True},
    **{option: {"type": "dict", "options": {flag: {"type": "bool"} for flag in flags}} for option, (_name, flags) in FLAGS.items()},
    **dict.fromkeys(COLLABORATION, SETTING),
    "identity_synchronization": {
        "type": "dict", "options": {"user_inbound": {"type": "bool", "required": True}, "display_name": {"type": "str"}}},
    "reset_default": {"type": "bool", "default": False},
    **ALLOW_LOCKOUT,
}
# To inherit, or to have no synchronization.
NULLS = (*PROPERTY, *(f"{option}.{flag}" for option, (_name, flags) in FLAGS.items() for flag in flags), "identity_synchronization")
LEAVES = True
INFO_OPTIONS = {"partner": {"type": "str"}}
NEEDS = {
    "graph": {
        "read": {
            "Policy.Read.All": "", "CrossTenantInformation.ReadBasic.All": "for a partner",
            "Application.Read.All": "when an application is named",
            "User.Read.All": "when a user of an outbound setting is named",
            "GroupMember.Read.All": "when a group of an outbound setting is named"},
        "write": {"Policy.ReadWrite.CrossTenantAccess": ""},
    },
    "managing": {
        "User.Read.All": "when a user of an inbound setting is named",
        "GroupMember.Read.All": "when a group of an inbound setting is named",
        "Organization.Read.All": "when a user of an inbound setting is not found"},
}


def is_default(name):
    return name.lower() == "default"


def refuse(want, cloud):
    default = is_default(want["partner"])
    if not default:
        _question(want["partner"])
    lacking = {
        "tenant_restrictions": "default_tenant_restrictions" if default else "tenant_restrictions",
        "identity_synchronization": "identity_synchronization", "automatic_redemption": "automatic_redemption"}
    for option, feature in lacking.items():
        if want.get(option) is not None and cloud.lacks(feature):
            raise Refusal(
                f"the cloud {cloud.name} has no {option}; leave it out, "
                "and use conditional access and the other settings of the partner instead")
        if want.get(option) is not None and default and option != "tenant_restrictions":
            raise Refusal(f"{option} is for a partner and not for the default; name the partner")
    for option in PROPERTY:
        value = want.get(option, {})
        if default and (value is None or None in value.values() and option in FLAGS):
            raise Refusal(f"{option} is null or holds a null, but the default has nothing to inherit from; give a value, or leave it out")
    if not default and want["partner"].lower() == want["tenant"]:
        raise Refusal("partner is the tenant itself; name another tenant")
    refuse_contradictions(want)
    refuse_targets(want)


async def find(clients, want):
    """The entry, its synchronization, who the partner is, and the ids behind the names in the settings."""
    if is_default(want["partner"]):
        entry, guard, targets = await together(
            clients.graph.get(f"{ROOT}/default"), _managing_entry(clients, want), targets_of(clients, want, None))
        found = {"_address": f"{ROOT}/default", "_who": "all other tenants", "_guard": guard, "_targets": targets}
        return {**found, **_shape(want, None, entry, None)}
    partner = await _partner(clients, want)
    address = f"{ROOT}/partners/{partner['tenantId']}"
    targets = targets_of(clients, want, partner["tenantId"]) if want["state"] == "present" else _nothing()
    entry, targets, default = await together(
        clients.graph.get(address, absent=ABSENT), targets, _default_beneath(clients, want, partner["tenantId"]))
    sync = await clients.graph.get(f"{address}/identitySynchronization", absent=ABSENT) if entry else None
    found = {
        "_address": address, "_who": f"tenant '{partner['displayName']}'", "_partner": partner["tenantId"], "_targets": targets,
        "_guard": None, "_default": default}
    return {**found, **(_shape(want, partner["tenantId"], entry, sync) if entry else {})}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    change = _difference(want, have)
    entry = {**have.get("_entry", {}), **change}
    refuse_shut_out(want, have, *((have["_guard"], entry) if is_default(want["partner"]) else (entry, have.get("_default"))))
    state = have
    if "_entry" not in have:
        answer = yield Step("POST", f"{ROOT}/partners", {"tenantId": have["_partner"], **change}, confirm=_look(have, change),
                            perhaps_done=("Conflict", "Request_MultipleObjectsWithSameKeyValue"), foretold={"tenantId": have["_partner"]},
                            says=f"Set up cross-tenant access of {have['_who']}{_words(change)}")
        state = {**have, **_shape(want, have["_partner"], answer, None)}
    elif change:
        yield Step("PATCH", have["_address"], change, confirm=_look(have, change),
                   says=f"Change cross-tenant access of {have['_who']}{_words(change)}")
        state = {**have, **_shape(want, have.get("_partner"), {**have["_entry"], **change}, have["_sync"])}
    return (yield from _synchronization(want, state))


async def report(clients, want):
    """The default and every partner, or the one asked for."""
    if is_default(want.get("partner", "")):
        return [_shape({}, None, await clients.graph.get(f"{ROOT}/default"), None)]
    entries = await clients.graph.items(f"{ROOT}/partners")
    if "partner" in want:
        wanted = (await _partner(clients, {**want, "state": "present"}))["tenantId"]
        entries = [entry for entry in entries if entry["tenantId"].lower() == wanted]
    partners = [_shape({}, entry["tenantId"], entry, None) for entry in entries]
    return partners if "partner" in want else [_shape({}, None, await clients.graph.get(f"{ROOT}/default"), None), *partners]


async def _partner(clients, want):
    """Who the partner is; a tenant that does not exist is an error, except where its entry is to be removed."""
    name = want["partner"]
    by_id = bool(GUID.fullmatch(name))
    found = await clients.graph.get(_question(name), absent=(*ABSENT, "UnknownError"))
    if found:
        partner = {"tenantId": found["tenantId"].lower(), "displayName": found.get("displayName") or name}
    elif by_id and want["state"] == "absent":
        partner = {"tenantId": name.lower(), "displayName": "that no longer exists"}
    else:
        raise Refusal(
            f"no tenant '{name}' was found in this cloud; correct partner (a tenant of another cloud can only be named by its id)")
    if partner["tenantId"] == clients.tenant:
        raise Refusal(f"partner '{name}' is the tenant itself; name another tenant")
    return partner


def _question(name):
    """The look-up of a tenant by its id or one of its domains."""
    look_up = "/tenantRelationships/findTenantInformation"
    if GUID.fullmatch(name):
        return f"{look_up}ByTenantId(tenantId={quoted(name.lower())})"
    if not DOMAIN.fullmatch(name):
        raise Refusal(
            f"partner '{name}' is neither a tenant id nor a domain; give an id, a domain such as contoso.onmicrosoft.us, or default")
    return f"{look_up}ByDomainName(domainName={quoted(name)})"


async def _managing_entry(clients, want):
    """For changes of the default: what the managing tenant's own entry says, which goes before the default."""
    managing = want.get("managing_tenant")
    if not managing or managing == clients.tenant:
        return None
    return await clients.graph.get(f"{ROOT}/partners/{managing}", absent=ABSENT)


async def _default_beneath(clients, want, partner):
    """The default, where it tells what the operators may when the partner's entry does not."""
    if want.get("managing_tenant") in (partner, clients.tenant):
        return await clients.graph.get(f"{ROOT}/default")
    return None


async def _nothing():
    return {}


def _difference(want, have):
    """Graph property -> value to write, for each option that is given and differs."""
    entry, change = have.get("_entry"), {}
    for option, name in PROPERTY.items():
        if option in want:
            current = (entry or {}).get(name)
            value = wanted_value(option, want[option], current, have["_targets"].get(option))
            if canonical(value) != canonical(current):
                change[name] = value
    return change if entry else {name: value for name, value in change.items() if value is not None}


def _synchronization(want, state):
    """Inbound user synchronization is a resource of its own below the partner."""
    if "identity_synchronization" not in want:
        return state
    wanted, there = want["identity_synchronization"], state["_sync"]
    address = f"{state['_address']}/identitySynchronization"
    if wanted is None:
        if there:
            yield Step("DELETE", address, says=f"Remove identity synchronization of {state['_who']}", confirm=_gone(address, state["_who"]))
        return {**state, "_sync": None, "identity_synchronization": None}
    body = {"userSyncInbound": {"isSyncAllowed": wanted["user_inbound"]}}
    if "display_name" in wanted:
        body["displayName"] = wanted["display_name"]
    if not there or any(there.get(key) != value for key, value in body.items()):
        yield Step("PATCH" if there else "PUT", address, body, says=f"Set identity synchronization of {state['_who']}", confirm=Look(
            address, "the identity synchronization", absent=ABSENT,
            pick=lambda answer: answer if answer and all(answer.get(key) == value for key, value in body.items()) else None))
    sync = {**(there or {}), **body}
    return {**state, "_sync": sync, "identity_synchronization": _readable_sync(sync)}


def _removal(want, have):
    internal = {key: have[key] for key in ("_address", "_who", "_partner", "_targets", "_guard", "_default") if key in have}
    if is_default(want["partner"]):
        return (yield from _reset(want, have, internal))
    if "_entry" not in have:
        return internal
    if have["_partner"] == want.get("managing_tenant"):
        refuse_lockout(want, f"{have['_who']} is the managing tenant, and without this entry its operators may be shut out", "keep it")
    ours = _ours(want)
    change, others = _taken_away(want, have, ours)
    refuse_shut_out(want, have, {**have["_entry"], **change} if others else None, have.get("_default"))
    if have["_sync"] and "identity_synchronization" in ours:
        address = f"{have['_address']}/identitySynchronization"
        yield Step("DELETE", address, says=f"Remove identity synchronization of {have['_who']}", confirm=_gone(address, have["_who"]))
        have = {**have, "_sync": None, "identity_synchronization": None}
    if not others:
        yield Step("DELETE", have["_address"], says=f"Remove cross-tenant access of {have['_who']}{_words(change)}",
                   confirm=_gone(have["_address"], have["_who"]))
        return internal
    if change:
        yield Step("PATCH", have["_address"], change, confirm=_look(have, change),
                   says=f"Take out of cross-tenant access of {have['_who']}{_words(change)}")
    yield Kept(f"Cross-tenant access of {have['_who']}, of which this task does not name: {', '.join(others)}")
    return {**have, **_shape(want, have["_partner"], {**have["_entry"], **change}, have["_sync"])}


def _ours(want):
    """What a removal is about: the settings that the task gives, or all of them where it gives none."""
    options = (*PROPERTY, "identity_synchronization")
    return [option for option in options if option in want] or list(options)


def _taken_away(want, have, ours):
    """(what to write so that nothing of ours is left, in words what is left then)"""
    entry, change, left = have["_entry"], {}, []
    for option, name in PROPERTY.items():
        current = entry.get(name)
        if canonical(current) is None:
            continue
        rest = _others_part(option, want.get(option), current) if option in ours else current
        if rest != current:
            change[name] = rest
        if canonical(rest) is not None:
            left.append(WORDS[option])
    synchronized = have["_sync"] and "identity_synchronization" not in ours
    return change, left + (["identity synchronization"] if synchronized else [])


def _others_part(option, given, current):
    """Automatic redemption is inherited by direction, so one direction may be somebody else's; anything else goes as a whole."""
    if option != "automatic_redemption" or not given:
        return None
    rest = {name: None if flag in given else current.get(name) for flag, name in FLAGS[option][1].items()}
    return rest if canonical(rest) else None


def _reset(want, have, internal):
    if have["_entry"].get("isServiceDefault"):
        return have
    if not want["reset_default"]:
        raise Refusal("the default cannot be removed, only be reset to Microsoft's own; set reset_default to true for that")
    refuse_shut_out(want, have, have["_guard"], {})      # Microsoft's own blocks nobody, and trusts nobody
    look = Look(f"{ROOT}/default", "the reset default", times=STEADY,
                pick=lambda answer: answer if answer.get("isServiceDefault") else None)
    yield Step("POST", f"{ROOT}/default/resetToSystemDefault", confirm=look,
               says="Reset the default cross-tenant access to Microsoft's own")
    return {**internal, "_entry": {"isServiceDefault": True}}


def _look(have, change):
    """What was written must be read back, several times in a row."""
    return Look(have["_address"], f"the change of cross-tenant access of {have['_who']}", times=STEADY, absent=ABSENT, pick=lambda answer: (
        answer if answer and all(canonical(answer.get(name)) == canonical(value) for name, value in change.items()) else None))


def _gone(address, who):
    return Look(address, f"the removal at {who}", times=STEADY, absent=ABSENT, pick=lambda answer: {} if answer is None else None)


def _words(change):
    words = [WORDS[option] for option, name in PROPERTY.items() if name in change]
    return f": {', '.join(words)}" if words else ""


def _readable_sync(sync):
    allowed = sync and (sync.get("userSyncInbound") or {}).get("isSyncAllowed")
    return sync and {"user_inbound": bool(allowed), "display_name": sync.get("displayName")}


def _shape(want, partner, entry, sync):
    settings = {option: readable(option, entry.get(name)) for option, name in PROPERTY.items()}
    return {"partner": want.get("partner", partner or "default"), "tenant_id": partner, **settings,
            "identity_synchronization": _readable_sync(sync), "_entry": entry, "_sync": sync}
