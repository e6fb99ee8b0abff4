#include "tests/support/planted_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "core/coherence/extract.h"
#include "core/coherence/rules.h"
#include "core/runtime/ingest/ingest.h"

namespace skein::planted {
namespace {

namespace fs = std::filesystem;

Result<void> ingestFolders(const std::vector<std::string>& folders, const std::vector<std::string>& exclude,
                           const std::function<void(runtime::IngestedFile&&)>& take) {
    runtime::IngestRequest request;
    SKEIN_TRY(request.roots, runtime::sourceRootsFor(folders));
    request.exclude = exclude;
    runtime::IngestCallbacks callbacks;
    callbacks.onFile = [&](runtime::IngestedFile&& file) -> Result<void> {
        take(std::move(file));
        return {};
    };
    SKEIN_CHECK(runtime::ingest(request, callbacks));
    return {};
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

bool at(const Claim& claim, const std::string& path, std::uint32_t line) {
    return std::any_of(claim.evidence.begin(), claim.evidence.end(), [&](const Evidence& evidence) {
        return evidence.path == path && evidence.lines.first <= line && evidence.lines.last >= line;
    });
}

bool names(const Found& found, const Fact& fact) {
    return (at(found.a, fact.file, fact.line) && at(found.b, fact.again, fact.againLine)) ||
           (at(found.b, fact.file, fact.line) && at(found.a, fact.again, fact.againLine));
}

}  // namespace

Result<std::map<std::string, std::string>> filesOf(const std::vector<std::string>& folders,
                                                   const std::vector<std::string>& exclude) {
    std::map<std::string, std::string> files;
    SKEIN_CHECK(ingestFolders(folders, exclude,
                              [&](runtime::IngestedFile&& file) { files[file.file.path] = std::move(file.content); }));
    return files;
}

Result<Compared> compareFiles(const std::map<std::string, std::string>& files, const std::string& scratch) {
    for (const auto& [path, content] : files) {
        const fs::path target = fs::path(scratch) / path;
        fs::create_directories(target.parent_path());
        std::ofstream out(target, std::ios::binary);
        out << content;
        if (!out.flush()) return fail(ErrorCode::Io, target.string() + ": cannot be written");
    }
    Compared compared;
    std::vector<HeldClaim> claims;
    SKEIN_CHECK(ingestFolders({scratch}, {}, [&](runtime::IngestedFile&& file) {
        const double before = now();
        for (auto& claim : coherence::extractClaims(file.atoms)) claims.push_back({std::move(claim), 1, 0, 0});
        compared.extractSeconds += now() - before;
    }));
    compared.claims = claims.size();
    const double before = now();
    const auto contradictions = coherence::findContradictions(claims, {});
    compared.compareSeconds = now() - before;
    std::map<Digest, const Claim*> byId;
    for (const auto& held : claims) byId.emplace(held.claim.id, &held.claim);
    for (const auto& contradiction : contradictions)
        compared.found.push_back({contradiction, *byId.at(contradiction.a), *byId.at(contradiction.b)});
    return compared;
}

Verdicts judge(const Tree& tree, const Compared& compared) {
    Verdicts verdicts;
    std::multimap<std::string, const Found*> byPath;
    for (const auto& found : compared.found)
        for (const auto* claim : {&found.a, &found.b})
            for (const auto& evidence : claim->evidence) byPath.emplace(evidence.path, &found);
    for (const auto& fact : tree.facts) {
        const auto [first, last] = byPath.equal_range(fact.again);
        const auto hit = std::find_if(first, last, [&](const auto& entry) { return names(*entry.second, fact); });
        const auto text = fact.kind + ": " + fact.file + ":" + std::to_string(fact.line) + " / " + fact.again + ":" +
                          std::to_string(fact.againLine) + ": " + fact.words;
        if (fact.mutated) {
            ++verdicts.mutated;
            verdicts.found += hit != last;
            auto& [found, all] = verdicts.byKind[fact.kind];
            found += hit != last;
            ++all;
            if (hit == last) verdicts.missed.push_back(text);
        } else {
            ++verdicts.right;
            verdicts.accused += hit != last;
            if (hit != last) verdicts.wronged.push_back(text + " // " + hit->second->contradiction.reason);
        }
    }
    return verdicts;
}

}  // namespace skein::planted
