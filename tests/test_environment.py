"""Each kind of setting: not set, right, and wrong with the sentence that stops the start."""

import ipaddress
import os

import pytest

from cooling import environment

NAME = "A_SETTING"
LONG = "s" * environment.SHORTEST_SECRET


@pytest.fixture
def said(monkeypatch):
    """Set the environment, None for not at all."""

    def said(value: str | None, name: str = NAME) -> None:
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    return said


def refusal_of(read) -> str:
    """The sentence with which a setting stops the start."""
    with pytest.raises(SystemExit) as stopped:
        read()
    sentence = str(stopped.value)
    assert sentence.startswith("Cooling cannot start: ")
    return sentence.removeprefix("Cooling cannot start: ")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        *((each, False) for each in (None, "", " ", "0", "false", "No", "OFF", " off ")),
        *((each, True) for each in ("1", "true", "TRUE", "Yes", "on", " 1 ")),
    ],
)
def test_a_switch_is_on_or_off(said, value, wanted):
    said(value)

    assert environment.flag(NAME) is wanted


@pytest.mark.parametrize("value", ["2", "ja", "10", "-1", "o n", "1,0"])
def test_a_switch_is_nothing_else(said, value):
    said(value)

    assert refusal_of(lambda: environment.flag(NAME)) == f"{NAME} is {value!r}; set it to 1 or 0."


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, ["a", "b"]),
        ("", []),
        (" , ", []),
        ("x", ["x"]),
        (" x ,y,, z ", ["x", "y", "z"]),
    ],
)
def test_words_stand_between_commas(said, value, wanted):
    said(value)

    assert environment.words(NAME, "a,b") == wanted


@pytest.mark.parametrize(("value", "wanted"), [(None, 8000), ("1", 1), ("8080", 8080), ("65535", 65535)])
def test_a_port_is_a_number_that_a_port_may_have(said, value, wanted):
    said(value)

    assert environment.port(NAME) == wanted


@pytest.mark.parametrize("value", ["", "0", "65536", "-1", "8_000", " 80", "80.0", "٨٠", "²", "http"])
def test_any_other_port_is_named(said, value):
    said(value)

    assert refusal_of(lambda: environment.port(NAME)) == f"{NAME} is {value!r}; set it to a number from 1 to 65535."


@pytest.mark.parametrize(("value", "wanted"), [(None, 7), ("", 7), ("  ", 7), ("1", 1), (" 31 ", 31), ("031", 31)])
def test_a_number_that_is_set_and_empty_is_not_set(said, value, wanted):
    said(value)

    assert environment.number(NAME, 7, most=31) == wanted


@pytest.mark.parametrize("value", ["0", "32", "-1", "1.5", "1e1", "1_0", "٣", "seven"])
def test_a_number_out_of_its_bounds_is_named(said, value):
    said(value)

    sentence = refusal_of(lambda: environment.number(NAME, 7, most=31))
    assert sentence == f"{NAME} is {value!r}; set it to a whole number from 1 to 31."


@pytest.mark.parametrize(
    "value", ["https://cooling.example", "http://localhost:8000", "https://a.example, https://b.example"]
)
def test_an_origin_is_scheme_and_host(said, value):
    said(value)

    assert environment.origins(NAME) == [each.strip() for each in value.split(",")]


@pytest.mark.parametrize(
    "value", ["cooling.example", "https://", "ftp://cooling.example", "https://cooling.example/", "//cooling.example"]
)
def test_anything_less_or_more_is_no_origin(said, value):
    said(f"https://right.example,{value}")

    sentence = refusal_of(lambda: environment.origins(NAME))
    assert sentence == f"{NAME} holds {value!r}; write an origin as https://cooling.example."


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, ["127.0.0.0/8", "::1/128"]),
        ("", ["127.0.0.0/8", "::1/128"]),
        ("10.0.0.5", ["10.0.0.5/32"]),
        ("10.1.0.0/16, 2001:db8::/32", ["10.1.0.0/16", "2001:db8::/32"]),
    ],
)
def test_proxies_are_addresses_and_networks(said, value, wanted):
    said(value)

    assert environment.networks(NAME, "127.0.0.0/8", "::1") == [ipaddress.ip_network(each) for each in wanted]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("proxy.example", "write an address or a network"),
        ("10.0.0.5/16", "has host bits set"),
        ("10.0.0.5:80", "write an address or a network"),
        ("0.0.0.0/0", "which is everybody"),
        ("::/0", "which is everybody"),
    ],
)
def test_a_proxy_that_is_none_or_everybody_is_named(said, value, words):
    said(f"127.0.0.1,{value}")

    sentence = refusal_of(lambda: environment.networks(NAME))
    assert sentence.startswith(f"{NAME} holds {value!r}")
    assert words in sentence


@pytest.mark.parametrize(
    ("value", "debug", "wanted"),
    [(LONG, False, LONG), (LONG, True, LONG), ("short", True, "short"), (f"{LONG},x", False, f"{LONG},x")],
)
def test_a_secret_is_taken_as_it_is(said, value, debug, wanted):
    said(value)

    assert environment.secret(NAME, debug=debug) == wanted


def test_on_ones_own_machine_a_secret_that_is_not_set_is_long_and_the_same_at_each_start(said):
    said(None)
    first, again = (environment.secret(NAME, debug=True) for _start in range(2))

    assert first == again != environment.secret("ANOTHER", debug=True)
    assert len(first) > environment.SHORTEST_SECRET


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, f"{NAME} is not set; where DEBUG is off it needs a random value of at least 32 characters."),
        ("", f"{NAME} is not set; where DEBUG is off it needs a random value of at least 32 characters."),
        ("s" * 31, f"{NAME} has 31 characters; use a random value of at least 32."),
    ],
)
def test_a_server_needs_a_long_secret(said, value, words):
    said(value)

    assert refusal_of(lambda: environment.secret(NAME, debug=False)) == words


@pytest.mark.parametrize(
    ("value", "debug", "wanted"),
    [
        (LONG, False, [LONG]),
        (f"{LONG}, {'t' * 32}", False, [LONG, "t" * 32]),
        ("a,,b, ", True, ["a", "b"]),
    ],
)
def test_keys_stand_newest_first(said, value, debug, wanted):
    said(value)

    assert environment.secrets(NAME, debug=debug) == wanted


@pytest.mark.parametrize("value", [f"{LONG},", f",{LONG}", f"{LONG},{'t' * 31}", f"{LONG},  {'t' * 31} "])
def test_a_short_key_among_long_ones_is_found(said, value):
    said(value)

    sentence = refusal_of(lambda: environment.secrets(NAME, debug=False))
    assert sentence == f"{NAME} holds a value shorter than 32 characters; separate random values with one comma."


@pytest.fixture
def own_mask():
    """What the start sets for the process is taken back."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("how", ["named", "not named", "empty"])
def test_the_data_folder_is_made_for_this_account_alone(said, tmp_path, own_mask, how):
    said({"named": str(tmp_path / "a" / "b"), "empty": ""}.get(how), "DATA_DIR")
    folder = environment.data_dir(tmp_path / "var")

    assert folder == (tmp_path / "a" / "b" if how == "named" else tmp_path / "var")
    (folder / "file").write_text("")
    assert (folder.stat().st_mode & 0o777, (folder / "file").stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_data_folder_that_cannot_be_made_is_named(said, tmp_path, own_mask):
    (tmp_path / "file").write_text("")
    said(str(tmp_path / "file" / "data"), "DATA_DIR")

    sentence = refusal_of(lambda: environment.data_dir(tmp_path))
    assert sentence == f"DATA_DIR '{tmp_path}/file/data' cannot be made: Not a directory."


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        (None, "sqlite3", "cooling.sqlite3"),
        (" ", "sqlite3", "cooling.sqlite3"),
        ("sqlite:////srv/other.sqlite3", "sqlite3", "/srv/other.sqlite3"),
        ("postgres://user:word@127.0.0.1:5432/cooling", "postgresql", "cooling"),
        ("postgresql://user@host/cooling", "postgresql", "cooling"),
    ],
)
def test_the_database_is_a_file_of_ours_or_what_the_address_names(said, tmp_path, url, engine, name):
    said(url, "DATABASE_URL")

    found = environment.database(tmp_path)

    assert found["ENGINE"] == f"django.db.backends.{engine}"
    assert str(found["NAME"]).removeprefix(f"{tmp_path}/") == name
    if engine == "sqlite3":
        assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert "foreign_keys=ON" in found["OPTIONS"]["init_command"]
        assert not found.get("CONN_MAX_AGE")
    else:
        assert found["OPTIONS"]["options"] == environment.POSTGRES_OPTIONS
        assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


@pytest.mark.parametrize(
    "url", ["nonsense", "postgres://user:word@host:port/cooling", "mysql://user:word@host/cooling", "postgres://host/"]
)
def test_no_address_of_a_database_is_repeated_where_it_is_wrong(said, tmp_path, url):
    said(url, "DATABASE_URL")

    sentence = refusal_of(lambda: environment.database(tmp_path))
    assert sentence.startswith("DATABASE_URL ")
    assert "postgres://user:password@host:5432/name" in sentence
    assert "word@" not in sentence.replace("password@", "")


@pytest.mark.parametrize("debug", [None, "", "1", "0"])
def test_debug_is_on_where_nothing_is_said_and_off_where_it_is_said(said, debug):
    for name in environment.OF_A_SERVER:
        said(None, name)
    said(debug, "DEBUG")

    assert environment.decide_debug() is (debug != "0")
    assert os.environ["DEBUG"] == (debug or "1")


def test_what_only_a_server_has_is_named_where_debug_is_not(said):
    for name in environment.OF_A_SERVER:
        said(None, name)
    said(None, "DEBUG")
    said("cooling.example", "ALLOWED_HOSTS")
    said(LONG, "SECRET_KEY")

    assert refusal_of(environment.decide_debug) == (
        "SECRET_KEY and ALLOWED_HOSTS set, but not DEBUG. Set DEBUG=0 on a server, DEBUG=1 on your own machine."
    )
