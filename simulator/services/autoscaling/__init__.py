"""Application Auto Scaling: scalable targets, policies with their alarms and what these do, scheduled actions, tags."""
