# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of a module with exactly the rights that it says it needs, and without each of them in turn."""
from __future__ import annotations

import importlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.trust import judged, rights

TWIN = "_info"
UTILS = "ansible_collections.multitenant.secops.plugins.module_utils"
ESSENCE = ("failed", "msg", "changed", "steps", "resource", "resources", "human_steps")
UNEXPECTED = ("Traceback", "unexpected", "please report")
# Of this refusal the service does not say more, so the sentence names all that it may be.
ALL_THAT_IT_MAY_BE = re.compile("InsufficientPrivilegesForManagedServiceResource")
REQUEST = re.compile(r" \(request id [^)]*\)")


@dataclass
class Findings:
    """What was tried of one module, and what it showed."""

    module: str
    pairs: int = 0
    missed: set = field(default_factory=set)            # rights without which some run failed
    least: set = field(default_factory=set)             # Graph permissions that are the least one for some call
    relied_on: dict = field(default_factory=lambda: defaultdict(set))       # right -> calls that it was taken for
    problems: list = field(default_factory=list)

    def verdicts(self):
        """What only shows when all runs of a module have been tried."""
        needs = resource_of(self.module).NEEDS
        named = rights.rights_of(needs, writes=False).keys() | rights.rights_of(needs, writes=True).keys()
        for right in sorted(rights.rights_of(needs, writes=False), key=str):
            if not right.only_reads:
                yield f"{self.module} names {right} for reading, which can change things"
        for right in sorted(named - self.missed, key=str):
            yield f"{self.module} names {right} ({right.where}), which no run of it misses"
        for right in sorted(self.missed, key=str):
            if right.where != "azure" and right not in self.least:
                calls = ", ".join(sorted(self.relied_on[right]))
                yield f"{self.module} names {right}, but a lesser permission allows all that it is used for: {calls}"


def resource_of(module):
    return importlib.import_module(f"{UTILS}._{module.removesuffix(TWIN)}")


class Trial:
    """One run, or what it would be in check mode, or its twin that reads, in a world that is set back after each attempt."""

    def __init__(self, here, run, writes, findings):
        self._here, self._run, self._findings = here, run, findings
        cases = rights.rights_of(resource_of(run.module).NEEDS, writes)
        self._needed, self._always = frozenset(cases), {right for right, case in cases.items() if not case}
        self._name = f"{run.module} on {run.host}{'' if writes else ', only reading'} ({run.task})"
        self._managing = here.simulated.ready["managing_tenant_id"]
        tenants = {found["tenant_id"]: found for found in here.simulated.ready["tenants"]}
        self._tenant = run.arguments.get("tenant") or run.arguments["tenant_id"]
        self._subscriptions = tenants[self._tenant]["subscription_ids"]

    def attempt(self):
        with self._here.back_to("privilege") as back:
            unbroken, _judgements = self._ended(rights.everywhere(self._given(self._needed), permissions()))
            if "changed" not in unbroken:
                self._problem(f"it does not run at all: {told(unbroken)}")
                return
            back()
            exact, judgements = self._ended(self._given(self._needed))
            if exact != unbroken:
                self._problem(f"with exactly what it needs it ends otherwise: {told(exact)} instead of {told(unbroken)}")
                return
            least = self._least(judgements)
            for right in sorted(least, key=str):
                back()
                self._without(right, least, exact)

    def _without(self, right, least, exact):
        """Take one away from what this very run needs."""
        self._findings.pairs += 1
        ended, _judgements = self._ended(self._given(least - {right}))
        if ended == exact:
            return
        self._findings.missed.add(right)
        if not ended.get("failed"):
            self._problem(f"without {right} it goes on, and ends otherwise: {told(ended)} instead of {told(exact)}")
        elif objection := objection_to(ended.get("msg", ""), right, least - {right}):
            self._problem(f"without {right} {objection}: {ended.get('msg')}")

    def _given(self, needed):
        return rights.grants(needed, self._tenant, self._managing, self._subscriptions, self._needed)

    def _ended(self, given):
        self._here.tell("grant", given)
        self._here.tell("judgements")
        ended, _calls = self._here.run(self._run)
        result = ended.result or {"failed": True, "msg": f"no result: {ended.err[-500:]}"}
        essence = {name: result[name] for name in ESSENCE if name in result}
        return {**essence, "msg": REQUEST.sub("", essence.get("msg", ""))}, self._here.tell("judgements")

    def _least(self, judgements):
        """What the module always needs, and of the rest what the calls of this run took, each by the least permission that there is."""
        actions = {asked.action.lower() for asked in judgements if isinstance(asked, judged.Asked)}
        found = {right for right in self._needed if right.where == "azure" and right.name.lower() in actions}
        calls = [call for call in judgements if isinstance(call, judged.Judged) and call.enough]
        for call in calls:
            found |= self._chosen(call)
        for right in sorted(found, key=lambda right: (not right.only_reads, str(right))):
            if right.where != "azure" and all(self._allowed(call, found - {right}) for call in calls):
                found.remove(right)
        return self._always | found

    def _chosen(self, call):
        """The rights for one call. Where the least set is not there, a greater one does the work, which is noted."""
        held = rights.closed(self._held(self._needed, call.tenant))
        fitting = [together for together in call.least if together <= held]
        chosen = min(fitting or [together for together in call.enough if together <= held], key=len, default=frozenset())
        named = {right.name: right for right in self._needed if self._holds(right, call.tenant)}
        used = {named[name] if name in named else named[rights.writing(name)] for name in chosen}
        for right in used:
            if fitting and right.name in chosen:
                self._findings.least.add(right)
            self._findings.relied_on[right].add(call.call)
        return used

    def _allowed(self, call, granted):
        held = self._held(granted, call.tenant)
        return any(together <= held for together in call.enough)

    def _held(self, granted, tenant):
        return {right.name for right in granted if self._holds(right, tenant)}

    def _holds(self, right, tenant):
        return right.where == "graph" and tenant == self._tenant or right.where == "managing" and tenant == self._managing

    def _problem(self, text):
        self._findings.problems.append(f"{self._name}: {text}")


def permissions():
    """Every Graph permission that some module needs."""
    folder = Path(__file__).parents[2] / "plugins" / "modules"
    needs = [resource_of(file.stem).NEEDS for file in folder.glob("*.py") if not file.stem.endswith(TWIN)]
    return {right.name for each in needs for right in rights.rights_of(each, writes=True) if right.where != "azure"}


def objection_to(said, right, held):
    """What is wrong with the sentence of a run that lacked this right, or None."""
    advice = said.rpartition("'; ")[2]      # what we say, after what the service said
    if right.name.lower() not in said.lower() or (right.where == "managing" and "managing tenant" not in advice):
        return "it does not say what is missing"
    if not said.endswith((".", "!", "?")) or "\n" in said or any(word in said for word in UNEXPECTED):
        return "it says no plain sentence"
    there = "managing" if "in the managing tenant, " in advice else "graph"
    asked = [other.name for other in held if other.where in (there, "azure") and is_in(other.name, advice)]
    if asked and not ALL_THAT_IT_MAY_BE.search(said):
        return f"it asks for what is there ({', '.join(asked)})"
    return None


def is_in(name, said):
    return bool(re.search(rf"(?<![\w./]){re.escape(name)}(?![\w./])", said))


def told(ended):
    return json.dumps(ended)[:600]
