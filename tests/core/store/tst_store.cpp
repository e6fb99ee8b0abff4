// A workspace file: making, locking, committing, reading, refusing; and the group commit of JournalWriter.
#include "core/model/event_entry.h"
#include "store_fixture.h"

#include <atomic>
#include <future>
#include <thread>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/random.h"

using namespace skein;
using namespace skein::runtime;
using namespace skein::runtime::testing;

namespace {

/// Runs SQL on a closed workspace, behind Skein's back.
void sql(const std::string& path, const char* statements) {
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    char* why = nullptr;
    const int code = sqlite3_exec(handle, statements, nullptr, nullptr, &why);
    QVERIFY2(code == SQLITE_OK, why);
    sqlite3_close(handle);
}

}  // namespace

class TestStore : public QObject {
    Q_OBJECT
private slots:
    // While the disk is slow, what waits for it is counted; nobody counts it for ever.
    void textsCountUntilTheyAreStored() {
        const Place place;
        const auto store = place.open();
        QVERIFY_OK(store);
        JournalWriterOptions options;
        options.backlog = std::make_shared<Backlog>(1u << 20);
        const auto writer = JournalWriter::create(*store, options);
        QVERIFY_OK(writer);
        std::promise<void> slow, goOn;
        (*writer)->append({{planned(1)}, [&](const auto&) {
                               slow.set_value();
                               goOn.get_future().wait();
                           }});
        slow.get_future().wait();
        (*writer)->blobs()->put(std::string(5'000, 'a'));
        QVERIFY(options.backlog->bytes() >= 5'000);
        goOn.set_value();
        QVERIFY_OK((*writer)->flush());
        QCOMPARE(options.backlog->bytes(), std::size_t{0});
    }
    void whatIsCommittedIsReadAgain() {
        const Place place;
        const auto key = testKey();
        audit::WorkspaceId id{};
        std::string digestKey;
        {
            const auto store = place.open();
            QVERIFY_OK(store);
            id = (*store)->id();
            digestKey = (*store)->digestKey();
            QCOMPARE(digestKey.size(), 32u);
            const auto names = writeSession(*store, *key, 30);
            QVERIFY_OK(names);
            for (const auto& name : *names) QVERIFY((*store)->read(name)->starts_with("text number "));
        }
        QVERIFY(!std::filesystem::exists(place.workspace() + "-wal"));
        QVERIFY(!std::filesystem::exists(place.workspace() + ".lock"));
        const auto again = place.open(OpenMode::Read);
        QVERIFY_OK(again);
        QVERIFY((*again)->id() == id && (*again)->digestKey() == digestKey && !(*again)->isWritable());
        QCOMPARE((*again)->tip()->seq, 31u);
        std::uint64_t expected = 5;
        QVERIFY_OK((*again)->readEntries(5, 10, [&](const SealedEntry& entry) { return entry.seq == expected++; }));
        QCOMPARE(expected, 15u);
        QVERIFY(**(*again)->declaredSigner() == key->publicKey());
        const auto heads = (*again)->readHeads();
        QVERIFY_OK(heads);
        QCOMPARE(heads->back().seq, 31u);
        QCOMPARE((*again)->commit({}, {}).error().code, ErrorCode::Denied);
        QCOMPARE((*again)->read(sha256("nothing")).error().code, ErrorCode::NotFound);
    }

    void whatIsNoWorkspaceIsRefusedAndLeftAlone_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray() << int(ErrorCode::InvalidInput) << "empty";
        QTest::newRow("text") << QByteArray("just a note\n") << int(ErrorCode::InvalidInput) << "not a SQLite database";
        QTest::newRow("long text") << QByteArray(10'000, 'x') << int(ErrorCode::InvalidInput)
                                   << "not a SQLite database";
        const auto other = [](const char* statements) {
            QTemporaryDir folder;
            const auto path = folder.filePath("o.db").toStdString();
            sql(path, statements);
            return QByteArray::fromStdString(slurp(path));
        };
        QTest::newRow("other database") << other("CREATE TABLE t(x)") << int(ErrorCode::InvalidInput)
                                        << "another program";
        const auto ours = [](const char* statements) {
            const Place place;
            (void)place.open();
            sql(place.workspace(), statements);
            return QByteArray::fromStdString(slurp(place.workspace()));
        };
        QTest::newRow("newer") << ours("PRAGMA user_version=99") << int(ErrorCode::NewerVersion) << "newer Skein";
        QTest::newRow("trigger") << ours("CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM journal; END")
                                 << int(ErrorCode::Damaged) << "tables";
        QTest::newRow("no id") << ours("DELETE FROM meta") << int(ErrorCode::Damaged) << "lost its id";
        QTest::newRow("truncated") << ours("SELECT 1").left(20'000) << int(ErrorCode::Damaged)
                                   << "truncated or damaged";
    }
    void whatIsNoWorkspaceIsRefusedAndLeftAlone() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        QFETCH(QString, says);
        for (const auto mode : {OpenMode::CreateOrWrite, OpenMode::Write, OpenMode::Read}) {
            const Place place;
            spill(place.workspace(), bytes.toStdString());
            const auto store = place.open(mode);
            QVERIFY(!store);
            QVERIFY2(
                int(store.error().code) == code && store.error().message.find(says.toStdString()) != std::string::npos,
                store.error().describe().c_str());
            QVERIFY(slurp(place.workspace()) == bytes.toStdString());
        }
    }

    void aMissingFileIsMadeOnlyWhenAsked() {
        const Place place;
        QCOMPARE(place.open(OpenMode::Write).error().code, ErrorCode::NotFound);
        QCOMPARE(place.open(OpenMode::Read).error().code, ErrorCode::NotFound);
        QVERIFY(std::filesystem::is_empty(place.folder.path().toStdString()));
        QVERIFY_OK(place.open());
        QCOMPARE(
            WorkspaceStore::open(place.path("none/w.skein"), OpenMode::CreateOrWrite, place.options()).error().code,
            ErrorCode::NotFound);
    }

    void aSecondWriterIsToldWhoHasIt() {
        const Place place;
        auto options = place.options();
        options.controlAddress = "/run/example.sock";
        auto first = WorkspaceStore::open(place.workspace(), OpenMode::CreateOrWrite, options);
        QVERIFY_OK(first);
        const auto second = place.open(OpenMode::Write);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Busy);
        QVERIFY(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
        QVERIFY(second.error().message.find("/run/example.sock") != std::string::npos);
        const auto holder = lockHolder(place.workspace());
        QVERIFY(holder && *holder && (*holder)->controlAddress == "/run/example.sock");
        QVERIFY_OK(place.open(OpenMode::Read));
        first->reset();
        QVERIFY(lockHolder(place.workspace()) && !*lockHolder(place.workspace()));
        QVERIFY_OK(place.open(OpenMode::Write));
    }

    void theLockDiesWithItsProcess() {
        const Place place;
        QVERIFY_OK(place.open());
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const auto child = ::fork();
        if (child == 0) {
            const auto store = place.open(OpenMode::Write);
            [[maybe_unused]] const auto told = ::write(ready[1], store ? "y" : "n", 1);
            ::pause();
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), 1);
        QCOMPARE(answer, 'y');
        QCOMPARE(place.open(OpenMode::Write).error().code, ErrorCode::Busy);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY_OK(place.open(OpenMode::Write));
        ::close(ready[0]);
        ::close(ready[1]);
    }

    void aFlippedByteInTheTailIsNamedAtOpening() {
        const Place place;
        const auto key = testKey();
        QVERIFY_OK(writeSession(*place.open(), *key, 20));
        const auto good = slurp(place.workspace());
        const auto at = good.find("\"task\":7}");
        QVERIFY(at != std::string::npos);
        auto bad = good;
        bad[at + 7] = '8';
        spill(place.workspace(), bad);
        for (const auto mode : {OpenMode::Write, OpenMode::Read}) {
            const auto store = place.open(mode);
            QVERIFY(!store && store.error().code == ErrorCode::Damaged);
            QVERIFY2(store.error().message.find("entry 9") != std::string::npos, store.error().message.c_str());
        }
        QVERIFY(slurp(place.workspace()) == bad);
        spill(place.workspace(), good);
        QVERIFY_OK(place.open(OpenMode::Write));
    }

    void aJournalShorterThanItsMirrorIsRefused() {
        const Place place;
        const auto key = testKey();
        QVERIFY_OK(writeSession(*place.open(), *key, 5));
        const auto old = slurp(place.workspace());
        QVERIFY_OK(writeSession(*place.open(), *key, 5));
        spill(place.workspace(), old);
        const auto shorter = place.open(OpenMode::Write);
        QVERIFY(!shorter && shorter.error().code == ErrorCode::Damaged);
        QVERIFY2(shorter.error().message.find("ends at entry 6, but entry 11") != std::string::npos,
                 shorter.error().message.c_str());
        QVERIFY(slurp(place.workspace()) == old);
        auto accepted = place.options();
        accepted.ignoreMirror = true;
        {
            const auto store = WorkspaceStore::open(place.workspace(), OpenMode::Write, accepted);
            QVERIFY_OK(store);
        }
        // A torn mirror is worth a warning and nothing more.
        for (const auto& file : std::filesystem::directory_iterator(place.path("state/heads")))
            spill(file.path().string(), "{\"seq\":");
        const auto warned = place.open(OpenMode::Write);
        QVERIFY_OK(warned);
        QCOMPARE((*warned)->warnings().size(), 1u);
    }

    void aDamagedLogIsNoticed() {
        const Place place;
        const auto key = testKey();
        const auto copy = place.path("copy.skein");
        {
            const auto store = place.open();
            QVERIFY_OK(writeSession(*store, *key, 40));
            // As a crash leaves it: the last commits are in the log only.
            std::filesystem::copy(place.workspace(), copy);
            std::filesystem::copy(place.workspace() + "-wal", copy + "-wal");
        }
        const auto log = slurp(copy + "-wal");
        QVERIFY(log.size() > 40'000);
        const auto file = slurp(copy);
        DrawStream draws(3);
        std::vector<std::size_t> cuts = {0, 1, 32, log.size() / 2, log.size() - 10, log.size() - 1};
        while (cuts.size() < 100) cuts.push_back(draws.below(static_cast<std::uint32_t>(log.size())));
        for (const auto cut : cuts) {
            spill(copy + "-wal", log.substr(0, cut));
            const auto store = WorkspaceStore::open(copy, OpenMode::Write, place.options());
            QVERIFY2(!store && store.error().code == ErrorCode::Damaged, std::to_string(cut).c_str());
            QVERIFY2(slurp(copy) == file, "the file is left as it is");
        }
        auto flipped = log;
        flipped[log.size() - 3'000] = static_cast<char>(flipped[log.size() - 3'000] ^ 4);
        spill(copy + "-wal", flipped);
        QVERIFY(!WorkspaceStore::open(copy, OpenMode::Write, place.options()));
        spill(copy + "-wal", log);
        QVERIFY_OK(WorkspaceStore::open(copy, OpenMode::Write, place.options()));
    }

    void readOnlyMediaAreReadAndNotWritten() {
        if (::geteuid() == 0) QSKIP("root may write everywhere: the read-only case needs another user");
        const Place place;
        QVERIFY_OK(writeSession(*place.open(), *testKey(), 3));
        std::filesystem::permissions(place.workspace(), std::filesystem::perms::owner_read);
        QCOMPARE(place.open(OpenMode::Write).error().code, ErrorCode::Io);
        QVERIFY_OK(place.open(OpenMode::Read));
    }

    void batchesBecomeDurableInOrderFromManyThreads() {
        const Place place;
        const auto key = testKey();
        const auto store = place.open();
        JournalWriterOptions options;
        options.signer = key.get();
        const auto created = JournalWriter::create(*store, options);
        QVERIFY_OK(created);
        auto& writer = **created;
        std::atomic<std::uint64_t> answered{0}, published{0}, lastSeen{0};
        std::atomic<bool> ordered{true};
        const auto subscription = writer.subscribe([&](const CommittedEntries& entries) {
            for (const auto& entry : *entries) {
                if (entry.seq != published + 1) ordered = false;
                ++published;
            }
        });
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (std::uint64_t i = 0; i < 500; ++i) {
                    const auto name = writer.blobs()->put(std::string(300, 'b'));
                    if (!writer.blobs()->read(name)) ordered = false;
                    writer.append({{planned(i), {{5}, "task.finished", 1, "{\"output\":\"blob:" + name.hex() + "\"}"}},
                                   [&, name](const Result<CommitInfo>& info) {
                                       if (!info || info->lastSeq != info->firstSeq + 1 || info->firstSeq <= lastSeen ||
                                           !(*store)->hasBlob(name).value_or(false))
                                           ordered = false;
                                       if (info) lastSeen = info->lastSeq;
                                       ++answered;
                                   }});
                }
            });
        for (auto& thread : threads) thread.join();
        QVERIFY_OK(writer.flush());
        QCOMPARE(answered.load(), 2'000u);
        QTRY_COMPARE(published.load(), 4'000u);  // published after the answers
        QVERIFY(ordered);
        writer.unsubscribe(subscription);
        // Nothing is signed before the journal declares the key.
        QVERIFY(writer.mustDeclareSigner().value());
        QVERIFY(!*writer.signHead());
        writer.append(
            {{{{1}, "signer.changed", 1, "{\"public_key\":\"" + audit::toHex(key->publicKey()) + "\"}"}}, {}});
        const auto head = writer.signHead();
        QVERIFY(head && *head && (*head)->tip == writer.durableTip() && audit::hasValidSignature(**head));
        const auto mirror = readMirroredHead(place.path("state"), (*store)->id());
        QVERIFY(mirror && *mirror && (*mirror)->tip == writer.durableTip() && (*mirror)->signedHead == *head);
        QVERIFY_OK(writer.close());
        Result<CommitInfo> late;
        writer.append({{planned(1)}, [&](Result<CommitInfo> info) { late = std::move(info); }});
        QCOMPARE(late.error().code, ErrorCode::Cancelled);
        const auto report = verifyWorkspace(place.workspace(), {}, place.options());
        QVERIFY2(report && report->ok(),
                 report ? prettyJson(audit::toJson(*report)).c_str() : report.error().describe().c_str());
    }

    // Killed right after the declaration, a workspace would look like one whose signatures somebody took away.
    void aDeclarationIsSignedInItsOwnCommit() {
        const Place place;
        const auto key = testKey();
        const auto store = place.open();
        JournalWriterOptions options;
        options.signer = key.get();
        options.headInterval = Duration{3'600'000'000};
        const auto writer = *JournalWriter::create(*store, options);
        writer->append(
            {{{{1}, "signer.changed", 1, "{\"public_key\":\"" + audit::toHex(key->publicKey()) + "\"}"}}, {}});
        QVERIFY_OK(writer->flush());
        QCOMPARE((*store)->readHeads()->size(), 1u);
        writer->append({{planned(1)}, {}});
        QVERIFY_OK(writer->flush());
        QCOMPARE((*store)->readHeads()->back().seq, 1u);
    }

    // Between two looks of a reader the writer may add entries and the head over them.
    void aWorkspaceIsReadWhileItGrows() {
        const Place place;
        const auto key = testKey();
        const auto store = place.open();
        JournalWriterOptions options;
        options.signer = key.get();
        const auto writer = *JournalWriter::create(*store, options);
        writer->append(
            {{{{1}, "signer.changed", 1, "{\"public_key\":\"" + audit::toHex(key->publicKey()) + "\"}"}}, {}});
        QVERIFY_OK(writer->flush());
        std::atomic<bool> ending{false};
        std::thread growing([&] {
            while (!ending) {
                writer->append({{planned(1)}, {}});
                static_cast<void>(writer->signHead());
            }
        });
        const auto stop = qScopeGuard([&] {
            ending = true;
            growing.join();
        });
        for (int i = 0; i < 300; ++i) QVERIFY_OK(place.open(OpenMode::Read));
    }

    void periodicHeadsReplaceEachOtherAndExplicitOnesStay() {
        const Place place;
        const auto key = testKey();
        const auto store = place.open();
        JournalWriterOptions options;
        options.signer = key.get();
        options.headInterval = milliseconds(1);
        const auto writer = *JournalWriter::create(*store, options);
        writer->append(
            {{{{1}, "signer.changed", 1, "{\"public_key\":\"" + audit::toHex(key->publicKey()) + "\"}"}}, {}});
        QVERIFY(writer->signHead()->has_value());
        for (int i = 0; i < 10; ++i) {
            writer->append({{planned(1)}, {}});
            QVERIFY_OK(writer->flush());
            QTest::qWait(5);
        }
        QTRY_COMPARE((*store)->readHeads()->size(), 2u);
        QTRY_COMPARE((*store)->readHeads()->back().seq, 11u);
        QCOMPARE((*store)->readHeads()->front().seq, 1u);
    }

    void unsealableEntriesStopTheJournalLoudly() {
        const NewEntry badKind{{1}, "bad kind", 1, "{}"};
        const auto inexact = newEntry({1}, event::ClockDiverged{Duration{maxExactInteger + 1}});
        for (const auto& unsealable : {badKind, inexact}) {
            const Place place;
            std::atomic<int> failures{0}, refused{0};
            JournalWriterOptions options;
            options.onFailure = [&](const Error&) { ++failures; };
            const auto writer = *JournalWriter::create(*place.open(), options);
            writer->append({{planned(1)}, {}});
            QVERIFY_OK(writer->flush());
            writer->append({{unsealable}, [&](const Result<CommitInfo>& info) { refused += info ? 0 : 1; }});
            writer->append({{planned(2)}, [&](const Result<CommitInfo>& info) { refused += info ? 0 : 1; }});
            QVERIFY(!writer->flush());
            QCOMPARE(failures.load(), 1);
            QCOMPARE(refused.load(), 2);
            QCOMPARE(writer->durableTip().seq, 1u);
        }
    }

    void erasedTextsAreGoneFromTheFile() {
        const Place place;
        std::string secret;
        for (int i = 0; i < 4'000; ++i)
            secret += sha256("secret" + std::to_string(i)).hex();  // does not compress to nothing
        const auto canary = secret.substr(100'000, 24);
        const auto store = place.open();
        std::array<std::uint8_t, 16> nonce{9};
        auto blob = packBlob(secret, nonce);
        blob.codec = 0;
        blob.data = secret;
        QVERIFY_OK((*store)->commit({}, std::span(&blob, 1)));
        const auto holds = [&] {
            return slurp(place.workspace()).find(canary) != std::string::npos ||
                   slurp(place.workspace() + "-wal").find(canary) != std::string::npos;
        };
        QVERIFY(holds());
        QVERIFY(*(*store)->read(blob.name) == secret);
        QVERIFY_OK((*store)->eraseBlob(blob.name));
        QVERIFY(!holds());
        QCOMPARE((*store)->read(blob.name).error().code, ErrorCode::NotFound);
        QCOMPARE((*store)->eraseBlob(blob.name).error().code, ErrorCode::NotFound);
    }

    void snapshotsAreACache() {
        const Place place;
        const auto store = place.open();
        const auto mine = sha256("reducers 1"), other = sha256("reducers 2");
        for (std::uint64_t seq : {5u, 10u, 15u})
            QVERIFY_OK((*store)->putSnapshot({seq, mine, "state " + std::to_string(seq)}));
        QCOMPARE((*(*store)->latestSnapshot(mine, 99))->seq, 15u);
        QCOMPARE((*(*store)->latestSnapshot(mine, 12))->bytes, std::string("state 10"));
        QVERIFY(!*(*store)->latestSnapshot(mine, 7));
        QVERIFY(!*(*store)->latestSnapshot(other, 99));
        QVERIFY_OK((*store)->putMeta("note", "x"));
        QCOMPARE(**(*store)->meta("note"), std::string("x"));
        QCOMPARE((*store)->putMeta("digest_key", "x").error().code, ErrorCode::Denied);
        QVERIFY_OK((*store)->dropSnapshots());
        QVERIFY(!*(*store)->latestSnapshot(mine, 99));
    }

    void aFileThatIsGoneTakesNothingMore() {
        Place place;
        const auto store = place.open();
        QVERIFY_OK(store);
        QVERIFY_OK((*store)->putMeta("a", "1"));
        QVERIFY(
            QFile::rename(QString::fromStdString(place.workspace()), QString::fromStdString(place.path("b.skein"))));
        const auto refused = (*store)->putMeta("a", "2");
        QCOMPARE(refused.error().code, ErrorCode::Io);
        QVERIFY(refused.error().message.find("was removed, moved or replaced") != std::string::npos);
        QVERIFY(!(*store)->putMeta("a", "3").has_value());
    }

    void entriesMustFollow() {
        const Place place;
        const auto store = place.open();
        const auto second = seal({2, {1}, "a", 1, Json::object(), sha256("x")});
        QCOMPARE((*store)->commit(std::span(&second, 1), {}).error().code, ErrorCode::Damaged);
        QCOMPARE((*store)->tip()->seq, 0u);
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
