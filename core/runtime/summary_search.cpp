#include "core/runtime/summary_search.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/memory/retrieval/summary.h"
#include "core/runtime/memory_levels.h"
#include "core/runtime/summaries.h"

namespace skein::runtime {
namespace {

constexpr std::size_t atomsAsked = 1'000;
// Making an extract reads its document, that of a folder up to 24 of them: some ten milliseconds each way.
constexpr std::size_t documentsLookedAt = 48, foldersLookedAt = 16, writtenLookedAt = 200;

/// What was found in a place: the best whole, half of the second, and so on.
struct Found {
    std::vector<std::int64_t> scores;  ///< best first
    std::vector<AtomHit> parts;
    std::int64_t sum() const {
        std::int64_t all = 0;
        for (std::size_t i = 0; i < scores.size() && i < 20; ++i) all += scores[i] >> i;
        return all;
    }
};
using FoundByPath = std::map<std::string, Found>;

bool isFolder(const std::string& path) { return path.ends_with('/'); }

bool isWithin(const std::string& path, const std::vector<std::string>& within) {
    if (within.empty()) return true;
    return std::any_of(within.begin(), within.end(), [&](const std::string& each) {
        if (each == "." || each == "/" || each == path) return true;
        return path.starts_with(isFolder(each) ? each : each + '/');
    });
}

/// Every folder above a document, with what was found in the documents below it.
FoundByPath foldersOf(const FoundByPath& documents) {
    std::vector<std::pair<std::int64_t, const std::string*>> best;
    for (const auto& [path, found] : documents) best.emplace_back(found.sum(), &path);
    std::sort(best.begin(), best.end(), [](const auto& x, const auto& y) {
        return x.first != y.first ? x.first > y.first : *x.second < *y.second;
    });
    FoundByPath folders;
    for (const auto& [score, path] : best)
        for (auto slash = path->find('/'); slash != std::string::npos; slash = path->find('/', slash + 1))
            folders[path->substr(0, slash + 1)].scores.push_back(score);
    return folders;
}

/// The paths in which most was found, at most `count`.
std::vector<std::string> bestOf(const FoundByPath& found, std::size_t count) {
    std::vector<std::pair<std::int64_t, std::string>> all;
    for (const auto& [path, each] : found) all.emplace_back(-each.sum(), path);
    std::sort(all.begin(), all.end());
    if (all.size() > count) all.resize(count);
    std::vector<std::string> paths;
    for (auto& [score, path] : all) paths.push_back(std::move(path));
    return paths;
}

class SummarySearch {
public:
    SummarySearch(const SqliteIndex& index, const std::string& query, const std::vector<std::string>& within)
        : m_index(index), m_query(query), m_within(within) {}

    Result<PlacesFound> run(std::size_t limit) {
        SKEIN_TRY(m_words, m_index.words());
        SKEIN_TRY(auto hits, m_index.search(m_query, atomsAsked, m_within));
        FoundByPath documents;
        for (auto& hit : hits) {
            auto& found = documents[hit.atom.path];
            found.scores.push_back(hit.scoreMicro);
            found.parts.push_back(std::move(hit));
        }
        FoundByPath folders = foldersOf(documents);
        SKEIN_TRY(const auto written, writtenAbout());
        PlacesFound answer;
        SKEIN_TRY(answer.documents, rank(documents, bestOf(documents, documentsLookedAt), written, false));
        SKEIN_TRY(answer.folders, rank(folders, bestOf(folders, foldersLookedAt), written, true));
        for (auto* list : {&answer.documents, &answer.folders})
            if (list->size() > limit) list->resize(limit);
        for (auto& document : answer.documents)
            if (!document.parts.empty())
                document.sentence = sentenceFor(document.parts.front().atom, m_query, *m_words);
        return answer;
    }

private:
    /// Where a model's summary holds some of the question: the paths that hold most of it.
    Result<std::vector<std::string>> writtenAbout() const {
        SKEIN_TRY(const auto written, m_index.writtenSummaries());
        std::vector<std::pair<std::int64_t, std::string>> about;
        for (const auto& [path, summary] : written) {
            if (path.empty() || !isWithin(path, m_within)) continue;
            if (const auto share = memory::shareHeld(summary.text, m_query, *m_words); share > 0)
                about.emplace_back(-share, path);
        }
        std::sort(about.begin(), about.end());
        if (about.size() > writtenLookedAt) about.resize(writtenLookedAt);
        std::vector<std::string> paths;
        for (auto& [share, path] : about) paths.push_back(std::move(path));
        return paths;
    }

    Result<std::vector<PlaceHit>> rank(FoundByPath& found, std::vector<std::string> paths,
                                       const std::vector<std::string>& written, bool folders) const {
        std::set<std::string> seen(paths.begin(), paths.end());
        for (const auto& path : written)
            if (isFolder(path) == folders && seen.insert(path).second) paths.push_back(path);
        SKEIN_TRY(auto places, memoryPlaces(m_index, paths));
        std::int64_t most = 0;
        for (const auto& [path, each] : found) most = std::max(most, each.sum());
        std::vector<PlaceHit> hits;
        for (auto& place : places) {
            PlaceHit hit;
            hit.summaryMicro = memory::shareHeld(place.path + "\n" + place.summary.text, m_query, *m_words);
            if (const auto in = found.find(place.path); in != found.end()) {
                hit.foundMicro =
                    most > 0 ? std::llround(1e6 * static_cast<double>(in->second.sum()) / static_cast<double>(most))
                             : 0;
                hit.parts = std::move(in->second.parts);
            }
            hit.scoreMicro = (hit.summaryMicro + hit.foundMicro) / 2;
            hit.place = std::move(place);
            if (hit.scoreMicro > 0) hits.push_back(std::move(hit));
        }
        if (folders) std::erase_if(hits, [&](const PlaceHit& hit) { return isPassedOn(found, hit); });
        std::sort(hits.begin(), hits.end(), [](const PlaceHit& x, const PlaceHit& y) {
            return std::tie(y.scoreMicro, x.place.path) < std::tie(x.scoreMicro, y.place.path);
        });
        return hits;
    }

    /// Whether a folder says nothing of the question itself and four fifths of what was found in it stand in one below:
    /// else the folder of everything would answer every question.
    static bool isPassedOn(const FoundByPath& found, const PlaceHit& hit) {
        const auto& path = hit.place.path;
        const auto own = found.find(path);
        if (hit.summaryMicro > 0 || own == found.end()) return false;
        for (auto at = std::next(own); at != found.end() && at->first.starts_with(path); ++at)
            if (at->second.sum() * 5 >= own->second.sum() * 4) return true;
        return false;
    }

    const SqliteIndex& m_index;
    const std::string& m_query;
    const std::vector<std::string>& m_within;
    std::shared_ptr<const memory::WordIndex> m_words;
};

}  // namespace

Result<PlacesFound> searchFromSummaries(const SqliteIndex& index, const std::string& query, std::size_t limit,
                                        const std::vector<std::string>& within) {
    SKEIN_CHECK(holdsPlaces(index, within));
    return SummarySearch(index, query, within).run(limit);
}

}  // namespace skein::runtime
