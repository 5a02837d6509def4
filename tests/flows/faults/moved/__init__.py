"""A folder for PYTHONPATH: what every Python of the installation under test does before anything else."""
