"""The form of the carriers of KIM's case management (Meldebogen KIM-Träger): cases by legal area, posts by Baustein.

Welfare carriers, towns and municipal offices with which case managers of KIM sit: from 2027 on they report themselves,
and the centre's own form asks for its own case managers alone.
"""

from schemas.form.kim import FIRST, KimCases, KimPosts
from schemas.form.kind import Kind, Numbers

KIND = Kind(
    "carrier",
    "Meldebogen KIM-Träger",
    (KimCases, KimPosts),
    Numbers("T-<AGS>-<nnnn>", "T-05914000-0001", "Trägernummer", letter="T"),
    main=("T01", "T05"),
    asked=FIRST,
    is_of_place=False,
)
