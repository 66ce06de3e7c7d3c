# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The option ``policy`` of a capability: what an environment changes about the dictionaries and lists of a description.

A change is laid over what the description says before anything is validated, so that what is refused is told by the option that
said it. Dictionaries are merged member by member, records of a list found by their names, null takes away, anything else replaces.
"""

from __future__ import annotations

import difflib

from ...engine.errors import BadInput
from .option import Option
from .validation import HIDDEN, Wrong, listed, mapping

NAME = "policy"
NOTHING = (None, "", {})


def policy(options):
    """The option for those of a capability's options that an environment can change in part: name -> Option."""
    names = sorted(name for name, option in options.items() if changeable(option))
    words = ["O(%s)" % name for name in names]
    among = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    keys = ["C(%s) of O(%s)" % (" ".join(option.key), name) for name, option in options.items() if option.key]
    return Option(
        "dict",
        [
            "What an environment changes about %s, by option." % among,
            (
                "Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that the "
                "description does not have are refused."
            ),
            *(["An item of a list is named by %s." % ", ".join(keys)] if keys else []),
        ],
        default={},
        no_log=False if any(option.no_log is not None for option in options.values()) else None,
    )


def changeable(option):
    """Whether a part of an option's value can be changed."""
    return option.lays is None and (option.type == "dict" or option.key is not None)


def records(option):
    """Whether the names of a dictionary or list are those of objects that a description has, and not free."""
    return option.values is not None or option.records or option.key is not None


class Laid:
    """The options of a task with its policy laid over them.

    :param options: the capability's options: name -> Option
    :param given: name -> value, as they were given
    :param named: called with an option's path; gives its full name
    """

    def __init__(self, options, given, named):
        self.given, self.named, self.problems, self.sources = given, named, [], {}
        if not isinstance(given, dict):
            return
        option = options.get(NAME)
        if option is not None and not option.layered and given.get(NAME) not in NOTHING:
            self._policy(options, option)
        for name, option in options.items():
            if option.lays and self.given.get(name) not in NOTHING:
                self._laid(name, option)

    def _taken(self, name, option):
        """The dictionary that an option is, which no longer stands among the others."""
        value = self.given[name]
        self.given = {other: item for other, item in self.given.items() if other != name}
        try:
            return mapping(value)
        except Wrong as error:
            self._refuse(name, option, value, str(error))
            return {}

    def _policy(self, options, option):
        changes = self._taken(NAME, option)
        possible = {name: found for name, found in options.items() if changeable(found) and name != NAME}
        for name, change in changes.items():
            path = "%s.%s" % (NAME, name)
            if name not in possible:
                itself = "%s says it" % self.named(name) if name in options and name != NAME else None
                self._refuse(path, None, name, instead(str(name), possible, itself))
            elif change is not None:
                base = self.given.get(name)
                base = possible[name].default if base in (None, "") else base
                self.given[name] = self._over(possible[name], base, change, name, path)

    def _laid(self, name, option):
        """Options with what an option says of others in them; see Option.lays."""
        said = self._taken(name, option)
        self.given, sources, refused = option.lays(self.given, said)
        self.sources.update({path: "%s.%s" % (name, source) for path, source in sources.items()})
        for path, allowed in refused:
            self._refuse("%s.%s" % (name, path), None, path.rpartition(".")[2], allowed)

    def told(self, path):
        """The path of what said what is at a path among the options: the policy where it did."""
        fitting = [found for found in self.sources if path == found or path.startswith((found + ".", found + "["))]
        if not fitting:
            return path
        longest = max(fitting, key=len)
        return self.sources[longest] + path[len(longest) :]

    def problems_told(self, problems):
        """Problems that a declaration found, each by the option that said it."""
        begin = self.named("")
        return [
            type(problem)(
                self.named(self._said(problem.option[len(begin) :], problem.value)), problem.value, problem.allowed
            )
            if self.sources and problem.option.startswith(begin)
            else problem
            for problem in problems
        ]

    def _said(self, path, value):
        """The same for what was refused; of a list sometimes the whole is named, and the item as the value."""
        return self.sources.get("%s.%s" % (path, value)) or self.told(path)

    def _refuse(self, path, option, value, allowed):
        shown = HIDDEN if option and option.no_log is not None else value
        self.problems.append(BadInput(self.named(path), shown, allowed))

    def _over(self, option, base, change, path, source):
        """``base`` with a change laid over it; remembers which of the two said what."""
        try:
            if option.key is not None:
                return self._list(option, listed([] if base is None else base), change, path, source)
            both = isinstance(base, dict) and isinstance(change, dict)
            if both or option.type == "dict" and (base is None or isinstance(base, (dict, str))):
                return self._dict(option, mapping("" if base is None else base), mapping(change), path, source)
        except Wrong as error:
            self._refuse(source, option, change, str(error))
            return base
        self.sources[path] = source
        return change

    def _dict(self, option, base, change, path, source):
        result, texts = dict(base), {str(name): name for name in base}
        for name, value in change.items():
            name = texts.get(str(name), name)  # YAML reads a name of digits as a number
            where, said = "%s.%s" % (path, name), "%s.%s" % (source, name)
            if records(option) and name not in base:
                self._refuse(said, None, name, instead(str(name), base))
            elif value is None:
                result.pop(name, None)
                self.sources[where] = said
            else:
                result[name] = self._over(_member(option, name), base.get(name), value, where, said)
        return result

    def _list(self, option, base, change, path, source):
        """A list of records: the change is a dictionary of their names."""
        names = [_name(option, item) for item in base]
        change = {str(name): value for name, value in mapping(change).items()}
        for name in change:
            if name not in names and option.standard is None:
                self._refuse("%s.%s" % (source, name), None, name, instead(name, names))
        result = []
        for index, (name, item) in enumerate(zip(names, base)):
            said = "%s.%s" % (source, name)
            where = "%s[%d]" % (path, len(result))
            if name not in change or not isinstance(item, dict):
                self.sources[where] = "%s[%d]" % (path, index)
                result.append(item)
            elif change[name] is not None or option.standard is not None:
                result.append(self._record(option, item, change[name], where, said))
                self.sources["%s.%s" % (path, name)] = said
        if option.standard is not None:
            for name in (name for name in change if name not in names):
                where, said = "%s[%d]" % (path, len(result)), "%s.%s" % (source, name)
                result.append(self._record(option, {option.key[0]: name}, change[name], where, said))
                self.sources.update({where: said, "%s.%s" % (path, name): said})
        return result

    def _record(self, option, item, change, where, said):
        whole = Option("dict", "", options=option.options, no_log=option.no_log)
        return self._dict(whole, item, option.standard if change is None else mapping(change), where, said)


def _member(option, name):
    """What is known of a member of a dictionary."""
    if option.options is not None:
        return option.options.get(name, FREE)
    return Option("dict", "", options=option.values) if option.values is not None else FREE


FREE = Option("raw", "")


def _name(option, item):
    """The name of a record in a list: what its key says, defaults included; "" where it says nothing."""
    if not isinstance(item, dict):
        return ""
    parts = [item.get(member, option.options[member].default) for member in option.key]
    return " ".join(str(part) for part in parts if part is not None)


def instead(name, there, otherwise=None):
    """What to say of a name that is not there."""
    near = difflib.get_close_matches(name, [str(item) for item in there], 1)
    if otherwise or not near:
        return otherwise or "the description has %s" % (", ".join(map(str, there)) or "none")
    return "did you mean %s?" % near[0]
