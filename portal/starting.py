"""What differs from trust to trust and has to begin somewhere: Sandwell's own lists."""

from portal.domain.places import Item

# Service areas, as the trust's annual report names them.
AREAS = (
    "West Brom & Wednesbury",
    "Tipton & Rowley",
    "Smethwick & Oldbury",
    "Children We Care For",
    "Care Experienced Young People Service",
    "Strengthening Families",
    "YJS & Interventions",
    "Resources",
    "Fostering",
    "Disabled Children",
    "MASH & Assessment",
    "Quality Assurance",
)
# Who provides advocates, as the same report names them (R1.7.8).
PROVIDERS = ("The Children's Society", "Black Country Advocacy Service")
# What the Voice Team hands out, hangs up and sends, with the room that each has for a code, in millimetres.
ITEMS = (
    Item("pen-clip", "Pen, on the clip", 8, 8, surface="plastic"),
    Item("pen-barrel", "Pen, on the barrel", 40, 12, 11, "plastic"),
    Item("highlighter", "Highlighter", 60, 15, 18, "plastic"),
    Item("key-ring", "Key ring", 25, 25, surface="plastic"),
    Item("stress-ball", "Stress ball", 30, 30, 66, "foam"),
    Item("notepad", "Notepad", 35, 35),
    Item("sticker", "Sticker", 38, 38),
    Item("card", "Card for a wallet", 30, 30),
    Item("visit-pack", "Visit pack", 40, 40),
    Item("leaflet", "Leaflet", 40, 40),
    Item("letter", "Letter", 30, 30),
    Item("poster", "Poster", 100, 100),
    Item("foster-carers", "Foster carers’ page", 0, 0, surface="screen"),
    Item("web-page", "Another web page", 0, 0, surface="screen"),
)
