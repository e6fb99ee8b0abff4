// Contradictions in real sources: how many of those planted are found, how many are reported where nothing was
// changed, and how long a new claim takes among a million held ones.
#include <filesystem>
#include <fstream>
#include <random>

#include <fmt/format.h>

#include "tests/bench/figures.h"
#include "tests/support/facts_world.h"
#include "tests/support/planted_run.h"

namespace skein::bench {
namespace {

struct SourceTree {
    const char* name;
    std::vector<std::string> folders;
    std::vector<std::string> exclude;
};

/// What stands on every machine that builds Skein on Debian 12. The sample and the tests of this project hold
/// contradictions on purpose.
std::vector<SourceTree> treesOf(const Setting& setting) {
    std::vector<SourceTree> trees{{"this project", {SKEIN_SOURCE_DIR}, {"/build", "/resources/sample", "/tests"}},
                                  {"Python",
                                   {"/usr/lib/python3.11"},
                                   {"test", "tests", "idlelib", "lib2to3", "config-*", "pydoc_data", "encodings"}}};
    if (!setting.quick) {
        trees.push_back({"headers",
                         {"/usr/include/linux", "/usr/include/glib-2.0", "/usr/include/openssl",
                          "/usr/include/x86_64-linux-gnu", "/usr/include/fmt", "/usr/include/catch2"},
                         {}});
        trees.push_back({"documents", {"/usr/share/doc", "/usr/src/googletest"}, {"*.html", "*.pdf"}});
        trees.push_back({"Python packages", {"/usr/lib/python3/dist-packages"}, {"test", "tests"}});
        trees.push_back({"node", {"/usr/lib/node_modules", "/usr/share/nodejs"}, {"test", "tests", "*.min.js"}});
        trees.push_back(
            {"settings", {"/usr/share/cmake-3.25", "/usr/share/vulkan", "/usr/share/X11", "/usr/share/qt6"}, {}});
    }
    return trees;
}

void writeList(const std::string& name, const std::vector<std::string>& lines) {
    std::ofstream out(SKEIN_BINARY_DIR "/" + name);
    for (const auto& line : lines) out << line << '\n';
}

std::string place(const Claim& claim) {
    return claim.evidence.empty()
               ? "?"
               : claim.evidence.front().path + ":" + std::to_string(claim.evidence.front().lines.first);
}

/// Most claims are about one of many things; one in ten calls a thing by its last name alone, as pages do, and one in
/// fifty is about one thing that everybody talks of.
HeldClaim claimOf(std::mt19937_64& random, std::uint64_t sequence) {
    static constexpr const char* words[] = {"retry", "timeout", "page", "batch", "queue", "cache", "token", "port"};
    const auto owner = random() % 40'000;
    const auto leaf = fmt::format("{}_{}", words[random() % 8], words[random() % 8]);
    const auto kind = random() % 50;
    const bool states = random() % 3 == 0;
    HeldClaim held;
    held.claim.subject = kind == 0   ? "gateway.http.request_limit"
                         : kind <= 5 ? leaf
                                     : fmt::format("component_{}.{}_{}.{}", owner % 500, words[owner % 8], owner, leaf);
    held.claim.predicate = random() % 2 == 0 ? "value" : "max";
    held.claim.value = {ClaimValue::Type::Number, std::to_string(random() % 50), {}};
    held.claim.basis = states ? "prose" : "code";
    held.claim.evidence = {Evidence{fmt::format("{}/component_{}/file_{}.{}", states ? "docs" : "src", owner % 500,
                                                owner % 7, states ? "md" : "cpp"),
                                    {1, 1},
                                    held.claim.subject,
                                    {}}};
    held.claim.sentence = held.claim.subject;
    held.claim.id = sha256(fmt::format("{} {}", sequence, held.claim.subject));
    return held;
}

/// From a new claim's entry in the journal to the conflicts it opens, through the facts of a run as an executor asks
/// them: recorded, compared, its conflicts noted. The journal's own time is not in it.
void measureNewClaims(const Setting& setting, Figures& figures) {
    const std::size_t held = setting.quick ? 150'000 : 1'000'000, asked = 2'000, together = 500;
    std::mt19937_64 random(5);
    FactsWorld world;
    world.mostOpenOfOneThing = 20;  // as the executor has it
    std::uint32_t task = 0;
    for (std::size_t i = 0; i < held; i += together) {
        std::vector<HeldClaim> claims;
        for (std::size_t k = 0; k < together; ++k) claims.push_back(claimOf(random, i + k));
        world.record(++task, claims);
        world.finish(task);
    }
    std::vector<double> milliseconds;
    std::size_t opened = 0;
    for (std::size_t i = 0; i < asked; ++i) {
        const auto claim = claimOf(random, held + i);
        const double before = threadSeconds();
        world.record(++task, {claim});
        opened += world.compare(task);
        milliseconds.push_back((threadSeconds() - before) * 1'000);
    }
    figures.add({"new claim to conflicts, p99", quantile(milliseconds, 0.99), "ms",
                 fmt::format("{} claims held, {} new ones that open {} conflicts; processor time, median {:.2f} ms, "
                             "longest {:.1f} ms",
                             held, asked, opened, quantile(milliseconds, 0.5), quantile(milliseconds, 1)),
                 0, Bound::AtMost, 5, false});
}

}  // namespace

Result<void> measureCoherence(const Setting& setting, Figures& figures) {
    std::size_t claims = 0, reported = 0, mutated = 0, found = 0, right = 0, accused = 0;
    std::vector<std::string> conflicts, missed, wronged;
    std::map<std::string, std::pair<std::size_t, std::size_t>> byKind;
    int number = 0;
    measureNewClaims(setting, figures);
    for (const auto& source : treesOf(setting)) {
        auto folders = source.folders;
        std::erase_if(folders, [](const std::string& folder) { return !std::filesystem::exists(folder); });
        if (folders.empty()) continue;
        SKEIN_TRY(const auto files, planted::filesOf(folders, source.exclude));
        const auto scratch = [&] { return setting.folder + "/tree" + std::to_string(number++); };
        SKEIN_TRY(const auto plain, planted::compareFiles(files, scratch()));
        claims += plain.claims;
        reported += plain.found.size();
        for (const auto& one : plain.found)
            conflicts.push_back(fmt::format("{} [{}] {} | {} | {}", source.name, one.contradiction.rule,
                                            one.contradiction.reason, place(one.a), place(one.b)));
        const auto tree = planted::plant(files, 1122, setting.quick ? 10 : 80);
        SKEIN_TRY(const auto compared, planted::compareFiles(tree.files, scratch()));
        auto verdicts = planted::judge(tree, compared);
        mutated += verdicts.mutated;
        found += verdicts.found;
        right += verdicts.right;
        accused += verdicts.accused;
        missed.insert(missed.end(), verdicts.missed.begin(), verdicts.missed.end());
        wronged.insert(wronged.end(), verdicts.wronged.begin(), verdicts.wronged.end());
        for (const auto& [kind, counts] : verdicts.byKind) {
            byKind[kind].first += counts.first;
            byKind[kind].second += counts.second;
        }
        fmt::print("  {}: {} files, {} claims in {:.1f} s, compared in {:.1f} s, {} reported; planted {} of {}\n",
                   source.name, files.size(), plain.claims, plain.extractSeconds, plain.compareSeconds,
                   plain.found.size(), verdicts.found, verdicts.mutated);
    }
    for (const auto& [kind, counts] : byKind) fmt::print("    {}: {} of {}\n", kind, counts.first, counts.second);
    writeList("coherence-reported.txt", conflicts);
    writeList("coherence-missed.txt", missed);
    writeList("coherence-wronged.txt", wronged);
    const auto share = [](std::size_t part, std::size_t whole) {
        return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
    };
    figures.add({"planted contradictions found", share(found, mutated), "share",
                 fmt::format("{} mutations in real source trees", mutated), 0, Bound::AtLeast, 0.95, false});
    figures.add({"rightly said again and accused", share(accused, right), "share",
                 fmt::format("{} facts said again without a change", right), 0, Bound::None, 0, false});
    figures.add({"reported per 1,000 claims, unmodified", 1000 * share(reported, claims), "conflicts",
                 fmt::format("{} claims; the false ones among them are at most as many", claims), 0, Bound::AtMost, 1,
                 false});
    return {};
}

}  // namespace skein::bench
