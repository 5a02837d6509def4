"""What the commands of this folder say when they have made a submission wait for its next check."""

NEXT_RUN = "Der nächste Lauf prüft erneut (sofort: monatsbericht collect)."
