#!/bin/sh
# The command of this installation: with its settings, as the account that owns its data. Root
# changes to that account first: a file of root's among the data would stop the server.
set -eu
settings=@ETC@/dieuphoi.env
program=@PREFIX@/current/.venv/bin/dieuphoi
if [ "$(id -un)" != "@USER@" ] && [ "$(id -u)" -eq 0 ]; then
  exec runuser -u "@USER@" -- "$0" "$@"
fi
if [ ! -r "$settings" ]; then
  echo "Hãy chạy bằng tài khoản @USER@ hoặc bằng sudo: sudo dieuphoi $*" >&2
  exit 1
fi
set -a
. "$settings"
set +a
exec "$program" "$@"
