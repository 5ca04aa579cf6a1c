#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Install treewide: make install DESTDIR= PREFIX=
#
#	PREFIX/lib/treewide	what a checkout has, less tests and builds
#	PREFIX/bin/treewide	a link to its launcher
#	PREFIX/share		the manual page, the completion of bash
#
# Nothing of it knows where it stands, so a package may move it.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

prefix=${PREFIX:-/usr/local}
case $prefix in
/*) ;;
*)
	echo "install: PREFIX=$prefix: is no absolute path" >&2
	exit 2
	;;
esac
root=${DESTDIR:-}$prefix
house=$root/lib/treewide

if [ ! -x scripts/verdict/build/verdict ]; then
	echo "install: the solver is not built: make solver" >&2
	exit 2
fi

# What an older version had and this one has not must not stay
rm -rf "$house"
install -d "$house" "$root/bin" "$root/share/man/man1" \
	"$root/share/bash-completion/completions" "$root/share/doc/treewide"

copy() { # FOLDER: all of it, but what was built
	find "$1" \( -name __pycache__ -o -name build \) -prune -o -type f -print0 |
		while IFS= read -r -d '' file; do
			mode=644
			[ ! -x "$file" ] || mode=755
			install -D -m "$mode" "$file" "$house/$file"
		done
}

copy cocci
copy patches
copy scripts/campaign
copy scripts/configs
copy scripts/gcc-plugins
install -D -m 755 scripts/treewide "$house/scripts/treewide"
install -D -m 755 scripts/verdict/build/verdict "$house/scripts/verdict/build/verdict"
# The solver's version goes by its source
for file in scripts/verdict/*.[ch]; do
	install -D -m 644 "$file" "$house/$file"
done
# Says that results don't go here
install -m 644 /dev/null "$house/installed"

ln -sfn ../lib/treewide/scripts/treewide "$root/bin/treewide"
install -m 644 README.rst "$root/share/doc/treewide/README.rst"
/usr/bin/python3 -B scripts/packaging/manpage.py >"$root/share/man/man1/treewide.1"
register-python-argcomplete treewide >"$root/share/bash-completion/completions/treewide"
chmod 644 "$root/share/man/man1/treewide.1" "$root/share/bash-completion/completions/treewide"
