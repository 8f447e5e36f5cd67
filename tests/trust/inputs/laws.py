# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds however bad the input is. Each law gives the sentence of what broke it, or None."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass

from tests.trust.inputs.specs import spec_of

SENTENCE_ENDS = (".", "!", "?")
SHORTEST_SECRET = 8
SHOWN = 400
REGISTRATION = "/register"      # of a resource provider, without which it can be asked for nothing
# At a management group no call tells in which regions a policy can be assigned, and the definition must be there before.
ONLY_THE_SERVICE_KNOWS = ("LocationNotAvailableForResourceType",)


@dataclass(frozen=True)
class Fault:
    law: str
    module: str
    says: str

    @property
    def kind(self):
        """Equal for faults that are most likely one: the words without what the input put into them."""
        return f"{self.module} {self.law} {re.sub(r'[^A-Za-z ]+.*', '', self.says)[:60]}"

    def __str__(self):
        return f"{self.module}: {self.law}: {self.says}"


def faults_of(task, tried, secrets):
    found = ((law, law(task, tried, secrets)) for law in LAWS)
    return [Fault(law.__name__.replace("_", " ").strip(), task.module, says) for law, says in found if says]


def one_result(task, tried, secrets):
    if "Traceback" in tried.out + tried.err or "An unexpected" in tried.out:
        return f"it crashed: {_end(tried.out + tried.err)}"
    try:
        result = json.loads(tried.out)
    except ValueError:
        return f"what it printed is no JSON: {_end(tried.out)}"
    if not isinstance(result, dict) or bool(result.get("failed")) != bool(tried.code) or tried.err:
        return f"status {tried.code} with {_end(tried.out)} and {_end(tried.err)}"
    return None


def one_sentence(task, tried, secrets):
    message = failure_of(tried)
    if message is None or (message.isprintable() and message.endswith(SENTENCE_ENDS) and ".." not in message[-2:]):
        return None
    return f"the failure is no sentence: {message[:SHOWN]!r}"


def names_the_option(task, tried, secrets):
    """What no service was asked about, or none objected to, is the input's fault; so the failure tells which option, or what is wrong."""
    message = failure_of(tried)
    if message is None or re.search(r" answered \d{3} | gave no answer | the cloud |AADSTS", f" {message}"):
        return None
    if any(_is_named(word, message) for word in _words(task)) or any(value in message for value in _values(task)):
        return None
    return f"no option is named: {message[:SHOWN]}"


def no_write_before_the_refusal(task, tried, secrets):
    """What is wrong with the input can be seen before something else is written, be it that the service refuses it with 400."""
    message = failure_of(tried)
    if message is None or re.search(r" answered (?!400)\d{3} | did not appear within |" + "|".join(ONLY_THE_SERVICE_KNOWS), message):
        return None
    asked = " answered 400 " in message
    done = [f"{method} {path}" for method, path, status in tried.writes if status < 400 and not (asked and path.endswith(REGISTRATION))]
    if not done:
        return None
    return f"it wrote before it failed: {message[:SHOWN]} (after {'; '.join(done)[:SHOWN]})"


def no_write_where_none_is_wanted(task, tried, secrets):
    if not tried.writes or not (task.check or spec_of(task.module).reads_only):
        return None
    return f"it wrote: {tried.writes}"


def no_secret_told(task, tried, secrets):
    said = tried.out + tried.err
    return "a secret is in what it printed" if any(secret in said for secret in (*secrets, *_spoilt_secrets(task))) else None


LAWS = (one_result, one_sentence, names_the_option, no_write_before_the_refusal, no_write_where_none_is_wanted, no_secret_told)


def failure_of(tried):
    try:
        result = json.loads(tried.out)
    except ValueError:
        return None
    return str(result.get("msg")) if isinstance(result, dict) and result.get("failed") else None


def _is_named(word, message):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", message)


def _words(task):
    """The names of what was changed and of what it contradicts, and those that are no words of the language.

    Where nothing was changed, of all that is given.
    """
    spec = spec_of(task.module)
    names = {name for path, _value in task.spoilt for name in path} & spec.names or spec.names & _names_in(task.arguments)
    names |= {alias for name in names for alias in spec.options.get(name, {}).get("aliases", ())}
    ruled = {name for rule in spec.rules.values() for each in rule for name in _flat(each)}
    return names | ruled | _unknown(task, spec) | {name for name in spec.names if "_" in name}


def _unknown(task, spec):
    return {str(path[-1]) for path, _value in task.spoilt if path[-1] not in spec.names}


def _values(task):
    """What was given, as a sentence shows it."""
    texts = {" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in _texts(task.arguments)}
    return {text for text in texts if text}


def _texts(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)


def _names_in(value):
    if isinstance(value, dict):
        return set(map(str, value)).union(*map(_names_in, value.values()))
    return set().union(*map(_names_in, value)) if isinstance(value, list) else set()


def _flat(value):
    return [inner for each in value for inner in _flat(each)] if isinstance(value, (list, tuple)) else [value]


def _spoilt_secrets(task):
    """Values of options that Ansible keeps to itself, where nothing else was given the same."""
    options = spec_of(task.module).options
    secret = {name for name, option in options.items() if option.get("no_log")}
    found = {text for name, value in task.arguments.items() if name in secret for text in _texts(value)}
    others = {text for name, value in task.arguments.items() if name not in secret for text in _texts(value)}
    return {text for text in found if len(text) >= SHORTEST_SECRET and not any(text in other for other in others)}


def _end(text):
    return text.strip()[-SHOWN:]
