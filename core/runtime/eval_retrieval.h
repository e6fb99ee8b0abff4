// Measures the product's own search on labelled data: documents become atoms of a throw-away memory index, queries are
// put to SqliteIndex::search(), and what comes back is held against the judgements.
// Thread: the caller's. Leaves nothing behind but what the caller gave a folder for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/memory/retrieval/measure.h"

namespace skein::runtime {

struct EvalFiles {
    std::string corpus;   ///< JSON Lines: "_id", "title", "text"; one of the two may be missing
    std::string queries;  ///< JSON Lines: "_id", "text"
    std::string qrels;    ///< tab-separated with the header "query-id corpus-id score"
};

struct EvalQuery {
    std::string id, text;
};

struct RetrievalFigures {
    double ndcgAt10 = 0, recallAt100 = 0, meanAveragePrecision = 0;  ///< means over the judged queries
    /// Of a window of 5,000 tokens packed for the query as for a task: the share of queries for which it holds a
    /// relevant document, or the same text under another id, and the mean share of the relevant documents that it holds.
    double neededInWindow = 0, relevantInWindow = 0;
    double medianMs = 0, p99Ms = 0;            ///< of one search for a hundred hits
    std::uint64_t documents = 0, queries = 0;  ///< queries: those with a relevant document
    std::uint64_t unjudged = 0;                ///< queries without one, which are left out
    std::uint64_t unknownDocuments = 0;        ///< judged, but not in the corpus: they count as never found
    std::uint64_t vectors = 0;
};

/// Queries and judgements, read whole. Other people's files are taken as they are where their meaning is plain: a byte
/// order mark, whole numbers as ids, a score of 1.0, a line that repeats another one. Errors: InvalidInput with file and
/// line and what was expected, also for two lines that contradict each other; TooLarge.
Result<std::vector<EvalQuery>> readEvalQueries(const std::string& path);
Result<std::map<std::string, memory::Grades>> readJudgements(const std::string& path);

/// Runs the whole measurement in `folder`, which must exist and be empty. `progress` gets words for people. Errors: as
/// above for the three files; InvalidInput when no query has a relevant document; those of the index.
Result<RetrievalFigures> evalRetrieval(const EvalFiles& files, const std::string& folder,
                                       const std::function<void(const std::string&)>& progress);

}  // namespace skein::runtime
