// Durable engine operations against raw SQLite appends, and the latency of decisions under load.
#include <fmt/format.h>

#include "core/runtime/store/sqlite.h"
#include "core/runtime/store/workspace_store.h"
#include "tests/bench/durable_world.h"
#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

/// Seconds that SQLite alone needs for the same rows, `batch` of them per transaction, with the same durability.
Result<double> rawAppendSeconds(const std::string& path, const std::vector<SealedEntry>& rows, std::size_t batch) {
    SKEIN_TRY(const auto connection, runtime::sqlite::Connection::open(path, runtime::sqlite::Access::Create));
    SKEIN_CHECK(
        connection->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                            "CREATE TABLE raw(seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL)"));
    const double started = secondsNow();
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
    return secondsNow() - started;
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

Result<void> measureThroughput(const Setting& setting, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 2'000 : 10'000;
    const auto path = setting.folder + "/durable.skein";
    SKEIN_TRY(const auto run, runDurably(path, {tasks, 1'000, Duration{}}));
    const auto batch = std::max<std::uint64_t>(1, run.entries / std::max<std::uint64_t>(1, run.commits));
    SKEIN_TRY(const auto rows, lastEntries(path, run.entries));
    SKEIN_TRY(const double rawSeconds, rawAppendSeconds(setting.folder + "/raw.sqlite", rows, batch));
    const double ours = static_cast<double>(run.entries) / run.seconds;
    const double raw = static_cast<double>(rows.size()) / rawSeconds;
    const auto sizes = fmt::format("{} tasks, 1000 agents, {} entries, {} commits: {} entries a batch", tasks,
                                   run.entries, run.commits, batch);
    figures.add({"durable engine operations", ours, "per second", sizes, 0, Bound::AtLeast, 20'000});
    figures.add({"durable engine operations / raw SQLite", ours, "per second",
                 "raw appends of the same rows, same batch, same disk", raw, Bound::AtLeast, 0.5, true});
    return {};
}

Result<void> measureLatency(const Setting& setting, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 3'000 : 8'000;
    SKEIN_TRY(const auto run, runDurably(setting.folder + "/latency.skein", {tasks, 1'000, seconds(1)}));
    if (run.latencies.size() < tasks) return fail(ErrorCode::Unavailable, "not every window was answered by a step");
    // The first thousand windows arrive at once when the run starts; they are a burst and not a decision under load.
    const std::vector<double> steady(run.latencies.begin() + 1'000, run.latencies.end());

    SKEIN_TRY(const auto rows, lastEntries(setting.folder + "/latency.skein", 100));
    SKEIN_TRY(const double rawSeconds, rawAppendSeconds(setting.folder + "/raw-single.sqlite", rows, 1));
    const double rawMs = rawSeconds * 1'000 / 100;
    const auto where = fmt::format(
        "{} windows at {:.0f}/s, calls of 1 s, {:.1f} entries a batch; baseline: one raw SQLite commit", steady.size(),
        static_cast<double>(tasks) / run.seconds, static_cast<double>(run.entries) / static_cast<double>(run.commits));
    figures.add({"decision latency, median", quantile(steady, 0.5) * 1'000, "ms", where, rawMs, Bound::AtMost, 1});
    figures.add({"decision latency, p99", quantile(steady, 0.99) * 1'000, "ms", where, rawMs, Bound::AtMost, 10});
    figures.add({"decision latency, p99 of the opening burst",
                 quantile({run.latencies.begin(), run.latencies.begin() + 1'000}, 0.99) * 1'000, "ms",
                 "1000 windows ready at once"});
    return {};
}

}  // namespace

Result<void> measureEngine(const Setting& setting, Figures& figures) {
    SKEIN_CHECK(measureThroughput(setting, figures));
    return measureLatency(setting, figures);
}

}  // namespace skein::bench
