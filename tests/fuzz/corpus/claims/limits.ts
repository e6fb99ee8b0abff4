limits.ts
/** Limits of the orders API. */
export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 200;
export const MAX_CART_LINES = 50;
export const MAX_BATCH_SIZE = 100;
export const GIFT_NOTE_MAX_LENGTH = 200;
export const QUOTE_TTL_SECONDS = 900;
