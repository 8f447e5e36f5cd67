# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Defender for Cloud on a subscription: which other Microsoft services it works with. They are on or off, and never deleted.

Assumed: national clouds have what 2021-06-01 has and Microsoft's support matrix names (Defender for Endpoint and Defender for Cloud Apps in
US Government, nothing in China and in air-gapped clouds); a setting that is not there is 404 ResourceNotFound; Defender for Endpoint is
refused with 400 BadRequest while the plan for servers is off; turning that plan on leaves the settings as they are.
"""
from __future__ import annotations

from tests.contracts.clouds import metadata_name
from tests.simulator.arm import pricings, resources
from tests.simulator.wire import Area

area = Area("security_settings")
KIND = "securitySettings"
ROOT = "/subscriptions/{subscriptionId}/providers/Microsoft.Security/settings"
ONE = ROOT + "/{settingName}"
EXPORT, SYNC = "DataExportSettings", "AlertSyncSettings"
OLD = ("MCAS", "WDATP", "Sentinel")
NAMES = {
    "prod": {"MCAS": EXPORT, "WDATP": EXPORT, "WDATP_UNIFIED_SOLUTION": EXPORT, "WDATP_EXCLUDE_LINUX_PUBLIC_PREVIEW": EXPORT,
             "Sentinel": SYNC},
    "fairfax": {"MCAS": EXPORT, "WDATP": EXPORT}}


@area.get(ROOT)
def listed(call):
    return {"value": [shown(call, name) for name in names(call)]}


@area.get(ONE)
def read(call):
    return shown(call, _named(call))


@area.put(ONE)
def put(call):
    name = _named(call)
    kind, enabled = call.body.get("kind"), (call.body.get("properties") or {}).get("enabled")
    if kind != names(call)[name]:
        raise pricings.bad(f"The setting '{name}' is of the kind {names(call)[name]}.")
    if not isinstance(enabled, bool):
        raise pricings.bad("The property 'enabled' is required.")
    if enabled and name.startswith("WDATP") and not pricings.is_on(call, "VirtualMachines"):
        raise pricings.bad(f"The setting '{name}' can be enabled when Microsoft Defender for Servers is enabled on the subscription.")
    call.store.put(KIND, _address(call, name).lower(), {"id": _address(call, name), "enabled": enabled})
    return shown(call, name)


def names(call):
    """Name -> kind of the settings that this cloud has in the version that was asked for."""
    known = NAMES.get(metadata_name(call.world.cloud), {})
    return {name: kind for name, kind in known.items() if call.version >= "2022" or name in OLD}


def shown(call, name):
    found = call.store.get(KIND, _address(call, name).lower()) or {"enabled": False}
    spelled = name.upper() if call.version < "2022" else name
    return {"id": _address(call, name), "name": spelled, "type": "Microsoft.Security/settings", "kind": names(call)[name],
            "properties": {"enabled": found["enabled"]}}


def _named(call):
    name = next((known for known in names(call) if known.lower() == call.params["settingName"].lower()), None)
    if name is None:
        raise resources.not_found(call)
    return name


def _address(call, name):
    return f"/subscriptions/{call.subscription.id}/providers/Microsoft.Security/settings/{name}"
