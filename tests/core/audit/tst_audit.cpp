// Entries, chains, signed heads and their verification, against public vectors and against tampering.
#include <QtTest>

#include <filesystem>

#include <rapidcheck.h>
#include <sodium.h>

#include "core/audit/bundle.h"
#include "core/audit/verify.h"
#include "core/base/text.h"

using namespace skein;
using namespace skein::audit;

namespace {

class SeedSigner final : public HeadSigner {
public:
    explicit SeedSigner(char fill) {
        const std::string seed(crypto_sign_SEEDBYTES, fill);
        crypto_sign_seed_keypair(m_public.data(), m_secret.data(), reinterpret_cast<const unsigned char*>(seed.data()));
    }
    PublicKey publicKey() const override { return m_public; }
    HeadSignature sign(std::string_view message) const override {
        HeadSignature signature{};
        crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(message.data()),
                             message.size(), m_secret.data());
        return signature;
    }

private:
    PublicKey m_public{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> m_secret{};
};

const WorkspaceId workspace{1, 2, 3};

struct Sample {
    std::vector<SealedEntry> entries;
    std::vector<std::string> heads;
    BlobName blob;
    std::string nonce = std::string(16, 'n'), content = "what a model said";

    ChainTip tip() const { return {entries.back().seq, entries.back().hash}; }
    void add(std::string kind, Json data) {
        const auto prev = entries.empty() ? Digest{} : entries.back().hash;
        entries.push_back(seal({entries.size() + 1,
                                {1'000'000 + static_cast<std::int64_t>(entries.size())},
                                std::move(kind),
                                1,
                                std::move(data),
                                prev}));
    }
    void sign(const HeadSigner& signer) {
        heads.push_back(canonicalJsonOrAssert(toJson(signHead(workspace, tip(), {5'000'000}, signer))));
    }
};

Sample makeSample(int count) {
    Sample sample;
    const SeedSigner signer('a');
    Sha256 hasher;
    sample.blob = hasher.add(sample.nonce).add(sample.content).finish();
    sample.add("workspace.created", {{"format", 1}});
    sample.add("signer.changed", {{"public_key", toHex(signer.publicKey())}});
    while (static_cast<int>(sample.entries.size()) < count - 1)
        sample.add("task.planned", {{"task", sample.entries.size()}});
    sample.add("task.finished", {{"output", "blob:" + sample.blob.hex()}});
    sample.sign(signer);
    return sample;
}

Report verify(const Sample& sample, VerifyOptions options = {}) {
    options.heads = sample.heads;
    Verifier verifier(std::move(options));
    for (const auto& entry : sample.entries) verifier.entry(entry.seq, entry.bytes, entry.hash);
    for (const auto& name : verifier.expectedBlobs()) {
        if (name == sample.blob) verifier.blob(name, sample.nonce, sample.content);
        else verifier.blobMissing(name, "missing");
    }
    return verifier.finish();
}

VerifyOptions pinnedTo(std::string pin) {
    VerifyOptions options;
    options.signerPin = std::move(pin);
    return options;
}

VerifyOptions comparedWith(const SignedHead& head) {
    VerifyOptions options;
    options.keptHead = head;
    return options;
}

std::string sharedData(const char* name) {
    return qEnvironmentVariable("SKEIN_SHARED_DATA").toStdString() + "/crypto-vectors/" + name;
}

}  // namespace

class TestAudit : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(sodium_init() >= 0); }

    void anEntryHasOneByteForm() {
        const auto sealed = seal({1, {7}, "task.finished", 1, {{"b", 2}, {"a", {{"z", nullptr}, {"y", "\"x\""}}}}, {}});
        QCOMPARE(QString::fromStdString(sealed.bytes),
                 QString::fromStdString("{\"at\":7,\"data\":{\"a\":{\"y\":\"\\\"x\\\"\",\"z\":null},\"b\":2},\"kind\":"
                                        "\"task.finished\",\"prev\":\"" +
                                        std::string(64, '0') + "\",\"seq\":1,\"v\":1}"));
        QVERIFY(sealed.hash == sha256(sealed.bytes));
        const auto json = parseJson(sealed.bytes);
        QVERIFY(json.has_value());
        QCOMPARE(QString::fromStdString(canonicalJsonOrAssert(*json)), QString::fromStdString(sealed.bytes));
        const auto entry = parseEntry(sealed.bytes);
        QVERIFY(entry.has_value());
        QVERIFY(seal(*entry).bytes == sealed.bytes);
    }

    void malformedEntriesAreRefused_data() {
        QTest::addColumn<QString>("bytes");
        const auto good = QString::fromStdString(seal({1, {7}, "a.b", 1, {{"x", 1}}, {}}).bytes);
        QTest::newRow("empty") << QString();
        QTest::newRow("space") << QString(good).replace("{\"x\":1}", "{\"x\": 1}");
        QTest::newRow("fraction") << QString(good).replace("{\"x\":1}", "{\"x\":1.5}");
        QTest::newRow("too large") << QString(good).replace("{\"x\":1}", "{\"x\":9007199254740992}");
        QTest::newRow("order") << QString(good).replace("{\"x\":1}", "{\"x\":1,\"a\":2}");
        QTest::newRow("escape") << QString(good).replace("{\"x\":1}", "{\"\\u0078\":1}");
        QTest::newRow("no object") << QString(good).replace("{\"x\":1}", "[1]");
        QTest::newRow("leading zero") << QString(good).replace("\"seq\":1", "\"seq\":01");
        QTest::newRow("seq 0") << QString(good).replace("\"seq\":1", "\"seq\":0");
        QTest::newRow("upper case hash") << QString(good).replace("000000", "ABCDEF");
        QTest::newRow("kind") << QString(good).replace("a.b", "A b");
        QTest::newRow("tail") << good + " ";
        QTest::newRow("extra member") << QString(good).replace(",\"v\":1}", ",\"v\":1,\"w\":1}");
        QTest::newRow("minus zero") << QString(good).replace("\"at\":7", "\"at\":-0");
    }
    void malformedEntriesAreRefused() {
        QFETCH(QString, bytes);
        const auto entry = parseEntry(bytes.toStdString());
        QVERIFY(!entry);
        QCOMPARE(entry.error().code, ErrorCode::Damaged);
    }

    void onlySealableEntriesAreSealed() {
        QVERIFY(!trySeal({1, {0}, "Kind", 1, Json::object(), {}}));
        QVERIFY(!trySeal({0, {0}, "kind", 1, Json::object(), {}}));
        QVERIFY(!trySeal({1, {0}, "kind", 1, {{"x", 0.5}}, {}}));
        QVERIFY(!trySeal({1, {0}, "kind", 1, {{"x", maxExactInteger + 1}}, {}}));
        QVERIFY(!trySeal({1, {0}, "kind", 1, {{"x", "\xff"}}, {}}));
        QVERIFY(!trySeal({1, {0}, "kind", 1, Json::array(), {}}));
        QCOMPARE(trySeal({1, {0}, "kind", 1, {{"x", std::string(2u << 20, 'x')}}, {}}).error().code,
                 ErrorCode::TooLarge);
    }

    void blobReferencesAreFoundAndNotImagined() {
        const std::string hex(64, 'a');
        QCOMPARE(blobReferences("{\"a\":\"blob:" + hex + "\",\"b\":[\"blob:" + hex + "\"]}").size(), 2u);
        // A string that merely contains such a text, quotes and all, is no reference.
        QCOMPARE(blobReferences(canonicalJsonOrAssert({{"a", "say \"blob:" + hex + "\""}})).size(), 0u);
        QCOMPARE(blobReferences("{\"a\":\"blob:" + hex.substr(1) + "\"}").size(), 0u);
    }

    void aSoundJournalVerifies() {
        const auto report = verify(makeSample(12));
        QVERIFY2(report.ok(), prettyJson(toJson(report)).c_str());
        const auto json = toJson(report);
        for (const auto* part : {"chain", "signatures", "gaps", "outputs"})
            QCOMPARE(json[part].get<std::string>(), std::string("ok"));
        QVERIFY(json["first_bad"].is_null());
        QCOMPARE(json["entries"].get<int>(), 12);
        QCOMPARE(json["signer"].get<std::string>(), fingerprint(SeedSigner('a').publicKey()));
        QCOMPARE(report.signedThrough, 12u);
    }

    void withoutHeadsNothingIsClaimed() {
        Sample sample;
        sample.add("workspace.created", {{"format", 1}});
        sample.add("task.planned", {{"task", 1}});
        const auto report = verify(sample);
        QVERIFY(report.ok());
        QCOMPARE(report.signatures, Verdict::NotChecked);
        QVERIFY(limitation(report).find("No signed head") != std::string::npos);
    }

    void everyFlippedBitOfEveryEntryAndHeadIsNamed() {
        const auto good = makeSample(6);
        for (std::size_t i = 0; i < good.entries.size(); ++i)
            for (std::size_t at = 0; at < good.entries[i].bytes.size(); ++at) {
                auto bad = good;
                bad.entries[i].bytes[at] = static_cast<char>(bad.entries[i].bytes[at] ^ (1 << (at % 8)));
                const auto report = verify(bad);
                QVERIFY(!report.ok());
                QCOMPARE(report.firstBad.value_or(0), good.entries[i].seq);
            }
        for (std::size_t at = 0; at < good.heads[0].size(); ++at) {
            auto bad = good;
            bad.heads[0][at] = static_cast<char>(bad.heads[0][at] ^ (1 << (at % 8)));
            const auto report = verify(bad);
            QVERIFY2(!report.ok() && (report.signatures == Verdict::Failed || report.gaps == Verdict::Failed),
                     bad.heads[0].c_str());
        }
    }

    void removedSwappedInsertedAndRewrittenEntriesAreDetected() {
        const bool held = rc::check("any structural change of a chain is found", [] {
            const auto good = makeSample(*rc::gen::inRange(5, 30));
            auto bad = good;
            const auto i = *rc::gen::inRange<std::size_t>(0, good.entries.size());
            switch (*rc::gen::inRange(0, 5)) {
                case 0: bad.entries.erase(bad.entries.begin() + static_cast<std::ptrdiff_t>(i)); break;
                case 1: {
                    const auto j = (i + 1) % bad.entries.size();
                    std::swap(bad.entries[i].bytes, bad.entries[j].bytes);
                    std::swap(bad.entries[i].hash, bad.entries[j].hash);
                    break;
                }
                case 2:
                    bad.entries.insert(bad.entries.begin() + static_cast<std::ptrdiff_t>(i), good.entries[i]);
                    break;
                case 3: bad.entries[i].hash.bytes[i % 32] ^= 1; break;
                default: {  // rewritten with a consistent chain from there on, but not signed again
                    for (auto k = i; k < bad.entries.size(); ++k) {
                        auto entry = *parseEntry(good.entries[k].bytes);
                        entry.prev = k == 0 ? Digest{} : bad.entries[k - 1].hash;
                        if (k == i) entry.at.value += 1;
                        bad.entries[k] = seal(entry);
                    }
                }
            }
            RC_ASSERT(!verify(bad).ok());
        });
        QVERIFY(held);
    }

    void aCutTailIsFoundByItsHead() {
        auto sample = makeSample(9);
        sample.entries.pop_back();
        const auto report = verify(sample);
        QCOMPARE(report.gaps, Verdict::Failed);
        QCOMPARE(report.firstBad.value_or(0), 9u);
    }

    void aRewriteByTheKeysOwnerIsFoundOnlyByAHeadKeptElsewhere() {
        const auto original = makeSample(7);
        const auto kept = headFromCanonical(original.heads[0]);
        QVERIFY(kept.has_value());
        auto rewritten = makeSample(8);
        QVERIFY(verify(rewritten).ok());
        QVERIFY(limitation(verify(rewritten)).find("--head") != std::string::npos);
        const auto report = verify(rewritten, comparedWith(*kept));
        QCOMPARE(report.signatures, Verdict::Failed);
        const auto same = verify(original, comparedWith(*kept));
        QVERIFY(same.ok() && same.rewriteChecked);
    }

    void signersMustBeDeclaredAndMayChange() {
        auto sample = makeSample(4);
        const SeedSigner second('b');
        sample.add("task.planned", Json::object());
        auto undeclared = sample;
        undeclared.sign(second);
        QCOMPARE(verify(undeclared).signatures, Verdict::Failed);
        sample.add("signer.changed", {{"public_key", toHex(second.publicKey())}});
        sample.sign(second);
        const auto report = verify(sample);
        QVERIFY2(report.ok(), prettyJson(toJson(report)).c_str());
        QCOMPARE(report.signers.size(), 2u);
        QCOMPARE(report.signer, fingerprint(second.publicKey()));
        // Pinned to the second key, the first one's head is not accepted; to a stranger's, none is.
        QCOMPARE(verify(sample, pinnedTo(fingerprint(second.publicKey()))).signatures, Verdict::Failed);
        QVERIFY(verify(makeSample(4), pinnedTo(fingerprint(SeedSigner('a').publicKey()))).ok());
        QVERIFY(verify(makeSample(4), pinnedTo(toHex(SeedSigner('a').publicKey()))).ok());
        QCOMPARE(verify(makeSample(4), pinnedTo(toHex(second.publicKey()))).signatures, Verdict::Failed);
        QVERIFY(!checkPin("me"));
    }

    // Whoever takes the heads away takes away what says who wrote the journal.
    void aDeclaredSignerMustHaveSigned() {
        auto sample = makeSample(4);
        const auto head = headFromCanonical(sample.heads.front());
        QVERIFY(head.has_value());
        sample.add("task.planned", Json::object());
        QVERIFY(verify(sample).ok());  // a process was killed before it signed the last entry
        const SeedSigner second('b');
        sample.add("signer.changed", {{"public_key", toHex(second.publicKey())}});
        const auto half = verify(sample);
        QCOMPARE(half.signatures, Verdict::Failed);
        QCOMPARE(half.findings.size(), 1u);
        QCOMPARE(half.findings.front().where, std::string("heads"));
        QCOMPARE(half.firstBad.value_or(0), 6u);
        QVERIFY(half.findings.front().message.find(fingerprint(second.publicKey())) != std::string::npos);
        sample.heads.clear();
        QCOMPARE(verify(sample).findings.size(), 2u);
        QCOMPARE(verify(sample, comparedWith(*head)).signatures, Verdict::Failed);  // a kept head is no stored one
        sample.entries.erase(sample.entries.begin() + 1, sample.entries.end());
        QCOMPARE(verify(sample).signatures, Verdict::NotChecked);  // nobody declared
    }

    void missingErasedAndChangedTexts() {
        auto sample = makeSample(4);
        auto changed = sample;
        changed.content += "!";
        const auto wrong = verify(changed);
        QCOMPARE(wrong.outputs, Verdict::Failed);
        QCOMPARE(wrong.firstBad.value_or(0), 4u);
        const auto other = sha256("elsewhere");
        sample.add("task.finished", {{"output", "blob:" + other.hex()}});
        QCOMPARE(verify(sample).outputs, Verdict::Failed);
        sample.add("blob.erased", {{"blob", "blob:" + other.hex()}});
        const auto erased = verify(sample);
        QVERIFY2(erased.ok(), prettyJson(toJson(erased)).c_str());
        QCOMPARE(erased.redacted.size(), 1u);
    }

    void ed25519AgreesWithWycheproof() {
        const auto text = readFile(sharedData("ed25519_test.json"));
        if (!text) QSKIP("the public Ed25519 vectors are not on this machine ($SKEIN_SHARED_DATA)");
        const auto json = parseJson(*text);
        QVERIFY(json.has_value());
        int tried = 0;
        for (const auto& group : (*json)["testGroups"]) {
            const auto key = publicKeyFromHex(group["publicKey"]["pk"].get<std::string>());
            QVERIFY(key.has_value());
            for (const auto& test : group["tests"]) {
                const auto raw = *skein::fromHex(test["sig"].get<std::string>());
                bool accepted = false;
                if (raw.size() == 64) {
                    HeadSignature signature{};
                    std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(signature.data()));
                    accepted = verifySignature(*key, *skein::fromHex(test["msg"].get<std::string>()), signature);
                }
                QVERIFY2(accepted == (test["result"] == "valid"), test.dump().c_str());
                ++tried;
            }
        }
        QVERIFY(tried >= 150);
    }

    void canonicalJsonAgreesWithItsPublicVectors() {
        const auto folder = sharedData("jcs");
        if (!std::filesystem::exists(folder))
            QSKIP("the public RFC 8785 vectors are not on this machine ($SKEIN_SHARED_DATA)");
        int tried = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder + "/input")) {
            const auto json = parseJson(*readFile(file.path().string()));
            QVERIFY(json.has_value());
            const auto expected = *readFile(folder + "/output/" + file.path().filename().string());
            QCOMPARE(QString::fromStdString(*canonicalJson(*json)), QString::fromStdString(expected));
            ++tried;
        }
        QVERIFY(tried >= 5);
    }

    void bundleTextsSurviveOnlyUnchanged() {
        const auto sample = makeSample(3);
        const auto line = journalLine(sample.entries[1]);
        const auto parsed = parseJournalLine(line);
        QVERIFY(parsed && parsed->entry == sample.entries[1].bytes && parsed->hash == sample.entries[1].hash);
        const auto heads = headsText({workspace, sample.heads, {SeedSigner('a').publicKey()}});
        QVERIFY(parseHeads(heads)->heads == sample.heads);
        Manifest manifest{workspace, 3, 1, {sample.blob}, {{"journal.jsonl", {10, sha256("x")}}}};
        const auto text = manifestText(manifest);
        QVERIFY(parseManifest(text).has_value());
        for (const auto& bad : {text + " ", " " + text, std::string("{}"), std::string()}) QVERIFY(!parseManifest(bad));
        for (const auto* name : {"../journal.jsonl", "/etc/passwd", "blobs/..", "blobs/x", "blobs/"})
            QVERIFY(!isBundleFileName(name));
    }
};

QTEST_APPLESS_MAIN(TestAudit)
#include "tst_audit.moc"
