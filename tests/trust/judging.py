# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of a module that was struck: how it ends, what it says, what it has written, and what the world is afterwards."""
from __future__ import annotations

import json
import os
import re
from collections import Counter

from tests.trust.faults import BADLY, READS, SERVICES, WELL
from tests.trust.portrait import ID, MOMENT

LEFT = re.compile(r"""(?<="trial_remaining": ")P[^"]*""")       # what is left of a trial
TOLERANCE_SECONDS = 1.5
NO_SENTENCE = re.compile(r"unexpected|traceback|\bNone\b|NoneType|\bobject at 0x|<html|KeyError|\\n|;\s*\.|please report", re.I)
ADVICE = re.compile(r";\s*\S|: .*(again|check|use|raise)", re.S)
STATUS = re.compile(r"answered (\d{3}) (\w+|without an error code)|metadata endpoint \S+ answered \d{3}")


def of_an_end(fault_ends, ended, said_by_service=None):
    """What is wrong with how it ended, in words."""
    result = ended.result
    if ended.status or result is None:
        return [f"it ended with status {ended.status} and no result: {ended.err[-300:]}"]
    wrong = [f"it wrote on stderr: {ended.err[-300:]}"] if ended.err.strip() else []
    if result.get("failed"):
        wrong += of_a_sentence(result.get("msg", ""))
        if fault_ends == WELL:
            wrong.append(f"it had to end well, and said: {result.get('msg')}")
    elif fault_ends == BADLY:
        wrong.append("it had to fail, and did not")
    if "exception" in result:
        wrong.append(f"it shows a traceback: {str(result['exception'])[-400:]}")
    return wrong


def of_a_sentence(text):
    """One clear sentence: what was tried, what happened, what to do."""
    wrong = []
    if not text.strip() or not text.endswith((".", "!", "?")) or "\n" in text:
        wrong.append(f"no sentence: {text!r}")
    if NO_SENTENCE.search(text):
        wrong.append(f"not for people: {text}")
    if not ADVICE.search(text):
        wrong.append(f"does not say what to do: {text}")
    if "answered" in text and not STATUS.search(text):
        wrong.append(f"does not tell status and code: {text}")
    return wrong


def of_the_cost(result, calls, elapsed, jumped=0, cut_off=False):
    """What it tells of its calls and waits is what the simulator saw of them.

    A connection that was used before and is cut off makes the client library below send a read, a PUT or a DELETE once more unasked.
    """
    if not result or "waited_seconds" not in result:
        return []
    wrong = []
    if result["requests"] != calls and not (cut_off and result["requests"] < calls):
        wrong.append(f"it tells {result['requests']} requests, and {calls} were seen")
    if abs(result["waited_seconds"] - (elapsed - jumped)) > TOLERANCE_SECONDS:
        wrong.append(f"it tells {result['waited_seconds']} seconds of waiting, and {elapsed - jumped:.1f} have passed")
    return wrong


def writes_of(exchanges):
    """Every write as a text in which given ids and times do not matter, as often as it was sent."""
    return Counter(_plain(each) for each in exchanges if each["api"] in SERVICES and each["method"] not in READS)


def of_the_writes(unbroken, struck, repeatable_posts):
    """Nothing is written that an unbroken run would not write; and no POST more often, where the work may have been done."""
    wrong = [f"it wrote what an unbroken run does not: {text[:300]}" for text in struck if text not in unbroken]
    if not repeatable_posts:
        wrong += [f"it sent a POST again though it may have happened: {text[:300]}" for text, times in struck.items()
                  if text.startswith("POST ") and times > unbroken.get(text, times)]
    return wrong


def _plain(exchange):
    body = json.dumps(exchange["request_body"], sort_keys=True)
    return ID.sub("id", MOMENT.sub("then", f"{exchange['method']} {exchange['path']} {body}"))


def answer_of(result):
    """What two runs that did the same tell alike."""
    told = {key: result.get(key) for key in ("steps", "resource", "resources", "changed")} if result else None
    return ID.sub("id", MOMENT.sub("then", LEFT.sub("left", json.dumps(told, sort_keys=True))))


def apart(found, expected):
    """Where two texts begin to differ."""
    place = max(len(os.path.commonprefix([found, expected])) - 80, 0)
    return f"...{found[place:place + 240]}... instead of ...{expected[place:place + 240]}..."
