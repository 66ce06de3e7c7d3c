# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What each capability offers its neighbours: capability -> name -> Export. Pure data; the engine finds the values in the
graph or among live objects by address tag."""

from __future__ import annotations

from ..engine.declaring import Export

EXPORTS = {
    "network": {
        "vpc_id": Export("vpc", "main", "VpcId"),
        "vpc_cidr": Export("vpc", "main", "CidrBlock"),
        "public_subnet_ids": Export("subnet", "public-*", "SubnetId", many=True),
        "private_subnet_ids": Export("subnet", "private-*", "SubnetId", many=True),
        "private_route_table_ids": Export("route_table", "private-*", "RouteTableId", many=True),
        "load_balancer_security_group_id": Export("security_group", "load_balancer", "GroupId"),
        "service_security_group_id": Export("security_group", "service", "GroupId"),
        "database_security_group_id": Export("security_group", "database", "GroupId"),
        "nat_addresses": Export("elastic_ip", "nat-*", "PublicIp", many=True),
    },
    "encryption": {"key_arn": Export("kms_key", "main", "Arn")},
    "database": {
        "identifier": Export("db_instance", "main", "DBInstanceIdentifier"),
        "endpoint": Export("db_instance", "main", "EndpointAddress"),
        "port": Export("db_instance", "main", "EndpointPort"),
        "username": Export("db_instance", "main", "MasterUsername"),
        "name": Export("db_instance", "main", "DBName"),
        "engine": Export("db_instance", "main", "Engine"),
        "secret_arn": Export("db_instance", "main", "MasterUserSecretArn"),
    },
    "registry": {
        "repository_uris": Export("ecr_repository", "*", "repositoryUri", many=True),
        "repository_arns": Export("ecr_repository", "*", "repositoryArn", many=True),
        "repository_names": Export("ecr_repository", "*", "repositoryName", many=True),
    },
    "file_system": {
        "file_system_id": Export("file_system", "main", "FileSystemId"),
        "file_system_arn": Export("file_system", "main", "FileSystemArn"),
    },
    "secret": {"parameter_names": Export("parameter", "*", "Name", many=True)},
    "image": {
        "uris": Export("image", "*", "Uri", many=True),
        "tags": Export("image", "*", "Tag", many=True),
    },
    "dns": {"zone_id": Export("hosted_zone", "zone", "HostedZoneId")},
    "certificate": {
        "arn": Export("certificate", "main", "CertificateArn"),
        # The one in us-east-1: "cdn" where there is one, else "main" (values come in address order, and the first is taken).
        "cdn_arn": Export("certificate", "*", "CertificateArn"),
    },
    "load_balancer": {
        "arn": Export("load_balancer", "main", "LoadBalancerArn"),
        "dns_name": Export("load_balancer", "main", "DNSName"),
        "hosted_zone_id": Export("load_balancer", "main", "CanonicalHostedZoneId"),
        "full_name": Export("load_balancer", "main", "FullName"),
        "http_listener_arn": Export("listener", "http", "ListenerArn"),
        "https_listener_arn": Export("listener", "https", "ListenerArn"),
    },
    "cluster": {
        "name": Export("ecs_cluster", "main", "clusterName"),
        "arn": Export("ecs_cluster", "main", "clusterArn"),
    },
    "discovery": {
        "namespace_name": Export("namespace", "main", "Name"),
        "namespace_arn": Export("namespace", "main", "Arn"),
    },
    "service": {
        "service_names": Export("ecs_service", "*", "serviceName", many=True),
        "target_group_full_names": Export("target_group", "*", "FullName", many=True),
    },
    "site": {
        "bucket": Export("s3_bucket", "site", "Bucket"),
        "bucket_arn": Export("s3_bucket", "site", "Arn"),
        "bucket_domain": Export("s3_bucket", "site", "RegionalDomainName"),
        "content": Export("site_content", "site", "Digest"),
        "releases": Export("site_content", "site", "Releases"),
    },
    "cdn": {
        "distribution_id": Export("distribution", "main", "Id"),
        "distribution_arn": Export("distribution", "main", "ARN"),
        "domain_name": Export("distribution", "main", "DomainName"),
    },
    "firewall": {
        "cdn_arn": Export("web_acl", "cdn", "ARN"),
        "load_balancer_arn": Export("web_acl", "load_balancer", "ARN"),
    },
    "monitoring": {"topic_arn": Export("sns_topic", "alerts", "TopicArn")},
}
