"""What is wrong in a draft leads to the field it speaks of, as far as who reads it may write it."""

import pytest

from lms.labels.views.leads import Shown, summary

WRITER = Shown(lines=["a", "b"], gone={"old"}, may_write=True, asks_why=True)
READER = Shown(lines=["a", "b"], gone={"old"}, may_write=False, asks_why=False)


@pytest.mark.parametrize(
    ("path", "writer", "reader"),
    [
        ("criteria[1].thresholds.gold", "th-goldb", "c-b"),
        ("criteria[1].thresholds", "c-b", "c-b"),
        ("criteria[0].expectation.on", "c-a", "c-a"),
        ("criteria[9].weight", "whole", "whole"),
        ("criteria", "add", "whole"),
        ("before.old", "grold", "g-old"),
        ("into.old", "glold", "g-old"),
        ("before.a", "c-a", "c-a"),
        ("after.b", "c-b", "c-b"),
        ("after.unknown", "whole", "whole"),
        ("quotas.gold", "quotas.gold", "whole"),
        ("quotas", "share", "whole"),
        ("quota_by_tenure.3", "quota_by_tenure", "whole"),
        ("body", "body", "body"),
        ("solo_reason", "solo_reason", "publish"),
        ("program", "whole", "whole"),
    ],
)
def test_each_fault_leads_to_its_place(path: str, writer: str, reader: str):
    assert summary({path: "Why."}, WRITER) == [(writer, "Why.")]
    assert summary({path: "Why."}, READER) == [(reader, "Why.")]
