# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a request keep to the policy? All broken rules are named in one answer."""
from __future__ import annotations

import json

from tests.simulator.graph import schedule_times as times
from tests.simulator.wire import Refused

CONTEXTS = "authenticationContextClassReferences"


def judge(call, rules, place, wish, window):
    """Refuse a request that breaks a rule of its place: Admin_Eligibility, Admin_Assignment or EndUser_Assignment."""
    conditions = rules[f"Enablement_{place}"]["enabledRules"]
    failed = [name for name, broken in (
        ("ExpirationRule", _lasts_too_long(rules[f"Expiration_{place}"], window)),
        ("JustificationRule", "Justification" in conditions and not (wish.get("justification") or "").strip()),
        ("TicketingRule", "Ticketing" in conditions and not _ticket(wish)),
        ("MfaRule", "MultiFactorAuthentication" in conditions and not signed_in_twice(call))) if broken]
    context = rules["AuthenticationContext_EndUser_Assignment"]
    if place == "EndUser_Assignment" and context["isEnabled"]:
        failed += _context(call, context["claimValue"], failed)
    if failed:
        raise broken_rules(failed)


def broken_rules(names):
    return Refused(400, "RoleAssignmentRequestPolicyValidationFailed", f"The following policy rules failed: {json.dumps(names)}")


def _lasts_too_long(rule, window):
    if not rule["isExpirationRequired"]:
        return False
    return window.length is None or window.length > times.length_of(rule["maximumDuration"])


def _ticket(wish):
    ticket = wish.get("ticketInfo") or {}
    return ticket.get("ticketNumber") and ticket.get("ticketSystem")


def signed_in_twice(call):
    """A client-credential token says nothing of a second factor."""
    return "mfa" in (call.claims.get("amr") or [])


def _context(call, value, failed):
    """The authentication context that activation needs; one that is not published falls back to a second factor."""
    published = call.tenant.directory.get(CONTEXTS, value)
    if not published or not published["isAvailable"]:
        return [] if signed_in_twice(call) or "MfaRule" in failed else ["MfaRule"]
    if value in (call.claims.get("acrs") or []):
        return []
    claims = json.dumps({"access_token": {"acrs": {"essential": True, "value": value}}}, separators=(",", ":"))
    raise Refused(400, "RoleAssignmentRequestAcrsValidationFailed", f"The authentication context is not satisfied: claims={claims}")
