# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What becomes of objects with time: the lifecycle rules of all buckets that the collection makes.

S3 User Guide: lifecycle configuration elements, and transitioning objects.
"""

from __future__ import annotations

from ..shared.option import Option

# In the order in which objects may move from one class to the next. From ONEZONE_IA none go to GLACIER_IR.
STORAGE_CLASSES = ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
LEAST = 30  # days before an object moves to an infrequent class, and that it stays there before it moves on
OURS = ("incomplete-uploads", "noncurrent-versions")
RULES = 1000
EVERYTHING = {"Filter": {"Prefix": ""}, "Status": "Enabled"}

TRANSITION = {
    "storage_class": Option(
        "str",
        "Storage class that objects move to.",
        choices=list(STORAGE_CLASSES),
        required=True,
    ),
    "days": Option(
        "int",
        "Days after which they move.",
        required=True,
        between=(0, 2147483647),
        aws="At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes after these.",
    ),
}
RULE = {
    "id": Option("str", "Name of the rule.", required=True, aws="At most 255 characters.", length=(None, 255)),
    "prefix": Option("str", "Keys that the rule applies to.", default=""),
    "tags": Option(
        "dict", "Tags of the objects that the rule applies to: all of them are needed.", default={}, of="str"
    ),
    "larger_than": Option("int", "Bytes that the objects are larger than.", between=(0, None)),
    "smaller_than": Option("int", "Bytes that the objects are smaller than.", between=(1, None)),
    "expiration_days": Option("int", "Days after which objects expire.", between=(1, None)),
    "storage_class": Option("str", "Storage class that objects move to.", choices=list(STORAGE_CLASSES)),
    "transition_days": Option(
        "int", "Days after which they move.", aws="At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).", between=(0, None)
    ),
    "transitions": Option(
        "list",
        "The same for several classes, one after the other.",
        default=[],
        elements="dict",
        key=("storage_class",),
        options=TRANSITION,
        aws="Each class later than the one before it. Objects below 128 KB do not move, except with C(larger_than).",
    ),
    "noncurrent_expiration_days": Option(
        "int", "Days after which versions that are no longer current expire.", between=(1, None)
    ),
    "noncurrent_storage_class": Option(
        "str", "Storage class that noncurrent versions move to.", choices=list(STORAGE_CLASSES)
    ),
    "noncurrent_transition_days": Option(
        "int",
        "Days after which they move.",
        between=(0, None),
        aws="At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).",
    ),
    "newer_noncurrent_versions": Option(
        "int",
        "How many noncurrent versions stay, however old; beside C(noncurrent_expiration_days) alone.",
        between=(1, 100),
        aws="1 to 100.",
    ),
    "abort_uploads_days": Option(
        "int",
        "Days after which uploads that were not finished are aborted. All of a bucket's are after 7 days.",
        between=(1, None),
        aws="Neither with tags nor with sizes.",
    ),
}
LIFECYCLE_RULES = Option(
    "list",
    "Further lifecycle rules. The list is exact: a rule that is not in it is removed.",
    default=[],
    elements="dict",
    key=("id",),
    options=RULE,
)


def log_transitions(option):
    """The option with which logs move to other classes before they expire.

    :param option: name of the option that says when they expire
    """
    return Option(
        "list",
        "Storage classes that the logs move to before they expire, one after the other.",
        default=[],
        elements="dict",
        key=("storage_class",),
        options=TRANSITION,
        aws="Each class later than the one before it, and before O(%s). Objects below 128 KB do not move." % option,
        sample=[{"storage_class": "GLACIER", "days": 30}],
    )


def log_lifecycle(declaration, option, transitions, days, abort):
    """The lifecycle of a bucket of logs.

    :param option: name of the option that has the transitions
    :param days: after which logs expire
    :param abort: days after which uploads are aborted
    """
    check_transitions(declaration, option, transitions, days)
    rule = {
        "ID": "expire",
        **EVERYTHING,
        "Expiration": {"Days": days},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": abort},
    }
    if transitions:
        rule["Transitions"] = _moves(transitions, "Days")
    return {"Rules": [rule]}


def configuration(options):
    """A bucket's LifecycleConfiguration.

    :param options: ``noncurrent_version_expiration_days``, 0 to keep them, and ``lifecycle_rules``
    """
    found = [{"ID": OURS[0], **EVERYTHING, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]
    if options["noncurrent_version_expiration_days"]:
        found.append(
            {
                "ID": OURS[1],
                **EVERYTHING,
                "Expiration": {"ExpiredObjectDeleteMarker": True},
                "NoncurrentVersionExpiration": {"NoncurrentDays": options["noncurrent_version_expiration_days"]},
            }
        )
    return {"Rules": found + [_rule(rule) for rule in options["lifecycle_rules"]]}


def _rule(rule):
    made = {"ID": rule["id"], "Filter": _filter(rule), "Status": "Enabled"}
    if rule["expiration_days"]:
        made["Expiration"] = {"Days": rule["expiration_days"]}
    moves = _steps(rule)
    if moves:
        made["Transitions"] = _moves(moves, "Days")
    later = _steps(rule, "noncurrent_")
    if later:
        made["NoncurrentVersionTransitions"] = _moves(later, "NoncurrentDays")
    if rule["noncurrent_expiration_days"]:
        made["NoncurrentVersionExpiration"] = {"NoncurrentDays": rule["noncurrent_expiration_days"]}
        if rule["newer_noncurrent_versions"]:
            made["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"] = rule["newer_noncurrent_versions"]
    if rule["abort_uploads_days"]:
        made["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": rule["abort_uploads_days"]}
    return made


def _filter(rule):
    """The Filter of a rule: one member, or And with several."""
    found = {
        "Prefix": rule["prefix"],
        "Tags": [{"Key": key, "Value": value} for key, value in sorted(rule["tags"].items())],
        "ObjectSizeGreaterThan": rule["larger_than"],
        "ObjectSizeLessThan": rule["smaller_than"],
    }
    found = {name: value for name, value in found.items() if value not in ("", [], None)}
    if len(found) > 1 or len(found.get("Tags", ())) > 1:
        return {"And": found}
    if "Tags" in found:
        return {"Tag": found["Tags"][0]}
    return found or {"Prefix": ""}


def _steps(rule, before=""):
    """The transitions of a rule; ``before`` is noncurrent_ for those of versions."""
    name, days = rule[before + "storage_class"], rule[before + "transition_days"]
    one = [{"storage_class": name, "days": days}] if name and days is not None else []
    return one + (rule["transitions"] if not before else [])


def _moves(transitions, days):
    return [{days: item["days"], "StorageClass": item["storage_class"]} for item in transitions]


def check(declaration, given, path="lifecycle_rules"):
    """Refuse what S3 would: a name twice, a rule without effect, halves of a transition, days that are too few."""
    names = [rule["id"] for rule in given]
    for rule in given:
        _check_rule(declaration, rule, names, path)
    most = RULES - len(OURS)
    declaration.check(len(given) <= most, path, len(given), "at most %d rules are allowed" % most)


EFFECTS = (
    "expiration_days",
    "storage_class",
    "transitions",
    "noncurrent_expiration_days",
    "noncurrent_storage_class",
    "abort_uploads_days",
)


def _check_rule(declaration, rule, names, option):
    here = rule["id"]

    def needs(condition, allowed, shown=here):
        declaration.check(condition, option, shown, allowed)

    needs(
        names.count(here) == 1 and here not in OURS and len(here) <= 255,
        "each rule needs an ID of its own, of at most 255 characters",
    )
    needs(
        any(rule[name] for name in EFFECTS),
        "a rule needs expiration_days, transitions, abort_uploads_days, or storage_class and transition_days, or one of both for "
        "noncurrent versions",
    )
    needs(
        not (rule["storage_class"] and rule["transitions"]),
        "either storage_class and transition_days, or transitions are allowed",
    )
    needs(
        not rule["newer_noncurrent_versions"] or bool(rule["noncurrent_expiration_days"]),
        "newer_noncurrent_versions needs noncurrent_expiration_days",
    )
    needs(
        rule["larger_than"] is None or rule["smaller_than"] is None or rule["larger_than"] < rule["smaller_than"],
        "larger_than has to be less than smaller_than",
    )
    sized = rule["tags"] or rule["larger_than"] is not None or rule["smaller_than"] is not None
    needs(
        not (rule["abort_uploads_days"] and sized),
        "uploads have neither tags nor a size: give them a rule of their own with a prefix",
    )
    for before in ("", "noncurrent_"):
        needs(
            bool(rule[before + "storage_class"]) == (rule[before + "transition_days"] is not None),
            "%sstorage_class and %stransition_days belong together" % (before, before),
        )
        check_transitions(declaration, option, _steps(rule, before), rule[before + "expiration_days"])


def check_transitions(declaration, option, given, expiration_days):
    """Refuse transitions that S3 would refuse: too early, in another order, or after objects have expired."""
    before = None
    for item in given:
        name, days = item["storage_class"], item["days"]
        least = LEAST if name in INFREQUENT else 0
        declaration.check(days >= least, option, days, "at least %d days are needed before %s" % (least, name))
        if before:
            last, wait = before["storage_class"], LEAST if before["storage_class"] in INFREQUENT else 1
            declaration.check(
                STORAGE_CLASSES.index(name) > STORAGE_CLASSES.index(last)
                and (last, name) != ("ONEZONE_IA", "GLACIER_IR"),
                option,
                name,
                "a class that objects can move to from %s is allowed; the order is %s"
                % (last, ", ".join(STORAGE_CLASSES)),
            )
            declaration.check(
                days >= before["days"] + wait,
                option,
                days,
                "at least %d days are needed, %d after %s" % (before["days"] + wait, wait, last),
            )
        declaration.check(
            expiration_days is None or expiration_days > days,
            option,
            expiration_days,
            "objects have to expire after they have moved",
        )
        before = item
