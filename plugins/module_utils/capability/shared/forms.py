# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Forms of texts that several capabilities take: ids, ARNs and address ranges of AWS.

IDs of EC2 are a prefix with 8 or 17 hexadecimal digits ("Amazon EC2 resource IDs"); models of other services allow up to 40.
ARNs are partition, service, Region, account and resource ("Identify AWS resources with ARNs").
"""

from __future__ import annotations

import ipaddress

from .option import Form


def ec2_id(prefix, what):
    """The ID of an object of EC2."""
    sample = "%s-0123456789abcdef0" % prefix
    return Form(
        "the ID of %s, such as %s, is allowed" % (what, sample), "%s-[0-9a-f]{8,40}" % prefix, samples=(sample,)
    )


def arn(service, resource, what, sample, region=True, account=r"\d{12}"):
    """The ARN of an object.

    :param resource: pattern of the last part
    :param sample: an example of it
    """
    place = r"[a-z]{2,4}(-[a-z]+)+-\d" if region else ""
    whole = "arn:aws:%s:%s:123456789012:%s" % (service, "us-east-1" if region else "", sample)
    return Form(
        "the ARN of %s, such as %s, is allowed" % (what, whole),
        "arn:aws[a-z-]*:%s:%s:%s:%s" % (service, place, account, resource),
        samples=(whole,),
    )


def _range(version):
    def canonical(text):
        network = ipaddress.ip_network(text)
        if version and network.version != version or "%" in text:  # a zone is a thing of one machine
            raise ValueError(text)
        return str(network)

    return canonical


CIDR = Form(
    "an IPv4 or IPv6 address range without host bits, such as 203.0.113.0/24, is allowed",
    canonical=_range(None),
    samples=("203.0.113.0/24", "203.0.113.5", "2001:db8::/32", "10.0.0.0/255.255.0.0"),
)
CIDR4 = Form(
    "an IPv4 address range without host bits, such as 10.0.0.0/16, is allowed",
    canonical=_range(4),
    samples=("10.0.0.0/16", "10.8.0.0/255.255.0.0"),
)
EMAIL_ADDRESS = Form(
    "an e-mail address is allowed",
    r"[^@\s;,\"<>!]+@(?=.{1,253}$)([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}",
    samples=("no-reply@example.com",),
)
ACCOUNT_ID = Form("an account ID of twelve digits is allowed", r"\d{12}", samples=("123456789012",))
VPC_ID = ec2_id("vpc", "a VPC")
SUBNET_ID = ec2_id("subnet", "a subnet")
SECURITY_GROUP_ID = ec2_id("sg", "a security group")
PREFIX_LIST_ID = ec2_id("pl", "a prefix list")
TRANSIT_GATEWAY_ID = ec2_id("tgw", "a transit gateway")
VPC_PEERING_CONNECTION_ID = ec2_id("pcx", "a VPC peering connection")
VIRTUAL_PRIVATE_GATEWAY_ID = ec2_id("vgw", "a virtual private gateway")
NETWORK_INTERFACE_ID = ec2_id("eni", "a network interface")
HOSTED_ZONE_ID = Form(
    "an ID such as Z0123456789ABCDEFGHIJ is allowed",
    r"(/hostedzone/)?Z[A-Z0-9]{1,31}",
    lambda text: text.rpartition("/")[2],
    samples=("Z0123456789ABCDEFGHIJ", "/hostedzone/Z0123456789ABCDEFGHIJ"),
)
# Policies name a key by its ARN, and AWS answers with it: a key's ID or alias would be another value in each run.
KEY_ARN = arn(
    "kms", "key/[A-Za-z0-9-]{1,64}", "a KMS key, not its ID or an alias", "key/1234abcd-12ab-34cd-56ef-1234567890ab"
)
CERTIFICATE_ARN = arn("acm", r"certificate/[\w-]+", "a certificate", "certificate/12345678-1234-1234-1234-123456789012")
ROLE_ARN = arn("iam", r"role/[\w+=,.@/-]{1,576}", "a role", "role/operations", region=False)
ROLE_NAME = Form("1 to 64 letters, digits and _ + = , . @ - are allowed", r"[\w+=,.@-]{1,64}", samples=("operations",))
POLICY_ARN = arn(
    "iam", r"policy/[\w+=,.@/-]{1,576}", "a managed policy", "policy/boundary", region=False, account=r"(\d{12}|aws)"
)
# Dead-letter queues of EventBridge Scheduler are standard ones (its User Guide, and the model's pattern).
QUEUE_ARN = arn("sqs", r"[\w-]{1,80}", "a standard SQS queue", "failed-starts")
TOPIC_ARN = arn("sns", r"[\w-]{1,256}(\.fifo)?", "an SNS topic", "operations")
BILLING_VIEW_ARN = arn(
    "billing", r"billingview/[\w/:+=.@-]{1,100}", "a billing view", "billingview/primary", region=False
)
SECRET_ARN = arn("secretsmanager", r"secret:[\w/+=.@!-]{1,519}", "a secret", "secret:shop-AbCdEf")
NAMESPACE_ARN = arn("servicediscovery", r"namespace/[\w-]{1,64}", "a Cloud Map namespace", "namespace/ns-abcdefgh")
LOG_GROUP_ARN = arn("logs", r"log-group:[\w./#-]{1,512}(:\*)?", "a log group", "log-group:/aws/route53/example.com")
BALANCER_ARN = arn(
    "elasticloadbalancing",
    r"loadbalancer/app/[A-Za-z0-9-]{1,32}/[0-9a-f]+",
    "an Application Load Balancer",
    "loadbalancer/app/shop/50dc6c495c0c9188",
)
LISTENER_ARN = arn(
    "elasticloadbalancing",
    r"listener/app/[A-Za-z0-9-]{1,32}/[0-9a-f]+/[0-9a-f]+",
    "a listener",
    "listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2",
)
BALANCER_NAME = Form(
    "the last part of its ARN, such as app/shop/50dc6c495c0c9188, is allowed",
    r"app/[A-Za-z0-9-]{1,32}/[0-9a-f]+",
    samples=("app/shop/50dc6c495c0c9188",),
)
# The reference grammar of the distribution project; ECS takes 255 characters (ContainerDefinition, image).
IMAGE = Form(
    "an image such as public.ecr.aws/nginx/nginx:1.27, of at most 255 characters, is allowed",
    r"(?=.{1,255}$)((localhost|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:\d+/)|\[[0-9A-Fa-f:]+\])(:\d{1,5})?/)?"
    r"[a-z0-9]+((\.|_|__|-+|/)[a-z0-9]+)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?",
    samples=("public.ecr.aws/nginx/nginx:1.27", "localhost:5000/shop/api:1"),
)
# S3 User Guide, "General purpose bucket naming rules".
BUCKET_NAME = Form(
    "3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends, are allowed",
    r"(?!xn--|sthree-|amzn-s3-demo-)(?![\d.]+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)",
    samples=("shop-logs",),
)
TIME_ZONE = Form(
    "the name of a time zone such as Europe/Vienna is allowed",
    r"(?=.{1,50}$)[\w+-]+(/[\w+-]+)*",
    samples=("Europe/Vienna", "UTC"),
)
INSTANCE = Form(
    "the name of an instance, of letters, digits and _ . : @ + -, is allowed", r"[\w.:@+-]{1,64}", samples=("main",)
)
LOG_GROUP_NAME = Form(
    "a log group's name of 1 to 512 letters, digits and . _ / # - is allowed",
    r"[\w./#-]{1,512}",
    samples=("/ecs/shop",),
)
KEY = Form(
    "a key of lower-case letters, digits and single hyphens, at most 40 characters, is allowed",
    r"(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
    samples=("api",),
)
CLUSTER_NAME = Form(
    "a cluster's name of at most 255 letters, digits, hyphens and underscores is allowed",
    r"[A-Za-z0-9_-]{1,255}",
    samples=("shop-prod",),
)
