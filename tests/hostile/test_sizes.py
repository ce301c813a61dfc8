"""Files that are made to cost much: as large as is let in, and larger (threats A7, E1)."""

from __future__ import annotations

import subprocess
import sys
import textwrap

SIZES = """
    "JSON": lambda n: b'{"type":"VerifiableCredential","x":"' + b"a" * n + b'"}',
    "lists": lambda n: b'{"x":[' + b"[]," * (n // 3),
    "objects": lambda n: b'{"x":[' + b"{}," * (n // 3),
    "members": lambda n: b'{"x":[' + b'{"":0},' * (n // 7) + b"0]}",
    "brackets": lambda n: b'{"x":' + b"[" * n,
    "digits": lambda n: b'{"x":' + b"1" * n + b"}",
    "fraction": lambda n: b'{"x":0.' + b"1" * n + b"}",
    "letters": lambda n: b"e" * n,
    "token": lambda n: b"e30." + b"e" * n + b".e",
    "spaces": lambda n: b" " * n,
    "dots": lambda n: b"." * n,
    "png": lambda n: b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0" * n,
    "svg": lambda n: b"<svg>" + b"<a>" * (n // 3),
    "comments": lambda n: b"<!--" * (n // 4) + b"<svg>",
"""


def test_large_input_costs_little_time_and_memory() -> None:
    """What is just let in as text, just let in as a picture, and 50 MB."""
    script = textwrap.dedent(
        """
        import resource, sys
        from datetime import UTC, datetime
        from openbadges_issuer import Offline, Policy, Verifier
        verifier = Verifier(Policy(any_issuer=True), fetcher=Offline())
        makers = {%s}
        for name, make in makers.items():
            for size in (1_999_000, 4_999_000, 50_000_000):
                data = make(size)
                used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
                resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 3, resource.RLIM_INFINITY))
                report = verifier.verify(data)
                assert not report, (name, size)
                del data
        print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script % SIZES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 250_000  # KiB, 50 MB of it the input itself
