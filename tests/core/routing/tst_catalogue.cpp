// The shipped catalogue against the reference sheet, prices at an instant, a person's own file, and bad files.
#include <QtTest>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/core/routing/shipped.h"

using namespace skein;
using namespace skein::routing;

namespace {

constexpr const char* today = "2026-11-21";

Usage usage(std::int64_t in, std::int64_t out, std::int64_t cacheRead = 0) {
    Usage u;
    u.inputUncached = {in};
    u.cacheRead = {cacheRead};
    u.output = {out};
    return u;
}

bool costs(const Result<std::optional<MicroUsd>>& cost, std::int64_t micro) {
    if (cost && *cost && (*cost)->value == micro) return true;
    qWarning("cost %s, expected %lld", cost && *cost ? std::to_string((*cost)->value).c_str() : "unknown",
             static_cast<long long>(micro));
    return false;
}

/// resources/schemas/models.schema.json.
std::shared_ptr<valijson::Schema> readSchema() {
    const auto json = parseJson(*readFile(*resourcePath("schemas/models.schema.json")));
    if (!json) qFatal("%s", json.error().describe().c_str());
    auto schema = std::make_shared<valijson::Schema>();
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(*json), *schema);
    return schema;
}

}  // namespace

class TestCatalogue final : public QObject {
    Q_OBJECT

private slots:
    // Section 11 of the reference sheet, standard tier, short prompts, on 2026-11-21: USD per million tokens times
    // 1000.
    void everyRowOfTheSheet_data() {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("model");
        QTest::addColumn<qlonglong>("input");
        QTest::addColumn<qlonglong>("cached");
        QTest::addColumn<qlonglong>("output");
        const auto row = [](const char* provider, const char* model, qlonglong input, qlonglong cached,
                            qlonglong output) {
            QTest::newRow(model) << QString(provider) << QString(model) << input << cached << output;
        };
        row("openai", "gpt-6-astra", 10000, 1000, 50000);
        row("openai", "gpt-6.1-sol", 2000, 100, 10000);
        row("openai", "gpt-6.1-terra", 1000, 50, 5000);
        row("openai", "gpt-6-sol", 2000, 200, 10000);
        row("openai", "gpt-6-luna", 100, 10, 500);
        row("openai", "gpt-5.6-sol", 4000, 400, 20000);
        row("openai", "gpt-5.6-terra", 2000, 200, 12000);
        row("openai", "gpt-5.6-luna", 200, 20, 1200);
        row("openai", "gpt-5.5", 5000, 500, 30000);
        row("openai", "gpt-5.4-mini", 750, 75, 4500);
        row("openai", "gpt-5.4-nano", 200, 20, 1250);
        row("openai", "gpt-5", 1250, 125, 10000);
        row("openai", "gpt-5-mini", 250, 25, 2000);
        row("openai", "gpt-4.1", 2000, 500, 8000);
        row("openai", "gpt-4.1-mini", 400, 100, 1600);
        row("openai", "gpt-4o", 2500, 1250, 10000);
        row("openai", "gpt-4o-mini", 150, 75, 600);
        row("openai", "text-embedding-3-small", 20, 20, 0);
        row("openai", "text-embedding-3-large", 130, 130, 0);
        row("anthropic", "claude-fable-5-1", 10000, 250, 50000);
        row("anthropic", "claude-opus-5-5", 4000, 200, 20000);
        row("anthropic", "claude-opus-5", 5000, 500, 25000);
        row("anthropic", "claude-sonnet-5-5", 2000, 100, 10000);
        row("anthropic", "claude-sonnet-5", 2000, 200, 10000);
        row("anthropic", "claude-haiku-5-5", 100, 10, 500);
        row("anthropic", "claude-haiku-4-5", 1000, 100, 5000);
        row("gemini", "gemini-4-argon", 2000, 100, 10000);
        row("gemini", "gemini-4-carbon", 2000, 100, 10000);
        row("gemini", "gemini-3.8-flash", 750, 75, 3750);
        row("gemini", "gemini-3.7-flash", 750, 75, 3750);
        row("gemini", "gemini-3.6-flash", 750, 75, 3750);
        row("gemini", "gemini-3.5-flash", 1500, 150, 9000);
        row("gemini", "gemini-3.5-flash-lite", 300, 30, 2500);
        row("gemini", "gemini-3.1-pro-preview", 2000, 200, 12000);
        row("gemini", "gemini-3.1-flash-lite", 250, 25, 1500);
        row("gemini", "gemini-2.5-pro", 1250, 125, 10000);
        row("gemini", "gemini-2.5-flash", 300, 30, 2500);
        row("gemini", "gemini-2.5-flash-lite", 100, 10, 400);
        row("gemini", "gemini-embedding-001", 150, 150, 0);
        row("deepseek", "deepseek-v4-flash", 220, 7, 660);
        row("mistral", "mistral-large-2512", 500, 50, 1500);
        row("mistral", "mistral-small-2603", 150, 15, 600);
        row("xai", "grok-4.6", 2000, 500, 6000);
    }
    void everyRowOfTheSheet() {
        QFETCH(QString, provider);
        QFETCH(QString, model);
        const auto catalogue = shippedCatalogue();
        const auto* entry = catalogue.model(provider.toStdString(), model.toStdString());
        QVERIFY(entry);
        const auto rates = ratesAt(entry->prices, day(today), {1000});
        QVERIFY(rates);
        QTEST(static_cast<qlonglong>(rates->inputPerMillion.value / 1000), "input");
        QTEST(static_cast<qlonglong>(rates->cacheReadPerMillion.value / 1000), "cached");
        QTEST(static_cast<qlonglong>(rates->outputPerMillion.value / 1000), "output");
        const auto* row = rowAt(entry->prices, day(today));
        QVERIFY(!row->source.empty() && row->readOn == "2026-11-20");
    }

    // Quirk 41: a price changes at midnight of its first day.
    void changesAtMidnight() {
        const auto catalogue = shippedCatalogue();
        const auto& argon = catalogue.model("gemini", "gemini-4-argon")->prices;
        const Instant midnight = day("2026-12-01");
        QVERIFY(costs(costAt(argon, {midnight.value - 1}, usage(1'000'000, 100'000)), 3'000'000));
        QVERIFY(costs(costAt(argon, midnight, usage(1'000'000, 100'000)), 6'000'000));
        QVERIFY(costs(costAt(argon, midnight, usage(0, 0, 1'000'000)), 200'000));
        const auto& sonnet = catalogue.model("anthropic", "claude-sonnet-5-5")->prices;
        QVERIFY(costs(costAt(sonnet, day("2026-10-06T23:59:59Z"), usage(0, 0, 1'000'000)), 200'000));
        QVERIFY(costs(costAt(sonnet, day("2026-10-07"), usage(0, 0, 1'000'000)), 100'000));
    }

    // Quirk 42: the threshold counts all prompt tokens, cached ones too, and raises the whole call.
    void longPromptThreshold() {
        const auto catalogue = shippedCatalogue();
        const auto& sol = catalogue.model("openai", "gpt-6.1-sol")->prices;
        const Instant at = day(today);
        QVERIFY(costs(costAt(sol, at, usage(272'000, 1'000)), 554'000));
        QVERIFY(costs(costAt(sol, at, usage(272'001, 1'000)), 1'088'004 + 15'000));
        QVERIFY(costs(costAt(sol, at, usage(1, 1'000, 272'000)), 4 + 54'400 + 15'000));
    }

    // Quirk 43: an unknown model, an instant without a price and an unknown tier cost "unknown", never 0.
    void unknownIsNeverFree() {
        const auto catalogue = shippedCatalogue();
        QVERIFY(catalogue.model("openai", "gpt-99") == nullptr);
        const auto unknown = [](const ModelPrices& prices, Instant at, std::string_view tier = {}) {
            const auto cost = costAt(prices, at, usage(1000, 1000), tier);
            const auto worst = worstCostBetween(prices, at, at, {1000}, {1000}, tier);
            return cost.has_value() && !cost->has_value() && worst.has_value() && !worst->has_value();
        };
        QVERIFY(unknown({}, day(today)));
        QVERIFY(unknown(catalogue.model("anthropic", "claude-fable-5-2")->prices, day(today)));
        QVERIFY(unknown(catalogue.model("openai", "gpt-5.6-terra")->prices, day("2026-07-29")));
        QVERIFY(unknown(catalogue.model("openai", "gpt-6-sol")->prices, day(today), "warp"));
    }

    void hoursOfTheDay_data() {
        QTest::addColumn<QString>("at");
        QTest::addColumn<qlonglong>("micro");
        for (const auto& [at, micro] : {std::pair{"00:59:59", 880'000},
                                        {"01:00:00", 1'760'000},
                                        {"03:59:59", 1'760'000},
                                        {"04:00:00", 880'000},
                                        {"05:59:59", 880'000},
                                        {"06:00:00", 1'760'000},
                                        {"09:59:59", 1'760'000},
                                        {"10:00:00", 880'000}})
            QTest::newRow(at) << QString("2026-11-21T%1Z").arg(at) << qlonglong(micro);
    }
    void hoursOfTheDay() {
        QFETCH(QString, at);
        QFETCH(qlonglong, micro);
        const auto catalogue = shippedCatalogue();
        const auto& prices = catalogue.model("deepseek", "deepseek-v4-flash")->prices;
        QVERIFY(costs(costAt(prices, day(at.toUtf8()), usage(1'000'000, 1'000'000)), micro));
    }

    void tiers() {
        const auto catalogue = shippedCatalogue();
        const auto& opus = catalogue.model("anthropic", "claude-opus-5-5")->prices;
        QVERIFY(costs(costAt(opus, day(today), usage(1'000'000, 1'000'000), "batch"), 12'000'000));
        QVERIFY(costs(costAt(opus, day(today), usage(1'000'000, 1'000'000), "fast"), 48'000'000));
        QVERIFY(costs(costAt(opus, day(today), usage(1'000'000, 1'000'000), "default"), 24'000'000));
    }

    // The worst case covers every price that may hold until the call begins.
    void worstCaseLooksAhead() {
        const auto catalogue = shippedCatalogue();
        const auto& argon = catalogue.model("gemini", "gemini-4-argon")->prices;
        const Instant evening = day("2026-11-30T23:50:00Z");
        QVERIFY(costs(worstCostBetween(argon, evening, evening, {1'000'000}, {100'000}), 3'000'000));
        QVERIFY(costs(worstCostBetween(argon, evening, evening + seconds(3600), {1'000'000}, {100'000}), 6'000'000));
        const auto& deepseek = catalogue.model("deepseek", "deepseek-v4-flash")->prices;
        const Instant night = day("2026-11-21T00:30:00Z");
        QVERIFY(costs(worstCostBetween(deepseek, night, night + seconds(3600), {1'000'000}, {0}), 440'000));
        QVERIFY(costs(
            worstCostBetween(deepseek, day("2026-11-21T04:00:00Z"), day("2026-11-21T05:59:59Z"), {1'000'000}, {0}),
            220'000));
    }

    // A run keeps its prices in its options: written and read again, they are the same.
    void pricesSurviveTheOptions() {
        for (const auto& [key, model] : shippedCatalogue().models) {
            const Json json = pricesToJson(model.prices);
            const FieldPath path;
            const FieldOrigin origin;
            auto reader = FieldReader::create(json, path, origin);
            const auto back = readPrices(*reader);
            QVERIFY2(back && *back == model.prices, (key.second + " " + json.dump()).c_str());
        }
    }

    void ownFileOverridesAndAdds() {
        auto catalogue = shippedCatalogue();
        const auto before = catalogue.models.size();
        QVERIFY(addCatalogueFile(catalogue, R"({"providers": [{"id": "house", "protocol": "openai-chat",
            "base_url": "https:\/\/llm.example/v1", "key_variable": "HOUSE_KEY"}],
            "models": [{"provider": "house", "id": "m1", "prices": [{"input": 1, "output": 2, "source": "contract"}]},
                       {"provider": "openai", "id": "gpt-6-luna", "prices": []}],
            "kinds": [{"kind": "test", "models": ["house/m1"]}]})",
                                 "models.json"));
        QCOMPARE(catalogue.models.size(), before + 1);
        QVERIFY(catalogue.model("openai", "gpt-6-luna")->prices.rows.empty());
        QCOMPARE(catalogue.kind("test").models.front(), std::string("house/m1"));
        QVERIFY(catalogue.kind("never heard of").reason.find("balanced") != std::string::npos);
    }

    // The size at which a model works best: read, written, and no nonsense.
    void bestWindows() {
        Catalogue catalogue;
        const auto file = [](const char* best) {
            return std::string(R"({"providers": [{"id": "house", "protocol": "openai-chat",
                "base_url": "https:\/\/llm.example/v1"}], "models": [{"provider": "house", "id": "m1", "best_window": )") +
                   best + "}, {\"provider\": \"house\", \"id\": \"m2\"}]}";
        };
        QVERIFY(addCatalogueFile(catalogue, file("3000"), "m.json"));
        QCOMPARE(catalogue.model("house", "m1")->bestWindow->value, 3'000);
        QVERIFY(!catalogue.model("house", "m2")->bestWindow);
        Catalogue again;
        QVERIFY(addCatalogueFile(again, catalogueToJson(catalogue).dump(), "m.json"));
        QVERIFY(again == catalogue);
        for (const char* bad : {"0", "-1", "\"much\"", "2.5"})
            QVERIFY2(!addCatalogueFile(again, file(bad), "m.json"), bad);
    }

    void badFiles_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const QString& text, const char* message) {
            QTest::newRow(name) << text << QString(message);
        };
        const auto model = [](const char* prices) {
            return QString(
                       "{\"providers\": [{\"id\": \"p\", \"protocol\": \"gemini\", \"base_url\": \"https:\\/\\/h\"}],\n"
                       "\"models\": [{\"provider\": \"p\", \"id\": \"m\",\n\"prices\": [\n%1]}]}")
                .arg(prices);
        };
        row("not JSON", "{", "m.json: line 1");
        row("rate", model("{\"input\": 1,\n \"output\": \"free\", \"source\": \"s\"}"),
            "m.json:5: models[0].prices[0].output: expected a number from 0 to 10000, found the string \"free\"");
        row("no output", model("{\"input\": 1, \"source\": \"s\"}"),
            "m.json:4: models[0].prices[0]: output: expected USD");
        row("no source", model("{\"input\": 1, \"output\": 1}"), "source: expected where the price was read");
        row("dates",
            model("{\"from\": \"2026-12-01\", \"before\": \"2026-12-01\", \"input\": 1, \"output\": 1, \"source\": "
                  "\"s\"}"),
            "before: expected a date after \"from\"");
        row("overlap",
            model("{\"input\": 1, \"output\": 1, \"source\": \"s\"},\n{\"from\": \"2026-12-01\", \"input\": 1, "
                  "\"output\": 1, \"source\": \"s\"}"),
            "m.json:5: models[0].prices[1]: expected rows in order of time");
        row("hours",
            model("{\"input\": 1, \"output\": 1, \"source\": \"s\", \"hours_utc\": [{\"from\": \"25:00\", \"to\": "
                  "\"26:00\", \"factor\": 2}]}"),
            "hours_utc[0].from: expected a time of day");
        row("misspelt", model("{\"input\": 1, \"output\": 1, \"source\": \"s\", \"long_promt\": {}}"),
            "m.json:4: models[0].prices[0].long_promt: not known here");
        row("protocol", R"({"providers": [{"id": "p", "protocol": "soap", "base_url": "https:\/\/h"}]})",
            "providers[0].protocol: expected openai-chat");
        row("address", R"({"providers": [{"id": "p", "protocol": "gemini", "base_url": "ftp:\/\/h"}]})",
            "providers[0].base_url: expected an http or https address");
        row("a key",
            R"({"providers": [{"id": "p", "protocol": "gemini", "base_url": "https:\/\/h", "key_variable": "sk-123"}]})",
            "providers[0].key_variable: expected the name of an environment variable");
        row("no provider", R"({"models": [{"provider": "p", "id": "m"}]})",
            "models[0].provider: expected the id of a provider");
        row("level", R"({"providers": [{"id": "p", "protocol": "gemini", "base_url": "https:\/\/h"}],
            "models": [{"provider": "p", "id": "m", "capabilities": {"code": 1.5}}]})",
            "m.json:2: models[0].capabilities.code: expected a number from 0 to 1");
        row("route", R"({"kinds": [{"kind": "test", "models": ["a/b"]}]})",
            "kinds[0].models[0]: expected PROVIDER/MODEL");
        row("a word of the command line",
            R"({"providers": [{"id": "auto", "protocol": "gemini", "base_url": "https://h"}]})",
            "providers[0].id: expected 1 to 64 of a-z 0-9 . _ - (not \"offline\", which is built in, nor \"auto\"");
        row("version", R"({"skein": 2})", "a newer version");
        const QString p = R"({"id": "p", "protocol": "gemini", "base_url": "https://h"})";
        row("the same provider twice", "{\"providers\": [\n" + p + ",\n" + p + "]}",
            "m.json:3: providers[1]: \"p\" is listed already as providers[0] in line 2; keep one of them");
        row("the same model twice", "{\"providers\": [" + p + R"(],
            "models": [{"provider": "p", "id": "m"},
            {"provider": "p", "id": "n"},
            {"provider": "p", "id": "m", "context": 5}]})",
            "m.json:4: models[2]: \"p/m\" is listed already as models[0] in line 2");
        row("the same kind twice", R"({"kinds": [{"kind": ""}, {"kind": "a"}, {"kind": ""}]})",
            "kinds[2]: \"\" is listed already as kinds[0]");
    }
    /// The published schema says the same as the reader, except what no schema can say.
    void theSchemaAgrees() {
        const auto fits = [schema = readSchema()](const Json& file) {
            valijson::Validator validator(valijson::Validator::kStrongTypes);
            return validator.validate(*schema, valijson::adapters::NlohmannJsonAdapter(file), nullptr);
        };
        const auto shipped = parseJson(*readFile(*resourcePath("models/catalogue.json")), JsonLimits{8u << 20, 16});
        QVERIFY(shipped && fits(*shipped));
        // One wrong member anywhere in the shipped file is refused by both.
        const std::vector<std::pair<const char*, Json>> wrong{{"/providers/0/protocol", "soap"},
                                                              {"/providers/0/id", "offline"},
                                                              {"/providers/0/id", "auto"},
                                                              {"/providers/0/id", "Upper"},
                                                              {"/providers/0/plain_http", "yes"},
                                                              {"/providers/0/base_url", "ftp://h"},
                                                              {"/providers/0/key_variable", "sk-123"},
                                                              {"/providers/0/key", "sk-123"},
                                                              {"/providers/0/local", "yes"},
                                                              {"/models/0/context", 0},
                                                              {"/models/0/use", "image"},
                                                              {"/models/0/speed", 1.5},
                                                              {"/models/0/capabilities/code", -1},
                                                              {"/models/0/prices/0/input", "free"},
                                                              {"/models/0/prices/0/input", -1},
                                                              {"/models/0/prices/0/long_promt", Json::object()},
                                                              {"/models/0/tiers/batch", 101},
                                                              {"/kinds/0/quality", 2},
                                                              {"/kinds", Json::object()},
                                                              {"/skein", 2},
                                                              {"/extra", 1}};
        for (const auto& [pointer, value] : wrong) {
            Json file = *shipped;
            file[Json::json_pointer(pointer)] = value;
            QVERIFY2(!fits(file), pointer);
            Catalogue catalogue;
            QVERIFY2(!addCatalogueFile(catalogue, file.dump(), "m.json"), pointer);
        }
        // What it takes, the reader takes: each entry of the shipped file alone, without its optional members.
        for (const char* list : {"providers", "models", "kinds"})
            for (const Json& entry : (*shipped)[list])
                for (const auto& [key, value] : entry.items()) {
                    Json file{{"providers", (*shipped)["providers"]}, {"models", (*shipped)["models"]}};
                    Json less = entry;
                    less.erase(key);
                    file[list] = Json::array({less});
                    if (file[list].empty() || list == std::string_view("providers")) file.erase("models");
                    Catalogue catalogue;
                    const bool read = addCatalogueFile(catalogue, file.dump(), "m.json").has_value();
                    QVERIFY2(fits(file) == read, qPrintable(QString::fromStdString(list + (" " + less.dump()))));
                }
    }
    /// A misspelt member is told with those that exist: all that the schema knows, at every place.
    void unknownMembersAreToldWithTheKnown() {
        const auto schema = parseJson(*readFile(*resourcePath("schemas/models.schema.json")));
        const auto shipped = parseJson(*readFile(*resourcePath("models/catalogue.json")), JsonLimits{8u << 20, 16});
        QVERIFY(schema && shipped);
        const Json& definitions = (*schema)["definitions"];
        const std::vector<std::pair<std::string, Json>> places{
            {"/misspelt", (*schema)["properties"]},
            {"/providers/0/misspelt", definitions["provider"]["properties"]},
            {"/models/0/misspelt", definitions["model"]["properties"]},
            {"/models/0/prices/0/misspelt", definitions["price"]["properties"]},
            {"/kinds/0/misspelt", definitions["kind"]["properties"]}};
        for (const auto& [pointer, members] : places) {
            Json file = *shipped;
            file[Json::json_pointer(pointer)] = 1;
            Catalogue catalogue;
            const auto read = addCatalogueFile(catalogue, file.dump(), "m.json");
            QVERIFY(!read);
            for (const auto& [member, value] : members.items())
                QVERIFY2(member == "$schema" || read.error().message.find(member) != std::string::npos,
                         (member + ": " + read.error().message).c_str());
        }
    }
    void keysOverPlainHttp_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("allowed");
        QTest::addColumn<bool>("may");
        const auto row = [](const char* url, bool allowed, bool may) {
            QTest::newRow(qPrintable(QString(url) + (allowed ? " allowed" : ""))) << QString(url) << allowed << may;
        };
        row("https://api.example/v1", false, true);
        row("http://127.0.0.1:8080", false, true);
        row("http://localhost/v1", false, true);
        row("http://[::1]:1", false, true);
        row("http://10.0.0.5:8000/v1", false, false);
        row("HTTP://llm.example", false, false);
        row("http://127.0.0.1.evil.example", false, false);
        row("http://10.0.0.5:8000/v1", true, true);
    }
    /// Everybody on the way could read the key.
    void keysOverPlainHttp() {
        QFETCH(QString, url);
        QFETCH(bool, allowed);
        QFETCH(bool, may);
        Json entry{{"id", "lan"}, {"protocol", "openai-chat"}, {"base_url", url.toStdString()}};
        if (allowed) entry["plain_http"] = true;
        Catalogue catalogue;
        QVERIFY(addCatalogueFile(catalogue, Json{{"providers", Json::array({entry})}}.dump(), "m.json"));
        const auto carries = mayCarryKey(*catalogue.provider("lan"));
        QCOMPARE(carries.has_value(), may);
        if (!may) {
            for (const char* word : {"provider lan", "https://", "\"plain_http\": true"})
                QVERIFY2(carries.error().message.find(word) != std::string::npos, carries.error().message.c_str());
        }
        Catalogue again;
        QVERIFY(addCatalogueFile(again, catalogueToJson(catalogue).dump(), "options"));
        QVERIFY(again == catalogue);
    }
    /// What is marked as local gets what must not leave the machine.
    void localMeansThisMachine() {
        const auto reads = [](const std::string& url) {
            Catalogue catalogue;
            return addCatalogueFile(
                catalogue,
                R"({"providers": [{"id": "lan", "protocol": "ollama", "local": true, "base_url": ")" + url + R"("}]})",
                "m.json");
        };
        for (const char* here : {"http://127.0.0.1:11434", "http://127.8.9.1/v1", "http://[::1]:8080/v1",
                                 "https://LOCALHOST", "http://localhost:1/v1"})
            QVERIFY2(reads(here), here);
        for (const char* away : {"http://192.168.1.5:11434", "https://api.openai.com/v1",
                                 "http://127.0.0.1.evil.org/v1", "http://localhost.evil.org", "http://[2001:db8::1]:80",
                                 "http://[::1].evil.org", "http://0.0.0.0:80", "http://evil.org/127.0.0.1"}) {
            const auto read = reads(away);
            QVERIFY2(!read, away);
            QVERIFY2(read.error().message.find("m.json:1: providers[0].local: expected an address of this machine "
                                               "(127.0.0.0/8, [::1], localhost)") == 0,
                     read.error().message.c_str());
        }
    }
    void badFiles() {
        QFETCH(QString, text);
        QFETCH(QString, message);
        Catalogue catalogue;
        const auto read = addCatalogueFile(catalogue, text.toStdString(), "m.json");
        QVERIFY(!read);
        QVERIFY2(read.error().message.find(message.toStdString()) != std::string::npos, read.error().message.c_str());
        QVERIFY(catalogue == Catalogue());
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
