#include "core/runtime/source_order.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/coherence/extract.h"
#include "core/coherence/rules.h"
#include "core/plan/components.h"

namespace skein::runtime {
namespace {

std::uint64_t hashOf(const std::string& key, const Claim& claim) {
    return std::hash<std::string>{}(key + '\x1e' + valueMeaning(claim));
}

}  // namespace

Result<std::vector<SourceFile>> filesOf(RunId run, const Facts& facts, const MemoryIndex& index) {
    SKEIN_TRY(auto files, index.files());
    std::vector<std::string> paths;
    for (const auto& file : files) paths.push_back(file.path);
    paths = facts.sourcesOf(run, std::move(paths));
    std::sort(paths.begin(), paths.end());
    std::erase_if(files,
                  [&](const SourceFile& file) { return !std::binary_search(paths.begin(), paths.end(), file.path); });
    std::sort(files.begin(), files.end(), [](const auto& x, const auto& y) { return x.path < y.path; });
    return files;
}

Result<void> SourceOrder::read(Part& part) const {
    if (part.read) return {};
    SKEIN_TRY(const auto atoms, m_index.atomsUnder(part.paths));
    auto claims = coherence::extractClaims(atoms);
    const auto place = [](const Claim& claim) {
        return claim.evidence.empty() ? std::tuple(std::string(), 0u)
                                      : std::tuple(claim.evidence.front().path, claim.evidence.front().lines.first);
    };
    std::stable_sort(claims.begin(), claims.end(), [&](const Claim& x, const Claim& y) { return place(x) < place(y); });
    for (std::uint32_t i = 0; i < claims.size(); ++i)
        for (const auto& key : coherence::candidateKeys(claims[i]))
            part.places.try_emplace(hashOf(key.text, claims[i]), i);
    part.read = true;
    return {};
}

Result<bool> SourceOrder::isFirst(RunId run, const std::string& key, const Claim& x, const Claim& y) {
    const std::scoped_lock lock(m_mutex);
    auto known = m_runs.find(run);
    if (known == m_runs.end()) {
        SKEIN_TRY(const auto files, filesOf(run, m_facts, m_index));
        std::vector<Part> parts;
        for (auto& component : plan::findComponents(files)) parts.push_back({std::move(component.paths), false, {}});
        known = m_runs.emplace(run, std::move(parts)).first;
    }
    for (auto& part : known->second) {
        SKEIN_CHECK(read(part));
        const auto placeOf = [&](const Claim& claim) {
            const auto found = part.places.find(hashOf(key, claim));
            return found == part.places.end() ? std::numeric_limits<std::uint32_t>::max() : found->second;
        };
        if (const auto ofX = placeOf(x), ofY = placeOf(y); ofX != ofY) return ofX < ofY;
    }
    const auto form = [](const Claim& claim) {
        return std::tuple(valueMeaning(claim), claim.predicate, claim.subject);
    };
    return form(x) < form(y);
}

}  // namespace skein::runtime
