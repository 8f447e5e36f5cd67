# SPDX-License-Identifier: GPL-3.0-or-later
"""A world to begin with: tenants that have been set up as far as an application must have been before it can do the rest."""
from __future__ import annotations

import datetime
import re

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from tests.simulator import arm, graph
from tests.simulator.arm.builtin_roles import BUILT_IN
from tests.simulator.clouds import cloud
from tests.simulator.identity import firstparty
from tests.simulator.identity.keys import private_key
from tests.simulator.people import user
from tests.simulator.wire import areas_of
from tests.simulator.world import Application, Subscription, Tenant, World, seeded_id

# What an administrator consents to in every tenant, so that the five set-up steps can be done by one application:
# groups and their PIM, directory roles, cross-tenant access, guests, and reading what is named.
GRAPH_PERMISSIONS = (
    "AccessReview.ReadWrite.All", "Application.Read.All", "AppRoleAssignment.ReadWrite.All", "CrossTenantInformation.ReadBasic.All",
    "Directory.Read.All", "EntitlementManagement.ReadWrite.All", "Group.ReadWrite.All", "GroupMember.ReadWrite.All",
    "Organization.Read.All",
    "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Policy.ReadWrite.CrossTenantAccess",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Defender", "RoleManagement.ReadWrite.Directory",
    "RoleManagementPolicy.ReadWrite.AzureADGroup",
    "User.Invite.All", "User.ReadWrite.All",
)
DELEGATED_PERMISSIONS = (*GRAPH_PERMISSIONS, "User.Read")
DEFENDER_PERMISSIONS = ("Machine.Read.All", "Machine.Isolate", "Alert.Read.All")
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
REGISTERED = ("Microsoft.Resources", "Microsoft.Authorization", "Microsoft.Features")
EXTERNAL_ISSUER = "https://issuer.simulator.example"
EXTERNAL_SUBJECT = "secops-runner"
RUNNER = "secops-runner"


def world_of(estate, cloud_name="AzureUSGovernment"):
    """The world that an estate describes, with what the services' areas have in a new tenant or subscription."""
    world = World(cloud=cloud_name)
    application = _application(world, estate)
    for described in estate.tenants:
        tenant = add_tenant(world, described.name, described.id, described.domains)
        add_principal(tenant, application.client_id, application.name, estate.managing_id)
        for subscription_id in described.subscription_ids:
            add_subscription(world, tenant, subscription_id, described.location)
        for address in described.people:
            add_person(tenant, address)
    _managing(world, estate)
    _grant_everywhere(world, application.client_id)
    for described in estate.tenants:
        _grant_here(world.tenants[described.id], application.client_id, described.azure_roles)
    _fill(world, graph, world.tenants)
    _fill(world, arm, world.subscriptions)
    return world


def _fill(world, package, things):
    for filler in (filler for area in areas_of(package) for filler in area.seeds):
        for thing in things.values():
            filler(world, thing)


def add_tenant(world, name, id, domains):
    tenant = Tenant(id.lower(), name, domains, world.new_store(), world.new_store())
    tenant.settings["allowInvitesFrom"] = "everyone"
    world.tenants[tenant.id] = tenant
    for app_id, (display_name, roles, scopes) in firstparty.applications().items():
        add_principal(tenant, app_id, display_name, firstparty.MICROSOFT_TENANT, roles, scopes)
    return tenant


def add_subscription(world, tenant, id, location):
    id = id.lower()
    number = sum(found.tenant_id == tenant.id for found in world.subscriptions.values()) + 1
    subscription = Subscription(id, f"{tenant.name} {number}", tenant.id, location, world.new_store(),
                                {namespace.lower(): "Registered" for namespace in REGISTERED})
    world.subscriptions[id] = subscription
    return subscription


def add_person(tenant, address):
    """A member of the tenant with this UPN."""
    return tenant.directory.put("users", seeded_id("user", tenant.id, address), user(seeded_id("user", tenant.id, address), address))


def add_principal(tenant, app_id, name, owner, roles=(), scopes=(), kind="Application"):
    """The tenant's service principal of an application."""
    id = seeded_id("service principal", tenant.id, app_id)
    return tenant.directory.put("servicePrincipals", id, {
        "id": id, "deletedDateTime": None, "accountEnabled": True, "alternativeNames": [], "appDisplayName": name, "appId": app_id,
        "appOwnerOrganizationId": owner, "appRoleAssignmentRequired": False, "createdDateTime": tenant.created, "displayName": name,
        "homepage": None, "servicePrincipalNames": [app_id], "servicePrincipalType": kind, "signInAudience": "AzureADMultipleOrgs",
        "tags": [], "appRoles": list(roles), "oauth2PermissionScopes": list(scopes)})


def set_roles(tenant, client_id, resource_app_id, wanted):
    """Give a service principal exactly these application permissions of a resource."""
    principal = _principal(tenant, client_id)
    resource = _principal(tenant, resource_app_id)
    roles = {role["value"]: role["id"] for role in resource["appRoles"]}
    unknown = sorted(set(wanted) - set(roles))
    if unknown:
        raise ValueError(f"{resource['displayName']} has no permission {', '.join(unknown)}")
    kind = f"servicePrincipals/{principal['id']}/appRoleAssignments"
    for grant in tenant.directory.truths(kind):
        if grant["resourceId"] == resource["id"]:
            tenant.directory.delete(kind, grant["id"])
    for name in wanted:
        id = seeded_id("grant", principal["id"], roles[name])
        tenant.directory.put(kind, id, {
            "id": id, "deletedDateTime": None, "appRoleId": roles[name], "createdDateTime": tenant.created,
            "principalDisplayName": principal["displayName"], "principalId": principal["id"], "principalType": "ServicePrincipal",
            "resourceDisplayName": resource["displayName"], "resourceId": resource["id"]})


def assign(tenant, scope, principal_id, role_guid, principal_type="ServicePrincipal"):
    """An Azure role assignment, as it is there without anybody's doing."""
    name = seeded_id("role assignment", scope, principal_id, role_guid)
    id = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    above = scope if scope.lower().startswith("/subscriptions/") else ""
    definition = f"{above}/providers/Microsoft.Authorization/roleDefinitions/{role_guid}"
    return tenant.azure.put("roleAssignments", id.lower(), {
        "id": id, "name": name, "type": "Microsoft.Authorization/roleAssignments",
        "properties": {"roleDefinitionId": definition, "principalId": principal_id, "principalType": principal_type, "scope": scope,
                       "condition": None, "conditionVersion": None, "createdOn": tenant.created, "updatedOn": tenant.created,
                       "createdBy": None, "updatedBy": None, "delegatedManagedIdentityResourceId": None, "description": None}})


def _application(world, estate):
    client_id = (estate.client_id or seeded_id("client", estate.managing_id)).lower()
    key, certificate = _certificate(client_id)
    application = Application(
        client_id, "Multi-tenant SecOps", estate.managing_id, public_client=True, key=key,
        secrets=[{"value": "simulated-" + seeded_id("secret", client_id), "expires": None}], certificates=[certificate],
        federated=[{"issuer": EXTERNAL_ISSUER, "subject": EXTERNAL_SUBJECT, "audiences": [cloud(world.cloud).token_exchange]}])
    world.applications[client_id] = application
    return application


def _certificate(name):
    """A private key and its certificate as PEM texts; the private half goes only to who starts the simulator."""
    key = private_key("client certificate")
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    certificate = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(start)
                   .not_valid_after(start.replace(year=2044)).sign(key, hashes.SHA256()))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def _managing(world, estate):
    """The managing tenant holds the operators, whether it is a host of the inventory or not; if not, their groups are there already."""
    tenant = world.tenants.get(estate.managing_id)
    described = any(found.id == estate.managing_id for found in estate.tenants)
    if tenant is None:
        tenant = add_tenant(world, estate.managing_name, estate.managing_id, estate.managing_domains)
        add_principal(tenant, next(iter(world.applications)), "Multi-tenant SecOps", estate.managing_id)
    for address in estate.operators:
        add_person(tenant, address)
    if not described:
        for name in estate.operator_groups:
            add_group(tenant, name)
    add_principal(tenant, seeded_id("managed identity", tenant.id), RUNNER, tenant.id, kind="ManagedIdentity")


def add_group(tenant, name):
    id = seeded_id("group", tenant.id, name)
    tenant.directory.put("groups", id, {
        "id": id, "deletedDateTime": None, "classification": None, "createdDateTime": tenant.created, "description": None,
        "displayName": name, "expirationDateTime": None, "groupTypes": [], "isAssignableToRole": True, "mail": None, "mailEnabled": False,
        "mailNickname": re.sub(r"\W+", "-", name.lower()).strip("-"), "membershipRule": None, "membershipRuleProcessingState": None,
        "onPremisesSyncEnabled": None, "proxyAddresses": [], "renewedDateTime": tenant.created, "securityEnabled": True,
        "securityIdentifier": None, "theme": None, "uniqueName": None, "visibility": "Private", "onPremisesProvisioningErrors": []})


def _grant_everywhere(world, client_id):
    for tenant in world.tenants.values():
        runner = seeded_id("managed identity", tenant.id)
        for app_id in (client_id, runner):
            principal = tenant.directory.truth("servicePrincipals", seeded_id("service principal", tenant.id, app_id))
            if principal is None:
                continue
            set_roles(tenant, app_id, firstparty.GRAPH_APP_ID, GRAPH_PERMISSIONS)
            set_roles(tenant, app_id, firstparty.DEFENDER_APP_ID, DEFENDER_PERMISSIONS)
            for subscription in world.subscriptions.values():
                if subscription.tenant_id == tenant.id:
                    assign(tenant, f"/subscriptions/{subscription.id}", principal["id"], OWNER)
        _consent(tenant, client_id)


def _grant_here(tenant, client_id, wishes):
    """What somebody of the tenant granted besides, as the inventory tells: roles by name or GUID, at any scope."""
    guids = {definition["properties"]["roleName"].lower(): guid for guid, definition in BUILT_IN.items()}
    for wish in wishes:
        role = guids.get(str(wish.get("role")).lower(), str(wish.get("role")).lower())
        if role not in BUILT_IN or not str(wish.get("scope")).startswith("/"):
            raise ValueError(f"{tenant.name}: no built-in role {wish.get('role')!r} at scope {wish.get('scope')!r} can be granted")
        assign(tenant, wish["scope"].rstrip("/"), _principal(tenant, client_id)["id"], role)


def _consent(tenant, client_id):
    """What a signed-in person may do through the application."""
    principal, resource = _principal(tenant, client_id), _principal(tenant, firstparty.GRAPH_APP_ID)
    known = {scope["value"] for scope in resource["oauth2PermissionScopes"]}
    id = seeded_id("consent", principal["id"])
    tenant.directory.put("oauth2PermissionGrants", id, {
        "id": id, "clientId": principal["id"], "consentType": "AllPrincipals", "principalId": None, "resourceId": resource["id"],
        "scope": " ".join(name for name in DELEGATED_PERMISSIONS if name in known)})


def _principal(tenant, app_id):
    found = tenant.directory.truth("servicePrincipals", seeded_id("service principal", tenant.id, app_id))
    if found is None:
        raise ValueError(f"{tenant.name} has no service principal of {app_id}")
    return found
