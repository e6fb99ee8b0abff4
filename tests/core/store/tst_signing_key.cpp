// The signing key: where it is kept, who may read it, and that it signs what others can verify.
#include "store_fixture.h"

#include "core/audit/head.h"

using namespace skein;
using namespace skein::runtime;

class TestSigningKey : public QObject {
    Q_OBJECT
private slots:
    void init() {
        qunsetenv("SKEIN_KEYSTORE");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");  // no key store answers
    }

    void withoutConsentNothingIsWritten() {
        QTemporaryDir folder;
        KeyStoreOptions options;
        options.dataFolder = folder.path().toStdString();
        options.timeout = seconds(1);
        const auto key = SigningKey::loadOrCreate(options);
        QVERIFY(!key);
        QCOMPARE(key.error().code, ErrorCode::NeedsPerson);
        QVERIFY(key.error().message.find("SKEIN_KEYSTORE=file") != std::string::npos);
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void aFileAfterConsentIsPrivateAndStays() {
        QTemporaryDir folder;
        KeyStoreOptions options;
        options.dataFolder = folder.path().toStdString();
        options.timeout = seconds(1);
        options.fileConsent = FileConsent::Given;
        const auto first = SigningKey::loadOrCreate(options);
        QVERIFY(first.has_value());
        const QFileInfo file(QString::fromStdString((*first)->storedIn()));
        QCOMPARE(
            int(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)), 0);
        options.fileConsent = FileConsent::Denied;  // asked once is enough
        const auto again = SigningKey::loadOrCreate(options);
        QVERIFY(again && (*again)->publicKey() == (*first)->publicKey());
        QVERIFY(audit::verifySignature((*again)->publicKey(), "message", (*first)->sign("message")));
        QVERIFY(!audit::verifySignature((*again)->publicKey(), "massage", (*first)->sign("message")));
        QCOMPARE((*again)->fingerprint().size(), 39u);
        QVERIFY(QFile::setPermissions(file.filePath(), QFile::ReadOwner | QFile::ReadGroup));
        QCOMPARE(SigningKey::loadOrCreate(options).error().code, ErrorCode::Denied);
    }

    void theEnvironmentMayConsent() {
        QTemporaryDir folder;
        qputenv("SKEIN_KEYSTORE", "file");
        KeyStoreOptions options;
        options.dataFolder = folder.path().toStdString();
        QVERIFY(SigningKey::loadOrCreate(options).has_value());
        QFile file(folder.filePath("keys/signing.key"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("nonsense");
        file.close();
        QCOMPARE(SigningKey::loadOrCreate(options).error().code, ErrorCode::Damaged);
    }
};

QTEST_GUILESS_MAIN(TestSigningKey)
#include "tst_signing_key.moc"
