# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Settings of Microsoft Defender for Cloud on a subscription: which other Microsoft services it works with. They are on or off."""

from __future__ import annotations

from ._azure import provider_is_registered
from ._defender_for_cloud import NAMESPACE, UNAVAILABLE, base, expected_provider, state_of
from ._errors import Refusal
from ._options import guid
from ._steps import ARM, Step

# In the order in which they are turned on: the others of Defender for Endpoint build on the first.
MEANING = {
    "WDATP": "Defender for Endpoint integration",
    "WDATP_UNIFIED_SOLUTION": "the unified Defender for Endpoint agent for Windows Server 2012 R2 and 2016",
    "WDATP_EXCLUDE_LINUX_PUBLIC_PREVIEW": "Defender for Endpoint on Windows only, without Linux",
    "MCAS": "Defender for Cloud Apps integration",
    "Sentinel": "alert synchronization with Microsoft Sentinel",
}
# The settings of each cloud, by its name in the published metadata; clouds that are not named here have none.
OFFERED = {"prod": tuple(MEANING), "fairfax": ("WDATP", "MCAS")}
OPTIONS = {
    "subscription_id": {"type": "str", "required": True},
    "settings": {"type": "list", "elements": "str", "choices": list(MEANING), "required": True},
    "unavailable": UNAVAILABLE,
}
INFO_OPTIONS = {"subscription_id": {"type": "str", "required": True}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/read": "", "Microsoft.Resources/subscriptions/providers/read": "",
            "Microsoft.Security/settings/read": ""},
        "write": {"Microsoft.Security/settings/write": ""},
    },
}


def refuse(want, cloud):
    guid(want["subscription_id"], "subscription_id")
    lacking = _lacking(want, cloud)
    if lacking and want["state"] == "present" and want["unavailable"] == "refuse":
        known = OFFERED.get(cloud.schema, ())
        raise Refusal(
            f"Defender for Cloud has no setting {', no setting '.join(f'{name} ({MEANING[name]})' for name in lacking)} in this cloud "
            f"({'it has ' + ', '.join(known) if known else 'it has none'}); leave out what it has not, or set unavailable to skip")


async def find(clients, want):
    lacking = _lacking(want, clients.cloud)
    if len(lacking) == len(set(want["settings"])):
        return _state(want, {"_place": "", "_on": [], "_lacking": lacking})
    where, readable = await expected_provider(clients, want)
    listed = await clients.arm.items(f"{base(want)}/settings") if readable else []
    on = [name for item in listed if item["properties"]["enabled"] for name in MEANING if name.lower() == item["name"].lower()]
    return _state(want, {"_place": where, "_on": on, "_lacking": lacking})


def steps(want, have, now):
    wanted, on = want["state"] == "present", list(have["_on"])
    order = list(MEANING) if wanted else list(MEANING)[::-1]
    for name in order:
        if name in want["settings"] and name not in have["_lacking"] and (name in on) != wanted:
            yield _update(want, name, wanted, f"Turn {'on' if wanted else 'off'} {MEANING[name]} ({name}) at {have['_place']}")
            on = [*on, name] if wanted else [each for each in on if each != name]
    return _state(want, {"_place": have["_place"], "_on": on, "_lacking": have["_lacking"]})


async def report(clients, want):
    """All settings that a subscription shows."""
    subscription = guid(want["subscription_id"], "subscription_id")
    if not await provider_is_registered(clients, subscription, NAMESPACE):
        return []
    return [{"id": item["id"], "name": item["name"], "kind": item["kind"], "enabled": item["properties"]["enabled"]}
            for item in await clients.arm.items(f"{base(want)}/settings")]


def _update(want, name, enabled, says):
    kind = "AlertSyncSettings" if name == "Sentinel" else "DataExportSettings"
    return Step("PUT", f"{base(want)}/settings/{name}", {"kind": kind, "properties": {"enabled": enabled}}, service=ARM, says=says)


def _lacking(want, cloud):
    return [name for name in MEANING if name in want["settings"] and name not in OFFERED.get(cloud.schema, ())]


def _state(want, internal):
    on = [name for name in MEANING if name in want["settings"] and name in internal["_on"]]
    return state_of(want, internal, "settings", on, [f"setting {name}" for name in internal["_lacking"]])
