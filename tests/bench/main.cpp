// bench_figures [--quick] [SECTION...]: measures the figures to hold; see figures.h. Writes results.json beside the
// build.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include <fmt/format.h>

#include "tests/bench/figures.h"

namespace {

using skein::bench::Figures;
using skein::bench::Setting;

struct Section {
    const char* name;
    skein::Result<void> (*measure)(const Setting&, Figures&);
};
// Runs come first: Linux counts the memory of the starting process into the peak of the started one.
constexpr Section sections[] = {
    {"runs", skein::bench::measureRuns},           {"langgraph", skein::bench::measureLangGraph},
    {"workflows", skein::bench::measureWorkflows}, {"streams", skein::bench::measureStreams},
    {"keys", skein::bench::measureKeys},           {"engine", skein::bench::measureEngine},
    {"journal", skein::bench::measureJournal},     {"ingest", skein::bench::measureIngest},
    {"memory", skein::bench::measureMemory},       {"layout", skein::bench::measureLayout},
    {"coherence", skein::bench::measureCoherence}};

/// A folder of our own on the disk of the build folder, where workspaces would lie too.
std::string scratchFolder() {
    std::string pattern = SKEIN_BINARY_DIR "/bench-XXXXXX";
    const char* made = mkdtemp(pattern.data());
    return made == nullptr ? std::string() : std::string(made);
}

}  // namespace

int main(int argc, char** argv) {
    Setting setting;
    std::set<std::string> wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--quick") setting.quick = true;
        else wanted.insert(word);
    }
    for (const auto& name : wanted) {
        if (std::any_of(std::begin(sections), std::end(sections),
                        [&](const Section& section) { return name == section.name; }))
            continue;
        fmt::print(stderr,
                   "bench_figures: unknown section \"{}\"; expected runs, langgraph, workflows, streams, keys, "
                   "engine, journal, ingest, memory, layout, coherence or --quick\n",
                   name);
        return 2;
    }
    setting.folder = scratchFolder();
    if (setting.folder.empty()) {
        fmt::print(stderr, "bench_figures: no scratch folder can be made in {}\n", SKEIN_BINARY_DIR);
        return 2;
    }
    for (const char* variable : {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
        setenv(variable, setting.folder.c_str(), 1);
    setenv("SKEIN_KEYSTORE", "file", 1);

    fmt::print("{:<44} {:>12} {:<12} {:>9} {:>10} {:<9} {}\n", "figure", "value", "unit", "ratio", "to hold", "",
               "measured against");
    Figures figures;
    for (const auto& section : sections) {
        if (!wanted.empty() && wanted.count(section.name) == 0) continue;
        if (const auto measured = section.measure(setting, figures); !measured)
            figures.addProblem(section.name, measured.error());
    }
    std::error_code ignored;  // scratch that stays behind harms nothing
    std::filesystem::remove_all(setting.folder, ignored);
    const auto finished = figures.finish(SKEIN_BINARY_DIR "/results.json", setting.quick);
    if (!finished) fmt::print(stderr, "bench_figures: {}\n", finished.error().describe());
    return finished ? 0 : 2;
}
