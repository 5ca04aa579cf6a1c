#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# From nothing to done: make targets in a fresh Debian 12 that holds make and nothing
# else of ours, each in a new one, from a bare clone of HEAD.
#
#	chroot.sh [--worktree] [--keep] [USER:TARGET]...
#
# USER is root or sudo (a user with sudo). Default: root:all sudo:check. Before these
# it tries a user without sudo and a machine without apt, and after each the set-up
# once more, without a network. Wants root and mmdebstrap.
#	--worktree  what stands in the working tree instead of a clone of HEAD
#	--keep      keep the last folder, to look at
# Exit: 0 all as expected, 1 something was not, 2 bad usage, 3 mmdebstrap or root missing.
#
# Where packages come from is this machine's own apt configuration, read anew each time.

set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
worktree='' keep='' trials=() failed=0 figures=()

for arg; do
	case $arg in
	--worktree) worktree=y ;;
	--keep) keep=y ;;
	root:?*|sudo:?*) trials+=("$arg") ;;
	*) echo "usage: chroot.sh [--worktree] [--keep] [root:TARGET|sudo:TARGET]..." >&2 ; exit 2 ;;
	esac
done
[ ${#trials[@]} -gt 0 ] || trials=(root:all sudo:check)
command -v mmdebstrap >/dev/null || { echo 'chroot.sh: missing: mmdebstrap (package mmdebstrap)' >&2 ; exit 3 ; }
[ "$(id -u)" -eq 0 ] || { echo 'chroot.sh: wants root' >&2 ; exit 3 ; }

work=$(mktemp -d /var/tmp/treewide-chroot.XXXXXX) || exit 4
root=$work/root
mkdir "$work/archives"
# All mounts live in the namespace of one command (see inside), so nothing of this
# machine can be below $work when it is removed.
# shellcheck disable=SC2317 # the traps call it
clean_up() {
	if [ -n "$keep" ]; then
		echo "chroot.sh: kept $root" >&2
	else
		rm -rf --one-file-system "$work"
	fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Proxies, validity of snapshots and the like, but no hooks: they call programs of
# this machine.
apt_options() {
	grep -LE 'Invoke|Pre-Install' /etc/apt/apt.conf /etc/apt/apt.conf.d/* 2>/dev/null |
		while read -r file; do printf -- '--aptopt=%s\n' "$file"; done
}

debootstrap() {
	local options sources
	mapfile -t options < <(apt_options)
	mapfile -t sources < <(compgen -G '/etc/apt/sources.list'
		compgen -G '/etc/apt/sources.list.d/*.list'
		compgen -G '/etc/apt/sources.list.d/*.sources')
	mmdebstrap --quiet --variant=minbase --include=make,sudo "${options[@]}" \
		bookworm "$work/base.tar" "${sources[@]}"
}

# A new Debian with the clone in /home/dev/treewide, owned by OWNER.
fresh() { # OWNER
	rm -rf --one-file-system "$root"
	mkdir "$root" && tar -C "$root" -xf "$work/base.tar" || exit 4
	cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
	chroot "$root" useradd -m -s /bin/bash dev
	if [ -n "$worktree" ]; then
		mkdir "$root/home/dev/treewide"
		git -C "$top" ls-files -z -co --exclude-standard |
			tar -C "$top" --null -T - -cf - | tar -C "$root/home/dev/treewide" -xf -
	else
		git clone -q --no-hardlinks "$top" "$root/home/dev/treewide"
	fi || exit 4
	chroot "$root" chown -R "$1:" /home/dev/treewide
}

# Run a command inside as USER, with no more of this machine than the kernel gives.
inside() { # USER NET|none COMMAND...
	local user=$1 net=() ; [ "$2" != none ] || net=(--net)
	shift 2
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare --mount --pid --fork --kill-child "${net[@]}" sh -c '
		root=$1 archives=$2 user=$3; shift 3
		mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" &&
		mount --bind "$archives" "$root/var/cache/apt/archives" || exit 4
		exec chroot --userspec="$user:" "$root" env -i HOME=/home/dev \
			PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
			${http_proxy:+http_proxy="$http_proxy"} \
			sh -c "cd /home/dev/treewide && exec \"\$@\"" sh "$@"
	' sh "$root" "$work/archives" "$user" "$@" </dev/null
}

# Run, time it, compare the exit status, remember a line for the table.
expect() { # STATUS WHAT USER NET COMMAND...
	local want=$1 what=$2 start status seconds ; shift 2
	printf '\n=== %s\n' "$what"
	start=$(date +%s%N)
	inside "$@"
	status=$?
	seconds=$(( ($(date +%s%N) - start) / 10000000 ))
	figures+=("$(printf '%4s %3d (wanted %d) %6d.%02d s  %s' "$([ $status -eq "$want" ] && echo ok || echo FAIL)" \
		$status "$want" $((seconds / 100)) $((seconds % 100)) "$what")")
	[ $status -eq "$want" ] || failed=1
}

debootstrap || { echo 'chroot.sh: mmdebstrap failed' >&2 ; exit 4 ; }

fresh dev
expect 3 'no root, no sudo right: setup.sh' dev net scripts/setup/setup.sh --tree cache
expect 2 'no root, no sudo right: make' dev net make
rm "$root/usr/bin/sudo"
expect 3 'no root, no sudo: setup.sh' dev net scripts/setup/setup.sh --tree cache
rm "$root/usr/bin/apt-get"
expect 3 'no apt: setup.sh' root net scripts/setup/setup.sh --tree cache

for trial in "${trials[@]}"; do
	target=${trial#*:}
	user=root
	if [ "${trial%%:*}" = sudo ]; then
		user=dev
	fi
	fresh $user
	[ $user = root ] || echo 'dev ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/dev"
	expect 0 "$trial, from nothing: make $target" $user net make "$target"
	expect 0 "$trial, no network: make setup" $user none make setup
	case $target in
	check*|setup) ;;
	*) expect 0 "$trial, no network, again: make $target" $user none make "$target" ;;
	esac
done

printf '\n'
printf '%s\n' "${figures[@]}"
exit $failed
