// How good a ranking is against people's judgements. Thread: any; pure.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace skein::memory {

/// Judgements of one question: a document's grade; 0 and less: not relevant.
using Grades = std::map<std::string, int, std::less<>>;

struct RankingQuality {
    double ndcgAt10 = 0;     ///< grade / log2(rank + 1), over that of the best order (Järvelin and Kekäläinen 2002)
    double recallAt100 = 0;  ///< share of the relevant documents among the first hundred
    double averagePrecision = 0;  ///< over what is ranked; relevant documents that are not ranked count as never found
};

/// `ranked` best first, each document once. Precondition: some grade is above 0.
RankingQuality qualityOf(const std::vector<std::string>& ranked, const Grades& grades);

}  // namespace skein::memory
