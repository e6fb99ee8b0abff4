#include "core/runtime/eval_retrieval.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/context/assemble.h"
#include "core/memory/manifest.h"
#include "core/memory/segment.h"
#include "core/runtime/index/sqlite_index.h"

namespace skein::runtime {
namespace {

constexpr std::size_t hitsWanted = 100;            ///< as deep as recall looks
constexpr std::size_t hitsOfWindow = 60;           ///< as the executor asks
constexpr std::int64_t windowTokens = 5'000;       ///< a whole window, as in the seeds
constexpr std::size_t maxLineBytes = 16u << 20;    ///< one document: as limits::maxSourceFileBytes
constexpr std::size_t maxDocuments = 10'000'000;   ///< MS MARCO, the largest public collection, has 8.8 million
constexpr std::size_t maxQueries = 1'000'000;      ///< MS MARCO has 808,731
constexpr std::size_t maxJudgements = 10'000'000;  ///< read whole: about a gigabyte

Failure badLine(const std::string& path, std::size_t line, const std::string& why) {
    return fail(ErrorCode::InvalidInput, fmt::format("{}:{}: {}", path, line, why));
}

/// Calls `take(line, number)` for each line that is not blank.
Result<void> forEachLine(const std::string& path,
                         const std::function<Result<void>(std::string_view, std::size_t)>& take) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorCode::InvalidInput, path + ": cannot be read");
    std::string line(maxLineBytes + 2, '\0');
    for (std::size_t number = 1;; ++number) {
        file.getline(line.data(), static_cast<std::streamsize>(line.size()));
        const auto got = static_cast<std::size_t>(file.gcount());
        if (got == 0 && file.eof()) return {};
        if (file.bad()) return fail(ErrorCode::Io, path + ": cannot be read to its end");
        if (file.fail())
            return badLine(path, number, fmt::format("the line is longer than the {} bytes allowed", maxLineBytes));
        std::string_view text(line.data(), file.eof() ? got : got - 1);
        if (number == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.find_first_not_of(" \t") != std::string_view::npos) SKEIN_CHECK(take(text, number));
        if (file.eof()) return {};
    }
}

/// One record of a JSON Lines file: its fields as texts.
struct Record {
    std::string id, title, text;
};

Result<Record> readRecord(const std::string& path, std::size_t line, std::string_view json) {
    const auto object = parseJson(json);
    if (!object) return badLine(path, line, object.error().message);
    if (!object->is_object()) return badLine(path, line, "expected a JSON object");
    bool hasText = false;
    const auto field = [&](const char* name, std::string& out) -> Result<void> {
        const auto found = object->find(name);
        if (found == object->end() || found->is_null()) return {};
        if (name == std::string_view("_id") && found->is_number_integer()) out = found->dump();
        else if (found->is_string()) out = found->get<std::string>();
        else return badLine(path, line, fmt::format("\"{}\": expected a text, found {}", name, found->type_name()));
        hasText = hasText || name != std::string_view("_id");
        return {};
    };
    Record record;
    SKEIN_CHECK(field("_id", record.id));
    SKEIN_CHECK(field("title", record.title));
    SKEIN_CHECK(field("text", record.text));
    if (record.id.empty()) return badLine(path, line, "expected an \"_id\", found none");
    if (!hasText) return badLine(path, line, "expected the text \"text\", found none");
    return record;
}

/// The score of a judgement: a whole number, also written as 1.0.
std::optional<int> gradeOf(std::string_view text) {
    if (const auto point = text.find('.'); point != std::string_view::npos && point + 1 < text.size() &&
                                           text.find_first_not_of('0', point + 1) == std::string_view::npos)
        text = text.substr(0, point);
    int grade = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, grade);
    if (parsed.ec != std::errc() || parsed.ptr != end || std::abs(grade) > 1'000) return std::nullopt;
    return grade;
}

/// A path that says nothing and resembles no word: its letters are the number.
std::string pathOf(std::size_t number) {
    std::string path = "zq";
    for (++number; number > 0; number /= 26) path += static_cast<char>('a' + number % 26);
    return path;
}

/// Lines short enough that none is cut: documents are often one long line.
std::string inLines(std::string text) {
    constexpr std::size_t lineBytes = 1'000;
    std::size_t length = 0;
    for (char& c : text) {
        ++length;
        if (c == '\n') length = 0;
        else if (c == ' ' && length > lineBytes) {
            c = '\n';
            length = 0;
        }
    }
    return text;
}

/// The document as one atom in a file of its own.
Result<void> takeDocument(SqliteIndex& index, std::size_t number, const Record& record) {
    const auto content = inLines(record.text);
    const memory::LineTable lines(content);
    Atom atom;
    atom.kind = AtomKind::Section;
    atom.path = pathOf(number);
    atom.title = toValidUtf8(record.title);
    atom.lines = {1, lines.count()};
    atom.text = memory::atomText(lines, atom.lines);
    atom.id = atomId(atom, 0);
    const SourceFile file{atom.path, "", content.size(), lines.count(), sha256(content)};
    return index.applyFile(number + 1, memory::manifestText(file, {atom}), content);
}

/// Documents in the window that an agent would be given for this query, also those whose text stands there under
/// another id. `textOf`: the texts' digests, by path.
Result<std::set<std::string>> pathsInWindow(const EvalQuery& query, std::vector<AtomHit> hits,
                                            const std::map<std::string, Digest>& textOf) {
    context::WindowRequest request;
    request.task.id = "query";
    request.task.title = elide(toValidUtf8(query.text), 200);
    request.task.band = {{0}, {windowTokens}};
    hits.resize(std::min(hits.size(), hitsOfWindow));
    request.hits = std::move(hits);
    SKEIN_TRY(const auto window, context::assembleWindow(request));
    std::set<Digest> shown;
    for (const auto& segment : window.segments)
        if (segment.reason == SegmentReason::Memory) shown.insert(segment.item);
    std::set<std::string> paths;
    for (const auto& hit : request.hits) {
        if (!shown.contains(hit.atom.id)) continue;
        paths.insert(hit.atom.path);
        for (const auto& alike : hit.alike)
            if (textOf.at(alike.path) == textOf.at(hit.atom.path)) paths.insert(alike.path);
    }
    return paths;
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace

Result<std::vector<EvalQuery>> readEvalQueries(const std::string& path) {
    std::vector<EvalQuery> queries;
    std::map<std::string, std::string> known;  ///< texts by id
    const auto read = forEachLine(path, [&](std::string_view line, std::size_t number) -> Result<void> {
        SKEIN_TRY(auto record, readRecord(path, number, line));
        const auto [other, isNew] = known.emplace(record.id, record.text);
        if (!isNew && other->second == record.text) return {};
        if (!isNew)
            return badLine(path, number, "the query '" + elide(record.id, 80) + "' is there twice, with two texts");
        if (queries.size() >= maxQueries)
            return badLine(path, number, fmt::format("more than the {} queries allowed", maxQueries));
        queries.push_back({std::move(record.id), std::move(record.text)});
        return {};
    });
    SKEIN_CHECK(read);
    return queries;
}

Result<std::map<std::string, memory::Grades>> readJudgements(const std::string& path) {
    std::map<std::string, memory::Grades> judgements;
    bool hasHeader = false;
    std::size_t count = 0;
    const auto read = forEachLine(path, [&](std::string_view line, std::size_t number) -> Result<void> {
        const auto fields = split(line, '\t');
        if (!hasHeader) {
            hasHeader = true;
            if (fields.size() == 3 && fields[0] == "query-id" && fields[1] == "corpus-id" && fields[2] == "score")
                return {};
            return badLine(path, number, "expected the header query-id, corpus-id, score, separated by tabs");
        }
        if (fields.size() != 3)
            return badLine(path, number,
                           fmt::format("expected three fields separated by tabs, found {}", fields.size()));
        const auto grade = gradeOf(fields[2]);
        if (!grade)
            return badLine(path, number,
                           "expected a whole number as the score, found '" + elide(toValidUtf8(fields[2]), 40) + "'");
        if (++count > maxJudgements)
            return badLine(path, number, fmt::format("more than the {} judgements allowed", maxJudgements));
        const auto [judged, isNew] = judgements[std::string(fields[0])].emplace(std::string(fields[1]), *grade);
        if (!isNew && judged->second != *grade)
            return badLine(
                path, number,
                fmt::format("this query and document are judged twice, with {} and {}", judged->second, *grade));
        return {};
    });
    SKEIN_CHECK(read);
    if (!hasHeader) return fail(ErrorCode::InvalidInput, path + ": expected judgements, found an empty file");
    return judgements;
}

Result<RetrievalFigures> evalRetrieval(const EvalFiles& files, const std::string& folder,
                                       const std::function<void(const std::string&)>& progress) {
    RetrievalFigures figures;
    SKEIN_TRY(const auto queries, readEvalQueries(files.queries));
    SKEIN_TRY(const auto judgements, readJudgements(files.qrels));
    SKEIN_TRY(const auto index, SqliteIndex::open(folder + "/index.sqlite", "eval"));
    std::vector<std::string> ids;
    std::map<std::string, Digest> known;   ///< what a document says, by its id
    std::map<std::string, Digest> textOf;  ///< the text alone, by its path in memory
    const auto read = forEachLine(files.corpus, [&](std::string_view line, std::size_t number) -> Result<void> {
        SKEIN_TRY(const auto record, readRecord(files.corpus, number, line));
        const auto said = sha256(record.title + '\0' + record.text);
        const auto [other, isNew] = known.emplace(record.id, said);
        if (!isNew && other->second == said) return {};
        if (!isNew)
            return badLine(files.corpus, number,
                           "the document '" + elide(record.id, 80) + "' is there twice, with two texts");
        if (ids.size() >= maxDocuments)
            return badLine(files.corpus, number, fmt::format("more than the {} documents allowed", maxDocuments));
        SKEIN_CHECK(takeDocument(*index, ids.size(), record));
        textOf.emplace(pathOf(ids.size()), sha256(record.text));
        ids.push_back(record.id);
        if (ids.size() % 20'000 == 0) progress(fmt::format("{} documents", ids.size()));
        return {};
    });
    SKEIN_CHECK(read);
    if (ids.empty()) return fail(ErrorCode::InvalidInput, files.corpus + ": expected documents, found none");
    SKEIN_CHECK(index->commit());
    std::map<std::string, std::size_t, std::less<>> numberOf;
    std::map<std::string, std::size_t> numberOfId;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        numberOf.emplace(pathOf(i), i);
        numberOfId.emplace(ids[i], i);
    }
    SKEIN_TRY(const auto coverage, index->prepareSearch({}));
    figures.documents = ids.size();
    figures.vectors = coverage.vectors;
    progress(fmt::format("{} documents in memory, {} with vectors", ids.size(), coverage.vectors));

    std::vector<double> times;
    for (const auto& query : queries) {
        const auto grades = judgements.find(query.id);
        if (grades == judgements.end() || std::none_of(grades->second.begin(), grades->second.end(),
                                                       [](const auto& grade) { return grade.second > 0; })) {
            ++figures.unjudged;
            continue;
        }
        const auto started = std::chrono::steady_clock::now();
        SKEIN_TRY(const auto hits, index->search(query.text, hitsWanted, {}));
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
        times.push_back(took.count());
        std::vector<std::string> ranked;
        for (const auto& hit : hits) {
            ranked.push_back(ids[numberOf.find(hit.atom.path)->second]);
            // A person who is shown a hit is shown what is alike under it.
            for (const auto& alike : hit.alike) ranked.push_back(ids[numberOf.find(alike.path)->second]);
        }
        SKEIN_TRY(const auto shown, pathsInWindow(query, hits, textOf));
        std::size_t relevant = 0, inside = 0;
        for (const auto& [document, grade] : grades->second) {
            relevant += grade > 0;
            inside += grade > 0 && numberOfId.contains(document) && shown.contains(pathOf(numberOfId.at(document)));
        }
        figures.neededInWindow += inside > 0;
        figures.relevantInWindow += static_cast<double>(inside) / static_cast<double>(relevant);
        const auto quality = memory::qualityOf(ranked, grades->second);
        figures.ndcgAt10 += quality.ndcgAt10;
        figures.recallAt100 += quality.recallAt100;
        figures.meanAveragePrecision += quality.averagePrecision;
        for (const auto& [document, grade] : grades->second)
            figures.unknownDocuments += grade > 0 && known.count(document) == 0;
    }
    if (times.empty())
        return fail(ErrorCode::InvalidInput, files.qrels + ": expected a relevant document for at least one query of " +
                                                 files.queries + ", found none");
    figures.queries = times.size();
    const auto count = static_cast<double>(times.size());
    figures.ndcgAt10 /= count;
    figures.recallAt100 /= count;
    figures.meanAveragePrecision /= count;
    figures.neededInWindow /= count;
    figures.relevantInWindow /= count;
    figures.medianMs = quantile(times, 0.5);
    figures.p99Ms = quantile(times, 0.99);
    return figures;
}

}  // namespace skein::runtime
