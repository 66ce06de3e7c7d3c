"""RDS: engine versions, parameter and subnet groups, and instances of PostgreSQL, MySQL and MariaDB over time.

Aurora clusters and their instances, replicas across Regions and restores are left to moto.
"""
