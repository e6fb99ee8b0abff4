// The same DAG of chat calls by skeinctl, which journals durably, and by LangGraph.js with checkpoints in memory:
// processor time and memory of each. `./dev bench` installs the packages; without them the section says so.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "core/base/json.h"
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

namespace skein::bench {
namespace {

constexpr const char* agents = "50";
constexpr std::uint32_t width = 100;

/// `layers` of 100 tasks; each needs two of the layer before.
Json planOf(std::uint32_t layers) {
    auto tasks = Json::array();
    for (std::uint32_t i = 0; i < width * layers; ++i) {
        auto needs = Json::array();
        if (i >= width) {
            const auto above = i - i % width - width;
            needs = {fmt::format("t-{}", above + i % width), fmt::format("t-{}", above + (i + 1) % width)};
        }
        tasks.push_back({{"id", fmt::format("t-{}", i)},
                         {"phase", fmt::format("layer {}", i / width)},
                         {"kind", "digest"},
                         {"title", fmt::format("Task {}", i)},
                         {"instruction", fmt::format("State in one sentence what is known of the number {}.", i)},
                         {"needs", needs},
                         {"band", {{"min", 100}, {"max", 1'500}}},
                         {"estimate", {{"seconds", 1.0}}}});
    }
    return {{"skein", 1}, {"goal", "Measure."}, {"tasks", std::move(tasks)}};
}

/// Runs it and takes the number of tasks it did out of its JSON.
Result<Finished> runAll(const std::vector<std::string>& words, std::size_t tasks) {
    SKEIN_TRY(auto finished, runProgram(words));
    const auto wrong =
        fmt::format("{} ended with status {}: {}", words[0], finished.status, finished.out.substr(0, 300));
    if (finished.status != 0) return fail(ErrorCode::Unavailable, wrong);
    SKEIN_TRY(const auto said, parseJson(finished.out));
    const auto& done = said.contains("tasks") ? said["tasks"]["done"] : said["done"];
    if (done != tasks) return fail(ErrorCode::Unavailable, wrong);
    return finished;
}

/// What several rounds of one program took.
struct Rounds {
    std::vector<double> processorSeconds, megabytes;
    void add(const Finished& finished) {
        processorSeconds.push_back(finished.processorSeconds);
        megabytes.push_back(finished.megabytes);
    }
};

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

}  // namespace

Result<void> measureLangGraph(const Setting& setting, Figures& figures) {
    if (!std::filesystem::exists(SKEIN_LANGGRAPH "/node_modules"))
        return fail(ErrorCode::Unavailable,
                    "LangGraph.js is not in " SKEIN_LANGGRAPH "; ./dev bench installs it by npm");
    const std::uint32_t layers = setting.quick ? 3 : 10, tasks = width * layers;
    const auto plan = setting.folder + "/langgraph.json";
    std::ofstream file(plan);
    file << planOf(layers).dump();
    if (!file.flush()) return fail(ErrorCode::Io, plan + ": cannot be written");
    file.close();
    const FakeProvider provider(0);
    if (provider.url().empty()) return fail(ErrorCode::Unavailable, "the fake provider does not start");

    // Shared machines are noisy for seconds at a time: the three take turns, and the medians are compared.
    Rounds own, streamed, whole;
    const auto peer = [&](const char* manner) {
        return runAll({"/usr/bin/env", "node", "--no-warnings", SKEIN_SOURCE_DIR "/tests/bench/langgraph/run.mjs", plan,
                       provider.url(), agents, manner, SKEIN_LANGGRAPH},
                      tasks);
    };
    for (int round = 0; round < (setting.quick ? 1 : 7); ++round) {
        const auto workspace = fmt::format("{}/langgraph-{}.skein", setting.folder, round);
        SKEIN_TRY(auto mine,
                  runAll({SKEIN_BINARY_DIR "/bin/skeinctl", "run", plan, "--workspace", workspace, "--provider",
                          "openai-chat:" + provider.url(), "--model", "fake", "--price", "input=1,output=1", "--budget",
                          "50", "--agents", agents, "--yes", "--json", "--quiet"},
                         tasks));
        own.add(mine);
        // Skein always streams; a whole answer costs LangGraph.js less, and is shown beside it.
        SKEIN_TRY(const auto stream, peer("stream"));
        streamed.add(stream);
        SKEIN_TRY(const auto answer, peer("whole"));
        whole.add(answer);
    }
    const auto perTask = [&](const Rounds& rounds) { return median(rounds.processorSeconds) / tasks * 1e3; };
    const auto size =
        fmt::format("{} tasks in {} layers, {} at once, provider at 0 ms, median of {}; baseline: skeinctl", tasks,
                    layers, agents, own.megabytes.size());
    figures.add({"LangGraph.js: CPU per task, streamed", perTask(streamed), "ms", size, perTask(own), Bound::AtLeast,
                 10, true});
    figures.add(
        {"LangGraph.js: CPU per task, whole answers", perTask(whole), "ms", size + ", which streams", perTask(own)});
    figures.add({"LangGraph.js: peak memory", median(streamed.megabytes), "MB", size, median(own.megabytes),
                 Bound::AtLeast, 2, true});
    return {};
}

}  // namespace skein::bench
