# SPDX-License-Identifier: GPL-3.0-or-later
"""The security contact of a subscription: whom Defender for Cloud mails about what. There is one, called default.

2020-01-01-preview speaks of alerts alone, 2023-12-01-preview of several sources; both show the same contact.
Assumed: a contact that was not made yet is 404 ResourceNotFound; a source may stand in it once; an address must look like one; a contact
that reaches nobody is refused (400 BadRequest); a write in the older version drops what that version cannot say.
"""
from __future__ import annotations

import re

from tests.simulator.arm import resources
from tests.simulator.arm.pricings import bad
from tests.simulator.wire import Area, Reply

area = Area("security_contacts")
KIND = "securityContacts"
ROOT = "/subscriptions/{subscriptionId}/providers/Microsoft.Security/securityContacts"
ONE = ROOT + "/{securityContactName}"
EMAIL = re.compile(r"[^@\s;]+@[^@\s;]+\.[^@\s;]+")


@area.get(ROOT)
def listed(call):
    return {"value": [shown(call, found) for found in call.store.list(KIND)]}


@area.get(ONE)
def read(call):
    _default(call)
    found = call.store.get(KIND, resources.key(call))
    if found is None:
        raise resources.not_found(call)
    return shown(call, found)


@area.put(ONE)
def put(call):
    _default(call)
    given = call.body.get("properties") or {}
    contact = {"id": resources.id_of(call), "emails": given.get("emails") or "", "phone": given.get("phone") or "",
               "isEnabled": given.get("isEnabled") is not False, "byRole": _by_role(given), "sources": _sources(call, given)}
    if wrong := [email for email in _emails(contact) if not EMAIL.fullmatch(email)]:
        raise bad(f"The email '{wrong[0]}' is not valid.")
    if not _emails(contact) and not (contact["byRole"]["state"] == "On" and contact["byRole"]["roles"]):
        raise bad("A security contact needs at least one email or role.")
    there = call.store.truth(KIND, resources.key(call)) is not None
    call.store.put(KIND, resources.key(call), contact)
    return Reply(200 if there else 201, shown(call, contact))


@area.delete(ONE)
def delete(call):
    _default(call)
    return {} if call.store.delete(KIND, resources.key(call)) else None


def shown(call, contact):
    properties = {"emails": contact["emails"], "phone": contact["phone"], "notificationsByRole": contact["byRole"]}
    if call.version < "2023":
        severity = next((source["minimalSeverity"] for source in contact["sources"] if source["sourceType"] == "Alert"), None)
        properties["alertNotifications"] = {"state": "On" if severity else "Off", "minimalSeverity": severity or "High"}
    else:
        properties |= {"isEnabled": contact["isEnabled"], "notificationsSources": contact["sources"]}
    return {"id": contact["id"], "name": "default", "type": "Microsoft.Security/securityContacts", "properties": properties}


def _default(call):
    if call.params["securityContactName"].lower() != "default":
        raise bad(f"The security contact name '{call.params['securityContactName']}' is not valid: it must be 'default'.")


def _emails(contact):
    return [email.strip() for email in contact["emails"].split(";") if email.strip()]


def _by_role(given):
    said = given.get("notificationsByRole") or {}
    return {"state": said.get("state") or "Off", "roles": said.get("roles") or []}


def _sources(call, given):
    if call.version < "2023":
        said = given.get("alertNotifications") or {}
        on = said.get("state") == "On"
        return [{"sourceType": "Alert", "minimalSeverity": said.get("minimalSeverity") or "High"}] if on else []
    sources = given.get("notificationsSources") or []
    if len({source["sourceType"] for source in sources}) < len(sources):
        raise bad("A source of notifications may be named once only.")
    return sources
