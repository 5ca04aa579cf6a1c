# SPDX-License-Identifier: GPL-2.0
"""The configuration, Makefiles and Kconfig of a kernel tree in small."""

from __future__ import annotations

CONFIG = """\
#
# Automatically generated file; DO NOT EDIT.
#
CONFIG_MMU=y
CONFIG_MOD=m
CONFIG_LEVELS=4
CONFIG_BASE=0xc0000000
CONFIG_NAME="a name"
# CONFIG_OFF is not set
"""
KCONFIG = """\
# SPDX
menu "Memory"
	depends on MMU

config SPLIT
	bool "Split locks"
	depends on SMP || \\
		   PREEMPT
	depends on !ODD # but why
	help
	  Some text.

	  config INSIDE
	  depends on nothing

config HIDDEN
	def_bool y
if BLOCK
menuconfig DEEP
	tristate 'Deep'
	help
	  if this is help, it ends

choice
	prompt "One of"
	depends on CHOSEN
config ONE
	bool "One"
endchoice
endif
endmenu
source "x/Kconfig"
	depends on nothing
config LAST
	---help---
	bool "no prompt, but help"
"""

MAKEFILES = {
    "Kbuild": "obj-y += mm/\nobj-$(CONFIG_NET) += net/\nobj-y += arch/$(SRCARCH)/\n",
    "mm/Makefile": """\
CFLAGS_a.o := -O2
mmu-y := nommu.o
mmu-$(CONFIG_MMU) := memory.o \\
	mremap.o
obj-y += filemap.o $(mmu-y) # and a.o
obj-$(CONFIG_OFF) += off.o sub/deep.o
obj-$(CONFIG_MOD) += module.o
ifdef CONFIG_OFF
obj-$(CONFIG_MMU) += inside.o
else
obj-y += outside.o
endif
ifeq ($(CONFIG_MMU),y)
obj-y += eq.o
endif
ifneq ($(CONFIG_MMU),)
obj-y += neq.o
endif
ifeq ($(CONFIG_MMU)$(CONFIG_OFF),y)
obj-y += strange.o
endif
obj-$(subst m,y,$(CONFIG_OFF)) += subst.o
whole-y := part.o
whole-$(CONFIG_OFF) += other.o
whole-objs := third.o
obj-$(CONFIG_MMU) += whole.o
round-y := round.o
a.o: x
	if true; then obj-y += recipe.o; fi
obj-y += late.o
""",
    "net/Makefile": "obj-y += core.o\n",
    "arch/arm/Makefile": "x := y\n",
    "arch/arm/Kbuild": "obj-y += mm/\n",
    "arch/arm/mm/Makefile": "obj-$(CONFIG_CPU_CACHE_VIVT) += fault.o\nobj-y += init.o\n",
    "lib/Makefile": "lib-y += string.o\n",
}
