#!/bin/sh
# A throw-away PostgreSQL on loopback for the tests.
#
#   .ci/postgres.sh start DIR   makes one under DIR, starts it and prints its URL
#   .ci/postgres.sh stop DIR    stops it and removes what `start` made
#
# Works as root, too: the server then runs as the user postgres. PG_BIN names the folder of
# initdb and pg_ctl where neither PATH nor Debian's place has them.
set -eu

usage() {
    echo "usage: $0 start|stop DIR" >&2
    exit 2
}

[ $# -eq 2 ] || usage
action=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
cluster=$dir/hansei-postgres

find_bin() {
    if [ -n "${PG_BIN:-}" ]; then
        echo "$PG_BIN"
    elif command -v initdb >/dev/null 2>&1; then
        dirname "$(command -v initdb)"
    else
        for each in /usr/lib/postgresql/*/bin; do
            [ -x "$each/initdb" ] && found=$each
        done
        echo "${found:-}"
    fi
}

bin=$(find_bin)
if [ -z "$bin" ]; then
    echo "$0: no PostgreSQL server found: install one or set PG_BIN" >&2
    exit 3
fi

as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    else
        "$@"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
    if [ -e "$cluster" ]; then
        echo "$0: $cluster exists already: stop it first" >&2
        exit 3
    fi
    mkdir -m 700 "$cluster"
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$cluster"
        if ! as_server test -w "$cluster"; then
            echo "$0: the user postgres cannot enter $dir: take another folder" >&2
            rmdir "$cluster"
            exit 3
        fi
    fi
    cd "$cluster"
    as_server "$bin/initdb" -D "$cluster/data" -U hansei -A trust -E UTF8 --locale=C \
        --no-sync >"$dir/hansei-postgres.log" 2>&1
    for attempt in 1 2 3; do
        port=$(free_port)
        # Tests need no durability, but a kill of the server itself is not what they test.
        if as_server "$bin/pg_ctl" -D "$cluster/data" -w -t 60 -l "$cluster/log" -o "-p $port \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
            -c synchronous_commit=off -c full_page_writes=off \
            -c max_wal_size=4GB -c shared_buffers=128MB" start >>"$dir/hansei-postgres.log" 2>&1; then
            echo "postgresql://hansei@127.0.0.1:$port/postgres"
            return
        fi
    done
    echo "$0: PostgreSQL does not start after $attempt attempts: see $cluster/log" >&2
    exit 3
}

stop() {
    if [ -e "$cluster/data/postmaster.pid" ]; then
        cd "$cluster"
        as_server "$bin/pg_ctl" -D "$cluster/data" -w -m immediate stop >&2
    fi
    cd /
    rm -rf "$cluster" "$dir/hansei-postgres.log"
}

case $action in
    start) start ;;
    stop) stop ;;
    *) usage ;;
esac
