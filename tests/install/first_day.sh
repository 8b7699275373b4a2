#!/usr/bin/env bash
# Install from the unpacked bundle $1 into the folder $2, and begin; run where there is no network.
set -euo pipefail
ip link set lo up
bundle=$1 place=$2
places=(--prefix "$place/opt" --home "$place/data" --etc "$place/etc" --bin "$place/bin"
        --user "$(id -un)" --no-systemd)

if python3 -c 'import socket; socket.create_connection(("1.1.1.1", 443), 3)' 2>/dev/null; then
  echo "no way out: no"
else
  echo "no way out: yes"
fi

"$bundle/install.sh" "${places[@]}"
dieuphoi=$place/bin/dieuphoi
"$dieuphoi" init --no-input --agency "Sở Tài chính thành phố Hà Nội" \
  --admin-username quantri --admin-name "Quản trị minh họa"

"$dieuphoi" serve --port 8765 &
server=$!
trap 'kill $server' EXIT
for _ in $(seq 150); do
  status=$(python3 -c '
import urllib.request
print(urllib.request.urlopen("http://127.0.0.1:8765/account/login/", timeout=5).status)' 2>/dev/null) && break
  sleep 0.2
done
echo "sign-in page: $status"
"$dieuphoi" backup "$place/kept.zip"
"$dieuphoi" verify
kill $server; wait $server || true
trap - EXIT

"$bundle/install.sh" "${places[@]}"
ls "$place"/data/backups/before-*.zip
"$dieuphoi" verify
echo "installed again: yes"
