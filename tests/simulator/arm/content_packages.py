# SPDX-License-Identifier: GPL-3.0-or-later
"""Solutions of Microsoft Sentinel's content hub: what is offered, what is installed.

Installing notes that a solution is there and in which version; its content comes with the deployment of its packaged content.
Assumed: the name of an offered package is its content id; only the newest version is offered; a package that the hub does not have, or a
version that it never had, cannot be installed; uninstalling leaves the templates and what was made of them.
"""
from __future__ import annotations

from tests.simulator.arm import resources, sentinel
from tests.simulator.arm.content_catalogue import offered, published
from tests.simulator.arm.content_package_template import described, packaged
from tests.simulator.arm.content_queries import selected
from tests.simulator.wire import Area, Refused

area = Area("content packages")
KIND = "contentPackages"
OFFERED = sentinel.ROOT + "/contentProductPackages"
INSTALLED = sentinel.ROOT + "/contentPackages"
REQUIRED = ("contentId", "contentProductId", "contentKind", "displayName", "version")
FLAGS = {"isNew": "false", "isPreview": "false", "isFeatured": "false", "isDeprecated": "false"}


@area.get(OFFERED)
def products(call):
    workspace = sentinel.opened(call)
    return selected(call, [_product(call, workspace, solution, version) for solution, version in offered(call)])


@area.get(OFFERED + "/{packageId}")
def product(call):
    workspace = sentinel.opened(call)
    for solution, version in offered(call):
        if solution.content_id == call.params["packageId"].lower():
            found = _product(call, workspace, solution, version)
            return {**found, "properties": {**found["properties"], "packagedContent": packaged(solution, version)}}
    raise resources.not_found(call)


@area.get(INSTALLED)
def listed(call):
    prefix = f"{sentinel.opened(call)['id']}/".lower()
    return selected(call, [found for found in call.store.list(KIND) if found["id"].lower().startswith(prefix)])


@area.get(INSTALLED + "/{packageId}")
def read(call):
    return sentinel.one(call, KIND)


@area.put(INSTALLED + "/{packageId}")
def install(call):
    sentinel.opened(call)
    given = call.body.get("properties") or {}
    _check(call, given)
    return sentinel.put(call, KIND, properties={**FLAGS, **given})


@area.delete(INSTALLED + "/{packageId}")
def uninstall(call):
    return sentinel.delete(call, KIND)


def is_installed(call, workspace, content_id):
    return call.store.truth(KIND, f"{workspace['id']}/providers/Microsoft.SecurityInsights/contentPackages/{content_id}".lower())


def _check(call, given):
    missing = [name for name in REQUIRED if not given.get(name)]
    if missing:
        raise _bad(f"The required properties {', '.join(missing)} are missing.")
    if given["contentId"].lower() != call.params["packageId"].lower():
        raise _bad(f"The content id '{given['contentId']}' is not the package id of the request, '{call.params['packageId']}'.")
    solution = published(call, given["contentId"])
    if solution is None:
        raise _bad(f"The content hub has no package '{given['contentId']}'.")
    if given["version"] not in solution.versions or given["contentProductId"] != solution.product_id(given["version"]):
        raise _bad(f"The content hub has no version '{given['version']}' of package '{given['contentId']}' with product id "
                   f"'{given['contentProductId']}'.")


def _bad(message):
    return Refused(400, "BadRequest", message)


def _product(call, workspace, solution, version):
    installed = is_installed(call, workspace, solution.content_id)
    more = {"installedVersion": installed["properties"]["version"]} if installed else {}
    return {"id": f"{workspace['id']}/providers/Microsoft.SecurityInsights/contentProductPackages/{solution.content_id}",
            "name": solution.content_id, "type": "Microsoft.SecurityInsights/contentProductPackages",
            "properties": {**described(solution, version), **FLAGS, **more}}
