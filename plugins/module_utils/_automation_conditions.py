# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""When an automation rule runs: its conditions as tasks give them and as the service has them."""

from __future__ import annotations

import json

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ._errors import Refusal
from ._options import as_given

OPERATORS = ["Equals", "NotEquals", "Contains", "NotContains", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith"]
CHANGING = ["IncidentSeverity", "IncidentStatus", "IncidentOwner"]
PROPERTIES = [
    "IncidentTitle", "IncidentDescription", "IncidentSeverity", "IncidentStatus", "IncidentOwner", "IncidentRelatedAnalyticRuleIds",
    "IncidentTactics", "IncidentLabel", "IncidentProviderName", "IncidentUpdatedBySource", "IncidentCustomDetailsKey",
    "IncidentCustomDetailsValue", "AccountAadTenantId", "AccountAadUserId", "AccountName", "AccountNTDomain", "AccountPUID", "AccountSid",
    "AccountObjectGuid", "AccountUPNSuffix", "AlertProductNames", "AlertAnalyticRuleIds", "AzureResourceResourceId",
    "AzureResourceSubscriptionId", "CloudApplicationAppId", "CloudApplicationAppName", "DNSDomainName", "FileDirectory", "FileName",
    "FileHashValue", "HostAzureID", "HostName", "HostNetBiosName", "HostNTDomain", "HostOSVersion", "IoTDeviceId", "IoTDeviceName",
    "IoTDeviceType", "IoTDeviceVendor", "IoTDeviceModel", "IoTDeviceOperatingSystem", "IPAddress", "MailboxDisplayName",
    "MailboxPrimaryAddress", "MailboxUPN", "MailMessageDeliveryAction", "MailMessageDeliveryLocation", "MailMessageRecipient",
    "MailMessageSenderIP", "MailMessageSubject", "MailMessageP1Sender", "MailMessageP2Sender", "MalwareCategory", "MalwareName",
    "ProcessCommandLine", "ProcessId", "RegistryKey", "RegistryValueData", "Url",
]
ARRAYS = {"PropertyArrayChanged": ["Alerts", "Labels", "Tactics", "Comments"], "PropertyArray": ["CustomDetails", "CustomDetailValues"]}
CONDITION = {
    "type": {"type": "str", "choices": ["Property", "PropertyChanged", "PropertyArray", "PropertyArrayChanged", "Boolean"],
             "default": "Property"},
    "property": {"type": "str", "choices": PROPERTIES},
    "operator": {"type": "str", "choices": OPERATORS},
    "values": {"type": "list", "elements": "str"},
    "change": {"type": "str", "choices": ["ChangedFrom", "ChangedTo"]},
    "array": {"type": "str", "choices": [name for names in ARRAYS.values() for name in names]},
    "match": {"type": "str", "choices": ["AnyItem", "AllItems"]},
    "combine": {"type": "str", "choices": ["And", "Or"]},
    "conditions": {"type": "list", "elements": "dict"},
}
# type: (option: the service's name for it), those that are needed
FORMS = {
    "Property": ({"property": "propertyName", "operator": "operator", "values": "propertyValues"}, ("property", "operator", "values")),
    "PropertyChanged": ({"property": "propertyName", "change": "changeType", "operator": "operator", "values": "propertyValues"},
                        ("property",)),
    "PropertyArray": ({"array": "arrayType", "match": "arrayConditionType", "conditions": "itemConditions"}, ("array", "conditions")),
    "PropertyArrayChanged": ({"array": "arrayType"}, ("array",)),
    "Boolean": ({"combine": "operator", "conditions": "innerConditions"}, ("combine", "conditions")),
}
ON_UPDATES = ("PropertyChanged", "PropertyArrayChanged")
MOST, MOST_ITEMS = 50, 10


def conditions_of(given):
    """The conditions of a task with those within them, held against the specification at every depth."""
    return [_complete(condition) for condition in given]


def refuse_conditions(conditions, cloud):
    """What no condition can be, in any rule."""
    if len(conditions) > MOST:
        raise Refusal(f"conditions has {len(conditions)} entries, and {MOST} is the most of an automation rule; divide the rule")
    for condition in conditions:
        _refuse(condition, cloud)


def types_in(conditions):
    """The types of all conditions, those within others too."""
    return {kind for each in conditions for kind in (each["type"], *types_in(each.get("conditions") or ()))}


def sent(condition):
    """A condition as the service has it."""
    names, kind = FORMS[condition["type"]][0], condition["type"]
    properties = {names[option]: [sent(each) for each in value] if option == "conditions" else value
                  for option, value in condition.items() if option in names}
    always = {"changeType": "Added"} if kind == "PropertyArrayChanged" else {}
    return {"conditionType": kind, "conditionProperties": {**properties, **always}}


def read(item):
    """A condition as a task gives it; one of a type that is not known here keeps its properties."""
    kind, properties = item["conditionType"], item.get("conditionProperties") or {}
    if kind not in FORMS:
        return {"type": kind, "properties": properties}
    found = {option: properties[name] for option, name in FORMS[kind][0].items() if properties.get(name) is not None}
    if "conditions" in found:
        found["conditions"] = [read(each) for each in found["conditions"]]
    return {"type": kind, **found}


def same(conditions, others):
    """Whether they say the same; neither the order of conditions nor that of values matters."""
    return sorted(map(_key, conditions)) == sorted(map(_key, others))


def _key(condition):
    plain = {name: sorted(map(_key, value)) if name == "conditions" else sorted(value) if name == "values" else value
             for name, value in condition.items()}
    return json.dumps(plain, sort_keys=True)


def _complete(condition):
    result = ArgumentSpecValidator(CONDITION).validate(condition)
    if result.error_messages:
        raise Refusal(f"a condition within another is not as it should be: {result.error_messages[0]}; correct it")
    complete = {name: value for name, value in as_given(result.validated_parameters, condition).items() if value is not None}
    if "conditions" in complete:
        complete["conditions"] = [_complete(each) for each in complete["conditions"]]
    if complete["type"] == "PropertyArray":
        complete.setdefault("match", "AnyItem")
    return complete


def _refuse(condition, cloud):
    kind = condition["type"]
    names, needed = FORMS[kind]
    lacking = [option for option in needed if not condition.get(option)]
    surplus = sorted(set(condition) - set(names) - {"type"})
    if lacking:
        raise Refusal(f"a condition of type {kind} needs {', '.join(lacking)}; give it")
    if surplus:
        raise Refusal(f"a condition of type {kind} has no {', '.join(surplus)}; leave it out, or correct type")
    if kind == "PropertyChanged":
        _refuse_changed(condition)
    elif kind == "Property" and condition["property"] == "IncidentOwner":
        raise Refusal("property IncidentOwner is for conditions of type PropertyChanged only; correct it")
    if kind in ARRAYS and condition["array"] not in ARRAYS[kind]:
        raise Refusal(f"array {condition['array']} is none of type {kind}; use one of {', '.join(ARRAYS[kind])}")
    if condition.get("match") == "AllItems" and cloud.national:
        raise Refusal(f"match AllItems takes a version of the API that {cloud.name} is not known to have; use AnyItem")
    inner = condition.get("conditions") or []
    if kind == "Boolean" and not 2 <= len(inner) <= MOST_ITEMS or len(inner) > MOST_ITEMS:
        raise Refusal(f"a condition of type {kind} has {len(inner)} conditions within it, and takes "
                      f"{'2 to' if kind == 'Boolean' else 'at most'} {MOST_ITEMS}")
    for each in inner:
        _refuse(each, cloud)


def _refuse_changed(condition):
    if condition["property"] not in CHANGING:
        raise Refusal(f"property {condition['property']} is none whose change a rule can be about; use one of {', '.join(CHANGING)}")
    said = [option for option in ("change", "operator", "values") if condition.get(option)]
    if said and len(said) < 3:
        raise Refusal("a condition of type PropertyChanged takes all of change, operator and values, or none of them for any change")
