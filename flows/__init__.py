"""Sources, fetching, settings, Prefect flows, the command line."""
