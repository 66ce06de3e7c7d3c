# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lifecycle rules of a bucket, as options and as S3 has them (S3 User Guide, lifecycle configuration elements)."""

from __future__ import annotations

from ..shared.option import Option

STORAGE_CLASSES = ["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
UPLOADS, VERSIONS = "incomplete-uploads", "noncurrent-versions"
# Members of a filter; with more than one of them, they stand below And.
FILTERS = {"larger_than": "ObjectSizeGreaterThan", "smaller_than": "ObjectSizeLessThan"}

RULE = {
    "id": Option("str", "Name of the rule.", required=True, aws="At most 255 characters.", length=(None, 255)),
    "prefix": Option("str", "Keys that the rule applies to.", default=""),
    "tags": Option("dict", "Tags that an object needs for the rule to apply, all of them.", default={}, of="str"),
    "larger_than": Option("int", "Bytes above which the rule applies to an object.", between=(0, None)),
    "smaller_than": Option("int", "Bytes below which the rule applies to an object.", between=(1, None)),
    "expiration_days": Option("int", "Days after which objects expire.", between=(1, None)),
    "storage_class": Option("str", "Storage class that objects move to.", choices=STORAGE_CLASSES),
    "transition_days": Option(
        "int",
        "Days after which they move.",
        between=(0, None),
        aws="At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).",
    ),
    "noncurrent_expiration_days": Option(
        "int", "Days after which a version expires, counted from when it was overwritten or deleted.", between=(1, None)
    ),
    "noncurrent_storage_class": Option(
        "str", "Storage class that noncurrent versions move to.", choices=STORAGE_CLASSES
    ),
    "noncurrent_transition_days": Option(
        "int",
        "Days after which they move.",
        between=(0, None),
        aws="At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).",
    ),
    "newer_noncurrent_versions": Option(
        "int",
        "How many noncurrent versions stay, however old; beside O(noncurrent_expiration_days) alone.",
        between=(1, 100),
        aws="1 to 100.",
    ),
}


def configuration(options):
    """A bucket's LifecycleConfiguration.

    :param options: ``noncurrent_version_expiration_days``, 0 to keep them, and ``lifecycle_rules``
    """
    everything = {"Filter": {"Prefix": ""}, "Status": "Enabled"}
    rules = [{"ID": UPLOADS, **everything, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]
    if options["noncurrent_version_expiration_days"]:
        rules.append(
            {
                "ID": VERSIONS,
                **everything,
                "Expiration": {"ExpiredObjectDeleteMarker": True},
                "NoncurrentVersionExpiration": {"NoncurrentDays": options["noncurrent_version_expiration_days"]},
            }
        )
    return {"Rules": rules + [_rule(given) for given in options["lifecycle_rules"]]}


def _rule(given):
    rule = {"ID": given["id"], "Filter": _filter(given), "Status": "Enabled"}
    if given["expiration_days"]:
        rule["Expiration"] = {"Days": given["expiration_days"]}
    if given["storage_class"]:
        rule["Transitions"] = [{"Days": given["transition_days"], "StorageClass": given["storage_class"]}]
    if given["noncurrent_expiration_days"]:
        rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": given["noncurrent_expiration_days"]}
        if given["newer_noncurrent_versions"]:
            rule["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"] = given["newer_noncurrent_versions"]
    if given["noncurrent_storage_class"]:
        rule["NoncurrentVersionTransitions"] = [
            {"NoncurrentDays": given["noncurrent_transition_days"], "StorageClass": given["noncurrent_storage_class"]}
        ]
    return rule


def _filter(given):
    found = {"Prefix": given["prefix"]} if given["prefix"] else {}
    found.update({member: given[option] for option, member in FILTERS.items() if given[option] is not None})
    tags = [{"Key": key, "Value": value} for key, value in sorted(given["tags"].items())]
    if len(found) + len(tags) > 1:
        return {"And": {**found, **({"Tags": tags} if tags else {})}}
    return {"Tag": tags[0]} if tags else found or {"Prefix": ""}


def check(declaration, rules, path="lifecycle_rules"):
    """Refuse what S3 would: a name twice, a rule without effect, halves of a transition, days that are too few."""
    names = [rule["id"] for rule in rules]
    for rule in rules:
        here = rule["id"]

        def needs(condition, text, shown=here):
            declaration.check(condition, path, shown, text)

        needs(
            names.count(here) == 1 and here not in (UPLOADS, VERSIONS) and len(here) <= 255,
            "each rule needs an ID of its own, of at most 255 characters",
        )
        needs(
            any(rule[name] for name in ("expiration_days", "storage_class", "noncurrent_expiration_days"))
            or bool(rule["noncurrent_storage_class"]),
            "a rule needs expiration_days, or storage_class and transition_days, or one of both for noncurrent versions",
        )
        needs(
            not rule["newer_noncurrent_versions"] or bool(rule["noncurrent_expiration_days"]),
            "newer_noncurrent_versions needs noncurrent_expiration_days",
        )
        needs(
            rule["larger_than"] is None or rule["smaller_than"] is None or rule["larger_than"] < rule["smaller_than"],
            "larger_than has to be less than smaller_than",
        )
        for before in ("", "noncurrent_"):
            _check_transition(declaration, path, rule, before)


def _check_transition(declaration, path, rule, before):
    name, days, end = (rule[before + word] for word in ("storage_class", "transition_days", "expiration_days"))
    here = rule["id"]
    declaration.check(
        bool(name) == (days is not None),
        path,
        here,
        "%sstorage_class and %stransition_days belong together" % (before, before),
    )
    least = 30 if name in ("STANDARD_IA", "ONEZONE_IA") else 0
    declaration.check(
        days is None or days >= least, path, days, "at least %d days are needed before %s" % (least, name)
    )
    declaration.check(not end or days is None or days < end, path, end, "objects have to expire after they have moved")
