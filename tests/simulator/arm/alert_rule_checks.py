# SPDX-License-Identifier: GPL-3.0-or-later
"""What an analytics rule may hold: times, limits, a query that compiles on the workspace.

Assumed: the words of the refusals where no source has them; a look-back of more than two days needs a frequency of an hour or more;
columns that a mapping names must come out of the query; a query is compiled for rules that are enabled only.
"""
from __future__ import annotations

import datetime

import isodate

from tests.simulator.arm import kql
from tests.simulator.arm.log_tables import tables
from tests.simulator.wire import Refused

MINUTES, HOUR, DAY = datetime.timedelta(minutes=5), datetime.timedelta(hours=1), datetime.timedelta(days=1)
NEEDED = {"Scheduled": ("query", "queryFrequency", "queryPeriod", "severity", "triggerOperator", "triggerThreshold"),
          "NRT": ("query", "severity"), "MicrosoftSecurityIncidentCreation": ("displayName", "productFilter")}
MOST = {"Scheduled": 512, "NRT": 50}                  # enabled rules of a workspace
MOST_MAPPINGS, MOST_DETAILS, LONGEST_DESCRIPTION = 10, 20, 5000
NO_IDENTITY_PROTECTION = ("AzureChinaCloud",)
TEMPLATE = "f71aba3d-28fb-450b-b192-4e76a83015c8"


def check(call, workspace, kind, given, others):
    """Raise what the service says to a rule that it does not take; `others` are the workspace's other rules."""
    lacking = [name for name in NEEDED.get(kind, ()) if given.get(name) in (None, "")]
    if lacking:
        raise wrong(f"Invalid Properties for alert rule: '{lacking[0]}' is required for a rule of kind '{kind}'.")
    if len(given.get("description") or "") > LONGEST_DESCRIPTION:
        raise wrong(f"Invalid Properties for alert rule: 'description' is longer than {LONGEST_DESCRIPTION} characters.")
    if kind == "Fusion":
        _only_one(given, others)
    if kind == "MicrosoftSecurityIncidentCreation":
        _product(call, given)
    if kind in MOST:
        _times(kind, given)
        _limits(kind, given, others)
        if given["enabled"]:
            _query(call, workspace, given)


def lasting(text):
    """(length, as the service spells it) of a duration; refused when it is none."""
    try:
        length = isodate.parse_duration(text)
    except (ValueError, TypeError):
        length = None
    if not isinstance(length, datetime.timedelta):
        raise wrong(f"Invalid Properties for alert rule: '{text}' is not a duration.")
    return length, isodate.duration_isoformat(length)


def wrong(message):
    return Refused(400, "BadRequest", message)


def _only_one(given, others):
    if any(rule["kind"] == "Fusion" for rule in others):
        raise wrong("Only one rule of kind 'Fusion' is allowed in a workspace.")
    if given["alertRuleTemplateName"].lower() != TEMPLATE:
        raise wrong(f"The alert rule template '{given['alertRuleTemplateName']}' is not one of kind 'Fusion'.")


def _product(call, given):
    if given["productFilter"] == "Azure Active Directory Identity Protection" and call.world.cloud in NO_IDENTITY_PROTECTION:
        raise wrong(f"The product '{given['productFilter']}' is not supported.")


def _times(kind, given):
    suppression = lasting(given["suppressionDuration"])[0]
    frequency = datetime.timedelta(0)
    if kind == "Scheduled":
        frequency, period = lasting(given["queryFrequency"])[0], lasting(given["queryPeriod"])[0]
        for name, value in (("queryFrequency", frequency), ("queryPeriod", period)):
            if not MINUTES <= value <= 14 * DAY:
                raise wrong(f"Invalid Properties for alert rule: '{name}' must be between 5 minutes and 14 days.")
        if period < frequency:
            raise wrong("Invalid Properties for alert rule: 'queryPeriod' must be greater than or equal to 'queryFrequency'.")
        if frequency < HOUR and period > 2 * DAY:
            raise wrong("Invalid Properties for alert rule: 'queryPeriod' must not exceed 2 days when 'queryFrequency' is below 1 hour.")
    if not MINUTES <= suppression <= DAY:
        raise wrong("Invalid Properties for alert rule: 'suppressionDuration' must be between 5 minutes and 24 hours.")
    if given["suppressionEnabled"] and suppression < frequency:
        raise wrong("Invalid Properties for alert rule: 'suppressionDuration' must be greater than or equal to 'queryFrequency'.")


def _limits(kind, given, others):
    if len(given.get("entityMappings") or ()) > MOST_MAPPINGS:
        raise wrong(f"Invalid Properties for alert rule: more than {MOST_MAPPINGS} entity mappings.")
    if len(given.get("customDetails") or ()) > MOST_DETAILS:
        raise wrong(f"Invalid Properties for alert rule: more than {MOST_DETAILS} custom details.")
    grouping = (given.get("incidentConfiguration") or {}).get("groupingConfiguration") or {}
    by = [name for name in ("groupByEntities", "groupByAlertDetails", "groupByCustomDetails") if grouping.get(name)]
    if grouping.get("enabled") and grouping.get("matchingMethod") == "Selected" and not by:
        raise wrong("Invalid Properties for alert rule: matching method 'Selected' needs something to group by.")
    enabled = [rule for rule in others if rule["kind"] == kind and rule["properties"]["enabled"]]
    if given["enabled"] and len(enabled) >= MOST[kind]:
        raise wrong(f"The maximum number of enabled rules of kind '{kind}' ({MOST[kind]}) has been reached.")


def _query(call, workspace, given):
    try:
        columns = kql.compiled(given["query"], tables(call.world, workspace))
    except kql.Broken as broken:
        if "Failed to resolve table" in str(broken):
            raise wrong("Failed to run the analytics rule query. One of the tables does not exist.") from broken
        raise wrong(f"Failed to run the analytics rule query. Request is invalid and cannot be processed: {broken}") from broken
    named = [field["columnName"] for mapping in given.get("entityMappings") or () for field in mapping.get("fieldMappings") or ()]
    named += list((given.get("customDetails") or {}).values())
    missing = [name for name in named if columns is not None and name not in columns]
    if missing:
        raise wrong(f"The given column '{missing[0]}' does not exist.")
