# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where an object is looked at in the AWS console: kind name -> path below https://console.<domain>. Pure data.

Placeholders: {region}, {id} (what the API calls the object), and any field of the kind.
"""

from __future__ import annotations

CONSOLE = {
    "vpc": "vpc/home?region={region}#VpcDetails:VpcId={id}",
    "subnet": "vpc/home?region={region}#SubnetDetails:subnetId={id}",
    "security_group": "ec2/home?region={region}#SecurityGroup:groupId={id}",
    "nat_gateway": "vpc/home?region={region}#NatGatewayDetails:natGatewayId={id}",
    "db_instance": "rds/home?region={region}#database:id={DBInstanceIdentifier}",
    "secret": "secretsmanager/secret?region={region}&name={Name}",
    "ecr_repository": "ecr/repositories/private/{registryId}/{repositoryName}?region={region}",
    "certificate": "acm/home?region={region}#/certificates/list",
    "load_balancer": "ec2/home?region={region}#LoadBalancer:loadBalancerArn={id}",
    "target_group": "ec2/home?region={region}#TargetGroup:targetGroupArn={id}",
    "ecs_cluster": "ecs/v2/clusters/{clusterName}/services?region={region}",
    "ecs_service": "ecs/v2/clusters/{cluster_name}/services/{serviceName}/health?region={region}",
    "log_group": "cloudwatch/home?region={region}#logsV2:log-groups/log-group/{quoted_id}",
    "s3_bucket": "s3/buckets/{id}?region={region}",
    "distribution": "cloudfront/v4/home#/distributions/{Id}",
    "web_acl": "wafv2/homev2/web-acls?region={region}",
    "dashboard": "cloudwatch/home?region={region}#dashboards:name={id}",
    "alarm": "cloudwatch/home?region={region}#alarmsV2:alarm/{quoted_id}",
    "sns_topic": "sns/v3/home?region={region}#/topic/{id}",
    "kms_key": "kms/home?region={region}#/kms/keys/{KeyId}",
}
DOMAINS = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
