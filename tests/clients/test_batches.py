# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON batching as msgraph-sdk does it: several calls, each from a typed builder, in one request to $batch."""
from __future__ import annotations

import uuid

from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_content_collection import BatchRequestContentCollection
from msgraph_core.requests.batch_request_item import BatchRequestItem

from tests.clients.test_unmodified import new_group, with_graph


def named(name):
    kind = GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters
    return RequestConfiguration(query_parameters=kind(filter=f"displayName eq '{name}'", select=["id", "displayName"]))


def test_a_batch_reads_writes_and_fails_each_on_its_own(ready, home):
    wanted, nowhere = new_group(), str(uuid.uuid4())

    async def work(graph):
        requests = {
            "read": graph.organization.to_get_request_information(),
            "write": graph.groups.to_post_request_information(wanted),
            "filtered": graph.groups.to_get_request_information(named("nobody is called so")),
            "fail": graph.groups.by_group_id(nowhere).to_get_request_information()}
        content = BatchRequestContent({name: BatchRequestItem(request, name) for name, request in requests.items()})
        answer = await BatchRequestBuilder(graph.request_adapter).post(content)
        return answer, (await graph.groups.get(named(wanted.display_name))).value
    answer, [made] = with_graph(ready, home, work)
    assert answer.get_response_status_codes() == {"read": 200, "write": 201, "filtered": 200, "fail": 404}
    assert made.display_name == wanted.display_name
    # The library drops bodies that are JSON; what is in them: tests/unit/simulator/test_graph_calls.py.
    assert {found.content_type for found in answer.responses.values()} == {"application/json"}


def test_more_than_a_batch_holds_goes_in_several(ready, home):
    async def work(graph):
        collection = BatchRequestContentCollection()
        for number in range(25):
            collection.add_batch_request_item(BatchRequestItem(graph.organization.to_get_request_information(), str(number)))
        return await graph.batch.post(collection)
    statuses = [answer.get_response_status_codes() for answer in with_graph(ready, home, work).get_responses()]
    assert [len(each) for each in statuses] == [20, 5]
    assert {number: status for each in statuses for number, status in each.items()} == {str(number): 200 for number in range(25)}
