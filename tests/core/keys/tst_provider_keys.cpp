// Provider keys in memory, in the environment and in the encrypted file; the system's key store is in
// e2e/tst_providers.
#include <QtTest>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/runtime/keys/provider_keys.h"

using namespace skein;
using namespace skein::runtime;

namespace {

constexpr KeyFileCost cheap{1, 8'192};  // libsodium's least: these tests guess hundreds of times
constexpr auto passphrase = "correct horse battery staple";

AskPassphrase answering(const std::string& text, int* asked = nullptr) {
    return [=](PassphraseFor, const std::string&) -> Result<Secret> {
        if (asked != nullptr) ++*asked;
        return Secret::copyOf(text);
    };
}

AskPassphrase mute() {
    return [](PassphraseFor, const std::string&) -> Result<Secret> { return fail(ErrorCode::NeedsPerson, "nobody"); };
}

std::vector<StoredKey> keys(const std::string& provider,
                            std::initializer_list<std::pair<const char*, const char*>> all) {
    std::vector<StoredKey> list;
    for (const auto& [name, secret] : all) list.push_back({{provider, name}, Secret::copyOf(secret)});
    return list;
}

QString codeOf(const Error& error) { return QString::fromStdString(std::string(errorCodeName(error.code))); }

template <class T>
QString codeOf(const Result<T>& result) {
    return result ? QString("ok") : codeOf(result.error());
}

}  // namespace

class TestProviderKeys final : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        path = m_folder->filePath("keys/provider-keys").toStdString();
        qputenv("SKEIN_KEYSTORE", "file");
        for (const char* name :
             {"TEST_KEY", "TEST_KEY_2", "TEST_KEY_17", "TEST_KEY_PATH", "TEST_KEY_301", "TEST_KEY_02"})
            qunsetenv(name);
    }

    void pastedKeys_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("plain") << QByteArray("sk-abc_1.2/3=") << QByteArray("sk-abc_1.2/3=");
        QTest::newRow("blanks around") << QByteArray(" \tsk-abc\r\n\n") << QByteArray("sk-abc");
        QTest::newRow("empty") << QByteArray(" \n") << QByteArray();
        QTest::newRow("blank inside") << QByteArray("sk-canary abc") << QByteArray();
        QTest::newRow("line end inside") << QByteArray("sk-canary\nX-Evil: 1") << QByteArray();
        QTest::newRow("control") << QByteArray("sk-canary\x01") << QByteArray();
        QTest::newRow("zero") << QByteArray("sk-canary\0abc", 13) << QByteArray();
        QTest::newRow("not ASCII") << QByteArray("sk-canary\xc3\xa4") << QByteArray();
        QTest::newRow("too long") << QByteArray(4'097, 'k') << QByteArray();
    }
    void pastedKeys() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, key);
        const auto secret = secretFromText({text.constData(), static_cast<std::size_t>(text.size())});
        QCOMPARE(secret.has_value(), !key.isEmpty());
        if (secret) QCOMPARE(QByteArray(secret->reveal().data(), static_cast<int>(secret->size())), key);
        else QVERIFY2(secret.error().describe().find("canary") == std::string::npos, "the message quotes the key");
    }

    void aProcessWithASecretCannotBeDumped() {
        const Secret secret = Secret::copyOf("sk-abc");
        QCOMPARE(prctl(PR_GET_DUMPABLE), 0);
        rlimit cores{};
        QCOMPARE(getrlimit(RLIMIT_CORE, &cores), 0);
        QCOMPARE(cores.rlim_max, rlim_t{0});
        std::string text = "sk-abc";
        const Secret taken = Secret::take(text);
        QVERIFY(text.empty() && taken.reveal() == "sk-abc");
    }

    void fileKeepsAndForgets() {
        int asked = 0;
        const auto store = encryptedFileKeyStore(path, answering(passphrase, &asked), cheap);
        QVERIFY(store->list()->empty() && store->read("openai")->empty());
        QCOMPARE(asked, 0);  // there is nothing to open
        QCOMPARE(codeOf(store->remove({"openai", "a"})), QString("not-found"));
        QVERIFY(store->add(keys("openai", {{"b", "sk-canary-b"}, {"a", "sk-canary-a"}})));
        QVERIFY(store->add(keys("gemini", {{"a", "sk-canary-g"}})));
        QCOMPARE(asked, 1);

        // Another process: which keys there are is known without the passphrase, the keys are not.
        const auto other = encryptedFileKeyStore(path, mute(), cheap);
        const auto listed = other->list();
        QVERIFY(listed && *listed == (std::vector<KeyId>{{"gemini", "a"}, {"openai", "a"}, {"openai", "b"}}));
        QCOMPARE(codeOf(other->read("openai")), QString("needs-person"));
        QVERIFY(other->read("anthropic")->empty());  // asks nobody for what is not there

        const auto again = encryptedFileKeyStore(path, answering(passphrase), cheap);
        const auto read = again->read("openai");
        QVERIFY(read && read->size() == 2);
        QCOMPARE(read->at(0).secret.reveal(), std::string_view("sk-canary-a"));
        QCOMPARE(read->at(1).secret.reveal(), std::string_view("sk-canary-b"));
        QVERIFY(again->add(keys("openai", {{"a", "sk-new"}})));
        QCOMPARE(again->read("openai")->at(0).secret.reveal(), std::string_view("sk-new"));
        QVERIFY(again->remove({"openai", "b"}));
        QCOMPARE(codeOf(again->remove({"openai", "b"})), QString("not-found"));
        QCOMPARE(encryptedFileKeyStore(path, answering(passphrase), cheap)->list()->size(), std::size_t{2});
    }

    void fileIsForItsOwnerOnly() {
        const auto store = encryptedFileKeyStore(path, answering(passphrase), cheap);
        QVERIFY(store->add(keys("openai", {{"a", "sk-canary-a"}})));
        struct stat info {};
        QCOMPARE(stat(path.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 07777, mode_t{0600});
        QCOMPARE(stat(m_folder->filePath("keys").toUtf8().constData(), &info), 0);
        QCOMPARE(info.st_mode & 07777, mode_t{0700});
        const std::string bytes = *readFile(path);
        QVERIFY(bytes.find("canary") == std::string::npos && bytes.find(toHex("canary")) == std::string::npos);
        QCOMPARE(chmod(path.c_str(), 0640), 0);
        const auto open = store->read("openai");
        QCOMPARE(codeOf(open), QString("damaged"));
        QVERIFY(open.error().message.find("chmod 600") != std::string::npos);
        QCOMPARE(codeOf(store->add(keys("openai", {{"b", "sk"}}))), QString("damaged"));
    }

    void wrongPassphrase() {
        QVERIFY(encryptedFileKeyStore(path, answering(passphrase), cheap)->add(keys("openai", {{"a", "sk-canary"}})));
        const std::string before = *readFile(path);
        int asked = 0;
        const auto store = encryptedFileKeyStore(path, answering("Correct horse", &asked), cheap);
        const auto read = store->read("openai");
        QCOMPARE(codeOf(read), QString("denied"));
        QVERIFY(read.error().message.find("passphrase is wrong") != std::string::npos);
        QCOMPARE(codeOf(store->add(keys("openai", {{"b", "sk"}}))), QString("denied"));
        QCOMPARE(codeOf(store->remove({"openai", "a"})), QString("denied"));
        QCOMPARE(asked, 3);  // a wrong one is not remembered
        QVERIFY(*readFile(path) == before);
    }

    /// Every bit of the file: never a key, never "wrong passphrase" for what is damage.
    void everyFlippedBitIsNoticed() {
        QVERIFY(encryptedFileKeyStore(path, answering(passphrase), cheap)->add(keys("openai", {{"a", "sk-canary"}})));
        const std::string whole = *readFile(path);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 7)));
            const auto same = parseJson(changed);
            if (same && *same == *parseJson(whole)) continue;  // a blank for a blank
            QVERIFY(writeFileAtomically(path, changed, 0600));
            const auto read = encryptedFileKeyStore(path, answering(passphrase), cheap)->read("openai");
            QVERIFY2(codeOf(read) == "damaged", qPrintable(QString("byte %1: %2").arg(at).arg(codeOf(read))));
        }
        for (const std::string& cut : {whole.substr(0, whole.size() / 2), std::string(), std::string("[]")}) {
            QVERIFY(writeFileAtomically(path, cut, 0600));
            QCOMPARE(codeOf(encryptedFileKeyStore(path, answering(passphrase), cheap)->list()), QString("damaged"));
        }
    }

    /// Somebody without the passphrase may write a file whose sum fits; what is in it still cannot be changed.
    void forgedFiles_data() {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("code");
        QTest::newRow("another name") << QByteArray("/keys/0/name") << QByteArray("\"x\"") << "damaged";
        QTest::newRow("another provider") << QByteArray("/keys/0/provider") << QByteArray("\"openai\"") << "damaged";
        QTest::newRow("a key less") << QByteArray("/keys") << QByteArray("[]") << "ok";  // it has none of this provider
        QTest::newRow("another box") << QByteArray("/box") << QByteArray('"' + QByteArray(80, 'a') + '"') << "damaged";
        QTest::newRow("short box") << QByteArray("/box") << QByteArray("\"aa\"") << "damaged";
        QTest::newRow("no passes") << QByteArray("/kdf/passes") << QByteArray("0") << "damaged";
        QTest::newRow("all memory") << QByteArray("/kdf/bytes") << QByteArray("9007199254740991") << "damaged";
        QTest::newRow("hours") << QByteArray("/kdf/passes") << QByteArray("4000000000") << "damaged";
        QTest::newRow("another way") << QByteArray("/kdf/algorithm") << QByteArray("\"scrypt\"") << "damaged";
        QTest::newRow("newer") << QByteArray("/skein_provider_keys") << QByteArray("2") << "newer-version";
        QTest::newRow("name that climbs") << QByteArray("/keys/0/name") << QByteArray("\"../x\"") << "damaged";
    }
    void forgedFiles() {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(QString, code);
        QVERIFY(encryptedFileKeyStore(path, answering(passphrase), cheap)->add(keys("gemini", {{"a", "sk-canary"}})));
        Json file = *parseJson(*readFile(path));
        file.erase("sum");
        file[Json::json_pointer(pointer.toStdString())] = *parseJson(value.toStdString());
        file["sum"] = sha256(*canonicalJson(file)).hex();
        QVERIFY(writeFileAtomically(path, file.dump(), 0600));
        const auto store = encryptedFileKeyStore(path, answering(passphrase), cheap);
        for (const char* provider : {"gemini", "openai"}) {
            const auto read = store->read(provider);
            QVERIFY(!read || read->empty());
            if (file["keys"] == Json::array() || file["keys"][0]["provider"] == provider) QCOMPARE(codeOf(read), code);
        }
    }

    void environmentVariables() {
        const auto catalogue = testCatalogue();
        qputenv("TEST_KEY", "sk-1");
        qputenv("TEST_KEY_2", "sk-2");
        qputenv("TEST_KEY_17", "sk-17");
        qputenv("TEST_KEY_02", "no");
        qputenv("TEST_KEY_301", "no");
        qputenv("TEST_KEY_PATH", "/no/key");
        auto places = ring(catalogue, mute());
        const auto read = places.read("test");
        QVERIFY(read.has_value());
        QCOMPARE(namesOf(*read), QStringList({"TEST_KEY", "TEST_KEY_17", "TEST_KEY_2"}));
        qputenv("TEST_KEY_2", "sk-canary with blanks");
        const auto bad = places.read("test");
        QCOMPARE(codeOf(bad), QString("invalid-input"));
        QVERIFY(bad.error().message.find("$TEST_KEY_2") != std::string::npos);
        QVERIFY(bad.error().message.find("canary") == std::string::npos);
        QCOMPARE(codeOf((*places.store(KeySource::Environment))->add(keys("test", {{"x", "sk"}}))), QString("denied"));
    }

    void sourcesTogether() {
        const auto catalogue = testCatalogue();
        qputenv("TEST_KEY", "sk-same");
        auto places = ring(catalogue, answering(passphrase));
        QVERIFY((*places.store(KeySource::EncryptedFile))->add(keys("test", {{"a", "sk-a"}, {"twin", "sk-same"}})));
        const auto read = places.read("test");
        QVERIFY(read.has_value());
        QCOMPARE(namesOf(*read), QStringList({"TEST_KEY", "a"}));
        QCOMPARE(read->notices.size(), std::size_t{1});
        QVERIFY(read->notices[0].find("twin") != std::string::npos &&
                read->notices[0].find("sk-") == std::string::npos);
        QCOMPARE(places.list().keys.size(), std::size_t{3});
        QVERIFY(places.preferred() == KeySource::EncryptedFile);
        QCOMPARE(codeOf(places.store(KeySource::SystemKeyStore)), QString("unavailable"));

        // Nobody is there to open the file: the keys of the environment still work, and it is said.
        auto alone = ring(catalogue, mute());
        const auto some = alone.read("test");
        QVERIFY(some && namesOf(*some) == QStringList({"TEST_KEY"}) && some->notices.size() == 1);
        qunsetenv("TEST_KEY");
        QCOMPARE(codeOf(alone.read("test")), QString("needs-person"));
        // A wrong passphrase is never passed over.
        qputenv("TEST_KEY", "sk-same");
        auto wrong = ring(catalogue, answering("no"));
        QCOMPARE(codeOf(wrong.read("test")), QString("denied"));
    }

    void threeHundredKeys() {
        const auto catalogue = testCatalogue();
        auto places = ring(catalogue, answering(passphrase));
        std::vector<StoredKey> many;
        for (int i = 0; i < 305; ++i)
            many.push_back({{"test", "k" + std::to_string(i)}, Secret::copyOf("sk-" + std::to_string(i))});
        QVERIFY((*places.store(KeySource::EncryptedFile))->add(std::move(many)));
        const auto read = places.read("test");
        QVERIFY(read && read->keys.size() == maxKeysPerProvider);
        QCOMPARE(read->notices.size(), std::size_t{5});
    }

private:
    static routing::Catalogue testCatalogue() {
        routing::Catalogue catalogue;
        routing::CatalogueProvider provider;
        provider.id = "test";
        provider.keyVariable = "TEST_KEY";
        catalogue.providers["test"] = provider;
        return catalogue;
    }
    ProviderKeys ring(const routing::Catalogue& catalogue, AskPassphrase ask) const {
        ProviderKeyOptions options;
        options.ask = std::move(ask);
        options.keyFile = path;
        options.cost = cheap;
        return std::move(*ProviderKeys::create(catalogue, std::move(options)));
    }
    static QStringList namesOf(const ProviderKeys::Keys& read) {
        QStringList names;
        for (const auto& key : read.keys) names << QString::fromStdString(key.key.id.name);
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string path;
};

QTEST_GUILESS_MAIN(TestProviderKeys)
#include "tst_provider_keys.moc"
