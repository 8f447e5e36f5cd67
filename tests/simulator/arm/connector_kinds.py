# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of data connectors: whose data they bring, which api-versions and clouds have them.

Assumed: a preview version of before 2025 has the kinds that the published check of requirements of 2023-12-01-preview names; what a
cloud lacks is refused there as a kind that its version does not support. The air-gapped clouds lack every kind that is in preview.
"""
from __future__ import annotations

from dataclasses import dataclass

from tests.contracts.clouds import metadata_name

TENANT, SUBSCRIPTION, OTHER = "tenant", "subscription", "other"


@dataclass(frozen=True)
class Kind:
    types: tuple = ()               # of data
    of: str = TENANT                # whose data: of a tenant, which somebody of it must consent to, of a subscription, or of something else
    stable: str = ""                # the first stable version that has it; "" where only previews have
    preview: str = "2023"           # the first preview that has it
    lacking: tuple = ()             # clouds without it


NO_DEFENDER = ("mooncake",)
NO_INTELLIGENCE = ("fairfax", "mooncake", "usnat", "ussec")
KINDS = {
    "AmazonWebServicesCloudTrail": Kind(("logs",), OTHER, "2020", lacking=("mooncake",)),
    "AzureActiveDirectory": Kind(("alerts",), stable="2020", lacking=NO_DEFENDER),
    "AzureAdvancedThreatProtection": Kind(("alerts",), stable="2020", lacking=NO_DEFENDER),
    "AzureSecurityCenter": Kind(("alerts",), SUBSCRIPTION, "2020"),
    "MicrosoftCloudAppSecurity": Kind(("alerts", "discoveryLogs"), stable="2020", lacking=NO_DEFENDER),
    "MicrosoftDefenderAdvancedThreatProtection": Kind(("alerts",), stable="2020", lacking=NO_DEFENDER),
    "Office365": Kind(("exchange", "sharePoint", "teams"), stable="2020"),
    "ThreatIntelligence": Kind(("indicators",), OTHER, "2020"),
    "MicrosoftThreatIntelligence": Kind(("microsoftEmergingThreatFeed",), OTHER, "2024-09", lacking=NO_INTELLIGENCE),
    "PremiumMicrosoftDefenderForThreatIntelligence": Kind(("connector",), OTHER, "2024-09", "2025", NO_INTELLIGENCE),
    "RestApiPoller": Kind((), OTHER, "2024-09", "2025", NO_INTELLIGENCE),
    "MicrosoftThreatProtection": Kind(("incidents", "alerts"), lacking=NO_DEFENDER),
    "OfficeATP": Kind(("alerts",), lacking=NO_DEFENDER), "OfficeIRM": Kind(("alerts",), lacking=NO_DEFENDER),
    "IOT": Kind(("alerts",), SUBSCRIPTION),
    "Dynamics365": Kind(("dynamics365CdsActivities",)), "Office365Project": Kind(("logs",)), "OfficePowerBI": Kind(("logs",)),
    "MicrosoftPurviewInformationProtection": Kind(("logs",)), "PurviewAudit": Kind(("logs",), preview="2025"),
    "AmazonWebServicesS3": Kind(("logs",), OTHER), "ThreatIntelligenceTaxii": Kind(("taxiiClient",), OTHER),
    "GCP": Kind((), OTHER, lacking=NO_INTELLIGENCE), "APIPolling": Kind((), OTHER, lacking=NO_INTELLIGENCE),
    "GenericUI": Kind((), OTHER, lacking=NO_INTELLIGENCE),
}


def is_known(call, name):
    """Has the version that was called the kind, in this cloud?"""
    kind, schema = KINDS.get(name), metadata_name(call.world.cloud)
    if kind is None or schema in kind.lacking or (not kind.stable and schema in ("usnat", "ussec")):
        return False
    first = kind.preview if call.version.lower().endswith("-preview") else kind.stable
    return bool(first) and call.version >= first
