"""The table that schools, daycares and associations share: parent programmes (Griffbereit, Rucksack)."""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import code, count, persons


class ParentProgrammes(pa.DataFrameModel):
    """One row a programme and group language."""

    programme: pd.StringDtype = code("Programm", "Programm der Elternbildung des Landes.", "programme")
    language: pd.StringDtype = code(
        "Gruppensprache", "Sprache, in der die Gruppe arbeitet.", "language", aliases=("Sprache",)
    )
    groups: pd.Int64Dtype = count(
        "Gruppen", "Laufende Gruppen am Stichtag.", unit="Gruppen", indicator="K07", maximum=200
    )
    families: pd.Int64Dtype = persons(
        "Familien", "Teilnehmende Familien am Stichtag.", unit="Familien", indicator="K08"
    )
    children: pd.Int64Dtype = persons("Kinder", "Kinder in den teilnehmenden Familien.", unit="Kinder", indicator="K09")
    parent_guides: pd.Int64Dtype = persons(
        "Elternbegleitungen",
        "Tätige Elternbegleiterinnen und Elternbegleiter.",
        unit="Elternbegleitungen",
        indicator="K10",
        aliases=("Elternbegleiterinnen",),
    )

    class Config:
        """How the table is called and laid out."""

        name = "parent_programmes"
        title = "Programme der Elternbildung"
        description = "Je Programm und Gruppensprache eine Zeile, Bestand am Stichtag."
        metadata = {"capacity": 12, "sheet": "Elternbildung"}
