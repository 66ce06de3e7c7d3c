# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The gate before an image is released: findings of ECR's scan or of Trivy, judged by severity, fix and waiver.

Sources: the ECR model (DescribeImageScanFindings: ``findings`` of basic scanning, ``enhancedFindings`` of Amazon
Inspector) and Trivy's JSON report. Basic scanning does not say whether there is a fix: what it finds always counts.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os

from ...engine.errors import SlipwayError
from ..shared import programs
from . import builder

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
# Scan states in which nothing will change by waiting. ACTIVE is that of continuous scanning once there are findings.
DONE = ("COMPLETE", "ACTIVE")
UNDER_WAY = ("IN_PROGRESS", "PENDING")
MISSING = "MISSING"  # ours: no scan was begun
ADVICE = {
    MISSING: "no scan was begun; switch on registry_scan_on_push, or use image_scanner: trivy or none",
    "UNSUPPORTED_IMAGE": "ECR cannot scan this operating system or kind of image; use image_scanner: trivy, or none",
}
LONGEST = 20  # findings that a failure lists
# What the image in the registry has, and all of it: a .trivyignore, trivy.yaml or variable of this machine hides nothing
# from the gate, which has severities and waivers of its own (``trivy image``, its flags; they win over both).
TRIVY = ["trivy", "image", "--quiet", "--image-src", "remote", "--scanners", "vuln", "--ignorefile", os.devnull] + [
    "--severity",
    "UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL",
    "--ignore-unfixed=false",
    "--exit-code",
    "0",
    "--format",
    "json",
]


@dataclasses.dataclass(frozen=True)
class Finding:
    """One vulnerability of one package.

    :param fixed: the version that fixes it, or None
    :param fixable: False only where it is known that there is no fix
    """

    id: str
    severity: str
    package: str
    version: str
    fixed: str | None = None
    fixable: bool = True

    def __str__(self):
        package = " ".join(text for text in (self.package, self.version) if text) or "unknown package"
        unknown = "the scan does not say whether there is a fix" if self.fixable else "no fixed version known"
        fix = "fixed in %s" % self.fixed if self.fixed else unknown
        return "%s (%s) in %s, %s" % (self.id, self.severity, package, fix)


def scanner(wanted):
    """The scanner to use: ``auto`` is Trivy where it is installed, else ECR's."""
    if wanted != "auto":
        return wanted
    return "trivy" if programs.installed("trivy") else "ecr"


def judge(findings, want, today):
    """Sentences on what keeps an image from being released; none where nothing does.

    :param want: Severities, Unfixed (ignore or count), Waivers (dicts of id, reason, expires)
    :param today: datetime.date
    """
    waivers = {item["id"]: item for item in want["Waivers"]}
    problems = {}
    for finding in findings:
        if finding.severity not in want["Severities"] or want["Unfixed"] == "ignore" and not finding.fixable:
            continue
        waiver = waivers.get(finding.id)
        if waiver is None:
            problems[str(finding)] = finding
        elif datetime.date.fromisoformat(waiver["expires"]) < today:
            problems["%s; its waiver expired on %s" % (finding, waiver["expires"])] = finding
    return sorted(problems, key=lambda text: (SEVERITIES.index(problems[text].severity), text))


def refuse(name, problems):
    """Raise where an image may not be released."""
    if problems:
        more = len(problems) - LONGEST
        raise SlipwayError(
            "%s is not released: %d %s.\n%s%s\nUpdate the base image or the package, or waive a finding by its ID in "
            "the file that image_waivers names."
            % (
                name,
                len(problems),
                "findings" if len(problems) > 1 else "finding",
                "\n".join("  " + text for text in problems[:LONGEST]),
                "\n  and %d more" % more if more > 0 else "",
            )
        )


# -- ECR ---------------------------------------------------------------------------------------------------------------


def status(api, repository, digest):
    """(state, description) of ECR's scan of one image; None where the image is not there."""
    answer = api.maybe(
        "describe_image_scan_findings",
        ("ScanNotFoundException", "ImageNotFoundException"),
        repositoryName=repository,
        imageId={"imageDigest": digest},
        maxResults=1,
    )
    found = (answer or {}).get("imageScanStatus") or {}
    return found.get("status", MISSING), found.get("description", "")


def ecr(api, repository, digests):
    """Findings of ECR's scans of some images.

    :raises SlipwayError: a scan did not come to a result
    """
    found = []
    for digest in digests:
        pages, token = [], {}
        while not pages or token:
            answer = (
                api.maybe(
                    "describe_image_scan_findings",
                    ("ScanNotFoundException",),
                    repositoryName=repository,
                    imageId={"imageDigest": digest},
                    maxResults=1000,
                    **token,
                )
                or {}
            )
            state = answer.get("imageScanStatus") or {"status": MISSING}
            if state["status"] not in DONE:
                text = ADVICE.get(state["status"]) or "%s %s" % (state["status"], state.get("description", ""))
                raise SlipwayError(
                    "%s@%s is not released: its scan gave no result: %s" % (repository, digest, text.strip())
                )
            pages.append(answer.get("imageScanFindings") or {})
            token = {"nextToken": answer["nextToken"]} if answer.get("nextToken") else {}
        found += [item for page in pages for item in _basic(page)] + [
            item for page in pages for item in _enhanced(page)
        ]
    return found


def _basic(page):
    for row in page.get("findings") or ():
        values = {pair["key"]: pair.get("value", "") for pair in row.get("attributes") or ()}
        yield Finding(
            row.get("name", ""),
            row.get("severity", "UNDEFINED"),
            values.get("package_name", ""),
            values.get("package_version", ""),
        )


def _enhanced(page):
    for row in page.get("enhancedFindings") or ():
        if row.get("status", "ACTIVE") != "ACTIVE":
            continue  # closed, or suppressed by a rule of Amazon Inspector
        detail, severity = row.get("packageVulnerabilityDetails") or {}, row.get("severity", "UNDEFINED")
        for package in detail.get("vulnerablePackages") or ({},):
            fixed = package.get("fixedInVersion")
            fixed = None if fixed in (None, "", "NotAvailable") else fixed
            yield Finding(
                detail.get("vulnerabilityId") or row.get("title", ""),
                severity if severity in SEVERITIES else "UNDEFINED",
                package.get("name", ""),
                package.get("version", ""),
                fixed,
                bool(fixed) or row.get("fixAvailable", "NO") != "NO",
            )


# -- Trivy -------------------------------------------------------------------------------------------------------------


def trivy(api, uri, digests, token):
    """Findings of Trivy, which reads the images from the registry.

    :param uri: the repository's
    :param token: ECR's authorizationToken
    :raises SlipwayError: Trivy failed
    """
    found = []
    with builder.login(uri, token, "trivy") as folder:
        report = os.path.join(folder, "report.json")
        for digest in digests:
            image = "%s@%s" % (uri, digest)
            insecure = ["--insecure"] if builder.is_loopback(uri) else []
            command = [*TRIVY, *insecure, "--output", report, image]
            programs.run(
                command,
                "scanning %s" % image,
                {"DOCKER_CONFIG": folder},
                (builder.decode(token)[1], token),
                api.stopping,
            )
            with open(report, encoding="utf-8") as file:
                found += read_trivy(json.load(file))
    return found


def read_trivy(report):
    """The findings in Trivy's JSON report."""
    found = []
    for result in report.get("Results") or ():
        for row in result.get("Vulnerabilities") or ():
            fixed = row.get("FixedVersion") or None
            severity = row.get("Severity", "UNDEFINED")
            found.append(
                Finding(
                    row.get("VulnerabilityID", ""),
                    severity if severity in SEVERITIES else "UNDEFINED",
                    row.get("PkgName", ""),
                    row.get("InstalledVersion", ""),
                    fixed,
                    bool(fixed),
                )
            )
    return found
