#include "app/skeinctl/memory_views.h"

#include <iostream>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::cli {
namespace {

constexpr std::size_t partsShown = 3;
constexpr std::size_t sentenceShown = 200;

std::string linesText(const LineRange& lines) {
    return lines.first == lines.last ? std::to_string(lines.first) : fmt::format("{}-{}", lines.first, lines.last);
}

Json treeJson(const runtime::MemoryNode& node) {
    Json json{{"kind", node.kind},
              {"title", node.title},
              {"path", node.path},
              {"atoms", node.atoms},
              {"tokens", node.tokens},
              {"tokens_from_share", node.tokensFromShare},
              {"summary", node.summary.text},
              {"summary_by", node.summary.made},
              {"stale_summary_by", node.staleBy.empty() ? Json(nullptr) : Json(node.staleBy)},
              {"parts_left_out", node.partsLeftOut}};
    if (node.kind == "workspace") json["sources"] = node.sources;
    if (node.documents > 0) json["documents"] = node.documents;
    if (node.lines) {
        json["first"] = node.lines->first;
        json["last"] = node.lines->last;
    }
    if (node.atom) json["atom"] = node.atom.hex();
    json["parts"] = Json::array();
    for (const auto& part : node.parts) json["parts"].push_back(treeJson(part));
    return json;
}

std::string counted(std::uint64_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

void printNode(const runtime::MemoryNode& node, std::size_t depth) {
    const std::string indent(depth * 2, ' ');
    std::string facts;
    if (node.kind == "workspace") facts = counted(node.sources, "source") + ", ";
    if (node.kind != "document" && node.documents > 0) facts += counted(node.documents, "document") + ", ";
    facts += counted(node.atoms, "atom") + ", " + (node.tokensFromShare ? "about " : "") + std::to_string(node.tokens) +
             " tokens";
    std::cout << indent << node.title << (node.kind == "folder" ? "/" : "")
              << (node.lines && node.kind != "document" ? ":" + linesText(*node.lines) : "") << "  " << node.kind
              << "  " << facts << '\n';
    if (!node.summary.text.empty())
        std::cout << indent << "    " << node.summary.text
                  << (node.summary.made == "extract" ? std::string() : " (by " + node.summary.made + ")") << '\n';
    if (!node.staleBy.empty())
        std::cout << indent << "    (an extract; what " << node.staleBy
                  << " wrote is of an earlier text: memory summarise writes it anew)\n";
    for (const auto& part : node.parts) printNode(part, depth + 1);
    if (node.partsLeftOut > 0) std::cout << indent << "  and " << node.partsLeftOut << " more; --limit shows them\n";
}

}  // namespace

Json coverageJson(const runtime::SearchCoverage& coverage) {
    Json json{{"atoms", coverage.atoms}, {"vectors", coverage.vectors}, {"explained", coverage.explained}};
    if (!coverage.model.empty()) json["by_model"] = {{"vectors", coverage.byModel}, {"model", coverage.model}};
    return json;
}

std::string coverageText(const runtime::SearchCoverage& coverage) {
    if (!coverage.model.empty())
        return fmt::format(
            "search by words and meaning: vectors of {} of {} atoms by {}{}", coverage.byModel, coverage.atoms,
            coverage.model,
            coverage.byModel < coverage.atoms && coverage.vectors > 0 ? ", the workspace's own for the others" : "");
    if (coverage.vectors == 0)
        return fmt::format("search by words only: {} atoms are too few for vectors of their meaning", coverage.atoms);
    return fmt::format("search by words and meaning: {} of {} atoms have vectors, which keep {:.0f} % of what they say",
                       coverage.vectors, coverage.atoms, 100 * coverage.explained);
}

Result<std::optional<bool>> askedByModel(const runtime::SqliteIndex& index, const runtime::SearchCoverage& coverage,
                                         const std::string& query) {
    if (coverage.byModel == 0) return std::optional<bool>();
    SKEIN_TRY(const bool known, index.hasVector(coverage.model, query));
    return std::optional(known);
}

Result<Json> coverageOfQuestion(const runtime::SqliteIndex& index, const runtime::SearchCoverage& coverage,
                                const std::string& query) {
    SKEIN_TRY(const auto asked, askedByModel(index, coverage, query));
    auto json = coverageJson(coverage);
    json["question_by_model"] = asked ? Json(*asked) : Json(nullptr);
    return json;
}

Result<void> sayCoverage(const Context& context, const runtime::SqliteIndex& index,
                         const runtime::SearchCoverage& coverage, const std::string& query) {
    SKEIN_TRY(const auto asked, askedByModel(index, coverage, query));
    say(context, coverageText(coverage));
    if (asked && !*asked)
        say(context, "this question has no vector by " + coverage.model +
                         ": words and the workspace's own vectors answer; --embed has it made, by a paid call");
    return {};
}

std::string titlesDownTo(const Atom& atom) {
    std::string text;
    for (const auto& title : atom.ancestors) text += title + " > ";
    return text + atom.title;
}

Json sentenceJson(const std::optional<memory::Sentence>& sentence) {
    if (!sentence) return nullptr;
    return {{"text", sentence->text}, {"first", sentence->lines.first}, {"last", sentence->lines.last}};
}

std::string sentenceText(const std::optional<memory::Sentence>& sentence) {
    return sentence ? fmt::format("           {}: \"{}\"\n", linesText(sentence->lines),
                                  elide(sentence->text, sentenceShown))
                    : std::string();
}

namespace {

Json partsJson(const std::vector<AtomHit>& hits) {
    Json parts = Json::array();
    for (const auto& part : hits)
        parts.push_back({{"atom", part.atom.id.hex()},
                         {"title", part.atom.title},
                         {"ancestors", part.atom.ancestors},
                         {"first", part.atom.lines.first},
                         {"last", part.atom.lines.last},
                         {"score", static_cast<double>(part.scoreMicro) / 1e6}});
    return parts;
}

void printParts(const std::vector<AtomHit>& hits) {
    for (std::size_t i = 0; i < std::min(partsShown, hits.size()); ++i)
        std::cout << fmt::format("           {:.4f}  {}  {}  {}\n", static_cast<double>(hits[i].scoreMicro) / 1e6,
                                 linesText(hits[i].atom.lines), atomKindName(hits[i].atom.kind),
                                 titlesDownTo(hits[i].atom));
    if (hits.size() > partsShown) std::cout << "           and " << hits.size() - partsShown << " more in it\n";
}

}  // namespace

Result<int> searchLevels(const Context& context, const runtime::SqliteIndex& index,
                         const runtime::LevelQuestion& question) {
    SKEIN_TRY(const auto hits, runtime::searchByLevel(index, question));
    SKEIN_TRY(const auto coverage, index.prepareSearch({}));
    if (context.json) {
        SKEIN_TRY(auto seen, coverageOfQuestion(index, coverage, question.query));
        Json rows = Json::array();
        for (const auto& hit : hits) {
            rows.push_back({{"level", memory::levelName(hit.level)},
                            {"kind", atomKindName(hit.atom.kind)},
                            {"atom", hit.atom.id.hex()},
                            {"path", hit.atom.path},
                            {"title", hit.atom.title},
                            {"ancestors", hit.atom.ancestors},
                            {"first", hit.lines.first},
                            {"last", hit.lines.last},
                            {"score", static_cast<double>(hit.scoreMicro) / 1e6},
                            {"sentence", sentenceJson(hit.sentence)},
                            {"parts", partsJson(hit.parts)}});
        }
        printJson({{"query", question.query},
                   {"level", memory::levelName(question.level)},
                   {"within", question.within},
                   {"coverage", std::move(seen)},
                   {"hits", std::move(rows)}});
        return 0;
    }
    for (const auto& hit : hits) {
        std::cout << fmt::format("{:>9.4f}  {}:{}  {}  {}\n", static_cast<double>(hit.scoreMicro) / 1e6, hit.atom.path,
                                 linesText(hit.lines), atomKindName(hit.atom.kind), titlesDownTo(hit.atom));
        std::cout << sentenceText(hit.sentence);
        if (question.level == memory::Level::Paragraph) continue;
        printParts(hit.parts);
    }
    SKEIN_CHECK(sayCoverage(context, index, coverage, question.query));
    if (hits.empty()) std::cout << "nothing found\n";
    return 0;
}

namespace {

Json placeJson(const runtime::PlaceHit& hit) {
    auto json = treeJson(hit.place);
    json.erase("parts");
    json.erase("parts_left_out");
    json["score"] = static_cast<double>(hit.scoreMicro) / 1e6;
    json["score_parts"] = {{"summary", static_cast<double>(hit.summaryMicro) / 1e6},
                           {"found", static_cast<double>(hit.foundMicro) / 1e6}};
    return json;
}

void printPlace(const runtime::PlaceHit& hit) {
    const auto& place = hit.place;
    std::cout << fmt::format("{:>9.4f}  {}  {}\n           summary {:.2f}, found in it {:.2f}\n",
                             static_cast<double>(hit.scoreMicro) / 1e6, place.path,
                             place.kind == "document" ? place.kind : counted(place.documents, "document"),
                             static_cast<double>(hit.summaryMicro) / 1e6, static_cast<double>(hit.foundMicro) / 1e6);
    if (!place.summary.text.empty())
        std::cout << "           " << place.summary.text
                  << (place.summary.made == "extract" ? std::string() : " (by " + place.summary.made + ")") << '\n';
    std::cout << sentenceText(hit.sentence);
    printParts(hit.parts);
}

}  // namespace

Result<int> searchSummaries(const Context& context, const runtime::SqliteIndex& index, const std::string& query,
                            std::size_t limit, const std::vector<std::string>& within) {
    SKEIN_TRY(const auto found, runtime::searchFromSummaries(index, query, limit, within));
    SKEIN_TRY(const auto coverage, index.prepareSearch({}));
    if (context.json) {
        SKEIN_TRY(auto seen, coverageOfQuestion(index, coverage, query));
        Json folders = Json::array(), documents = Json::array();
        for (const auto& hit : found.folders) folders.push_back(placeJson(hit));
        for (const auto& hit : found.documents) {
            auto row = placeJson(hit);
            row["sentence"] = sentenceJson(hit.sentence);
            row["parts"] = partsJson(hit.parts);
            documents.push_back(std::move(row));
        }
        printJson({{"query", query},
                   {"within", within},
                   {"coverage", std::move(seen)},
                   {"folders", std::move(folders)},
                   {"documents", std::move(documents)}});
        return 0;
    }
    constexpr std::size_t foldersShown = 3;
    for (std::size_t i = 0; i < std::min(foldersShown, found.folders.size()); ++i) printPlace(found.folders[i]);
    for (const auto& hit : found.documents) printPlace(hit);
    SKEIN_CHECK(sayCoverage(context, index, coverage, query));
    if (found.documents.empty() && found.folders.empty()) std::cout << "nothing found\n";
    return 0;
}

void printTree(const Context& context, const runtime::MemoryNode& node) {
    if (context.json) printJson(treeJson(node));
    else printNode(node, 0);
}

}  // namespace skein::cli
