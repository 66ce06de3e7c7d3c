"""ECS: clusters, task definitions, tasks, services and their deployments, kept here rather than in moto."""
