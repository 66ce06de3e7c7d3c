"""Amazon CloudWatch: alarms on moto's models with AWS's states and defaults, composite alarms, dashboards."""
