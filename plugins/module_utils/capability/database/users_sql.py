# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a task tells PostgreSQL so that its users and databases are as declared: a shell script that feeds psql. Pure.

Whatever was said before, it ends in the same rights, so it may be run again. Names are checked by their options and quoted all the
same. A password comes from the environment by a pipe: psql makes its SCRAM verifier, so no statement, command line or log of the
server has it (psql, ``\\password``; without a terminal it reads from its input, which setsid sees to).
"""

from __future__ import annotations

OWNER, READ_WRITE, READ_ONLY, NONE = "owner", "read_write", "read_only", "none"
HEAD = r"""set -eu
ask() { setsid -w psql -X -q -v ON_ERROR_STOP=1 -d "$1"; }
password() { printf '\\password "%s"\n%s\n%s\n' "$1" "$2" "$2"; }"""
OBJECTS = ("TABLES", "SEQUENCES", "ROUTINES")
# PostgreSQL, GRANT: what each kind of object knows.
ON_DATABASE = {READ_WRITE: "CONNECT, TEMPORARY", READ_ONLY: "CONNECT"}
ON_OBJECTS = {
    OWNER: dict.fromkeys(OBJECTS, "ALL"),
    READ_WRITE: {
        "TABLES": "SELECT, INSERT, UPDATE, DELETE",
        "SEQUENCES": "SELECT, USAGE, UPDATE",
        "ROUTINES": "EXECUTE",
    },
    READ_ONLY: {"TABLES": "SELECT", "SEQUENCES": "SELECT"},
}


def variable(user):
    """The environment variable of a user's password."""
    return "PASSWORD_" + user.upper()


def script(mark, initial, databases, users):
    """The script.

    :param mark: the comment by which users of ours are known
    :param initial: the database to begin with, which is there
    :param databases: names of all databases that are declared, the initial one among them
    :param users: name -> {"databases": names, "privileges": one of the words above}
    """
    first = [_create_database(name) for name in databases if name != initial]
    first += [line for name, user in users.items() for line in _role(name, user, mark)]
    first.append(_forgotten(users, mark))
    parts = [_asked(initial, first, [name for name, user in users.items() if user["privileges"] != NONE])]
    parts += [_asked(name, ["BEGIN;", *_others(name, users), "COMMIT;"]) for name in databases]
    # Whatever changed hands above, its owner has it in the end.
    parts += [_asked(name, ["BEGIN;", *found, "COMMIT;"]) for name in databases if (found := _owners(name, users))]
    return "\n".join([HEAD, *parts, ""])


def _asked(database, statements, passwords=()):
    lines = ["{ cat <<'SQL'", "SET client_min_messages = warning;", *statements, "SQL"]
    lines += ['password %s "$%s"' % (name, variable(name)) for name in passwords]
    return "\n".join([*lines, "} | ask %s" % database])


def _name(text):
    return '"%s"' % text.replace('"', '""')


def _text(text):
    return "'%s'" % text.replace("'", "''")


def _create_database(name):
    there = "SELECT FROM pg_database WHERE datname = %s" % _text(name)
    return "SELECT %s WHERE NOT EXISTS (%s) \\gexec" % (_text("CREATE DATABASE " + _name(name)), there)


def _role(name, user, mark):
    there = "SELECT FROM pg_roles WHERE rolname = %s" % _text(name)
    return [
        "SELECT %s WHERE NOT EXISTS (%s) \\gexec" % (_text("CREATE ROLE " + _name(name)), there),
        "ALTER ROLE %s %s;" % (_name(name), "NOLOGIN" if user["privileges"] == NONE else "LOGIN"),
        "COMMENT ON ROLE %s IS %s;" % (_name(name), _text(mark)),
        # To give it a database, and to take back what it owns.
        "GRANT %s TO CURRENT_USER;" % _name(name),
    ]


def _forgotten(users, mark):
    """Users of ours that are declared no longer: they cannot log in any more; what they own stays."""
    known = "ARRAY[%s]::name[]" % ", ".join(map(_text, users))
    return (
        "SELECT format('ALTER ROLE %%I NOLOGIN', rolname) FROM pg_roles JOIN pg_shdescription ON objoid = pg_roles.oid "
        "AND classoid = 'pg_authid'::regclass WHERE description = %s AND rolcanlogin AND rolname <> ALL (%s) \\gexec"
        % (_text(mark), known)
    )


def _owners_of(database, users):
    return [name for name, user in users.items() if user["privileges"] == OWNER and database in user["databases"]]


def _others(database, users):
    """Those who do not own a database: everything is taken away, and given anew, in one transaction."""
    owners = _owners_of(database, users)
    creators = ["CURRENT_USER", *map(_name, owners)]
    # PostgreSQL 15's default, in older versions, too.
    lines = ["REVOKE CREATE ON SCHEMA public FROM PUBLIC;"]
    for name in users:
        if name not in owners:
            lines += [*_taken(database, name), *_rights("REVOKE ALL", "FROM", database, name, creators)]
    for name, user in users.items():
        if name not in owners and database in user["databases"] and user["privileges"] != NONE:
            lines += _given(database, name, user["privileges"], creators)
    return lines


def _taken(database, name):
    """What a user has owned goes to the master user: an owner can always do everything."""
    owns = "SELECT FROM pg_shdepend JOIN pg_roles ON refobjid = pg_roles.oid WHERE deptype = 'o' AND rolname = %s" % (
        _text(name)
    )
    here = "dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
    whole = "SELECT FROM pg_database WHERE datname = current_database() AND pg_get_userbyid(datdba) = %s" % _text(name)
    return [
        "SELECT %s WHERE EXISTS (%s AND %s) OR EXISTS (%s) \\gexec"
        % (_text("REASSIGN OWNED BY %s TO CURRENT_USER" % _name(name)), owns, here, whole)
    ]


def _rights(verb, word, database, name, creators):
    """A verb with everything that a user may have a right on."""
    lines = ["%s ON DATABASE %s %s %s;" % (verb, _name(database), word, _name(name))]
    lines.append("%s ON SCHEMA public %s %s;" % (verb, word, _name(name)))
    for kind in OBJECTS:
        lines.append("%s ON ALL %s IN SCHEMA public %s %s;" % (verb, kind, word, _name(name)))
        lines += [_later(creator, "%s ON %s %s %s" % (verb, kind, word, _name(name))) for creator in creators]
    return lines


def _given(database, name, privileges, creators):
    lines = [
        "GRANT %s ON DATABASE %s TO %s;" % (ON_DATABASE[privileges], _name(database), _name(name)),
        "GRANT USAGE ON SCHEMA public TO %s;" % _name(name),
    ]
    for kind, rights in ON_OBJECTS[privileges].items():
        lines.append("GRANT %s ON ALL %s IN SCHEMA public TO %s;" % (rights, kind, _name(name)))
        lines += [_later(creator, "GRANT %s ON %s TO %s" % (rights, kind, _name(name))) for creator in creators]
    return lines


def _later(creator, what):
    """What holds for everything that somebody will make, too."""
    return "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA public %s;" % (creator, what)


def _owners(database, users):
    """The owner has the database, may make what it likes in it, and reaches what the master user has made."""
    return [
        line
        for name in _owners_of(database, users)
        for line in (
            "ALTER DATABASE %s OWNER TO %s;" % (_name(database), _name(name)),
            "GRANT ALL ON SCHEMA public TO %s;" % _name(name),
            *(
                line
                for kind in OBJECTS
                for line in (
                    "GRANT ALL ON ALL %s IN SCHEMA public TO %s;" % (kind, _name(name)),
                    _later("CURRENT_USER", "GRANT ALL ON %s TO %s" % (kind, _name(name))),
                )
            ),
        )
    ]
