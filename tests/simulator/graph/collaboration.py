# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cross-tenant access settings of two tenants let their people do with each other.

Assumed, where the documentation is silent: a person who is not known at home is stopped by any setting that names single people or
groups as the ones who may; an organization that is not in the world has no settings of its own.
"""
from __future__ import annotations

from tests.simulator.graph import cross_tenant_settings as settings
from tests.simulator.graph import directory
from tests.simulator.graph.cross_tenant_access import PARTNER_KIND, default_of


def is_blocked(resource, home, address):
    """Is this address, of a tenant that may not be in the world (None), kept out by the one tenant, or kept in by the other?"""
    ids = _ids(home, directory.person(home, address)) if home else set()
    if not inbound_allows(resource, home.id if home else None, ids):
        return True
    return home is not None and not outbound_allows(home, resource.id, ids)


def inbound_allows(resource, home_id, ids):
    """Do the tenant's settings let in a person of another tenant, known by these object ids (the person's, and its groups')?"""
    return _allows(effective(resource, home_id, "b2bCollaborationInbound"), ids)


def outbound_allows(home, resource_id, ids):
    """Do the tenant's settings let out a person of its own?"""
    return _allows(effective(home, resource_id, "b2bCollaborationOutbound"), ids)


def redeems_by_itself(resource, home):
    """Are invitations from the one tenant accepted without asking the person? Both tenants must want it."""
    inbound = effective(resource, home.id, "automaticUserConsentSettings")
    outbound = effective(home, resource.id, "automaticUserConsentSettings")
    return bool(inbound["inboundAllowed"] and outbound["outboundAllowed"])


def trust(resource, home_id):
    """Which claims of the other tenant are trusted: isMfaAccepted and the like."""
    return effective(resource, home_id, "inboundTrust")


def effective(tenant, partner_id, name):
    """A setting towards another tenant: the partner's own, or the default where there is none."""
    partner = tenant.directory.get(PARTNER_KIND, partner_id) if partner_id else None
    own = (partner or {}).get(name)
    return default_of(tenant.directory)[name] if own is None else own


def _ids(home, person):
    return {person["id"]} | directory.groups_of(home, person["id"]) if person else set()


def _allows(setting, ids):
    people = setting["usersAndGroups"]
    named = {target["target"].lower() for target in people["targets"]}
    hit = settings.EVERYBODY.lower() in named or bool(named & {id.lower() for id in ids})
    return hit == (people["accessType"] == "allowed")
