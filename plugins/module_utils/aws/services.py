# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from the packages in this folder by `make generate`.
"""What the engine must know of AWS's services: boto3's client name -> engine.service.Service."""

from __future__ import annotations

from .budgets import SERVICE as BUDGETS
from .ce import SERVICE as CE
from .cloudfront import SERVICE as CLOUDFRONT
from .ec2 import SERVICE as EC2
from .ecs import SERVICE as ECS
from .elbv2 import SERVICE as ELBV2
from .iam import SERVICE as IAM
from .kms import SERVICE as KMS
from .logs import SERVICE as LOGS
from .rds import SERVICE as RDS
from .route53 import SERVICE as ROUTE53
from .s3 import SERVICE as S3
from .scheduler import SERVICE as SCHEDULER
from .sesv2 import SERVICE as SESV2
from .sns import SERVICE as SNS
from .sqs import SERVICE as SQS
from .wafv2 import SERVICE as WAFV2

SERVICES = {
    service.name: service
    for service in (
        BUDGETS,
        CE,
        CLOUDFRONT,
        EC2,
        ECS,
        ELBV2,
        IAM,
        KMS,
        LOGS,
        RDS,
        ROUTE53,
        S3,
        SCHEDULER,
        SESV2,
        SNS,
        SQS,
        WAFV2,
    )
}
