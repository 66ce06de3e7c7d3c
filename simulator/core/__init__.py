"""What is the same for all services: the server, the protocols, the clock, faults, pages, lags and permissions."""
