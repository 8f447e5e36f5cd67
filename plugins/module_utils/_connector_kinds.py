# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The kinds of Sentinel's data connectors: what people call them, whose data they bring, where they are, how their settings are written.

Sources: the published contract of Microsoft.SecurityInsights, and Microsoft's page on what Sentinel has in which cloud. What is in preview
is taken to be missing in air-gapped clouds.
"""

from __future__ import annotations

from dataclasses import dataclass

# Whose data: of the whole tenant, which a person of the tenant consents to; of a subscription; of something outside Microsoft's clouds.
TENANT, SUBSCRIPTION, OTHER = "tenant", "subscription", "other"
LOOKBACK = "1970-01-01T00:00:00.000Z"       # everything that there is
CHINA = ("mooncake",)
NATIONAL = ("fairfax", "mooncake", "usnat", "ussec")
AIR_GAPPED = ("usnat", "ussec")


@dataclass(frozen=True)
class Kind:
    title: str                              # in the portal
    types: tuple[str, ...]                  # of data
    of: str = TENANT
    preview: bool = False                   # only preview versions know it
    lacking: tuple[str, ...] = ()           # clouds that do not have it, as Microsoft's metadata calls them
    lookback: tuple[str, ...] = ()          # where in the properties it stands from when on indicators are fetched
    must_look_back: bool = False            # whether that must be told
    takes: tuple[str, ...] = ()             # options of the kind's own

    def is_in(self, cloud):
        return cloud.schema not in self.lacking and not (self.preview and cloud.schema in AIR_GAPPED)


FEED = ("dataTypes", "microsoftEmergingThreatFeed", "lookbackPeriod")
KINDS = {
    "AmazonWebServicesCloudTrail": Kind("Amazon Web Services", ("logs",), OTHER, lacking=CHINA, takes=("aws_role_arn",)),
    "AzureActiveDirectory": Kind("Microsoft Entra ID Protection", ("alerts",), lacking=CHINA),
    "AzureAdvancedThreatProtection": Kind("Microsoft Defender for Identity", ("alerts",), lacking=CHINA),
    "AzureSecurityCenter": Kind("Microsoft Defender for Cloud", ("alerts",), SUBSCRIPTION, takes=("connected_subscription_id",)),
    "Dynamics365": Kind("Dynamics 365", ("dynamics365CdsActivities",), preview=True),
    "IOT": Kind("Microsoft Defender for IoT", ("alerts",), SUBSCRIPTION, preview=True, takes=("connected_subscription_id",)),
    "MicrosoftCloudAppSecurity": Kind("Microsoft Defender for Cloud Apps", ("alerts", "discoveryLogs"), lacking=CHINA),
    "MicrosoftDefenderAdvancedThreatProtection": Kind("Microsoft Defender for Endpoint", ("alerts",), lacking=CHINA),
    "MicrosoftPurviewInformationProtection": Kind("Microsoft Purview Information Protection", ("logs",), preview=True),
    "MicrosoftThreatIntelligence": Kind(
        "Microsoft Defender Threat Intelligence", ("microsoftEmergingThreatFeed",), OTHER, lacking=NATIONAL, lookback=FEED,
        must_look_back=True, takes=("lookback_start",)),
    "MicrosoftThreatProtection": Kind(
        "Microsoft Defender XDR", ("incidents", "alerts"), preview=True, lacking=CHINA, takes=("alert_providers",)),
    "Office365": Kind("Microsoft 365", ("exchange", "sharePoint", "teams")),
    "Office365Project": Kind("Microsoft Project", ("logs",), preview=True),
    "OfficeATP": Kind("Microsoft Defender for Office 365", ("alerts",), preview=True, lacking=CHINA),
    "OfficeIRM": Kind("Microsoft Purview Insider Risk Management", ("alerts",), preview=True, lacking=CHINA),
    "OfficePowerBI": Kind("Microsoft Power BI", ("logs",), preview=True),
    "PremiumMicrosoftDefenderForThreatIntelligence": Kind(
        "Premium Microsoft Defender Threat Intelligence", ("connector",), OTHER, lacking=NATIONAL, lookback=("lookbackPeriod",),
        must_look_back=True, takes=("lookback_start",)),
    "RestApiPoller": Kind("codeless connector", (), OTHER, lacking=NATIONAL, takes=("name", "poller", "poller_auth")),
    "ThreatIntelligence": Kind(
        "Threat intelligence platforms", ("indicators",), OTHER, lookback=("tipLookbackPeriod",), takes=("lookback_start",)),
}
OWN_OPTIONS = sorted({option for kind in KINDS.values() for option in kind.takes})


def enabled_types(kind, properties):
    """The data types that are on; those that this collection does not know come last."""
    states = properties.get("dataTypes") or {}
    on = [name for name, each in states.items() if str((each or {}).get("state")).lower() == "enabled"]
    known = KINDS[kind].types if kind in KINDS else ()
    return [*(name for name in known if name in on), *sorted(set(on) - set(known))]


def at(properties, path):
    """What stands at a path of a connector's properties, or None."""
    for name in path:
        properties = (properties or {}).get(name)
    return properties


def laid(properties, path, value):
    """The properties with a value at this path."""
    first, *rest = path
    return {**properties, first: laid(properties.get(first) or {}, rest, value) if rest else value}
