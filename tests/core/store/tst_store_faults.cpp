// What is left of a workspace when the disk fails at any operation, and when the power goes at any moment.
#include "store_fixture.h"

#include <atomic>

#include "core/base/random.h"
#include "fault_vfs.h"

using namespace skein;
using namespace skein::runtime;
using namespace skein::runtime::testing;
using skein::testing::FaultVfs;

namespace {

constexpr int batches = 8;

/// Appends batches with texts, counts what was acknowledged; stops at the first failure.
struct Session {
    std::uint64_t acknowledged = 0;  ///< last sequence number said to be durable
    int failures = 0;                ///< calls of onFailure
    bool released = false;           ///< something was acknowledged after the failure
    std::string message;

    void run(const Place& place, const HeadSigner& signer, int count = batches) {
        const auto store = place.open(OpenMode::Write, FaultVfs::name);
        if (!store) {
            message = store.error().describe();
            return;
        }
        JournalWriterOptions options;
        options.signer = &signer;
        options.headInterval = {};
        options.onFailure = [&](const Error& error) {
            ++failures;
            message = error.describe();
        };
        const auto writer = *JournalWriter::create(*store, options);
        for (int i = 0; i < count; ++i) {
            const auto name =
                writer->blobs()->put("result " + std::to_string(i) + std::string(3'000, static_cast<char>('a' + i)));
            writer->append({{planned(1), {{1}, "task.finished", 1, "{\"output\":\"blob:" + name.hex() + "\"}"}},
                            [&](const Result<CommitInfo>& info) {
                                if (info && failures > 0) released = true;
                                if (info) acknowledged = info->lastSeq;
                            }});
            (void)writer->flush();
        }
    }
};

/// A workspace that already declares its key, made on a sound disk.
void prepare(const Place& place, const HeadSigner& signer) {
    const auto store = place.open();
    QVERIFY_OK(store);
    QVERIFY_OK(writeSession(*store, signer, 0));
}

}  // namespace

class TestStoreFaults : public QObject {
    Q_OBJECT
private slots:
    void everyFailingOperationLeavesASoundWorkspace_data() {
        QTest::addColumn<int>("code");
        QTest::newRow("disk full") << SQLITE_FULL;
        QTest::newRow("write error") << SQLITE_IOERR_WRITE;
        QTest::newRow("flush error") << SQLITE_IOERR_FSYNC;
        QTest::newRow("read-only") << SQLITE_READONLY;
    }
    void everyFailingOperationLeavesASoundWorkspace() {
        QFETCH(int, code);
        auto& vfs = FaultVfs::get();
        const auto key = testKey();
        int failed = 0;
        for (std::uint64_t n = 1;; ++n) {
            const Place place;
            prepare(place, *key);
            vfs.forget();
            vfs.failFrom(n, code);
            Session session;
            session.run(place, *key);
            const bool reached = vfs.operations() >= n;
            vfs.failFrom(0, SQLITE_OK);
            QVERIFY(!session.released);
            QVERIFY(session.failures <= 1);
            if (session.acknowledged < 1 + 2 * batches) {
                ++failed;
                QVERIFY2(session.message.find("w.skein") != std::string::npos, session.message.c_str());
            }
            const auto report = verifyWorkspace(place.workspace(), {}, place.options());
            QVERIFY_OK(report);
            QVERIFY2(report->ok(), prettyJson(audit::toJson(*report)).c_str());
            QVERIFY(report->entries >= session.acknowledged);
            QVERIFY_OK(place.open(OpenMode::Write));
            if (!reached) break;
        }
        QVERIFY2(failed > 20, "the faults were not reached");
    }

    void powerLossKeepsWhatWasAcknowledged() {
        auto& vfs = FaultVfs::get();
        const auto key = testKey();
        DrawStream draws(20'261'121);
        const int rounds = qEnvironmentVariableIsSet("SKEIN_SOAK") ? 1'000 : 60;
        int lost = 0;
        for (int round = 0; round < rounds; ++round) {
            const Place place;
            prepare(place, *key);
            vfs.forget();
            vfs.failFrom(1 + draws.below(90), SQLITE_IOERR);  // the machine stops here
            Session session;
            session.run(place, *key);
            vfs.failFrom(0, SQLITE_OK);
            const auto disks = vfs.afterPowerLoss(draws, draws.below(1'001));
            const auto image = place.path("after");
            std::filesystem::create_directory(image);
            for (const auto& [path, bytes] : disks) {
                spill(image + "/" + std::filesystem::path(path).filename().string(), bytes);
                if (bytes != slurp(path)) ++lost;
            }
            // The mirror is not flushed: the worst case for us is that it survived in full.
            const auto after = WorkspaceStore::open(image + "/w.skein", OpenMode::Write, place.options());
            QVERIFY_OK(after);
            QVERIFY2((*after)->tip()->seq >= session.acknowledged, qPrintable(QString("round %1").arg(round)));
            const auto report = verifyWorkspace(image + "/w.skein", {}, place.options());
            QVERIFY2(report && report->ok(),
                     report ? prettyJson(audit::toJson(*report)).c_str() : report.error().describe().c_str());
        }
        QVERIFY2(lost > rounds / 4, "no unflushed write was ever lost");
    }
};

QTEST_GUILESS_MAIN(TestStoreFaults)
#include "tst_store_faults.moc"
