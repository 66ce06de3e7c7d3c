"""The gate: which findings keep an image back, and how scanners' answers are read."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.steps.image import gate
from ansible_collections.slipway.aws.plugins.module_utils.steps.image.gate import Finding, judge

TODAY = datetime.date(2026, 11, 21)
BAD = Finding("CVE-1", "CRITICAL", "openssl", "3.0", "3.1")
UNFIXED = Finding("CVE-2", "HIGH", "zlib", "1.2", None, False)
MILD = Finding("CVE-3", "MEDIUM", "curl", "8.0", "8.1")
UNTOLD = Finding("CVE-4", "HIGH", "bash", "5.2")


def found(*findings: Finding, **want: Any) -> list[str]:
    return judge(findings, {"Severities": ["CRITICAL", "HIGH"], "Unfixed": "ignore", "Waivers": [], **want}, TODAY)


def waiver(expires: str) -> list[dict[str, str]]:
    return [{"id": "CVE-1", "reason": "not reachable", "expires": expires}]


def test_severity_and_fix_decide() -> None:
    assert found(BAD, UNFIXED, MILD) == ["CVE-1 (CRITICAL) in openssl 3.0, fixed in 3.1"]
    assert found(MILD, Severities=["MEDIUM"]) == ["CVE-3 (MEDIUM) in curl 8.0, fixed in 8.1"]
    assert found(UNFIXED, Unfixed="count") == ["CVE-2 (HIGH) in zlib 1.2, no fixed version known"]


def test_what_a_scanner_does_not_tell_counts() -> None:
    assert found(UNTOLD) == ["CVE-4 (HIGH) in bash 5.2, the scan does not say whether there is a fix"]


def test_the_worst_comes_first_and_each_once() -> None:
    assert [text[:5] for text in found(UNTOLD, BAD, BAD)] == ["CVE-1", "CVE-4"]


def test_a_waiver_holds_through_its_last_day() -> None:
    assert found(BAD, Waivers=waiver("2026-11-21")) == []
    assert found(BAD, Waivers=waiver("2026-11-20")) == [
        "CVE-1 (CRITICAL) in openssl 3.0, fixed in 3.1; its waiver expired on 2026-11-20"
    ]
    assert len(found(BAD, UNTOLD, Waivers=waiver("2026-11-21"))) == 1


def test_a_long_list_is_cut() -> None:
    gate.refuse("app", [])
    with pytest.raises(SlipwayError) as caught:
        gate.refuse("app", [f"CVE-{number}" for number in range(25)])
    assert (
        "25 findings" in str(caught.value) and "and 5 more" in str(caught.value) and "CVE-20" not in str(caught.value)
    )


class Scans:
    """ECR's answers to DescribeImageScanFindings, a page for each call."""

    def __init__(self, *pages: dict[str, Any] | None) -> None:
        self.pages, self.asked = list(pages), []

    def maybe(self, operation: str, missing: tuple[str, ...], **arguments: Any) -> dict[str, Any] | None:
        self.asked.append(arguments)
        return self.pages.pop(0)


def test_basic_findings_of_all_pages_and_images() -> None:
    row = {
        "name": "CVE-1",
        "severity": "HIGH",
        "attributes": [{"key": "package_name", "value": "openssl"}, {"key": "package_version", "value": "3.0"}],
    }
    status = {"imageScanStatus": {"status": "COMPLETE"}}
    api = Scans(
        {**status, "imageScanFindings": {"findings": [row]}, "nextToken": "2"},
        {**status, "imageScanFindings": {"findings": [row]}},
        status,
    )
    assert gate.ecr(api, "app", ["sha256:a", "sha256:b"]) == [Finding("CVE-1", "HIGH", "openssl", "3.0")] * 2
    assert [asked.get("nextToken") for asked in api.asked] == [None, "2", None]


def test_enhanced_findings_name_the_fix() -> None:
    def row(fixed: str, available: str, status: str = "ACTIVE") -> dict[str, Any]:
        package = {"name": "openssl", "version": "3.0", "fixedInVersion": fixed}
        return {
            "severity": "CRITICAL",
            "status": status,
            "fixAvailable": available,
            "packageVulnerabilityDetails": {"vulnerabilityId": "CVE-1", "vulnerablePackages": [package]},
        }

    page = {"enhancedFindings": [row("3.1", "YES"), row("NotAvailable", "NO"), row("3.1", "YES", "SUPPRESSED")]}
    api = Scans({"imageScanStatus": {"status": "ACTIVE"}, "imageScanFindings": page})
    assert gate.ecr(api, "app", ["sha256:a"]) == [
        BAD,
        Finding("CVE-1", "CRITICAL", "openssl", "3.0", None, False),
    ]


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"imageScanStatus": {"status": "UNSUPPORTED_IMAGE"}}, "cannot scan this operating system"),
        (None, "no scan was begun"),
        ({"imageScanStatus": {"status": "FAILED", "description": "internal"}}, "FAILED internal"),
    ],
)
def test_an_image_without_a_result_is_not_released(answer: Any, text: str) -> None:
    with pytest.raises(SlipwayError, match=text):
        gate.ecr(Scans(answer), "app", ["sha256:a"])


def test_trivys_report() -> None:
    rows = [
        {
            "VulnerabilityID": "CVE-1",
            "Severity": "CRITICAL",
            "PkgName": "openssl",
            "InstalledVersion": "3.0",
            "FixedVersion": "3.1",
        },
        {"VulnerabilityID": "CVE-2", "Severity": "UNKNOWN", "PkgName": "zlib", "InstalledVersion": "1.2"},
    ]
    report = {"Results": [{"Target": "app"}, {"Vulnerabilities": rows}]}
    assert gate.read_trivy(report) == [BAD, Finding("CVE-2", "UNDEFINED", "zlib", "1.2", None, False)]
