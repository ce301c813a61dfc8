"""The command as a process: exit status, the two outputs, colors, encodings, a real terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import openbadges_issuer as ob

COMMAND = [sys.executable, "-m", "openbadges_issuer.cli"]
ENVIRONMENT = {**os.environ, "PYTHONUNBUFFERED": ""}  # as people run it


def start(*args, stdin=b"", **env):
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        input=stdin,
        capture_output=True,
        timeout=60,
        env={**ENVIRONMENT, **env},
        check=False,
    )


def verify_args(office):
    return (
        *("verify", office / "badge.json", "--trust", office / "trusted.toml"),
        *("--did-document", office / "km" / "did.json", "--status-list", office / "1.json"),
    )


def test_the_entry_point_is_installed():
    command = Path(sys.executable).with_name("openbadges")
    if not command.exists():
        pytest.skip(f"the package is not installed: {command}")
    ended = subprocess.run([command, "--version"], capture_output=True, timeout=60, check=False)
    assert ended.returncode == 0
    assert ended.stdout.startswith(b"openbadges ")


def test_exit_statuses(office):
    assert start(*verify_args(office)).returncode == 0
    changed = (office / "badge.json").read_bytes().replace(b"Flipped", b"Flopped")
    given = verify_args(office)[2:]
    assert start("verify", "-", *given, stdin=changed).returncode == 1
    assert start("verify", office / "badge.json").returncode == 2
    assert start("verify", "-", stdin=b"hello").returncode == 3
    wrong = start("verify", "--nope")
    assert (wrong.returncode, wrong.stdout) == (3, b"")


def test_no_colors_and_no_frames_in_a_pipe_even_when_asked_for(office):
    for args in (verify_args(office), ["verify", "--help"], ["nope"]):
        ended = start(*args, FORCE_COLOR="1", GITHUB_ACTIONS="true", TERM="xterm")
        printed = (ended.stdout + ended.stderr).decode()
        assert "\x1b" not in printed
        assert not any("\u2500" <= letter <= "\u257f" for letter in printed)


def test_notes_go_to_stderr_and_the_badge_alone_to_stdout(office):
    ended = start(
        *("issue", *office.signing, "--achievement", office / "flipped.json"),
        *("--to", "t@example.org", "--status-state", office / "1.state.json"),
    )
    assert ended.returncode == 0
    assert ended.stdout.startswith(b'{"@context"')
    assert ended.stdout.endswith(b"}")
    assert b"the place" in ended.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_lacks_a_sign_does_not_stop_the_verdict(office, encoding):
    ended = start(*verify_args(office), PYTHONIOENCODING=encoding)
    assert ended.returncode == 0
    assert b"This badge is genuine and in force" in ended.stdout
    assert ended.stderr == b""


def test_bytes_that_are_no_text_do_no_harm():
    for content in (b"\x1b]0;x\x07", b"\xff\xfe\0" + os.urandom(4_096)):
        ended = start("verify", "-", stdin=content)
        assert ended.returncode == 3
        assert b"\x1b" not in ended.stdout + ended.stderr
        assert b"Traceback" not in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("verb", ["verify", "issue"])
def test_output_that_cannot_be_written_is_not_success(office, verb):
    what = ("--achievement", office / "flipped.json", "--to", "t@example.org")
    args = verify_args(office) if verb == "verify" else ("issue", *office.signing, *what)
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*COMMAND, *map(str, args)],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            env=ENVIRONMENT,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr == b"openbadges: No space left on device\n"


@pytest.mark.parametrize("verb", ["verify", "unbake"])
def test_a_reader_who_leaves_is_no_verdict(office, art, verb):
    start("bake", office / "badge.json", art, "--out", office / "badge.svg")
    args = verify_args(office) if verb == "verify" else ("unbake", office / "badge.svg")
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [*COMMAND, *map(str, args)],
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        env=ENVIRONMENT,
        check=False,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (3, b"")


def at_terminal(*args, typed=(), **env):
    """Run at a pseudo-terminal, and type an answer to each question; exit status and screen."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals")
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, args)],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **env},
    )
    os.close(inner)
    answers, screen = [*typed], b""
    while content := _read(terminal):
        screen += content
        if answers and screen.endswith(b": "):
            os.write(terminal, answers.pop(0) + b"\n")
    os.close(terminal)
    return process.wait(60), screen.decode()


def _read(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other end was closed
        return b""


def test_a_passphrase_is_typed_twice_and_never_shown(office):
    key = office / "typed.pem"
    status, screen = at_terminal("keygen", key, typed=[b"sesame", b"sesam", b"open", b"open"])
    assert status == 0
    assert "did:key:z6Mk" in screen
    assert "sesam" not in screen
    assert ob.load_signer(f"file:{key}", secrets=lambda _: "open")


def test_a_passphrase_is_asked_for_when_signing(office):
    signing = ("--issuer", office / "km", "--key", office / "km.pem")
    what = ("--achievement", office / "flipped.json", "--to", "t@example.org")
    given = ("--out", office / "typed.json")
    status, screen = at_terminal(
        "issue", *signing, *what, *given, typed=[office.passphrase.encode()]
    )
    assert status == 0
    assert f"Passphrase of {office / 'km.pem'}: " in screen
    assert office.passphrase not in screen
    verified = start("verify", office / "typed.json", *verify_args(office)[2:])
    assert verified.returncode == 0


def test_a_terminal_gets_colors_unless_it_says_no(office):
    status, screen = at_terminal(*verify_args(office))
    assert status == 0
    assert "\x1b[1;32m✔ This badge is genuine and in force\x1b[0m" in screen
    _, plain = at_terminal(*verify_args(office), NO_COLOR="1")
    assert "\x1b[1;32m" not in plain


def test_a_badge_on_the_screen_is_harmless(office, art):
    badge = (office / "badge.json").read_bytes().replace(b"Flipped", "\u009b31m\u202e".encode())
    (office / "changed.json").write_bytes(badge)
    assert start("bake", office / "changed.json", art, "--out", office / "c.svg").returncode == 0
    status, screen = at_terminal("unbake", office / "c.svg")
    assert status == 0
    assert r"\x9b31m\u202e classroom" in screen
    assert start("unbake", office / "c.svg").stdout == badge


def test_a_picture_is_not_sent_to_the_screen(office, art):
    what = ("--achievement", office / "flipped.json", "--to", "t@example.org", "--image", art)
    status, screen = at_terminal("issue", *office.signing, *what)
    assert status == 3
    assert "--out" in screen
    assert "<svg" not in screen


@pytest.fixture
def interruptible():
    """Processes heed an interrupt even where whoever runs the tests overhears it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_ends_with_130():
    process = subprocess.Popen(
        [*COMMAND, "verify", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pytest.raises(subprocess.TimeoutExpired):  # it waits for the end of its input
        process.wait(3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")


# A badge that takes too much ----------------------------------------------------------------------

# The command, with a verifier that does what the file says.
BROKEN = """
import os, signal, sys
from openbadges_issuer import limits, Verifier
from openbadges_issuer.cli import main

def verify(self, data, *, recipient=None):
    match data:
        case b"spin":
            while True:
                pass
        case b"eat":
            bytearray(2_000_000_000)
        case b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"wait":
            print(os.getpid(), flush=True)
            signal.pause()

object.__setattr__(limits.DEFAULT_LIMITS, "process_seconds", 1)
Verifier.verify = verify
main()
"""
divided = pytest.mark.skipif(sys.platform != "linux", reason="the system bounds no memory")


@divided
@pytest.mark.parametrize("deed", ["spin", "eat", "die"])
@pytest.mark.parametrize("options", [(), ("--json",), ("--recipient=a@example.org",)])
def test_what_takes_too_much_is_ended_and_could_not_be_decided(deed, options):
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN, "verify", "-", *options],
        input=deed.encode(),
        capture_output=True,
        timeout=60,
        env=ENVIRONMENT,
        check=False,
    )
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr
    if options == ("--json",):
        report = json.loads(ended.stdout)
        assert report["verdict"] == "unsupported"
        assert report["checks"][0]["problem"] == "TOO_COMPLEX"
    else:
        assert b"We can't check this kind of badge" in ended.stdout


@divided
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_command_is_ended(end):
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN, "verify", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        process.stdin.write(b"wait")
        process.stdin.close()
        assert int(process.stdout.readline()) != process.pid
        process.send_signal(end)
        assert process.stdout.read() == b""  # until nobody can write there any more
    assert process.returncode == -end


@divided
def test_an_interrupt_ends_both():
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN, "verify", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as process:
        process.stdin.write(b"wait")
        process.stdin.close()
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == b""
    assert process.returncode == 130
