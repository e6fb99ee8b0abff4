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

Result<int> searchLevels(const Context& context, const runtime::SqliteIndex& index,
                         const runtime::LevelQuestion& question) {
    SKEIN_TRY(const auto hits, runtime::searchByLevel(index, question));
    SKEIN_TRY(const auto coverage, index.prepareSearch({}));
    if (context.json) {
        Json rows = Json::array();
        for (const auto& hit : hits) {
            Json parts = Json::array();
            for (const auto& part : hit.parts)
                parts.push_back({{"atom", part.atom.id.hex()},
                                 {"title", part.atom.title},
                                 {"ancestors", part.atom.ancestors},
                                 {"first", part.atom.lines.first},
                                 {"last", part.atom.lines.last},
                                 {"score", static_cast<double>(part.scoreMicro) / 1e6}});
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
                            {"parts", std::move(parts)}});
        }
        printJson({{"query", question.query},
                   {"level", memory::levelName(question.level)},
                   {"within", question.within},
                   {"coverage", coverageJson(coverage)},
                   {"hits", std::move(rows)}});
        return 0;
    }
    for (const auto& hit : hits) {
        std::cout << fmt::format("{:>9.4f}  {}:{}  {}  {}\n", static_cast<double>(hit.scoreMicro) / 1e6, hit.atom.path,
                                 linesText(hit.lines), atomKindName(hit.atom.kind), titlesDownTo(hit.atom));
        std::cout << sentenceText(hit.sentence);
        if (question.level == memory::Level::Paragraph) continue;
        for (std::size_t i = 0; i < std::min(partsShown, hit.parts.size()); ++i) {
            const auto& part = hit.parts[i];
            std::cout << fmt::format("           {:.4f}  {}  {}  {}\n", static_cast<double>(part.scoreMicro) / 1e6,
                                     linesText(part.atom.lines), atomKindName(part.atom.kind), titlesDownTo(part.atom));
        }
        if (hit.parts.size() > partsShown)
            std::cout << "           and " << hit.parts.size() - partsShown << " more in it\n";
    }
    say(context, coverageText(coverage));
    if (hits.empty()) std::cout << "nothing found\n";
    return 0;
}

void printTree(const Context& context, const runtime::MemoryNode& node) {
    if (context.json) printJson(treeJson(node));
    else printNode(node, 0);
}

}  // namespace skein::cli
