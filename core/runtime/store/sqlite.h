// A thin adapter over SQLite's C interface: connections, statements, and SQLite's result codes as errors with words.
// Thread: one thread at a time per connection (opened without SQLite's own mutex); the owner serialises.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace skein::runtime::sqlite {

/// The error for a result code: Io (disk full, read-only, I/O error, permission), Damaged (corrupt), InvalidInput (no
/// database), Busy. `doing` is what was tried, `path` the file.
Error errorFor(int code, std::string_view path, std::string_view doing, std::string_view detail = {});

class Connection;

/// One use of a prepared statement: bind from 1 on, step through rows, read columns from 0 on. Reset when it goes.
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    Statement& bind(int index, std::int64_t value);
    Statement& bindText(int index, std::string_view value);
    Statement& bindTextView(int index, std::string_view value);  ///< not copied: as bindBlob
    Statement& bindBlob(int index, std::string_view value);  ///< the bytes must live until the statement was stepped
    /// True: a row is there; false: done.
    Result<bool> step();
    /// Steps a statement that returns no rows.
    Result<void> run();
    /// Ready for the next use, as if prepared again.
    void reset();

    std::int64_t integer(int column) const;
    std::string blob(int column) const;       ///< bytes of a blob or text
    std::string_view view(int column) const;  ///< the same without copying, until the next step

private:
    friend class Connection;
    Statement(Connection& connection, sqlite3_stmt* statement, int error);
    Connection* m_connection;
    sqlite3_stmt* m_statement;
    int m_error;
};

enum class Access { ReadOnly, ReadWrite, Create };

class Connection {
public:
    /// Opens a database file. `immutable`: nobody can change it, so no lock and no log file is touched.
    /// Errors as errorFor(). Opening alone reads nothing: damage shows at the first statement.
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access, const std::string& vfs = {},
                                                    bool immutable = false);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// A statement from the cache of this connection; `sql` must be a literal (the cache is keyed by its text).
    Statement prepare(std::string_view sql);
    /// Runs one or more statements without results.
    Result<void> execute(const std::string& sql);
    /// The first column of the first row. Error: NotFound when there is no row.
    Result<std::int64_t> integer(std::string_view sql);

    bool isReadOnly() const;
    const std::string& path() const { return m_path; }
    sqlite3* handle() const { return m_handle; }
    /// The error for a code that a statement or call of this connection returned.
    Error error(int code, std::string_view doing) const;

private:
    Connection(sqlite3* handle, std::string path) : m_handle(handle), m_path(std::move(path)) {}
    sqlite3* m_handle;
    std::string m_path;
    std::map<std::string, sqlite3_stmt*, std::less<>> m_statements;
};

/// BEGIN IMMEDIATE now, ROLLBACK when it goes unless committed.
class Transaction {
public:
    static Result<Transaction> begin(Connection& connection);
    Transaction(Transaction&& other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(Connection& connection) : m_connection(&connection) {}
    Connection* m_connection;
};

}  // namespace skein::runtime::sqlite
