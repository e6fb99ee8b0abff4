// Secrets are recognised, ordinary sources are not. Every token below is made up at run time, so that this file holds
// none.
#include <QtTest>

#include <filesystem>

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/memory/secrets.h"

using namespace skein;
using namespace skein::memory;

namespace {

std::string random(std::size_t length, std::string_view alphabet) {
    DrawStream stream(7 + length);
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += alphabet[stream.below(static_cast<std::uint32_t>(alphabet.size()))];
    return out;
}

constexpr std::string_view alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

class TestSecrets : public QObject {
    Q_OBJECT

private slots:
    void recognises_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const std::string& text, const char* what) {
            QTest::newRow(name) << QString::fromStdString(text) << what;
        };
        row("aws", "key = AKIA" + random(16, upper), "AWS access key");
        row("github", "ghp_" + random(36, alnum), "GitHub token");
        row("openai", "OPENAI=sk-" + random(48, alnum), "OpenAI key");
        row("openai project", "\"sk-proj-" + random(60, alnum) + "\"", "OpenAI key");
        row("anthropic", "x: sk-ant-" + random(90, alnum), "Anthropic key");
        row("google", "AIza" + random(35, alnum), "Google API key");
        row("slack", "xoxb-" + random(40, alnum), "Slack token");
        row("private key", "-----BEGIN RSA PRIVATE KEY-----\n" + random(64, alnum) + "\n", "private key");
        row("private key in JSON", "{\"k\": \"-----BEGIN PRIVATE KEY-----\\n" + random(64, alnum) + "\"}",
            "private key");
        row("password in code", "const char* dbPassword = \"" + random(20, alnum) + "\";", "password assignment");
        row("password in YAML", "  api_key: " + random(24, alnum), "password assignment");
        row("password in .env", "export CLIENT_SECRET=" + random(24, alnum), "password assignment");
        row("url", "postgres://admin:" + random(18, alnum) + "@db/x", "password in a URL");
    }
    void recognises() {
        QFETCH(QString, text);
        QFETCH(QString, what);
        const auto findings = findSecrets("first line\n" + text.toStdString());
        QCOMPARE(findings.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(findings.front().what), what);
        QCOMPARE(findings.front().line, 2u);
    }

    void leavesOrdinaryTextAlone_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"password = getPassword(config2, userName9);", "token = tokenizer.nextToken()",
                                 "AKIAIOSFODNN7EXAMPLE", "password: changeme", "API_KEY=${API_KEY}",
                                 "secret = \"your-secret-here-1234\"", "-----BEGIN PRIVATE KEY-----\n...\n",
                                 "#define PEM_STRING_RSA \"RSA PRIVATE KEY\"", "sk-learn and sk-something-short",
                                 "std::string accessToken = \"access_token_name\";", "http://user:password@host/",
                                 "checksum = \"d41d8cd98f00b204e9800998ecf8427e\"", "the password is asked twice"})
            QTest::newRow(text) << QString(text);
    }
    void leavesOrdinaryTextAlone() {
        QFETCH(QString, text);
        QVERIFY(findSecrets(text.toStdString()).empty());
    }

    /// A thousand headers that thousands of people have read: none holds a secret.
    void systemHeadersHoldNone() {
        int files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(
                 "/usr/include", std::filesystem::directory_options::skip_permission_denied)) {
            if (!entry.is_regular_file() || entry.is_symlink() || entry.file_size() > 300'000 || files >= 1'000)
                continue;
            const auto text = readFile(entry.path().string());
            if (!text) continue;
            ++files;
            const auto findings = findSecrets(*text);
            QVERIFY2(findings.empty(),
                     findings.empty() ? "" : (entry.path().string() + ": " + findings.front().what).c_str());
        }
        QVERIFY(files > 100);
    }
};

QTEST_APPLESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
