# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Options as they were given, checked and completed: all that is wrong with them at once, each by its whole name.

Single values are converted by Ansible's own functions. Its validator of a whole argument spec knows no names that a user
chooses, and says in English only which option it means.
"""

from __future__ import annotations

import datetime
import difflib
import json
import math
import re
import shlex

from ansible.module_utils.common import validation as ansible

from ...engine.errors import BadInput
from ...engine.references import is_known
from .option import Option

WORDS = {
    "str": "text",
    "path": "a path",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a dictionary",
}
HIDDEN = "(not shown)"
LARGEST = 2**63 - 1  # AWS's whole numbers have 64 bits at most
# All that YAML and JSON can carry and no name or value of AWS may have: control characters, halves of a pair of surrogates.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
WHOLE = re.compile(r"\s*[+-]?\d{1,20}(\.0{0,20})?\s*")
REFERENCE, MASK = re.compile(r"\(known after apply: [^\s()]+\)"), re.compile("\0\\d+\0")
LINES = re.compile(r"[\n\r\t\x85\u2028\u2029]")


class Wrong(ValueError):
    """A value that is not possible; the text says what is allowed."""


def validated(options, given, named, partial=False):
    """The options of a task, typed, in their canonical form and with defaults.

    :param options: name -> Option
    :param given: name -> value, as YAML, JSON or a command line gives them
    :param named: a text before each option's name, or a function of its path that gives the name to tell
    :param partial: True for one of several layers: what is not given is left out, and null stays
    :returns: (name -> value, list of BadInput)
    """
    check = Validation(named if callable(named) else lambda path: named + path)
    return check.table(options, given, "", partial), check.problems


def accepted(options, given, named):
    """As ``validated``, for a dictionary within an option.

    :raises BadInput: with all that is wrong
    """
    result, problems = validated(options, given, named)
    if problems:
        raise BadInput.together(problems)
    return result


def secrets(options, values):
    """The texts among validated values that no output may show."""
    return {str(values[name]) for name, option in options.items() if option.no_log and values.get(name)}


class Validation:
    """One pass over the options of a task; collects what is wrong."""

    def __init__(self, named):
        self.named, self.problems = named, []

    def refuse(self, path, value, allowed, option=None):
        """Remember a problem. What is secret is not repeated."""
        self.problems.append(BadInput(self.named(path), HIDDEN if option and option.no_log else value, allowed))

    def table(self, options, given, path, partial=False):
        """A dictionary with fixed names."""
        below = path + "." if path else ""
        if not isinstance(given, dict):
            self.refuse(path, given, "a dictionary of %s is allowed" % ", ".join(sorted(options)))
            return {}
        for name in sorted(set(given) - set(options), key=str):
            self.refuse(below + str(name), name, unknown(name, options))
        result = {}
        for name, option in options.items():
            value = given.get(name)
            if isinstance(value, str) and value == "" and not option.empty and option.default != "":
                value = None  # as surveys and variables of the environment say nothing
            if value is None and partial:
                if name in given:
                    result[name] = None
                continue
            if value is None:
                if option.required:
                    self.refuse(below + name, None, "it is needed")
                    continue
                value = {} if option.default is None and option.apply_defaults else option.default
            found = None if value is None else self.value(option, value, below + name, not below, partial)
            result[name] = option.default if found is None else found  # what is refused may be looked at all the same
        return result

    def value(self, option, value, path, outermost=False, partial=False):
        """One value; None where it is not possible."""
        try:
            if option.type == "list":
                return self.items(option, value, path, outermost)
            if option.type == "dict":
                return self.members(option, value, path, partial)
            value = typed(option.type, value, option)
            rules(option, value)
        except Wrong as error:
            self.refuse(path, value, str(error), option)
            return None
        except BadInput as error:
            self.refuse(error.option, error.value, error.allowed, option)
            return None
        return value if option.form is None or option.form.canonical is None else canonical(option, value)

    def items(self, option, value, path, outermost):
        """A list. On a command line it may be JSON, or text with commas."""
        items = command_line(value) if option.words and isinstance(value, str) else listed(value, outermost)
        single = Option(option.elements, "", **{name: getattr(option, name) for name in ITEM})
        result = []
        for index, item in enumerate(items):
            if item == "" and option.elements == "str" and not option.ordered:
                continue
            found = self.value(single, item, "%s[%d]" % (path, index))
            if found is not None and (option.ordered or option.options is not None or found not in result):
                result.append(found)
        if option.count:
            within(len(result), option.count, "%s items are allowed", "%d" % len(result))
        return result

    def members(self, option, value, path, partial):
        """A dictionary, with fixed names or with the user's own."""
        value = mapping(value)
        if option.options is not None:
            return self.table(option.options, value, path, partial)
        result = {}
        for name, item in value.items():
            text = "" if option.empty and name == "" else name_of(name, path)
            where = "%s.%s" % (path, text)
            if text in result:
                self.refuse(where, name, "each name once is allowed")
            elif option.names and is_known(text) and not fits(option.names, text):
                self.refuse(where, text, option.names.allowed)
            elif option.values is not None:
                result[text] = self.table(option.values, {} if item is None else item, where, partial or option.layered)
            else:
                result[text] = self.free(option, item, where)
        if option.count:
            within(len(value), option.count, "%s members are allowed", "%d" % len(value))
        if option.document and len(result) == len(value):
            for breach in option.document(result):
                dot = "." if breach.path and not breach.path.startswith("[") else ""
                self.refuse(path + dot + breach.path, breach.value, breach.limit, option)
        return result

    def free(self, option, item, path):
        """The value of a dictionary whose names are the user's."""
        try:
            if option.of == "str":
                return typed("str", item, None)
            if option.of == "list":
                return [typed("str", text, None) for text in (item if isinstance(item, list) else [item])]
            return plain(item, path)
        except Wrong as error:
            self.refuse(path, item, str(error), option)
        except BadInput as error:
            self.refuse(error.option, error.value, error.allowed, option)
        return None


ITEM = ("choices", "document", "options", "between", "length", "form", "no_log", "lines", "known")


def unknown(name, options):
    """What to say of a name that is no option."""
    near = difflib.get_close_matches(str(name), options, 1)
    return "did you mean %s?" % near[0] if near else "it is not an option; %s are" % ", ".join(sorted(options))


def typed(kind, value, option):
    """``value`` as a text, number, truth value, or anything that JSON can carry."""
    if kind == "raw":
        return plain(value, "")
    if isinstance(value, (datetime.date, datetime.time)):
        value = value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise Wrong("%s is allowed" % WORDS[kind])
    if kind in ("str", "path") and isinstance(value, bool):
        # YAML reads a bare `off` as false.
        words = [word for word in (option and option.choices) or () if word in ("off", "no", "on", "yes")]
        matching = [word for word in words if (word in ("on", "yes")) == value]
        if len(matching) != 1:
            raise Wrong("%s is allowed, in quotes where it looks like a truth value" % WORDS[kind])
        value = matching[0]
    if value is None or isinstance(value, (dict, list, tuple, bytes)) or isinstance(value, bool) and kind != "bool":
        raise Wrong("%s is allowed" % WORDS[kind])
    if kind == "int" and isinstance(value, str) and not WHOLE.fullmatch(value):
        raise Wrong("%s is allowed" % WORDS[kind])
    try:
        result = CONVERT[kind](value)
    except (TypeError, ValueError, OverflowError):
        raise Wrong("%s is allowed" % WORDS[kind]) from None
    if isinstance(result, float) and not math.isfinite(result):
        raise Wrong("%s is allowed" % WORDS[kind])
    if isinstance(result, int) and abs(result) > LARGEST:
        raise Wrong("a number of at most 64 bits is allowed")
    if isinstance(result, str) and UNPRINTABLE.search(result):
        raise Wrong("text without control characters is allowed")
    return result


CONVERT = {
    "str": ansible.check_type_str,
    "path": ansible.check_type_path,
    "int": ansible.check_type_int,
    "float": ansible.check_type_float,
    "bool": ansible.check_type_bool,
}


def rules(option, value):
    """Refuse what is of the right type and not possible all the same. What is not known yet passes."""
    if not is_known(value):
        if option.known or option.choices:
            raise Wrong("a value that is known before the run is needed")
        return
    if option.choices and value not in option.choices:
        raise Wrong("one of %s is allowed" % ", ".join(map(str, option.choices)))
    if option.between and isinstance(value, (int, float)):
        within(value, option.between, "%s is allowed")
    if isinstance(value, str) and option.type == "str":
        if option.length:
            within(len(value), option.length, "%s characters are allowed")
        if not option.lines and LINES.search(value):
            raise Wrong("one line of text without tabs is allowed")
        if option.form and value and not fits(option.form, value):
            raise Wrong(option.form.allowed)


def within(number, limits, text, shown=None):
    """Refuse a number outside of its limits; None is none."""
    least, most = limits
    if (least is None or number >= least) and (most is None or number <= most):
        return
    words = (
        "%s or more" % least if most is None else "at most %s" % most if least is None else "%s to %s" % (least, most)
    )
    raise Wrong(text % words + (", not " + shown if shown else ""))


def fits(form, text):
    """True where a text has the form."""
    if form.pattern and not re.fullmatch(form.pattern, text, re.ASCII):
        return False
    try:
        return form.canonical is None or form.canonical(text) is not None
    except ValueError:
        return False


def canonical(option, value):
    """The text as AWS writes it."""
    return option.form.canonical(value) if isinstance(value, str) and is_known(value) else value


def listed(value, outermost=True):
    """A list of what stands for one: JSON or text with commas on a command line, one item elsewhere."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str) and value.lstrip().startswith("[") and outermost:
        try:
            return listed(json.loads(value))
        except ValueError:
            raise Wrong("a list is allowed; this text is no JSON") from None
    if isinstance(value, str) and outermost:
        return [item.strip() for item in value.split(",")]
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return [value]
    raise Wrong("a list is allowed")


def command_line(text):
    """The words of a command line as a POSIX shell splits it; what is known after apply is a part of one word."""
    held = {"\0%d\0" % index: found for index, found in enumerate(dict.fromkeys(REFERENCE.findall(text)))}
    for mark, found in held.items():
        text = text.replace(found, mark)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Wrong("a list is allowed, or a text that a shell can split: %s" % str(error).lower()) from None
    return [MASK.sub(lambda found: held[found[0]], word) for word in words]


def mapping(value):
    """A dictionary of what stands for one: JSON, or Ansible's k1=v1 k2=v2."""
    if value == "":
        return {}
    try:
        return ansible.check_type_dict(value)
    except (TypeError, ValueError, RecursionError):
        raise Wrong("a dictionary is allowed") from None


def name_of(name, path):
    """The name of a member as text: YAML reads numbers and dates where none are meant."""
    if isinstance(name, (datetime.date, datetime.time)):
        return name.isoformat()
    if isinstance(name, (bool, float)) or not isinstance(name, (str, int)):
        raise BadInput("%s.%s" % (path, name), name, "a name is text: put it in quotes")
    if UNPRINTABLE.search(str(name)) or LINES.search(str(name)) or str(name) == "":
        raise BadInput("%s.%s" % (path, name), name, "a name is one line of text")
    return str(name)


def plain(value, path):
    """What JSON can carry, at any depth: dates are text, names are text, numbers are finite."""
    if isinstance(value, dict):
        result = {}
        for name, item in value.items():
            text = name_of(name, path)
            result[text] = plain(item, "%s.%s" % (path, text))
        return result
    if isinstance(value, (list, tuple)):
        return [plain(item, "%s[%d]" % (path, index)) for index, item in enumerate(value)]
    if value is None or isinstance(value, bool):
        return value
    try:
        return typed("float" if isinstance(value, float) else "int" if isinstance(value, int) else "str", value, None)
    except Wrong as error:
        raise BadInput(path, value, str(error)) from None
