// The one-writer lock of a workspace: a kernel lock (open file description lock) on `<workspace>.lock` that dies with
// the process. A file of its own, because closing any descriptor of the database would drop SQLite's POSIX locks on it,
// and because the holder can leave word there without the database being opened. The file goes away with its holder.
// Thread: any.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {

class WriterLock {
public:
    /// Takes the lock of this workspace (absolute path) or says who has it. Errors: Busy, Io.
    static Result<std::unique_ptr<WriterLock>> take(const std::string& workspacePath,
                                                    const std::string& controlAddress);
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    WriterLock(int descriptor, std::string path) : m_descriptor(descriptor), m_path(std::move(path)) {}
    int m_descriptor;
    std::string m_path;
};

}  // namespace skein::runtime
