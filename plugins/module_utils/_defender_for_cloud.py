# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What the resources of Microsoft Defender for Cloud share: where they stand, and what a subscription needs first."""

from __future__ import annotations

from ._azure import is_registered, place, resource_provider
from ._options import guid
from ._together import together

NAMESPACE = "Microsoft.Security"
UNAVAILABLE = {"type": "str", "choices": ["refuse", "skip"], "default": "refuse"}


def base(want):
    return f"/subscriptions/{guid(want['subscription_id'], 'subscription_id')}/providers/{NAMESPACE}"


async def subscription_and_provider(clients, want):
    """The subscription in words, and whether Defender for Cloud's provider is registered in it."""
    subscription = guid(want["subscription_id"], "subscription_id")
    where, provider = await together(place(clients, f"/subscriptions/{subscription}"), resource_provider(clients, subscription, NAMESPACE))
    return where, is_registered(provider)


async def expected_provider(clients, want):
    """(the subscription in words, whether there is anything to read yet): the plans' task registers the provider, and is waited for."""
    where, registered = await subscription_and_provider(clients, want)
    if registered or want["state"] == "absent":
        return where, registered
    subscription = want["subscription_id"].lower()

    async def read():
        provider = await resource_provider(clients, subscription, NAMESPACE)
        return True if is_registered(provider) else None

    return where, await clients.expected(f"the registration of {NAMESPACE} (which defender_plan makes) at {where}", read) is True


def state_of(want, internal, kind, on, not_offered):
    """The state in the form that all of them have: what is asked about and on, and what the cloud does not have."""
    if want["state"] == "absent" and not on:
        return internal
    return {**internal, "subscription_id": want["subscription_id"].lower(), kind: on, "not_offered": not_offered}
