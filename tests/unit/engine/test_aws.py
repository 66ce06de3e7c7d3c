"""The door to AWS: retries by reason, the guard on unknown values, errors, and roles. No call leaves the process."""

from __future__ import annotations

import contextlib
import datetime
import json
import threading
import types
from collections import Counter

import pytest
from botocore.awsrequest import AWSResponse

from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import UNCLEAR_SECONDS, Aws, Place
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import (
    AwsError,
    BadInput,
    Interrupted,
    SlipwayError,
)
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference
from ansible_collections.slipway.aws.plugins.module_utils.engine.refusals import BUSY_SECONDS, UNSEEN_SECONDS

from .cloud import Clock

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "example"}
PLACES = {
    "main": Place("main", "eu-west-1"),
    "dns": Place("dns", "eu-west-1", "arn:aws:iam::210987654321:role/dns", "id-7"),
}
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/x</Arn><UserId>X</UserId><Account>{account}</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>"""
ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


class Raw:
    """The body of an answer."""

    def __init__(self, text):
        self.text = text

    def stream(self, **_options):
        """All at once."""
        yield self.text.encode()


class Wire:
    """Answers requests instead of the network: (status, body) or an exception, in order; the last for ever."""

    def __init__(self, aws, *answers):
        self.requests, self.answers = [], list(answers)
        aws._base._session.get_component("event_emitter").register("before-send", self)

    def __call__(self, request, **_more):
        """A hook of botocore in front of the HTTP session."""
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return AWSResponse(request.url, answer[0], {}, Raw(answer[1]))


def refusal(code, message="no", status=400):
    return status, json.dumps({"__type": code, "message": message})


@pytest.fixture
def aws(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    made = Aws(PLACES, KEYS, Clock())
    yield made
    made.close()


def tag(aws, **more):
    return aws.api("logs").tag_resource(resourceArn="arn:aws:logs:x", tags={"a": "b"}, **more)


@pytest.mark.parametrize("code", ["ThrottlingException", "OperationAborted", "ConcurrentModificationException"])
def test_what_passes_is_tried_again_until_it_works(aws, code):
    said = []
    aws.report = said.append
    wire = Wire(aws, refusal(code), refusal(code), (200, "{}"))
    tag(aws)
    assert len(wire.requests) == 3
    assert aws.counts == Counter({"logs.tag_resource": 3})
    assert said == [f"logs tag_resource: {code}; trying again ({number})" for number in (1, 2)]
    assert 0 < aws.clock.now() < 10


@pytest.mark.parametrize(
    ("answer", "limit"),
    [
        (refusal("ThrottlingException"), BUSY_SECONDS),
        (refusal("Whatever", "Rate exceeded"), BUSY_SECONDS),
        (
            refusal("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
            UNSEEN_SECONDS,
        ),
        (refusal("InvalidParameterException", "Unable to assume the service linked role. Please"), UNSEEN_SECONDS),
    ],
)
@pytest.mark.behaviour("G21")
def test_patience_ends(aws, answer, limit):
    wire = Wire(aws, answer)
    with pytest.raises(AwsError):
        tag(aws)
    assert limit <= aws.clock.now() <= limit + 20
    assert len(wire.requests) < limit


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "no"),
        ("ResourceConflictException", "Function already exist: x"),
        ("ResourceNotFoundException", ""),
    ],
)
def test_a_refusal_that_will_not_pass_is_raised_at_once(aws, code, message):
    wire = Wire(aws, refusal(code, message))
    with pytest.raises(AwsError) as caught:
        tag(aws)
    assert (caught.value.service, caught.value.operation, caught.value.code, caught.value.unclear) == (
        "logs",
        "tag_resource",
        code,
        False,
    )
    assert len(wire.requests) == 1


def create(aws):
    return aws.api("logs").create_log_group(logGroupName="app")


def test_a_server_error_on_a_creation_is_unclear_and_sent_once(aws):
    wire = Wire(aws, refusal("InternalFailure", status=500))
    with pytest.raises(AwsError) as caught:
        create(aws)
    assert caught.value.unclear
    assert len(wire.requests) == 1


def test_a_change_that_may_be_repeated_is_sent_again_when_its_answer_was_lost(aws):
    wire = Wire(aws, refusal("InternalFailure", status=500), refusal("ServiceUnavailable", status=503), (200, "{}"))
    tag(aws)
    assert len(wire.requests) == 3


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidDBInstanceState", "Instance app is already being deleted."),
        (
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
        ),
    ],
)
def test_a_deletion_whose_answer_was_lost_is_done_where_the_object_is_going(aws, code, message):
    wire = Wire(aws, refusal("InternalFailure", status=500), refusal(code, message))
    aws.api("logs").delete_log_group(logGroupName="app")
    assert len(wire.requests) == 2
    with pytest.raises(AwsError, match=code):
        create(aws)


def test_a_server_that_stays_broken_ends_the_patience(aws):
    Wire(aws, refusal("InternalFailure", status=500))
    with pytest.raises(AwsError) as caught:
        tag(aws)
    assert caught.value.unclear
    assert UNCLEAR_SECONDS <= aws.clock.now() <= UNCLEAR_SECONDS + 20


def test_a_lost_connection_is_unclear(aws):
    from botocore.exceptions import ReadTimeoutError

    Wire(aws, ReadTimeoutError(endpoint_url="https://x"))
    with pytest.raises(AwsError) as caught:
        create(aws)
    assert caught.value.unclear
    assert caught.value.code == "ReadTimeoutError"


def test_a_parameter_that_cannot_be_is_clear(aws):
    with pytest.raises(AwsError) as caught:
        aws.api("logs").tag_resource(resourceArn=5)
    assert (caught.value.code, caught.value.unclear) == ("ParamValidationError", False)


@pytest.mark.parametrize("value", [reference("a/b/c/d", "Arn"), "x-" + reference("a/b/c/d", "Arn")])
def test_no_unknown_value_leaves(aws, value):
    wire = Wire(aws, (200, "{}"))
    with pytest.raises(
        SlipwayError, match=r"not known: \(known after apply: a/b/c/d.Arn\) \(this is a defect; nothing was sent\)"
    ):
        aws.api("logs").tag_resource(resourceArn="x", tags={"deep": value})
    assert wire.requests == []


def test_after_a_stop_nothing_is_sent_but_the_lock_is_let_go(aws):
    wire = Wire(aws, refusal("ThrottlingException"))
    aws.stopping.set()
    with pytest.raises(Interrupted, match="was not sent: the run is stopping"):
        tag(aws)
    assert wire.requests == []
    api = aws.api("logs")
    api.stoppable = False
    with pytest.raises(AwsError, match="ThrottlingException"):
        api.tag_resource(resourceArn="x", tags={})
    assert 1 < len(wire.requests) < 9
    assert aws.clock.now() < 5


def test_a_stop_ends_a_retry(aws):
    pause = aws.clock.pause

    def stop(seconds, wake=None):
        aws.stopping.set()
        return pause(seconds, wake)

    aws.clock.pause = stop
    wire = Wire(aws, refusal("ThrottlingException"))
    with pytest.raises(Interrupted):
        tag(aws)
    assert len(wire.requests) == 1


@pytest.mark.parametrize(("refusals", "answered"), [(7, True), (8, False)])
@pytest.mark.behaviour("G21")
def test_a_read_is_asked_for_eight_times(aws, monkeypatch, refusals, answered):
    monkeypatch.setattr("botocore.endpoint.time", types.SimpleNamespace(sleep=lambda _seconds: None))
    wire = Wire(aws, *[refusal("ThrottlingException")] * refusals, (200, '{"logGroups": []}'))
    with contextlib.nullcontext() if answered else pytest.raises(AwsError, match="ThrottlingException"):
        aws.api("logs").describe_log_groups()
    assert len(wire.requests) == 8


def test_a_read_that_was_asked_for_more_than_once_is_told(aws):
    from botocore.exceptions import ConnectTimeoutError

    told = []
    aws.report = told.append
    gone = ConnectTimeoutError(endpoint_url="https://x")
    found = (200, '{"logGroups": []}')
    Wire(aws, refusal("ThrottlingException"), gone, found, (500, "{}"), found)
    assert aws.api("logs").all("describe_log_groups", "logGroups") == []
    assert told == ["logs describe_log_groups: was refused or lost, answered at try 3"]
    aws.api("logs").describe_log_groups()
    aws.api("logs").describe_log_groups()
    assert told[1:] == ["logs describe_log_groups: was refused or lost, answered at try 2"]


def test_pages_are_joined_and_counted(aws):
    wire = Wire(
        aws,
        (200, '{"logGroups": [{"logGroupName": "a"}], "nextToken": "t"}'),
        (200, '{"logGroups": [{"logGroupName": "b"}]}'),
    )
    rows = aws.api("logs").all("describe_log_groups", "logGroups", logGroupNamePrefix="/x")
    assert [row["logGroupName"] for row in rows] == ["a", "b"]
    assert json.loads(wire.requests[1].body) == {"logGroupNamePrefix": "/x", "nextToken": "t"}
    assert aws.counts["logs.describe_log_groups"] == 2


def test_missing_ones_are_none_or_empty(aws):
    Wire(aws, refusal("ResourceNotFoundException"))
    api = aws.api("logs")
    assert api.maybe("describe_log_groups", ("ResourceNotFoundException",)) is None
    assert api.all("describe_log_groups", "logGroups", ("ResourceNotFoundException",)) == []
    with pytest.raises(AwsError):
        api.all("describe_log_groups", "logGroups")


def test_a_role_is_assumed_with_its_external_id_once(aws):
    def answer(request):
        body = request.body if isinstance(request.body, str) else request.body.decode()
        if "Action=AssumeRole" in body:
            return 200, ASSUMED
        return 200, IDENTITY.format(
            account="210987654321" if b"ASSUMED" in request.headers["Authorization"] else "123456789012"
        )

    wire = Wire(aws, answer)
    dns = aws.api("sts", "dns")
    # The calls of a role's own session are answered by the same wire.
    aws.session(PLACES["dns"])._session.get_component("event_emitter").register("before-send", wire)
    assert dns.account_id == "210987654321"
    assert dns.account_id == "210987654321"
    assert aws.api("sts").account_id == "123456789012"
    bodies = [request.body if isinstance(request.body, str) else request.body.decode() for request in wire.requests]
    (assume,) = [body for body in bodies if "Action=AssumeRole" in body]
    assert "ExternalId=id-7" in assume
    assert "role%2Fdns" in assume
    assert len(bodies) == 3


def test_no_credentials_to_assume_a_role_with_is_said(aws, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with_none = Aws(PLACES, {}, Clock())
    with pytest.raises(
        SlipwayError, match="no AWS credentials were found to assume arn:aws:iam::210987654321:role/dns with"
    ):
        with_none.api("sts", "dns").get_caller_identity()
    with_none.close()


def test_a_profile_that_does_not_exist_is_bad_input(aws):
    with pytest.raises(BadInput, match="profile: 'nobody' is not possible"):
        Aws(PLACES, {"profile_name": "nobody"}, Clock())


def test_helpers_of_helpers_never_wait_for_one_another(aws):
    """As many outer jobs as the pool has threads, each with inner ones: this hung."""
    api, gate = aws.api("logs"), threading.Barrier(8)

    def outer(number):
        gate.wait(10)
        return sum(api.map(lambda item: item * number, range(3)))

    assert api.map(outer, range(8)) == [3 * number for number in range(8)]


def test_a_regions_partition_and_an_api_beside(aws):
    assert aws.api("ec2").partition == "aws"
    assert aws.api("ec2", region="cn-north-1").partition == "aws-cn"
    other = aws.api("cloudfront", region="us-east-1").of("wafv2")
    assert (other.service, other.region) == ("wafv2", "us-east-1")


def test_a_client_that_many_ask_for_at_once_is_made_once_and_no_two_at_a_time(aws, monkeypatch):
    making, made, most, real = threading.Lock(), [], [], aws._base.client

    def client(service, **more):
        most.append(making.acquire(blocking=False))
        made.append(service)
        threading.Event().wait(0.01)  # long enough for the others to come
        making.release()
        return real(service, **more)

    monkeypatch.setattr(aws._base, "client", client)
    start, threads = threading.Barrier(8), []
    for number in range(8):

        def ask(service=("sns", "sqs")[number % 2]):
            start.wait()
            aws.client(service, PLACES["main"], "eu-west-1", False)

        threads.append(threading.Thread(target=ask))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["sns", "sqs"]
    assert all(most)


def test_a_refusal_without_words_is_one(aws):
    wire = Wire(aws, (400, json.dumps({"__type": "ValidationException", "message": None})))
    with pytest.raises(AwsError):
        tag(aws)
    assert len(wire.requests) == 1


class Dated(Clock):
    """Midnight passes while it is waited."""

    def utc(self):
        """The moment."""
        return datetime.datetime(2026, 1, 2, 23, 59, 50, tzinfo=datetime.UTC) + datetime.timedelta(seconds=self.time)


def test_a_reference_is_the_same_at_each_repeat_until_another_one_is_asked_for(aws):
    aws.clock = Dated()
    api = aws.api("route53")
    assert not api.another_reference()  # nobody used the first one
    first = api.caller_reference("shop")
    aws.clock.pause(60)
    assert api.caller_reference("shop") == api.of("route53").caller_reference("shop") == first
    assert api.caller_reference("another") != first
    assert api.another_reference() and not api.another_reference()
    assert api.caller_reference("shop") == api.caller_reference("shop") != first
    assert len(api.caller_reference("shop")) <= 64


def test_a_repeat_carries_the_token_of_the_call_whose_answer_was_lost(aws):
    """Where the service knows tokens, without a word of the kind: also where the engine repeats the call itself."""
    wire = Wire(aws, (500, "{}"))
    api, more = aws.api("secretsmanager"), aws.api("secretsmanager")
    for one in (api, api, more):
        with pytest.raises(AwsError):
            one.create_secret(Name="a")
    with pytest.raises(AwsError):
        api.create_secret(Name="b")
    first, again, other, another = (json.loads(request.body)["ClientRequestToken"] for request in wire.requests)
    assert first == again
    assert len({first, other, another}) == 3


@pytest.mark.parametrize("text", ["(known after apply: x y.Id)", "a (known after apply: b/c/d", "(known after apply"])
def test_what_is_left_of_a_placeholder_is_never_sent(aws, text):
    wire = Wire(aws, (200, "{}"))
    with pytest.raises(SlipwayError, match="logs tag_resource would have been sent a value that is not known"):
        aws.api("logs").tag_resource(resourceArn="arn:aws:logs:x", tags={"a": text})
    assert not wire.requests
