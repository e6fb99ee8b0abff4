#include "core/runtime/ingest/ingest.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/memory/manifest.h"
#include "core/memory/secrets.h"
#include "core/memory/segment.h"
#include "core/model/names.h"
#include "core/runtime/ingest/ctags_process.h"
#include "core/runtime/ingest/malformed.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/ingest/walk.h"

namespace skein::runtime {
namespace {

constexpr std::size_t bytesUnderWay = 16u << 20;
constexpr std::size_t filesUnderWay = 256;
constexpr unsigned maxWorkers = 8;
constexpr std::size_t binaryProbeBytes = 8'000;  ///< as Git decides it (xdiff-interface.c, buffer_is_binary)

constexpr NameTable<SkipReason, 10> reasonNames{{{SkipReason::Secret, "secret"},
                                                 {SkipReason::Binary, "binary"},
                                                 {SkipReason::TooLarge, "too-large"},
                                                 {SkipReason::Unreadable, "unreadable"},
                                                 {SkipReason::SpecialFile, "special-file"},
                                                 {SkipReason::Link, "link"},
                                                 {SkipReason::LinkOutside, "link-outside"},
                                                 {SkipReason::BadName, "bad-name"},
                                                 {SkipReason::TooDeep, "too-deep"},
                                                 {SkipReason::Changing, "changing"}}};

bool isBinary(std::string_view content) {
    const auto probe = content.substr(0, binaryProbeBytes);
    if (probe.find('\0') != std::string_view::npos) return true;
    const auto control = std::count_if(probe.begin(), probe.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1b';
    });
    return static_cast<std::size_t>(control) * 10 > probe.size();
}

/// The variable of this process whose value a content holds, if its name says that it is a key or the like.
std::string secretVariableIn(std::string_view content) {
    constexpr std::size_t shortest = 12;
    constexpr std::array<std::string_view, 4> ends{"_KEY", "_TOKEN", "_SECRET", "_PASSWORD"};
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
        const std::string_view entry(*each);
        const auto equals = std::min(entry.find('='), entry.size() - 1);
        const auto name = entry.substr(0, equals), value = entry.substr(equals + 1);
        const bool numbered = name.find("_API_KEY_") != std::string_view::npos;
        const bool secret =
            numbered || std::any_of(ends.begin(), ends.end(), [&](auto end) { return name.ends_with(end); });
        // A path says where a secret is.
        if (!secret || value.size() < shortest || value.front() == '/') continue;
        if (content.find(value) != std::string_view::npos) return std::string(name);
    }
    return {};
}

/// Why a content must not enter memory.
std::optional<SkippedFile> objectionTo(const std::string& path, std::string_view content) {
    if (isBinary(content)) return SkippedFile{path, SkipReason::Binary, "binary data"};
    if (const auto variable = secretVariableIn(content); !variable.empty())
        return SkippedFile{path, SkipReason::Secret, "the value of the variable " + variable};
    const auto secrets = memory::findSecrets(path, content, 1);
    if (secrets.empty()) return std::nullopt;
    return SkippedFile{path, SkipReason::Secret,
                       secrets.front().what + " in line " + std::to_string(secrets.front().line)};
}

constexpr std::size_t ctagsBytesPerMs = 20;  ///< a hundredth of what ctags reads on a machine at rest

/// A name that gives ctags the language and nothing else.
std::string nameForCtags(std::string_view path, std::string_view language) {
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    if (dot != std::string_view::npos && dot > 0) return std::string(name);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> extensions{{{"C++", "hpp"},
                                                                                       {"Python", "py"},
                                                                                       {"Sh", "sh"},
                                                                                       {"Perl", "pl"},
                                                                                       {"Ruby", "rb"},
                                                                                       {"JavaScript", "js"},
                                                                                       {"Tcl", "tcl"},
                                                                                       {"Lua", "lua"}}};
    for (const auto& [known, extension] : extensions)
        if (known == language) return "script." + std::string(extension);
    return std::string(name);
}

/// What is missing of a file that has more parts than a file may have.
std::string cutNote(const std::string& path, const std::vector<Atom>& atoms, std::size_t leftOut) {
    std::uint32_t last = 0;
    for (const auto& atom : atoms) last = std::max(last, atom.lines.last);
    if (atoms.size() < memory::maxAtomsPerFile)
        return fmt::format("{}: {} keys are no atoms of their own, as they stand in lines longer than {} bytes", path,
                           leftOut, memory::maxSymbolLineBytes);
    return fmt::format("{}: cut, its first {} atoms (to line {}) are in memory and {} more are not; a file may have {}",
                       path, atoms.size(), last, leftOut, memory::maxAtomsPerFile);
}

struct Job {
    std::string path;
    std::string content;
    Digest digest;
    std::size_t bytes = 0;
    // the worker's answer
    bool done = false;
    std::optional<SkippedFile> skipped;
    std::optional<IngestedFile> file;
    std::string warning;
};

/// Worker threads that turn jobs into atoms, each with its own ctags.
class Workers {
public:
    explicit Workers(const IngestRequest& request) : m_request(request) {}

    ~Workers() {
        {
            const std::scoped_lock lock(m_mutex);
            m_ending = true;
        }
        m_stop = true;
        m_work.notify_all();
        for (auto& thread : m_threads) thread.join();
    }

    Result<void> start() {
        // The first process proves that there is a ctags before anything is read.
        SKEIN_TRY(auto first, CtagsProcess::start(m_request.ctagsProgram));
        const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
        const unsigned count = std::clamp(m_request.workers ? m_request.workers : processors, 1u, maxWorkers);
        m_threads.emplace_back([this, ctags = std::move(first)]() mutable { run(std::move(ctags)); });
        for (unsigned i = 1; i < count; ++i) m_threads.emplace_back([this] { run(nullptr); });
        return {};
    }

    void push(std::shared_ptr<Job> job) {
        {
            const std::scoped_lock lock(m_mutex);
            m_queue.push_back(std::move(job));
        }
        m_work.notify_one();
    }

    bool isDone(const Job& job) {
        const std::scoped_lock lock(m_mutex);
        return job.done;
    }

    void waitFor(const Job& job) {
        std::unique_lock lock(m_mutex);
        m_finished.wait(lock, [&] { return job.done; });
    }

private:
    void run(std::unique_ptr<CtagsProcess> ctags) {
        for (;;) {
            std::shared_ptr<Job> job;
            {
                std::unique_lock lock(m_mutex);
                m_work.wait(lock, [&] { return m_ending || !m_queue.empty(); });
                if (m_ending) return;
                job = std::move(m_queue.front());
                m_queue.pop_front();
            }
            process(*job, ctags);
            {
                const std::scoped_lock lock(m_mutex);
                job->done = true;
            }
            m_finished.notify_all();
        }
    }

    void process(Job& job, std::unique_ptr<CtagsProcess>& ctags) {
        job.skipped = objectionTo(job.path, job.content);
        if (job.skipped) return;
        memory::SegmentRequest cut;
        cut.path = job.path;
        cut.language = memory::languageOf(job.path, job.content);
        if (asksCtags(job, cut.language)) cut.tags = tagsOf(job, cut.language, ctags);
        if (cut.language.empty() && !cut.tags.empty()) cut.language = cut.tags.front().language;
        cut.text = job.content;
        if (const auto broken = malformedAt(job.path, cut.language, job.content);
            !broken.empty() && job.warning.empty())
            job.warning = job.path + ": " + broken + "; its text is kept, what it describes may be missing";
        IngestedFile file;
        std::size_t leftOut = 0;
        file.atoms = memory::segment(cut, &leftOut);
        if (leftOut > 0) {
            if (!job.warning.empty()) job.warning += "; ";
            job.warning += cutNote(job.path, file.atoms, leftOut);
        }
        file.file = {job.path, cut.language, job.content.size(),
                     job.content.empty() ? 0 : memory::LineTable(job.content).count(), job.digest};
        file.manifest = memory::manifestText(file.file, file.atoms);
        file.content = std::move(job.content);
        job.file = std::move(file);
    }

    static bool asksCtags(const Job& job, std::string_view language) {
        if (job.content.empty()) return false;
        if (!language.empty()) return memory::formOf(language) == memory::FileForm::Code;
        // Unknown extensions may be one of the hundred languages; plain text is not worth a question.
        const auto name = job.path.substr(job.path.rfind('/') + 1);
        const auto dot = name.rfind('.');
        return dot != std::string::npos && name.substr(dot) != ".txt" && name.substr(dot) != ".log";
    }

    std::vector<memory::CtagsTag> tagsOf(Job& job, std::string_view language, std::unique_ptr<CtagsProcess>& ctags) {
        if (!ctags) {
            auto started = CtagsProcess::start(m_request.ctagsProgram);
            if (!started) {
                job.warning = job.path + ": " + started.error().message + "; its symbols are missing";
                return {};
            }
            ctags = std::move(*started);
        }
        // Milliseconds are usual. What is deeply nested can take a parser hours, however short it is.
        const auto timeoutMs =
            std::min(m_request.toolTimeoutMs, 5'000 + static_cast<std::int64_t>(job.content.size() / ctagsBytesPerMs));
        auto tags = ctags->tags(nameForCtags(job.path, language), job.content, timeoutMs, &m_stop);
        if (tags) return std::move(*tags);
        ctags.reset();
        job.warning = job.path + ": " + tags.error().message + "; its symbols are missing";
        return {};
    }

    const IngestRequest& m_request;
    std::atomic<bool> m_stop{false};
    std::mutex m_mutex;
    std::condition_variable m_work, m_finished;
    std::deque<std::shared_ptr<Job>> m_queue;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
};

/// How much the roots hold, by what their folders say. Error: TooLarge (maxFiles), those of `checkOn`.
Result<void> measure(const IngestRequest& request, const std::function<Result<void>()>& checkOn,
                     IngestProgress& progress) {
    WalkVisitor visitor;
    visitor.onEntry = checkOn;
    visitor.onIgnored = [] {};
    visitor.onSkipped = [](const SkippedFile&) {};
    visitor.onSize = [&](std::uint64_t bytes) -> Result<void> {
        progress.bytesTotal += bytes;
        if (++progress.filesTotal > request.maxFiles)
            return fail(ErrorCode::TooLarge,
                        "more than " + std::to_string(request.maxFiles) + " files: name a smaller source folder");
        return {};
    };
    for (const auto& root : request.roots) SKEIN_CHECK(walk(root, request, visitor));
    return {};
}

/// One ingest: the walk on the caller's thread feeds the workers and delivers what they finish, in order.
class Ingest {
public:
    Ingest(const IngestRequest& request, const IngestCallbacks& callbacks)
        : m_request(request), m_callbacks(callbacks), m_workers(request) {}

    Result<IngestReport> run() {
        SKEIN_CHECK(m_workers.start());
        SKEIN_CHECK(measure(
            m_request, [this] { return checkOn(); }, m_progress));
        tell();
        WalkVisitor visitor;
        visitor.onEntry = [this] { return checkOn(); };
        visitor.onIgnored = [this] { ++m_report.ignored; };
        visitor.onSkipped = [this](SkippedFile file) { m_report.skipped.push_back(std::move(file)); };
        visitor.onFile = [this](std::string path, std::string content) {
            return take(std::move(path), std::move(content));
        };
        for (const auto& root : m_request.roots) SKEIN_CHECK(walk(root, m_request, visitor));
        while (!m_underWay.empty()) {
            SKEIN_CHECK(checkOn());
            SKEIN_CHECK(deliverFirst());
        }
        for (const auto& [path, digest] : m_request.known)
            if (!m_present.count(path)) m_report.removed.push_back(path);
        std::sort(m_report.skipped.begin(), m_report.skipped.end(),
                  [](const auto& a, const auto& b) { return a.path < b.path; });
        m_report.files = m_report.changed + m_report.unchanged;
        tell();
        return std::move(m_report);
    }

private:
    Result<void> checkOn() {
        if (m_callbacks.cancel && *m_callbacks.cancel) return fail(ErrorCode::Cancelled, "the ingest was cancelled");
        return {};
    }

    void tell() const {
        if (m_callbacks.onProgress) m_callbacks.onProgress(m_progress);
    }

    void done(std::uint64_t bytes) {
        ++m_progress.filesDone;
        m_progress.bytesDone += bytes;
        tell();
    }

    Result<void> take(std::string path, std::string content) {
        if (++m_progress.filesSeen > m_request.maxFiles)
            return fail(ErrorCode::TooLarge,
                        "more than " + std::to_string(m_request.maxFiles) + " files: name a smaller source folder");
        const auto digest = sha256(content);
        if (const auto known = m_request.known.find(path); known != m_request.known.end() && known->second == digest) {
            ++m_report.unchanged;
            m_present.insert(path);
            done(content.size());
            return {};
        }
        auto job = std::make_shared<Job>();
        job->path = std::move(path);
        job->bytes = content.size();
        job->content = std::move(content);
        job->digest = digest;
        m_bytes += job->bytes;
        m_underWay.push_back(job);
        m_workers.push(std::move(job));
        while (m_bytes > bytesUnderWay || m_underWay.size() > filesUnderWay) SKEIN_CHECK(deliverFirst());
        while (!m_underWay.empty() && m_workers.isDone(*m_underWay.front())) SKEIN_CHECK(deliverFirst());
        return {};
    }

    Result<void> deliverFirst() {
        const auto job = m_underWay.front();
        m_workers.waitFor(*job);
        m_underWay.pop_front();
        m_bytes -= job->bytes;
        if (!job->warning.empty()) m_report.warnings.push_back(job->warning);
        if (job->skipped) {
            m_report.skipped.push_back(std::move(*job->skipped));
            done(job->bytes);
            return {};
        }
        m_present.insert(job->path);
        ++m_report.changed;
        m_report.bytes += job->bytes;
        m_report.atoms += job->file->atoms.size();
        SKEIN_CHECK(m_callbacks.onFile(std::move(*job->file)));
        m_progress.filesDelivered = m_report.changed;
        m_progress.bytesDelivered = m_report.bytes;
        m_progress.atoms = m_report.atoms;
        done(job->bytes);
        return {};
    }

    const IngestRequest& m_request;
    const IngestCallbacks& m_callbacks;
    IngestReport m_report;
    IngestProgress m_progress;
    std::set<std::string> m_present;
    std::deque<std::shared_ptr<Job>> m_underWay;
    std::size_t m_bytes = 0;
    Workers m_workers;  ///< last: its threads end before anything they look at
};

}  // namespace

std::string_view skipReasonName(SkipReason reason) { return nameIn(reasonNames, reason); }

Result<std::vector<SourceRoot>> sourceRootsFor(const std::vector<std::string>& absolutePaths) {
    std::vector<SourceRoot> roots;
    SourcePlaces places({}, {});
    for (const auto& path : absolutePaths) {
        std::error_code error;
        const auto real = std::filesystem::canonical(path, error);
        if (error) return fail(ErrorCode::NotFound, path + ": " + error.message());
        if (!std::filesystem::is_directory(real, error) && !std::filesystem::is_regular_file(real, error))
            return fail(ErrorCode::InvalidInput, path + ": expected a folder or a regular file");
        if (std::any_of(roots.begin(), roots.end(), [&](const auto& root) { return root.folder == real.string(); }))
            continue;
        const bool file = std::filesystem::is_regular_file(real, error);
        roots.push_back({real.string(), file ? "" : toValidUtf8(real.filename().string()) + "/", file});
    }
    const auto all = roots;
    std::erase_if(roots, [&](const SourceRoot& root) {
        return std::any_of(all.begin(), all.end(), [&](const SourceRoot& other) {
            return other.folder != root.folder && liesIn(root.folder, other.folder);
        });
    });
    if (roots.size() == 1) roots.front().prefix.clear();
    for (auto& root : roots) root = places.place(root);
    return roots;
}

Result<IngestReport> ingest(const IngestRequest& request, const IngestCallbacks& callbacks) {
    SKEIN_ASSERT(callbacks.onFile != nullptr);
    return Ingest(request, callbacks).run();
}

Result<SourceChanges> compareSources(const IngestRequest& request, const std::atomic<bool>* cancel,
                                     const std::function<void(const IngestProgress&)>& onProgress) {
    SourceChanges changes;
    std::set<std::string> present;
    IngestProgress progress;
    WalkVisitor visitor;
    visitor.onEntry = [&]() -> Result<void> {
        if (cancel && *cancel) return fail(ErrorCode::Cancelled, "the comparison was cancelled");
        return {};
    };
    if (onProgress) SKEIN_CHECK(measure(request, visitor.onEntry, progress));
    visitor.onIgnored = [] {};
    visitor.onSkipped = [](const SkippedFile&) {};
    visitor.onFile = [&](const std::string& path, const std::string& content) -> Result<void> {
        if (++progress.filesSeen > request.maxFiles)
            return fail(ErrorCode::TooLarge, "more than " + std::to_string(request.maxFiles) + " files");
        ++progress.filesDone;
        progress.bytesDone += content.size();
        if (onProgress) onProgress(progress);
        const auto known = request.known.find(path);
        const bool same = known != request.known.end() && known->second == sha256(content);
        if (!same && objectionTo(path, content)) return {};
        present.insert(path);
        if (!same) (known == request.known.end() ? changes.added : changes.changed).push_back(path);
        return {};
    };
    for (const auto& root : request.roots) SKEIN_CHECK(walk(root, request, visitor));
    for (const auto& [path, digest] : request.known)
        if (!present.count(path)) changes.removed.push_back(path);
    std::sort(changes.changed.begin(), changes.changed.end());
    std::sort(changes.added.begin(), changes.added.end());
    return changes;
}

}  // namespace skein::runtime
