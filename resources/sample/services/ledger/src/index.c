#include "ledger.h"

#define INITIAL_CAPACITY 8

static unsigned slot_of(uint64_t account) { return (unsigned)(account % INITIAL_CAPACITY); }

unsigned ledger_slot(uint64_t account) { return slot_of(account); }
