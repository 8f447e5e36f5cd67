# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of Sentinel's content: where a rule, a workbook or a solution comes from, and whatever free text its owner notes beside it.

Assumed: the parent need not be there (metadata may be written first, and stays when its parent goes).
"""
from __future__ import annotations

from tests.simulator.arm import resources, sentinel
from tests.simulator.wire import Area, Refused

area = Area("content_metadata")
KIND = "contentMetadata"
ALL = sentinel.ROOT + "/metadata"
ONE = ALL + "/{metadataName}"


@area.get(ALL)
def listed(call):
    return sentinel.listed(call, KIND)


@area.get(ONE)
def read(call):
    return sentinel.one(call, KIND)


@area.put(ONE)
def put(call):
    workspace = sentinel.opened(call)
    properties = call.body.get("properties") or {}
    if not str(properties.get("parentId", "")).lower().startswith(workspace["id"].lower() + "/"):
        raise Refused(400, "BadRequest", f"The parent '{properties.get('parentId')}' is not a resource of the workspace.")
    return sentinel.put(call, KIND, properties=_shown(call, properties))


@area.patch(ONE, action="Microsoft.SecurityInsights/metadata/write")
def patch(call):
    old = sentinel.one(call, KIND)
    given = {name: value for name, value in ((call.body or {}).get("properties") or {}).items() if value is not None}
    reply = sentinel.put(call, KIND, properties={**old["properties"], **given})
    return reply.body


@area.delete(ONE)
def delete(call):
    return sentinel.delete(call, KIND)


def _shown(call, properties):
    """What the service fills in: the content's own id, its first version, and that it was made in the workspace."""
    name = resources.id_of(call).rpartition("/")[2].partition("-")[2]
    source = {"kind": "LocalWorkspace", "name": call.params["workspaceName"], "sourceId": None}
    return {"contentId": name, "version": "1.0.0", "source": source,
            **{name: value for name, value in properties.items() if value is not None}}
