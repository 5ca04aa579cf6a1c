// SPDX-License-Identifier: GPL-2.0
/*
 * Two builds of one file: with AFTER, and without. What the name of a function
 * or a variable begins with is what must come out:
 *
 *	same_	the same, wherever it and what it refers to moved
 *	other_	differs, though all its instructions may look alike
 *	lines_	differs by the number of a line only
 *
 * "moved" and what else AFTER adds shift addresses, strings and the numbers
 * that the compiler gives to labels and to variables of functions.
 */

int far(int);
int further(int);
void say(const char *format, ...);
extern int table[16];
extern int another[16];
struct pair {
	int first, second;
};

#ifdef AFTER
#define OR(before, after) after
#else
#define OR(before, after) before
#endif
#define noinline __attribute__((noinline, noclone))

/* What stands before the others and is called from them, in the same section */
static noinline int near_one(int x)
{
	return far(x) * 3;
}

#ifdef AFTER
int moved(int x)
{
	static int count;
	static const char *const names[] = { "added", "before" };

	switch (x) {
	case 0:
		say("of the case %d", 0);
		break;
	case 1:
		return far(9);
	case 2:
		return far(7);
	case 3:
		return further(5);
	case 4:
		say("another string, and longer than all of the others %d", count++);
		break;
	case 5:
		return further(4);
	}
	say(names[x & 1], near_one(x));
	return count;
}
#endif

static noinline int near_two(int x)
{
	return far(x) * 5;
}

int same_call(int x)
{
	return far(x) + far(x + 1);
}

int same_near(int x)
{
	return near_one(x) + near_two(x + 1);
}

int other_near(int x)
{
	return OR(near_one, near_two)(x) + 1;
}

int same_tail(int x)
{
	return near_one(x + 5);
}

int other_tail(int x)
{
	return OR(near_one, near_two)(x + 5);
}

int other_address(void)
{
	return far((long)OR(near_one, near_two));
}

int other_call(int x)
{
	return OR(far, further)(x) + 1;
}

int other_order(int x)
{
	x = OR(far, further)(x);
	return OR(further, far)(x) + 1;
}

int other_constant(int x)
{
	return x * OR(1000, 1001);
}

int other_field(struct pair *pair)
{
	return pair->OR(first, second);
}

int other_addend(void)
{
	return table[OR(3, 4)];
}

int other_variable(void)
{
	return OR(table, another)[3];
}

void same_strings(int x)
{
	say("with the number %d", x);
	say("and with this one %d, which is somewhat longer", x);
}

void other_string(int x)
{
	say(OR("a number %d", "a nUmber %d"), x);
}

void other_strings(int x)
{
	say(OR("ping", "pong"), x);
	say(OR("pong", "ping"), x);
}

/* The string begins before the one that is meant. */
int other_biased_string(int x)
{
	return OR("abcdefgh", "abcdefgx")[x - 3];
}

int same_switch(int x)
{
	switch (x) {
	case 0:
		return far(10);
	case 1:
		return further(2);
	case 2:
		return far(21);
	case 3:
		return further(3);
	case 4:
		return near_two(71);
	case 5:
		return near_one(12);
	}
	return far(4);
}

int other_switch(int x)
{
	switch (x) {
	case OR(0, 1):
		return far(11);
	case OR(1, 0):
		return further(2);
	case 2:
		return far(20);
	case 3:
		return further(3);
	case 4:
		return near_two(7);
	case 5:
		return near_one(12);
	}
	return far(4);
}

void other_asm(void)
{
	asm volatile(OR(".long 0x0", ".long 0x1") : : : "memory");
}

double same_float(double x)
{
	return x * 2.75;
}

double other_float(double x)
{
	return x * OR(2.75, 2.25);
}

int same_data = 7;
int other_data = OR(7, 8);
const char *other_pointed = OR("one", "two");
int (*same_pointer)(int) = near_one;
int (*other_pointer)(int) = OR(near_one, near_two);
static int (*const same_pointers[])(int)
	__attribute__((section(".rodata.same"))) = { near_one, near_two };
static int (*const other_pointers[])(int) __attribute__((section(".rodata.other"))) = {
	OR(near_one, near_two), OR(near_two, near_one)
};
int other_section __attribute__((section(OR(".data.one", ".data.two")))) = 5;
int aligned __attribute__((section(".data.aligned"), aligned(OR(8, 64)))) = 5;
int OR(__attribute__((weak)), ) other_binding = 5;

int same_through_pointers(int x)
{
	return same_pointers[x](x);
}

int calls_through_pointers(int x)
{
	return other_pointers[x](x);
}

__attribute__((section(OR(".text.one", ".text.two")))) int other_place(int x)
{
	return far(x) + 2;
}

int OR(__attribute__((weak)), ) other_weak(int x)
{
	return far(x) + 3;
}

#define ONCE(number) __attribute__((section(".data..once"))) = number

int same_static(int x)
{
	static int count ONCE(3);

	if (count != 3)
		return far(x);
	count = 4;
	return 0;
}

int initialised_static(int x)
{
	static int count ONCE(OR(3, 4));

	if (count != x)
		return far(x);
	count = 5;
	return 0;
}

/* Which of two variables of a function it is */
int other_of_two(int x)
{
	static volatile int count __attribute__((section(".data..two"))) = 30;
	static volatile int other __attribute__((section(".data..two"))) = 30;

	count = x;
	other = x;
	return OR(count, other);
}

struct big {
	int part[24];
};
void use(struct big *big);

/* Copied from somewhere without a name */
void other_aggregate(void)
{
	struct big big = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, OR(10, 11), 12, 13 } };

	use(&big);
}

int same_goto(int x)
{
	static const void *const to[]
		__attribute__((section(".rodata.to"))) = { &&one, &&two, &&three };

	goto *to[x];
one:
	x = far(31);
two:
	x = further(x);
three:
	return far(x);
}

int other_goto(int x)
{
	static const void *const to[] __attribute__((section(".rodata.go"))) = {
		&&OR(one, two), &&OR(two, one), &&three
	};

	goto *to[x];
one:
	x = far(31);
two:
	x = further(x);
three:
	return far(x);
}

__attribute__((cold)) void failed(int);

int same_but_for_a_cold_part(int x)
{
	if (__builtin_expect(x > 7, 0)) {
		failed(x);
		failed(further(x));
		return 11;
	}
	return far(x);
}

#define EXCEPTION(to)						\
	asm goto("1:\n"						\
		 ".pushsection __ex_table, \"a\"\n"		\
		 ".balign 4\n"					\
		 ".long 1b - ., %l[" to "] - .\n"		\
		 ".popsection" : : : : one, two)

int same_exception(int x)
{
	EXCEPTION("one");
	return far(x);
one:
	return far(101);
two:
	return further(102);
}

int other_exception(int x)
{
	EXCEPTION(OR("one", "two"));
	return far(x);
one:
	return far(101);
two:
	return further(102);
}

#ifdef __riscv
#define PLAIN "%"
#else
#define PLAIN "%c"
#endif

#define BUG(flags)						\
	asm volatile("1:\n"					\
		     ".pushsection __bug_table, \"aw\"\n"	\
		     ".long 1b - .\n"				\
		     ".long " PLAIN "0 - .\n"			\
		     ".short " PLAIN "1, " PLAIN "2\n"		\
		     ".popsection"				\
		     : : "i"(__FILE__), "i"(__LINE__), "i"(flags))

int same_bug(int x)
{
	if (x)
		BUG(9);
	return far(x);
}

int other_bug(int x)
{
	if (x)
		BUG(OR(9, 8));
	return far(x);
}

/* The same register holds another number, and stands for another line. */
int lines_of_a_message(int x)
{
	if (x)
		say("%d", __LINE__);
	return x;
}

/* 1000 is no line that moved. */
int other_number_and_line(int x)
{
	if (x)
		say("%d %d", __LINE__, OR(1000, 2000));
	return x;
}
