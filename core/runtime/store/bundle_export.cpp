// Writing audit bundles.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/audit/bundle.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/runtime/store/bundle.h"
#include "core/runtime/store/bundle_source.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;

/// Where the files of a bundle go, one after another.
class Sink {
public:
    virtual ~Sink() = default;
    virtual Result<void> begin(const std::string& name) = 0;
    virtual Result<void> write(std::string_view bytes) = 0;
    virtual Result<void> end() = 0;
    /// Everything is on the disk afterwards.
    virtual Result<void> finish() = 0;
};

class FolderSink final : public Sink {
public:
    static Result<std::unique_ptr<Sink>> create(const std::string& folder) {
        std::error_code error;
        fs::create_directories(folder + "/blobs", error);
        if (error) return fail(ErrorCode::Io, folder + ": cannot make this folder: " + error.message());
        return std::unique_ptr<Sink>(new FolderSink(folder));
    }
    ~FolderSink() override {
        if (m_file != nullptr) std::fclose(m_file);
    }

    Result<void> begin(const std::string& name) override {
        m_name = m_folder + "/" + name;
        m_file = std::fopen(m_name.c_str(), "wbxe");
        return m_file != nullptr ? Result<void>{} : cannot();
    }
    Result<void> write(std::string_view bytes) override {
        return std::fwrite(bytes.data(), 1, bytes.size(), m_file) == bytes.size() ? Result<void>{} : cannot();
    }
    Result<void> end() override { return std::fclose(std::exchange(m_file, nullptr)) == 0 ? Result<void>{} : cannot(); }
    Result<void> finish() override {
        // One call for all files: a flush for each of thousands of texts would take minutes.
        const int descriptor = ::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        m_name = m_folder;
        const bool flushed = descriptor >= 0 && ::syncfs(descriptor) == 0;
        auto result = flushed ? Result<void>{} : cannot();
        if (descriptor >= 0) ::close(descriptor);
        return result;
    }

private:
    explicit FolderSink(std::string folder) : m_folder(std::move(folder)) {}
    Result<void> cannot() const {
        return fail(ErrorCode::Io, m_name + ": cannot write the bundle: " + std::strerror(errno));
    }
    std::string m_folder, m_name;
    std::FILE* m_file = nullptr;
};

class ZipSink final : public Sink {
public:
    static Result<std::unique_ptr<Sink>> create(const std::string& path) {
        std::unique_ptr<ZipSink> sink(new ZipSink(path));
        const bool opened = archive_write_set_format_zip(sink->m_archive) == ARCHIVE_OK &&
                            archive_write_open_filename(sink->m_archive, path.c_str()) == ARCHIVE_OK;
        if (!opened) return Failure(sink->cannot().error());
        return std::unique_ptr<Sink>(std::move(sink));
    }
    ~ZipSink() override {
        archive_entry_free(m_entry);
        archive_write_free(m_archive);
    }

    Result<void> begin(const std::string& name) override {
        archive_entry_clear(m_entry);
        archive_entry_set_pathname(m_entry, name.c_str());
        archive_entry_set_filetype(m_entry, AE_IFREG);
        archive_entry_set_perm(m_entry, 0644);
        archive_entry_set_mtime(m_entry, 315'532'800,
                                0);  // 1980, where zip's calendar starts: equal content, equal file
        return archive_write_header(m_archive, m_entry) == ARCHIVE_OK ? Result<void>{} : cannot();
    }
    Result<void> write(std::string_view bytes) override {
        return archive_write_data(m_archive, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size())
                   ? Result<void>{}
                   : cannot();
    }
    Result<void> end() override {
        return archive_write_finish_entry(m_archive) == ARCHIVE_OK ? Result<void>{} : cannot();
    }
    Result<void> finish() override {
        if (archive_write_close(m_archive) != ARCHIVE_OK) return cannot();
        const int descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
        const bool flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
        if (descriptor >= 0) ::close(descriptor);
        return flushed ? Result<void>{}
                       : fail(ErrorCode::Io, m_path + ": cannot flush the bundle: " + std::strerror(errno));
    }

private:
    explicit ZipSink(std::string path)
        : m_path(std::move(path)), m_archive(archive_write_new()), m_entry(archive_entry_new()) {}
    Result<void> cannot() const {
        const char* why = archive_error_string(m_archive);
        return fail(ErrorCode::Io, m_path + ": cannot write the bundle: " + (why != nullptr ? why : "no reason given"));
    }
    std::string m_path;
    archive* m_archive;
    archive_entry* m_entry;
};

/// Writes files and remembers size and hash of each for the manifest.
class Recorder {
public:
    Recorder(Sink& sink, audit::Manifest& manifest) : m_sink(sink), m_manifest(manifest) {}
    Result<void> begin(std::string_view name) {
        m_name = name;
        m_bytes = 0;
        return m_sink.begin(m_name);
    }
    Result<void> write(std::string_view bytes) {
        m_hasher.add(bytes);
        m_bytes += bytes.size();
        return m_sink.write(bytes);
    }
    Result<void> end() {
        m_manifest.files[m_name] = {m_bytes, m_hasher.finish()};
        return m_sink.end();
    }
    Result<void> whole(std::string_view name, std::string_view bytes) {
        SKEIN_CHECK(begin(name));
        SKEIN_CHECK(write(bytes));
        return end();
    }

private:
    Sink& m_sink;
    audit::Manifest& m_manifest;
    std::string m_name;
    Sha256 m_hasher;
    std::uint64_t m_bytes = 0;
};

struct References {
    std::set<BlobName> all, erased;
};

Result<void> writeJournal(const WorkspaceStore& store, const ChainTip& tip, Recorder& out, audit::ReportFacts& facts,
                          References& references) {
    SKEIN_CHECK(out.begin(audit::journalFile));
    Result<void> written;
    SKEIN_CHECK(store.readEntries(1, tip.seq, [&](const SealedEntry& entry) {
        if (entry.seq > tip.seq) return false;
        facts.entry(entry);
        const auto names = blobReferences(entry.bytes);
        references.all.insert(names.begin(), names.end());
        if (!names.empty())
            if (const auto envelope = parseEnvelope(entry.bytes); envelope && envelope->kind == "blob.erased")
                references.erased.insert(names.begin(), names.end());
        written = out.write(audit::journalLine(entry) + "\n");
        return written.has_value();
    }));
    SKEIN_CHECK(written);
    return out.end();
}

Result<void> writeBlobs(const WorkspaceStore& store, const References& references, const std::set<BlobName>& redact,
                        Recorder& out, audit::Manifest& manifest, BundleSummary& summary) {
    for (const auto& name : references.all) {
        if (redact.contains(name)) {
            manifest.redacted.insert(name);
            continue;
        }
        const auto blob = store.readBlob(name);
        if (!blob) {
            if (blob.error().code != ErrorCode::NotFound && blob.error().code != ErrorCode::Damaged)
                return Failure(blob.error());
            if (references.erased.contains(name)) manifest.redacted.insert(name);
            else ++summary.damaged;
            continue;
        }
        SKEIN_CHECK(out.begin(audit::blobFileName(name)));
        SKEIN_CHECK(out.write({reinterpret_cast<const char*>(blob->nonce.data()), blob->nonce.size()}));
        SKEIN_CHECK(out.write(blob->content));
        SKEIN_CHECK(out.end());
        ++manifest.blobs;
    }
    return {};
}

Result<BundleSummary> writeAll(const WorkspaceStore& store, Sink& sink, const BundleOptions& options) {
    BundleSummary summary;
    audit::Manifest manifest;
    manifest.workspace = store.id();
    Recorder out(sink, manifest);
    audit::ReportFacts facts;
    References references;
    SKEIN_TRY(const auto tip, store.tip());
    SKEIN_CHECK(writeJournal(store, tip, out, facts, references));
    SKEIN_TRY(const auto stored, store.readHeads());
    audit::Heads heads{store.id(), {}, facts.signers};
    audit::ReportInput report{options.title, options.facts, store.id(), std::nullopt, 0, 0};
    for (const auto& head : stored) {
        if (head.seq > tip.seq) continue;
        heads.heads.push_back(head.text);
        if (const auto parsed = audit::headFromCanonical(head.text)) report.newestHead = *parsed;
    }
    SKEIN_CHECK(out.whole(audit::headsFile, audit::headsText(heads)));
    SKEIN_CHECK(writeBlobs(store, references, options.redact, out, manifest, summary));
    manifest.entries = facts.entries;
    report.blobs = manifest.blobs;
    report.redacted = manifest.redacted.size();
    SKEIN_CHECK(out.whole(audit::reportFile, audit::reportHtml(facts, report)));
    SKEIN_CHECK(sink.begin(std::string(audit::manifestFile)));
    SKEIN_CHECK(sink.write(audit::manifestText(manifest)));
    SKEIN_CHECK(sink.end());
    SKEIN_CHECK(sink.finish());
    summary.entries = manifest.entries;
    summary.blobs = manifest.blobs;
    summary.redacted = manifest.redacted.size();
    return summary;
}

/// Whether what is at the target may be replaced: nothing, an empty folder, or a bundle. Error: Denied.
Result<void> mayReplace(const std::string& target) {
    std::error_code error;
    const auto status = fs::symlink_status(target, error);
    if (status.type() == fs::file_type::not_found) return {};
    if (status.type() == fs::file_type::directory && fs::is_empty(target, error) && !error) return {};
    if (isBundle(target)) return {};
    return fail(ErrorCode::Denied,
                target + ": something that is not a bundle of Skein is there; name a new place or an empty folder");
}

/// Puts the finished bundle in place of what was there.
Result<void> putInPlace(const std::string& made, const std::string& target) {
    if (::rename(made.c_str(), target.c_str()) == 0) return {};
    if (errno != ENOTEMPTY && errno != EEXIST)
        return fail(ErrorCode::Io, target + ": cannot put the bundle in place: " + std::strerror(errno));
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0)
        return fail(ErrorCode::Io, target + ": cannot replace the earlier bundle: " + std::strerror(errno));
    std::error_code error;
    fs::remove_all(made, error);
    return {};
}

}  // namespace

Result<BundleSummary> exportBundle(const WorkspaceStore& store, const std::string& target,
                                   const BundleOptions& options) {
    std::string place = target;
    while (place.size() > 1 && place.back() == '/') place.pop_back();
    if (place.empty())
        return fail(ErrorCode::InvalidInput, "expected a folder or a file ending in .zip for the bundle");
    SKEIN_CHECK(mayReplace(place));
    const auto beside = place + ".new-" + std::to_string(::getpid());
    std::error_code ignored;
    fs::remove_all(beside, ignored);
    auto written = [&]() -> Result<BundleSummary> {
        SKEIN_TRY(const auto sink, place.ends_with(".zip") ? ZipSink::create(beside) : FolderSink::create(beside));
        return writeAll(store, *sink, options);
    }();
    Result<void> placed;
    if (written) placed = putInPlace(beside, place);
    if (!written || !placed) fs::remove_all(beside, ignored);
    if (!written) return rewrap(std::move(written).error(), "writing the bundle " + place);
    SKEIN_CHECK(placed);
    written->path = place;
    return written;
}

}  // namespace skein::runtime
