# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the keys of a secret come from: the words of the options as the parts of the kind Secret."""

from __future__ import annotations

import re

from ...aws.rds.db_replica import DbReplica
from ...aws.secretsmanager.secret import Secret
from ...aws.shared.rotation_follower import places
from ...engine.references import is_known
from ..shared.option import Option
from ..shared.validation import accepted

# What a part is made of: exactly one of these words, with those that may stand beside it.
WORDS = {"value": (), "database": ("replica", "user"), "secret": ("key",), "format": (), "generate": (), "fill": ()}
# A database's facts by the name of its export; the password is a key of the secret that RDS keeps.
DATABASE = ("endpoint", "reader_endpoint", "port", "username", "name", "engine", "password")
# Those that a read replica has of its own, by its fields.
REPLICA = {"endpoint": "EndpointAddress", "port": "EndpointPort"}
USER = ("username", "password")
# The arguments of GetRandomPassword, and the options that say them.
GENERATE = {
    "length": "PasswordLength",
    "exclude_characters": "ExcludeCharacters",
    "punctuation": "ExcludePunctuation",
    "numbers": "ExcludeNumbers",
    "uppercase": "ExcludeUppercase",
    "lowercase": "ExcludeLowercase",
}
KINDS_OF_CHARACTERS = ("punctuation", "numbers", "uppercase", "lowercase")
ALLOWED = (
    "text, a number, or a mapping with one of value, database, secret (with key), format, generate or fill is allowed"
)
HIDDEN = "(not shown)"
_KEY = re.compile(r"[A-Za-z0-9_.-]+")


def shown(given):
    """What a refusal shows of an option in which values may stand: the names of a mapping, and nothing else."""
    return sorted(map(str, given)) or given if isinstance(given, dict) else given and HIDDEN


def parts(declaration, name, keys, database):
    """The parts of one secret.

    :param name: name of the secret in the options, for error messages
    :param keys: key -> word, as the user gives it
    :param database: instance of the database capability that ``database`` means
    """
    option = "secrets.%s.keys" % name
    declaration.check(
        isinstance(keys, dict) and keys, option, shown(keys), "a mapping with at least one key is allowed"
    )
    for key in keys:
        declaration.check(_KEY.fullmatch(str(key)), option, key, "letters, digits and _ . - are allowed in a key")
    result = {str(key): _part(declaration, "%s.%s" % (option, key), given, database) for key, given in keys.items()}
    for key, part in result.items():
        for place in places(part["Format"]) if is_known(part.get("Format")) and "Format" in part else ():
            declaration.check(
                place in result and "Format" not in result[place],
                "%s.%s" % (option, key),
                HIDDEN,
                "keys of the same secret that are no formats are allowed in braces: %s"
                % ", ".join(sorted(other for other in result if "Format" not in result[other])),
            )
    return result


def _part(declaration, option, given, database):
    if isinstance(given, (str, int, float)):
        return {"Value": given}
    words = [word for word in WORDS if isinstance(given, dict) and word in given]
    if len(words) != 1 or set(given) - {words[0], *WORDS[words[0]]}:
        declaration.fail(option, shown(given), ALLOWED)
    return _MAKERS[words[0]](declaration, option, given, database)


def _value(declaration, option, given, database):
    declaration.check(
        isinstance(given["value"], (str, int, float, bool)), option, HIDDEN, "text, a number or a boolean is allowed"
    )
    return {"Value": given["value"]}


def _database(declaration, option, given, database):
    fact = given["database"]
    if fact not in DATABASE:
        declaration.fail(option, given, "one of %s is allowed" % ", ".join(DATABASE))
    if "user" in given:
        return _user(declaration, option, given, database)
    if "replica" in given:
        return {"Value": _replica(declaration, option, given, database)}
    if fact == "password":
        found = declaration.neighbour("database", "secret_arn", instance=database)
        return {"From": declaration.asks(found, option, given), "Key": "password"}
    return {"Value": declaration.asks(declaration.neighbour("database", fact, instance=database), option, given)}


def _user(declaration, option, given, database):
    """The name or the password of a user inside the database; all other facts are the same for all users."""
    fact, name = given["database"], given["user"]
    if fact not in USER or not isinstance(name, str) or "replica" in given:
        declaration.fail(
            option, given, "%s and the name of a user are allowed; else leave user out" % " or ".join(USER)
        )
    found = declaration.neighbour_node("database", Secret, "user-" + name, "ARN", instance=database)
    return {"From": declaration.asks(found, option, given), "Key": fact}


def _replica(declaration, option, given, database):
    """A fact of a read replica; all others are those of its source."""
    fact, name = given["database"], given["replica"]
    if fact not in REPLICA or not isinstance(name, str):
        declaration.fail(
            option,
            given,
            "%s and the name of a read replica are allowed; else leave replica out" % " or ".join(REPLICA),
        )
    found = declaration.neighbour_node("database", DbReplica, name, REPLICA[fact], instance=database)
    return declaration.asks(found, option, given)


def _secret(declaration, option, given, database):
    key, source = given.get("key"), given["secret"]
    if not key or not isinstance(key, str) or not isinstance(source, str):
        declaration.fail(option, given, "a key has to be named beside the secret, and both are text")
    if is_known(source) and not source.startswith("arn:"):
        found = declaration.neighbour_node("secret", Secret, source, "ARN", instance=declaration.instance)
        source = declaration.asks(found, option, given)
    return {"From": source, "Key": key}


def _format(declaration, option, given, database):
    text = given["format"]
    declaration.check(
        isinstance(text, str) and places(text),
        option,
        HIDDEN,
        "text with at least one key in braces is allowed, such as {username} or {password|url}",
    )
    return {"Format": text}


def generate(declaration, option, given, exclude="\"'@/\\`", least=8):
    """The arguments of GetRandomPassword for ``given``, the word generate in a mapping.

    :param exclude: characters left out unless others are named
    :param least: length that is allowed at least, and made where it is more than the usual 32
    """
    said = {} if given["generate"] is True else given["generate"]
    if not isinstance(said, dict):
        declaration.fail(option, shown(given), "true or a mapping of %s is allowed" % ", ".join(GENERATE))
    # GetRandomPassword: 4096 characters at most, and one of each kind has to fit.
    table = {
        "length": Option("int", "Characters.", default=max(32, least), between=(least, 4096)),
        "exclude_characters": Option("str", "Left out.", default=exclude, length=(None, 4096), empty=True, known=True),
        **{name: Option("bool", "Whether they are taken.", default=True) for name in KINDS_OF_CHARACTERS},
    }
    wanted = accepted(table, said, "%s_%s.generate." % (declaration.name, option))
    declaration.check(
        any(wanted[name] for name in KINDS_OF_CHARACTERS),
        option + ".generate",
        given["generate"],
        "at least one of %s is needed" % ", ".join(KINDS_OF_CHARACTERS),
    )
    return {
        GENERATE[name]: not value if name in KINDS_OF_CHARACTERS else value
        for name, value in wanted.items()
        if name in ("length", "exclude_characters", *said)
    }


def _generate(declaration, option, given, database):
    return {"Generate": generate(declaration, option, given)}


def _fill(declaration, option, given, database):
    declaration.check(given["fill"] is True, option, shown(given), "fill: true is allowed")
    return {"Fill": True}


_MAKERS = {
    "value": _value,
    "database": _database,
    "secret": _secret,
    "format": _format,
    "generate": _generate,
    "fill": _fill,
}
