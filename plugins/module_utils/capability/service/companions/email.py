# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Mail that a service sends: environment variables, and the right to send from those addresses."""

from __future__ import annotations

from ...shared import forms
from ...shared.option import Option

SENDER = {
    "address": Option(
        "str",
        "Address that the service sends from, of the domain of M(slipway.aws.email) or a name below it.",
        required=True,
        form=forms.EMAIL_ADDRESS,
    ),
}


def environment(context):
    """(path, variable, address) of each."""
    for name, given in context.options["email"].items():
        path, address = "email.%s.address" % name, given["address"]
        domain = context.declaration.neighbour("email", "domain")
        context.declaration.expect(
            context.declaration.asks(domain, context.option(path), address),
            lambda domain, address=address: _within(address, domain),
            context.option(path),
            address,
            lambda domain: "an address of %s, the domain of the email capability, is allowed" % domain,
        )
        yield "email." + name, name, address


def _within(address, domain):
    own = address.rpartition("@")[2].lower()
    return own == domain or own.endswith("." + domain)


def statements(context, dummy):
    """What the task role has to allow: sending from the addresses, through the domain's configuration set.

    Service authorization reference, Amazon SES v2: both resources count where a configuration set is used.
    """
    addresses = sorted({given["address"] for given in context.options["email"].values()})
    if not addresses:
        return []
    return [
        {
            "Sid": "Email",
            "Effect": "Allow",
            "Action": ["ses:SendEmail", "ses:SendRawEmail"],
            "Resource": [
                context.declaration.neighbour("email", name) for name in ("identity_arn", "configuration_set_arn")
            ],
            "Condition": {"StringEquals": {"ses:FromAddress": addresses}},
        }
    ]
