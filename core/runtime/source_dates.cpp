#include "core/runtime/source_dates.h"

#include <algorithm>
#include <map>

#include "core/runtime/index/sqlite_index.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxEvidence = 200;

}  // namespace

void dateBySources(const SqliteIndex& index, std::vector<HeldClaim>& held) {
    std::map<std::string, std::vector<FileChange>> histories;
    std::size_t asked = 0;
    for (auto& one : held) {
        if (one.claim.validFrom) continue;
        for (const auto& evidence : one.claim.evidence) {
            if (evidence.path.empty() || ++asked > maxEvidence) continue;
            const auto [known, isNew] = histories.try_emplace(evidence.path);
            if (isNew) known->second = index.history(evidence.path).value_or(std::vector<FileChange>());
            const auto versions = index.versionsWith(evidence.atom).value_or(AtomVersions());
            for (const auto& change : known->second) {
                const bool holds = std::find(versions.sequences.begin(), versions.sequences.end(), change.sequence) !=
                                   versions.sequences.end();
                if (holds && !change.removed && change.validFrom &&
                    (!one.claim.validFrom || *one.claim.validFrom < *change.validFrom))
                    one.claim.validFrom = change.validFrom;
            }
        }
    }
}

}  // namespace skein::runtime
