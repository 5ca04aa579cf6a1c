// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel of forty lines for QEMU's versatilepb: says what it is told to on the
 * serial port and resets the machine, or does not. PL011 and system controller are
 * where hw/arm/versatilepb.c has them.
 */
#define UART (*(volatile unsigned int *)0x101f1000)
#define LOCK (*(volatile unsigned int *)0x10000020)
#define RESET (*(volatile unsigned int *)0x10000040)
#define KEY 0xa05f

#ifndef SAYS
#define SAYS "1..2\nok 1 one\nok 2 memory\n# end of the run\n"
#endif

int never;

__attribute__((noinline)) void put(char letter)
{
	UART = letter;
}

__attribute__((noinline)) void unreached(void)
{
	put('?');
}

__attribute__((noinline)) void say(const char *text)
{
	while (*text)
		put(*text++);
	if (never)
		unreached();
}

__attribute__((section(".text.start"), noreturn)) void start(void)
{
	__asm__ volatile("mov sp, #0x100000");
	say(SAYS);
#ifndef HANGS
	LOCK = KEY;
	RESET = 0x105;
#endif
	for (;;)
		;
}
