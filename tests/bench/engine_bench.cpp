// Durable engine operations against raw SQLite appends, and the latency of decisions under load.
#include <fmt/format.h>

#include "core/runtime/store/sqlite.h"
#include "core/runtime/store/workspace_store.h"
#include "tests/bench/durable_world.h"
#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

struct Raw {
    double seconds = 0;
    double processorSeconds = 0;
};

/// What SQLite alone needs for the same rows, `batch` of them per transaction, with the same durability.
Result<Raw> appendRaw(const std::string& path, const std::vector<SealedEntry>& rows, std::size_t batch) {
    SKEIN_TRY(const auto connection, runtime::sqlite::Connection::open(path, runtime::sqlite::Access::Create));
    SKEIN_CHECK(
        connection->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                            "CREATE TABLE raw(seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL)"));
    const double started = secondsNow(), processStarted = processSeconds();
    for (std::size_t at = 0; at < rows.size();) {
        SKEIN_CHECK(connection->execute("BEGIN IMMEDIATE"));
        for (const auto end = std::min(rows.size(), at + batch); at < end; ++at) {
            auto statement = connection->prepare("INSERT INTO raw(seq, bytes, hash) VALUES(?1, ?2, ?3)");
            statement.bind(1, static_cast<std::int64_t>(rows[at].seq));
            statement.bindBlob(2, rows[at].bytes);
            statement.bindBlob(3,
                               {reinterpret_cast<const char*>(rows[at].hash.bytes.data()), rows[at].hash.bytes.size()});
            SKEIN_CHECK(statement.run());
        }
        SKEIN_CHECK(connection->execute("COMMIT"));
    }
    return Raw{secondsNow() - started, processSeconds() - processStarted};
}

Result<std::vector<SealedEntry>> lastEntries(const std::string& path, std::uint64_t count) {
    SKEIN_TRY(const auto store, runtime::WorkspaceStore::open(path, runtime::OpenMode::Read));
    SKEIN_TRY(const auto tip, store->tip());
    std::vector<SealedEntry> rows;
    SKEIN_CHECK(store->readEntries(tip.seq - count + 1, count, [&](const SealedEntry& entry) {
        rows.push_back(entry);
        return true;
    }));
    return rows;
}

/// Ours and raw in turn, so that what else the machine does meets both; the medians of a few rounds. Raw appends have
/// no engine before them and no effects behind them: one thread against our two.
Result<void> measureThroughput(const Setting& setting, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 2'000 : 10'000;
    constexpr int rounds = 3;
    std::vector<double> rates, rawRates, ratios, deciding, writing, raws;
    std::uint64_t batch = 1, entries = 0, commits = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto path = setting.folder + fmt::format("/durable{}.skein", round);
        SKEIN_TRY(const auto run, runDurably(path, {tasks, 1'000, {}, 1, {}, 1}));
        entries = run.entries;
        commits = run.commits;
        batch = std::max<std::uint64_t>(1, run.entries / std::max<std::uint64_t>(1, run.commits));
        SKEIN_TRY(const auto rows, lastEntries(path, run.entries));
        SKEIN_TRY(const auto raw, appendRaw(setting.folder + fmt::format("/raw{}.sqlite", round), rows, batch));
        const auto count = static_cast<double>(run.entries);
        rates.push_back(count / run.seconds);
        rawRates.push_back(count / raw.seconds);
        ratios.push_back(raw.seconds / run.seconds);
        deciding.push_back(run.decidingSeconds / count * 1e6);
        writing.push_back((run.processorSeconds - run.decidingSeconds) / count * 1e6);
        raws.push_back(raw.processorSeconds / count * 1e6);
    }
    const auto sizes = fmt::format("{} tasks, 1000 agents, {} entries, {} commits: {} entries a batch; median of {}",
                                   tasks, entries, commits, batch, rounds);
    const double ours = quantile(rates, 0.5);
    figures.add({"durable engine operations", ours, "per second", sizes, 0, Bound::AtLeast, 20'000});
    figures.add({"durable engine operations / raw SQLite", ours, "per second",
                 fmt::format("raw appends of the same rows, same batch, same disk, in turn; ratios {:.2f} to {:.2f}",
                             quantile(ratios, 0), quantile(ratios, 1)),
                 ours / quantile(ratios, 0.5), Bound::AtLeast, 0.5, true});
    figures.add({"processor time of an entry, deciding thread", quantile(deciding, 0.5), "us",
                 "prepared answers included; baseline: raw append", quantile(raws, 0.5)});
    figures.add({"processor time of an entry, journal's thread", quantile(writing, 0.5), "us",
                 "sealing, storing, releasing; baseline: raw append", quantile(raws, 0.5)});
    return {};
}

Result<void> measureLatency(const Setting& setting, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 3'000 : 8'000;
    SKEIN_TRY(const auto run, runDurably(setting.folder + "/latency.skein", {tasks, 1'000, seconds(1), 1, {}, 1}));
    if (run.latencies.size() < tasks) return fail(ErrorCode::Unavailable, "not every window was answered by a step");
    // The first thousand windows come in the same instant, because here they are answers prepared beforehand: workers
    // that pack windows need a fraction of a millisecond for each. They are shown by themselves, without a figure to
    // hold.
    const std::vector<double> steady(run.latencies.begin() + 1'000, run.latencies.end());

    SKEIN_TRY(const auto rows, lastEntries(setting.folder + "/latency.skein", 100));
    SKEIN_TRY(const auto raw, appendRaw(setting.folder + "/raw-single.sqlite", rows, 1));
    const double rawMs = raw.seconds * 1'000 / 100;
    const auto where = fmt::format(
        "{} windows at {:.0f}/s, the first 1000 left out, calls of 1 s, {:.1f} entries a batch; baseline: one raw "
        "commit",
        steady.size(), static_cast<double>(tasks) / run.seconds,
        static_cast<double>(run.entries) / static_cast<double>(run.commits));
    figures.add({"decision latency, median", quantile(steady, 0.5) * 1'000, "ms", where, rawMs, Bound::AtMost, 1});
    figures.add({"decision latency, p99", quantile(steady, 0.99) * 1'000, "ms", where, rawMs, Bound::AtMost, 10});
    figures.add(
        {"decision latency, p99 of the opening burst",
         quantile({run.latencies.begin(), run.latencies.begin() + 1'000}, 0.99) * 1'000, "ms",
         "1000 windows ready in one instant, which workers cannot do: time to decide all; not in the figures above"});
    return {};
}

}  // namespace

Result<void> measureEngine(const Setting& setting, Figures& figures) {
    SKEIN_CHECK(measureThroughput(setting, figures));
    return measureLatency(setting, figures);
}

}  // namespace skein::bench
