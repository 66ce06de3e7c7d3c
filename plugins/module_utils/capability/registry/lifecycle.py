# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lifecycle policies as a user gives them, which are text to the SDK (Amazon ECR User Guide, lifecycle policy properties)."""

from __future__ import annotations

from ...engine.limits import Breach, breaches
from ...engine.models import own_shape

TEXT, TEXTS = {"shape": "Text"}, {"shape": "Texts"}
SHAPES = {
    "Text": {"type": "string"},
    "Texts": {"type": "list", "member": TEXT, "min": 1},
    "Count": {"type": "integer", "min": 1},
    "Policy": {"type": "structure", "required": ["rules"], "members": {"rules": {"shape": "Rules"}}},
    "Rules": {"type": "list", "member": {"shape": "Rule"}, "min": 1, "max": 50},
    "Rule": {
        "type": "structure",
        "required": ["rulePriority", "selection", "action"],
        "members": {
            "rulePriority": {"shape": "Count"},
            "description": TEXT,
            "selection": {"shape": "Selection"},
            "action": {"shape": "Action"},
        },
    },
    "Selection": {
        "type": "structure",
        "required": ["tagStatus", "countType", "countNumber"],
        "members": {
            "tagStatus": {"shape": "TagStatus"},
            "tagPatternList": TEXTS,
            "tagPrefixList": TEXTS,
            "storageClass": {"shape": "StorageClass"},
            "countType": {"shape": "CountType"},
            "countUnit": {"shape": "CountUnit"},
            "countNumber": {"shape": "Count"},
        },
    },
    "TagStatus": {"type": "string", "enum": ["tagged", "untagged", "any"]},
    "StorageClass": {"type": "string", "enum": ["standard", "archive"]},
    "CountType": {
        "type": "string",
        "enum": ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"],
    },
    "CountUnit": {"type": "string", "enum": ["days"]},
    "Action": {
        "type": "structure",
        "required": ["type"],
        "members": {"type": {"shape": "ActionType"}, "targetStorageClass": {"shape": "Target"}},
    },
    "ActionType": {"type": "string", "enum": ["expire", "transition"]},
    "Target": {"type": "string", "enum": ["archive"]},
}


def check(policy):
    """The Breaches of a lifecycle policy: those of its form, or where that is right, what its rules mean together."""
    if not policy:
        return []
    shape = own_shape(SHAPES, "Policy")
    return (breaches(shape, policy) if shape is not None else []) or _rules(policy.get("rules") or ())


def _rules(rules):
    priorities = [rule["rulePriority"] for rule in rules]
    found = []
    for index, rule in enumerate(rules):
        path, selection = "rules[%d]." % index, rule["selection"]
        priority = rule["rulePriority"]
        if priorities.count(priority) > 1:
            found.append(Breach(path + "rulePriority", priority, "each rule needs a priority of its own"))
        if selection["tagStatus"] == "any" and priority != max(priorities):
            found.append(Breach(path + "rulePriority", priority, "a rule on any tag needs the highest priority"))
        tagged, named = selection["tagStatus"] == "tagged", {"tagPatternList", "tagPrefixList"} & set(selection)
        if len(named) != tagged:
            words = "one of tagPatternList and tagPrefixList is needed with tagged, and none otherwise"
            found.append(Breach(path + "selection", sorted(named), words))
        if (selection["countType"] != "imageCountMoreThan") != ("countUnit" in selection):
            words = "days are needed where the age counts, and only there"
            found.append(Breach(path + "selection.countUnit", selection.get("countUnit"), words))
    return found
