"""A month under a real `monatsbericht serve`, with the power going at any moment and everything else that may fail.

`python -m tests.flows.faults --kills 200 --seed 1` plays it all and prints what was tried and survived.
"""
