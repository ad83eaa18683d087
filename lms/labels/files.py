"""Who may open the files of evidence: its store, those who review it, who audits, who decides."""

from sqlalchemy import or_, select

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.files import Kind, StoredFile, readers
from lms.labels.models import Application, Audit, Evidence, Revision
from lms.network.queries import units_in_scope


@readers(Kind.EVIDENCE)
def may_read_evidence(viewer: Viewer, file: StoredFile) -> bool:
    """Tell whether ``viewer`` may open a file shown as evidence."""
    mine = (
        select(Audit.id)
        .where(
            Audit.application_id == Application.id,
            Audit.auditor_id == viewer.person_id,
            Audit.state != "ended",
        )
        .exists()
    )
    reach = [
        Application.unit_id.in_(units_in_scope(viewer, permission))
        for permission in (
            Permission.LABELS_SHOW,
            Permission.LABELS_REVIEW,
            Permission.LABELS_DECIDE,
        )
    ]
    found = (
        select(Revision.id)
        .join(Evidence, Evidence.id == Revision.evidence_id)
        .join(Application, Application.id == Evidence.application_id)
        .where(Revision.file_id == file.id, or_(mine, *reach))
    )
    return session.scalar(found.limit(1)) is not None
