# SPDX-License-Identifier: GPL-3.0-or-later
"""What an inventory says of tenants, in the simulator's terms."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.simulator.clouds import cloud

ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
LOCATION = "usgovvirginia"


@dataclass
class TenantDescription:
    name: str
    id: str
    domains: list
    subscription_ids: list = field(default_factory=list)
    location: str = LOCATION
    people: list = field(default_factory=list)
    azure_roles: list = field(default_factory=list)     # of the application, besides its seeded ones: {"scope", "role"}


@dataclass
class Estate:
    managing_id: str
    managing_name: str
    managing_domains: list
    client_id: str | None = None
    operators: list = field(default_factory=list)
    operator_groups: list = field(default_factory=list)
    tenants: list = field(default_factory=list)


class NoTenants(ValueError):
    """The inventory describes no tenant."""


def estate_of(hosts, cloud_name):
    """An Estate from [(host, groups, variables)]."""
    tenants = [_tenant(name, variables, cloud_name) for name, _groups, variables in hosts if variables.get("secops_tenant_id")]
    if not tenants:
        raise NoTenants("no host of the inventory has secops_tenant_id")
    first = hosts[0][2]
    primary = next((variables for _name, groups, variables in hosts if "primary" in groups and variables.get("secops_tenant_id")), first)
    managing_id = str(primary.get("secops_managing_tenant_id") or primary["secops_tenant_id"]).lower()
    home = next((found for found in tenants if found.id == managing_id), None)
    managing_domain = primary.get("secops_managing_tenant_domain") or (home.domains[0] if home else _own_domain("managing", cloud_name))
    estate = Estate(
        managing_id, home.name if home else managing_domain.partition(".")[0].capitalize(), home.domains if home else [managing_domain],
        client_id=_guid(primary.get("secops_client_id")), operators=list(dict.fromkeys(_texts(primary.get("secops_operators")))),
        operator_groups=[name for key in ("secops_azure_group", "secops_m365_group") if (name := primary.get(key))], tenants=tenants)
    _find_people(estate, [variables for _name, _groups, variables in hosts])
    return estate


def _tenant(name, variables, cloud_name):
    domain = variables.get("secops_tenant_domain") or _own_domain(name, cloud_name)
    return TenantDescription(
        variables.get("secops_tenant_name") or name, str(variables["secops_tenant_id"]).lower(), [domain],
        [id for id in _texts(variables.get("secops_subscription_ids")) if _guid(id)], variables.get("secops_location") or LOCATION,
        azure_roles=[wish for wish in variables.get("secops_simulated_azure_roles") or [] if isinstance(wish, dict)])


def _find_people(estate, all_variables):
    """Every address in the inventory whose domain is a tenant's is a person of that tenant."""
    addresses = {}
    for variables in all_variables:
        for text in _all_texts(variables):
            addresses.update({address.lower(): address for address in ADDRESS.findall(text)})
    for tenant in estate.tenants:
        domains = {domain.lower() for domain in tenant.domains}
        tenant.people = sorted(address for address in addresses.values() if address.lower().partition("@")[2] in domains)
    if not any(tenant.id == estate.managing_id for tenant in estate.tenants):
        domains = {domain.lower() for domain in estate.managing_domains}
        found = [address for address in addresses.values() if address.lower().partition("@")[2] in domains]
        estate.operators = list(dict.fromkeys([*estate.operators, *sorted(found)]))


def _all_texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _all_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _all_texts(item)


def _own_domain(name, cloud_name):
    return f"{re.sub('[^a-z0-9]', '', name.lower())}.{cloud(cloud_name).domain}"


def _texts(value):
    return [str(item) for item in value] if isinstance(value, list) else [] if not value else [str(value)]


def _guid(text):
    return text if isinstance(text, str) and re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text) else None
