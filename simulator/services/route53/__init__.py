"""Amazon Route 53: zones on moto's models, record sets kept here. Health checks and tags are moto's."""
