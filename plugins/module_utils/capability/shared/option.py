# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One option: what documentation, argument spec, role and validation know of it. Pure data."""

from __future__ import annotations

import copy
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Form:
    """What a text has to look like: a pattern for the whole of it, or a function.

    :param allowed: what is allowed, as the end of a sentence: "a name of letters and digits is allowed"
    :param canonical: called with the text; gives it as AWS writes it, or raises ValueError
    :param samples: texts of this form, for tests
    """

    allowed: str
    pattern: str | None = None
    canonical: typing.Callable | None = None
    samples: tuple = ()


@dataclasses.dataclass(frozen=True)
class Option:
    """One documented option.

    :param type: Ansible's word for the type
    :param description: a sentence, or a list of them, in Ansible's markup
    :param default: None where there is none
    :param class_: managed, optional or delegated: what leaving it out means for the objects on AWS
    :param elements: type of the items of a list
    :param of: type of the values of a dictionary whose names are the user's: str, or list for one or several texts
    :param options: the options of a dictionary, or of each item of a list: name -> Option
    :param values: the options of each value of a dictionary whose names are the user's: name -> Option
    :param layered: True where several of these dictionaries are laid over one another before their options are completed
    :param like: the option of the same dictionary whose documentation has these ``values``
    :param key: the members that together name an item of a list of dictionaries, by which an environment's policy finds it
    :param standard: what null in a policy says of an item of such a list, where a policy may also name items that exist
        without being declared
    :param records: True for a dictionary whose names are those of objects although ``values`` does not describe them
    :param lays: of an option that says a part of others: called with the options as they were given, without this one, and with
        its value; gives the options, path -> path below this option of all that it said, and what is refused as (path, allowed)
    :param apply_defaults: True where an omitted dictionary is one of nothing but defaults
    :param between: least and greatest number, of each item of a list; None for no limit
    :param length: fewest and most characters, of each item of a list
    :param count: fewest and most items of a list, or members of a dictionary
    :param form: Form of the text, of each item of a list
    :param document: called with a dictionary in AWS's own form, or each of a list; gives its Breaches: see aws/shared/documents.py
    :param names: Form of the names of a dictionary
    :param ordered: True for a list in which one item may stand twice, such as a command
    :param words: True for a list for which a text stands as a command line: it is split as a shell does
    :param lines: True where a text may have several lines
    :param empty: True where an empty text, or an empty name of a dictionary, means something else than nothing
    :param known: True where what another resource answers only after it is made cannot stand
    :param field: the field of the kind that it fills, where it is handed through: "kind.Field", or several with a space between
        them; see handed.py
    :param sent: where AWS writes it otherwise: option's value -> AWS's, or a function that gives AWS's
    :param aws: what AWS requires, as a sentence
    :param sample: a value for the documentation
    :param role_default: the default of the role's variable, where it is a template
    """

    type: str
    description: str | list
    default: typing.Any = None
    class_: str = "managed"
    elements: str | None = None
    of: str | None = None
    choices: list | None = None
    required: bool = False
    options: dict | None = None
    values: dict | None = None
    layered: bool = False
    like: str | None = None
    key: tuple | None = None
    standard: dict | None = None
    records: bool = False
    lays: typing.Callable | None = None
    apply_defaults: bool = False
    between: tuple | None = None
    length: tuple | None = None
    count: tuple | None = None
    form: Form | None = None
    document: typing.Callable | None = None
    names: Form | None = None
    ordered: bool = False
    words: bool = False
    lines: bool = False
    empty: bool = False
    known: bool = False
    no_log: bool | None = None
    field: str | None = None
    sent: typing.Any = None
    aws: str | None = None
    sample: typing.Any = None
    role_default: typing.Any = None

    @property
    def fills(self):
        """The fields that it is handed through to, as a list."""
        return (self.field or "").split()

    @property
    def sentences(self):
        """The description as a list."""
        return [self.description] if isinstance(self.description, str) else list(self.description)

    def entry(self, suboptions="options"):
        """What Ansible knows of an option: the entry of an argument spec, of a role's one, or of DOCUMENTATION.

        :param suboptions: what the options of a dictionary are called there
        """
        result = {"type": self.type}
        for name in ("elements", "choices", "default", "no_log"):
            value = getattr(self, name)
            if value is not None:
                result[name] = copy.deepcopy(value)  # Ansible's validator fills defaults in place
        for name in ("required", "apply_defaults"):
            if getattr(self, name):
                result[name] = True
        if self.options is not None:
            result[suboptions] = {name: option.entry(suboptions) for name, option in self.options.items()}
        return result


def argument_spec(options):
    """The Ansible argument spec of documented options, suboptions included."""
    return {name: option.entry() for name, option in options.items()}
