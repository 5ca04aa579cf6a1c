# SPDX-License-Identifier: GPL-2.0
from .compare import compare
from .digests import digests
