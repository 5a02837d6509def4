"""Of what each cell of the report is made, table by table: `schemas.analysis.origins.find.find_origin`. Pure."""
