// Taking real headers into memory, and packing windows out of a large memory.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/context/assemble.h"
#include "core/memory/manifest.h"
#include "core/memory/segment.h"
#include "core/model/event_entry.h"
#include "core/runtime/eval_retrieval.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/ingest/ctags_process.h"
#include "core/runtime/store/journal_writer.h"
#include "tests/bench/figures.h"
#include "tests/bench/retrieval_bench.h"

namespace skein::bench {
namespace {

constexpr const char* headers = "/usr/include";
constexpr const char* indexName = "00000000000000000000000000000001";
constexpr std::size_t searchHits = 60;  // as the executor asks

constexpr std::size_t batchFiles = 200, batchLimit = 8u << 20;  // files and bytes of one command of startRun

struct Header {
    std::string text;
    memory::SegmentRequest request;  ///< its text is set once the header lies still
};

/// The first headers by path, whole, until `bytes` are reached, with their tags: ctags is not what is measured.
Result<std::vector<Header>> readHeaders(std::size_t bytes) {
    namespace fs = std::filesystem;
    std::vector<std::string> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator at(headers, fs::directory_options::skip_permission_denied, error), end;
         at != end && !error; at.increment(error))
        if (at->is_regular_file(error)) paths.push_back(at->path().string());
    std::sort(paths.begin(), paths.end());
    SKEIN_TRY(const auto ctags, runtime::CtagsProcess::start("ctags"));
    std::vector<Header> found;
    std::size_t total = 0;
    // Every n-th, so that a part of the tree is like the whole.
    const std::size_t stride = std::max<std::size_t>(1, paths.size() / 4'000);
    for (std::size_t i = 0; i < paths.size() && total < bytes; i += stride) {
        auto text = readFile(paths[i]);
        if (!text || text->empty() || text->size() > (1u << 20)) continue;
        Header header{std::move(*text), {}};
        auto& request = header.request;
        request.path = paths[i].substr(std::string_view(headers).size() + 1);
        request.language = memory::languageOf(request.path, header.text);
        if (memory::formOf(request.language) == memory::FileForm::Code) {
            SKEIN_TRY(request.tags, ctags->tags(request.path, header.text, 30'000, nullptr));
        }
        total += header.text.size();
        found.push_back(std::move(header));
    }
    if (found.empty()) return fail(ErrorCode::NotFound, std::string(headers) + ": no headers to take in");
    return found;
}

SourceFile fileOf(const std::string& path, const std::string& language, std::string_view text) {
    return {path, language, text.size(), memory::LineTable(text).count(), sha256(text)};
}

Result<void> measureTakingIn(const Setting& setting, Figures& figures) {
    SKEIN_TRY(auto files, readHeaders(setting.quick ? 4u << 20 : 16u << 20));
    std::size_t bytes = 0, atoms = 0;
    for (const auto& file : files) bytes += file.text.size();
    const auto megabytes = static_cast<double>(bytes) / 1e6;

    SKEIN_TRY(auto store,
              runtime::WorkspaceStore::open(setting.folder + "/ingest.skein", runtime::OpenMode::CreateOrWrite));
    SKEIN_TRY(const auto journal, runtime::JournalWriter::create(std::move(store), {}));
    SKEIN_TRY(const auto index, runtime::SqliteIndex::open(setting.folder + "/ingest.sqlite", indexName));
    double parse = 0, keep = 0, words = 0;
    std::vector<std::string> texts;  // of all atoms, for the vectors
    std::vector<event::SourceRecorded> batch;
    std::size_t batchBytes = 0;
    std::uint64_t sequence = 0;
    // As startRun records files and Indexer::takeSource reads them: the texts come back from the store.
    const auto commitAndIndex = [&]() -> Result<void> {
        double started = processSeconds();
        Batch entries;
        for (const auto& recorded : batch) entries.entries.push_back(newEntry(Instant{1}, recorded));
        journal->append(std::move(entries));
        SKEIN_CHECK(journal->flush());
        keep += processSeconds() - started;
        started = processSeconds();
        for (const auto& recorded : batch) {
            SKEIN_TRY(const auto manifest, journal->blobs()->read(recorded.manifest.name));
            SKEIN_TRY(const auto content, journal->blobs()->read(recorded.content.name));
            SKEIN_CHECK(index->applyFile(++sequence, manifest, content));
        }
        SKEIN_CHECK(index->commit());
        words += processSeconds() - started;
        batch.clear();
        batchBytes = 0;
        return {};
    };
    for (auto& file : files) {
        double started = processSeconds();
        file.request.text = file.text;
        const auto cut = memory::segment(file.request);
        auto manifest = memory::manifestText(fileOf(file.request.path, file.request.language, file.text), cut);
        parse += processSeconds() - started;
        atoms += cut.size();
        for (const auto& atom : cut) texts.push_back(atom.text);
        started = processSeconds();
        event::SourceRecorded recorded;
        recorded.manifest = {journal->blobs()->put(std::move(manifest))};
        recorded.content = {journal->blobs()->put(file.text)};
        recorded.atoms = static_cast<std::uint32_t>(cut.size());
        batch.push_back(recorded);
        batchBytes += file.text.size();
        keep += processSeconds() - started;
        if (batch.size() >= batchFiles || batchBytes > batchLimit) SKEIN_CHECK(commitAndIndex());
    }
    SKEIN_CHECK(commitAndIndex());

    const auto size = fmt::format("{:.1f} MB, {} headers of {}, {} atoms; per processor second, ctags excluded",
                                  megabytes, files.size(), headers, atoms);
    figures.add(
        {"ingest: parse, store and index", megabytes / (parse + keep + words), "MB/s", size, 0, Bound::AtLeast, 10});
    figures.add({"ingest: parse alone", megabytes / parse, "MB/s", "segment and manifest"});
    figures.add({"ingest: store alone", megabytes / keep, "MB/s", "blobs and events, durable"});
    figures.add({"ingest: word index alone", megabytes / words, "MB/s",
                 "texts read from the store, SqliteIndex::applyFile and commit"});
    SKEIN_CHECK(measureNearest(headers, texts, figures));
    return journal->close();
}

/// Words with the frequencies of a real vocabulary (Zipf): the r-th most common is about 1/r as common.
class Vocabulary {
public:
    std::string word() {
        m_draw = m_draw * 6364136223846793005ull + 1442695040888963407ull;
        const double uniform = static_cast<double>(m_draw >> 11) / 9007199254740992.0;
        return name(static_cast<std::uint64_t>(std::exp(uniform * std::log(30'000.0))));
    }
    std::string sentence(int words) {
        std::string text;
        for (int i = 0; i < words; ++i) text += (i == 0 ? "" : " ") + word();
        return text + ".";
    }

private:
    static std::string name(std::uint64_t rank) {
        static constexpr std::string_view syllables[] = {"ka",  "lo",  "mi",  "ren", "tos", "vel", "dur", "pan",
                                                         "sig", "har", "bex", "nol", "wit", "cra", "fum", "jed"};
        std::string text;
        for (std::uint64_t rest = rank + 16; rest > 0; rest /= 16) text += syllables[rest % 16];
        return text;
    }
    std::uint64_t m_draw = 42;
};

Result<void> measureWindows(const Setting& setting, std::size_t wanted, double median, double p99, Figures& figures) {
    const auto name = fmt::format("{}", wanted);
    const auto path = setting.folder + "/windows" + name + ".sqlite";
    SKEIN_TRY(auto index, runtime::SqliteIndex::open(path, indexName));
    Vocabulary vocabulary;
    std::size_t atoms = 0;
    for (std::size_t file = 0; atoms < wanted; ++file) {
        std::string text;
        for (int section = 0; section < 100; ++section)
            text += fmt::format("## {}\n\n{} {}\n\n", vocabulary.sentence(3), vocabulary.sentence(14),
                                vocabulary.sentence(18));
        const auto source = fmt::format("notes/part{}/page{}.md", file % 40, file);
        const auto cut = memory::segment({source, text, "Markdown", {}});
        SKEIN_CHECK(index->applyFile(file + 1, memory::manifestText(fileOf(source, "Markdown", text), cut), text));
        atoms += cut.size();
    }
    SKEIN_CHECK(index->commit());
    double began = processSeconds();
    SKEIN_TRY(const auto coverage, index->prepareSearch({}));
    figures.add({"words in memory and vectors", static_cast<double>(coverage.vectors) / (processSeconds() - began),
                 "atoms/s", fmt::format("{} of {} atoms; per processor second", coverage.vectors, coverage.atoms), 0,
                 Bound::AtLeast, 1'000});
    // As the next process finds it: words read again, vectors from their file.
    index.reset();
    began = processSeconds();
    SKEIN_TRY(index, runtime::SqliteIndex::open(path, indexName));
    SKEIN_TRY([[maybe_unused]] const auto again, index->prepareSearch({}));
    figures.add({"opening until the first search", (processSeconds() - began) * 1e3, "ms",
                 fmt::format("{} atoms, the files in the system's memory; processor time", atoms)});
    std::vector<double> times, busy;
    double tokens = 0;
    for (int i = 0; i < (setting.quick ? 100 : 400); ++i) {
        context::WindowRequest request;
        request.task.id = fmt::format("t-{}", i);
        request.task.title = vocabulary.sentence(4);
        request.task.instruction = vocabulary.sentence(12);
        const double started = secondsNow(), startedBusy = threadSeconds();
        SKEIN_TRY(request.hits, index->search(context::searchQueryFor(request.task), searchHits, {}));
        SKEIN_TRY(const auto window, context::assembleWindow(request));
        busy.push_back(threadSeconds() - startedBusy);
        times.push_back(secondsNow() - started);
        tokens += static_cast<double>(window.totalTokens.value);
    }
    const auto size = fmt::format("{} atoms, {} windows of {:.0f} tokens on average", atoms, times.size(),
                                  tokens / static_cast<double>(times.size()));
    figures.add({"context window, median", quantile(times, 0.5) * 1e3, "ms", size, 0, Bound::AtMost, median});
    figures.add({"context window, p99", quantile(times, 0.99) * 1e3, "ms", size, 0,
                 p99 > 0 ? Bound::AtMost : Bound::None, p99});
    // Beside the clock: what other programs on the machine take is in the two above and not in these.
    figures.add({"context window, processor time, median", quantile(busy, 0.5) * 1e3, "ms", size});
    figures.add({"context window, processor time, p99", quantile(busy, 0.99) * 1e3, "ms", size});
    return {};
}

/// What search finds and windows hold of a public collection with judgements; a figure of its own where it is missing
/// would be a lie, so it is a failure then.
Result<void> measureQuality(const Setting& setting, Figures& figures) {
    const char* shared = std::getenv("SKEIN_SHARED_DATA");
    const std::string data = (shared != nullptr ? std::string(shared) : std::string(SKEIN_SHARED)) + "/cranfield/";
    const std::string folder = setting.folder + "/cranfield-windows";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    SKEIN_TRY(const auto quality,
              runtime::evalRetrieval({data + "corpus.jsonl", data + "queries.jsonl", data + "qrels.tsv"}, folder,
                                     [](const std::string&) {}));
    const auto size = fmt::format("Cranfield, {} documents, {} queries, no model", quality.documents, quality.queries);
    figures.add({"a needed document is in the window of 5K", quality.neededInWindow, "of queries", size, 0,
                 Bound::AtLeast, 0.8});
    figures.add({"needed documents in the window of 5K", quality.relevantInWindow, "of each query's", size});
    return {};
}

}  // namespace

Result<void> measureIngest(const Setting& setting, Figures& figures) { return measureTakingIn(setting, figures); }

Result<void> measureMemory(const Setting& setting, Figures& figures) {
    SKEIN_CHECK(measureRanking(setting, figures));
    SKEIN_CHECK(measureWindows(setting, setting.quick ? 20'000 : 100'000, 5, 25, figures));
    if (!setting.quick) SKEIN_CHECK(measureWindows(setting, 1'000'000, 30, 0, figures));
    return measureQuality(setting, figures);
}

}  // namespace skein::bench
