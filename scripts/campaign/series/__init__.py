# SPDX-License-Identifier: GPL-2.0
"""The patch series: what was converted, as mails that git am applies one after the other.

order.py says which sites share a patch and in what order; steps.py builds the
tree behind each; story.py takes from the documents what there is to tell, and
message.py and cover.py tell it with the campaign's templates. checkout.py reads
the user's git tree, scratch.py makes the commits and the mails in a repository
of its own, letters.py finishes the mails; make.py is the way through all of them, and
command.py the options.
"""

from .command import add_options, options, refuse_bare, spelled_out
from .make import make

__all__ = ["add_options", "make", "options", "refuse_bare", "spelled_out"]
