// The signing key in the person's key store: a real Secret Service (gnome-keyring) with a throw-away keyring on a
// session bus of its own, skeinctl with its default settings, and secret-tool as the witness that is not Skein.
#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QtTest>

#include "core/runtime/keys/signing_key.h"
#include "tests/e2e/key_store_service.h"
#include "tests/e2e/programs.h"

using skein::test::KeyStoreService;
using skein::test::output;
using skein::test::Ran;
using skein::test::Sandbox;

class TestKeyStore : public QObject {
    Q_OBJECT

private slots:
    void theKeyLivesInTheKeyStoreOnly();

private:
    static QByteArray storedSeed(const Sandbox& box) {
        return output(box, "secret-tool", {"lookup", "name", "signing-key-v1"}).trimmed();
    }
    static QString fingerprintOf(const QByteArray& seedHex) {
        const auto key = skein::runtime::SigningKey::fromSeed(QByteArray::fromHex(seedHex).toStdString());
        return QString::fromStdString(key->fingerprint());
    }
    /// Settles one open conflict in a process of its own, which appends to the journal and signs the new head.
    static Ran resolveOne(const Sandbox& box);
};

Ran TestKeyStore::resolveOne(const Sandbox& box) {
    for (const auto& each : box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray()) {
        const auto conflict = each.toObject();
        if (conflict["state"].toString() == "open")
            return box.skeinctl({"conflicts", "w.skein", "resolve", conflict["label"].toString(), "--take", "a"});
    }
    return {-1, {}, "no conflict is open"};
}

void TestKeyStore::theKeyLivesInTheKeyStoreOnly() {
    Sandbox box;
    KeyStoreService service;
    QVERIFY2(service.start(box), "dbus-daemon and gnome-keyring-daemon must start (./dev setup test)");
    QVERIFY(storedSeed(box).isEmpty());

    // The first process makes the key: the store has it, and it is the one that signed.
    box.copySample("sample");
    const Ran run = box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--quiet"});
    QVERIFY2(run.exitStatus == 3, run.err);
    const auto seed = storedSeed(box);
    QCOMPARE(seed.size(), 64);
    const auto first = box.skeinctl({"verify", "w.skein", "--json"}).json();
    QCOMPARE(first["signers"].toArray(), QJsonArray{fingerprintOf(seed)});
    QCOMPARE(first["signed_through"], first["entries"]);

    // No file below the sandbox, which holds home, data, state, cache and workspace, has the key in the clear.
    int filesRead = 0;
    QDirIterator files(box.path({}), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const auto bytes = file.readAll();
        QVERIFY2(!bytes.contains(seed) && !bytes.contains(QByteArray::fromHex(seed)), qPrintable(file.fileName()));
        ++filesRead;
    }
    QVERIFY(filesRead > 20);
    QVERIFY(!QFile::exists(box.path("data/skein/keys")));

    // A second process signs with the same key.
    const Ran resolved = resolveOne(box);
    QVERIFY2(resolved.exitStatus == 0, resolved.err);
    const auto second = box.skeinctl({"verify", "w.skein", "--json"}).json();
    QVERIFY(second["entries"].toInt() > first["entries"].toInt());
    QCOMPARE(second["signed_through"], second["entries"]);
    QCOMPARE(second["signers"], first["signers"]);

    // And it is the store it comes from: without that entry the next process has another key, and verify names both.
    output(box, "secret-tool", {"clear", "name", "signing-key-v1"});
    const Ran third = resolveOne(box);
    QVERIFY2(third.exitStatus == 0, third.err);
    const auto other = storedSeed(box);
    QCOMPARE(other.size(), 64);
    QVERIFY(other != seed);
    const auto both = box.skeinctl({"verify", "w.skein", "--json"}).json()["signers"].toArray();
    QCOMPARE(both, (QJsonArray{fingerprintOf(seed), fingerprintOf(other)}));
}

QTEST_GUILESS_MAIN(TestKeyStore)
#include "tst_key_store.moc"
