#include "core/runtime/store/sqlite.h"

#include <sqlite3.h>

namespace skein::runtime::sqlite {
namespace {

/// The path as a SQLite URI, every byte that means something there escaped.
std::string uriFor(const std::string& path, bool immutable) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '%' || c == '?' || c == '#') {
            uri += '%';
            uri += digits[static_cast<unsigned char>(c) >> 4];
            uri += digits[static_cast<unsigned char>(c) & 15];
        } else {
            uri += c;
        }
    }
    return immutable ? uri + "?immutable=1" : uri;
}

/// SQLite calls the ends of a transaction read-only, but they are where a full disk shows.
bool writes(sqlite3_stmt* statement) {
    const std::string_view sql = sqlite3_sql(statement);
    return sqlite3_stmt_readonly(statement) == 0 || sql.starts_with("BEGIN") || sql.starts_with("COMMIT");
}

}  // namespace

Error errorFor(int code, std::string_view path, std::string_view doing, std::string_view detail) {
    // SQLite's own words and number help where the cause is unclear; a full disk says enough.
    enum class Cause { Plain, Unclear };
    const auto say = [&](ErrorCode kind, std::string_view what, Cause cause = Cause::Plain) {
        std::string message = std::string(path) + ": " + std::string(what) + " while " + std::string(doing);
        if (cause == Cause::Unclear && !detail.empty())
            message += " (SQLite " + std::to_string(code) + ": " + std::string(detail) + ")";
        return Error{kind, std::move(message), {}};
    };
    switch (code & 0xff) {
        case SQLITE_FULL: return say(ErrorCode::Io, "the disk is full");
        case SQLITE_READONLY: return say(ErrorCode::Io, "the file or its folder is read-only");
        case SQLITE_PERM:
        case SQLITE_AUTH: return say(ErrorCode::Io, "permission denied");
        case SQLITE_CANTOPEN: return say(ErrorCode::Io, "the file, or its log beside it, cannot be opened");
        case SQLITE_NOMEM: return say(ErrorCode::Io, "out of memory");
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return say(ErrorCode::Busy, "another program holds the database");
        case SQLITE_NOTADB: return say(ErrorCode::InvalidInput, "this is not a SQLite database");
        case SQLITE_CORRUPT: return say(ErrorCode::Damaged, "the database is truncated or damaged", Cause::Unclear);
        case SQLITE_TOOBIG: return say(ErrorCode::TooLarge, "a value is larger than SQLite allows", Cause::Unclear);
        case SQLITE_IOERR: return say(ErrorCode::Io, "the disk reported an error", Cause::Unclear);
        default: return say(ErrorCode::Damaged, "the database refused a statement", Cause::Unclear);
    }
}

Statement::Statement(Connection& connection, sqlite3_stmt* statement, int error)
    : m_connection(&connection), m_statement(statement), m_error(error) {}

Statement::Statement(Statement&& other) noexcept
    : m_connection(other.m_connection),
      m_statement(std::exchange(other.m_statement, nullptr)),
      m_error(other.m_error) {}

Statement::~Statement() { reset(); }

void Statement::reset() {
    if (m_statement == nullptr) return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
    m_error = SQLITE_OK;
}

Statement& Statement::bind(int index, std::int64_t value) {
    if (m_error == SQLITE_OK) m_error = sqlite3_bind_int64(m_statement, index, value);
    return *this;
}

Statement& Statement::bindText(int index, std::string_view value) {
    if (m_error == SQLITE_OK)
        m_error = sqlite3_bind_text64(m_statement, index, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindTextView(int index, std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    if (m_error == SQLITE_OK)
        m_error = sqlite3_bind_text64(m_statement, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindBlob(int index, std::string_view value) {
    // A null pointer would bind NULL, not the empty blob.
    const char* data = value.empty() ? "" : value.data();
    if (m_error == SQLITE_OK) m_error = sqlite3_bind_blob64(m_statement, index, data, value.size(), SQLITE_STATIC);
    return *this;
}

Result<bool> Statement::step() {
    if (m_error == SQLITE_OK) {
        const int code = sqlite3_step(m_statement);
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        m_error = code;
    }
    return Failure(m_connection->error(m_error, m_statement != nullptr && writes(m_statement) ? "writing" : "reading"));
}

Result<void> Statement::run() {
    SKEIN_TRY(const bool row, step());
    SKEIN_ASSERT(!row);
    return {};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

std::string_view Statement::view(int column) const {
    const void* data = sqlite3_column_blob(m_statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

std::string Statement::blob(int column) const { return std::string(view(column)); }

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access, const std::string& vfs,
                                                     bool immutable) {
    const int mode = access == Access::ReadOnly    ? SQLITE_OPEN_READONLY
                     : access == Access::ReadWrite ? SQLITE_OPEN_READWRITE
                                                   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(uriFor(path, immutable).c_str(), &handle,
                                     mode | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     vfs.empty() ? nullptr : vfs.c_str());
    std::unique_ptr<Connection> connection(new Connection(handle, path));
    if (code != SQLITE_OK) return Failure(connection->error(code, "opening"));
    // A file from somewhere else must not run its own functions or lie about its pages.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_busy_timeout(handle, 5'000);
    return connection;
}

Connection::~Connection() {
    for (const auto& [sql, statement] : m_statements) sqlite3_finalize(statement);
    sqlite3_close_v2(m_handle);
}

Statement Connection::prepare(std::string_view sql) {
    auto found = m_statements.find(sql);
    if (found == m_statements.end()) {
        sqlite3_stmt* statement = nullptr;
        const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) return Statement(*this, nullptr, code);
        found = m_statements.emplace(std::string(sql), statement).first;
    }
    return Statement(*this, found->second, SQLITE_OK);
}

Result<void> Connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return Failure(error(code, "preparing it"));
    return {};
}

Result<std::int64_t> Connection::integer(std::string_view sql) {
    auto statement = prepare(sql);
    SKEIN_TRY(const bool row, statement.step());
    if (!row) return fail(ErrorCode::NotFound, m_path + ": no such row");
    return statement.integer(0);
}

bool Connection::isReadOnly() const { return sqlite3_db_readonly(m_handle, "main") != 0; }

Error Connection::error(int code, std::string_view doing) const {
    return errorFor(code, m_path, doing, m_handle != nullptr ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code));
}

Result<Transaction> Transaction::begin(Connection& connection) {
    SKEIN_CHECK(connection.prepare("BEGIN IMMEDIATE").run());
    return Transaction(connection);
}

Transaction::~Transaction() {
    // SQLite may have rolled back by itself after a full disk or an I/O error; then there is nothing left to undo.
    if (m_connection != nullptr && sqlite3_get_autocommit(m_connection->handle()) == 0)
        (void)sqlite3_exec(m_connection->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
    SKEIN_CHECK(m_connection->prepare("COMMIT").run());
    m_connection = nullptr;
    return {};
}

}  // namespace skein::runtime::sqlite
