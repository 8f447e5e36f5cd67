# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Something that is missing, as one sentence: what it is, what it is needed for, what to do."""

from __future__ import annotations

from dataclasses import dataclass, field

SIGN_IN, CLOUD, PERMISSION, ROLE, PROVIDER, LICENCE, QUOTA, CAPABILITY = KINDS = (
    "sign_in", "cloud", "permission", "azure_role", "provider", "licence", "quota", "capability")


@dataclass
class Need:
    """Who needs a thing, and whether the run will certainly ask for it."""

    certain: bool = False
    users: dict = field(default_factory=dict)       # step -> modules
    cases: set = field(default_factory=set)

    def add(self, use, when, certain):
        self.certain = self.certain or certain
        self.users.setdefault(use.step, set()).add(use.module)
        self.cases.add(when)

    def told(self):
        """The steps with their modules, in words; and the cases, where the need is not certain."""
        steps = " and ".join(f"step {step} ({', '.join(sorted(modules))})" for step, modules in sorted(self.users.items()))
        return steps if self.certain else f"{steps} {' or '.join(sorted(self.cases))}"


def needed_by(uses):
    """One need for all of these uses, certainly."""
    need = Need()
    for use in uses:
        need.add(use, "", True)
    return need


def finding(kind, subject, what, need, remedy, blocking=None, names=()):
    """``subject`` is the thing's own name, ``names`` are the actions that lack. What is not certain to be needed blocks nothing."""
    blocking = need.certain if blocking is None else blocking
    needed_for = need.told()
    return {"kind": kind, "subject": subject, "what": what, "needed_for": needed_for, "remedy": remedy, "blocking": blocking,
            "names": list(names) or [subject],
            "says": f"{what}, needed for {needed_for}: {remedy}."}


def table(findings):
    """One line each: first what stops the tenant."""
    return [f"{'missing' if each['blocking'] else 'look at'} | {each['kind']} | {each['says']}" for each in in_order(findings)]


def in_order(findings):
    return sorted(findings, key=lambda each: (not each["blocking"], KINDS.index(each["kind"]), each["subject"]))
