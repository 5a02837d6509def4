"""The report: its one model, its chapters, its words. Pure; tasks draw and publish it."""
