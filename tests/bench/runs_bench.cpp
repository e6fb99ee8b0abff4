// Whole runs of skeinctl against the fake provider: processor time and memory per task, makespan.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "core/base/json.h"
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

namespace skein::bench {
namespace {

constexpr const char* skeinctl = SKEIN_BINARY_DIR "/bin/skeinctl";

/// `layers` of `width` tasks; each needs two of the layer before. Instructions differ, so that no result is taken over.
Json planOf(std::uint32_t width, std::uint32_t layers, bool asksMemory) {
    auto tasks = Json::array();
    for (std::uint32_t i = 0; i < width * layers; ++i) {
        auto needs = Json::array();
        if (i >= width) {
            const auto above = i - i % width - width;
            needs.push_back(fmt::format("t-{}", above + i % width));
            if (width > 1) needs.push_back(fmt::format("t-{}", above + (i + 1) % width));
        }
        const auto words = asksMemory ? fmt::format("topic{} item{} and detail{}", i % 97, i % 1'009, i)
                                      : fmt::format("the number {}", i);
        tasks.push_back({{"id", fmt::format("t-{}", i)},
                         {"phase", fmt::format("layer {}", i / width)},
                         {"kind", "digest"},
                         {"title", fmt::format("Task {}", i)},
                         {"instruction", "State in one sentence what is known of " + words + "."},
                         {"needs", needs},
                         {"band", {{"min", asksMemory ? 2'000 : 100}, {"max", asksMemory ? 5'000 : 1'500}}},
                         {"estimate", {{"seconds", 1.0}}}});
    }
    return {{"skein", 1}, {"goal", "Measure."}, {"tasks", std::move(tasks)}};
}

Result<void> writeText(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path);
    file << text;
    if (!file.flush()) return fail(ErrorCode::Io, path.string() + ": cannot be written");
    return {};
}

/// 100 pages of 100 sections: 10,000 sections of some sixty words, whose topics and items the tasks ask for.
Result<void> writePages(const std::string& folder) {
    for (int page = 0; page < 100; ++page) {
        std::string text;
        for (int section = 0; section < 100; ++section) {
            const int no = page * 100 + section;
            text += fmt::format("## Detail{} of topic{}\n\nThe item{} belongs to topic{} and comes after detail{}. ",
                                no, no % 97, no % 1'009, no % 97, no + 1);
            for (int line = 0; line < 5; ++line)
                text += fmt::format("Value{} holds for item{} while state{} of part{} lasts. ", (no * 7 + line) % 5'003,
                                    (no + line) % 1'009, no % 13, line);
            text += "\n\n";
        }
        SKEIN_CHECK(writeText(folder + fmt::format("/page{}.md", page), text));
    }
    return {};
}

struct Ran {
    Finished program;
    double wallSeconds = 0;
    double tokensIn = 0;
};

/// One run of a plan file in a folder of its own; `name` is the workspace's.
Result<Ran> runPlan(const Setting& setting, const std::string& name, const std::string& planFile,
                    const FakeProvider& provider, int agents, std::size_t tasks) {
    if (provider.url().empty()) return fail(ErrorCode::Unavailable, "the fake provider does not start");
    Ran ran;
    SKEIN_TRY(ran.program, runProgram({skeinctl, "run", planFile, "--workspace", setting.folder + "/" + name + ".skein",
                                       "--provider", "openai-chat:" + provider.url(), "--model", "fake", "--price",
                                       "input=1,output=1", "--budget", "50", "--agents", std::to_string(agents),
                                       "--yes", "--json", "--quiet"}));
    SKEIN_TRY(auto json, parseJson(ran.program.out));
    if (ran.program.status != 0 || json["tasks"].value("done", std::size_t{0}) != tasks)
        return fail(ErrorCode::Unavailable, fmt::format("{}: the run ended with status {}: {}", name,
                                                        ran.program.status, ran.program.out.substr(0, 300)));
    ran.wallSeconds = json.value("wall_seconds", 0.0);
    ran.tokensIn = json["tokens"].value("in", 0.0);
    return ran;
}

/// Processor time per task: what a run costs above a run of one task, so that starting and taking in sources is left
/// out.
Result<void> measureCost(const Setting& setting, const std::string& name, bool asksMemory, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 300 : 1'000;
    const auto folder = setting.folder + "/" + name;
    if (asksMemory) SKEIN_CHECK(writePages(folder));
    SKEIN_CHECK(writeText(folder + "/.skeinignore", "*.json\n"));
    SKEIN_CHECK(writeText(folder + "/one.json", planOf(1, 1, asksMemory).dump()));
    SKEIN_CHECK(writeText(folder + "/all.json", planOf(tasks, 1, asksMemory).dump()));
    for (const char* part : {"-one", "-all"}) {  // a plan alone takes in no sources
        if (!asksMemory) break;
        SKEIN_TRY(const auto taken,
                  runProgram({skeinctl, "ingest", setting.folder + "/" + name + part + ".skein", folder, "--quiet"}));
        if (taken.status != 0)
            return fail(ErrorCode::Unavailable, fmt::format("{}: ingest ended with status {}", name, taken.status));
    }
    const FakeProvider provider(0);
    SKEIN_TRY(const auto one, runPlan(setting, name + "-one", folder + "/one.json", provider, 50, 1));
    SKEIN_TRY(const auto all, runPlan(setting, name + "-all", folder + "/all.json", provider, 50, tasks));
    const double perTask = (all.program.processorSeconds - one.program.processorSeconds) / (tasks - 1) * 1e3;
    const auto size = fmt::format(
        "{} tasks of {:.0f} tokens, 50 agents, skeinctl {:.2f} s less {:.2f} s of a run of one task, provider at 0 ms",
        tasks, all.tokensIn / tasks, all.program.processorSeconds, one.program.processorSeconds);
    const auto what =
        asksMemory ? std::string("with assembly over 10,000 atoms") : std::string("with prepared windows");
    figures.add({"CPU per task " + what, perTask, "ms", size, 0, Bound::AtMost, asksMemory ? 3 : 0.5});
    figures.add(
        {"peak memory " + what, all.program.megabytes, "MB", fmt::format("{} tasks", tasks), 0, Bound::AtMost, 150});
    return {};
}

Result<void> measureMakespan(const Setting& setting, const std::string& name, std::uint32_t width, std::uint32_t layers,
                             Figures& figures) {
    const auto folder = setting.folder + "/" + name;
    SKEIN_CHECK(writeText(folder + "/.skeinignore", "*.json\n"));
    SKEIN_CHECK(writeText(folder + "/plan.json", planOf(width, layers, false).dump()));
    const FakeProvider provider(1'000);
    SKEIN_TRY(const auto ran,
              runPlan(setting, name, folder + "/plan.json", provider, 300, std::size_t{width} * layers));
    const double ideal = static_cast<double>(width) * layers / 300;
    figures.add({fmt::format("makespan of {} x {} tasks", layers, width), ran.wallSeconds, "s",
                 fmt::format("300 agents, calls of 1 s; baseline: ideal; skeinctl used {:.1f} s of processor time",
                             ran.program.processorSeconds),
                 ideal, Bound::AtMost, 1.05, true});
    return {};
}

}  // namespace

Result<void> measureRuns(const Setting& setting, Figures& figures) {
    SKEIN_CHECK(measureCost(setting, "prepared", false, figures));
    SKEIN_CHECK(measureCost(setting, "assembled", true, figures));
    SKEIN_CHECK(measureMakespan(setting, "independent", setting.quick ? 900 : 3'000, 1, figures));
    return measureMakespan(setting, "layered", 300, setting.quick ? 3 : 10, figures);
}

}  // namespace skein::bench
