// The tables of a workspace file, as one list of migrations. Thread: any; constants.
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

namespace skein::runtime::schema {

inline constexpr std::int64_t applicationId = 0x536b656e;  ///< "Sken", in SQLite's header at byte 68
inline constexpr std::int64_t version = 1;                 ///< PRAGMA user_version

/// What turns version n-1 into n, in order; the first makes an empty file a workspace.
inline constexpr std::string_view migrations[] = {
    R"(CREATE TABLE migrations(version INTEGER PRIMARY KEY, at INTEGER NOT NULL, program TEXT NOT NULL);
CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE journal(seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL);
CREATE TABLE heads(seq INTEGER PRIMARY KEY, head BLOB NOT NULL);
CREATE TABLE blobs(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, nonce BLOB NOT NULL, size INTEGER NOT NULL,
 codec INTEGER NOT NULL, data BLOB NOT NULL, digest BLOB NOT NULL);
CREATE TABLE snapshots(seq INTEGER NOT NULL, fingerprint BLOB NOT NULL, data BLOB NOT NULL, digest BLOB NOT NULL,
 PRIMARY KEY(seq, fingerprint));)",
};
static_assert(std::size(migrations) == version);

/// How many objects of its own a current workspace has in sqlite_schema, and nothing else may be there.
inline constexpr std::int64_t tableCount = 6;

}  // namespace skein::runtime::schema
