"""Amazon S3: objects, versions and the rest of the settings are moto's; access, encryption and lifecycle are here."""
