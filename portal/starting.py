"""What differs from trust to trust and has to begin somewhere: Sandwell's own lists."""

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
