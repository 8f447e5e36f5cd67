# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use PIM for a group: the tenant needs the licence, a person needs the group or a role; an app's permissions are enough.

Assumed, where the documentation is silent: without the licence reads are refused too, with 400 AadPremiumLicenseRequired.
"""
from __future__ import annotations

from tests.simulator.graph import privilege
from tests.simulator.graph.builtin_roles import IDS
from tests.simulator.graph.directory_rules import denied
from tests.simulator.wire import Refused

LICENCES = {"AAD_PREMIUM_P2", "Entra_Identity_Governance"}
OF_ROLE_ASSIGNABLE = (IDS["Privileged Role Administrator"],)
OF_OTHERS = tuple(IDS[name] for name in ("Privileged Role Administrator", "Directory Writers", "Groups Administrator",
                                         "Identity Governance Administrator", "User Administrator"))


def require_licence(tenant):
    if not LICENCES & tenant.licences:
        raise Refused(400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra "
                      "ID Governance license.")


def require_authority(call, group, reading=True):
    """A signed-in person must own the group or hold a role over it; members may read."""
    if call.app_only or group is None:
        return
    store, relations = call.tenant.directory, ("owners", "members") if reading else ("owners",)
    if any(store.get(f"groups/{group['id']}/{relation}", call.caller) for relation in relations):
        return
    enough = OF_ROLE_ASSIGNABLE if group.get("isAssignableToRole") else OF_OTHERS
    if not privilege.holds(call, *enough):
        raise denied()
