#!/usr/bin/env bash
# The Debian packages that the tests need: root gets them installed, anybody else is told the command.
set -euo pipefail

packages=(
  chromium           # browser journeys, pictures
  postgresql         # the tests start a server of their own
  fonts-liberation2  # Times New Roman's widths, for what is printed
  fonts-croscore     # the same with all Vietnamese letters
  iproute2           # brings up the loopback of a network of its own
  systemd            # checks its own units
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed \
    || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install --yes --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need packages that are not installed. On Debian: sudo $install" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
$install
