# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""All roles of the account in one bulk listing, which the stack's roles and the service-linked ones are taken from."""

from __future__ import annotations

DENIED = ("AccessDenied", "AccessDeniedException")


def account_roles(api):
    """RoleDetail rows (iam GetAccountAuthorizationDetails) with policies and tags, read once a look.

    :raises AwsError: the listing needs a permission of its own
    """
    return api.once(
        "account roles",
        lambda: api.all("get_account_authorization_details", "RoleDetailList", Filter=["Role"], MaxItems=1000),
    )
