"""The security policies of listeners: moto's, and those that it lacks or has wrong.

Source of protocols and ciphers: "Security policies for your Application Load Balancer", ciphers by policy. Policies with
PQ in their names have the ciphers of the same ones without it; they differ in the exchange of keys.
"""

from __future__ import annotations

from moto.elbv2.ssl_policies import SSL_POLICIES

_PREFIX = "ELBSecurityPolicy-"
_TLS13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384")


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"ECDHE-{key}-{name}" for name in names for key in ("ECDSA", "RSA"))


_GCM = _both("AES128-GCM-SHA256", "AES256-GCM-SHA384")
_CBC = _both("AES128-SHA256", "AES256-SHA384")
_SHA = _both("AES128-SHA", "AES256-SHA")
_RSA = ("AES128-GCM-SHA256", "AES128-SHA256", "AES256-GCM-SHA384", "AES256-SHA256")
_RSA_SHA = ("AES128-SHA", "AES256-SHA")
_ALL = (*_GCM, *_CBC, *_SHA, *_RSA, *_RSA_SHA)

_PROTOCOLS = ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1")
# Ciphers below TLS 1.3 by the name of a policy with TLS 1.3, whose number is that of its oldest protocol.
_FIPS = {
    "1-3": (),
    "1-2": (*_GCM, *_CBC),
    "1-2-Res": _GCM,
    "1-2-Ext0": (*_GCM, *_CBC, *_SHA),
    "1-2-Ext1": (*_GCM, *_CBC, *_RSA),
    "1-2-Ext2": _ALL,
    "1-1": _ALL,
    "1-0": _ALL,
}
# Policies with FIPS and PQ: there is none for TLS 1.1.
_PQ = [name for name in _FIPS if name != "1-1"]
# RFC 9151 itself names these ciphers; its policies begin at TLS 1.2 at the earliest.
_RFC9151 = ("1-3-RFC9151", "1-2-RFC9151", "1-2-Ext0-RFC9151", *(f"1-2-RFC9151-INTEROP{n}" for n in range(1, 5)))
_FORWARD_SECRECY = {
    "FS-1-2-Res-2020-10": ("TLSv1.2", _GCM),
    "FS-1-2-Res-2019-08": ("TLSv1.2", (*_GCM, *_CBC)),
    "FS-1-2-2019-08": ("TLSv1.2", (*_GCM, *_CBC, *_SHA)),
    "FS-1-1-2019-08": ("TLSv1.1", (*_GCM, *_CBC, *_SHA)),
    "FS-2018-06": ("TLSv1", (*_GCM, *_CBC, *_SHA)),
}


def _between(newest: str, oldest: str) -> list[str]:
    return list(_PROTOCOLS[_PROTOCOLS.index(newest) : _PROTOCOLS.index(oldest) + 1])


def _oldest(name: str) -> str:
    """The oldest protocol of a policy such as ``1-2-Ext1``."""
    return {"1-3": "TLSv1.3", "1-2": "TLSv1.2", "1-1": "TLSv1.1", "1-0": "TLSv1"}[name[:3]]


def _add(name: str, protocols: list[str], ciphers: tuple[str, ...] | list[str]) -> None:
    SSL_POLICIES[_PREFIX + name] = {
        "name": _PREFIX + name,
        "ciphers": list(ciphers),
        "ssl_protocols": protocols,
    }


def install() -> None:
    """Complete moto's list, which DescribeSSLPolicies answers too."""
    for name, ciphers in _FIPS.items():
        for end in ("FIPS-2023-04", "FIPS-PQ-2025-09") if name in _PQ else ("FIPS-2023-04",):
            _add(f"TLS13-{name}-{end}", _between("TLSv1.3", _oldest(name)), (*_TLS13, *ciphers))
    for name in _RFC9151:
        older = () if name.startswith("1-3") else _both("AES256-GCM-SHA384")
        _add(f"TLS13-{name}-FIPS-2023-07", _between("TLSv1.3", _oldest(name)), ("TLS_AES_256_GCM_SHA384", *older))
    for name, (oldest, ciphers) in _FORWARD_SECRECY.items():
        _add(name, _between("TLSv1.2", oldest), ciphers)
    for name in ("1-3", "1-2", "1-2-Res", "1-2-Ext1", "1-2-Ext2", "1-0"):
        classic = SSL_POLICIES[f"{_PREFIX}TLS13-{name}-2021-06"]
        _add(f"TLS13-{name}-PQ-2025-09", classic["ssl_protocols"], classic["ciphers"])
