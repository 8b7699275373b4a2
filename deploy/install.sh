#!/usr/bin/env bash
# Cài đặt hoặc nâng cấp Điều phối từ gói ngoại tuyến, không cần mạng.
#
#   sudo ./install.sh                 cài vào /opt/dieuphoi, dữ liệu ở /var/lib/dieuphoi
#   sudo ./install.sh --help          các lựa chọn
#
# Layout: every release lies in its own folder with its own Python environment; `current` names the
# one in use, so an upgrade is one changed link, and the release of before is still there.
set -euo pipefail
umask 022
cd "$(dirname "$0")"

prefix=/opt/dieuphoi home=/var/lib/dieuphoi etc=/etc/dieuphoi bin=/usr/local/bin
user=dieuphoi python=python3 systemd=yes

die() { echo "LỖI: $*" >&2; exit 1; }
say() { echo "· $*"; }

usage() {
  cat <<'USAGE'
./install.sh [lựa chọn]
  --prefix THƯ_MỤC   nơi đặt chương trình          (/opt/dieuphoi)
  --home THƯ_MỤC     nơi đặt dữ liệu               (/var/lib/dieuphoi)
  --etc THƯ_MỤC      nơi đặt cấu hình              (/etc/dieuphoi)
  --bin THƯ_MỤC      nơi đặt lệnh dieuphoi         (/usr/local/bin)
  --user TÊN         tài khoản hệ thống chạy       (dieuphoi)
  --python LỆNH      bản Python dùng để cài        (python3)
  --no-systemd       không cài dịch vụ systemd
USAGE
}

while [ $# -gt 0 ]; do
  case "$1" in
    --prefix|--home|--etc|--bin|--user|--python)
      [ $# -ge 2 ] || die "$1 cần một giá trị"
      printf -v "${1#--}" '%s' "$2"; shift 2 ;;
    --no-systemd) systemd=no; shift ;;
    --help|-h) usage; exit 0 ;;
    *) usage >&2; die "không hiểu lựa chọn $1" ;;
  esac
done

version=$(cat VERSION)
release=$prefix/releases/$version-$(date +%Y%m%d%H%M%S)

check_bundle() {
  sha256sum --check --quiet --strict SHA256SUMS \
    || die "gói cài đặt bị hỏng hoặc bị sửa; hãy chép lại gói rồi chạy lại. Chưa có gì bị thay đổi."
}

check_machine() {
  case "$PWD" in *" "*) die "đường dẫn đến gói không được có dấu cách: $PWD" ;; esac
  [ "$(id -u)" -eq 0 ] || die "hãy chạy bằng quyền root: sudo ./install.sh"
  "$python" -c 'import ensurepip, venv' 2>/dev/null \
    || die "cần Python có venv. Trên Debian: apt-get install python3 python3-venv"
  local have; have=$("$python" -c 'import platform, sys; print("%d.%d %s" % (*sys.version_info[:2], platform.machine()))')
  [ "$have" = "$(cat PYTHON)" ] \
    || die "gói này dành cho Python $(cat PYTHON), máy này có Python $have; hãy dùng --python hoặc gói dành cho máy này."
}

make_user() {
  id "$user" >/dev/null 2>&1 && return
  useradd --system --home-dir "$home" --no-create-home --shell /usr/sbin/nologin "$user"
  say "Đã tạo tài khoản hệ thống $user"
}

install_release() {
  mkdir -p "$release"
  cp -R source/. "$release/"
  "$python" -m venv "$release/.venv"
  export PIP_NO_INDEX=1 PIP_FIND_LINKS="$PWD/wheelhouse"
  local pip=("$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input)
  "${pip[@]}" --require-hashes -r "$release/requirements.lock"
  "${pip[@]}" --no-deps --no-build-isolation --editable "$release"
  "$release/.venv/bin/python" -m compileall -q "$release/config" "$release/dieuphoi" || true
  say "Đã cài chương trình $version"
}

write_settings() {
  mkdir -p "$etc" "$home"
  if [ ! -e "$etc/dieuphoi.env" ]; then
    sed "s|^DIEUPHOI_HOME=.*|DIEUPHOI_HOME=$home|" source/deploy/dieuphoi.env > "$etc/dieuphoi.env"
    say "Đã ghi cấu hình mẫu $etc/dieuphoi.env"
  fi
  chown root:"$(id -gn "$user")" "$etc/dieuphoi.env"; chmod 640 "$etc/dieuphoi.env"
  chown "$user": "$home"; chmod 700 "$home"
}

write_command() {
  mkdir -p "$bin"
  sed -e "s|@PREFIX@|$prefix|g" -e "s|@ETC@|$etc|g" -e "s|@USER@|$user|g" \
    source/deploy/dieuphoi.sh > "$bin/dieuphoi"
  chmod 755 "$bin/dieuphoi"
}

# What the release of before knows is kept before the new one changes the database.
back_up_before() {
  [ -x "$prefix/current/.venv/bin/dieuphoi" ] && [ -e "$bin/dieuphoi" ] || return 0
  [ -n "$(find "$home" -maxdepth 1 -name 'secret_key')" ] || return 0
  local kept="$home/backups/before-$version-$(date +%Y%m%d%H%M%S).zip"
  install -d -o "$user" -m 700 "$home/backups"
  "$bin/dieuphoi" backup "$kept" || die "không sao lưu được dữ liệu hiện có; chưa nâng cấp gì."
  say "Đã sao lưu dữ liệu trước khi nâng cấp: $kept"
}

switch_release() {
  local before; before=$(readlink "$prefix/current" || true)
  ln -sfn "releases/$(basename "$release")" "$prefix/current.new"
  mv -T "$prefix/current.new" "$prefix/current"
  # The release of before stays for a way back; older ones, and what a broken-off run left, go.
  find "$prefix/releases" -mindepth 1 -maxdepth 1 ! -path "$release" \
    ! -path "$prefix/${before:-none}" -exec rm -rf {} +
}

install_services() {
  [ "$systemd" = yes ] || return 0
  command -v systemctl >/dev/null || { say "Máy không có systemd: hãy tự chạy 'dieuphoi serve'"; return 0; }
  for unit in source/deploy/systemd/*.service; do
    sed -e "s|/opt/dieuphoi|$prefix|g" -e "s|/var/lib/dieuphoi|$home|g" -e "s|/etc/dieuphoi|$etc|g" \
        -e "s|^User=.*|User=$user|" -e "s|^Group=.*|Group=$(id -gn "$user")|" \
        "$unit" > "/etc/systemd/system/$(basename "$unit")"
  done
  systemctl daemon-reload
  systemctl enable --quiet dieuphoi-web dieuphoi-work
  systemctl restart dieuphoi-web dieuphoi-work
  say "Đã bật dịch vụ dieuphoi-web và dieuphoi-work"
}

check_bundle
check_machine
make_user
install_release
write_settings
back_up_before
write_command
switch_release
install_services
cat <<DONE
Đã cài xong Điều phối $version.
Lần đầu: dieuphoi init      (khai báo cơ quan và quản trị viên đầu tiên)
Kiểm tra: dieuphoi check     (điều còn thiếu hoặc chưa an toàn)
Cấu hình: $etc/dieuphoi.env   Hướng dẫn: $prefix/current/docs/guide/install.md
DONE
