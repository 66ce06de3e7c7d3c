# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: a master password that the stack keeps in a secret of its own, and how it is changed.

RDS makes no read replica, no blue/green deployment and no global cluster of a database whose password it manages itself (RDS
User Guide, limitations for Secrets Manager integration). A change is the one of AWS's own rotation: a new version is put as
AWSPENDING, handed to RDS, and becomes AWSCURRENT once RDS has applied it. Each step is found by the labels, so whoever comes
next goes on where the last one was stopped, be it a run or the rotation function. No value leaves this file but to the two.
"""

from __future__ import annotations

import json
import uuid

from ...engine.errors import SlipwayError
from ...engine.references import is_known
from ..shared.tags import tag_dict, tag_list

# A tag of the database: the name of the secret that holds its password.
SECRET_TAG = "slipway:password"
# A tag of the secret, written once RDS has its password: the user's word that it was made for.
WORD_TAG = "slipway:password-version"
CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"
MISSING = ("ResourceNotFoundException",)
# RDS takes up to 41 characters for MySQL and MariaDB, more for others, without / " and @ (CreateDBInstance).
GENERATED = {"PasswordLength": 40, "ExcludePunctuation": True}
POLL, PATIENCE = 5, 600  # seconds


class Password:
    """The secret of a database's own password, as one look saw it.

    :param api: Api of RDS; None where only the look is asked
    :param row: what ``read`` gave
    """

    def __init__(self, api, row):
        self.secrets, self.arn = api and api.of("secretsmanager"), row["ARN"]
        self.word = tag_dict(row.get("Tags")).get(WORD_TAG)
        self.versions = {label: name for name, labels in row.get("VersionIdsToStages", {}).items() for label in labels}

    @property
    def changing(self):
        """True where a new version is on its way."""
        return self.versions.get(PENDING) not in (None, self.versions.get(CURRENT))

    @property
    def settled(self):
        """True where RDS has the password in force, as far as the labels tell."""
        return self.word is not None and not self.changing

    @property
    def current(self):
        """The password in force."""
        return self._value(VersionStage=CURRENT)["password"]

    def prepared(self, word):
        """The password that RDS is to get: the one in force where it never was handed over, else a new one, put as AWSPENDING
        where that is not done yet; None where the one in force was made for the word.

        The version's id follows from the word and from what it comes after, so what is repeated makes no second one.
        """
        if self.word is None and not self.changing:
            return self.current
        version = self.versions.get(PENDING) if self.changing else None
        row = version and self.secrets.maybe("get_secret_value", MISSING, SecretId=self.arn, VersionId=version)
        if row:
            return json.loads(row["SecretString"])["password"]
        if not version:
            if self.versions.get(CURRENT) == self._version(word, self.versions.get(PREVIOUS)):
                return None
            version = self._version(word, self.versions.get(CURRENT))
        password = self.secrets.get_random_password(**GENERATED)["RandomPassword"]
        self.secrets.put_secret_value(
            SecretId=self.arn,
            ClientRequestToken=version,
            SecretString=json.dumps({**self._value(VersionStage=CURRENT), "password": password}),
            VersionStages=[PENDING],
        )
        self.versions[PENDING] = version
        return password

    def promote(self):
        """The version that RDS has taken, where there is a new one, is the one in force."""
        if self.changing:
            self.secrets.update_secret_version_stage(
                SecretId=self.arn,
                VersionStage=CURRENT,
                MoveToVersionId=self.versions[PENDING],
                RemoveFromVersionId=self.versions[CURRENT],
            )

    def note(self, word):
        """Keep the word beside the password that was made for it: only then is it known that RDS has it."""
        self.secrets.tag_resource(SecretId=self.arn, Tags=tag_list({WORD_TAG: word or ""}))

    def _version(self, word, before):
        """A version's id: 32 to 64 characters (PutSecretValue, ClientRequestToken)."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "%s#%s#%s" % (self.arn, word, before)))

    def _value(self, **which):
        return json.loads(self.secrets.get_secret_value(SecretId=self.arn, **which)["SecretString"])


def read(api, name):
    """What Secrets Manager says of the secret of a name or ARN, or None where there is none.

    :param api: Api of RDS
    """
    row = api.of("secretsmanager").maybe("describe_secret", MISSING, SecretId=name)
    return row if row and not row.get("DeletedDate") else None


def _own(want):
    """True where a wish is for a password in a secret of the stack."""
    return not want.get("ManageMasterUserPassword", True) and want.get("PasswordSecretArn") is not None


def see(api, live):
    """The live database, with what the secret of its own password says."""
    name = (live.tags or {}).get(SECRET_TAG)
    row = read(api, name) if name and not live.fields["ManageMasterUserPassword"] else None
    if row:
        live.raw["secret"] = row
        live.fields.update(MasterUserSecretArn=row["ARN"], PasswordVersion=Password(None, row).word)
    return live


def differences(want, live):
    """That RDS has yet to get the password of the stack's own secret."""
    if not _own(want) or live.fields.get("ManageMasterUserPassword"):
        return []
    row = (live.raw or {}).get("secret")
    return [] if row and Password(None, row).settled else [("MasterUserPassword", None, "(secret)", True, True)]


def first(api, want):
    """Arguments of the creating call: the password of the stack's own secret, which a plan does not read."""
    if not _own(want):
        return {}
    arn = want["PasswordSecretArn"]
    row = read(api, arn) if is_known(arn) else None
    return {"MasterUserPassword": Password(api, row).current if row else arn}


def change(api, live, want, names):
    """(Password, arguments of the modifying call) where the password of the stack's own secret goes to RDS; else (None, {}).

    :param names: of the fields that differ
    """
    switched = "ManageMasterUserPassword" in names
    if not _own(want) or not (switched or {"MasterUserPassword", "PasswordVersion"} & set(names)):
        return None, {}
    found = Password(api, live.raw.get("secret") or read(api, want["PasswordSecretArn"]))
    if live.raw["status"] == "creating":
        return found, {}  # the creating call has handed it over
    given = found.current if switched else found.prepared(want.get("PasswordVersion"))
    arguments = {"ManageMasterUserPassword": False} if switched else {}
    return found, {**arguments, "MasterUserPassword": given} if given else arguments


def leave(api, live):
    """RDS is to keep the password: the secret of the stack's own is not rotated any more."""
    row = live.raw.get("secret") or {}
    if row.get("RotationEnabled"):
        api.of("secretsmanager").cancel_rotate_secret(SecretId=row["ARN"])


def conclude(api, found, want, pending):
    """Wait until RDS has taken a password, and say so in its secret.

    It happens here and not beside the workers, since the version that is in force has to be named even by a run that waits
    for nothing; RDS takes it within a minute or two.

    :param pending: called without arguments: whether RDS still has to apply it
    :raises SlipwayError: RDS has not taken it for long; the next run goes on
    """
    began = api.clock.now()
    while pending():
        if api.clock.now() - began > PATIENCE:
            raise SlipwayError("RDS has not applied the new master password for %d s; run again to go on" % PATIENCE)
        if api.stopping.is_set() or api.clock.pause(POLL, api.stopping):
            return
    found.promote()
    found.note(want.get("PasswordVersion"))
