# SPDX-License-Identifier: GPL-3.0-or-later
"""What PIM decides about a request: one function an action.

Assumed, where the documentation is silent: an active grant of any kind is in the way of another; adminUpdate starts the five minutes
anew; adminExtend needs a grant that ends, adminRenew one that has ended while its request is still kept; what people ask to extend or
renew waits for an administrator.
"""
from __future__ import annotations

from tests.simulator.graph import directory, pim, pim_schedules
from tests.simulator.graph import schedule_times as times
from tests.simulator.graph.pim import Verdict
from tests.simulator.graph.pim_policy_check import broken_rules, judge
from tests.simulator.wire import Refused

NAMES = {name.lower(): name for name in ("adminAssign", "adminUpdate", "adminRemove", "adminExtend", "adminRenew", "selfActivate",
                                         "selfDeactivate", "selfExtend", "selfRenew")}


def submit(call, surface):
    """Decide about the request in the call's body and carry it out; returns the request as PIM keeps it."""
    wish = {"justification": None, **call.body, "action": NAMES.get(str(call.body.get("action")).lower())}
    if wish["action"] is None:
        raise pim.invalid("The action is missing.")
    wish = surface.admit(call, surface, wish)
    if pim.pending(call, surface, wish):
        raise Refused(400, "PendingRoleAssignmentRequest", "There is already an existing pending Role assignment request.")
    return pim_schedules.carry_out(call, surface, wish, ACTIONS[wish["action"]](call, surface, wish))


def assign(call, surface, wish):
    window = judged(call, surface, wish, f"Admin_{surface.level}")
    keep_free(call, surface, wish, window)
    return granted(call, window)


def update(call, surface, wish):
    before = one_standing(call, surface, wish)
    return granted(call, judged(call, surface, wish, f"Admin_{surface.level}"), ends=(before,))


def extend(call, surface, wish):
    if times.end_of(one_standing(call, surface, wish)) is None:
        raise pim.invalid("The assignment does not end.")
    return update(call, surface, wish)


def renew(call, surface, wish):
    if pim.standing(call, surface, wish):
        raise pim.exists()
    if not any(row["targetScheduleId"] for row in pim.same(call, surface.requests, surface, wish)):
        raise pim.does_not_exist()
    return granted(call, judged(call, surface, wish, f"Admin_{surface.level}"))


def remove(call, surface, wish):
    before = one_standing(call, surface, wish)
    old_enough(call, surface, before)
    return Verdict("Revoked", ends=(before,))


def activate(call, surface, wish):
    themselves(call, surface, wish)
    held = {wish["principalId"]} | directory.groups_of(call.tenant, wish["principalId"])
    rows = [row for holder in held for row in pim.standing(call, surface.eligible, {**wish, "principalId": holder})]
    if not any(times.start_of(row) <= call.now() for row in rows):
        raise broken_rules(["EligibilityRule"])
    if pim.standing(call, surface, wish):
        raise pim.exists()
    window = judged(call, surface, wish, "EndUser_Assignment")
    if surface.rules(call, wish)["Approval_EndUser_Assignment"]["setting"]["isApprovalRequired"]:
        return Verdict("PendingApproval", window, kind="activated")
    return granted(call, window, kind="activated")


def deactivate(call, surface, wish):
    themselves(call, surface, wish)
    before = one_standing(call, surface, wish)
    if before["assignmentType"].lower() != "activated":
        raise pim.does_not_exist()
    old_enough(call, surface, before)
    return Verdict("Revoked", ends=(before,))


def ask(call, surface, wish):
    """A person asks for more time; an administrator decides, or nobody."""
    if call.app_only or wish["principalId"] != call.caller:
        raise pim.invalid("People ask for themselves only.")
    if wish["action"] == "selfExtend":
        one_standing(call, surface, wish)
    return Verdict("PendingAdminDecision", times.window(wish.get("scheduleInfo"), call.now()))


ACTIONS = {"adminAssign": assign, "adminUpdate": update, "adminExtend": extend, "adminRenew": renew, "adminRemove": remove,
           "selfActivate": activate, "selfDeactivate": deactivate, "selfExtend": ask, "selfRenew": ask}


def granted(call, window, ends=(), kind="assigned"):
    return Verdict("ScheduleCreated" if window.starts_later(call.now()) else "Provisioned", window, ends, kind)


def judged(call, surface, wish, place):
    """The time that the request asks for, when the policy allows the request."""
    window = times.window(wish.get("scheduleInfo"), call.now())
    if surface.level == "Assignment" and window.length is not None and window.length < times.SHORTEST:
        raise too_short()
    judge(call, surface.rules(call, wish), place, wish, window)
    return window


def keep_free(call, surface, wish, window):
    if any(times.overlap(row, window) for row in pim.standing(call, surface, wish)):
        raise pim.exists()


def one_standing(call, surface, wish):
    rows = pim.standing(call, surface, wish)
    if not rows:
        raise pim.does_not_exist()
    return min(rows, key=times.start_of)


def old_enough(call, surface, schedule):
    start = times.start_of(schedule)
    if surface.level == "Assignment" and start <= call.now() < start + times.SHORTEST:
        raise too_short()


def themselves(call, surface, wish):
    if surface.eligible is None or call.app_only or wish["principalId"] != call.caller:
        raise pim.invalid("An assignment is activated by the person it is for, and by nobody else.")


def too_short():
    return Refused(400, "ActiveDurationTooShort", "The Active duration is too short. Miniumum Required is 5 minutes.")
