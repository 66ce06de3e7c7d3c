#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/monitoring by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: monitoring
short_description: Alarms, dashboard and budget of a stack
version_added: 0.1.0
description:
  - Makes an encrypted SNS topic with subscriptions, and tells it of alarms on services, load balancer and database,
    of deployments, and of costs.
  - Standard alarms are C(service-<name>-cpu), C(service-<name>-memory) and C(service-<name>-unhealthy) for each
    of O(services), C(load-balancer-5xx), C(load-balancer-target-5xx), C(load-balancer-error-rate), C(load-balancer-response-time),
    C(database-cpu), C(database-storage), C(database-connections) and C(database-memory).
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  topic_name:
    description:
      - Name of the topic. The default is C(<application>-<environment>-alerts).
      - 'AWS requires: At most 256 letters, digits, hyphens and underscores.'
      - 'Class: managed.'
    type: str
  topic_display_name:
    description:
      - Name that e-mails of the topic come from. The default is C(<application>-<environment>).
      - 'AWS requires: At most 100 characters.'
      - 'Class: managed.'
    type: str
  topic_arn:
    description:
      - An existing topic to notify. Then no topic is made, and its subscriptions and policy are somebody else's.
      - 'Class: managed.'
    type: str
  encryption:
    description:
      - Whether the topic is encrypted with a customer-managed key.
      - 'The key that AWS manages for SNS cannot be used: alarms, events and budgets have no access to it.'
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - none
    default: customer
  kms_key_id:
    description:
      - Key of the topic. The default is that of M(slipway.aws.encryption), whose policy lets the notifying services
        in.
      - 'Class: managed.'
    type: str
  emails:
    description:
      - E-mail addresses that are told. Each gets a mail once with a link to confirm.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  subscriptions:
    description:
      - Further subscriptions of the topic.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      protocol:
        description:
          - Protocol.
          - 'Class: managed.'
        type: str
        choices:
          - email
          - email-json
          - https
          - sqs
          - lambda
        required: true
      endpoint:
        description:
          - Address, URL or ARN.
          - 'Class: managed.'
        type: str
        required: true
  services:
    description:
      - Services of M(slipway.aws.service) that are watched.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the service within the stack.
          - 'Class: managed.'
        type: str
        required: true
      load_balanced:
        description:
          - Whether the service has a target group.
          - 'Class: managed.'
        type: bool
        default: true
  load_balancer:
    description:
      - Whether the load balancer is watched.
      - 'Class: managed.'
    type: bool
    default: true
  load_balancer_full_name:
    description:
      - Value of the dimension LoadBalancer. The default is that of M(slipway.aws.load_balancer).
      - 'Class: managed.'
    type: str
  database:
    description:
      - Whether the database is watched.
      - 'Class: managed.'
    type: bool
    default: true
  database_identifier:
    description:
      - Identifier of the database instance or cluster. The default is that of M(slipway.aws.database).
      - 'Class: managed.'
    type: str
  watched:
    description:
      - What further is watched, sort of object to their names. Each gets standard alarms, and graphs on the dashboard.
      - 'Of database_cluster: C(database-cluster-<name>-lag), over 1000.'
      - 'Of database_member: C(database-member-<name>-cpu), over 80; C(database-member-<name>-storage), under 5.36871e+09.'
      - 'Of database_replica: C(database-replica-<name>-lag), over 60; C(database-replica-<name>-cpu), over 80.'
      - 'Of documentdb_cluster: C(documentdb-cluster-<name>-lag), over 1000.'
      - 'Of documentdb_member: C(documentdb-member-<name>-cpu), over 80; C(documentdb-member-<name>-storage), under
        5.36871e+09.'
      - 'Of email: C(email-<name>-bounces), over 0.05; C(email-<name>-complaints), over 0.001.'
      - 'Of queue: C(queue-<name>-oldest), over 3600; C(queue-<name>-dead-letter), over 0.'
      - 'Class: managed.'
    type: dict
    default: {}
  cluster_name:
    description:
      - Cluster of the services. The default is that of M(slipway.aws.cluster).
      - 'Class: managed.'
    type: str
  period:
    description:
      - Seconds of one data point of all alarms that say nothing else.
      - 'AWS requires: 10, 20, 30, or a multiple of 60.'
      - 'Class: managed.'
    type: int
    default: 300
  evaluation_periods:
    description:
      - Data points over the threshold after which these alarms go off.
      - 'Class: managed.'
    type: int
    default: 2
  service_cpu_threshold:
    description:
      - Per cent of CPU at which the alarm C(service-<name>-cpu) goes off.
      - 'Class: managed.'
    type: float
    default: 80.0
  service_memory_threshold:
    description:
      - Per cent of memory at which the alarm C(service-<name>-memory) goes off.
      - 'Class: managed.'
    type: float
    default: 80.0
  unhealthy_targets_threshold:
    description:
      - Unhealthy targets over which the alarm C(service-<name>-unhealthy) goes off.
      - 'Class: managed.'
    type: float
    default: 0.0
  load_balancer_5xx_threshold:
    description:
      - Responses with status 5xx of the load balancer itself, in one period, over which C(load-balancer-5xx) goes
        off.
      - 'Class: managed.'
    type: float
    default: 10.0
  target_5xx_threshold:
    description:
      - Responses with status 5xx of the targets, in one period, over which C(load-balancer-target-5xx) goes off.
      - 'Class: managed.'
    type: float
    default: 10.0
  error_rate_threshold:
    description:
      - Responses with status 5xx of the targets in per cent of all requests, over which C(load-balancer-error-rate)
        goes off. There is no such alarm when omitted.
      - 'Class: managed.'
    type: float
  response_time_threshold:
    description:
      - Seconds over which the 95th percentile of the response time sets off C(load-balancer-response-time).
      - 'Class: managed.'
    type: float
    default: 2.0
  database_cpu_threshold:
    description:
      - Per cent of CPU over which C(database-cpu) goes off.
      - 'Class: managed.'
    type: float
    default: 80.0
  database_free_storage_gib:
    description:
      - GiB of free storage under which C(database-storage) goes off.
      - 'Class: managed.'
    type: float
    default: 20.0
  database_connections_threshold:
    description:
      - Connections over which C(database-connections) goes off. PostgreSQL on db.t3.medium allows about 400.
      - 'Class: managed.'
    type: float
    default: 300.0
  database_free_storage_percent:
    description:
      - Per cent of the storage that is allocated now, under which free storage sets off C(database-storage), instead
        of O(database_free_storage_gib). Each run looks at what is allocated, which storage autoscaling moves.
      - 'Class: managed.'
    type: int
  database_connections_percent:
    description:
      - Per cent of the connections that the class allows by default, over which C(database-connections) goes off,
        instead of O(database_connections_threshold).
      - 'AWS requires: RDS keeps some of the memory that connections are counted by for itself, a tenth of a C(medium)
        class.'
      - 'Class: managed.'
    type: int
  database_free_memory_percent:
    description:
      - Per cent of the class's memory under which free memory sets off C(database-memory). There is no such alarm
        when omitted.
      - 'Class: managed.'
    type: int
  database_instance_class:
    description:
      - Class of the database, for O(database_connections_percent) and O(database_free_memory_percent). The default
        is that of M(slipway.aws.database), where its role has a variable for it.
      - 'Class: managed.'
    type: str
  database_engine:
    description:
      - Engine of the database, which says whether its metrics are an instance's or a cluster's.
      - 'Class: managed.'
    type: str
    choices:
      - aurora-mysql
      - aurora-postgresql
      - docdb
      - mariadb
      - mysql
      - postgres
    default: postgres
  alarms:
    description:
      - Changes of standard alarms, by their names, and further alarms.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the alarm within the stack. That of a standard alarm changes the standard alarm.
          - 'Class: managed.'
        type: str
        required: true
      enabled:
        description:
          - V(false) leaves a standard alarm out.
          - 'Class: managed.'
        type: bool
        default: true
      alarm_name:
        description:
          - Name of the alarm on AWS. The default is C(<application>-<environment>-<name>).
          - 'AWS requires: At most 255 characters.'
          - 'Class: managed.'
        type: str
      description:
        description:
          - What the alarm means.
          - 'AWS requires: At most 1024 characters.'
          - 'Class: managed.'
        type: str
      namespace:
        description:
          - Namespace of the metric.
          - 'Class: managed.'
        type: str
      metric_name:
        description:
          - Name of the metric.
          - 'Class: managed.'
        type: str
      dimensions:
        description:
          - Dimensions of the metric, name to value.
          - 'Class: managed.'
        type: dict
      log_metric:
        description:
          - Name of a metric of O(log_metrics), instead of a namespace and a metric.
          - 'Class: managed.'
        type: str
      metrics:
        description:
          - Metric math, in the form of the API's C(Metrics), instead of a metric.
          - 'Class: managed.'
        type: list
        elements: dict
      percent_of:
        description:
          - Name of another metric of the same namespace and dimensions, or of O(log_metrics) beside O(alarms[].log_metric).
          - 'The threshold is then per cent of it: errors of all requests. Where that one is 0, nothing is wrong.'
          - 'Class: managed.'
        type: str
      statistic:
        description:
          - Statistic of the metric. That of a share is V(Sum) when omitted.
          - 'Class: managed.'
        type: str
        choices:
          - SampleCount
          - Average
          - Sum
          - Minimum
          - Maximum
      percentile:
        description:
          - Percentile, instead of a statistic.
          - 'Class: managed.'
        type: str
      unit:
        description:
          - Unit of the metric.
          - 'Class: managed.'
        type: str
        choices:
          - Seconds
          - Microseconds
          - Milliseconds
          - Bytes
          - Kilobytes
          - Megabytes
          - Gigabytes
          - Terabytes
          - Bits
          - Kilobits
          - Megabits
          - Gigabits
          - Terabits
          - Percent
          - Count
          - Bytes/Second
          - Kilobytes/Second
          - Megabytes/Second
          - Gigabytes/Second
          - Terabytes/Second
          - Bits/Second
          - Kilobits/Second
          - Megabits/Second
          - Gigabits/Second
          - Terabits/Second
          - Count/Second
          - None
      period:
        description:
          - Seconds of one data point. The default is O(period).
          - 'AWS requires: 10, 20, 30, or a multiple of 60.'
          - 'Class: managed.'
        type: int
      evaluation_periods:
        description:
          - Data points that are looked at. The default is O(evaluation_periods).
          - 'Class: managed.'
        type: int
      datapoints_to_alarm:
        description:
          - Data points of these that must be over the threshold. The default is all of them.
          - 'Class: managed.'
        type: int
      threshold:
        description:
          - Threshold. With an operator for a band it is half the width of the band in standard deviations, V(2)
            when omitted.
          - 'Class: managed.'
        type: float
      threshold_metric_id:
        description:
          - 'With O(alarms[].metrics) and an operator for a band: which of them is the band. The default is the
            one with C(ANOMALY_DETECTION_BAND).'
          - 'Class: managed.'
        type: str
      comparison_operator:
        description:
          - How values are compared. The default of added alarms is V(GreaterThanThreshold).
          - V(LessThanLowerOrGreaterThanUpperThreshold), V(LessThanLowerThreshold) and V(GreaterThanUpperThreshold)
            compare with a band that CloudWatch learns from the metric's past.
          - 'Class: managed.'
        type: str
        choices:
          - GreaterThanThreshold
          - GreaterThanOrEqualToThreshold
          - LessThanThreshold
          - LessThanOrEqualToThreshold
          - LessThanLowerOrGreaterThanUpperThreshold
          - LessThanLowerThreshold
          - GreaterThanUpperThreshold
      treat_missing_data:
        description:
          - What missing data points mean. The default of added alarms is V(missing).
          - 'Class: managed.'
        type: str
        choices:
          - missing
          - notBreaching
          - breaching
          - ignore
      notify:
        description:
          - Whether the topic is told when the alarm goes off.
          - 'Class: managed.'
        type: bool
        default: true
      notify_ok:
        description:
          - Whether the topic is told when it is over.
          - 'Class: managed.'
        type: bool
        default: true
  composite_alarms:
    description:
      - Alarms that follow from the states of others, standard ones and those of O(alarms) and before them in the
        list.
      - Alarms that they sum up are silenced with O(alarms[].notify).
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the alarm within the stack.
          - 'Class: managed.'
        type: str
        required: true
      alarm_name:
        description:
          - Name of the alarm on AWS. The default is C(<application>-<environment>-<name>).
          - 'AWS requires: At most 255 characters.'
          - 'Class: managed.'
        type: str
      description:
        description:
          - What the alarm means.
          - 'AWS requires: At most 1024 characters.'
          - 'Class: managed.'
        type: str
      any:
        description:
          - Names of alarms of the stack, of which one is enough.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      all:
        description:
          - Names of alarms of the stack that have to go off together.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      rule:
        description:
          - Any other rule, in CloudWatch's form, in which C({name}\) stands for an alarm of the stack.
          - 'Class: managed.'
        type: str
      suppressor:
        description:
          - Name of an alarm of the stack that silences this one while it is going off.
          - 'Class: managed.'
        type: str
      suppressor_wait:
        description:
          - Seconds for which the notification waits for O(composite_alarms[].suppressor) to go off, too.
          - 'Class: managed.'
        type: int
        default: 60
      suppressor_extension:
        description:
          - Seconds for which it stays silent after O(composite_alarms[].suppressor) is over.
          - 'Class: managed.'
        type: int
        default: 60
      notify:
        description:
          - Whether the topic is told when the alarm goes off.
          - 'Class: managed.'
        type: bool
        default: true
      notify_ok:
        description:
          - Whether the topic is told when it is over.
          - 'Class: managed.'
        type: bool
        default: true
  queries:
    description:
      - Queries of CloudWatch Logs Insights, saved in a folder of the stack's name.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the query in the folder.
          - 'Class: managed.'
        type: str
        required: true
      query:
        description:
          - The query, in the language of Logs Insights.
          - 'AWS requires: At most 9500 characters, as the stack''s mark is added.'
          - 'Class: managed.'
        type: str
        required: true
      services:
        description:
          - Services of the stack whose log groups are queried.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      log_groups:
        description:
          - Further log groups.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
  log_metrics:
    description:
      - Metrics that count what is written into log groups, for alarms and dashboards.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the metric. Its namespace is C(Slipway/<application>/<environment>/<region>).
          - 'Class: managed.'
        type: str
        required: true
      log_group:
        description:
          - Log group.
          - 'Class: managed.'
        type: str
      service:
        description:
          - Service of the stack, instead of a log group.
          - 'Class: managed.'
        type: str
      pattern:
        description:
          - Filter pattern. An empty one matches everything.
          - 'AWS requires: At most 1024 characters.'
          - 'Class: managed.'
        type: str
        required: true
      value:
        description:
          - 'What is added for each match: a number, or a field of the log event such as V($.latency).'
          - 'Class: managed.'
        type: str
        default: '1'
      unit:
        description:
          - Unit of the metric.
          - 'Class: managed.'
        type: str
        choices:
          - Seconds
          - Microseconds
          - Milliseconds
          - Bytes
          - Kilobytes
          - Megabytes
          - Gigabytes
          - Terabytes
          - Bits
          - Kilobits
          - Megabits
          - Gigabits
          - Terabits
          - Percent
          - Count
          - Bytes/Second
          - Kilobytes/Second
          - Megabytes/Second
          - Gigabytes/Second
          - Terabytes/Second
          - Bits/Second
          - Kilobits/Second
          - Megabits/Second
          - Gigabits/Second
          - Terabits/Second
          - Count/Second
          - None
        default: Count
      default_value:
        description:
          - Value of a minute in which something was written and nothing matched.
          - 'Class: managed.'
        type: float
        default: 0.0
  deployment_events:
    description:
      - Events of deployments that the topic is told. An empty list makes no rule.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - SERVICE_DEPLOYMENT_IN_PROGRESS
      - SERVICE_DEPLOYMENT_COMPLETED
      - SERVICE_DEPLOYMENT_FAILED
    default:
      - SERVICE_DEPLOYMENT_COMPLETED
      - SERVICE_DEPLOYMENT_FAILED
  dashboard:
    description:
      - Whether there is a dashboard of services, load balancer, database and alarms.
      - 'Class: managed.'
    type: bool
    default: true
  dashboard_name:
    description:
      - Name of the dashboard. The default is C(<application>-<environment>-<region>).
      - 'AWS requires: At most 255 letters, digits, hyphens and underscores. Unique in the account.'
      - 'Class: managed.'
    type: str
  dashboard_widgets:
    description:
      - Further widgets in CloudWatch's form, below the others; C(x) and C(y) are set here unless they say them.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
  dashboard_graphs:
    description:
      - Graphs of further metrics, such as orders and payments, after the standard ones.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      title:
        description:
          - Title of the graph.
          - 'Class: managed.'
        type: str
        required: true
      log_metrics:
        description:
          - Metrics of O(log_metrics).
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      namespace:
        description:
          - Namespace of O(dashboard_graphs[].metrics).
          - 'Class: managed.'
        type: str
      metrics:
        description:
          - Names of metrics, a line for each.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      dimensions:
        description:
          - Their dimensions, name to value.
          - 'Class: managed.'
        type: dict
        default: {}
      statistic:
        description:
          - Statistic of all lines.
          - 'Class: managed.'
        type: str
        choices:
          - SampleCount
          - Average
          - Sum
          - Minimum
          - Maximum
        default: Sum
      period:
        description:
          - Seconds of one data point.
          - 'AWS requires: A multiple of 60.'
          - 'Class: managed.'
        type: int
        default: 300
      width:
        description:
          - Columns of the dashboard's 24.
          - 'Class: managed.'
        type: int
        default: 12
  dashboard_costs:
    description:
      - Whether the dashboard shows what AWS bills this month, for the whole account.
      - 'AWS requires: A person switches billing alerts on once, in the account''s billing preferences; there is
        no call for it.'
      - 'Class: managed.'
    type: bool
    default: false
  cost_allocation_tags:
    description:
      - 'Tag keys by which costs are told apart, for O(budget.tags) and Cost Explorer: each is activated, and stays
        so.'
      - A key that AWS has not seen yet waits for a later run, and nothing else does.
      - 'AWS requires: Only the account that pays for an organisation can activate keys. Each run asks Cost Explorer,
        for 0.01 USD.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  budget:
    description:
      - A budget with notifications. None is made when omitted.
      - 'Class: managed.'
    type: dict
    suboptions:
      amount:
        description:
          - Amount in one period of time.
          - 'Class: managed.'
        type: float
        required: true
      currency:
        description:
          - Currency of the account's bills.
          - 'Class: managed.'
        type: str
        default: USD
      time_unit:
        description:
          - The period of time.
          - 'Class: managed.'
        type: str
        choices:
          - DAILY
          - MONTHLY
          - QUARTERLY
          - ANNUALLY
        default: MONTHLY
      name:
        description:
          - Name of the budget. The default holds application, environment and Region.
          - 'AWS requires: At most 100 characters, without colon and backslash.'
          - 'Class: managed.'
        type: str
      cost_filters:
        description:
          - What is counted, in the form of the API's C(CostFilters). The default is the whole account.
          - 'Class: managed.'
        type: dict
        default: {}
      notifications:
        description:
          - When somebody is told. The default is at 80 % spent and at 100 % forecast.
          - 'AWS requires: At most 5.'
          - 'Class: managed.'
        type: list
        elements: dict
        suboptions:
          type:
            description:
              - 'What is compared: what was spent, or what AWS expects.'
              - 'Class: managed.'
            type: str
            choices:
              - ACTUAL
              - FORECASTED
            default: ACTUAL
          threshold:
            description:
              - Threshold of the notification.
              - 'Class: managed.'
            type: float
            required: true
          threshold_type:
            description:
              - Whether the threshold is a percentage of the budget or an amount.
              - 'Class: managed.'
            type: str
            choices:
              - PERCENTAGE
              - ABSOLUTE_VALUE
            default: PERCENTAGE
          topic:
            description:
              - Whether the topic is told.
              - 'Class: managed.'
            type: bool
            default: true
          emails:
            description:
              - Addresses that are told directly.
              - 'AWS requires: At most 10.'
              - 'Class: managed.'
            type: list
            elements: str
            default: []
      tags:
        description:
          - Tags of which one has to be on what is counted, key to one or several values.
          - 'AWS requires: The payer account has to have activated the key as a cost allocation tag.'
          - 'Class: managed.'
        type: dict
        default: {}
      filter_expression:
        description:
          - What is counted, in the form of the API's C(FilterExpression), instead of O(budget.cost_filters) and
            O(budget.tags).
          - 'Class: managed.'
        type: dict
      metrics:
        description:
          - What an expression adds up. V([UnblendedCost]) when omitted.
          - 'Class: managed.'
        type: list
        elements: str
        choices:
          - BlendedCost
          - UnblendedCost
          - AmortizedCost
          - NetUnblendedCost
          - NetAmortizedCost
          - UsageQuantity
          - NormalizedUsageAmount
          - Hours
      billing_view_arn:
        description:
          - ARN of the billing view that is counted. The account's own when omitted.
          - 'Class: optional.'
        type: str
      actions:
        description:
          - What is done when the budget is exceeded, besides telling somebody.
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description:
              - Name of the action within the stack.
              - 'Class: managed.'
            type: str
            required: true
          type:
            description:
              - 'What is compared: what was spent, or what AWS expects.'
              - 'Class: managed.'
            type: str
            choices:
              - ACTUAL
              - FORECASTED
            default: ACTUAL
          threshold:
            description:
              - Threshold over which it is done.
              - 'Class: managed.'
            type: float
            required: true
          threshold_type:
            description:
              - Whether the threshold is a percentage of the budget or an amount.
              - 'Class: managed.'
            type: str
            choices:
              - PERCENTAGE
              - ABSOLUTE_VALUE
            default: PERCENTAGE
          approval:
            description:
              - V(AUTOMATIC) does it at once, V(MANUAL) when a person says so in the console.
              - 'Class: managed.'
            type: str
            choices:
              - AUTOMATIC
              - MANUAL
            default: MANUAL
          iam_policy:
            description:
              - Attach a managed policy, such as one that denies new resources.
              - 'Class: managed.'
            type: dict
            suboptions:
              policy_arn:
                description:
                  - ARN of the policy.
                  - 'Class: managed.'
                type: str
                required: true
              roles:
                description:
                  - Names of roles that get it.
                  - 'Class: managed.'
                type: list
                elements: str
                default: []
              groups:
                description:
                  - Names of groups that get it.
                  - 'Class: managed.'
                type: list
                elements: str
                default: []
              users:
                description:
                  - Names of users that get it.
                  - 'Class: managed.'
                type: list
                elements: str
                default: []
          scp:
            description:
              - Attach a service control policy. Possible in the management account of an organisation.
              - 'Class: managed.'
            type: dict
            suboptions:
              policy_id:
                description:
                  - ID of the policy.
                  - 'Class: managed.'
                type: str
                required: true
              target_ids:
                description:
                  - Roots, units and accounts that get it.
                  - 'Class: managed.'
                type: list
                elements: str
                required: true
          stop:
            description:
              - 'Stop instances of EC2 or RDS. There is no such action for services of ECS on Fargate: they go on
                running, and costing.'
              - 'Class: managed.'
            type: dict
            suboptions:
              service:
                description:
                  - Whose instances.
                  - 'Class: managed.'
                type: str
                choices:
                  - ec2
                  - rds
                required: true
              instance_ids:
                description:
                  - IDs of instances of EC2, or identifiers of databases, such as V(output(database.identifier\)).
                  - 'Class: managed.'
                type: list
                elements: str
                required: true
              region:
                description:
                  - Their Region. The stack's when omitted.
                  - 'Class: managed.'
                type: str
          role_arn:
            description:
              - Role with which AWS Budgets does it. One that may do just this is made when omitted.
              - 'Class: managed.'
            type: str
          topic:
            description:
              - Whether the topic is told.
              - 'Class: managed.'
            type: bool
            default: true
          emails:
            description:
              - Addresses that are told directly.
              - 'AWS requires: At most 10.'
              - 'Class: managed.'
            type: list
            elements: str
            default: []
  policy:
    description:
      - What an environment changes about O(alarms), O(budget), O(composite_alarms), O(dashboard_graphs), O(log_metrics),
        O(queries), O(services), O(subscriptions) and O(watched), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(endpoint) of O(subscriptions), C(name) of O(services), C(name) of O(alarms),
        C(name) of O(composite_alarms), C(name) of O(queries), C(name) of O(log_metrics), C(title) of O(dashboard_graphs).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: Standard alarms, one of them stricter, and one on a log
  slipway.aws.monitoring:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    topic_name: inflight-ordering-alerts
    emails: [operations@example.com]
    services: [{name: api}]
    log_metrics:
      - {name: errors, service: api, pattern: ERROR}
    alarms:
      - {name: service-api-cpu, alarm_name: High-CPU-Utilization, threshold: 80}
      - {name: errors, log_metric: errors, statistic: Sum, threshold: 10, treat_missing_data: notBreaching}
    budget: {amount: 500}
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
topic_arn:
  description: ARN of the topic.
  returned: when it is known
  type: str
  sample: arn:aws:sns:us-east-1:123456789012:inflight-ordering-alerts
alarm_names:
  description: Names of all alarms.
  returned: when it is known
  type: list
  sample:
    - inflight-ordering-prod-database-cpu
dashboard_name:
  description: Name of the dashboard, or none.
  returned: when it is known
  type: str
  sample: inflight-ordering-prod-us-east-1
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import monitoring


def main():
    entry.main("monitoring", monitoring)


if __name__ == "__main__":
    main()
