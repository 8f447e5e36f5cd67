# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What an access review cannot be: what the service would refuse, or do otherwise than asked."""

from __future__ import annotations

from collections import Counter
from datetime import date

from . import _access_review_form as form
from ._durations import duration
from ._errors import Refusal
from ._options import GUID


def refuse(want, _cloud):
    """Refuse what the options alone contradict."""
    if want["state"] == "absent":
        return
    if want.get("self_review") and (want.get("reviewers") or want.get("fallback_reviewers")):
        raise Refusal("self_review lets everybody review themselves, so nobody else does; leave out reviewers and fallback_reviewers")
    if want.get("reviewers") == [] and not want.get("self_review"):
        raise Refusal("reviewers names nobody; name somebody, or set self_review to true")
    if set(form.MAY_BE_NOBODY) & set(want.get("reviewers") or []) and not want.get("fallback_reviewers"):
        raise Refusal("reviewers asks owners or managers, of whom there may be none; name fallback_reviewers too")
    if set(form.MAY_BE_NOBODY) & set(want.get("fallback_reviewers") or []):
        raise Refusal("fallback_reviewers stand in for owners and managers who are not there; name people or groups")
    for option in form.PEOPLE:
        if twice := sorted(name for name, times in Counter(map(str.casefold, want.get(option) or [])).items() if times > 1):
            raise Refusal(f"{option} names '{twice[0]}' twice; give it once")
    if "start" in want:
        _date(want["start"])
    if "look_back" in want:
        duration(want["look_back"], "look_back")
    if "duration_days" in want:
        _refuse_length(want.get("recurrence"), want["duration_days"])


def refuse_body(want, raw, body, now):
    """Refuse what shows only together with what is there."""
    if raw is None and GUID.fullmatch(want["name"]):
        raise Refusal(f"no access review with the id {want['name']} was found; give a display name to create one, or correct the id")
    if not body["reviewers"] and not want.get("self_review"):
        if raw is None or want.get("self_review") is False:
            raise Refusal(f"access review '{want['name']}' has nobody who reviews; give reviewers, or set self_review to true")
    if form.may_be_nobody(body):
        raise Refusal(f"access review '{want['name']}' asks owners or managers, of whom there may be none; name fallback_reviewers")
    settings = body["settings"]
    _refuse_length(form.word_of(settings["recurrence"]), settings["instanceDurationInDays"])
    before = raw and raw["settings"]["recurrence"]["range"]["startDate"]
    if "start" in want and want["start"] != before and _date(want["start"]) < now.date():
        raise Refusal(f"start {want['start']} is past; give today or a later day, or leave it out")
    if raw and raw.get("stageSettings"):
        raise Refusal(
            f"access review '{want['name']}' has stages, which decide who reviews and how long; change it in the portal, or take it away")


def _refuse_length(word, days):
    if days < 1:
        raise Refusal(f"duration_days is {days}, and an instance lasts a day at least; give 1 or more")
    if form.too_long(word, days):
        raise Refusal(f"duration_days is {days}, which is not over before the next {word.replace('_', '-')} instance begins; give less")


def _date(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refusal(f"start '{text}' is no date; give one such as 2027-01-31")
    return day
