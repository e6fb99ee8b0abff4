#include "core/memory/retrieval/measure.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/error.h"

namespace skein::memory {
namespace {

double gainAt(std::size_t place, int grade) { return grade / std::log2(static_cast<double>(place) + 2); }

}  // namespace

RankingQuality qualityOf(const std::vector<std::string>& ranked, const Grades& grades) {
    std::vector<int> best;
    for (const auto& [document, grade] : grades)
        if (grade > 0) best.push_back(grade);
    SKEIN_ASSERT(!best.empty());
    std::sort(best.begin(), best.end(), std::greater<>());
    double ideal = 0, gain = 0, precisions = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(best.size(), 10); ++i) ideal += gainAt(i, best[i]);
    std::size_t found = 0, early = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const auto grade = grades.find(ranked[i]);
        if (grade == grades.end() || grade->second <= 0) continue;
        if (i < 10) gain += gainAt(i, grade->second);
        if (i < 100) ++early;
        precisions += static_cast<double>(++found) / static_cast<double>(i + 1);
    }
    const auto relevant = static_cast<double>(best.size());
    return {gain / ideal, static_cast<double>(early) / relevant, precisions / relevant};
}

}  // namespace skein::memory
