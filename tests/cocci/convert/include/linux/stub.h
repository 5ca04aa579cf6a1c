/* SPDX-License-Identifier: GPL-2.0 */
/* What the cases compile against: the kernel's names and shapes, cut down */
#include "../stub.h"
