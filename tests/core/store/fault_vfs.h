// A SQLite VFS that fails the Nth write, truncation or flush of a database or its log, and that can show what a power
// loss would leave: the files as last flushed, with any subset of the later writes.
#pragma once

#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "core/base/random.h"
#include "core/base/text.h"

namespace skein::testing {

class FaultVfs {
public:
    static constexpr const char* name = "skein-faults";

    static FaultVfs& get() {
        static FaultVfs vfs;
        return vfs;
    }

    /// From now on operation number `n` (from 1) fails with `code`, and all after it; 0: none fails.
    void failFrom(std::uint64_t n, int code) {
        const std::lock_guard lock(m_mutex);
        m_operations = 0;
        m_failFrom = n;
        m_code = code;
    }
    std::uint64_t operations() const { return m_operations; }
    void forget() {
        const std::lock_guard lock(m_mutex);
        m_disks.clear();
    }

    /// What a disk would hold after losing power now, by path: flushed bytes, and each later write kept with this
    /// chance.
    std::map<std::string, std::string> afterPowerLoss(DrawStream& draws, std::uint32_t keepPerMille) {
        const std::lock_guard lock(m_mutex);
        std::map<std::string, std::string> files;
        for (const auto& [path, disk] : m_disks) {
            auto bytes = disk.flushed;
            for (const auto& write : disk.unflushed)
                if (draws.chance(keepPerMille)) apply(bytes, write);
            files[path] = std::move(bytes);
        }
        return files;
    }

private:
    struct Write {
        sqlite3_int64 offset;
        std::string bytes;
        bool truncate = false;
    };
    struct Disk {
        std::string flushed;
        std::vector<Write> unflushed;
    };
    struct File {
        sqlite3_file base;
        sqlite3_file* real;
        std::string* path;
    };

    static void apply(std::string& bytes, const Write& write) {
        const auto end = static_cast<std::size_t>(write.offset) + write.bytes.size();
        if (write.truncate) return bytes.resize(end);
        if (bytes.size() < end) bytes.resize(end);
        std::memcpy(bytes.data() + write.offset, write.bytes.data(), write.bytes.size());
    }

    FaultVfs() {
        m_real = sqlite3_vfs_find(nullptr);
        m_vfs = *m_real;
        m_vfs.zName = name;
        m_vfs.szOsFile = static_cast<int>(sizeof(File)) + m_real->szOsFile;
        m_vfs.xOpen = &open;
        sqlite3_vfs_register(&m_vfs, 0);
    }

    /// Counts one operation; whether it may go on.
    static int count() {
        auto& self = get();
        ++self.m_operations;
        return self.m_failFrom != 0 && self.m_operations >= self.m_failFrom ? self.m_code : SQLITE_OK;
    }
    static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static sqlite3_file* realOf(sqlite3_file* file) { return of(file)->real; }
    template <class Work>
    static int guarded(sqlite3_file* file, Work&& work) {
        auto& self = get();
        const std::lock_guard lock(self.m_mutex);
        const int code = count();
        return code != SQLITE_OK ? code : work(self.m_disks[*of(file)->path]);
    }

    static int open(sqlite3_vfs*, sqlite3_filename path, sqlite3_file* file, int flags, int* outFlags) {
        auto& self = get();
        auto* ours = of(file);
        ours->base.pMethods = nullptr;
        ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
        const int code = self.m_real->xOpen(self.m_real, path, ours->real, flags, outFlags);
        if (code != SQLITE_OK) return code;
        ours->path = new std::string(path != nullptr ? path : "");
        {
            const std::lock_guard lock(self.m_mutex);
            if (!self.m_disks.contains(*ours->path))
                self.m_disks[*ours->path].flushed = readFile(*ours->path).value_or("");
        }
        ours->base.pMethods = &methods;
        return SQLITE_OK;
    }
    static int close(sqlite3_file* file) {
        delete of(file)->path;
        return realOf(file)->pMethods->xClose(realOf(file));
    }
    static int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
        return realOf(f)->pMethods->xRead(realOf(f), to, n, at);
    }
    static int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        return guarded(f, [&](Disk& disk) {
            disk.unflushed.push_back(
                {at, std::string(static_cast<const char*>(from), static_cast<std::size_t>(n)), false});
            return realOf(f)->pMethods->xWrite(realOf(f), from, n, at);
        });
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        return guarded(f, [&](Disk& disk) {
            disk.unflushed.push_back({size, {}, true});
            return realOf(f)->pMethods->xTruncate(realOf(f), size);
        });
    }
    static int sync(sqlite3_file* f, int flags) {
        return guarded(f, [&](Disk& disk) {
            for (const auto& one : disk.unflushed) apply(disk.flushed, one);
            disk.unflushed.clear();
            return realOf(f)->pMethods->xSync(realOf(f), flags);
        });
    }
    static int fileSize(sqlite3_file* f, sqlite3_int64* size) {
        return realOf(f)->pMethods->xFileSize(realOf(f), size);
    }
    static int lock(sqlite3_file* f, int level) { return realOf(f)->pMethods->xLock(realOf(f), level); }
    static int unlock(sqlite3_file* f, int level) { return realOf(f)->pMethods->xUnlock(realOf(f), level); }
    static int reserved(sqlite3_file* f, int* out) { return realOf(f)->pMethods->xCheckReservedLock(realOf(f), out); }
    static int control(sqlite3_file* f, int op, void* arg) {
        return realOf(f)->pMethods->xFileControl(realOf(f), op, arg);
    }
    static int sector(sqlite3_file* f) { return realOf(f)->pMethods->xSectorSize(realOf(f)); }
    /// Promises nothing, so that SQLite relies on its flushes alone.
    static int traits(sqlite3_file*) { return 0; }
    static int shmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return realOf(f)->pMethods->xShmMap(realOf(f), page, size, extend, out);
    }
    static int shmLock(sqlite3_file* f, int at, int n, int flags) {
        return realOf(f)->pMethods->xShmLock(realOf(f), at, n, flags);
    }
    static void shmBarrier(sqlite3_file* f) { realOf(f)->pMethods->xShmBarrier(realOf(f)); }
    static int shmUnmap(sqlite3_file* f, int remove) { return realOf(f)->pMethods->xShmUnmap(realOf(f), remove); }

    static constexpr sqlite3_io_methods methods = {
        2,        &close,  &read,   &write,  &truncate, &sync,       &fileSize, &lock,   &unlock, &reserved,
        &control, &sector, &traits, &shmMap, &shmLock,  &shmBarrier, &shmUnmap, nullptr, nullptr};

    sqlite3_vfs* m_real = nullptr;
    sqlite3_vfs m_vfs{};
    std::mutex m_mutex;
    std::map<std::string, Disk> m_disks;
    std::uint64_t m_operations = 0, m_failFrom = 0;
    int m_code = SQLITE_IOERR;
};

}  // namespace skein::testing
