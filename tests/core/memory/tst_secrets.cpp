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
        row("short private key",
            "-----BEGIN RSA PRIVATE KEY-----\n" + random(20, alnum) + "\n-----END RSA PRIVATE KEY-----\n",
            "private key");
        row("short private key in code",
            "key = \"-----BEGIN EC PRIVATE KEY-----\\n" + random(24, alnum) + "\\n-----END EC PRIVATE KEY-----\"",
            "private key");
        row("password in a comment", "# db_password = \"" + random(24, alnum) + "\"", "password assignment");
        row("password of letters and digits", "apiKey: '" + random(40, "abcdef0123456789") + "'",
            "password assignment");
        row("shortest password", "secret = \"" + random(16, "ABCDEFGHxyzstuvw012345") + "\"", "password assignment");
        row("private key in JSON", "{\"k\": \"-----BEGIN PRIVATE KEY-----\\n" + random(64, alnum) + "\"}",
            "private key");
        row("password in code", "const char* dbPassword = \"" + random(20, alnum) + "\";", "password assignment");
        row("password in YAML", "  api_key: " + random(24, alnum), "password assignment");
        row("password in .env", "export CLIENT_SECRET=" + random(24, alnum), "password assignment");
        row("url", "postgres://admin:" + random(18, alnum) + "@db/x", "password in a URL");
        // Random letters may spell anything, also words that examples use.
        row("aws with TEST",
            "AKIA"
            "TEST" +
                random(12, upper),
            "AWS access key");
        row("openai short", "sk-" + random(40, alnum), "OpenAI key");
        row("gitlab", "glpat-" + random(20, alnum), "GitLab token");
        row("gitlab runner", "glrt-" + random(20, alnum), "GitLab token");
        row("stripe", "sk_live_" + random(24, alnum), "Stripe key");
        row("stripe test mode", "sk_test_" + random(24, alnum), "Stripe key");
        row("stripe webhook", "endpoint: whsec_" + random(32, alnum), "Stripe webhook secret");
        row("google secret", "GOCSPX-" + random(28, alnum), "Google client secret");
        row("slack user", "xoxp-1234567890-1234567890-" + random(24, alnum), "Slack token");
        row("slack webhook",
            "https://hooks.slack.com/services/T0" + random(9, upper) + "/B0" + random(9, upper) + "/" +
                random(24, alnum),
            "Slack webhook");
        row("github sequential", "ghp_1234567890abcdefghijklmnopqrstuvwxyz", "GitHub token");
        row("web token", "Cookie: eyJ" + random(33, alnum) + ".eyJ" + random(80, alnum) + "." + random(43, alnum),
            "JSON Web Token");
        for (const char* kind : {"DSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY",
                                 "PGP PRIVATE KEY BLOCK", "ANY PRIVATE KEY"})
            row(kind, std::string("-----BEGIN ") + kind + "-----\r\n\r\n" + random(64, alnum) + "\r\n", "private key");
        row("encrypted with headers",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0\n\n" + random(64, alnum),
            "private key");
        row("ssh2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: me\n" + random(70, alnum), "private key");
        row("putty", "PuTTY-User-Key-File-3: ssh-ed25519", "private key");
        row("kubernetes key", "    client-key-data: LS0tLS1CRUdJTiBSU0Eg" + random(200, alnum), "private key");
        row("web key", "{\"kty\": \"EC\", \"d\": \"" + random(43, alnum) + "\"}", "private key");
        row("netrc", "machine api.example.org login me password Tr0ub4dor", "password of a .netrc entry");
        row("weak database password", "DATABASE_URL=postgres://app:hunter2@db.internal/app", "password in a URL");
        row("broker", "amqp://app:b0nnet-rouge@mq:5672/", "password in a URL");
        row("odbc", "conn = \"Server=db1;Database=crm;User Id=app;Password=Winter2024!;\"",
            "password in a connection string");
        row("libpq", "host=db1 dbname=crm user=app password=Winter2024", "password in a connection string");
        row("jdbc", "jdbc:mysql://db1/crm?user=app&password=Winter2024", "password in a connection string");
        row("azure", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + random(86, alnum) + "==;",
            "password in a connection string");
    }
    void recognises() {
        QFETCH(QString, text);
        QFETCH(QString, what);
        const auto findings = findSecrets("src/a.txt", "first line\n" + text.toStdString());
        QCOMPARE(findings.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(findings.front().what), what);
        QCOMPARE(findings.front().line, 2u);
    }

    void leavesOrdinaryTextAlone_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"password = getPassword(config2, userName9);",
              "token = tokenizer.nextToken()",
              "AKIAIOSFODNN7EXAMPLE",
              "password: changeme",
              "API_KEY=${API_KEY}",
              "secret = \"your-secret-here-1234\"",
              "-----BEGIN PRIVATE KEY-----\n...\n",
              "#define PEM_STRING_RSA \"RSA PRIVATE KEY\"",
              "sk-learn and sk-something-short",
              "std::string accessToken = \"access_token_name\";",
              "http://user:password@host/",
              "checksum = \"d41d8cd98f00b204e9800998ecf8427e\"",
              "the password is asked twice",
              "postgres://user:password@localhost/db",
              "redis://default:${REDIS_PASSWORD}@cache:6379",
              "mysql://root:root@127.0.0.1/test",
              "host=%s user=%s password=%s",
              "Server=db;User Id=app;Password=<your password>;",
              "machine room login page password field",
              "xoxb-your-token-goes-here-please",
              "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
              "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEabcdefgh12345678ABCDEFGH\n",
              "eyJhbGciOiJIUzI1NiJ9 is how a header begins",
              "whsec_ is the prefix",
              "'access_token': 'askfjh234as9sd8',",
              "oauth_token=\"ad180jjd733klru7\",",
              "\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",",
              "# For example:\n#   api_key = \"k9Xw2LmQ8vTz4RbN7pYd\"\n",
              " * e.g. token: \"k9Xw2LmQ8vTz4RbN7pYd\"",
              "-----BEGIN RSA PRIVATE KEY-----\nbase64 of the key\n-----END RSA PRIVATE KEY-----\n",
              "-----BEGIN RSA PRIVATE KEY-----\nMIIE...\n-----END RSA PRIVATE KEY-----\n",
              "if (\"-----BEGIN PRIVATE KEY-----\" in text and \"-----END PRIVATE KEY-----\" in text)"})
            QTest::newRow(text) << QString(text);
    }
    void leavesOrdinaryTextAlone() {
        QFETCH(QString, text);
        QVERIFY(findSecrets("src/a.txt", text.toStdString()).empty());
    }

    /// A docstring explains; what is assigned, or stands after it, is meant. Issued keys are recognised everywhere.
    void readsDocstringsAsExplanations() {
        const auto assignment = "api_key = \"" + random(24, alnum) + "\"\n";
        const auto count = [](const std::string& text) { return findSecrets("net/client.py", text).size(); };
        for (const std::string quotes : {"\"\"\"", "'''", "r\"\"\""}) {
            const auto close = quotes.substr(quotes.size() - 3);
            QCOMPARE(count("def f():\n    " + quotes + "Sends:\n\n    " + assignment + "    " + close + "\n"),
                     std::size_t{0});
            QCOMPARE(count(quotes + "Sends.\n" + close + "\n" + assignment), std::size_t{1});
            QCOMPARE(count(quotes + "Sends." + close + "\n" + assignment), std::size_t{1});
            QCOMPARE(count(quotes + "Sends:\nghp_" + random(36, alnum) + "\n" + close + "\n"), std::size_t{1});
        }
        QCOMPARE(count("config = \"\"\"\n" + assignment + "\"\"\"\n"), std::size_t{1});
        QCOMPARE(count("config = \"\"\"\n[a]\n\"\"\"\n" + assignment), std::size_t{1});
        QCOMPARE(findSecrets("a.yaml", "\"\"\"\n" + assignment).size(), std::size_t{1});
        QCOMPARE(count("# For example:\n# " + assignment + assignment), std::size_t{1});
    }

    /// A file that exists to hold passwords holds one wherever it names one, however plain.
    void judgesPasswordFilesByName() {
        const std::string netrc = "machine ftp.example.org\n  login anna\n  password sunshine\n";
        QCOMPARE(findSecrets("home/.netrc", netrc).size(), std::size_t{1});
        QCOMPARE(findSecrets("home/.netrc", netrc).front().line, 3u);
        QVERIFY(findSecrets("docs/netrc.md", netrc).empty());
        QCOMPARE(findSecrets(".pgpass", "# comment\ndb:5432:crm:app:sunshine\n").size(), std::size_t{1});
        QCOMPARE(findSecrets("etc/.htpasswd", "anna:$apr1$abc$0123456789012345678901\n").size(), std::size_t{1});
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
            const auto findings = findSecrets(entry.path().string(), *text);
            QVERIFY2(findings.empty(),
                     findings.empty() ? "" : (entry.path().string() + ": " + findings.front().what).c_str());
        }
        QVERIFY(files > 100);
    }
};

QTEST_APPLESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
