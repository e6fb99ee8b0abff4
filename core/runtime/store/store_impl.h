// Inside of WorkspaceStore, shared by its two source files. Not for others.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "core/runtime/store/sqlite.h"
#include "core/runtime/store/workspace_store.h"
#include "core/runtime/store/writer_lock.h"

namespace skein::runtime {

/// A few read-only connections, lent to one caller each at a time.
class ReadPool {
public:
    ReadPool(std::string path, std::string vfs, bool immutable)
        : m_path(std::move(path)), m_vfs(std::move(vfs)), m_immutable(immutable) {}

    class Lease {
    public:
        Lease(ReadPool& pool, std::unique_ptr<sqlite::Connection> connection)
            : m_pool(&pool), m_connection(std::move(connection)) {}
        Lease(Lease&& other) noexcept : m_pool(other.m_pool), m_connection(std::move(other.m_connection)) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (m_connection) m_pool->giveBack(std::move(m_connection));
        }
        sqlite::Connection* operator->() const { return m_connection.get(); }

    private:
        ReadPool* m_pool;
        std::unique_ptr<sqlite::Connection> m_connection;
    };
    /// Waits while all are lent. Error: what opening another one says.
    Result<Lease> lease();

private:
    void giveBack(std::unique_ptr<sqlite::Connection> connection);

    std::string m_path, m_vfs;
    bool m_immutable;
    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<sqlite::Connection>> m_free;
    std::size_t m_open = 0;
};

/// Which file a path names.
struct FileIdentity {
    std::uint64_t device = 0, inode = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
/// Nothing where there is no file.
std::optional<FileIdentity> identityOf(const std::string& path);

struct WorkspaceStore::Impl {
    std::string path;
    StoreOptions options;
    audit::WorkspaceId id{};
    std::string digestKey;
    std::vector<std::string> warnings;
    std::string stateFolder;

    // Destroyed in reverse: connections first, then the lock that vouched for them.
    std::unique_ptr<WriterLock> lock;
    std::mutex writeMutex;                       ///< guards writer, tip and failure
    std::unique_ptr<sqlite::Connection> writer;  ///< none in read mode
    ChainTip tip;                                ///< of the writer
    std::optional<Error> failure;  ///< a commit whose outcome is unknown, or the file is gone: nothing may follow it
    std::optional<FileIdentity> opened;  ///< of the writer; none where the file lies in no folder of this system
    std::unique_ptr<ReadPool> readers;

    /// The lock on writing and the connection. Errors: Denied when read-only, the earlier failure, Io where the file
    /// was removed, moved or replaced: SQLite would go on in a file that nobody finds again.
    Result<std::unique_lock<std::mutex>> beginWriting();
};

/// Last entry as a reader sees it now.
Result<ChainTip> readTip(sqlite::Connection& connection);

}  // namespace skein::runtime
