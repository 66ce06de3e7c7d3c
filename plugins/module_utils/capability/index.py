# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from the packages in this folder by `make generate`.
"""What is known of all capabilities without importing one: names in the order of a plan, and what each offers its neighbours."""

from __future__ import annotations

from ..engine.declaring import Export

NAMES = (
    "stack",
    "network",
    "encryption",
    "database",
    "secret",
    "file_system",
    "registry",
    "image",
    "dns",
    "certificate",
    "load_balancer",
    "cluster",
    "discovery",
    "service",
    "job",
    "site",
    "firewall",
    "cdn",
    "monitoring",
    "rollback",
)
# What is done to a stack now and then, and is no part of it: site.yml has no task for these.
OPERATIONS = ("rollback",)
EXPORTS = {
    "stack": {},
    "network": {
        "database_security_group_id": Export(kind="security_group", name="database", field="GroupId", many=False),
        "load_balancer_security_group_id": Export(
            kind="security_group", name="load_balancer", field="GroupId", many=False
        ),
        "nat_addresses": Export(kind="elastic_ip", name="nat-*", field="PublicIp", many=True),
        "private_route_table_ids": Export(kind="route_table", name="private-*", field="RouteTableId", many=True),
        "private_subnet_ids": Export(kind="subnet", name="private-*", field="SubnetId", many=True),
        "public_subnet_ids": Export(kind="subnet", name="public-*", field="SubnetId", many=True),
        "service_security_group_id": Export(kind="security_group", name="service", field="GroupId", many=False),
        "vpc_cidr": Export(kind="vpc", name="main", field="CidrBlock", many=False),
        "vpc_id": Export(kind="vpc", name="main", field="VpcId", many=False),
    },
    "encryption": {"key_arn": Export(kind="kms_key", name="main", field="Arn", many=False)},
    "database": {
        "endpoint": Export(kind="db_instance", name="main", field="EndpointAddress", many=False),
        "engine": Export(kind="db_instance", name="main", field="Engine", many=False),
        "identifier": Export(kind="db_instance", name="main", field="DBInstanceIdentifier", many=False),
        "name": Export(kind="db_instance", name="main", field="DBName", many=False),
        "port": Export(kind="db_instance", name="main", field="EndpointPort", many=False),
        "secret_arn": Export(kind="db_instance", name="main", field="MasterUserSecretArn", many=False),
        "username": Export(kind="db_instance", name="main", field="MasterUsername", many=False),
    },
    "secret": {"parameter_names": Export(kind="parameter", name="*", field="Name", many=True)},
    "file_system": {
        "file_system_arn": Export(kind="file_system", name="main", field="FileSystemArn", many=False),
        "file_system_id": Export(kind="file_system", name="main", field="FileSystemId", many=False),
    },
    "registry": {
        "repository_arns": Export(kind="ecr_repository", name="*", field="repositoryArn", many=True),
        "repository_names": Export(kind="ecr_repository", name="*", field="repositoryName", many=True),
        "repository_uris": Export(kind="ecr_repository", name="*", field="repositoryUri", many=True),
    },
    "image": {
        "tags": Export(kind="image", name="*", field="Tag", many=True),
        "uris": Export(kind="image", name="*", field="Uri", many=True),
    },
    "dns": {"zone_id": Export(kind="hosted_zone", name="zone", field="HostedZoneId", many=False)},
    "certificate": {
        "arn": Export(kind="certificate", name="main", field="CertificateArn", many=False),
        "cdn_arn": Export(kind="certificate", name="*", field="CertificateArn", many=False),
    },
    "load_balancer": {
        "arn": Export(kind="load_balancer", name="main", field="LoadBalancerArn", many=False),
        "dns_name": Export(kind="load_balancer", name="main", field="DNSName", many=False),
        "full_name": Export(kind="load_balancer", name="main", field="FullName", many=False),
        "hosted_zone_id": Export(kind="load_balancer", name="main", field="CanonicalHostedZoneId", many=False),
        "http_listener_arn": Export(kind="listener", name="http", field="ListenerArn", many=False),
        "https_listener_arn": Export(kind="listener", name="https", field="ListenerArn", many=False),
    },
    "cluster": {
        "arn": Export(kind="ecs_cluster", name="main", field="clusterArn", many=False),
        "name": Export(kind="ecs_cluster", name="main", field="clusterName", many=False),
    },
    "discovery": {
        "namespace_arn": Export(kind="namespace", name="main", field="Arn", many=False),
        "namespace_name": Export(kind="namespace", name="main", field="Name", many=False),
    },
    "service": {
        "service_names": Export(kind="ecs_service", name="*", field="serviceName", many=True),
        "target_group_full_names": Export(kind="target_group", name="*", field="FullName", many=True),
    },
    "job": {},
    "site": {
        "bucket": Export(kind="s3_bucket", name="site", field="Bucket", many=False),
        "bucket_arn": Export(kind="s3_bucket", name="site", field="Arn", many=False),
        "bucket_domain": Export(kind="s3_bucket", name="site", field="RegionalDomainName", many=False),
        "content": Export(kind="site_content", name="site", field="Digest", many=False),
        "releases": Export(kind="site_content", name="site", field="Releases", many=False),
    },
    "firewall": {
        "cdn_arn": Export(kind="web_acl", name="cdn", field="ARN", many=False),
        "load_balancer_arn": Export(kind="web_acl", name="load_balancer", field="ARN", many=False),
    },
    "cdn": {
        "distribution_arn": Export(kind="distribution", name="main", field="ARN", many=False),
        "distribution_id": Export(kind="distribution", name="main", field="Id", many=False),
        "domain_name": Export(kind="distribution", name="main", field="DomainName", many=False),
    },
    "monitoring": {"topic_arn": Export(kind="sns_topic", name="alerts", field="TopicArn", many=False)},
    "rollback": {},
}
