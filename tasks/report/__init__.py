"""From the warehouse to the published report: summarise, compose, protect, draw, render, publish."""
