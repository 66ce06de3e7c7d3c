"""A simulated AWS on loopback: moto's server in-process, with the gaps closed that a correct program would notice."""
