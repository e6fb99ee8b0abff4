ledger.h
{"_type": "tag", "name": "LEDGER_CACHE_PAGES", "path": "services/ledger/include/ledger.h", "pattern": "/^#define LEDGER_CACHE_PAGES /", "language": "C++", "line": 11, "kind": "macro", "roles": "def", "end": 11}
{"_type": "tag", "name": "LEDGER_H", "path": "services/ledger/include/ledger.h", "pattern": "/^#define LEDGER_H$/", "language": "C++", "line": 3, "kind": "macro", "roles": "def", "end": 3}
{"_type": "tag", "name": "LEDGER_KEY_BYTES", "path": "services/ledger/include/ledger.h", "pattern": "/^#define LEDGER_KEY_BYTES /", "language": "C++", "line": 9, "kind": "macro", "roles": "def", "end": 9}
{"_type": "tag", "name": "LEDGER_MAX_POSTINGS", "path": "services/ledger/include/ledger.h", "pattern": "/^#define LEDGER_MAX_POSTINGS /", "language": "C++", "line": 8, "kind": "macro", "roles": "def", "end": 8}
{"_type": "tag", "name": "LEDGER_PAGE_BYTES", "path": "services/ledger/include/ledger.h", "pattern": "/^#define LEDGER_PAGE_BYTES /", "language": "C++", "line": 10, "kind": "macro", "roles": "def", "end": 10}
{"_type": "tag", "name": "LEDGER_WRITE_BUFFER", "path": "services/ledger/include/ledger.h", "pattern": "/^#define LEDGER_WRITE_BUFFER /", "language": "C++", "line": 14, "kind": "macro", "roles": "def", "end": 14}

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
