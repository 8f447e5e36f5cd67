# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a call, where each of it applies, and what must follow; and the command that tries it all.

python -m tests.trust.faults [--share N] [--seed S] [--shard I/N] [--trace FILE] [--done FILE] [--only POINT ...]
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

READS = ("GET", "HEAD")
FOR_EVER = 1_000_000
SERVICES = ("graph", "arm", "defender")
HTML = "<html><body><h1>Our gateway says no</h1></body></html>"
# How each service words what it answers with this status.
WORDS = {
    401: {"graph": "InvalidAuthenticationToken", "arm": "ExpiredAuthenticationToken", "defender": "Unauthorized",
          "identity": "invalid_client"},
    403: {"graph": "Authorization_RequestDenied", "arm": "AuthorizationFailed", "defender": "Forbidden", "identity": "access_denied"},
    409: {"graph": "Conflict", "arm": "Conflict", "defender": "Conflict"},
    412: {"graph": "PreconditionFailed", "arm": "PreconditionFailed", "defender": "PreconditionFailed"},
    429: {"graph": "TooManyRequests", "arm": "TooManyRequests", "defender": "TooManyRequests", "identity": "temporarily_unavailable"},
    500: {"graph": "generalException", "arm": "InternalServerError"},
    502: {"graph": "UnknownError", "arm": "BadGateway"},
    503: {"graph": "serviceNotAvailable", "arm": "ServiceUnavailable"},
    504: {"graph": "gatewayTimeout", "arm": "GatewayTimeout"},
}
WELL, BADLY, EITHER = "well", "badly", "well or badly"


@dataclass(frozen=True)
class Struck:
    """A call of an unbroken run: what is known of it when a fault is chosen for it."""

    number: int
    api: str
    method: str
    path: str
    status: int

    @property
    def reads(self):
        return self.method in READS

    @property
    def is_sign_in(self):
        return self.api not in SERVICES

    @property
    def may_be_repeated(self):
        return self.method != "POST" or self.api == "identity"


@dataclass(frozen=True)
class Fault:
    """``do`` is what the simulator is told for a call; ``ends`` how the module must end; for ever: from that call on."""

    name: str
    do: Callable
    applies: Callable = lambda call: True
    ends: Callable = lambda call: EITHER
    for_ever: bool = False
    silent: bool = False            # the client waits in vain: its patience is cut short

    def rule(self, call):
        return {"match": {"nth": call.number, "count": FOR_EVER if self.for_ever else 1}, "do": self.do(call)}


@dataclass(frozen=True)
class Weather:
    """What holds for a whole run and not for one of its calls."""

    name: str
    world: dict = field(default_factory=dict)           # attributes of the simulated world
    settings: dict = field(default_factory=dict)        # settings of each tenant
    replication: tuple = (0, ())
    ends: str = EITHER


def _answer(status, **more):
    def do(call):
        return {"status": status, "code": WORDS[status].get(call.api, "Unknown"), "message": "It is said so.", **more}
    return do


def _writes(call):
    return not call.reads and not call.is_sign_in


def _well_if_repeatable(call):
    return WELL if call.may_be_repeated else EITHER


def _always(ends):
    return lambda call: ends


def _by_gateway(call):
    return {"status": 404, "body": HTML, "headers": {"Content-Type": "text/html"}}


def _is_put_or_delete(call):
    return _writes(call) and call.method != "POST"


ONCE = (
    Fault("throttled", _answer(429, headers={"Retry-After": "7"}), ends=_always(WELL)),
    Fault("throttled_without_a_word", _answer(429), ends=_always(WELL)),
    *(Fault(f"{status}_before", _answer(status), ends=_well_if_repeatable) for status in (500, 502, 503, 504)),
    *(Fault(f"{status}_after", _answer(status, when="after"), _writes, _well_if_repeatable) for status in (500, 504)),
    Fault("reset_before", lambda call: {"reset": True}, ends=_well_if_repeatable),
    Fault("reset_after", lambda call: {"reset": True, "when": "after"}, _writes, _well_if_repeatable),
    Fault("silence_before", lambda call: {"silence": True}, ends=_well_if_repeatable, silent=True),
    Fault("silence_after", lambda call: {"silence": True, "when": "after"}, _writes, _well_if_repeatable, silent=True),
    Fault("slow", lambda call: {"delay_ms": 60}, ends=_always(WELL)),
    Fault("truncated", lambda call: {"truncate": True}, lambda call: call.status != 204, _well_if_repeatable),
    Fault("html_before", lambda call: {"status": 200, "body": HTML}, ends=_well_if_repeatable),
    Fault("html_after", lambda call: {"body": HTML, "when": "after"}, _writes, _well_if_repeatable),
    Fault("empty_before", lambda call: {"status": 200, "body": ""}, lambda call: call.reads or call.is_sign_in, _well_if_repeatable),
    Fault("null_before", lambda call: {"status": 200, "body": "null"}, lambda call: call.reads, _well_if_repeatable),
    Fault("list_before", lambda call: {"status": 200, "body": "[1]"}, lambda call: call.reads, _well_if_repeatable),
    Fault("empty_after", lambda call: {"status": 200, "body": "", "when": "after"}, _writes, _well_if_repeatable),
    Fault("token_refused", _answer(401), lambda call: not call.is_sign_in, _always(WELL)),
    Fault("token_expired", lambda call: {"meanwhile": "aged"}, lambda call: not call.is_sign_in),
    Fault("denied_for_a_while", _answer(403)),
    Fault("404_of_a_gateway", _by_gateway),
    Fault("404_without_a_body", lambda call: {"status": 404, "body": ""}),
    Fault("stale", _answer(412), _is_put_or_delete),
    Fault("conflict", _answer(409), _writes),
    Fault("written_meanwhile", lambda call: {"meanwhile": "written"}, lambda call: not call.is_sign_in),
)
FOR_EVER_FAULTS = (
    Fault("throttled_for_ever", _answer(429, headers={"Retry-After": "40"}), for_ever=True),
    Fault("503_for_ever", _answer(503), for_ever=True),
    Fault("reset_for_ever", lambda call: {"reset": True}, for_ever=True),
    Fault("reset_after_for_ever", lambda call: {"reset": True, "when": "after"}, _writes, for_ever=True),
    Fault("html_for_ever", lambda call: {"status": 200, "body": HTML}, for_ever=True),
    Fault("empty_for_ever", lambda call: {"status": 200, "body": ""}, for_ever=True),
    Fault("token_refused_for_ever", _answer(401), for_ever=True, ends=_always(BADLY)),
    Fault("denied_for_ever", _answer(403), for_ever=True, ends=_always(BADLY)),
    Fault("404_for_ever", _by_gateway, for_ever=True),
)
FAULTS = {fault.name: fault for fault in (*ONCE, *FOR_EVER_FAULTS)}
# What a sign-in or the cloud's metadata suffer is the same whatever the service's call behind them: these tell the ways apart.
AT_SIGN_IN = {"throttled", "503_before", "reset_before", "silence_before", "html_before", "empty_before", "truncated", "denied_for_a_while",
              "404_of_a_gateway", "503_for_ever", "html_for_ever", "reset_for_ever"}
JITTER = {"ms": 4_000, "jitter_ms": 40_000}
WEATHERS = {weather.name: weather for weather in (
    Weather("operations_fail", world={"fail": 1}),
    Weather("operations_are_long", world={"polls": 6, "retry_after_seconds": 20, "operation_seconds": 500}, ends=WELL),
    Weather("operations_never_end", world={"polls": 1_000_000, "retry_after_seconds": 20, "operation_seconds": 500}),
    Weather("pim_fails", settings={"pimRequestStatus": "Failed"}),
    Weather("pim_denies", settings={"pimRequestStatus": "Denied"}),
    Weather("pim_provisions_for_ever", settings={"pimRequestStatus": "PendingProvisioning"}),
    Weather("pim_takes_its_time", settings={"pimProvisioningSeconds": 90}, ends=WELL),
    Weather("replicates_slowly", replication=(20_000, ()), ends=WELL),
    Weather("lists_lag", replication=(0, ({"kind": "", "reads": "list", **JITTER},)), ends=WELL),
    Weather("single_reads_lag", replication=(0, ({"kind": "", "reads": "get", **JITTER},)), ends=WELL),
    Weather("groups_lag", replication=(0, ({"kind": "^groups", "reads": "both", **JITTER},)), ends=WELL),
)}


def faults_for(call, thorough=True):
    """The faults that are tried at a call."""
    chosen = FAULTS.values() if thorough else ONCE
    return [fault for fault in chosen if fault.applies(call) and (not call.is_sign_in or fault.name in AT_SIGN_IN)]


def main():
    from tests.collection import import_as_collection
    kept = import_as_collection()           # noqa: F841 - the folder that it is imported from lives as long as this
    from tests.trust.sweep import command
    return command()


if __name__ == "__main__":
    raise SystemExit(main())
