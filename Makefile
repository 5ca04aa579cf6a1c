# SPDX-License-Identifier: GPL-2.0
#
# The front door. Every target stands over scripts/treewide; "make help" lists them.

# What the kernel's own Makefile does for V=1 and for make -s
silent =
brief =
ifeq ($(V),1)
  Q =
  say = @:
else
  Q = @
  say = @printf '  %-7s %s\n'
  brief = -s
endif
ifneq ($(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),)
  say = @:
  silent = y
endif
MAKEFLAGS += --no-print-directory

# Variables of the command line go on in the environment only: kbuild, started by
# treewide, must not take our M= or O= for its own, and neither must the solver.
MAKEOVERRIDES =
treewide := env -u MAKEFLAGS -u MFLAGS -u GNUMAKEFLAGS -u MAKELEVEL \
	scripts/treewide $(if $(silent),-q) $(if $(filter 1,$(V)),-v)

# Debian's Python and its packages, whatever pyenv or ~/.local put before them
python := /usr/bin/python3
export PYTHONNOUSERSITE := 1

# The default tree is fetched only where no other is named. Recipes read these from
# the environment ("$$TREE"), so a name may hold spaces, quotes or a dollar.
ifeq ($(value TREE),)
  fetch = --tree cache
  override TREE := $(CURDIR)/cache/linux-source-6.12
  # What comes signed from Debian may be built where there can be no sandbox.
  SANDBOX ?= try
endif
ifeq ($(value J),)
  override J := $(shell nproc)
endif
export TREE J SANDBOX

PREFIX ?= /usr/local
export PREFIX DESTDIR

# One thing after the other also under make -j: J= is what runs in parallel.
.NOTPARALLEL:
.DELETE_ON_ERROR:

PHONY := all
all: setup solver
	$(say) TREE "$$TREE"
	$(Q)run=$${RUN:-$$O}; \
		$(treewide) all "$$TREE" $${run:+--run "$$run"} -j "$$J" \
		$${SANDBOX:+--sandbox "$$SANDBOX"} || $(findings)

# Exit status 1 of treewide means that sites were found. For make that is success.
findings = { status=$$?; [ $$status -eq 1 ] || exit $$status; }

PHONY += setup
setup:
	$(Q)scripts/setup/setup.sh $(fetch)

PHONY += solver
solver: setup
	$(say) MAKE scripts/verdict
	$(Q)$(MAKE) $(brief) -C scripts/verdict

# What is booted is big, and nothing else needs it.
PHONY += run-kernels
run-kernels: setup solver
	$(Q)scripts/setup/setup.sh --boot
	$(say) RUN "$$TREE"
	$(Q)run=$${RUN:-$$O}; \
		$(treewide) run "$$TREE" $${run:+--run "$$run"} -j "$$J" \
		$${SANDBOX:+--sandbox "$$SANDBOX"} $(if $(FULL),--full) || $(findings)

PHONY += coccicheck
coccicheck: setup solver
	$(Q)$(treewide) coccicheck "$$TREE" $${MODE:+--mode "$$MODE"} \
		$${COCCI:+--cocci "$$COCCI"} $${M:+--subdir "$$M"} -j "$$J" || $(findings)

PHONY += bench
bench: setup solver
	$(Q)$(python) tests/bench/bench.py
	$(Q)$(python) tests/bench/audit.py
	$(Q)$(python) tests/bench/proof.py

# Errors made on purpose: which engine finds how many. A run that was stopped goes on.
PHONY += mutants
mutants: setup solver
	$(Q)$(python) tests/mutants/run.py --tree "$$TREE" --run "$${RUN:-out/mutants}" \
		-j "$$J" $${ENGINES:+--engines "$$ENGINES"} $${ONLY:+--only "$$ONLY"} \
		$${SAMPLE:+--sample "$$SAMPLE" --seed "$${SEED:-0}"}

# The gates, the quick ones first. make -k check passes through all of them.
gates := check-format check-types check-shell check-solver check-tests
PHONY += check $(gates)
check: $(gates)

check-format: setup
	$(say) BLACK "scripts tests"
	$(Q)/usr/bin/black --check --diff --quiet scripts scripts/treewide tests

check-types: setup
	$(say) MYPY scripts/campaign
	$(Q)/usr/bin/mypy --no-error-summary

check-shell: setup
	$(say) SHELL "scripts tests .ci"
	$(Q)find scripts tests .ci \( -name '*.sh' -o -path .ci/run \) -exec shellcheck {} +

# The solver's unit tests under ASan and UBSan
check-solver: setup
	$(say) CHECK scripts/verdict
	$(Q)$(MAKE) $(brief) -C scripts/verdict check

# Longer than check-solver does it; FUZZ_SECONDS= says how long
FUZZ_SECONDS ?= 300
PHONY += fuzz
fuzz: setup solver
	$(say) FUZZ scripts/verdict
	$(Q)$(MAKE) $(brief) -C scripts/verdict check-fuzz FUZZ_SECONDS="$(FUZZ_SECONDS)" FUZZ_SEED=0 FUZZ_RUNS=-1
	$(say) FUZZ tests/campaign
	$(Q)TREEWIDE_FUZZ="$(FUZZ_SECONDS)" $(python) -m pytest -q tests/campaign/test_fuzz.py

# Last, so that the run ends with pytest's own closing line. One worker per file:
# what a file's tests share (a converted tree, say) is built once.
check-tests: setup solver
	$(say) PYTEST tests
	$(Q)env -u MAKEFLAGS -u MFLAGS -u GNUMAKEFLAGS -u MAKELEVEL TREEWIDE_TREE="$$(realpath -m -- "$$TREE")" \
		$(python) -m pytest -q -n "$$J" --dist loadfile

# make and make check from nothing, in a fresh Debian 12 beside this one. Wants root.
PHONY += check-chroot
check-chroot:
	$(Q)tests/setup/chroot.sh

# To where DESTDIR and PREFIX say; what it needs is not installed with it
PHONY += install
install:
	$(say) INSTALL "$$DESTDIR$$PREFIX"
	$(Q)$(MAKE) $(brief) -C scripts/verdict
	$(Q)scripts/packaging/install.sh

PHONY += deb
deb:
	$(say) DEB out/deb
	$(Q)scripts/packaging/deb.sh

PHONY += clean
clean:
	$(Q)[ ! -e scripts/verdict/Makefile ] || $(MAKE) -C scripts/verdict clean
	$(Q)rm -rf out .pytest_cache .mypy_cache .hypothesis
	$(Q)find scripts tests -name __pycache__ -prune -exec rm -rf {} +

PHONY += distclean
distclean: clean
	$(Q)rm -rf cache

PHONY += help
help:
	@echo  'Targets:'
	@echo  '  all          - the main job (default): find each call, say which may write'
	@echo  '                 and why, convert what is certain, compile it, print the table'
	@echo  '  run-kernels  - boot the original and the converted kernel of each machine in'
	@echo  '                 QEMU and reach every call (long; FULL=1: KASAN)'
	@echo  '  coccicheck   - the kernel'\''s coccicheck with our rules over TREE'
	@echo  '  check        - all tests: check-format check-types check-shell check-solver'
	@echo  '                 check-tests; make -k check does not stop at the first failure'
	@echo  '  check-chroot - make and make check from nothing in a fresh Debian 12 (as root)'
	@echo  '  bench        - the measures, as ratios'
	@echo  '  mutants      - errors made on purpose in the converted kernel and in right'
	@echo  '                 code: a table of what finds them (ONLY= ENGINES= choose)'
	@echo  '  setup        - install what is missing and fetch the default tree; all of the'
	@echo  '                 above begin with it'
	@echo  '  fuzz         - the solver, find and classify on made-up input; FUZZ_SECONDS='
	@echo  '  install      - into $$DESTDIR$$PREFIX (default /usr/local)'
	@echo  '  deb          - a Debian package, in out/deb'
	@echo  '  clean        - remove what was built and found'
	@echo  '  distclean    - clean, and the fetched tree, too'
	@echo  ''
	@echo  'Variables:'
	@echo  '  TREE=dir     - another tree than Debian'\''s linux-source-6.12'
	@echo  '  O=dir, RUN=dir             - where the documents go (default out/<campaign>)'
	@echo  '  SANDBOX=no   - build another tree with all your rights; yes (default), try'
	@echo  '  J=n          - processes at a time (default: all processors)'
	@echo  '  V=1          - show the commands; make -s shows nothing but results'
	@echo  '  PYTEST_ADDOPTS=args        - check-tests: more arguments, e.g. "-x -k setup"'
	@echo  '  MODE= COCCI= M=            - coccicheck: report, context, org or patch;'
	@echo  '                               one rule; one directory of the tree'
	@echo  '  ARCH= CROSS_COMPILE=       - as in the kernel, handed to treewide'

.PHONY: $(PHONY)
