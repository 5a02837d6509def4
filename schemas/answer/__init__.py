"""What a respondent is told about a submission: words and layout, pure."""
