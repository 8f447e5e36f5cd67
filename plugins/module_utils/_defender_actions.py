# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a role of Microsoft Defender may allow: the tenant's catalogue of actions, and the difference between two sets of them."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase

from ._errors import Refusal, ServiceError
from ._together import together

ROOT = "/roleManagement/defender"
NAMESPACES = f"{ROOT}/resourceNamespaces"
UNREADABLE = (400, 403, 404)


def added(want, have):
    """The permissions that the role does not have yet."""
    there = _lowered(have.get("permissions", ()))
    return sorted({action for action in want.get("permissions", ()) if action.lower() not in there}, key=str.lower)


def told(want, have):
    """The change of permissions in words; empty when they are the same set."""
    if "permissions" not in want:
        return ""
    gone = sorted((action for action in have["permissions"] if action.lower() not in _lowered(want["permissions"])), key=str.lower)
    new = added(want, have)
    return "; ".join(f"{verb} {', '.join(names)}" for verb, names in (("allow", new), ("no longer allow", gone)) if names)


async def refuse_unknown(clients, want, have):
    """Names of actions differ from what the portal shows, and change: a wrong one is told with those that look like it."""
    new = added(want, have)
    known = await _catalogue(clients) if new else None
    unknown = [action for action in new if known and not any(fnmatchcase(each.lower(), action.lower()) for each in known)]
    if unknown:
        raise Refusal("permissions names what the tenant's Microsoft Defender does not know: "
                      f"{'; '.join(_alike(each, known) for each in unknown)}; correct it")


async def _catalogue(clients):
    """Every action that the tenant knows, or None when it does not say: the check is then the service's."""
    try:
        spaces = await clients.graph_beta.items(NAMESPACES)
        lists = await together(*(clients.graph_beta.items(f"{NAMESPACES}/{space['id']}/resourceActions") for space in spaces))
    except ServiceError as error:
        if error.status in UNREADABLE:
            return None
        raise
    return sorted({action["name"] for found in lists for action in found}) or None


def _alike(action, known):
    near = get_close_matches(action.lower(), known, n=3, cutoff=0.8)
    return f"'{action}' (near to it: {', '.join(near)})" if near else f"'{action}' (it knows {', '.join(known)})"


def _lowered(names):
    return {name.lower() for name in names}
