# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whether a tenant can be signed in to: that it is there, that it is in this cloud, and that the credential is right."""

from __future__ import annotations

from ._addresses import host_of
from ._errors import SignInError
from ._preflight_findings import CLOUD, SIGN_IN, finding, needed_by

# Hosts at which one cloud's sign-in answers.
SAME = (
    {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
    {"login.microsoftonline.us", "login-us.microsoftonline.com", "login.usgovcloudapi.net"},
    {"login.chinacloudapi.cn", "login.partner.microsoftonline.cn"})
NAMES = {"microsoftonline.com": "AzureCloud", "microsoftonline.us": "AzureUSGovernment", "partner.microsoftonline.cn": "AzureChinaCloud"}
# tenant_region_sub_scope -> (its cloud, where Microsoft Graph answers there): clouds that have one sign-in.
SUB_SCOPES = {"DOD": ("AzureUSGovernmentDoD", "dod-graph.microsoft.us"), "DODCON": ("AzureUSGovernment", "graph.microsoft.us")}


async def tenant_findings(clients, uses):
    """A tenant that is not there or in another cloud, as Microsoft Entra tells anybody."""
    told = await clients.openid_configuration()
    name, need = clients.cloud.name, needed_by(uses)
    if told is None:
        return [finding(SIGN_IN, clients.tenant, f"The cloud {name} has no tenant {clients.tenant}", need,
                        "correct the tenant's id (secops_tenant_id), or cloud_environment", blocking=True)]
    other = _other_cloud(told, clients.cloud)
    if not other:
        return []
    return [finding(CLOUD, other, f"Tenant {clients.tenant} is in the cloud {other}, not in {name}", need,
                    f"set cloud_environment (secops_cloud_environment) to {other} for this tenant, with an application of that cloud",
                    blocking=True)]


def _other_cloud(told, cloud):
    """The name of the cloud that a tenant is in, when that is another one; "" when it is this one, or nobody can tell."""
    scope = str(told.get("tenant_region_sub_scope") or "")
    own, theirs = _host(cloud.authority), _host(str(told.get("token_endpoint") or cloud.authority))
    name, graph = SUB_SCOPES.get(scope, ("", ""))
    if theirs != own and not any({theirs, own} <= hosts for hosts in SAME):
        instance = str(told.get("cloud_instance_name") or theirs)
        return name or NAMES.get(instance, instance)
    mine = _host(cloud.graph)
    return name if graph and mine != graph and any(mine == host for _name, host in SUB_SCOPES.values()) else ""


def _host(url):
    _scheme, host, _port = host_of(url) or ("", "", 0)
    return host or ""


async def sign_in_findings(clients, uses, managing):
    """The first sign-in that is refused, of those to the services that the steps ask; what a token allows, it tells itself.

    ``managing`` are the uses that ask the managing tenant.
    """
    cloud = clients.cloud
    asked = {scope: [use for use in uses if use.names(service)]
             for service, scope in (("graph", cloud.graph_scope), ("azure", cloud.arm_scope))}
    for scope, askers in asked.items():
        refused = askers and await _refused(clients, scope, askers)
        if refused:
            return refused
    return await _refused(clients.managing, cloud.graph_scope, managing) if managing else []


async def _refused(clients, scope, askers):
    try:
        await clients.sign_in(scope)
    except SignInError as refusal:
        what, _semicolon, remedy = str(refusal).rpartition("; ")
        return [finding(SIGN_IN, clients.tenant, what or remedy, needed_by(askers), remedy, blocking=True)]
    return []
