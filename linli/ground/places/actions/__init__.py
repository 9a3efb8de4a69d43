"""Everything that changes places. Who may do so, the pages and commands ask first."""

from linli.ground.places.actions.drafts import (
    DraftRefused,
    NotDecidable,
    drop_draft,
    put_due_in_force,
    put_in_force,
    save_draft,
)
from linli.ground.places.actions.register import (
    CodeTaken,
    NoSuchPlace,
    NotACommunity,
    NotReplaceable,
    TooManyGrids,
    UnknownDivision,
    add_place,
    draw_place,
    generate_grids,
    import_grids,
    import_places,
    rename_place,
    replace_place,
    set_up_area,
)

__all__ = [
    "CodeTaken",
    "DraftRefused",
    "NoSuchPlace",
    "NotACommunity",
    "NotDecidable",
    "NotReplaceable",
    "TooManyGrids",
    "UnknownDivision",
    "add_place",
    "draw_place",
    "drop_draft",
    "generate_grids",
    "import_grids",
    "import_places",
    "put_due_in_force",
    "put_in_force",
    "rename_place",
    "replace_place",
    "save_draft",
    "set_up_area",
]
