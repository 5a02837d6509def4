"""What we do, one verb a module: plain functions first, the Prefect task last."""
