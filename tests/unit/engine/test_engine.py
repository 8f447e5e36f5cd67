# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: who answers a step, what is repeated, what is looked after, what is confirmed."""
from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._engine import Outcome, carry_out, told
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Failure, InDoubt, ServiceError, StillMissing, Unreachable
from ansible_collections.multitenant.secops.plugins.module_utils._needs import advice
from ansible_collections.multitenant.secops.plugins.module_utils._patience import Patience
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY, HumanStep, Kept, Look, Step

from tests.unit.engine.scripted import ScriptedClients, error, lost, unconnected

THERE = (200, {"id": "1", "name": "x"})
NOT_THERE = error("Request_ResourceNotFound", status=404)
ABSENT = ("Request_ResourceNotFound",)
CONFIRM = Look("/things/x", "thing 'x'", absent=ABSENT)


def resource(*wishes, needs=None):
    """A resource that finds nothing and yields these wishes; its last state is the last answer."""
    async def find(clients, want):
        return {}

    def steps(want, have, now):
        answer = {}
        for wish in wishes:
            answer = yield wish
        return {"answer": answer}
    return SimpleNamespace(find=find, steps=steps, NEEDS=needs or {})


def carried(clients, *wishes):
    outcome = Outcome()
    asyncio.run(carry_out(resource(*wishes), {}, clients, clients.patience, outcome))
    return outcome


def test_check_mode_sends_nothing_and_says_the_same():
    step = Step("POST", "/things", {"name": "x"}, says="Create thing x", confirm=CONFIRM)
    checking = ScriptedClients({}, foretells=True)
    running = ScriptedClients({"POST /things": [(201, {"id": "1"})], "GET /things/x": [THERE]})
    assert carried(checking, step).steps == carried(running, step).steps == ["Create thing x"]
    assert checking.script.sent == []


def test_check_mode_answers_with_what_can_be_foretold():
    after = carried(ScriptedClients({}, foretells=True), Step("POST", "/things", {"name": "x"}, foretold={"state": "new"})).after
    assert after == {"answer": {"name": "x", "id": KNOWN_AFTER_APPLY, "state": "new"}}


def test_a_write_in_check_mode_is_stopped_at_the_service():
    clients = ScriptedClients({"POST /things": [(201, {})]}, foretells=True)
    with pytest.raises(Failure, match="read-only client"):
        asyncio.run(clients.graph.write(Step("POST", "/things")))
    assert clients.script.sent == []


@pytest.mark.parametrize("foretells", [True, False])
def test_what_only_a_person_can_do_is_told_and_the_run_goes_on(foretells):
    clients = ScriptedClients({"POST /things": [(201, {"id": "1"})]}, foretells)
    outcome = carried(clients, HumanStep("Consent to x"), Step("POST", "/things", {"name": "y"}, says="Create thing y"))
    assert (outcome.human_steps, outcome.steps) == (["Consent to x"], ["Create thing y"])


@pytest.mark.parametrize("foretells", [True, False])
def test_what_a_removal_leaves_is_told_and_the_run_goes_on(foretells):
    clients = ScriptedClients({"DELETE /things/1": [(204, None)]}, foretells)
    outcome = carried(clients, Kept("Catalog x: package y is in it"), Step("DELETE", "/things/1", says="Remove thing 1"))
    assert (outcome.left, outcome.steps) == (["Catalog x: package y is in it"], ["Remove thing 1"])


def test_a_look_waits_until_it_sees_and_wants_good_answers_in_a_row():
    clients = ScriptedClients({"GET /things/x": [NOT_THERE, THERE, NOT_THERE, THERE, THERE, THERE]})
    look = Look("/things/x", "thing 'x'", pick=lambda body: body and body["id"], times=3, absent=ABSENT)
    assert carried(clients, look).after == {"answer": "1"}
    assert len(clients.script.sent) == 6


def test_a_look_gives_up_after_the_time_told():
    clients = ScriptedClients({"GET /things/x": [NOT_THERE]}, timeout=30)
    with pytest.raises(StillMissing, match="thing 'x' did not appear within 30 seconds"):
        carried(clients, CONFIRM)
    assert clients.clock.time <= 30


def test_what_has_not_spread_yet_is_sent_again():
    clients = ScriptedClients({"POST /grants": [error("SubjectNotFound"), error("SubjectNotFound"), (201, {"id": "1"})]})
    assert carried(clients, Step("POST", "/grants", not_yet=("SubjectNotFound",))).steps == [""]
    assert clients.patience.retries == 2 and clients.patience.waited_seconds == 3


def test_what_is_waited_for_at_the_same_time_counts_once():
    now = [0.0]

    async def sleep(seconds):
        until = now[0] + seconds
        await asyncio.sleep(0)
        now[0] = max(now[0], until)
    patience = Patience(100, 1, lambda: now[0], sleep)

    async def both():
        await asyncio.gather(patience.sleep(5), patience.sleep(7))
        await patience.sleep(2)
    asyncio.run(both())
    assert (patience.waited_seconds, patience.retries) == (now[0], 3) == (9, 3)


def test_a_gateways_404_is_told_as_none_of_the_service():
    failure = ServiceError("Azure Resource Manager", 404, "", "Not found")
    assert "no answer of the service itself" in advice(failure, {}, "read", set())


def test_a_service_that_cannot_be_connected_to_is_given_up_soon():
    clients = ScriptedClients({"GET /things/x": [unconnected()], "POST /things": [unconnected()]}, timeout=300, interval=2)
    for wish in (CONFIRM, Step("POST", "/things", says="Create thing x")):
        clients.patience.waited_seconds = 0
        with pytest.raises(Unreachable, match="connection refused"):
            carried(clients, wish)
        assert clients.patience.waited_seconds == 30
    assert clients.script.sent == ["GET /things/x"] * 5 + ["POST /things"] * 5


def test_a_service_that_comes_back_is_waited_for_as_long_as_before():
    busy = error("serviceNotAvailable", status=503)
    clients = ScriptedClients({"GET /things/x": [unconnected(), busy, busy, busy, busy, unconnected(), unconnected(), THERE]},
                              timeout=300, interval=1)
    with pytest.raises(Unreachable):
        carried(clients, CONFIRM)
    assert clients.clock.time == 31         # the pause after the sixth answer would be longer than the short time since that
    clients = ScriptedClients({"GET /things/x": [busy, busy, busy, busy, unconnected(), THERE]}, timeout=300, interval=1)
    assert carried(clients, CONFIRM).after == {"answer": THERE[1]} and clients.clock.time == 31


def test_throttling_waits_as_long_as_the_service_asks():
    clients = ScriptedClients({"POST /things": [error("TooManyRequests", status=429, headers={"retry-after": "17"}), (201, {})]})
    carried(clients, Step("POST", "/things"))
    assert clients.clock.time == 17


@pytest.mark.parametrize("unclear", [error("serviceNotAvailable", status=503), lost()])
def test_a_post_that_may_have_happened_is_looked_after_and_not_sent_again(unclear):
    clients = ScriptedClients({"POST /things": [unclear], "GET /things/x": [NOT_THERE, THERE]})
    assert carried(clients, Step("POST", "/things", says="Create", confirm=CONFIRM)).steps == ["Create"]
    assert clients.script.sent.count("POST /things") == 1


def test_a_post_in_doubt_without_a_look_says_so():
    clients = ScriptedClients({"POST /things": [lost()]})
    with pytest.raises(InDoubt, match="not known whether it happened"):
        carried(clients, Step("POST", "/things"))
    assert clients.script.sent == ["POST /things"]


def test_a_post_that_was_never_received_is_sent_again():
    clients = ScriptedClients({"POST /things": [lost(unsent=True), (201, {})]})
    carried(clients, Step("POST", "/things"))
    assert clients.script.sent == ["POST /things", "POST /things"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_that_names_its_target_is_repeated(method):
    clients = ScriptedClients({f"{method} /things/x": [lost(), (200, {})]})
    carried(clients, Step(method, "/things/x"))
    assert len(clients.script.sent) == 2


def test_what_is_not_there_any_more_is_removed():
    """Somebody else was quicker, or an answer was lost that was a yes."""
    clients = ScriptedClients({"DELETE /things/x": [lost(), NOT_THERE]})
    assert carried(clients, Step("DELETE", "/things/x", says="Remove")).steps == ["Remove"]


@pytest.mark.parametrize("code", ["SubscriptionNotFound", "InvalidResourceType", ""])
def test_a_404_that_speaks_of_something_else_is_no_removal(code):
    clients = ScriptedClients({"DELETE /things/x": [error(code, status=404)]})
    with pytest.raises(ServiceError, match="404"):
        carried(clients, Step("DELETE", "/things/x", says="Remove"))


def test_it_may_be_so_already_is_looked_at_before_failing():
    clients = ScriptedClients({"PUT /things/x": [error("Conflict", status=409)], "GET /things/x": [THERE]})
    assert carried(clients, Step("PUT", "/things/x", says="Make", perhaps_done=("Conflict",), confirm=CONFIRM)).steps == ["Make"]


def test_it_is_not_so_and_the_refusal_stands():
    clients = ScriptedClients({"PUT /things/x": [error("Conflict", status=409)], "GET /things/x": [NOT_THERE]}, timeout=5)
    with pytest.raises(ServiceError, match="409 Conflict"):
        carried(clients, Step("PUT", "/things/x", perhaps_done=("Conflict",), confirm=CONFIRM))


def test_a_refusal_stops_at_once_and_tells_what_was_done_before():
    clients = ScriptedClients({"POST /things": [(201, {})], "POST /more": [error("BadRequest")]})
    outcome = Outcome()
    two_steps = resource(Step("POST", "/things", says="One"), Step("POST", "/more", says="Two"))
    with pytest.raises(ServiceError):
        asyncio.run(carry_out(two_steps, {}, clients, clients.patience, outcome))
    assert outcome.steps == ["One"] and outcome.writing == "Two"


def test_independent_steps_go_together_and_are_told_in_order():
    clients = ScriptedClients({"POST /a": [(201, {"id": "a"})], "POST /b": [(201, {"id": "b"})]})
    outcome = carried(clients, [Step("POST", "/a", says="A"), Step("POST", "/b", says="B")])
    assert outcome.steps == ["A", "B"] and outcome.after == {"answer": [{"id": "a"}, {"id": "b"}]}


def test_a_busy_service_is_read_again_and_a_refusal_is_not():
    clients = ScriptedClients({"GET /a": [error("x", status=503), (200, {"id": "1"})], "GET /b": [error("Forbidden", status=403)]})
    assert asyncio.run(clients.graph.get("/a")) == {"id": "1"}
    with pytest.raises(ServiceError, match="403 Forbidden"):
        asyncio.run(clients.graph.get("/b", absent=ABSENT))


@pytest.mark.parametrize("answer", [(404, None), (404, "<html>"), error("SubscriptionNotFound", status=404), error("", status=404)])
def test_only_a_named_404_means_absent(answer):
    clients = ScriptedClients({"GET /a": [answer]})
    with pytest.raises(ServiceError):
        asyncio.run(clients.graph.get("/a", absent=ABSENT))


def test_pages_are_followed_on_the_same_host_only():
    clients = ScriptedClients({
        "GET /a": [(200, {"value": [1], "@odata.nextLink": "https://graph.example/a?page=2"})],
        "GET https://graph.example/a?page=2": [(200, {"value": [2], "@odata.nextLink": "https://elsewhere.example/a"})]})
    with pytest.raises(Failure, match="another host"):
        asyncio.run(clients.graph.items("/a"))
    assert "GET https://elsewhere.example/a" not in clients.script.sent


def test_the_time_is_the_services():
    clients = ScriptedClients({"GET /a": [(200, {}, {"date": "Mon, 23 Nov 2026 06:00:00 GMT"})]})
    asyncio.run(clients.graph.get("/a"))
    assert clients.now().isoformat() == "2026-11-23T06:00:00+00:00"


@pytest.mark.parametrize("body, expected", [
    ({"error": {"code": "A", "message": "why"}}, "409 A 'why'"),
    ({"code": "A", "message": "why"}, "409 A 'why'"),
    ({"error": {"code": "BadRequest", "message": '{"error": {"code": "Inner", "message": "deep"}}'}}, "409 BadRequest 'deep'"),
    ({"error": {"code": "A", "message": {"lang": "en", "value": "why"}}}, "409 A 'why'"),
    ({"error": {"code": "A", "message": "why", "details": [{"code": "B", "message": "because"}]}}, "409 A 'why (because)'"),
    ({"Message": "why"}, "409 without an error code 'why'"),
    ("<html><head><title>No</title></head>\n<b>gateway</b></html>", "409 without an error code 'gateway'"),
])
def test_every_shape_of_an_error_is_read(body, expected):
    clients = ScriptedClients({"GET /a": [(409, body, {"request-id": "r-1"})]})
    with pytest.raises(ServiceError) as raised:
        asyncio.run(clients.graph.get("/a"))
    assert str(raised.value) == f"Microsoft Graph answered {expected} (request id r-1)"


def test_a_missing_permission_is_named():
    needs = {"graph": {"read": {"Group.Read.All": ""}, "write": {"Group.ReadWrite.All": ""}}}
    failure = ServiceError(
        "Microsoft Graph", 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", "r-1")
    clients = SimpleNamespace(tenant="t", granted=lambda: {"Group.Read.All"}, only_reads=False)
    text = told(failure, Outcome(writing="Create group x"), resource(needs=needs), clients)
    assert text.startswith("Could not create group x: Microsoft Graph answered 403 Authorization_RequestDenied")
    assert "grant the application permission Group.ReadWrite.All, " in text and "Group.Read.All and" not in text


def test_an_unreachable_service_names_the_address_and_the_step():
    text = told(Unreachable("Azure at https://x", "refused"), Outcome(writing="Create x"), resource(), SimpleNamespace(tenant="t"))
    assert text == "Could not create x: Azure at https://x gave no answer (refused); check cloud_environment, endpoints and the network"


def test_what_was_done_beside_a_failure_is_told_and_the_failure_is_named_alone():
    clients = ScriptedClients({"POST /good": [(201, {"id": "1"})], "POST /bad": [error("Bad")], "POST /worse": [error("Worse")]})
    steps = [Step("POST", f"/{name}", says=f"Create {name}") for name in ("bad", "good", "worse")]
    outcome, wanted = Outcome(), resource(steps)
    with pytest.raises(ServiceError) as failure:
        asyncio.run(carry_out(wanted, {}, clients, clients.patience, outcome))
    assert outcome.steps == ["Create good"]
    assert told(failure.value, outcome, wanted, clients).startswith("Could not create bad: Microsoft Graph answered 400 Bad")


def test_an_accepted_request_that_came_to_nothing_is_a_failure_and_is_not_waited_for():
    clients = ScriptedClients({"POST /things": [(201, {"status": "Denied"})], "GET /things/x": [NOT_THERE]})
    step = Step("POST", "/things", says="Create thing x", confirm=CONFIRM, failed=lambda answer: answer["status"])
    with pytest.raises(Failure, match="^Denied$"):
        carried(clients, step)
    assert clients.script.sent == ["POST /things"]


def test_a_refusal_that_may_be_too_early_or_too_late_is_looked_into_before_each_repetition():
    step = Step("PATCH", "/policies/old-id", says="Change x", not_yet=("Gone",), perhaps_done=("Gone",), confirm=CONFIRM)
    early = ScriptedClients({"PATCH /policies/old-id": [error("Gone", status=404), (200, {})], "GET /things/x": [NOT_THERE, THERE]})
    assert carried(early, step).steps == ["Change x"]
    assert early.script.sent == ["PATCH /policies/old-id", "GET /things/x", "PATCH /policies/old-id", "GET /things/x"]
    late = ScriptedClients({"PATCH /policies/old-id": [lost(), error("Gone", status=404)], "GET /things/x": [THERE]})
    assert carried(late, step).steps == ["Change x"]
    assert late.script.sent.count("PATCH /policies/old-id") == 2


def test_a_path_that_leads_elsewhere_is_not_sent():
    clients = ScriptedClients({})
    with pytest.raises(Failure, match="would lead to another resource"):
        asyncio.run(clients.graph.get("/groups/../users/x"))
    assert clients.script.sent == []


def growing(clients, refusals, codes=("Conflict",)):
    """A resource that adds to what it found; its write is refused so often because somebody else wrote meanwhile."""
    found, outcome = [], Outcome()

    async def find(clients, want):
        found.append(await clients.arm.get("/thing"))
        return found[-1]

    def steps(want, have, now):
        yield Step("PUT", "/thing", {"etag": have["etag"]}, says=f"Change what is {have['etag']}", service="arm")
        return {**have, "changed": True}

    clients.script._answers |= {
        "GET /thing": [(200, {"etag": str(number)}) for number in range(1, 5)],
        "PUT /thing": [error("Conflict", status=409)] * refusals + [(200, {})]}
    asyncio.run(carry_out(SimpleNamespace(find=find, steps=steps, NEEDS={}, READ_AGAIN=codes), {}, clients, clients.patience, outcome))
    return outcome


def test_what_has_changed_since_it_was_read_is_read_and_planned_again():
    outcome = growing(ScriptedClients({}), 2)
    assert (outcome.before, outcome.steps, outcome.after) == ({"etag": "1"}, ["Change what is 3"], {"etag": "3", "changed": True})


@pytest.mark.parametrize(("refusals", "codes"), [(3, ("Conflict",)), (1, ())])
def test_what_keeps_changing_is_given_up_as_is_what_no_reading_helps(refusals, codes):
    clients = ScriptedClients({})
    with pytest.raises(ServiceError, match="Conflict"):
        growing(clients, refusals, codes)
    assert clients.script.sent.count("PUT /thing") == refusals


@pytest.mark.parametrize("text", ["Workspace 'x' is not onboarded to Microsoft Sentinel.", "Couldn't find workspaceMetadata."])
def test_sentinel_that_is_not_on_yet_is_known_by_its_text(text):
    clients = ScriptedClients({"PUT /things": [error("BadRequest", text), (200, {})]})
    carried(clients, Step("PUT", "/things", says="Put", not_yet=("NotOnboarded",)))
    assert clients.script.sent == ["PUT /things"] * 2
