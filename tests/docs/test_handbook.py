"""What the operator's handbook tells to type does what it says."""

import re
from pathlib import Path

import orjson
import pytest

from samlad.collect.models import Category
from samlad.people.models import Collaboration
from samlad.places.models import Area
from tests.docs.pages import text

SQUARE = [[22.0, 65.5], [22.3, 65.5], [22.3, 65.7], [22.0, 65.7], [22.0, 65.5]]


@pytest.mark.django_db
def test_the_lines_that_make_a_collaboration_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = re.search(r"```python\n(.*?)```", text("docs/handbook/drift.md"), re.DOTALL)
    assert lines
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        "properties": {"name": "Centrum"},
    }
    (tmp_path / "areas.geojson").write_bytes(
        orjson.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(lines[1], "drift.md", "exec"), {})  # noqa: S102 - the handbook's own lines
    made = Collaboration.objects.get(slug="kommunen")
    assert [one.slug for one in made.organisations.all()] == ["kommun", "polisen", "bolaget"]
    assert Area.objects.get(collaboration=made).name == "Centrum"
    assert Category.objects.filter(collaboration=made, code="SKA").exists()
