"""`hansei serve`: the web application on the store."""

from __future__ import annotations

import argparse
import ipaddress
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hansei.cli.rooms import RoomsProcess
from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.project.boot import close_store, open_store
from hansei.web.static_files import packed_for_workers

_JOBS_STOP_S = 10
_WORKERS = 2
_STOP_S = 60
"""For requests in hand and sockets when it ends."""
_MOST_AT_ONCE = 4096
"""Requests and sockets of one process; a socket counts for as long as it is open."""
_TARGET = "hansei.web.asgi:application"


def run(options: argparse.Namespace) -> int:
    """The command; ends when it is interrupted."""
    console = Console(quiet=options.quiet)
    _host(options.host)
    address = f"http://{_shown(options.host)}:{options.port}"
    # Before the store is opened, which reads it.
    os.environ.setdefault("HANSEI_URL", "" if _is_any(options.host) else address)
    open_store(options.store, web=True)
    close_store()
    _free(options.host, options.port)
    console.say(f"Hansei is at {address}/ until you press Ctrl-C")
    if code := os.environ.get("HANSEI_SETUP_CODE"):
        console.say(f"the first visitor needs this code to make the first account: {code}")
    with packed_for_workers(), _jobs(options), RoomsProcess() as rooms:
        _serve(options, rooms)
    return 0


def _host(host: str) -> None:
    """Lets the application answer to its host; away from this machine the first visit needs a code.

    Otherwise whoever finds the port first would be the administrator.
    """
    known = os.environ.get("HANSEI_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ["HANSEI_HOSTS"] = ",".join(dict.fromkeys((*known.split(","), _shown(host))))
    if not _is_loopback(host):
        os.environ.setdefault("HANSEI_SETUP_CODE", secrets.token_hex(4))


@contextmanager
def _jobs(options: argparse.Namespace) -> Iterator[None]:
    """The process that does reminders and imports beside the pages, unless it runs elsewhere."""
    if options.no_jobs:
        yield
        return
    command = [sys.executable, "-m", "hansei.jobs.runner", "--parent", str(os.getpid())]
    runner = subprocess.Popen(command, env={**os.environ, "HANSEI_APPS": ""})  # noqa: S603
    try:
        yield
    finally:
        runner.terminate()
        try:
            runner.wait(_JOBS_STOP_S)
        except subprocess.TimeoutExpired:
            runner.kill()


def _serve(options: argparse.Namespace, rooms: RoomsProcess) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # A worker is a process: SQLite lets one write at a time, and each keeps its own caches.
    server = Server(
        _TARGET,
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGINL,
        workers=options.workers or min(_WORKERS, os.cpu_count() or 1),
        backlog=1024,
        backpressure=_MOST_AT_ONCE,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_S,
    )
    # Workers end when their sockets have; the rooms close these, and write back first.
    rooms.end_when(lambda: bool(server.interrupt_signal))
    server.serve()


def _free(host: str, port: int) -> None:
    """Raises UsageError where something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"cannot listen on {host} port {port}: {reason}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    return host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
