# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a person must do where no application can: consent to the data of a whole tenant coming to a workspace."""

from __future__ import annotations

from ._connector_form import wanted_types
from ._connector_kinds import KINDS
from ._sentinel import workspace_of
from ._steps import HumanStep


def places(clients, want):
    """Where a person goes, in words with links: Azure's portal in this cloud and tenant, and the Defender portal where there is one."""
    cloud, tenant = clients.cloud, clients.tenant
    workspace = f"{cloud.portal}/#@{tenant}/resource{workspace_of(want)}" if cloud.portal else "the workspace in the cloud's Azure portal"
    defender = f" (or {cloud.defender_portal}/?tid={tenant} where Sentinel is used there)" if cloud.defender_portal else ""
    return f"{workspace}{defender}, Microsoft Sentinel > Data connectors"


def connect(want, have, types):
    return _step(want, have, "Connect", f" ({', '.join(types)}) to workspace {want['workspace']}", "connects it", "consent to it")


def change(want, have, differences):
    wished = [f"{option}: {', '.join(wanted_types(want) if option == 'data_types' else want[option])}" for option in differences]
    return _step(want, have, "Change", f" in workspace {want['workspace']} to {'; '.join(wished)}", "changes its page", "change it")


def disconnect(want, have):
    return _step(want, have, "Disconnect", f" from workspace {want['workspace']}", "disconnects it", "withdraw the consent")


def _step(want, have, verb, where, deed, impossible):
    title = KINDS[want["kind"]].title
    return HumanStep(
        f"{verb} {title}{where}: a user of tenant {have['_tenant']} who is Security Administrator there and Microsoft Sentinel Contributor "
        f"at the workspace opens {have['_places']} > {title} and {deed}, since no application can {impossible}")
