"""RDS: engine versions, parameter and subnet groups, instances of PostgreSQL, MySQL and MariaDB over time, and clusters.

Clusters of Neptune, replicas across Regions and restores are left to moto.
"""
