#include "core/runtime/ingest/walk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/memory/ignore.h"
#include "core/plan/plain_text.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/ingest/text_encoding.h"

namespace skein::runtime {
namespace {

using memory::EntryKind;
using memory::IgnoreList;

constexpr std::size_t maxDepth = 128;  ///< one open folder a level; real trees stay below 40
constexpr std::size_t maxIgnoreFileBytes = 1u << 20;
constexpr std::string_view outputMarker = ".skein-output";  // as core/runtime/deliver.cpp writes it

/// A workspace and the files SQLite and the writer's lock keep beside it.
bool isWorkspaceFile(std::string_view name) {
    for (const std::string_view ending : {".skein", ".skein-wal", ".skein-shm", ".skein-journal", ".skein.lock"})
        if (name.ends_with(ending)) return true;
    return false;
}

/// Folders of version control, and the copies that quilt keeps of patched files.
constexpr std::array<std::string_view, 8> versionStores{".git", ".hg", ".svn", ".bzr", "CVS", ".jj", "_darcs", ".pc"};
/// Folders that tools fill with installed packages and caches; nobody writes in them by hand.
constexpr std::array<std::string_view, 7> derivedFolders{"node_modules", "__pycache__",   ".venv",      ".tox",
                                                         ".mypy_cache",  ".pytest_cache", ".ruff_cache"};

bool isOneOf(const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

struct Descriptor {
    int fd = -1;
    explicit Descriptor(int value) : fd(value) {}
    Descriptor(Descriptor&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

struct Entry {
    std::string name;
    bool folder;
    bool link;
    bool regular;
    std::uint64_t bytes;
};

/// Why a name cannot stand in a citation or a log line; nothing for all others. Direction marks and invisible
/// characters show another name than the file has.
std::optional<std::string> badName(std::string_view name) {
    if (!isValidUtf8(name)) return "is not UTF-8";
    if (name.find_first_of("\n\t") != std::string_view::npos) return "holds control characters";
    if (const auto problem = plan::unplain(name, plan::TextUse::Prose)) return "holds " + *problem;
    return std::nullopt;
}

std::string shownName(std::string_view path) {
    std::string out;
    for (const char c : toValidUtf8(path)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) out += "\xEF\xBF\xBD";
        else out += c;
    }
    return out;
}

std::string reasonOfErrno() { return std::strerror(errno); }

class Walk {
public:
    Walk(const SourceRoot& root, const IngestRequest& request, const WalkVisitor& visitor)
        : m_root(root), m_request(request), m_visitor(visitor) {
        m_ignore.setOverride(IgnoreList::fromPatterns(request.exclude));
        const std::filesystem::path base(root.within.empty() ? root.folder : root.within);
        for (const auto& other : request.roots)
            if (other.folder != root.folder && liesIn(other.folder, root.folder))
                m_readByThemselves.insert(
                    std::filesystem::path(other.folder).lexically_relative(base).generic_string());
    }

    Result<void> run() {
        struct stat info {};
        if (::stat(m_root.folder.c_str(), &info) != 0)
            return fail(ErrorCode::NotFound, m_root.folder + ": " + reasonOfErrno());
        if (S_ISREG(info.st_mode)) {
            const std::filesystem::path path(m_root.folder);
            if (m_visitor.onSize) return m_visitor.onSize(static_cast<std::uint64_t>(info.st_size));
            const Descriptor parent(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
            return readOne(parent.fd, path.filename().string(), path.filename().string());
        }
        Descriptor folder(::open(m_root.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder.fd < 0)
            return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, m_root.folder + ": " + reasonOfErrno());
        if (const Descriptor git(::openat(folder.fd, ".git", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
            git.fd >= 0)
            if (const Descriptor infoFolder(::openat(git.fd, "info", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
                infoFolder.fd >= 0)
                pushRules(infoFolder.fd, "exclude", "");
        return visit(folder.fd, pushOuterRules(), 0);
    }

private:
    void skip(std::string_view path, SkipReason reason, std::string detail) {
        m_visitor.onSkipped({m_prefix + shownName(path), reason, std::move(detail)});
    }

    /// The rules of the folders between the source that this root is a part of and the root; the path of the root in
    /// that source, "" for a source itself.
    std::string pushOuterRules() {
        if (m_root.within.empty()) return {};
        const auto inside = std::filesystem::path(m_root.folder).lexically_relative(m_root.within);
        std::filesystem::path path;
        for (const auto& name : inside) {
            const Descriptor outer(
                ::open((std::filesystem::path(m_root.within) / path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
            pushRules(outer.fd, ".gitignore", path.generic_string());
            pushRules(outer.fd, ".skeinignore", path.generic_string());
            path /= name;
        }
        m_prefix.resize(m_prefix.size() - toValidUtf8(path.generic_string()).size() - 1);
        return path.generic_string();
    }

    void pushRules(int folder, const char* name, const std::string& path) {
        if (auto text = read(folder, name, maxIgnoreFileBytes)) m_ignore.push(path, IgnoreList::parse(*text));
    }

    Result<std::string> read(int folder, const char* name, std::size_t maxBytes) {
        // O_NONBLOCK: a FIFO put in place of the file must not block the walk.
        const Descriptor file(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        struct stat info {};
        if (file.fd < 0 || ::fstat(file.fd, &info) != 0) return fail(ErrorCode::Io, reasonOfErrno());
        if (!S_ISREG(info.st_mode)) return fail(ErrorCode::InvalidInput, "no regular file");
        const auto size = static_cast<std::size_t>(info.st_size);
        const auto tooLarge = [&] {
            return fail(ErrorCode::TooLarge, std::to_string(size) + " bytes; the bound is " + std::to_string(maxBytes));
        };
        if (size > maxBytes) return tooLarge();
        std::string bytes(size + 1, '\0');  // one more, to notice growth
        std::size_t have = 0;
        while (have < bytes.size()) {
            const auto count = ::read(file.fd, bytes.data() + have, bytes.size() - have);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return fail(ErrorCode::Io, reasonOfErrno());
            if (count == 0) break;
            have += static_cast<std::size_t>(count);
        }
        if (have != size) return fail(ErrorCode::Busy, "it changed while it was read");
        bytes.resize(have);
        return bytes;
    }

    Result<void> readOne(int folder, const std::string& name, const std::string& path) {
        auto content = read(folder, name.c_str(), m_request.maxFileBytes);
        if (content) {
            auto text = readableText(std::move(*content));
            if (text.size() <= m_request.maxFileBytes) return m_visitor.onFile(m_prefix + path, std::move(text));
            skip(path, SkipReason::TooLarge,
                 std::to_string(text.size()) + " bytes as UTF-8, more than " + std::to_string(m_request.maxFileBytes));
            return {};
        }
        const auto code = content.error().code;
        skip(path,
             code == ErrorCode::TooLarge ? SkipReason::TooLarge
             : code == ErrorCode::Busy   ? SkipReason::Changing
                                         : SkipReason::Unreadable,
             content.error().message);
        return {};
    }

    /// Entries in the order of their paths: a folder sorts as "name/".
    static std::vector<Entry> list(int folder) {
        std::vector<Entry> entries;
        const int copy = ::fcntl(folder, F_DUPFD_CLOEXEC, 0);
        DIR* const stream = copy < 0 ? nullptr : ::fdopendir(copy);
        if (stream == nullptr) {
            if (copy >= 0) ::close(copy);
            return entries;
        }
        while (const dirent* const entry = ::readdir(stream)) {
            const std::string name = entry->d_name;
            if (name == "." || name == "..") continue;
            struct stat info {};
            if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue;  // gone meanwhile
            entries.push_back({name, S_ISDIR(info.st_mode), S_ISLNK(info.st_mode), S_ISREG(info.st_mode),
                               static_cast<std::uint64_t>(info.st_size)});
        }
        ::closedir(stream);
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
            return a.name + (a.folder ? "/" : "") < b.name + (b.folder ? "/" : "");
        });
        return entries;
    }

    void skipLink(int folder, const Entry& entry, const std::string& path) {
        std::array<char, 64> link{};
        std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", folder);
        std::error_code error;
        const auto target = std::filesystem::canonical(std::filesystem::path(link.data()) / entry.name, error);
        if (error == std::errc::too_many_symbolic_link_levels)
            return skip(path, SkipReason::Unreadable, "a link that leads back to itself");
        if (error) return skip(path, SkipReason::Unreadable, "a link that leads nowhere");
        const auto root = std::filesystem::canonical(m_root.folder, error);
        const auto inside = target.lexically_relative(root);
        const bool outside = inside.empty() || *inside.begin() == "..";
        skip(path, outside ? SkipReason::LinkOutside : SkipReason::Link,
             outside ? "a link that leads out of the source folder" : "a link; its target is read where it lies");
    }

    Result<void> visit(int folder, const std::string& path, std::size_t depth) {
        const auto rules = m_ignore.depth();
        pushRules(folder, ".gitignore", path);
        pushRules(folder, ".skeinignore", path);
        const auto entries = list(folder);
        // What Skein wrote is no source: folders of deliverables carry its mark.
        const bool written = depth > 0 && std::any_of(entries.begin(), entries.end(),
                                                      [](const Entry& entry) { return entry.name == outputMarker; });
        if (written) m_visitor.onIgnored();
        for (const auto& entry : written ? std::vector<Entry>() : entries)
            SKEIN_CHECK(visitEntry(folder, entry, path.empty() ? entry.name : path + "/" + entry.name, depth));
        m_ignore.popTo(rules);
        return {};
    }

    Result<void> visitEntry(int folder, const Entry& entry, const std::string& path, std::size_t depth) {
        SKEIN_CHECK(m_visitor.onEntry());
        if (m_readByThemselves.contains(path)) return {};
        if (isOneOf(versionStores, entry.name)) return {};
        if (entry.folder ? isOneOf(derivedFolders, entry.name) : isWorkspaceFile(entry.name)) {
            m_visitor.onIgnored();
            return {};
        }
        if (m_ignore.ignores(path, entry.folder ? EntryKind::Folder : EntryKind::File)) {
            m_visitor.onIgnored();
            return {};
        }
        if (const auto problem = badName(entry.name)) {
            skip(path, SkipReason::BadName, "its name " + *problem);
            return {};
        }
        if (entry.link) {
            skipLink(folder, entry, path);
            return {};
        }
        if (!entry.folder && !entry.regular) {
            skip(path, SkipReason::SpecialFile, "a FIFO, socket or device");
            return {};
        }
        if (!entry.folder && m_visitor.onSize)
            return entry.bytes <= m_request.maxFileBytes ? m_visitor.onSize(entry.bytes) : Result<void>{};
        if (!entry.folder) return readOne(folder, entry.name, path);
        if (depth >= maxDepth) {
            skip(path, SkipReason::TooDeep, "more than " + std::to_string(maxDepth) + " folders deep");
            return {};
        }
        const Descriptor inner(::openat(folder, entry.name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
        if (inner.fd < 0) {
            skip(path, SkipReason::Unreadable, reasonOfErrno());
            return {};
        }
        return visit(inner.fd, path, depth + 1);
    }

    const SourceRoot& m_root;
    std::string m_prefix = m_root.prefix;      ///< of the source
    std::set<std::string> m_readByThemselves;  ///< paths in the source
    const IngestRequest& m_request;
    const WalkVisitor& m_visitor;
    memory::IgnoreStack m_ignore;
};

}  // namespace

Result<void> walk(const SourceRoot& root, const IngestRequest& request, const WalkVisitor& visitor) {
    return Walk(root, request, visitor).run();
}

}  // namespace skein::runtime
