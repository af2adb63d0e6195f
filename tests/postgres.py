"""A PostgreSQL server of the tests' own, from Debian's package: free port, own data directory, never as root."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.prefect_harness import free_port, until

PASSWORD = "swordfish"
NOBODY_ELSE = "postgres"  # the user that Debian's package makes; PostgreSQL refuses to run as root


def binaries():
    """Return where the newest PostgreSQL lies (Debian keeps it off the path), None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgres():
    """Start a server with a user and an empty database `prefect`; give its address, without the driver's name."""
    home, port = binaries(), free_port()
    other = {"user": NOBODY_ELSE, "group": NOBODY_ELSE, "extra_groups": ()} if os.geteuid() == 0 else {}
    how = {"env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, **other}
    with tempfile.TemporaryDirectory(
        prefix="postgres"
    ) as name:  # under /tmp: pytest's directories are closed to others
        directory = Path(name)
        if other:
            shutil.chown(directory, NOBODY_ELSE, NOBODY_ELSE)
        (directory / "password").write_text(PASSWORD)
        (directory / "password").chmod(0o644)
        made = subprocess.run(
            [home / "initdb", "-D", directory / "data", "-U", "prefect", "-A", "scram-sha-256", "--no-sync",
             f"--pwfile={directory / 'password'}"],
            cwd=directory, capture_output=True, text=True, check=False, **how,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        with (directory / "log").open("wb") as out:
            server = subprocess.Popen(
                [home / "postgres", "-D", directory / "data", "-h", "127.0.0.1", "-p", str(port), "-k", directory,
                 "-c", "fsync=off", "-c", "shared_buffers=32MB"],
                cwd=directory, stdout=out, stderr=out, start_new_session=True, **how,
            )  # fmt: skip
        database = Database(home, directory, port)
        try:
            until("PostgreSQL answers", database.ready)
            database.asked("CREATE DATABASE prefect", "postgres")
            yield database
        finally:
            server.send_signal(signal.SIGINT)  # "fast": whoever is connected is cut off
            server.wait(60)


class Database:
    """A running server."""

    def __init__(self, home, directory, port):
        self.home, self.directory, self.port = home, directory, port
        self.url = f"postgresql+asyncpg://prefect:{PASSWORD}@127.0.0.1:{port}/prefect"
        self.env = {"PATH": os.defpath, "PGPASSWORD": PASSWORD}
        self.where = ["-h", "127.0.0.1", "-p", str(port), "-U", "prefect"]

    def ready(self):
        """Whether it answers."""
        return subprocess.run([self.home / "pg_isready", *self.where], capture_output=True, check=False).returncode == 0

    def asked(self, sql, database="prefect"):
        """Return the rows of a query, as text."""
        command = [self.home / "psql", *self.where, "-d", database, "-tA", "-c", sql]
        run = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout.splitlines()
