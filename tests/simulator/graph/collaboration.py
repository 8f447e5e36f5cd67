# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the cross-tenant access settings of two tenants let a person of one be invited into the other.

Assumed, where the documentation is silent: an organization that is not in the world is met by the default settings alone; a person
whom the home tenant does not know is met by what is said of all users; settings count as soon as they are written.
"""
from __future__ import annotations

from tests.simulator.graph import directory

POLICY = "policies/crossTenantAccessPolicy"
PARTNERS = f"{POLICY}/partners"
EVERYONE, EVERYTHING = "AllUsers", "AllApplications"


def is_blocked(resource, home, address):
    """Does the one tenant or the other block this address? The home tenant is None when it is not in the world."""
    ids = _ids(home, address)
    if not _allows(setting(resource, home and home.id, "b2bCollaborationInbound"), ids):
        return True
    return home is not None and not _allows(setting(home, resource.id, "b2bCollaborationOutbound"), ids)


def setting(tenant, partner_id, name):
    """What a tenant has set for a partner, or for everybody where that is not set; None when nothing was ever set."""
    partner = tenant.directory.truth(PARTNERS, partner_id) if partner_id else None
    own = (partner or {}).get(name)
    return own if own is not None else (tenant.directory.truth(POLICY, "default") or {}).get(name)


def _ids(home, address):
    """The object ids in the home tenant that a setting may name to mean this person."""
    person = directory.person(home, address) if home else None
    return {person["id"]} | directory.groups_of(home, person["id"]) if person else set()


def _allows(found, ids):
    if found is None:
        return True
    return _part(found.get("usersAndGroups"), {EVERYONE} | ids) and _part(found.get("applications"), None)


def _part(part, names):
    """Whether one half of a setting lets through what goes by these names; None: any application will do."""
    if not part:
        return True
    targets = {target["target"] for target in part.get("targets") or []}
    if names is None:
        return not (part["accessType"] == "blocked" and EVERYTHING in targets)
    return bool(targets & names) == (part["accessType"] == "allowed")
