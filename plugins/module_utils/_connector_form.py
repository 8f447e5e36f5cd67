# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The settings of a data connector: as options, as the service's properties, and what differs between them."""

from __future__ import annotations

from ._connector_kinds import KINDS, LOOKBACK, OWN_OPTIONS, SUBSCRIPTION, TENANT, at, enabled_types, laid
from ._errors import Refusal
from ._moments import moment, moment_given, stamp
from ._options import guid

PROVIDERS = ["microsoftDefenderForCloudApps", "microsoftDefenderForIdentity"]
OWN = {
    "connected_subscription_id": {"type": "str"},
    "alert_providers": {"type": "list", "elements": "str", "choices": PROVIDERS},
    "lookback_start": {"type": "str"},
    "aws_role_arn": {"type": "str"},
    "name": {"type": "str"},
    "poller": {"type": "dict"},
    "poller_auth": {"type": "dict", "no_log": True},
}
NEEDED = {"AmazonWebServicesCloudTrail": ("aws_role_arn",), "RestApiPoller": ("name", "poller", "poller_auth")}


def refuse_form(want):
    """Options that do not go with the kind, or that it cannot be without."""
    name, kind = want["kind"], KINDS[want["kind"]]
    foreign = [option for option in OWN_OPTIONS if option in want and option not in kind.takes]
    if foreign:
        raise Refusal(f"{', '.join(foreign)} does not go with kind {name}; leave it out")
    needed = NEEDED.get(name, ()) if want["state"] == "present" else NEEDED.get(name, ())[:1]
    lacking = [option for option in needed if not want.get(option)]
    if lacking:
        raise Refusal(f"kind {name} needs {', '.join(lacking)}; give it")
    if "name" in want and ("/" in want["name"] or not want["name"].strip()):
        raise Refusal(f"name '{want['name']}' is no name of a data connector; use letters, digits, hyphens and underscores")
    if "connected_subscription_id" in want:
        guid(want["connected_subscription_id"], "connected_subscription_id")
    if "lookback_start" in want:
        moment_given(want["lookback_start"], "lookback_start")
    _refuse_types(want, kind)


def _refuse_types(want, kind):
    known = {each.lower() for each in kind.types}
    unknown = [each for each in want.get("data_types") or [] if each.lower() not in known]
    if unknown:
        raise Refusal(f"data_types has {', '.join(unknown)}, but kind {want['kind']} has {', '.join(kind.types) or 'none'}; correct it")
    if want.get("data_types") == []:
        raise Refusal("data_types is empty, and a connector without data is not kept; name some, or set state to absent")


def wanted_types(want):
    """The data types asked for, spelled and ordered as the kind has them; all of it when none were named."""
    asked = {name.lower() for name in want["data_types"]} if "data_types" in want else None
    return [name for name in KINDS[want["kind"]].types if asked is None or name.lower() in asked]


def known_types(want, have):
    """The data types that are on, of those that the kind is known to have."""
    return [name for name in KINDS[want["kind"]].types if name in have["data_types"]]


def is_mine(want, item):
    """Whether a connector is the one that the options speak of, under whatever id it stands."""
    if item["kind"] != want["kind"]:
        return False
    properties = item.get("properties") or {}
    if KINDS[item["kind"]].of == SUBSCRIPTION:
        wanted = want.get("connected_subscription_id") or want["subscription_id"]
        return (properties.get("subscriptionId") or "").lower() == wanted.lower()
    if "aws_role_arn" in want:
        return properties.get("awsRoleArn") == want["aws_role_arn"]
    return "name" not in want or item["name"].lower() == want["name"].lower()


def differences(want, have):
    """The options by which a connector that is there differs from what is wanted."""
    found = {
        "data_types": known_types(want, have) != wanted_types(want),
        "alert_providers": "alert_providers" in want and sorted(want["alert_providers"]) != sorted(have.get("alert_providers") or []),
        "lookback_start": "lookback_start" in want and not _same_moment(want["lookback_start"], have.get("lookback_start")),
        "poller": "poller" in want and not _covers(have.get("poller"), want["poller"]),
    }
    return [option for option, differs in found.items() if differs]


def properties_of(want, have):
    """The service's properties: what is there already, with what is wanted laid over it."""
    kind, properties = KINDS[want["kind"]], dict(have.get("_properties") or {})
    if kind.of == TENANT or kind.lookback:
        properties["tenantId"] = want["tenant"]
    if kind.of == SUBSCRIPTION:
        properties["subscriptionId"] = (want.get("connected_subscription_id") or want["subscription_id"]).lower()
    if "aws_role_arn" in want:
        properties["awsRoleArn"] = want["aws_role_arn"]
    for name in kind.types:
        properties = laid(properties, ("dataTypes", name, "state"), "Enabled" if name in wanted_types(want) else "Disabled")
    if "alert_providers" in want:
        properties["filteredProviders"] = {"alerts": sorted(want["alert_providers"])}
    if "lookback_start" in want:
        properties = laid(properties, kind.lookback, stamp(moment_given(want["lookback_start"], "lookback_start")))
    elif kind.must_look_back and not at(properties, kind.lookback):
        properties = laid(properties, kind.lookback, LOOKBACK)
    return {**properties, **want.get("poller", {}), **({"auth": want["poller_auth"]} if "poller_auth" in want else {})}


def shape(item):
    """A connector as people see it; what its kind does not have is left out."""
    kind, properties = KINDS.get(item["kind"]), item.get("properties") or {}
    own = {
        "connected_subscription_id": properties.get("subscriptionId"), "aws_role_arn": properties.get("awsRoleArn"),
        "alert_providers": at(properties, ("filteredProviders", "alerts")),
        "lookback_start": at(properties, kind.lookback) if kind and kind.lookback else None,
        "poller": {key: value for key, value in properties.items() if key != "auth"} if item["kind"] == "RestApiPoller" else None,
    }
    return {
        "id": item["id"], "name": item["name"], "kind": item["kind"], "connected": True, "available": True,
        "data_types": enabled_types(item["kind"], properties), **{key: value for key, value in own.items() if value is not None}}


def _same_moment(wanted, found):
    try:
        return bool(found) and stamp(moment(found)) == stamp(moment_given(wanted, "lookback_start"))
    except ValueError:      # what somebody else wrote there need not be a moment
        return False


def _covers(found, wanted):
    """Whether all that is wanted is there; the service adds what was left out."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_covers(found.get(key), value) for key, value in wanted.items())
    return found == wanted
