#include "core/runtime/memory_levels.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/text.h"
#include "core/memory/retrieval/summary.h"

namespace skein::runtime {
namespace {

using memory::Level;

constexpr std::size_t partsPerHit = 10;  ///< atoms asked for, for each document or section wanted
constexpr std::size_t mostAtoms = 1'000;

/// The documents that were met, each with its tree.
class Outlines {
public:
    explicit Outlines(const SqliteIndex& index) : m_index(index) {}

    struct Document {
        std::vector<Atom> atoms;
        std::vector<memory::OutlineNode> nodes;
        std::map<Digest, std::size_t> byId;
    };
    Result<const Document*> of(const std::string& path) {
        if (const auto found = m_documents.find(path); found != m_documents.end()) return &found->second;
        auto& document = m_documents[path];
        SKEIN_TRY(document.atoms, m_index.atomsUnder({path}));
        document.nodes = memory::outlineOf(document.atoms);
        for (std::size_t i = 0; i < document.nodes.size(); ++i) document.byId.emplace(document.nodes[i].atom->id, i);
        return &document;
    }

private:
    const SqliteIndex& m_index;
    std::map<std::string, Document> m_documents;
};

std::int64_t scoreOf(const std::vector<AtomHit>& parts) {
    std::int64_t score = 0;
    for (std::size_t i = 0; i < parts.size() && i < 20; ++i) score += parts[i].scoreMicro >> i;
    return score;
}

}  // namespace

Result<void> holdsPlaces(const SqliteIndex& index, const std::vector<std::string>& within) {
    if (within.empty()) return {};
    SKEIN_TRY(const auto files, index.files());
    for (const auto& path : within) {
        const std::string folder = path.ends_with('/') ? path : path + '/';
        const bool known = path == "." || path == "/" || std::any_of(files.begin(), files.end(), [&](const auto& file) {
                               return file.path == path || file.path.starts_with(folder);
                           });
        if (!known)
            return fail(ErrorCode::NotFound,
                        path + ": memory holds nothing under this path; `memory WS tree` shows the paths it has");
    }
    return {};
}

std::optional<memory::Sentence> sentenceFor(const Atom& atom, std::string_view query, const memory::WordIndex& words) {
    return memory::bestSentence(memory::sentencesOf(atom.text, atom.language, atom.lines.first), query, words);
}

Result<std::vector<LevelHit>> searchByLevel(const SqliteIndex& index, const LevelQuestion& question) {
    SKEIN_CHECK(holdsPlaces(index, question.within));
    const bool isGrouped = question.level != Level::Paragraph;
    const auto wanted = isGrouped ? std::min(mostAtoms, question.limit * partsPerHit) : question.limit;
    SKEIN_TRY(const auto found, index.search(question.query, wanted, question.within));
    SKEIN_TRY(const auto words, index.words());
    Outlines outlines(index);
    std::map<std::pair<std::string, std::size_t>, std::size_t> places;  // by path and node: which hit
    std::vector<LevelHit> hits;
    for (const auto& hit : found) {
        LevelHit one{question.level, hit.atom, hit.atom.lines, 0, {}, std::nullopt};
        std::pair<std::string, std::size_t> place{hit.atom.path, hits.size()};
        if (isGrouped) {
            SKEIN_TRY(const auto* document, outlines.of(hit.atom.path));
            const auto node = document->byId.find(hit.atom.id);
            if (node == document->byId.end()) continue;  // it changed since the search
            place.second = memory::nodeAt(document->nodes, node->second, question.level);
            const auto& holder = document->nodes[place.second];
            one.atom = *holder.atom;
            one.lines = holder.lines;
        }
        const auto [at, isNew] = places.emplace(place, hits.size());
        if (isNew) hits.push_back(std::move(one));
        hits[at->second].parts.push_back(hit);
    }
    for (auto& hit : hits) hit.scoreMicro = scoreOf(hit.parts);
    std::stable_sort(hits.begin(), hits.end(), [](const LevelHit& x, const LevelHit& y) {
        return std::tie(y.scoreMicro, x.atom.path, x.lines.first) < std::tie(x.scoreMicro, y.atom.path, y.lines.first);
    });
    if (hits.size() > question.limit) hits.resize(question.limit);
    for (auto& hit : hits) hit.sentence = sentenceFor(hit.parts.front().atom, question.query, *words);
    return hits;
}

}  // namespace skein::runtime
