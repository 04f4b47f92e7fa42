"""What every test in several engines is marked with."""

import pytest

ON_THE_ENGINES = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_server,
    # What Marionette's client imports.
    pytest.mark.filterwarnings("ignore:distro.linux_distribution:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:'telnetlib' is deprecated:DeprecationWarning"),
]
