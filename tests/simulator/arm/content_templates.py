# SPDX-License-Identifier: GPL-3.0-or-later
"""The templates that an installed solution has brought to a workspace, and those that the content hub offers.

Lists hold no main template unless $expand asks for it.
Assumed: a template belongs to a package that is installed; the name of an offered template is its content product id.
"""
from __future__ import annotations

from tests.simulator.arm import resources, sentinel
from tests.simulator.arm.content_catalogue import offered
from tests.simulator.arm.content_package_template import packaged
from tests.simulator.arm.content_packages import is_installed
from tests.simulator.arm.content_queries import selected
from tests.simulator.arm.templates import planned
from tests.simulator.wire import Area, Refused

area = Area("content templates")
KIND = "contentTemplates"
OFFERED = sentinel.ROOT + "/contentProductTemplates"
INSTALLED = sentinel.ROOT + "/contentTemplates"
REQUIRED = ("contentId", "contentKind", "displayName", "packageId", "source", "version")
EXPANDS = ("properties/mainTemplate", "properties/dependantTemplates")


@area.get(INSTALLED)
def listed(call):
    prefix = f"{sentinel.opened(call)['id']}/".lower()
    expanded = [each.strip() for each in (call.option("$expand") or "").split(",") if each.strip()]
    if any(each not in EXPANDS for each in expanded):
        raise Refused(400, "BadRequest", f"Invalid $expand '{call.option('$expand')}' specified in the query string.")
    hidden = [each.partition("/")[2] for each in EXPANDS if each not in expanded]
    return selected(call, [_without(found, hidden) for found in call.store.list(KIND) if found["id"].lower().startswith(prefix)])


@area.get(INSTALLED + "/{templateId}")
def read(call):
    return sentinel.one(call, KIND)


@area.put(INSTALLED + "/{templateId}")
def install(call):
    workspace = sentinel.opened(call)
    given = call.body.get("properties") or {}
    missing = [name for name in REQUIRED if not given.get(name)]
    if missing:
        raise Refused(400, "BadRequest", f"The required properties {', '.join(missing)} are missing.")
    if not is_installed(call, workspace, given["packageId"]):
        raise Refused(400, "BadRequest", f"The package '{given['packageId']}' of the template is not installed.")
    return sentinel.put(call, KIND, properties={**given, "isDeprecated": "false"})


@area.delete(INSTALLED + "/{templateId}")
def remove(call):
    return sentinel.delete(call, KIND)


@area.get(OFFERED)
def products(call):
    workspace = sentinel.opened(call)
    return selected(call, [_without(found, ["packagedContent"]) for found in _products(call, workspace)])


@area.get(OFFERED + "/{templateId}")
def product(call):
    workspace = sentinel.opened(call)
    for found in _products(call, workspace):
        if found["name"].lower() == call.params["templateId"].lower():
            return found
    raise resources.not_found(call)


def _products(call, workspace):
    """The templates of all solutions that are offered, as deploying them would make them."""
    root = f"{workspace['id']}/providers/Microsoft.SecurityInsights/contentProductTemplates"
    given = {"workspace": {"value": workspace["name"]}, "workspace-location": {"value": workspace["location"]}}
    group = {"id": workspace["id"].partition("/providers/")[0], "location": workspace["location"]}
    for solution, version in offered(call):
        content = packaged(solution, version)
        for resource in planned(content, given, group, {})[0]:
            if resource.type == "Microsoft.SecurityInsights/contentTemplates":
                name = resource.body["properties"]["contentProductId"]
                properties = {key: value for key, value in resource.body["properties"].items() if key != "mainTemplate"}
                one = {**content, "resources": [resource.body | {"type": resource.type, "name": name, "apiVersion": resource.version}]}
                yield {"id": f"{root}/{name}", "name": name, "type": "Microsoft.SecurityInsights/contentProductTemplates",
                       "properties": {**properties, "isDeprecated": "false", "packagedContent": one}}


def _without(found, names):
    return {**found, "properties": {name: value for name, value in found["properties"].items() if name not in names}}
