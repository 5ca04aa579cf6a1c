#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Unpack the default tree, once: DIR/linux-source-6.12 from Debian's package.
#
#	fetch-tree.sh DIR [TAR]
#
# The tree appears whole or not at all: it is unpacked beside, then renamed. The
# stamp says which archive the tree came from. It goes before the tree is touched
# and comes back last, so that an interruption anywhere only means unpacking again;
# another archive (the package was upgraded) means the same.
# Exit: 0 the tree is there, 3 there is no archive, 4 it could not be unpacked.

set -u

name=linux-source-6.12
cache=${1:?usage: fetch-tree.sh DIR [TAR]}
archive=${2:-/usr/src/$name.tar.xz}
tree=$cache/$name
stamp=$tree.stamp
beside=$cache/.unpacking

die() { # STATUS LINE
	printf 'setup: %s\n' "$2" >&2
	exit "$1"
}

up_to_date() {
	[ -d "$tree" ] && [ -e "$stamp" ] || return
	# The package may be gone again; the tree is still what it was.
	[ -e "$archive" ] || return 0
	[ "$(<"$stamp")" = "$key" ]
}

clean_up() {
	rm -rf "$beside"
}

# Megabytes so far on a terminal (a record of tar is 10 KiB). Where the disk is
# full tar complains of every file: one line of that is enough.
unpack() {
	local progress=() complaint
	# shellcheck disable=SC2016 # the shell that tar starts expands it
	[ ! -t 2 ] || progress=(--checkpoint=5000 --checkpoint-action='exec=printf "\rsetup: unpacking %d MB" $((TAR_CHECKPOINT / 100)) >&8')
	complaint=$(tar -I 'xz -T0' --no-same-owner "${progress[@]}" -xf "$archive" -C "$beside" 8>&2 2>&1 |
		sed -n 1p ; exit "${PIPESTATUS[0]}") ||
		die 4 "could not unpack $archive into $cache: $complaint"
	[ ! -t 2 ] || printf '\n' >&2
}

key=$(stat -L -c '%s %.Y' "$archive" 2>/dev/null)
up_to_date && exit 0
[ -r "$archive" ] || die 3 "missing: $archive (package $name); or name another tree with TREE=dir"

mkdir -p "$cache" 2>/dev/null || die 4 "cannot write to $cache"
# Two makes at once: the second one waits, then finds the tree there.
{ exec 9>"$cache/.lock" ; } 2>/dev/null || die 4 "cannot write to $cache"
flock 9
up_to_date && exit 0

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
clean_up # what an earlier run left that was killed
mkdir "$beside" 2>/dev/null || die 4 "cannot write to $cache"
printf 'setup: unpacking %s into %s\n' "$archive" "$cache" >&2
unpack
[ -f "$beside/$name/Makefile" ] || die 4 "$archive does not hold $name/Makefile"

rm -f "$stamp"
[ ! -e "$tree" ] || mv "$tree" "$beside/old" || die 4 "cannot replace $tree"
mv "$beside/$name" "$tree" || die 4 "cannot write to $cache"
if ! printf '%s\n' "$key" >"$stamp.new" || ! mv "$stamp.new" "$stamp"; then
	die 4 "cannot write to $cache"
fi
