#include "core/runtime/store/bundle_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit/bundle.h"
#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;
using Receiver = std::function<Result<void>(std::string_view)>;

constexpr std::size_t pieceBytes = 256u << 10;

class FolderSource final : public BundleSource {
public:
    explicit FolderSource(std::string folder) : m_folder(std::move(folder)) {}

    Result<void> forEach(const std::function<Result<void>(const BundleFile&)>& each) override {
        std::vector<std::string> names;
        SKEIN_CHECK(list("", names));
        SKEIN_CHECK(list("blobs/", names));
        std::sort(names.begin(), names.end());
        for (const auto& name : names) {
            BundleFile file{name, {}, [&](const Receiver& receive) { return read(name, receive); }};
            struct stat info {};
            if (::lstat((m_folder + "/" + name).c_str(), &info) != 0) file.problem = std::strerror(errno);
            else if (!S_ISREG(info.st_mode)) file.problem = "it is not a regular file";
            SKEIN_CHECK(each(file));
        }
        return {};
    }

private:
    Result<void> list(const std::string& below, std::vector<std::string>& names) const {
        std::error_code error;
        for (fs::directory_iterator it(m_folder + "/" + below, error), end; !error && it != end; it.increment(error)) {
            const auto name = it->path().filename().string();
            std::error_code ignored;
            if (below.empty() && name == "blobs" && it->symlink_status(ignored).type() == fs::file_type::directory)
                continue;
            names.push_back(below + name);
            if (names.size() > limits::maxBundleFiles)
                return fail(ErrorCode::TooLarge,
                            m_folder + ": more than " + std::to_string(limits::maxBundleFiles) + " files");
        }
        const bool absent = !below.empty() && error == std::errc::no_such_file_or_directory;
        if (error && !absent) return fail(ErrorCode::Io, m_folder + "/" + below + ": " + error.message());
        return {};
    }

    Result<void> read(const std::string& name, const Receiver& receive) const {
        const auto path = m_folder + "/" + name;
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (descriptor < 0) return fail(ErrorCode::Io, path + ": " + std::strerror(errno));
        std::string piece(pieceBytes, '\0');
        Result<void> result;
        for (;;) {
            const auto count = ::read(descriptor, piece.data(), piece.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) result = fail(ErrorCode::Io, path + ": " + std::strerror(errno));
            if (count <= 0) break;
            result = receive(std::string_view(piece).substr(0, static_cast<std::size_t>(count)));
            if (!result) break;
        }
        ::close(descriptor);
        return result;
    }

    std::string m_folder;
};

class ZipSource final : public BundleSource {
public:
    explicit ZipSource(std::string path) : m_path(std::move(path)) {}

    Result<void> forEach(const std::function<Result<void>(const BundleFile&)>& each) override {
        const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), &archive_read_free);
        archive_read_support_format_zip(reader.get());
        if (archive_read_open_filename(reader.get(), m_path.c_str(), pieceBytes) != ARCHIVE_OK)
            return damaged(reader.get());
        m_unpacked = 0;
        std::set<std::string> seen;
        for (;;) {
            archive_entry* entry = nullptr;
            const int code = archive_read_next_header(reader.get(), &entry);
            if (code == ARCHIVE_EOF) return {};
            if (code != ARCHIVE_OK) return damaged(reader.get());
            const char* name = archive_entry_pathname(entry);
            if (archive_entry_filetype(entry) == AE_IFDIR && name != nullptr &&
                std::string_view(name) == audit::blobFolder)
                continue;
            BundleFile file{name != nullptr ? name : "(no name)", {}, [&](const Receiver& receive) {
                                return read(reader.get(), receive);
                            }};
            if (archive_entry_filetype(entry) != AE_IFREG) file.problem = "it is not a regular file";
            else if (archive_entry_is_encrypted(entry) != 0) file.problem = "it is encrypted";
            else if (!seen.insert(file.name).second) file.problem = "it is there twice";
            if (seen.size() > limits::maxBundleFiles)
                return fail(ErrorCode::TooLarge,
                            m_path + ": more than " + std::to_string(limits::maxBundleFiles) + " files");
            SKEIN_CHECK(each(file));
        }
    }

private:
    Result<void> read(archive* reader, const Receiver& receive) {
        std::string piece(pieceBytes, '\0');
        for (;;) {
            const auto count = archive_read_data(reader, piece.data(), piece.size());
            if (count < 0) return damaged(reader);
            if (count == 0) return {};
            // Counted as unpacked, whatever the archive states: a small file may unpack to anything.
            m_unpacked += static_cast<std::uint64_t>(count);
            if (m_unpacked > limits::maxBundleBytes)
                return fail(ErrorCode::TooLarge,
                            m_path + ": unpacks to more than " + std::to_string(limits::maxBundleBytes) + " bytes");
            SKEIN_CHECK(receive(std::string_view(piece).substr(0, static_cast<std::size_t>(count))));
        }
    }

    Result<void> damaged(archive* reader) const {
        const char* why = archive_error_string(reader);
        return fail(ErrorCode::Damaged,
                    m_path + ": the zip file is damaged: " + (why != nullptr ? why : "no reason given"));
    }

    std::string m_path;
    std::uint64_t m_unpacked = 0;
};

/// Whether a file starts like a zip file.
bool startsLikeZip(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char start[4] = {};
    const bool zip = descriptor >= 0 && ::read(descriptor, start, sizeof start) == sizeof start &&
                     std::memcmp(start, "PK\x03\x04", 4) == 0;
    if (descriptor >= 0) ::close(descriptor);
    return zip;
}

}  // namespace

Result<std::unique_ptr<BundleSource>> openBundleSource(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, path + ": " + std::strerror(errno));
    if (S_ISDIR(info.st_mode)) return std::unique_ptr<BundleSource>(new FolderSource(path));
    if (S_ISREG(info.st_mode) && startsLikeZip(path)) return std::unique_ptr<BundleSource>(new ZipSource(path));
    return fail(ErrorCode::InvalidInput, path + ": expected a bundle: a folder or a zip file");
}

bool isBundle(const std::string& path) {
    const auto source = openBundleSource(path);
    bool found = false;
    if (source)
        (void)(*source)->forEach([&](const BundleFile& file) -> Result<void> {
            if (file.name != audit::manifestFile || !file.problem.empty()) return {};
            std::string text;
            SKEIN_CHECK(file.read([&](std::string_view piece) -> Result<void> {
                text.append(piece);
                return text.size() <= limits::maxBundleFileBytes ? Result<void>{}
                                                                 : fail(ErrorCode::TooLarge, "manifest");
            }));
            found = text.find("\"format\":\"skein-bundle\"") != std::string::npos;
            return {};
        });
    return found;
}

}  // namespace skein::runtime
