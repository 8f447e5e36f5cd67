# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Who is to be eligible or active as a member or owner of a group, until when, and whether that can be granted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ._durations import duration, length_of
from ._errors import Refusal
from ._moments import moment, moment_given
from ._pim_principals import ACCESS, Principal, key_in, kind_of, named, wishes

KINDS = ("eligible", "active")
SLACK = timedelta(minutes=5)        # the service moves a grant's start to when it processed the request
SHORTEST = timedelta(minutes=5)
GRANT = {"type": "list", "elements": "dict", "options": {
    "principals": {"type": "list", "elements": "str", "required": True},
    "access": {"type": "str", "choices": list(ACCESS), "default": "member"},
    "ends": {"type": "str"}, "duration": {"type": "str"}, "permanent": {"type": "bool"},
    "justification": {"type": "str"},
    "ticket": {"type": "dict", "options": {"number": {"type": "str"}, "system": {"type": "str"}}},
}}
OPTIONS = dict.fromkeys(KINDS, GRANT)


@dataclass(frozen=True)
class Grant:
    """A wanted assignment; ``standing`` is the entry that is there and differs, if any."""

    kind: str
    who: Principal
    wish: dict
    standing: dict | None


def refuse(want):
    """What cannot be granted, whatever is there now."""
    for kind in KINDS:
        seen = set()
        for wish in wishes(want, kind):
            who, access = wish["principal"], wish["access"]
            _refuse_end(kind, wish)
            refuse_group(kind, wish, kind_of(who))
            if (who.lower(), access) in seen:
                raise Refusal(f"{kind} names '{who}' as {access} twice; give it once")
            seen.add((who.lower(), access))
            expiration = (want.get(f"{access}_policy") or {}).get(f"{kind}_expiration") or {}
            if expiration.get("required"):
                refuse_length(kind, wish, expiration.get("maximum_duration"), f"{access}_policy of this task")


def _refuse_end(kind, wish):
    ways = [way for way in ("ends", "duration", "permanent") if wish.get(way)]
    if len(ways) != 1:
        given = " and ".join(ways) if ways else "none of them"
        raise Refusal(f"{kind} '{wish['principal']}' needs exactly one of ends, duration and permanent, but has {given}; correct it")
    if wish.get("ends"):
        moment_given(wish["ends"], f"ends of {kind} '{wish['principal']}'")
    if wish.get("duration") and duration(wish["duration"], f"duration of {kind} '{wish['principal']}'") < SHORTEST:
        raise Refusal(f"duration of {kind} '{wish['principal']}' is {wish['duration']}, but PIM grants nothing for less than five minutes")


def refuse_group(kind, wish, what):
    if what == "group" and (kind, wish["access"]) != ("eligible", "member"):
        raise Refusal(
            f"{kind} {wish['access']} '{wish['principal']}' is a group, and a group can be an eligible member only; "
            "name people instead (by user principal name, mail or object id), or move it to eligible with access member")


def refuse_length(kind, wish, longest, policy, now=None):
    """A grant that the policy's expiration rule would refuse."""
    who, access = wish["principal"], wish["access"]
    if wish.get("permanent"):
        raise Refusal(
            f"{kind} '{who}' is to be permanent, but {policy} requires an end; "
            f"set {access}_policy.{kind}_expiration.required to false, or give ends or duration")
    length = length_of(wish["duration"]) if wish.get("duration") else now and moment_given(wish["ends"], "ends") - now
    most = length_of(longest)
    if length and most and length > most:
        raise Refusal(
            f"{kind} '{who}' is to last longer than the {longest} that {policy} allows; shorten it, "
            f"or raise {access}_policy.{kind}_expiration.maximum_duration")


def plan(want, have, policies, now, group):
    """(grants to make, entries to take away)."""
    grants, surplus = [], {}
    for kind in KINDS:
        if want.get(kind) is None:
            continue
        wanted = _wanted(wishes(want, kind), kind, have)
        there = {(key_in(entry), entry["access"]): entry for entry in have[kind]}
        # By name: an id may not be known yet, and the order must be the same then.
        for key, (who, wish) in sorted(wanted.items(), key=lambda item: (item[1][0].name, item[0][1])):
            if key not in there or not is_equal(there[key], wish):
                grants.append(Grant(kind, who, wish, there.get(key)))
        others = [entry for key, entry in there.items() if key not in wanted] if want["purge"] else []
        surplus[kind] = sorted((entry for entry in others if not is_permanent_owner(kind, entry)), key=lambda entry: entry["principal"])
    for grant in grants:
        _refuse_by_policy(grant, policies[grant.wish["access"]], have, now, group)
    return grants, surplus


def _wanted(wished, kind, have):
    wanted = {}
    for wish in wished:
        who = named(have, wish["principal"])
        refuse_group(kind, wish, who.kind)
        if (who.key, wish["access"]) in wanted:
            other = wanted[who.key, wish["access"]][0].name
            raise Refusal(f"{kind} names the same {wish['access']} as '{other}' and as '{who.name}'; give it once")
        wanted[who.key, wish["access"]] = who, wish
    return wanted


def is_permanent_owner(kind, entry):
    """Those are the business of the option owners."""
    return kind == "active" and entry["access"] == "owner" and entry["ends"] is None


def is_equal(entry, wish):
    """A duration counts from its grant: what was granted for as long stays as it is."""
    ends = moment(entry["ends"])
    if wish.get("permanent") or ends is None:
        return bool(wish.get("permanent")) and ends is None
    if wish.get("ends"):
        return abs(ends - moment_given(wish["ends"], "ends")) < SLACK
    return abs(ends - moment(entry["starts"]) - length_of(wish["duration"])) < SLACK


def _refuse_by_policy(grant, policy, have, now, group):
    kind, wish, who, access = grant.kind, grant.wish, grant.who.name, grant.wish["access"]
    told = f"the {access} policy of group '{group}'"
    if wish.get("ends") and moment_given(wish["ends"], "ends") - now < SHORTEST:
        raise Refusal(
            f"{kind} '{who}' is to end at {wish['ends']}, which is past or less than five minutes away; give a later end")
    expiration, requirements = policy.option(f"{kind}_expiration"), policy.option(f"{kind}_requirements")
    if expiration["required"]:
        refuse_length(kind, wish, expiration["maximum_duration"], told, now)
    if "justification" in requirements and not (wish.get("justification") or "").strip():
        raise Refusal(
            f"{kind} '{who}' has no justification, but {told} asks for one; give it, or change {access}_policy.{kind}_requirements")
    if "mfa" in requirements and have["_app_only"]:
        raise Refusal(
            f"{kind} '{who}' cannot be assigned by an application, which has no second factor, while {told} asks for MFA; "
            f"take mfa out of {access}_policy.{kind}_requirements, or run as a person (auth_source cli or device_code)")
