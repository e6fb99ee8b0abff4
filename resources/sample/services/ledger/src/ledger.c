#include "ledger.h"

#include <stdlib.h>

#define INITIAL_CAPACITY 32

struct ledger {
    struct posting *postings;
    size_t used, capacity;
};

int ledger_open(struct ledger **book, const char *path) {
    (void)path;
    *book = calloc(1, sizeof(**book));
    return *book ? 0 : -1;
}

int ledger_append(struct ledger *book, const struct posting *postings, size_t count) {
    if (count > LEDGER_MAX_POSTINGS) return -2;
    if (book->used + count > book->capacity) {
        size_t capacity = book->capacity ? book->capacity * 2 : INITIAL_CAPACITY;
        struct posting *grown = realloc(book->postings, capacity * sizeof(*grown));
        if (!grown) return -1;
        book->postings = grown;
        book->capacity = capacity;
    }
    for (size_t i = 0; i < count; ++i) book->postings[book->used++] = postings[i];
    return 0;
}

int ledger_balance(struct ledger *book, uint64_t account, int64_t *cents) {
    *cents = 0;
    for (size_t i = 0; i < book->used; ++i)
        if (book->postings[i].account == account) *cents += book->postings[i].amount_cents;
    return 0;
}

void ledger_close(struct ledger *book) {
    free(book->postings);
    free(book);
}
