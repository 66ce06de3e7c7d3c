# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The lock: one changing run per stack, in an SSM parameter, which AWS creates atomically and which costs nothing.

Two parameters below ``/slipway/<stack>/``: ``lock`` exists while a run holds it; ``serial`` names the last run that
changed something, so that a run whose reads are older than the lock's last holder knows to read again.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import json
import os
import socket
import threading
import uuid

from .aws import UNCLEAR_SECONDS
from .errors import AwsError, Interrupted, SlipwayError
from .waits import spoken

VERIFY_EVERY = 20  # seconds between two looks at who holds the lock
RENEW_EVERY = 60  # seconds between two signs of life
SILENT = 10 * RENEW_EVERY  # seconds without one after which a holder is taken for dead
LOOK_AFTER = 2  # seconds until a call is sent again whose answer was lost
TRY_EVERY = 5  # seconds between two tries to take a lock that somebody else holds


class NoLock:
    """Stands where the lock is switched off or nothing is changed."""

    def acquire(self, patience=0, tell=None, stopping=None):
        """Nothing to take; the reads are as good as they are."""
        return False

    def discard(self):
        """Nothing to break."""

    def verify(self):
        """Nothing to verify."""

    def release(self):
        """Nothing to release."""

    def forget(self):
        """Nothing to remove."""


class Lock:
    """The lock of one stack.

    :param api: Api of ssm in the stack's place
    :param identity: the stack's identity
    :param take_from: id of a holder whose lock the user says to break
    """

    def __init__(self, api, identity, clock, take_from=None):
        self.api, self.clock, self.take_from = api, clock, take_from
        self.names = {name: "/slipway/%s/%s" % (identity, name) for name in ("lock", "serial")}
        self.identity, self.id = identity, uuid.uuid4().hex[:12]
        self.read_serial, self._checked, self._guard, self.held = None, None, threading.Lock(), False
        self.new, self._lost, self._end_renewing = False, "", lambda: None

    def read(self):
        """One call at the beginning of a run: remembers the serial, and whether any run ever wrote something.

        A run that was killed leaves its lock, any other its serial.
        """
        values = self._values()
        self.read_serial, self.new = values.get("serial"), not values

    def acquire(self, patience=0, tell=None, stopping=None):
        """Take the lock. True where another run may have changed something since ``read``: what was read is stale.

        :param patience: seconds to wait for somebody else who holds it
        :param tell: called with a sentence part that names the holder while it is waited for
        :param stopping: threading.Event that ends the wait
        :raises SlipwayError: somebody else holds it, still or again; the text names the holder
        """
        stale = self.discard()
        try:
            stale = self._take(patience, tell, stopping) or stale
            self.held, self._checked = True, self.clock.now()
            stale = self._values().get("serial") != self.read_serial or stale
        except BaseException as error:
            self._give_back(error)
            raise
        self._end_renewing = self.clock.every(RENEW_EVERY, self.renew)
        return stale

    def _take(self, patience, tell, stopping):
        """Until it is ours. True where somebody else had it meanwhile."""
        stale, began = False, self.clock.now()
        while not self._put(overwrite=False):
            holder, left = self._holder(), patience - (self.clock.now() - began)
            if holder.get("id") == self.id:
                break  # an answer to an earlier try was lost
            if left <= 0:
                raise SlipwayError(self._held_by(holder))
            if tell and holder:
                tell(self._named(holder))
            if self.clock.pause(min(TRY_EVERY, left), stopping):
                raise Interrupted("the run was stopped while %s; it changed nothing" % self._named(holder))
            stale = True
        return stale

    def _give_back(self, error):
        """Taking it failed after it may have been taken already: nothing was changed, so it goes without a serial.

        :raises SlipwayError: it is ours, and cannot be given back
        """
        taken, self.held = self.held, False
        try:
            if taken or getattr(error, "unclear", False) and self._holder().get("id") == self.id:
                taken = True
                self._delete()
        except AwsError as other:
            if taken:
                raise SlipwayError("%s. %s" % (str(error).rstrip("."), self.stuck(other))) from error

    def stuck(self, error):
        """The sentences about a lock that this run could not let go of, with the next step."""
        return (
            "The lock of %s could not be released: %s. Delete the parameter %s, or begin the next run with "
            "-e stack_break_lock=%s; until then nobody else can change the stack."
            % (self.identity, str(error).rstrip("."), self.names["lock"], self.id)
        )

    def discard(self):
        """Break the lock of the dead holder that the user named. True where there was one."""
        if not self.take_from or self._holder().get("id") != self.take_from:
            return False
        # It wrote no serial, whatever it changed: without one the stack would pass for new.
        self._write_serial(self.take_from)
        self._delete()
        return True

    def verify(self):
        """Before a write: is the lock still ours? Looks, and renews it, every 20 seconds at most.

        :raises SlipwayError: it was broken or taken, or is not held any more
        """
        with self._guard:
            if self.held and self.clock.now() - self._checked >= VERIFY_EVERY:
                self._look()
            if not self.held:
                raise SlipwayError(self._lost or "nothing is changed without the lock of %s" % self.identity)

    def renew(self):
        """A sign of life, each minute, whatever the run is doing. Never raises: that the lock was lost stops the next write."""
        with self._guard, contextlib.suppress(AwsError, ValueError):
            if self.held and self.clock.now() - self._checked >= VERIFY_EVERY:
                self._look()

    def _look(self):
        found = self._holder()
        self.held = found.get("id") == self.id
        if self.held:
            self._put(overwrite=True)
            self._checked = self.clock.now()
        else:
            self._lost = "the lock of %s was taken from this run%s; nothing more is changed. Run again." % (
                self.identity,
                " by %s" % found["who"] if "who" in found else "",
            )

    def release(self):
        """Write the serial, then let go; nothing is written without it. Never raises for a lock that is gone."""
        if self._ended():
            self._write_serial(self.id)
            self._delete()

    def forget(self):
        """Remove both parameters: the stack is gone."""
        self._ended()
        self.api.delete_parameters(Names=sorted(self.names.values()))

    def _ended(self):
        """Stop renewing and writing. True where it was held."""
        self._end_renewing()
        with self._guard:
            held, self.held = self.held, False
        return held

    # -- inside --------------------------------------------------------------------------------------------------------

    def _values(self):
        answer = self.api.get_parameters(Names=sorted(self.names.values()))
        by_name = {row["Name"]: row["Value"] for row in answer["Parameters"]}
        return {name: by_name[path] for name, path in self.names.items() if path in by_name}

    def _holder(self):
        return json.loads(self._values().get("lock", "{}"))

    def _delete(self):
        self.api.maybe("delete_parameter", ("ParameterNotFound",), Name=self.names["lock"])

    def _write_serial(self, holder):
        self.api.put_parameter(Name=self.names["serial"], Value=holder, Type="String", Overwrite=True)

    def _put(self, overwrite):
        value = {
            "id": self.id,
            "who": "%s@%s" % (_user(), socket.gethostname()),
            "pid": os.getpid(),
            "since": self.clock.utc().isoformat(timespec="seconds"),
        }
        value, began = json.dumps(value, sort_keys=True), self.clock.now()
        while True:
            try:
                self.api.put_parameter(Name=self.names["lock"], Value=value, Type="String", Overwrite=overwrite)
            except AwsError as error:
                if error.code == "ParameterAlreadyExists":
                    return False
                # Whoever asked first has it: asking again harms nobody.
                if not error.unclear or self.clock.now() - began >= UNCLEAR_SECONDS:
                    raise
                self.clock.pause(LOOK_AFTER)
            else:
                return True

    def _held_by(self, holder):
        if not holder:
            return "the lock of %s was just taken by another run; try again when it has ended" % self.identity
        advice = "Wait until it has ended (stack_lock_wait_minutes waits). Only if that run is dead:"
        if self._silent(holder) > SILENT:
            advice = "A run that is alive gives a sign of life each minute, so this one is probably dead. Where you know that it is:"
        return "%s. %s -e stack_break_lock=%s" % (self._named(holder), advice, holder.get("id"))

    def _named(self, holder):
        return "the stack %s is being changed by %s (process %s, last sign of life %s, %s ago, lock %s)" % (
            self.identity,
            *(holder.get(name) for name in ("who", "pid", "since")),
            spoken(self._silent(holder)),
            holder.get("id"),
        )

    def _silent(self, holder):
        """Seconds since the holder's last sign of life, by the clocks of its machine and of this one."""
        return max(0.0, (self.clock.utc() - datetime.datetime.fromisoformat(holder["since"])).total_seconds())


def _user():
    """Who runs this; containers often run under a number without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
