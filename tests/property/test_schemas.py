"""What `check` accepts fits the schemas that are made for it."""

import jsonschema

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.language.folder import load
from playbook_engine.language.plain import as_plain
from playbook_engine.language.reading import read
from playbook_engine.language.schemas.files import file_schemas
from playbook_engine.language.schemas.vocabulary import ANYBODY, vocabulary_of
from tests.property.laws import of_cases
from tests.property.writing import folder

ANYBODYS = file_schemas(ANYBODY)


class TestSchemas:
    """Design 3: the schemas are made from the same keys as the reader, and may not call wrong what it takes."""

    @of_cases(0.2)
    def test_a_generated_release_fits(self, case: Drawn) -> None:
        files = folder(case.release)
        loaded = load(files)
        if not loaded.ok:  # only while a case is made smaller: that all are accepted is a law of its own
            return
        for schemas in (ANYBODYS, file_schemas(vocabulary_of(files, loaded))):
            for path in (each for each in files if each.endswith(".yaml")):
                node = read(path, files[path]).node
                assert node is not None
                kind = "organisation" if path == "organisation.yaml" else "playbook"
                found = jsonschema.Draft7Validator(schemas[kind]).iter_errors(as_plain(node))
                assert not [f"{path} {each.json_path}: {each.message[:200]}" for each in found]
