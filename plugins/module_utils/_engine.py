# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Plan and apply are the same code: a resource yields what it wants, and who answers decides whether it happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ._errors import Failure, InDoubt, ServiceError, StillMissing, Unreachable
from ._needs import MANAGING, advice
from ._patience import FAIL, GONE, LOOK, judge
from ._steps import TOLD, Kept, Look, Step, foresee, shown

TURNS = 3       # so often a plan is begun when what it was made from has changed


@dataclass
class Outcome:
    """What a task did, or would do."""

    steps: list[str] = field(default_factory=list)
    human_steps: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    before: object = None
    after: object = None
    writing: str = ""           # the sentence of the write under way: what to name when it fails


async def carry_out(resource, want, clients, patience, outcome):
    """Find what is there, walk through the resource's steps, and note all in ``outcome`` as it happens."""
    have = await resource.find(clients, want)
    outcome.before = outcome.after = shown(have) or None
    answerer = None if clients.foretells else Answerer(clients, patience)
    for turn in range(1, TURNS + 1):
        try:
            return await _walk(resource.steps(want, have, clients.now()), answerer, outcome)
        except ServiceError as error:
            if error.code not in getattr(resource, "READ_AGAIN", ()) or turn == TURNS:
                raise
        outcome.writing = ""
        have = await resource.find(clients, want)       # somebody else wrote meanwhile: what is left to do now?


async def _walk(plan, answerer, outcome):
    answer, outcome.human_steps, outcome.left = None, [], []
    while True:
        try:
            wish = plan.send(answer)
        except StopIteration as end:
            outcome.after = shown(end.value) or None
            return
        if isinstance(wish, TOLD):
            (outcome.left if isinstance(wish, Kept) else outcome.human_steps).append(wish.says)
        answer = None if isinstance(wish, TOLD) else await _answered(wish, answerer, outcome)


async def _answered(wish, answerer, outcome):
    """The answers to one wish, or to a list of independent ones that may be under way together."""
    several = wish if isinstance(wish, list) else [wish]
    if answerer is None:
        answers = [foresee(each) for each in several]
    else:
        outcome.writing = _said(several)
        # Each is seen through to its end, so that what was done is told though another of them fails.
        answers = await asyncio.gather(*(answerer.answer(each) for each in several), return_exceptions=True)
    failed = [(each, answer) for each, answer in zip(several, answers) if isinstance(answer, BaseException)]
    done = [each for each, answer in zip(several, answers) if not isinstance(answer, BaseException)]
    outcome.steps += [each.says for each in done if isinstance(each, Step)]
    if failed:
        outcome.writing = _said(failed[0][:1])
        raise failed[0][1]
    outcome.writing = ""
    return answers if isinstance(wish, list) else answers[0]


def _said(wishes):
    return "; ".join(each.says for each in wishes if isinstance(each, Step))


class Answerer:
    """Lets the services answer: sends, repeats, looks, confirms."""

    def __init__(self, clients, patience):
        self._clients, self._patience = clients, patience

    async def answer(self, wish):
        if isinstance(wish, Look):
            return await self.look(wish)
        answer = await self._sent(wish)
        reason = wish.failed(answer) if wish.failed else None
        if reason:
            raise Failure(reason)
        if wish.confirm is None:
            return answer
        confirmed = await self.look(wish.confirm)
        return confirmed if isinstance(confirmed, dict) else answer

    async def look(self, look):
        """Read until the look has had its good answers in a row."""
        waiting, good = self._patience.start(), 0
        while True:
            found = look.pick(await self._read(look))
            good = good + 1 if found is not None else 0
            if good >= look.times:
                return found
            if found is None and not await waiting.pause():
                raise StillMissing(
                    f"{look.what} did not appear within {self._patience.timeout:g} seconds; run again, or raise wait_timeout_seconds")

    async def _read(self, look):
        service = self._service(look.service)
        if look.many:
            return await service.items(look.path, look.query, look.absent)
        return await service.get(look.path, look.query, look.absent)

    async def _sent(self, step):
        """Send until it is done or refused for good; a POST that may have happened is looked after, never sent again."""
        waiting = self._patience.start()
        while True:
            try:
                return await self._service(step.service).write(step)
            except (ServiceError, Unreachable) as failure:
                verdict = judge(step.method, failure, step.not_yet, step.perhaps_done)
                if verdict == LOOK:
                    return await self._settled(step, failure)
                if verdict == GONE:
                    return None
                if failure.code in step.not_yet and failure.code in step.perhaps_done:
                    # It may be too early, or too late: an answer that was lost may have been a yes.
                    found = step.confirm.pick(await self._read(step.confirm))
                    if found is not None:
                        return found
                if verdict == FAIL or not await waiting.pause(failure):
                    raise

    async def _settled(self, step, failure):
        """After an unclear answer: the step's own look tells whether it happened."""
        if step.confirm is None:
            raise InDoubt(f"{failure}; it is not known whether it happened: run again, which finds out") from failure
        try:
            return await self.look(step.confirm)
        except StillMissing:
            raise failure from None

    def _service(self, name):
        return getattr(self._clients, name)


def told(failure, outcome, resource, clients):
    """The sentence for a failure: what was tried, what happened, what to do."""
    if not isinstance(failure, ServiceError):
        return f"Could not {_lower(outcome.writing)}: {failure}" if outcome.writing and isinstance(failure, Failure) else str(failure)
    kind = "write" if outcome.writing else "look" if clients.only_reads else "read"
    answering = clients.managing if failure.service.endswith(MANAGING) else clients
    tried = f"Could not {_lower(outcome.writing)}" if outcome.writing else f"Could not read the present state in tenant {answering.tenant}"
    return f"{tried}: {failure}; {advice(failure, resource.NEEDS, kind, answering.granted())}"


def _lower(text):
    return text[:1].lower() + text[1:]
