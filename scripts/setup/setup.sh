#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Install what is missing of the list in scripts/setup/packages, and with
# --tree DIR unpack the default tree into DIR. With --boot also what only booting
# kernels needs.
#
#	setup.sh [--packages FILE] [--tree DIR] [--boot]
#
# Says nothing, and needs neither root nor the network, where all is there.
# Exit: 0 all is there, 2 bad usage, 3 something is missing and could not be
# installed (each is named), 4 the tree could not be unpacked.

set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 2
packages=$here/packages
cache=
boot=

die() { # STATUS LINE
	printf 'setup: %s\n' "$2" >&2
	exit "$1"
}

while [ $# -gt 0 ]; do
	case $1 in
	--packages) packages=${2-} ; shift ;;
	--tree) cache=${2-} ; [ -n "$cache" ] || die 2 '--tree wants a directory' ; shift ;;
	--boot) boot=y ;;
	*) die 2 "unknown argument: $1" ;;
	esac
	shift
done
[ -r "$packages" ] || die 2 "cannot read the list of packages: $packages"

# Where the tree is unpacked already, the package that held it may go.
tree_wanted() {
	[ -n "$cache" ] && { ! [ -d "$cache/linux-source-6.12" ] || ! [ -e "$cache/linux-source-6.12.stamp" ] ; }
}

# The modules of "python:MODULE" witnesses that /usr/bin/python3 cannot find, one
# per line. One start of the interpreter for all of them keeps a second run quick.
python_lacks() { # MODULE...
	/usr/bin/python3 -c '
import importlib.util, sys
print("\n".join(m for m in sys.argv[1:] if not importlib.util.find_spec(m)))' "$@" 2>/dev/null ||
		printf '%s\n' "$@"
}

# Fills missing[], the packages, and lines[], what a person reads of each.
look() {
	local package kind witness line modules=() lacking=
	missing=() lines=()

	while IFS=$'\t' read -r _ _ witness _; do
		case $witness in python:*) modules+=("${witness#python:}") ;; esac
	done <"$packages"
	[ ${#modules[@]} -eq 0 ] || lacking=$(python_lacks "${modules[@]}")

	while IFS=$'\t' read -r package kind witness _; do
		case $package in ''|\#*) continue ;; esac
		[ "$kind" != tree ] || tree_wanted || continue
		[ "$kind" != boot ] || [ -n "$boot" ] || continue
		case $witness in
		python:*) [[ $'\n'$lacking$'\n' != *$'\n'"${witness#python:}"$'\n'* ]] ;;
		/*) compgen -G "$witness" >/dev/null ;;
		*) command -v "$witness" >/dev/null ;;
		esac && continue
		missing+=("$package")
		printf -v line '  %-36s %s' "${witness#/usr/bin/}" "$package"
		lines+=("$line")
	done <"$packages"
}

# Name everything that is missing, say why it was not installed, and give up.
give_up() { # WHY
	{
		printf 'setup: missing:\n  %-36s %s\n' 'program or file' "Debian's package"
		printf '%s\n' "${lines[@]}"
	} >&2
	die 3 "$1"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

# apt's own progress on a terminal; elsewhere a log, shown where it fails.
apt_get() { # ARGUMENTS
	local log status
	# DPkg::Lock::Timeout: a fresh machine runs unattended-upgrades
	set -- env DEBIAN_FRONTEND=noninteractive apt-get -y \
		-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
	if [ -t 2 ]; then
		as_root "$@" >&2
		return
	fi
	log=$(mktemp) || return
	as_root "$@" >"$log" 2>&1 </dev/null
	status=$?
	[ $status -eq 0 ] || tail -n 15 "$log" >&2
	rm -f "$log"
	return $status
}

install_missing() {
	local package unknown=()

	command -v apt-get >/dev/null ||
		give_up 'no apt-get here: install these by hand'
	[ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
		give_up "neither root nor sudo; as root: apt-get install --no-install-recommends ${missing[*]}"
	as_root true ||
		give_up "sudo refused; as root: apt-get install --no-install-recommends ${missing[*]}"

	printf 'setup: installing %d packages: %s\n' "${#missing[@]}" "${missing[*]}" >&2
	# A run that was interrupted inside dpkg would make every later one fail. Where
	# dpkg is merely busy, for somebody else, apt-get waits for it.
	[ -z "$(dpkg --audit 2>/dev/null)" ] ||
		as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >/dev/null 2>&1
	apt_get update || printf 'setup: apt-get update failed, going on with the old lists\n' >&2
	for package in "${missing[@]}"; do
		# exit status 0 also where it is only a name that others mention
		[ -n "$(apt-cache show --no-all-versions "$package" 2>/dev/null)" ] ||
			unknown+=("$package")
	done
	[ ${#unknown[@]} -eq 0 ] ||
		give_up "apt has no package ${unknown[*]}; wanted is Debian 12 with main, updates and security, this is $(sed -n 's/^PRETTY_NAME=//p' /etc/os-release)"
	apt_get install --no-install-recommends "${missing[@]}" ||
		{ look ; give_up 'apt-get install failed' ; }
	look
	[ ${#missing[@]} -eq 0 ] || give_up 'apt-get installed the packages, and still these are not there'
}

look
[ ${#missing[@]} -eq 0 ] || install_missing
[ -z "$cache" ] || exec "$here/fetch-tree.sh" "$cache"
