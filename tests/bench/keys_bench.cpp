// A run over a provider with 300 keys that refuses whatever is above their limits: how much of the limits is used, and
// how often the provider had to refuse.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "core/base/json.h"
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

namespace skein::bench {
namespace {

constexpr int callsPerMinute = 12;  // of each key

/// A provider of the person's own, its keys in the environment.
Result<void> describeKeys(const std::string& folder, const std::string& url, int keys) {
    const Json model{{"provider", "paced"},
                     {"id", "fake"},
                     {"speed", 0.5},
                     {"capabilities", {{"generate", 0.9}}},
                     {"prices", {{{"input", 1}, {"output", 1}, {"source", "bench"}}}}};
    const Json provider{
        {"id", "paced"}, {"protocol", "openai-chat"}, {"base_url", url}, {"key_variable", "SKEIN_BENCH_KEY"}};
    std::filesystem::create_directories(folder + "/skein");
    std::ofstream file(folder + "/skein/models.json");
    file << Json{{"skein", 1}, {"providers", {provider}}, {"models", {model}}}.dump();
    if (!file.flush()) return fail(ErrorCode::Io, folder + ": cannot be written");
    setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
    for (int i = 1; i <= keys; ++i)
        setenv((i == 1 ? std::string("SKEIN_BENCH_KEY") : fmt::format("SKEIN_BENCH_KEY_{}", i)).c_str(),
               fmt::format("bench-key-number-{}", i).c_str(), 1);
    return {};
}

Result<std::string> writePlan(const std::string& file, int tasks) {
    auto list = Json::array();
    for (int i = 0; i < tasks; ++i)
        list.push_back({{"id", fmt::format("t-{}", i)},
                        {"instruction", fmt::format("Say the number {}.", i)},
                        {"band", {{"min", 100}, {"max", 1'500}}}});
    std::ofstream out(file);
    out << Json{{"skein", 1}, {"goal", "Measure."}, {"tasks", std::move(list)}}.dump();
    if (!out.flush()) return fail(ErrorCode::Io, file + ": cannot be written");
    return file;
}

}  // namespace

Result<void> measureKeys(const Setting& setting, Figures& figures) {
    const int keys = setting.quick ? 50 : 300, tasks = keys * callsPerMinute * 3 / 2;
    const FakeProvider provider(
        fmt::format(R"({{"text":"Done as asked.","latency_ms":200,"limits":{{"requests":{}}}}})", callsPerMinute));
    if (provider.url().empty()) return fail(ErrorCode::Unavailable, "the fake provider does not start");
    SKEIN_CHECK(describeKeys(setting.folder + "/config", provider.url(), keys));
    SKEIN_TRY(const auto plan, writePlan(setting.folder + "/keys.json", tasks));
    const auto workspace = setting.folder + "/keys.skein";
    SKEIN_TRY(const auto ran,
              runProgram({SKEIN_BINARY_DIR "/bin/skeinctl", "run", plan, "--workspace", workspace, "--provider",
                          "paced", "--budget", "50", "--agents", std::to_string(keys), "--yes", "--json", "--quiet"}));
    SKEIN_TRY(const auto summary, parseJson(ran.out));
    if (ran.status != 0)
        return fail(ErrorCode::Unavailable, fmt::format("the run ended with status {}: {}", ran.status, ran.out));
    SKEIN_TRY(const auto costs,
              runProgram({SKEIN_BINARY_DIR "/bin/skeinctl", "costs", workspace, "--by", "model", "--json"}));
    SKEIN_TRY(const auto told, parseJson(costs.out));
    double refused = 0;
    for (const auto& row : told["groups"]) refused += row.value("failed_calls", 0.0);
    const double seconds = summary.value("wall_seconds", 0.0);
    const auto against = fmt::format(
        "{} calls of 0.2 s through {} keys of {} a minute each, {:.0f} s, {:.1f} s of "
        "processor time",
        tasks, keys, callsPerMinute, seconds, ran.processorSeconds);
    figures.add({fmt::format("calls a minute through {} keys", keys), tasks / seconds * 60, "calls",
                 against + "; baseline: the sum of their limits", static_cast<double>(keys * callsPerMinute),
                 Bound::AtLeast, 0.95, true});
    figures.add(
        {"calls above a limit", refused, "calls", "refused by a provider that counts", 0, Bound::AtMost, 0, false});
    return {};
}

}  // namespace skein::bench
