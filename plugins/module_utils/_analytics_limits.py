# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What the service refuses of an analytics rule, so that it can be told before any call; and what takes a preview version of the API."""

from __future__ import annotations

from datetime import timedelta

from ._clouds import AIR_GAPPED
from ._durations import duration
from ._errors import Refusal

PREVIEW_MEMBERS = ("subTechniques", "sentinelEntitiesMappings", "sourceSettings", "scenarioExclusionPatterns")
PREVIEW_PRODUCTS = ("Office 365 Advanced Threat Protection", "Microsoft Defender Advanced Threat Protection")
IDENTITY_PROTECTION = "Azure Active Directory Identity Protection"
SHORTEST, LONGEST, DAY, HOUR = timedelta(minutes=5), timedelta(days=14), timedelta(days=1), timedelta(hours=1)


def refuse_whole(name, properties):
    """What the service would refuse of a rule as it is going to be: times, and how much of a thing."""
    times = {key: duration(properties[key]) for key in ("queryFrequency", "queryPeriod", "suppressionDuration") if properties.get(key)}
    for key, length in times.items():
        longest = DAY if key == "suppressionDuration" else LONGEST
        if not SHORTEST <= length <= longest:
            raise Refusal(f"{key} of rule '{name}' is {properties[key]}, but it must be from 5 minutes to {longest.days} days; correct it")
    frequency, period, quiet = times.get("queryFrequency"), times.get("queryPeriod"), times.get("suppressionDuration")
    if frequency and period and period < frequency:
        raise Refusal(f"queryPeriod of rule '{name}' is shorter than queryFrequency, so events would go unseen; lengthen it")
    if frequency and period and frequency < HOUR and period > 2 * DAY:
        raise Refusal(f"queryPeriod of rule '{name}' is more than 2 days, which takes a queryFrequency of 1 hour or more; change one")
    if frequency and quiet and properties.get("suppressionEnabled") and quiet < frequency:
        raise Refusal(f"suppressionDuration of rule '{name}' is shorter than queryFrequency, so nothing would be suppressed; lengthen it")
    for key, most in (("entityMappings", 10), ("customDetails", 20), ("description", 5000)):
        if len(properties.get(key) or ()) > most:
            raise Refusal(f"{key} of rule '{name}' is longer than the {most} that the service takes; shorten it")
    grouping = (properties.get("incidentConfiguration") or {}).get("groupingConfiguration") or {}
    by = ("groupByEntities", "groupByAlertDetails", "groupByCustomDetails")
    if grouping.get("enabled") and grouping.get("matchingMethod") == "Selected" and not any(grouping.get(key) for key in by):
        raise Refusal(f"rule '{name}' groups incidents by what is selected, but nothing is; give one of {', '.join(by)}")


def needs_preview(kind, properties):
    """Whether no stable version of the API knows all that a rule holds."""
    return kind == "NRT" or any(properties.get(name) for name in PREVIEW_MEMBERS) or properties.get("productFilter") in PREVIEW_PRODUCTS


def lacking(cloud, kind, properties):
    """Why a cloud has no place for such a rule, and what to do; None where it has."""
    if cloud.schema in AIR_GAPPED.values() and needs_preview(kind, properties):
        return (f"needs a preview version of the API, and {cloud.name} is not known to have one: "
                "leave out kind NRT, subTechniques and products of Microsoft Defender XDR")
    if cloud.schema == "mooncake" and properties.get("productFilter") == IDENTITY_PROTECTION:
        return f"is about Entra ID Protection, which is not in {cloud.name}; leave it out"
    return None
