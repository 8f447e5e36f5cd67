# SPDX-License-Identifier: GPL-3.0-or-later
"""Who made a resource and who changed it last, as ARM notes it beside the resource."""
from __future__ import annotations


def system_data(call, previous=None):
    """The systemData of what this call writes; `previous` is that of the resource as it was before."""
    who, kind, when = author(call), "Application" if call.app_only else "User", call.stamp(7)
    created = {name: value for name, value in (previous or {}).items() if name.startswith("created")}
    return {"createdBy": who, "createdByType": kind, "createdAt": when, **created,
            "lastModifiedBy": who, "lastModifiedByType": kind, "lastModifiedAt": when}


def author(call):
    """An application by its client id, a person by the user principal name."""
    if call.app_only:
        return call.claims.get("appid") or call.caller
    return call.claims.get("upn") or call.claims.get("unique_name") or call.claims.get("preferred_username") or call.caller
