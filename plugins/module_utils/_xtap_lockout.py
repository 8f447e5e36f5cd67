# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Which cross-tenant access settings would shut the operators of the managing tenant out, seen as the service sees them.

What a partner's entry leaves open comes from the default, so both count: before the change and after it.
"""

from __future__ import annotations

from ._guards import refuse_lockout
from ._xtap_settings import FLAGS, blocks_everybody

IN_MANAGED = {"b2bCollaborationInbound": "B2B collaboration with", "tenantRestrictions": "by tenant restrictions the accounts of"}
IN_MANAGING = {"b2bCollaborationOutbound": "B2B collaboration with"}


def refuse_shut_out(want, have, entry, default):
    """``entry`` is the partner's and ``default`` the default as the task leaves them; None where it tells nothing."""
    managing, standing, is_default = want.get("managing_tenant"), have.get("_entry"), "_partner" not in have
    before = (have["_guard"], standing) if is_default else (standing, have.get("_default"))
    if managing == want["tenant"]:
        _refuse_blocked(want, have, IN_MANAGING, before, (entry, default))
    elif managing and (is_default or have["_partner"] == managing):
        _refuse_blocked(want, have, IN_MANAGED, before, (entry, default))
        _refuse_distrust(want, have, before, (entry, default))


def _refuse_blocked(want, have, settings, before, after):
    for name, what in settings.items():
        if _blocks(name, *after) and not _blocks(name, *before):
            shut = f"this would block {what} {have['_who']} and so shut the operators of the managing tenant out"
            refuse_lockout(want, shut, "allow them")


def _refuse_distrust(want, have, before, after):
    old, new = ((_effective("inboundTrust", *each) or {}) for each in (before, after))
    lost = [flag for flag, name in FLAGS["inbound_trust"][1].items() if old.get(name) and not new.get(name)]
    if lost:
        ended = f"this would end the trust in {', '.join(lost)} of {have['_who']}, on which the operators' sign-in may depend"
        refuse_lockout(want, ended, "keep it")


def _blocks(name, entry, default):
    value = _effective(name, entry, default)
    return bool(value) and blocks_everybody(value)


def _effective(name, entry, default):
    return (entry or {}).get(name) or (default or {}).get(name)
