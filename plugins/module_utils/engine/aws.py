# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The only door to AWS: sessions, clients, errors, retries, limits, the last guard on references.

Kinds see an ``Api``: one service in one place. Its attributes are boto3's client methods.
"""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import hashlib
import itertools
import random
import threading
import uuid

from .clock import Clock
from .errors import AwsError, BadInput, Interrupted, SlipwayError
from .models import small
from .references import MARK, marked, walk
from .refusals import GOING, READING, THROTTLED, patience, repeatable
from .service import Service

try:
    import boto3
    import botocore.config
    import botocore.exceptions
    import botocore.parsers
    import botocore.session

    HAS_BOTO3 = True
except ImportError:
    HAS_BOTO3 = False

UNCLEAR_SECONDS, STOPPING_SECONDS = 60, 2
# Of reads, with half a minute in all between them as a rule: where a sixth of all calls fails, one read of 1.7 million gives up.
READ_ATTEMPTS = 8
DETAIL = "detail"  # names the threads of detail calls


@dataclasses.dataclass(frozen=True)
class Place:
    """Where objects live: a region and, where the account differs, a role to assume there.

    :param account_id: the account that must answer there, or None
    """

    name: str = "main"
    region: str = ""
    role_arn: str | None = None
    external_id: str | None = None
    account_id: str | None = None


class Aws:
    """All access of one run.

    :param credentials: keyword arguments of boto3.Session (without region) plus endpoint_url and verify
    :param places: name -> Place
    :param session: boto3.Session to use instead of one with the credentials
    :param services: boto3's client name -> service.Service, of those of which something is to be known
    """

    def __init__(self, places, credentials=None, clock=None, report=None, session=None, services=None):
        self.places, self.clock = dict(places), clock or Clock()
        self.report = report or (lambda line: None)
        self.stopping = threading.Event()
        self.before_write = lambda: None  # called before each changing call; raises where none may be made any more
        self.warnings = []  # sentences for the end of the run, whatever became of it
        self.counts = collections.Counter()
        self._run, self._works = uuid.uuid4(), itertools.count()
        credentials = dict(credentials or {})
        self._client_options = {
            name: credentials.pop(name) for name in ("endpoint_url", "verify") if name in credentials
        }
        try:
            self._base = session or self._own_session(credentials)
        except botocore.exceptions.ProfileNotFound as error:
            raise BadInput(
                "profile", credentials.get("profile_name"), "%s; name one of your AWS configuration" % error
            ) from error
        self._sessions, self._clients, self._making, self._connecting = {}, {}, threading.RLock(), threading.RLock()
        self._limits, self._accounts, self._memory = {}, {}, {}
        self._services = services or {}
        self._pool = concurrent.futures.ThreadPoolExecutor(8, thread_name_prefix=DETAIL)
        self._maker = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="clients")

    @staticmethod
    def _own_session(credentials):
        core = botocore.session.Session()
        made = boto3.Session(botocore_session=core, **credentials)
        small(core)
        return made

    def api(self, service, place="main", region=None):
        """The Api of a service in a place."""
        return Api(self, service, self.places[place], region)

    def work(self):
        """A UUID that no other piece of work of any run has. Not a random one each: asking the system for those takes its time."""
        return uuid.uuid5(self._run, str(next(self._works)))

    def session(self, place):
        """The boto3 session of a place, whose assumed-role credentials refresh themselves."""
        with self._connecting:
            if place.name not in self._sessions:
                self._sessions[place.name] = self._assumed(place) if place.role_arn else self._base
            return self._sessions[place.name]

    def _assumed(self, place):
        import botocore.credentials

        base = self._base._session
        if base.get_credentials() is None:
            raise SlipwayError(
                "no AWS credentials were found to assume %s with; configure them as for the AWS CLI" % place.role_arn
            )
        fetcher = botocore.credentials.AssumeRoleCredentialFetcher(
            self._sts_client_creator(place),
            base.get_credentials(),
            place.role_arn,
            extra_args={
                "RoleSessionName": "slipway",
                **({"ExternalId": place.external_id} if place.external_id else {}),
            },
        )
        session = small(botocore.session.Session())
        session._credentials = botocore.credentials.DeferredRefreshableCredentials(
            fetcher.fetch_credentials, "assume-role"
        )
        return boto3.Session(botocore_session=session)

    def _sts_client_creator(self, place):
        def create(service, **options):
            options.setdefault("region_name", place.region)
            with self._connecting:
                return self._base._session.create_client(service, **{**self._client_options, **options})

        return create

    def client(self, service, place, region, writes):
        """A boto3 client. Reads retry by botocore's standard mode; writes are tried once and retried here by reason.

        Each is made when it is first asked for, while calls of the others are under way. All in one thread: sessions are
        not safe to share between threads, clients are (boto3's guide, "Multithreading"); and what many threads allocate
        takes much more memory.
        """
        client = self._clients.get((service, place.name, region, writes))
        return client or self._maker.submit(self._make, service, place, region, writes).result()

    def _make(self, service, place, region, writes):
        key = (service, place.name, region, writes)
        with self._connecting:
            if key not in self._clients:
                config = botocore.config.Config(
                    retries={"mode": "standard", "total_max_attempts": 1 if writes else READ_ATTEMPTS},
                    connect_timeout=10,
                    read_timeout=70,
                    max_pool_connections=24,
                    user_agent_extra="slipway.aws",
                    s3={"us_east_1_regional_endpoint": "regional"},
                )
                self._clients[key] = self.session(place).client(
                    service, region_name=region, config=config, **self._client_options
                )
            return self._clients[key]

    def service(self, name):
        """What is known of a service: a Service."""
        return self._services.get(name) or Service(name)

    def limit(self, service):
        """The semaphore of a service's changing calls."""
        with self._making:
            return self._limits.setdefault(service, threading.BoundedSemaphore(self.service(service).writes))

    def look_again(self):
        """Forget what ``Api.once`` remembers: the next look reads afresh."""
        with self._making:
            self._memory.clear()

    def close(self):
        """Stop the helper threads."""
        for pool in (self._pool, self._maker):
            pool.shutdown(wait=False, cancel_futures=True)


class References:
    """What one piece of work's calls are known by to AWS: the same at each repeat, so that nothing is made twice.

    :param work: UUID of the piece of work
    """

    def __init__(self, clock, work):
        self._clock, self._work = clock, work
        self._series, self._day = "", None  # None: nobody has asked for a reference yet

    def of(self, text):
        """A reference of at most 64 characters for what a text stands for.

        Until the end of the day at which it is first asked for, it is the same in other runs too: a run that was killed is
        repeated soon.
        """
        self._day = self._day or self._clock.utc().date()
        return "slipway-%s-%s%s" % (hashlib.sha256(text.encode()).hexdigest()[:16], self._day, self._series)

    def another(self):
        """From now on another reference: what the old one made is gone. False where none was used, or that was done before."""
        if self._day is None or self._series:
            return False
        self._series = "-" + uuid.uuid4().hex[:8]
        return True

    def token(self, operation, arguments):
        """A token for one call: a UUID by what is sent."""
        return str(uuid.uuid5(self._work, repr((operation, sorted(arguments.items(), key=repr)))))


class _Once:
    """A value that the first who asks for it reads, while the others wait."""

    def __init__(self):
        self._lock, self._known = threading.Lock(), []

    def value(self, read):
        with self._lock:
            if not self._known:
                self._known.append(read())
            return self._known[0]


class Api:
    """One service in one place, for one piece of work. ``api.describe_vpcs(...)`` calls it; a refusal is raised as AwsError."""

    def __init__(self, aws, service, place, region=None, references=None):
        self._aws, self.service, self.place, self.region = aws, service, place, region or place.region
        self.clock, self._references = aws.clock, references or References(aws.clock, aws.work())
        self._answers = []
        self.stoppable = True  # False: for the lock itself, whose calls are sent while the run stops, too

    def __getattr__(self, operation):
        if operation.startswith("_"):
            raise AttributeError(operation)
        return lambda **arguments: self._call(operation, arguments)

    def of(self, service, region=None):
        """The Api of another service in the same place."""
        return Api(self._aws, service, self.place, region or self.region, self._references)

    def input_shape(self, operation):
        """The shape of a changing operation's arguments in the SDK's model of the service, or None."""
        meta = self._aws.client(self.service, self.place, self.region, False).meta
        name = meta.method_to_api_mapping.get(operation)
        return meta.service_model.operation_model(name).input_shape if name else None

    def answered(self, text):
        """True where an answer to one of the changing calls shows a text."""
        return any(leaf == text for leaf in walk(self._answers))

    def caller_reference(self, text):
        """What a call that makes something is known by, where its kind gives that itself. See References."""
        return self._references.of(text)

    def another_reference(self):
        """See References.another."""
        return self._references.another()

    def maybe(self, operation, missing, **arguments):
        """Call, answering None where AWS says one of the codes in ``missing``."""
        try:
            return self._call(operation, arguments, missing)
        except AwsError as error:
            if error.code in missing:
                return None
            raise

    def all(self, operation, member, missing=(), **arguments):
        """All items of a paginated listing as one list. ``member`` is the answer's list; ``missing`` codes give []."""
        client = self._aws.client(self.service, self.place, self.region, False)
        if not client.can_paginate(operation):
            answer = self.maybe(operation, missing, **arguments)
            return list((answer or {}).get(member) or [])

        def pages():
            items = []
            for page in client.get_paginator(operation).paginate(**arguments):
                self._count(operation)
                self._tell(operation, page)
                items.extend(page.get(member) or [])
            return items

        try:
            return self._translate(operation, pages)
        except AwsError as error:
            if error.code in missing:
                return []
            raise

    def pages(self, operation, missing=(), **arguments):
        """The pages of a listing one after the other, for what may be too long to hold; ``missing`` codes end it."""
        client = self._aws.client(self.service, self.place, self.region, False)
        rest = iter(client.get_paginator(operation).paginate(**arguments))
        while True:
            try:
                page = self._translate(operation, lambda: next(rest, None))
            except AwsError as error:
                if error.code in missing:
                    return
                raise
            if page is None:
                return
            self._count(operation)
            self._tell(operation, page)
            yield page

    def once(self, key, read):
        """``read()``, asked once for all kinds that one look observes in this place and region."""
        with self._aws._making:
            memory = self._aws._memory.setdefault((self.place.name, self.region, key), _Once())
        return memory.value(read)

    def map(self, function, items):
        """``function`` of each item, side by side; results in order. For detail calls inside observe."""
        items = list(items)
        # A helper that waits for helpers of its own pool could wait for ever.
        if len(items) < 2 or threading.current_thread().name.startswith(DETAIL):
            return [function(item) for item in items]
        return list(self._aws._pool.map(function, items))

    @property
    def stopping(self):
        """threading.Event that is set once the run is to end: for work that is no call."""
        return self._aws.stopping

    def report(self, line):
        """Tell the user how far work that is no call has come."""
        self._aws.report(line)

    @property
    def partition(self):
        """aws, aws-cn, aws-us-gov ... of the place's region."""
        return self._aws._base.get_partition_for_region(self.region)

    @property
    def account_id(self):
        """The account that answers here (one call per place and run)."""
        known = self._aws._accounts
        if self.place.name not in known:
            known[self.place.name] = self.of("sts").get_caller_identity()["Account"]
        return known[self.place.name]

    # -- inside --------------------------------------------------------------------------------------------------------

    def _count(self, operation):
        with self._aws._making:
            self._aws.counts["%s.%s" % (self.service, operation)] += 1

    def _tell(self, operation, answer):
        """Say that botocore had to ask more than once."""
        metadata = answer.get("ResponseMetadata") if isinstance(answer, dict) else None
        tries = (metadata or {}).get("RetryAttempts", 0)
        if tries:
            self._aws.report("%s %s: was refused or lost, answered at try %d" % (self.service, operation, tries + 1))

    def _translate(self, operation, function):
        try:
            return function()
        except botocore.exceptions.ClientError as error:
            detail = error.response.get("Error", {})
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            code = detail.get("Code", "Unknown")
            # What is throttled was not done, though EC2 and S3 answer 503.
            raise AwsError(
                self.service,
                operation,
                code,
                detail.get("Message") or "",
                unclear=status >= 500 and code not in THROTTLED,
            ) from error
        except (botocore.exceptions.ConnectionError, botocore.exceptions.HTTPClientError) as error:
            raise AwsError(self.service, operation, type(error).__name__, str(error), unclear=True) from error
        except botocore.parsers.ResponseParserError as error:
            # The page of a proxy or of an emulator, not an answer of AWS.
            raise AwsError(
                self.service, operation, type(error).__name__, " ".join(str(error).split())[:200], unclear=True
            ) from error
        except botocore.exceptions.BotoCoreError as error:
            raise AwsError(self.service, operation, type(error).__name__, str(error)) from error

    def _call(self, operation, arguments, missing=()):
        writes = not operation.startswith(READING)
        client = self._aws.client(self.service, self.place, self.region, writes)
        method = getattr(client, operation)
        if not writes:
            self._count(operation)
            answer = self._translate(operation, lambda: method(**arguments))
            self._tell(operation, answer)
            return answer
        unknown = marked(arguments)
        if unknown:
            raise SlipwayError(
                "%s %s would have been sent a value that is not known: %s (this is a defect; nothing was sent)"
                % (self.service, operation, unknown[0][unknown[0].index(MARK) :][:120])
            )
        arguments = self._with_tokens(client, operation, arguments)
        return self._retry(operation, lambda: method(**arguments), missing, repeatable(operation, arguments))

    def _with_tokens(self, client, operation, arguments):
        """Arguments with the tokens that the service knows a repeat by: botocore would give each repeat a new one."""
        name = client.meta.method_to_api_mapping.get(operation)
        members = client.meta.service_model.operation_model(name).idempotent_members if name else ()
        tokens = {member: self._references.token(operation, arguments) for member in members if member not in arguments}
        return {**arguments, **tokens}

    def _retry(self, operation, call, missing, again=False):
        """Changing calls: throttling and "busy" up to ten minutes, "not visible yet" up to one, others not at all.

        :param again: a change whose answer was lost may be made once more
        """
        started, tries = self.clock.now(), 0
        while True:
            if self.stoppable and self._aws.stopping.is_set():
                raise Interrupted("%s %s was not sent: the run is stopping" % (self.service, operation))
            if self.stoppable:
                self._aws.before_write()
            try:
                with self._aws.limit(self.service):
                    self._count(operation)
                    self._answers.append(self._translate(operation, call))
                    return self._answers[-1]
            except AwsError as error:
                if operation.startswith("delete_") and any(text in error.message for text in GOING):
                    return None
                limit = patience(error, self._aws.service(self.service)) or (
                    UNCLEAR_SECONDS if again and error.unclear else 0
                )
                if self._aws.stopping.is_set():
                    limit = min(limit, STOPPING_SECONDS)
                if error.code in missing or self.clock.now() - started >= limit:
                    raise
                tries += 1
                self._aws.report("%s %s: %s; trying again (%d)" % (self.service, operation, error.code, tries))
            delay = min(20, 0.5 * 2 ** min(tries, 6)) * (0.5 + random.random() / 2)
            self.clock.pause(
                min(delay, max(0.1, limit - (self.clock.now() - started))),
                self._aws.stopping if self.stoppable else None,
            )
