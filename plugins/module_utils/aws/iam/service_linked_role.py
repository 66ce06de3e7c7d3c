# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IAM service-linked roles."""

from __future__ import annotations

from ...engine import fields
from ...engine.errors import AwsError
from ...engine.kind import Kind, Live
from .account_roles import DENIED, account_roles

PATH = "/aws-service-role/"


class ServiceLinkedRole(Kind):
    """The role through which an AWS service works in this account.

    The account has one for each service, and every stack and tool of the account shares it. It is therefore never
    claimed: it carries no tags of ours, is made where it is missing, and is neither changed nor deleted by any stack.
    """

    kind = "service_linked_role"
    service = "iam"
    identity = "natural"
    taggable = False
    coexist = "never"
    name_field = "AWSServiceName"
    fields = {
        "AWSServiceName": fields.required(change=fields.REPLACE),
        "RoleName": fields.computed(),
        "Arn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        names = scope.named("AWSServiceName")
        if not names:
            return []
        try:
            rows = [row for row in account_roles(api) if row["Path"].startswith(PATH)]
        except AwsError as error:
            if error.code not in DENIED:
                raise
            rows = api.all("list_roles", "Roles", PathPrefix=PATH, PaginationConfig={"PageSize": 1000})
        lives = [cls._live(row) for row in rows]
        return [live for live in lives if live.fields["AWSServiceName"] in names]

    @staticmethod
    def _live(row):
        return Live(
            row["Arn"],
            {"AWSServiceName": row["Path"][len(PATH) :].strip("/"), "RoleName": row["RoleName"], "Arn": row["Arn"]},
        )

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_role", ("NoSuchEntity",), RoleName=live.fields["RoleName"]) else None

    @classmethod
    def create(cls, api, want, tags):
        """The service, or another stack, may have made it a moment ago: then the engine looks for it."""
        return cls._live(api.create_service_linked_role(AWSServiceName=want["AWSServiceName"])["Role"])
