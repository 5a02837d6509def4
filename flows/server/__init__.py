"""The embedded Prefect server, flows run on it, and the unattended machine."""
