# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What the content hub of Microsoft Sentinel offers, what of it a workspace has, and which of it is meant by a name and a version."""

from __future__ import annotations

import re
from itertools import zip_longest

from ._errors import Refusal

SOLUTION = "Solution"


def numbers(version):
    return [int(digits) for digits in re.findall(r"\d+", version)]


def as_long(one, other):
    """The numbers of two versions, as many of one as of the other; 3.0 is the same as 3.0.0."""
    pairs = list(zip_longest(numbers(one), numbers(other), fillvalue=0))
    return [left for left, _right in pairs], [right for _left, right in pairs]


def older(one, other):
    """Whether a version comes before another."""
    left, right = as_long(one, other)
    return left < right


def is_same(one, other):
    left, right = as_long(one, other)
    return left == right


def _is_called(solution, name):
    return solution.get("displayName") == name or solution["contentId"].lower() == name.lower()


def meant(name, offered, installed):
    """The content id of the solution that a display name or content id means, or None."""
    ids = sorted({item["properties"]["contentId"] for item in (*offered, *installed)
                  if item["properties"].get("contentKind", SOLUTION) == SOLUTION and _is_called(item["properties"], name)})
    if len({each.lower() for each in ids}) > 1:
        raise Refusal(f"{len(ids)} solutions are named '{name}': {', '.join(ids)}; name the one that is meant by its content id")
    return ids[0] if ids else None


def of(items, content_id):
    return [item for item in items if item["properties"]["contentId"].lower() == content_id.lower()]


def offers(items, content_id):
    """What is offered of a solution: [{version, name, ...}], the newest last."""
    found = [{"package": item["name"], **{ours: item["properties"].get(theirs) for ours, theirs in (
        ("version", "version"), ("title", "displayName"), ("product_id", "contentProductId"), ("kind", "contentKind"),
        ("schema", "contentSchemaVersion"))}} for item in of(items, content_id)]
    return sorted(found, key=lambda offer: numbers(offer["version"]))


def target(want, have):
    """The offer that is to be installed, or None when the version that is there is the right one; refused when it cannot be had."""
    there, wanted, offered = have.get("version"), want.get("version"), have["_offers"]
    if there and wanted and older(wanted, there):
        raise Refusal(
            f"version {there} of solution '{want['name']}' is installed, and a solution does not go back to {wanted}; ask for {there} or a "
            "newer one, or leave version out")
    if there and (is_same(wanted, there) if wanted else not offered or not older(there, offered[-1]["version"])):
        return None
    fitting = [offer for offer in offered if wanted is None or is_same(offer["version"], wanted)]
    if not fitting:
        told = f"version {', '.join(offer['version'] for offer in offered)}" if offered else "no version"
        raise Refusal(
            f"the content hub offers {told} of solution '{want['name']}', not {wanted}; ask for what it offers, or leave version out")
    return fitting[-1]


def installed_offer(want, have):
    """The offer of the version that is installed, whose contents are to be deployed once more; refused when it is not offered any more."""
    for offer in have["_offers"]:
        if is_same(offer["version"], have["version"]):
            return offer
    raise Refusal(
        f"version {have['version']} of solution '{want['name']}' was installed in part only, and the content hub does not offer it "
        "any more; leave version out, to have the newest")


def contents(items, content_id):
    """All that a solution has brought to a workspace, whatever its kind."""
    found = [{"name": item["name"], "title": item["properties"]["displayName"], "version": item["properties"].get("packageVersion")}
             for item in items if (item["properties"].get("packageId") or "").lower() == content_id.lower()]
    return sorted(found, key=lambda each: (each["title"], each["name"]))


def package_body(content_id, offer):
    """What notes in a workspace that a solution is installed."""
    if offer is None:
        return {}         # foretold
    return {"properties": {"contentId": content_id, "contentProductId": offer["product_id"], "contentKind": offer["kind"],
                           "displayName": offer["title"], "version": offer["version"], "contentSchemaVersion": offer["schema"]}}


def deployable(content):
    """A packaged content without the instructions for after the deployment, whose text breaks deployments and is shown nowhere."""
    return {**content, "resources": [_without_instructions(resource) for resource in content["resources"]]}


def _without_instructions(resource):
    main = (resource.get("properties") or {}).get("mainTemplate")
    if not isinstance(main, dict) or "postDeployment" not in (main.get("metadata") or {}):
        return resource
    metadata = {name: value for name, value in main["metadata"].items() if name != "postDeployment"}
    return {**resource, "properties": {**resource["properties"], "mainTemplate": {**main, "metadata": metadata}}}


def rule_names(content):
    """The names of the rule templates in a packaged content, which are never expressions there."""
    return sorted(resource["properties"]["displayName"] for resource in content["resources"]
                  if (resource.get("properties") or {}).get("contentKind") == "AnalyticsRule")
