"""What labels hold about people: who wrote, showed, looked, decided. Nothing about who was met."""

from lms.core.i18n import _l
from lms.core.privacy import declare, declare_impersonal

declare_impersonal(
    "labels_criterion",
    "labels_lineage",
    "labels_value",
    "labels_cluster_unit",
    "labels_figure",
    "labels_evidence",
    "labels_doubt",
    "labels_award",
)
declare("labels_program", _l("The labels you created."), person=("created_by",))
declare(
    "labels_grid",
    _l("The grids you started, submitted or published."),
    person=("created_by", "submitted_by", "published_by"),
    hidden=("settings",),
)
declare(
    "labels_criterion_version",
    _l("The criteria you wrote last."),
    person=("updated_by",),
    hidden=("body",),
)
declare(
    "labels_grid_entry",
    _l("Each change you made to a grid."),
    person=("actor_id",),
    hidden=("before", "after"),
)
declare(
    "labels_comment",
    _l("What you remarked beside a grid."),
    person=("author_id", "closed_by"),
)
declare(
    "labels_simulation",
    _l("The simulations of a grid you ran."),
    person=("actor_id",),
    hidden=("figures",),
)
declare(
    "labels_season",
    _l("The seasons of a label you created or closed."),
    person=("created_by", "closing_by"),
)
declare(
    "labels_application",
    _l("The applications of your store you submitted."),
    person=("submitted_by",),
)
declare(
    "labels_finding",
    _l("What you found or said of a criterion, for a store."),
    person=("actor_id",),
)
declare(
    "labels_cluster",
    _l("The small stores whose figures you put together."),
    person=("declared_by",),
)
declare(
    "labels_external",
    _l("The figures from outside you declared."),
    person=("created_by",),
)
declare(
    "labels_batch",
    _l("The files of figures you imported or took back."),
    person=("actor_id", "undone_by"),
    hidden=("data", "counts"),
)
declare(
    "labels_revision",
    _l("The photos, documents and notes you sent as evidence for your store."),
    person=("uploaded_by",),
    hidden=("look", "chain"),
)
declare(
    "labels_review",
    _l("The evidence you approved or rejected, and what became of yours."),
    person=("reviewer_id", "uploader_id"),
)
declare(
    "labels_audit",
    _l("The audits you were given, held, or gave to others."),
    person=("auditor_id", "assigned_by"),
)
declare(
    "labels_ballot",
    _l("What you thought of a store's level, as a member of a panel."),
    person=("person_id",),
)
declare(
    "labels_decision",
    _l("The decisions about labels: by whom stands beside."),
    hidden=("inputs",),
)
declare("labels_member", _l("The decisions you took part in."), person=("person_id",))
declare(
    "labels_award_entry",
    _l("The labels you suspended, gave back, withdrew or ended."),
    person=("actor_id",),
)
declare("labels_appeal", _l("The appeals you filed."), person=("filed_by",))
declare(
    "labels_concern",
    _l("The decisions you looked at again when a figure was corrected."),
    person=("handled_by",),
)
