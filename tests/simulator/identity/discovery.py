# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenID configuration, signing keys and instance discovery; anonymous.

Assumed: a tenant of another cloud is known here, and its configuration is that of its own cloud; a sign-in to it is refused.
"""
from __future__ import annotations

from urllib.parse import urlsplit

from tests.simulator.clouds import cloud
from tests.simulator.identity.errors import aadsts
from tests.simulator.wire import Area, Refused

area = Area("discovery")
ANY_TENANT = {"common", "organizations", "consumers"}


def tenant_of(call):
    """The tenant of the path by id or verified domain; None for common and organizations."""
    name = call.params["tenant"]
    if name.lower() in ANY_TENANT:
        return None
    found = call.world.tenant_named(name)
    if found is None:
        raise aadsts(90002, tenant=name)
    return found


@area.get("/{tenant}/v2.0/.well-known/openid-configuration", "/{tenant}/.well-known/openid-configuration")
def configuration(call):
    try:
        tenant = tenant_of(call)
    except Refused as refusal:
        refusal.code = "invalid_tenant"
        raise
    known = cloud(call.world.cloud)
    if (elsewhere := other_cloud(tenant)):
        return _configuration(elsewhere, tenant.id, tenant, elsewhere.authority, elsewhere.graph, f"https://management.{elsewhere.suffix}")
    graph = urlsplit(call.origins["graph"]).netloc
    return _configuration(known, tenant.id if tenant else call.params["tenant"], tenant, call.origin, graph, call.origins["arm"])


def other_cloud(tenant):
    """The cloud that a tenant is in, where its setting `cloud` says that it is in another one than the simulator."""
    return cloud(tenant.settings["cloud"]) if tenant and tenant.settings.get("cloud") else None


def _configuration(known, name, tenant, authority, graph, arm):
    root = f"{authority}/{name}"
    return {
        "token_endpoint": f"{root}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"], "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{authority}/{tenant.id if tenant else '{tenantid}'}/v2.0", "request_uri_parameter_supported": False,
        "userinfo_endpoint": f"https://{graph}/oidc/userinfo", "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode", "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver"],
        "tenant_region_scope": known.region if tenant else None, "tenant_region_sub_scope": known.sub_region if tenant else None,
        "cloud_instance_name": known.instance, "cloud_graph_host_name": graph, "msgraph_host": graph,
        "rbac_url": f"{arm}/rbac",
    }


@area.get("/{tenant}/discovery/v2.0/keys", "/{tenant}/discovery/keys")
def keys(call):
    tenant = tenant_of(call)
    return call.keys.jwks(f"{call.origin}/{tenant.id if tenant else '{tenantid}'}/v2.0")


@area.get("/{tenant}/discovery/instance")
def instance(call):
    host = urlsplit(call.origin).netloc
    return {"tenant_discovery_endpoint": f"{call.origin}/common/v2.0/.well-known/openid-configuration", "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]}
