# SPDX-License-Identifier: GPL-2.0
"""Whether a patch changed machine code that it doesn't say it changes.

digests() takes an object apart: per function its bytes and what its relocations
point at, told without addresses, so that what only moved is the same. compare()
holds two such documents against each other, and says of each function whether it is the
same, and if not what explains that. touched() says which functions of the source
a patch touches.

elf.py reads objects, fields.py what relocations overwrite, disassembly.py asks objdump
where instructions are, dwarf.py what is inlined where. places.py knows what stands at an
address; stream.py makes a range of bytes a text, tables.py an entry of a table;
treatment.py and sections.ini are the rules. causes.py looks for causes of
differences, shape.py for what two functions that differ have in common.

The method is that of kpatch-build's create-diff-object: compare by function, by
relocation; that compiles with -ffunction-sections, here the flags are the kernel's own.
"""

from .compare import compare
from .digests import digests
from .result import Comparison, Result
from .touched import Touched, mentioning, touched

__all__ = [
    "Comparison",
    "Result",
    "Touched",
    "compare",
    "digests",
    "mentioning",
    "touched",
]
