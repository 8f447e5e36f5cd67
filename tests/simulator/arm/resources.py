# SPDX-License-Identifier: GPL-3.0-or-later
"""How ARM shows resources, and what it says about those that are not there."""
from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlencode

from tests.simulator.wire import Refused

PAGE = 100


def listed(call, items, page=PAGE):
    """The list answer; what does not fit a page follows under nextLink."""
    start = int(token) if (token := call.option("$skiptoken") or "").isdigit() else 0
    answer = {"value": items[start:start + page]}
    if start + page < len(items):
        query = {key: value for key, value in call.query.items() if key.lower() != "$skiptoken"} | {"$skiptoken": str(start + page)}
        answer["nextLink"] = f"{call.origin}{call.path}?{urlencode(query, safe='$', quote_via=quote)}"
    return answer


def path_of(call):
    """The path called, with its names as they are: what the wire percent-encodes in them is no part of them."""
    return unquote(call.path).rstrip("/") or "/"


def key(call):
    """Under which id the store keeps the resource that was called."""
    return id_of(call).lower()


def id_of(call):
    """The path called, as the id of a resource: literal parts as the template writes them, names as the caller does."""
    template, names = call.route.template, dict(call.params)
    return re.sub(r"\{\+?(\w+)\}", lambda match: names[match.group(1)].rstrip("/"), template)


def type_of(call):
    """The resource type that was called, as its template writes it: Microsoft.OperationalInsights/workspaces."""
    return type_in(call.route.template)


def type_in(template):
    """The resource type of a path or template."""
    after = re.split("/providers/", template, flags=re.I)
    if len(after) == 1:
        parts = template.strip("/").split("/")
        return "Microsoft.Resources/" + "/".join(parts[::2])
    namespace, *rest = after[-1].strip("/").split("/")
    return "/".join([namespace, *rest[::2]])


def not_found(call):
    """The resource of the path called is not there."""
    group, name = call.params.get("resourceGroupName"), id_of(call).rsplit("/", 1)[-1]
    within = f" under resource group '{group}'" if group else ""
    return Refused(404, "ResourceNotFound", f"The Resource '{type_of(call)}/{name}'{within} was not found. For more details please go to "
                   "https://aka.ms/ARMResourceNotFoundFix")


def group_of(call):
    """The resource group of the path called; refused when there is none."""
    name = call.params.get("resourceGroupName", "")
    group = call.store.get("resourceGroups", f"/subscriptions/{call.subscription.id}/resourcegroups/{name}".lower())
    if group is None:
        raise Refused(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
    return group


def open_group(call):
    """The resource group of the path called, for a write into it: refused when it is none, or on its way out."""
    group = group_of(call)
    refuse_while_deleting(group)
    return group


def refuse_while_deleting(group):
    if group["properties"]["provisioningState"] == "Deleting":
        raise Refused(409, "ResourceGroupBeingDeleted", f"The resource group '{group['name']}' is in deprovisioning state and cannot "
                      "perform this operation.")
