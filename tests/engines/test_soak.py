"""Twenty of the runs of script/soak; on CI the same ones at each run, elsewhere others."""

import os
import secrets

import pytest

from tests.engines.chromium import Chromium
from tests.engines.engines import Firefox, WebKit
from tests.engines.marks import ON_THE_ENGINES
from tests.soak.run import engine_of, run_once

pytestmark = ON_THE_ENGINES
ENGINES = {"chromium": Chromium, "webkit": WebKit, "firefox": Firefox}
SEED = 20261130 if os.environ.get("CI") == "true" else secrets.randbelow(10**6)
RUNS = [pytest.param(number, engine_of(number, list(ENGINES)), id=f"{number}") for number in range(20)]


@pytest.mark.parametrize(("number", "engine"), RUNS)
def test_no_word_is_lost_or_doubled(number, engine, request, server, tmp_path):
    kind = ENGINES[engine]
    if not kind.is_here():
        told = f"NOT TESTED: {kind.name} was not found."
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    more = [request.getfixturevalue("chromium").browser_type] if kind is Chromium else []

    run_once(lambda base, folder: kind(base, folder, *more), server, tmp_path, SEED, number)
