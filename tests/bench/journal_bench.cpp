// Recovery after 10,000 tasks, the first fold of a large journal, and verification.
#include <fmt/format.h>

#include "core/audit/verify.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"
#include "core/runtime/store/bundle.h"
#include "core/runtime/store/workspace_store.h"
#include "tests/bench/durable_world.h"
#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

/// Opens a workspace for writing and folds its state, as a host does first; returns seconds and keeps the state.
Result<double> recoverySeconds(const std::string& path, State& state) {
    const double started = secondsNow();
    SKEIN_TRY(const auto store, runtime::WorkspaceStore::open(path, runtime::OpenMode::Write));
    SKEIN_TRY(const auto reader, runtime::WorkspaceReader::open(path));
    SKEIN_TRY(state, reader->fold());
    return secondsNow() - started;
}

Result<void> measureRecovery(const std::string& path, std::uint32_t tasks, Figures& figures) {
    State state;
    SKEIN_TRY(const double cold, recoverySeconds(path, state));
    const auto size = fmt::format("{} tasks, {} entries", tasks, state.sequence);
    figures.add({"recovery without snapshot", cold, "s", size, 0, Bound::AtMost, 5});
    {
        SKEIN_TRY(const auto store, runtime::WorkspaceStore::open(path, runtime::OpenMode::Write));
        SKEIN_CHECK(
            store->putSnapshot({state.sequence, sha256(reducerFingerprint()), canonicalJsonOrAssert(toJson(state))}));
    }
    State again;
    SKEIN_TRY(const double warm, recoverySeconds(path, again));
    if (again.sequence != state.sequence) return fail(ErrorCode::Damaged, "the snapshot leads to another state");
    figures.add({"recovery with snapshot", warm, "s", size + "; baseline: without snapshot", cold, Bound::AtMost, 1});
    return {};
}

Result<void> measureVerification(const std::string& path, Figures& figures) {
    SKEIN_TRY(const auto store, runtime::WorkspaceStore::open(path, runtime::OpenMode::Read));
    std::vector<SealedEntry> rows;
    std::size_t bytes = 0;
    SKEIN_CHECK(store->readEntries(1, 100'000'000, [&](const SealedEntry& entry) {
        rows.push_back(entry);
        bytes += entry.bytes.size();
        return true;
    }));
    constexpr int rounds = 5;  // the best of a few: both sides are pure and short
    double hashing = 1e9, chain = 1e9;
    for (int round = 0; round < rounds; ++round) {
        double started = threadSeconds();
        std::size_t wrong = 0;
        for (const auto& row : rows) wrong += sha256(row.bytes) == row.hash ? 0 : 1;
        hashing = std::min(hashing, threadSeconds() - started);
        started = threadSeconds();
        audit::VerifyOptions options;
        options.parseData = false;
        audit::Verifier verifier(options);
        for (const auto& row : rows) verifier.entry(row.seq, row.bytes, row.hash);
        if (verifier.finish().findingCount + wrong != 0) return fail(ErrorCode::Damaged, "the journal does not verify");
        chain = std::min(chain, threadSeconds() - started);
    }
    const auto size =
        fmt::format("{} entries of {} bytes on average", rows.size(), bytes / std::max<std::size_t>(1, rows.size()));
    const auto megabytes = static_cast<double>(bytes) / 1e6;
    figures.add({"chain verification", chain / megabytes * 1e3, "ms/MB", size + "; baseline: SHA-256 of the same rows",
                 hashing / megabytes * 1e3, Bound::AtMost, 2, true});
    return {};
}

/// The first fold and the full check of a journal of a million entries, as after an upgrade. Both are one thread's work
/// over a file in the page cache: the figure is its processor time, which other programs on the machine do not change.
Result<void> measureMillion(const Setting& setting, Figures& figures) {
    const std::uint32_t runs = setting.quick ? 1 : 6, tasks = setting.quick ? 5'000 : 18'600;
    const auto path = setting.folder + "/million.skein";
    SKEIN_TRY([[maybe_unused]] const auto made, runDurably(path, {tasks, 1'000, {}, runs, {}, 1}));
    SKEIN_TRY(const auto reader, runtime::WorkspaceReader::open(path));
    std::uint64_t progress = 0;
    double started = secondsNow(), processStarted = processSeconds();
    SKEIN_TRY(const auto state, reader->fold(0, [&](std::uint64_t, std::uint64_t) { ++progress; }));
    const auto entries = static_cast<double>(state.sequence);
    const auto size = [&](double wall) {
        return fmt::format("{} entries of {} runs; processor time; {:.2f} s passed", state.sequence, runs, wall);
    };
    figures.add({"first fold of a large journal", processSeconds() - processStarted, "s",
                 size(secondsNow() - started) + fmt::format(", {} reports of progress", progress), 0, Bound::AtMost,
                 20 * entries / 1e6});
    started = secondsNow();
    processStarted = processSeconds();
    SKEIN_TRY(const auto report, runtime::verifyWorkspace(path));
    if (!report.ok()) return fail(ErrorCode::Damaged, "the workspace does not verify");
    figures.add({"full check of a large journal", processSeconds() - processStarted, "s", size(secondsNow() - started),
                 0, Bound::AtMost, 15 * static_cast<double>(report.entries) / 1e6});
    return {};
}

}  // namespace

Result<void> measureJournal(const Setting& setting, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 2'000 : 10'000;
    const auto path = setting.folder + "/recovery.skein";
    SKEIN_TRY([[maybe_unused]] const auto run, runDurably(path, {tasks, 1'000, {}, 1, {}, 1}));
    SKEIN_CHECK(measureRecovery(path, tasks, figures));
    SKEIN_CHECK(measureVerification(path, figures));
    return measureMillion(setting, figures);
}

}  // namespace skein::bench
