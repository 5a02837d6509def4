"""Counts that are unlike what a respondent's own past and its peers say, as rules that begin in the shadow."""
