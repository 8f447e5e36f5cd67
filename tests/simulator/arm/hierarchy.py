# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of a tenant's management groups with its subscriptions below: plain data, read by everything that is inherited along it.

Every tenant has the root group, whose name is the tenant's id. A subscription is below the root group until it is moved. A group that
an inventory gives a role at is there too, with all of the tenant's subscriptions below it.
"""
from __future__ import annotations

import re

ROOT_NAME = "Tenant Root Group"
GROUPS, SUBSCRIPTIONS = "managementGroups", "managementGroups/subscriptions"
PREFIX = "/providers/Microsoft.Management/managementGroups/"
GROUP = re.compile(re.escape(PREFIX) + r"([^/]+)", re.I)
SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)", re.I)


def group_id(name):
    return PREFIX + name


def name_in(scope):
    """The name of the management group that a scope is, or is at; None when it is elsewhere."""
    found = GROUP.match(scope)
    return found[1] if found else None


def groups(tenant):
    """Every group of the tenant, {lower-case name: {"name", "displayName", "parent"}}; the root has no parent."""
    root = {"name": tenant.id, "displayName": ROOT_NAME, "parent": None}
    return {tenant.id.lower(): root, **{found["name"].lower(): found for found in tenant.azure.list(GROUPS)}}


def put_group(tenant, name, display_name=None, parent=None):
    return tenant.azure.put(GROUPS, name.lower(), {"name": name, "displayName": display_name or name, "parent": parent or tenant.id})


def move(tenant, subscription_id, name):
    """Put a subscription below a group."""
    tenant.azure.put(SUBSCRIPTIONS, subscription_id.lower(), {"id": subscription_id.lower(), "parent": name})


def parent_of(tenant, subscription_id):
    """The name of the group that a subscription is directly below."""
    placed = tenant.azure.get(SUBSCRIPTIONS, subscription_id.lower())
    return placed["parent"] if placed else tenant.id


def chain(tenant, name):
    """The names from a group up to the root, itself first; [] when there is no such group."""
    known, found = groups(tenant), []
    while name is not None and name.lower() in known:
        found.append(known[name.lower()]["name"])
        name = known[name.lower()]["parent"]
    return found


def above(tenant, scope):
    """The ids of the management groups that a scope is within, nearest first; a group is not above itself."""
    subscription, group = SUBSCRIPTION.match(scope), name_in(scope)
    if subscription:
        return [group_id(name) for name in chain(tenant, parent_of(tenant, subscription[1]))]
    return [group_id(name) for name in chain(tenant, group)[1:]] if group else []


def subscriptions_below(world, tenant, name):
    """The tenant's subscriptions below a group, at any depth."""
    wanted = name.lower()
    return [found for found in world.subscriptions.values() if found.tenant_id == tenant.id
            and wanted in map(str.lower, chain(tenant, parent_of(tenant, found.id)))]
