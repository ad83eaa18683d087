"""Who may open the photos of a walk: who reads the project, once they see that walk."""

from lms.core.access import Viewer
from lms.core.errors import NotFound
from lms.core.files import Kind, StoredFile, readers
from lms.projects.queries import diagnostic
from lms.projects.queries.projects import project_here


@readers(Kind.PHOTO)
def may_read_photo(viewer: Viewer, file: StoredFile) -> bool:
    """Tell whether ``viewer`` may open a photo of a walk somebody else took."""
    found = diagnostic.photo_of(file.id)
    if found is None or viewer.person_id is None:
        return False
    _felt, walk = found
    try:
        project_here(viewer, walk.project_id)
    except NotFound:
        return False
    return diagnostic.sees_walk(viewer.person_id, walk)
