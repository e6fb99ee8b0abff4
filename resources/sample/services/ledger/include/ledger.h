/* The double-entry book. All functions return 0 on success and a negative error otherwise. */
#ifndef LEDGER_H
#define LEDGER_H

#include <stddef.h>
#include <stdint.h>

#define LEDGER_MAX_POSTINGS 64
#define LEDGER_KEY_BYTES 16
#define LEDGER_PAGE_BYTES (4 * 1024)
#define LEDGER_CACHE_PAGES 256

#ifdef LEDGER_SMALL
#define LEDGER_WRITE_BUFFER 4096
#else
#define LEDGER_WRITE_BUFFER 65536
#endif

struct ledger;

/* A change of one account. */
struct posting {
    uint64_t account;
    int64_t amount_cents;
};

int ledger_open(struct ledger** book, const char* path);
int ledger_append(struct ledger* book, const struct posting* postings, size_t count);
int ledger_balance(struct ledger* book, uint64_t account, int64_t* cents);
void ledger_close(struct ledger* book);

#endif
