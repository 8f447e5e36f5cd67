# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What the token lacks of the Microsoft Graph permissions that the uses need. The token itself tells; nothing is asked."""

from __future__ import annotations

from ._needs import covered, writing
from ._preflight_findings import PERMISSION, Need, finding, needed_by


def permission_findings(clients, uses, service):
    """``service`` is "graph", or "managing" for the permissions in the managing tenant, whose clients are given then."""
    needed = _needed(uses, service)
    if not needed:
        return []
    if not clients.caller()[0]:
        return [finding(PERMISSION, "token", f"The token for tenant {clients.tenant} does not tell what it allows", needed_by(uses),
                        "compare the permissions of its identity with the collection's page on permissions", blocking=False)]
    granted = clients.granted()
    return [_finding(clients, name, need) for name, need in sorted(needed.items()) if not covered(name, granted)]


def _needed(uses, service):
    """{permission: Need}, without one that only reads where the one that writes is needed as certainly."""
    needed = {}
    for use in uses:
        for name, (when, certain) in use.names(service).items():
            needed.setdefault(name, Need()).add(use, when, certain)
    return {name: need for name, need in needed.items() if not _within(name, needed)}


def _within(name, needed):
    writes = needed.get(writing(name))
    return ".Read." in name and writes is not None and (writes.certain or not needed[name].certain)


def _finding(clients, name, need):
    _oid, is_application = clients.caller()
    holder, kind, way = (("application", "application", "an administrator's consent") if is_application
                         else ("signed-in person", "delegated", "consent for this person's sign-in"))
    return finding(PERMISSION, name, f"The {holder} lacks the Microsoft Graph permission {name} in tenant {clients.tenant}", need,
                   f"have the {kind} permission granted by {way} in that tenant (a Privileged Role Administrator there may)")
