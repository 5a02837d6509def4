"""What we do, stage by stage: plain functions, one verb a module; a stage's Prefect tasks are in its `steps.py`."""
