// eval: quality on labelled data.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/runtime/eval_contradictions.h"
#include "core/runtime/eval_retrieval.h"

namespace skein::cli {
namespace {

/// A folder that goes with the value.
struct ThrowAwayFolder {
    std::string path;
    ~ThrowAwayFolder() {
        std::error_code ignored;
        if (!path.empty()) std::filesystem::remove_all(path, ignored);
    }
};

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Result<int> evalRetrieval(const Context& context, const runtime::EvalFiles& files) {
    ThrowAwayFolder folder;
    std::error_code error;
    auto pattern = (std::filesystem::temp_directory_path(error) / "skein-eval-XXXXXX").string();
    if (error || ::mkdtemp(pattern.data()) == nullptr)
        return fail(ErrorCode::Io, "cannot make a temporary folder: " + pattern);
    folder.path = pattern;
    SKEIN_TRY(const auto figures,
              runtime::evalRetrieval(files, folder.path, [&](const std::string& line) { say(context, line); }));
    if (figures.unknownDocuments > 0)
        warn(fmt::format("{}: {} relevant documents are not in the corpus; they count as never found", files.qrels,
                         figures.unknownDocuments));
    if (context.json) {
        printJson({{"ndcg_at_10", rounded(figures.ndcgAt10)},
                   {"recall_at_100", rounded(figures.recallAt100)},
                   {"map", rounded(figures.meanAveragePrecision)},
                   {"needed_in_window", rounded(figures.neededInWindow)},
                   {"relevant_in_window", rounded(figures.relevantInWindow)},
                   {"median_ms", rounded(figures.medianMs)},
                   {"p99_ms", rounded(figures.p99Ms)},
                   {"documents", figures.documents},
                   {"queries", figures.queries},
                   {"unjudged_queries", figures.unjudged},
                   {"vectors", figures.vectors}});
        return 0;
    }
    std::cout << fmt::format(
        "nDCG@10     {:.4f}\nrecall@100  {:.4f}\nMAP         {:.4f}\nneeded in window    {:.4f} of the "
        "queries\nrelevant in window  {:.4f} of "
        "the documents\nmedian      {:.2f} ms\np99         {:.2f} ms\n"
        "over {} queries and {} documents, {} with vectors; {} queries without a relevant document left out\n",
        figures.ndcgAt10, figures.recallAt100, figures.meanAveragePrecision, figures.neededInWindow,
        figures.relevantInWindow, figures.medianMs, figures.p99Ms, figures.queries, figures.documents, figures.vectors,
        figures.unjudged);
    return 0;
}

Result<int> evalContradictions(const Context& context, const std::string& pairs) {
    SKEIN_TRY(const auto figures, runtime::evalContradictions(pairs));
    Json items = Json::array();
    for (const auto& pair : figures.items) {
        Json claims = Json::array();
        for (const auto& clash : pair.clashes)
            claims.push_back({{"subject", clash.subject},
                              {"predicate", clash.predicate},
                              {"a", clash.a},
                              {"b", clash.b},
                              {"words", clash.words}});
        items.push_back({{"id", pair.id},
                         {"label", pair.labelled ? "contradiction" : "compatible"},
                         {"decision", !pair.compared ? "not compared"
                                      : pair.found   ? "contradiction"
                                                     : "compatible"},
                         {"claims", std::move(claims)},
                         {"problem", pair.problem.empty() ? Json(nullptr) : Json(pair.problem)}});
    }
    if (context.json) {
        printJson({{"precision", rounded(figures.lines.precision)},
                   {"recall", rounded(figures.lines.recall)},
                   {"f1", rounded(figures.lines.f1)},
                   {"most_precision", rounded(figures.mostPrecision)},
                   {"pairs",
                    {{"count", figures.pairs.of},
                     {"both_labels", figures.bothLabels},
                     {"precision", rounded(figures.pairs.precision)},
                     {"recall", rounded(figures.pairs.recall)},
                     {"f1", rounded(figures.pairs.f1)}}},
                   {"not_compared", figures.notCompared},
                   {"items", std::move(items)}});
        return figures.notCompared == figures.lines.of ? 2 : 0;
    }
    for (const auto& item : items) {
        if (item["label"] == item["decision"] && item["problem"].is_null()) continue;
        std::cout << fmt::format("{}: labelled {}, found {}{}\n", item["id"].get<std::string>(),
                                 item["label"].get<std::string>(), item["decision"].get<std::string>(),
                                 item["problem"].is_null() ? "" : " (" + item["problem"].get<std::string>() + ")");
        for (const auto& claim : item["claims"]) std::cout << "    " << claim["words"].get<std::string>() << '\n';
    }
    const auto& lines = figures.lines;
    const auto& distinct = figures.pairs;
    std::cout << fmt::format(
        "precision {:.4f}\nrecall    {:.4f}\nF1        {:.4f}\nover {} labelled lines, {} of them not compared\n",
        lines.precision, lines.recall, lines.f1, lines.of, figures.notCompared);
    if (figures.bothLabels > 0)
        std::cout << fmt::format(
            "{} pairs of texts are called both by different lines, for different changes of them: whoever finds every "
            "contradiction has a precision of at most {:.4f} by lines\n",
            figures.bothLabels, figures.mostPrecision);
    if (distinct.of != lines.of)
        std::cout << fmt::format(
            "each two texts once, a contradiction where any line calls them one: precision {:.4f}, recall {:.4f}, F1 "
            "{:.4f} over {} pairs\n",
            distinct.precision, distinct.recall, distinct.f1, distinct.of);
    if (figures.notCompared == figures.lines.of) {
        warn(pairs + ": none of the pairs could be compared; the figures say nothing");
        return 2;
    }
    return 0;
}

}  // namespace

void addEvalCommands(CLI::App& app, Context& context) {
    auto* eval = app.add_subcommand("eval", "Measure quality on labelled data")->require_subcommand(1);
    const auto files = std::make_shared<runtime::EvalFiles>();
    auto* retrieval = eval->add_subcommand(
        "retrieval",
        "How well memory's search finds what people judged relevant. Corpus and queries are JSON Lines with _id, title "
        "and text; judgements are tab-separated under the header query-id, corpus-id, score. needed_in_window is the "
        "share of queries for which "
        "a context window of 5,000 tokens, packed as for a task, holds at least one relevant document; "
        "relevant_in_window the share of its relevant documents that it holds, averaged over the queries\nExample: "
        "skeinctl eval "
        "retrieval --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv");
    retrieval->add_option("--corpus", files->corpus, "The documents")->required();
    retrieval->add_option("--queries", files->queries, "The questions")->required();
    retrieval->add_option("--qrels", files->qrels, "The judgements")->required();
    retrieval->callback(
        [&context, files] { context.action = [&context, files] { return evalRetrieval(context, *files); }; });
    const auto pairs = std::make_shared<std::string>();
    auto* contradictions = eval->add_subcommand(
        "contradictions",
        "How well contradictions are found: pairs as JSON Lines with id, a, b and label, where a is what others rely "
        "on and b what is stated now: {\"id\", \"a\": {\"kind\", \"text\"}, \"b\": {...}, \"label\": "
        "\"contradiction\" or \"compatible\"}. Kinds: openapi, sql, json-schema, proto, graphql, code, text; two sides "
        "may have different kinds. What cannot be read counts as not compared, with its reason. Prints what was "
        "decided "
        "otherwise than labelled; where lines "
        "name the same two texts, also the figures of each two texts counted once\nExample: "
        "skeinctl eval contradictions --pairs pairs.jsonl");
    contradictions->add_option("--pairs", *pairs, "The labelled pairs")->required();
    contradictions->callback(
        [&context, pairs] { context.action = [&context, pairs] { return evalContradictions(context, *pairs); }; });
}

}  // namespace skein::cli
