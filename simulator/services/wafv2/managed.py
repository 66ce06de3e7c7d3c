"""The managed rule groups of AWS WAF: capacity, description and rule names.

Source: AWS WAF developer guide, "AWS Managed Rules rule groups list".
"""

from __future__ import annotations

from dataclasses import dataclass

VENDOR = "AWS"


@dataclass(frozen=True)
class Group:
    """A managed rule group as ListAvailableManagedRuleGroups and DescribeManagedRuleGroup show it."""

    capacity: int
    description: str
    rules: tuple[str, ...] = ()
    versioned: bool = True


GROUPS = {
    "AWSManagedRulesCommonRuleSet": Group(
        700,
        "Contains rules that are generally applicable to web applications.",
        (
            "NoUserAgent_HEADER",
            "UserAgent_BadBots_HEADER",
            "SizeRestrictions_QUERYSTRING",
            "SizeRestrictions_Cookie_HEADER",
            "SizeRestrictions_BODY",
            "SizeRestrictions_URIPATH",
            "EC2MetaDataSSRF_BODY",
            "EC2MetaDataSSRF_COOKIE",
            "EC2MetaDataSSRF_URIPATH",
            "EC2MetaDataSSRF_QUERYARGUMENTS",
            "GenericLFI_QUERYARGUMENTS",
            "GenericLFI_URIPATH",
            "GenericLFI_BODY",
            "RestrictedExtensions_URIPATH",
            "RestrictedExtensions_QUERYARGUMENTS",
            "GenericRFI_QUERYARGUMENTS",
            "GenericRFI_BODY",
            "GenericRFI_URIPATH",
            "CrossSiteScripting_COOKIE",
            "CrossSiteScripting_QUERYARGUMENTS",
            "CrossSiteScripting_BODY",
            "CrossSiteScripting_URIPATH",
        ),
    ),
    "AWSManagedRulesAdminProtectionRuleSet": Group(
        100, "Contains rules that block external access to exposed admin pages.", ("AdminProtection_URIPATH",)
    ),
    "AWSManagedRulesKnownBadInputsRuleSet": Group(
        200,
        "Contains rules that block request patterns known to be invalid or associated with exploitation.",
        (
            "JavaDeserializationRCE_HEADER",
            "JavaDeserializationRCE_BODY",
            "JavaDeserializationRCE_URIPATH",
            "JavaDeserializationRCE_QUERYSTRING",
            "Host_localhost_HEADER",
            "PROPFIND_METHOD",
            "ExploitablePaths_URIPATH",
            "Log4JRCE_HEADER",
            "Log4JRCE_QUERYSTRING",
            "Log4JRCE_BODY",
            "Log4JRCE_URIPATH",
        ),
    ),
    "AWSManagedRulesSQLiRuleSet": Group(
        200,
        "Contains rules that block request patterns associated with exploitation of SQL databases.",
        (
            "SQLi_QUERYARGUMENTS",
            "SQLiExtendedPatterns_QUERYARGUMENTS",
            "SQLi_BODY",
            "SQLiExtendedPatterns_BODY",
            "SQLi_COOKIE",
            "SQLi_URIPATH",
        ),
    ),
    "AWSManagedRulesLinuxRuleSet": Group(
        200,
        "Contains rules that block request patterns associated with Linux vulnerabilities.",
        ("LFI_URIPATH", "LFI_QUERYSTRING", "LFI_HEADER"),
    ),
    "AWSManagedRulesUnixRuleSet": Group(
        100,
        "Contains rules that block request patterns associated with POSIX vulnerabilities.",
        ("UNIXShellCommandsVariables_QUERYSTRING", "UNIXShellCommandsVariables_BODY"),
    ),
    "AWSManagedRulesWindowsRuleSet": Group(
        200,
        "Contains rules that block request patterns associated with Windows vulnerabilities.",
        (
            "WindowsShellCommands_COOKIE",
            "WindowsShellCommands_QUERYARGUMENTS",
            "WindowsShellCommands_BODY",
            "PowerShellCommands_COOKIE",
            "PowerShellCommands_QUERYARGUMENTS",
            "PowerShellCommands_BODY",
        ),
    ),
    "AWSManagedRulesPHPRuleSet": Group(
        100,
        "Contains rules that block request patterns associated with PHP vulnerabilities.",
        (
            "PHPHighRiskMethodsVariables_HEADER",
            "PHPHighRiskMethodsVariables_QUERYSTRING",
            "PHPHighRiskMethodsVariables_BODY",
        ),
    ),
    "AWSManagedRulesWordPressRuleSet": Group(
        100,
        "Contains rules that block request patterns associated with WordPress vulnerabilities.",
        ("WordPressExploitableCommands_QUERYSTRING", "WordPressExploitablePaths_URIPATH"),
    ),
    "AWSManagedRulesAmazonIpReputationList": Group(
        25,
        "Contains rules based on Amazon threat intelligence.",
        ("AWSManagedIPReputationList", "AWSManagedReconnaissanceList", "AWSManagedIPDDoSList"),
        versioned=False,
    ),
    "AWSManagedRulesAnonymousIpList": Group(
        50,
        "Contains rules that block requests from services that hide the viewer's identity.",
        ("AnonymousIPList", "HostingProviderIPList"),
        versioned=False,
    ),
    "AWSManagedRulesBotControlRuleSet": Group(50, "Provides protection against automated bots."),
    "AWSManagedRulesATPRuleSet": Group(50, "Provides protection for your login page against stolen credentials."),
    "AWSManagedRulesACFPRuleSet": Group(50, "Provides protection against the creation of fraudulent accounts."),
    "AWSManagedRulesAntiDDoSRuleSet": Group(50, "Provides protection against distributed denial of service attacks."),
}
