#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Make a Debian package: make deb. It is put into out/deb, and lintian, where it is
# installed, has to find nothing.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

for program in dpkg-buildpackage:dpkg-dev dh:debhelper; do
	command -v "${program%%:*}" >/dev/null || {
		echo "deb: ${program%%:*}: not found; install Debian's package ${program##*:}" >&2
		exit 3
	}
done

out=${OUT:-$PWD/out/deb}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/treewide" "$out"
cp -a Makefile README.rst cocci patches scripts "$work/treewide"
rm -rf "$work/treewide/scripts/verdict/build" "$work/treewide/scripts/gcc-plugins/build"
cp -a scripts/packaging/debian "$work/treewide/debian"

(cd "$work/treewide" && dpkg-buildpackage -us -uc -b) >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	exit 4
}
cp "$work"/*.deb "$out"
if command -v lintian >/dev/null; then
	lintian --fail-on error,warning --allow-root --tag-display-limit 0 "$work"/*.changes >&2
else
	echo 'deb: lintian: not installed, its checks are SKIPPED' >&2
fi
ls "$out"/*.deb
