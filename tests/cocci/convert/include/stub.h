/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel as the cases of this folder need to be real C, before
 * and after they are converted. Names, prototypes and who writes what are the
 * kernel's (include/linux/mm.h, include/linux/pgtable.h, asm/pgtable.h of x86);
 * the rest is as short as can be.
 */
#ifndef _LINUX_STUB_H
#define _LINUX_STUB_H

#include <stdbool.h>
#include <stddef.h>

/* compiler */
#define __maybe_unused		__attribute__((__unused__))
#define __cleanup(func)		__attribute__((__cleanup__(func)))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define READ_ONCE(x)		(*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, val)						\
do {									\
	*(volatile typeof(x) *)&(x) = (val);				\
} while (0)
#define barrier()		__asm__ __volatile__("" : : : "memory")
#define cpu_relax()		barrier()
#define ARRAY_SIZE(arr)		(sizeof(arr) / sizeof((arr)[0]))
#define min(x, y) ({							\
	typeof(x) __x = (x);						\
	typeof(y) __y = (y);						\
	__x < __y ? __x : __y; })

#define DEFINE_FREE(_name, _type, _free)				\
	static inline void __free_##_name(void *p)			\
	{								\
		_type _T = *(_type *)p;					\
		_free;							\
	}
#define __free(_name)		__cleanup(__free_##_name)

void __noreturn_bug(void) __attribute__((__noreturn__));
#define BUG_ON(condition)						\
do {									\
	if (unlikely(condition))					\
		__noreturn_bug();					\
} while (0)
bool __warn(bool condition);
#define WARN_ON_ONCE(condition)	__warn(!!(condition))
#define VM_WARN_ON_ONCE(cond)	((void)WARN_ON_ONCE(cond))
#define VM_BUG_ON(cond)		BUG_ON(cond)

/* errors */
#define ENOENT		2
#define EIO		5
#define EAGAIN		11
#define ENOMEM		12
#define EFAULT		14
#define EBUSY		16
#define EEXIST		17
#define EINVAL		22
#define ERANGE		34

/* types */
typedef unsigned long long u64;
typedef unsigned int u32;
typedef unsigned int gfp_t;
typedef unsigned int vm_fault_t;

typedef struct { unsigned int val; } spinlock_t;
struct mutex { int owner; };
struct rw_semaphore { int count; };

typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned long pud; } pud_t;
typedef struct { unsigned long pgprot; } pgprot_t;

enum {
	MM_FILEPAGES,
	MM_ANONPAGES,
	MM_SWAPENTS,
	MM_SHMEMPAGES,
	NR_MM_COUNTERS
};

struct mm_struct {
	spinlock_t page_table_lock;
	struct rw_semaphore mmap_lock;
	long rss_stat[NR_MM_COUNTERS];
	long pgtables;
};

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
};

struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long address;
	unsigned int flags;
	pmd_t *pmd;
	pte_t orig_pte;
	pte_t *pte;
	spinlock_t *ptl;
};

struct page {
	unsigned long flags;
};

struct folio {
	unsigned long flags;
	int refcount;
	int mapcount;
};

#define VM_WRITE		0x00000002
#define VM_SHARED		0x00000008
#define VM_LOCKED		0x00002000

#define FAULT_FLAG_WRITE	0x01
#define VM_FAULT_OOM		0x000001
#define VM_FAULT_SIGBUS		0x000002
#define VM_FAULT_NOPAGE		0x000100
#define VM_FAULT_RETRY		0x000400

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PMD_SHIFT	21
#define PMD_SIZE	(1UL << PMD_SHIFT)
#define PMD_MASK	(~(PMD_SIZE - 1))
#define PTRS_PER_PTE	512
#define HPAGE_PMD_NR	512
#define GFP_KERNEL	0u

#define pmd_addr_end(addr, end)						\
({	unsigned long __boundary = ((addr) + PMD_SIZE) & PMD_MASK;	\
	(__boundary - 1 < (end) - 1) ? __boundary : (end);		\
})

/* locks */
#define SINGLE_DEPTH_NESTING	1
void spin_lock(spinlock_t *lock);
void spin_lock_nested(spinlock_t *lock, int subclass);
int spin_trylock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
bool spin_is_locked(spinlock_t *lock);
#define assert_spin_locked(x)	BUG_ON(!spin_is_locked(x))
#define lockdep_assert_held(l)	((void)WARN_ON_ONCE(!spin_is_locked(l)))
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void rcu_read_lock(void);
void rcu_read_unlock(void);
void cond_resched(void);

static inline void mmap_read_lock(struct mm_struct *mm)
{
	down_read(&mm->mmap_lock);
}

static inline void mmap_read_unlock(struct mm_struct *mm)
{
	up_read(&mm->mmap_lock);
}

static inline void mmap_write_lock(struct mm_struct *mm)
{
	down_write(&mm->mmap_lock);
}

static inline void mmap_write_unlock(struct mm_struct *mm)
{
	up_write(&mm->mmap_lock);
}

/* bit operations, as on a cast pointer to an entry */
static inline void set_bit(long nr, volatile unsigned long *addr)
{
	*addr |= 1UL << nr;
}

static inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	unsigned long old = *addr;

	*addr = old & ~(1UL << nr);
	return old & (1UL << nr);
}

/* values of entries */
#define _PAGE_PRESENT	0x001UL
#define _PAGE_RW	0x002UL
#define _PAGE_BIT_ACCESSED	5
#define _PAGE_ACCESSED	0x020UL
#define _PAGE_DIRTY	0x040UL
#define __pte(x)	((pte_t) { (x) })
#define __pmd(x)	((pmd_t) { (x) })
#define pte_val(x)	((x).pte)
#define pmd_val(x)	((x).pmd)

static inline bool pte_none(pte_t pte) { return !pte_val(pte); }
static inline bool pte_present(pte_t pte) { return pte_val(pte) & _PAGE_PRESENT; }
static inline bool pte_write(pte_t pte) { return pte_val(pte) & _PAGE_RW; }
static inline bool pte_young(pte_t pte) { return pte_val(pte) & _PAGE_ACCESSED; }
static inline bool pte_dirty(pte_t pte) { return pte_val(pte) & _PAGE_DIRTY; }
static inline bool pte_same(pte_t a, pte_t b) { return pte_val(a) == pte_val(b); }
static inline pte_t pte_mkyoung(pte_t pte) { return __pte(pte_val(pte) | _PAGE_ACCESSED); }
static inline pte_t pte_mkold(pte_t pte) { return __pte(pte_val(pte) & ~_PAGE_ACCESSED); }
static inline pte_t pte_mkdirty(pte_t pte) { return __pte(pte_val(pte) | _PAGE_DIRTY); }
static inline pte_t pte_mkclean(pte_t pte) { return __pte(pte_val(pte) & ~_PAGE_DIRTY); }
static inline pte_t pte_mkwrite(pte_t pte) { return __pte(pte_val(pte) | _PAGE_RW); }
static inline pte_t pte_wrprotect(pte_t pte) { return __pte(pte_val(pte) & ~_PAGE_RW); }
static inline unsigned long pte_pfn(pte_t pte) { return pte_val(pte) >> PAGE_SHIFT; }
static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return __pte((pfn << PAGE_SHIFT) | prot.pgprot);
}
static inline bool is_swap_pte(pte_t pte) { return !pte_none(pte) && !pte_present(pte); }
static inline bool pmd_none(pmd_t pmd) { return !pmd_val(pmd); }
static inline bool pmd_same(pmd_t a, pmd_t b) { return pmd_val(a) == pmd_val(b); }
static inline unsigned long pte_index(unsigned long address)
{
	return (address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
}

/* entries in a table: reads */
static inline pte_t ptep_get(pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

static inline pte_t ptep_get_lockless(pte_t *ptep)
{
	return ptep_get(ptep);
}

static inline pmd_t pmdp_get_lockless(pmd_t *pmdp)
{
	return READ_ONCE(*pmdp);
}

/* entries in a table: writes */
static inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(*ptep, pte);
}

static inline void set_ptes(struct mm_struct *mm, unsigned long addr,
			    pte_t *ptep, pte_t pte, unsigned int nr)
{
	for (;;) {
		set_pte(ptep, pte);
		if (--nr == 0)
			break;
		ptep++;
		pte = __pte(pte_val(pte) + PAGE_SIZE);
	}
}
#define set_pte_at(mm, addr, ptep, pte) set_ptes(mm, addr, ptep, pte, 1)

static inline void pte_clear(struct mm_struct *mm, unsigned long addr,
			     pte_t *ptep)
{
	set_pte(ptep, __pte(0));
}

static inline pte_t ptep_get_and_clear(struct mm_struct *mm,
				       unsigned long address, pte_t *ptep)
{
	pte_t pte = ptep_get(ptep);

	pte_clear(mm, address, ptep);
	return pte;
}

static inline void ptep_clear(struct mm_struct *mm, unsigned long addr,
			      pte_t *ptep)
{
	ptep_get_and_clear(mm, addr, ptep);
}

static inline void ptep_set_wrprotect(struct mm_struct *mm,
				      unsigned long address, pte_t *ptep)
{
	pte_t old_pte = ptep_get(ptep);

	set_pte_at(mm, address, ptep, pte_wrprotect(old_pte));
}

static inline bool ptep_test_and_clear_young(struct vm_area_struct *vma,
					     unsigned long address,
					     pte_t *ptep)
{
	return test_and_clear_bit(_PAGE_BIT_ACCESSED, (unsigned long *)ptep);
}

static inline int ptep_set_access_flags(struct vm_area_struct *vma,
					unsigned long address, pte_t *ptep,
					pte_t entry, int dirty)
{
	int changed = !pte_same(ptep_get(ptep), entry);

	if (changed && dirty)
		set_pte(ptep, entry);
	return changed;
}

static inline void pmd_clear(pmd_t *pmdp)
{
	WRITE_ONCE(*pmdp, __pmd(0));
}

/* TLB */
void flush_tlb_mm(struct mm_struct *mm);
void flush_tlb_page(struct vm_area_struct *vma, unsigned long addr);
void flush_tlb_range(struct vm_area_struct *vma, unsigned long start,
		     unsigned long end);
void arch_enter_lazy_mmu_mode(void);
void arch_leave_lazy_mmu_mode(void);

static inline pte_t ptep_clear_flush(struct vm_area_struct *vma,
				     unsigned long address, pte_t *ptep)
{
	pte_t pte = ptep_get_and_clear(vma->vm_mm, address, ptep);

	flush_tlb_page(vma, address);
	return pte;
}

static inline pmd_t pmdp_collapse_flush(struct vm_area_struct *vma,
					unsigned long address, pmd_t *pmdp)
{
	pmd_t pmd = *pmdp;

	pmd_clear(pmdp);
	flush_tlb_range(vma, address, address + PMD_SIZE);
	return pmd;
}

static inline void update_mmu_tlb(struct vm_area_struct *vma,
				  unsigned long address, pte_t *ptep)
{
}

static inline void update_mmu_cache(struct vm_area_struct *vma,
				    unsigned long address, pte_t *ptep)
{
}

/* tables */
pte_t *pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd,
			     unsigned long addr, spinlock_t **ptlp);
pte_t *pte_offset_map_ro_nolock(struct mm_struct *mm, pmd_t *pmd,
				unsigned long addr, spinlock_t **ptlp);
pte_t *pte_offset_map_rw_nolock(struct mm_struct *mm, pmd_t *pmd,
				unsigned long addr, pmd_t *pmdvalp,
				spinlock_t **ptlp);
pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd,
			   unsigned long addr, spinlock_t **ptlp);
pte_t *pte_alloc_map_lock(struct mm_struct *mm, pmd_t *pmd,
			  unsigned long addr, spinlock_t **ptlp);
spinlock_t *pte_lockptr(struct mm_struct *mm, pmd_t *pmd);
spinlock_t *pmd_lockptr(struct mm_struct *mm, pmd_t *pmd);
pmd_t *pmd_offset(pud_t *pud, unsigned long address);
pmd_t *mm_find_pmd(struct mm_struct *mm, unsigned long address);
void mm_dec_nr_ptes(struct mm_struct *mm);
void pte_free_defer(struct mm_struct *mm, pmd_t table);

static inline void pte_unmap(pte_t *pte)
{
	rcu_read_unlock();
}

#define pte_unmap_unlock(pte, ptl)	do {		\
	spin_unlock(ptl);				\
	pte_unmap(pte);					\
} while (0)

static inline spinlock_t *pmd_lock(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_lockptr(mm, pmd);

	spin_lock(ptl);
	return ptl;
}

/* pages, memory, counters */
struct folio *vm_normal_folio(struct vm_area_struct *vma, unsigned long addr,
			      pte_t pte);
struct folio *folio_alloc(gfp_t gfp, unsigned int order);
void folio_get(struct folio *folio);
void folio_put(struct folio *folio);
void folio_lock(struct folio *folio);
bool folio_trylock(struct folio *folio);
void folio_unlock(struct folio *folio);
void folio_mark_dirty(struct folio *folio);
void folio_add_rmap(struct folio *folio, struct vm_area_struct *vma);
void folio_remove_rmap(struct folio *folio, struct vm_area_struct *vma);
pte_t mk_pte(struct folio *folio, pgprot_t prot);
void *kmalloc(size_t size, gfp_t flags);
void kfree(const void *objp);
DEFINE_FREE(kfree, void *, if (_T) kfree(_T))

static inline void add_mm_counter(struct mm_struct *mm, int member, long value)
{
	mm->rss_stat[member] += value;
}

static inline void inc_mm_counter(struct mm_struct *mm, int member)
{
	mm->rss_stat[member]++;
}

static inline void dec_mm_counter(struct mm_struct *mm, int member)
{
	mm->rss_stat[member]--;
}

#endif /* _LINUX_STUB_H */
