# SPDX-License-Identifier: GPL-3.0-or-later
"""The address outside the clouds: faults, grants, time, snapshots, what happened. No token; loopback alone reaches it."""
from __future__ import annotations

from tests.simulator import seed
from tests.simulator.graph import invitations
from tests.simulator.graph.user_objects import is_external
from tests.simulator.identity import firstparty
from tests.simulator.identity.grants import person_named
from tests.simulator.wire import Area, NoRoute, Refused, Reply, Router, plain_segments

area = Area("control")
SETTABLE = ("polls", "retry_after_seconds", "device_interval_seconds")


class Control:
    api = "control"

    def __init__(self, simulation):
        self.simulation = simulation
        self.router = Router(area.routes, plain_segments)

    def answer(self, call):
        call.simulation = self.simulation
        try:
            call.route, call.params = self.router.find(call.method, call.path)
            answer = call.route.handler(call)
        except NoRoute as problem:
            return Reply(405 if problem.methods else 404, {"error": f"the control address has no {call.method} {call.path}"})
        except Refused as refusal:
            return Reply(refusal.status, {"error": refusal.message})
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return Reply(400, {"error": f"{call.method} {call.path}: {problem}"})
        return answer if isinstance(answer, Reply) else Reply(200, {} if answer is None else answer)


@area.get("/health")
def health(call):
    return {"status": "ok", "cloud": call.world.cloud, "breaches": len(call.simulation.breaches)}


@area.get("/faults")
def faults(call):
    return [{"match": rule.match, "do": rule.do, "seen": rule.seen, "struck": rule.struck} for rule in call.simulation.faults.rules]


@area.post("/faults")
def add_faults(call):
    for described in call.body if isinstance(call.body, list) else [call.body]:
        call.simulation.faults.add(described)
    return faults(call)


@area.delete("/faults")
def clear_faults(call):
    call.simulation.faults.clear()


@area.get("/throttling")
def throttling(call):
    return {"on": call.simulation.throttling.on, "scale": call.simulation.throttling.scale}


@area.put("/throttling")
def set_throttling(call):
    call.simulation.throttling.on = bool(call.body["on"])
    call.simulation.throttling.scale = float(call.body.get("scale", 1))
    call.simulation.throttling.levels.clear()
    return throttling(call)


@area.get("/clock")
def clock(call):
    return {"now": call.stamp(3), "offset_seconds": call.world.clock.offset_seconds}


@area.post("/clock")
def advance_clock(call):
    seconds = float(call.body["advance_seconds"])
    if seconds < 0:
        raise ValueError("time goes forward only")
    call.world.clock.advance(seconds)
    return clock(call)


@area.get("/replication")
def replication(call):
    return {"default_ms": call.world.replication.default_ms, "rules": call.world.replication.rules}


@area.put("/replication")
def set_replication(call):
    call.world.replication.default_ms = int(call.body.get("default_ms", 0))
    call.world.replication.rules = list(call.body.get("rules", []))
    return replication(call)


@area.get("/operations")
def operations(call):
    return {name: getattr(call.world, name) for name in SETTABLE} | {"running": len(call.world.operations)}


@area.put("/operations")
def set_operations(call):
    unknown = set(call.body) - set(SETTABLE)
    if unknown:
        raise ValueError(f"not {', '.join(sorted(unknown))}; {', '.join(SETTABLE)}")
    for name, value in call.body.items():
        setattr(call.world, name, int(value))
    return operations(call)


@area.post("/snapshot")
def snapshot(call):
    call.simulation.snapshot(_name(call))


@area.post("/restore")
def restore(call):
    name = _name(call)
    if name not in call.simulation.snapshots:
        raise Refused(404, "NotFound", f"there is no snapshot {name!r}")
    call.simulation.restore(name)


@area.get("/exchanges")
def exchanges(call):
    kept, tail = call.simulation.exchanges, int(call.option("tail") or 100)
    return {"count": kept.count, "by_api": dict(kept.by_api), "tail": list(kept.tail)[-tail:] if tail else []}


@area.get("/breaches")
def breaches(call):
    return call.simulation.breaches


@area.get("/grants")
def grants(call):
    tenants = [_tenant(call)] if call.option("tenant") else call.world.tenants.values()
    return {tenant.id: _granted(call, tenant, _client(call, call.option("client_id"))) for tenant in tenants}


@area.put("/grants")
def set_grants(call):
    """{"tenant", "client_id"?, "graph"?: [names], "defender"?: [names], "azure"?: [{"scope", "role": GUID}]}: each is the whole."""
    tenant, client_id = _tenant(call), _client(call, call.body.get("client_id"))
    for service, app_id in (("graph", firstparty.GRAPH_APP_ID), ("defender", firstparty.DEFENDER_APP_ID)):
        if service in call.body:
            seed.set_roles(tenant, client_id, app_id, call.body[service])
    if "azure" in call.body:
        principal = _principal(tenant, client_id)
        for found in _assignments(tenant, principal["id"]):
            tenant.azure.delete("roleAssignments", found["id"].lower())
        for wish in call.body["azure"]:
            seed.assign(tenant, wish["scope"].rstrip("/"), principal["id"], wish["role"])
    return {tenant.id: _granted(call, tenant, client_id)}


@area.get("/licences")
def licences(call):
    return {tenant.id: sorted(tenant.licences) for tenant in call.world.tenants.values()}


@area.put("/licences")
def set_licences(call):
    wanted = set(call.body["licences"])
    if not wanted <= {"AAD_PREMIUM", "AAD_PREMIUM_P2"}:
        raise ValueError("licences are AAD_PREMIUM and AAD_PREMIUM_P2")
    _tenant(call).licences = wanted
    return licences(call)


@area.get("/settings")
def settings(call):
    return {tenant.id: tenant.settings for tenant in call.world.tenants.values()}


@area.put("/settings")
def set_settings(call):
    tenant = _tenant(call)
    tenant.settings = {**tenant.settings, **call.body["settings"]}
    return settings(call)


@area.put("/applications")
def set_application(call):
    """{"client_id"?, "enabled"?, "public_client"?, "multi_tenant"?, "secrets"?, "certificates"?, "federated"?}"""
    application = call.world.applications[_client(call, call.body.get("client_id"))]
    for name in set(call.body) - {"client_id"}:
        if name not in ("enabled", "public_client", "multi_tenant", "secrets", "certificates", "federated"):
            raise ValueError(f"an application has no {name}")
        setattr(application, name, call.body[name])


@area.post("/people")
def add_person(call):
    """{"tenant", "address"}: a member of the tenant."""
    return seed.add_person(_tenant(call), call.body["address"])


@area.post("/guests/accept")
def accept(call):
    """{"tenant", "user": object id or address}: this guest of the tenant signs in there, and so accepts the invitation."""
    tenant = _tenant(call)
    guest = person_named(tenant, call.body["user"])
    if guest is None or not is_external(guest):
        raise Refused(404, "NotFound", f"{tenant.name} has no guest {call.body['user']!r}")
    return invitations.accept(tenant, guest["id"], call.stamp())


@area.get("/device-codes")
def device_codes(call):
    return [{name: code[name] for name in ("user_code", "client_id", "tenant", "scope", "state", "user")}
            for code in call.world.device_codes.values()]


@area.post("/device-codes/{code}/approve")
def approve(call):
    """{"user": address}: this person enters the code, and signs in."""
    code = _device_code(call)
    tenant = call.world.tenants[code["tenant"]] if code["tenant"] else _home_of(call, call.body["user"])
    if tenant is None or person_named(tenant, call.body["user"]) is None:
        raise Refused(404, "NotFound", f"there is no person {call.body['user']!r}")
    code |= {"state": "approved", "user": call.body["user"], "user_tenant": tenant.id}


@area.post("/device-codes/{code}/decline")
def decline(call):
    _device_code(call)["state"] = "declined"


@area.post("/federated-tokens")
def federated_token(call):
    """A token of the external issuer that federated credentials trust; what is not given is as the seeded credential wants it."""
    now = int(call.world.clock.seconds())
    application = call.world.applications[_client(call, None)]
    record = application.federated[0] if application.federated else {"issuer": None, "subject": None, "audiences": [None]}
    claims = {"iss": record["issuer"], "sub": record["subject"], "aud": record["audiences"][0], "iat": now, "nbf": now, "exp": now + 3600}
    return {"token": call.simulation.external_keys.sign(claims | (call.body or {}))}


def _device_code(call):
    wanted = call.params["code"].upper()
    found = next((code for code in call.world.device_codes.values() if code["user_code"] == wanted), None)
    if found is None:
        raise Refused(404, "NotFound", f"there is no device code {wanted}")
    return found


def _home_of(call, address):
    return next((tenant for tenant in call.world.tenants.values() if person_named(tenant, address)), None)


def _name(call):
    return (call.body or {}).get("name", "default")


def _tenant(call):
    name = call.option("tenant") or (call.body or {}).get("tenant")
    found = call.world.tenant_named(name)
    if found is None:
        raise Refused(404, "NotFound", f"there is no tenant {name!r}")
    return found


def _client(call, client_id):
    return (client_id or next(iter(call.world.applications))).lower()


def _principal(tenant, client_id):
    found = next((found for found in tenant.directory.truths("servicePrincipals") if found["appId"] == client_id), None)
    if found is None:
        raise Refused(404, "NotFound", f"{tenant.name} has no service principal of {client_id}")
    return found


def _assignments(tenant, principal_id):
    return [found for found in tenant.azure.truths("roleAssignments") if found["properties"]["principalId"] == principal_id]


def _granted(call, tenant, client_id):
    principal = _principal(tenant, client_id)
    kind = f"servicePrincipals/{principal['id']}/appRoleAssignments"
    granted = {"graph": [], "defender": []}
    for service, app_id in (("graph", firstparty.GRAPH_APP_ID), ("defender", firstparty.DEFENDER_APP_ID)):
        resource = _principal(tenant, app_id)
        names = {role["id"]: role["value"] for role in resource["appRoles"]}
        granted[service] = sorted(names[found["appRoleId"]] for found in tenant.directory.truths(kind)
                                  if found["resourceId"] == resource["id"])
    granted["azure"] = [{"scope": found["properties"]["scope"], "role": found["properties"]["roleDefinitionId"].rsplit("/", 1)[-1]}
                        for found in _assignments(tenant, principal["id"])]
    return granted
