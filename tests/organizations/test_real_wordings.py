"""The wordings of real directives, with hand-made truth; runs where DIEUPHOI_CORPUS points to it."""

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from dieuphoi.organizations.resolution import Meaning, resolve
from dieuphoi.organizations.wordings import key
from tests.organizations.loaded import RegistryTest

CORPUS = os.environ.get("DIEUPHOI_CORPUS", "")


class TestRealWordings(RegistryTest):
    """The registry before real directives."""

    @pytest.mark.skipif(not CORPUS, reason="DIEUPHOI_CORPUS is not set")
    def test_no_real_wording_is_understood_wrongly(self) -> None:
        """Certain and wrong is worse than unknown: none may be; most agencies must be known."""
        found: Counter[tuple[str, Meaning]] = Counter()
        wrong = []
        with (Path(CORPUS) / "agency_truth.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        for row in rows:
            day = date.fromisoformat(row["issued_on"])
            issuer = resolve(row["issuer"], day, None).organization
            answer = resolve(row["wording"], day, issuer)
            found[row["kind"], answer.kind] += 1
            right = answer.kind == row["kind"] and (
                answer.kind != Meaning.AGENCY or key(answer.name).startswith(key(row["expected"]))
            )
            if answer.is_certain and not right:
                wrong.append((row["document"], row["wording"], answer.name))

        assert wrong == []
        agencies = sum(n for (kind, _), n in found.items() if kind == "agency")
        classes = sum(n for (kind, _), n in found.items() if kind == "class")
        assert found["agency", Meaning.AGENCY] / agencies > 0.85
        assert found["class", Meaning.CLASS] / classes > 0.85
