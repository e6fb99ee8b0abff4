// The quirk checklist of the reference sheet (section 12), each line with the tests that hold it. The first test reads
// this table and the files it names, so that no line loses its test unnoticed; the others are those that fit nowhere
// else.
#include <QtTest>

#include "core/base/text.h"
#include "core/providers/call_check.h"
#include "core/providers/local_server.h"
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

struct Line {
    int number;
    const char* quirk;
    const char* tests;  ///< "FILE WORDS" below tests/, several divided by |; WORDS stand in the file as written
};

constexpr Line checklist[] = {
    {1, "an event split at every byte",
     "core/providers/tst_sse.cpp everySplitGivesTheSame|core/providers/decode.h compareAllSplits|"
     "core/providers/tst_sse.cpp webPlatformCases"},
    {2, "line ends, BOM, comments, empty data", "core/providers/tst_sse.cpp framing_data"},
    {3, "[DONE] with junk, missing, socket left open",
     "core/providers/tst_openai_chat.cpp overAtDoneIgnoresJunk|core/providers/tst_openai_chat.cpp neither marker nor "
     "reason|core/providers/tst_anthropic.cpp overAtMessageStop|core/http/tst_model_client.cpp "
     "doneDoesNotWaitForTheSocket"},
    {4, "JSON to a stream request, 4xx as a stream or HTML, empty, gzip",
     "core/providers/tst_openai_chat.cpp JSON to a stream request|core/providers/tst_codec.cpp "
     "errorStatusUnderAnyType|core/providers/tst_codec.cpp htmlAndEmptyBodies|core/http/tst_model_client.cpp "
     "compressedAnswers"},
    {5, "very long line, thousands of tiny chunks, zero-length deltas",
     "core/providers/tst_codec.cpp longLinesAndTinyChunks"},
    {6, "usage: empty choices, null, absent, beside the reason, in every chunk",
     "core/providers/tst_openai_chat.cpp usage beside the finish reason|core/providers/tst_openai_chat.cpp usage in "
     "every "
     "chunk, last counts|core/providers/tst_openai_chat.cpp usage absent|core/providers/tst_usage.cpp absentIsNothing"},
    {7, "finish reason late, absent, unknown; content null; role first, twice",
     "core/providers/tst_openai_chat.cpp finish reason absent, marker there|core/providers/tst_openai_chat.cpp unknown "
     "finish reason|core/providers/tst_openai_chat.cpp content null, tools|core/providers/tst_openai_chat.cpp two "
     "roles"},
    {8, "parallel tool calls, missing index, empty and object arguments",
     "core/providers/tst_openai_chat.cpp parallel tools interleaved|core/providers/tst_openai_chat.cpp tool without "
     "index, object arguments|core/providers/tst_quirks.cpp emptyArguments"},
    {9, "max_tokens or max_completion_tokens",
     "core/providers/tst_codec.cpp dialects|core/http/tst_model_client.cpp serverTeachesItsDialect"},
    {10, "tools with reasoning go to Responses", "core/providers/tst_codec.cpp chatWithToolsGoesToResponses"},
    {11, "error inside a 200 stream, bare string, code of any type",
     "core/providers/tst_openai_chat.cpp error as a bare string|core/providers/tst_openai_chat.cpp error event|"
     "core/providers/tst_openai_chat.cpp code as a number|core/providers/tst_openai_chat.cpp code null"},
    {12, "quota or rate; retry-after in every form; x-should-retry",
     "core/providers/tst_retry.cpp 429 quota by code|core/providers/tst_retry.cpp "
     "waits_data|core/providers/tst_retry.cpp "
     "500 told not to|e2e/tst_providers.cpp trialCalls"},
    {13, "reset headers in every form", "core/providers/tst_retry.cpp resets_data"},
    {14, "Responses: phases, incomplete, failed, error, unknown items",
     "core/providers/tst_openai_responses.cpp two messages with phases|core/providers/tst_openai_responses.cpp "
     "incomplete at "
     "the cap|core/providers/tst_openai_responses.cpp failed|core/providers/tst_openai_responses.cpp top-level error|"
     "core/providers/tst_openai_responses.cpp unknown events and items"},
    {15, "ping first, unknown event, error after half, null usage, cumulative usage",
     "core/providers/tst_anthropic.cpp ping first and between|core/providers/tst_anthropic.cpp unknown events and "
     "deltas|"
     "core/providers/tst_anthropic.cpp error after half the text|core/providers/tst_anthropic.cpp usage null in the "
     "delta|"
     "core/providers/tst_anthropic.cpp counts are cumulative"},
    {16, "empty content, thinking first, redacted, signature only, refusal, pause",
     "core/providers/tst_anthropic.cpp no content at all|core/providers/tst_anthropic.cpp signature only, redacted "
     "thinking|core/providers/tst_anthropic.cpp refusal|core/providers/tst_anthropic.cpp pause|"
     "core/providers/tst_anthropic.cpp thinking before text"},
    {17, "cache counters apart from input_tokens", "core/providers/tst_usage.cpp Anthropic counts apart"},
    {18, "529", "core/providers/tst_retry.cpp Anthropic 529|core/providers/tst_anthropic.cpp overloaded_error"},
    {19, "429 without retry-after", "core/providers/tst_retry.cpp Anthropic 429 that does not"},
    {20, "no temperature under version 2026-10-21", "core/providers/tst_anthropic.cpp versions"},
    {21, "batch counts zero until ended, results out of order, nested errors",
     "conformance/clients.mjs anthropic batch, to its end"},
    {22, "without alt=sse an array",
     "core/providers/tst_gemini.cpp array without alt=sse|conformance/clients.mjs google stream without alt=sse"},
    {23, "wrong key is 400",
     "core/providers/tst_gemini.cpp wrong key is 400|core/providers/tst_retry.cpp Gemini wrong key is 400"},
    {24, "no candidates", "core/providers/tst_gemini.cpp prompt blocked|core/providers/tst_gemini.cpp no candidates"},
    {25, "MAX_TOKENS with no parts", "core/providers/tst_gemini.cpp cap reached without any part"},
    {26, "thought parts filtered", "core/providers/tst_gemini.cpp thought parts are not the answer"},
    {27, "tool call with STOP", "core/providers/tst_gemini.cpp tool call under STOP"},
    {28, "thoughtSignature echoed", "core/providers/tst_gemini.cpp signaturesGoBack"},
    {29, "thoughts added to billed output", "core/providers/tst_usage.cpp Gemini adds thoughts"},
    {30, "retryDelay", "core/providers/tst_retry.cpp waitInTheBody"},
    {31, "v1 and v1beta", "core/providers/tst_gemini.cpp v1beta is kept"},
    {32, "BATCH_STATE_ and JOB_STATE_", "conformance/clients.mjs JOB_STATE_SUCCEEDED"},
    {33, "int64 as strings", "core/providers/tst_usage.cpp Gemini, numbers as strings"},
    {34, "slow model load: no bytes for 60 s", "core/providers/tst_quirks.cpp aMinuteOfSilenceIsNoFailure"},
    {35, "NDJSON error line", "core/providers/tst_ollama.cpp error line"},
    {36, "silent prompt truncation", "core/http/tst_model_client.cpp cutPromptIsNoticed"},
    {37, "queue 503", "core/providers/tst_retry.cpp Ollama queue full"},
    {38, "<think> tags split over chunks",
     "core/providers/tst_openai_chat.cpp thinking in tags, split|core/providers/tst_ollama.cpp thinking in tags"},
    {39, "models endpoint absent or empty",
     "core/providers/tst_quirks.cpp modelListsThatSayNothing|e2e/tst_detect.cpp detectAsksOnlyThisMachine"},
    {40, "response_format ignored: checked here",
     "core/providers/tst_quirks.cpp ignoredSchemaIsNoticed|core/http/tst_model_client.cpp jsonContract"},
    {41, "price change at midnight", "core/routing/tst_catalogue.cpp changesAtMidnight"},
    {42, "threshold exactly at, and one above", "core/routing/tst_catalogue.cpp longPromptThreshold"},
    {43, "unknown model: unknown cost",
     "core/routing/tst_catalogue.cpp unknownIsNeverFree|core/providers/tst_usage.cpp unknownPriceIsNeverZero"},
    {44, "keys never in URLs, logs, dumps, exports",
     "core/providers/tst_codec.cpp keyIsAHeaderAndNothingElse|core/http/tst_model_client.cpp keyTravelsInAHeaderOnly|"
     "e2e/tst_providers.cpp keysStayOut|e2e/tst_providers.cpp crashLeavesNoKey"},
    {45, "store: false for Responses", "core/providers/tst_openai_responses.cpp body[\"store\"].get<bool>(), false"},
};

}  // namespace

class QuirksTest : public QObject {
    Q_OBJECT
private slots:
    void everyLineHasItsTest_data() {
        QTest::addColumn<QString>("tests");
        int number = 0;
        for (const Line& line : checklist) {
            if (line.number != ++number) qFatal("line %d of the checklist is missing", number);
            QTest::newRow(qPrintable(QString("%1 %2").arg(line.number).arg(line.quirk))) << QString(line.tests);
        }
        if (number != 45) qFatal("the checklist has 45 lines");
    }
    void everyLineHasItsTest() {
        QFETCH(QString, tests);
        for (const QString& each : tests.split('|')) {
            const QString path = each.section(' ', 0, 0), words = each.section(' ', 1);
            const auto text = readFile((QStringLiteral(SKEIN_SOURCE_DIR "/tests/") + path).toStdString());
            QVERIFY2(text.has_value(), qPrintable(path));
            // Long names are broken over lines in the source.
            const QString source = QString::fromStdString(*text).remove(QRegularExpression("\"\\s*\\n\\s*\""));
            const int uses = path.endsWith("tst_quirks.cpp") ? 2 : 1;  // more than this table
            QVERIFY2(source.count(words) >= uses, qPrintable(path + " has no " + words));
        }
    }

    // 8: arguments "" are a call without arguments, for the turn that goes back too.
    void emptyArguments() {
        const QByteArray stream =
            raw(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]})") +
            raw(R"({"choices":[{"delta":{},"finish_reason":"tool_calls"}]})") + "data: [DONE]\n\n";
        const auto outcome = decode(Protocol::OpenAiChat, stream.toStdString(), 10);
        const auto* reply = std::get_if<Reply>(&outcome);
        QVERIFY(reply && reply->toolCalls.size() == 1);
        QVERIFY(reply->toolCalls[0].arguments.empty() || reply->toolCalls[0].arguments == "{}");
        ModelRequest next = simpleRequest("m", "", "hi");
        next.turns.emplace_back(reply->turn());
        next.turns.emplace_back(ToolTurn{{{"c", "f", "done", false}}});
        next.tools.push_back({"f", "", {{"type", "object"}}});
        for (const auto& [protocol, name] : protocolNames) {
            const auto body = bodyText(codecFor(protocol).encode("http://h", next, {}));
            QVERIFY2(!body.startsWith("error") && !body.contains("invalid_arguments"), qPrintable(body));
        }
    }

    // 34: a local server that loads its model says nothing for a minute; that is no failure.
    void aMinuteOfSilenceIsNoFailure() {
        const HttpTimeouts timeouts;
        QVERIFY(timeouts.silence > seconds(60));
        QVERIFY(timeouts.total > seconds(5 * 60));
        QVERIFY(timeouts.connect < timeouts.silence);
    }

    // 39: a model list that is absent, empty or something else has no models and no next page.
    void modelListsThatSayNothing();

    // What makes vectors is told by the server, else by its name.
    void embeddingsAreKnown() {
        const auto models = listedModels(Json::parse(R"({"data": [{"id": "Nomic-Embed-Text"}, {"id": "chat"}]})"));
        QVERIFY(models.size() == 2 && models[0].embeddings && !models[1].embeddings);
        LocalModel model{"embedded-expert", false, {}, {}};
        takeOllamaDetails(Json::parse(R"({"capabilities": ["completion", "tools"]})"), model);
        QVERIFY(!model.embeddings);
        takeOllamaDetails(Json::object(), model);  // a server of before it said so
        QVERIFY(model.embeddings);
        const auto studio = lmStudioModels(Json::parse(
            R"({"data": [{"id": "embed-chat", "type": "llm", "state": "loaded"}, {"id": "v", "type": "embeddings"},
                         {"id": "text-embedding-x"}]})"));
        QVERIFY(studio && !(*studio)[0].embeddings && (*studio)[1].embeddings && (*studio)[2].embeddings);
    }

    // 40: what the server made of a schema it ignored is whole as far as the wire goes; the check of the output refuses
    // it.
    void ignoredSchemaIsNoticed();

    void hugeLocalListsAreBounded() {
        Json list{{"data", Json::array()}};
        for (int i = 0; i < 3'000; ++i) list["data"].push_back({{"id", std::string(2'000, 'x') + std::to_string(i)}});
        const auto models = listedModels(list);
        QCOMPARE(models.size(), maxLocalModels);
        QVERIFY(models[0].id.size() < 300);
    }

    /// Providers quote what they were given, whole or in part.
    void keysAreTakenOutOfMessages_data() {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* said, const char* shown) {
            QTest::newRow(said) << QString(said) << QString(shown);
        };
        row("no key sk-proj-abcdef-wxyz here, sk-proj-abcdef-wxyz", "no key [key] here, [key]");
        row("Incorrect API key provided: sk-pr*****wxyz.", "Incorrect API key provided: [key]");
        row("key ...wxyz is revoked", "key [key] is revoked");
        row("x-api-key \"sk-proj-...\" unknown", "x-api-key \"[key]\" unknown");
        row("nothing of it ... ** here", "nothing of it ... ** here");
    }
    void keysAreTakenOutOfMessages() {
        QFETCH(QString, said);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(withoutKey(said.toStdString(), "sk-proj-abcdef-wxyz")), shown);
        QCOMPARE(QString::fromStdString(withoutKey("sk", "sk")), QString("sk"));  // a placeholder is no secret
    }
    /// Answers are kept and exported: only the key itself is taken out, words that begin like it are the model's own.
    void keysAreTakenOutOfAnswers() {
        Reply reply;
        reply.text = "{\"key\": \"sk-proj-abcdef-wxyz\", \"like\": \"sk-proj\"}";
        reply.reasoning = "sk-proj-abcdef-wxyz";
        reply.refusal = "no sk-proj-abcdef-wxyz";
        hideKey(reply, "sk-proj-abcdef-wxyz");
        QCOMPARE(reply.text, std::string("{\"key\": \"[key]\", \"like\": \"sk-proj\"}"));
        QCOMPARE(reply.reasoning, std::string("[key]"));
        QCOMPARE(reply.refusal, std::string("no [key]"));
        hideKey(reply, "");
        QCOMPARE(reply.reasoning, std::string("[key]"));
    }
};

void QuirksTest::modelListsThatSayNothing() {
    for (const char* text : {"{}", "[]", "null", "\"no\"", R"({"data":null})", R"({"data":{}})", R"({"models":[]})",
                             R"({"data":[null,3,{},{"id":""},{"id":null}],"models":[null,{"name":3}],"has_more":true})",
                             R"({"error":{"message":"not found"}})"}) {
        const Json body = *parseJson(text);
        for (const auto& [protocol, name] : protocolNames) {
            const ModelPage page = codecFor(protocol).readModelList(body);
            for (const auto& model : page.models) QVERIFY2(!model.id.empty(), text);
            QVERIFY2(page.models.size() <= 1, text);
        }
        QVERIFY(!ollamaVersion(body) && !llamaCppContext(body) && !lmStudioModels(body) && !isVllmList(body));
        QVERIFY(listedModels(body).empty());
    }
}

void QuirksTest::ignoredSchemaIsNoticed() {
    const QByteArray stream = raw(R"({"choices":[{"delta":{"content":"Sure! Here is your JSON: {\"a\":1}"}}]})") +
                              raw(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})") + "data: [DONE]\n\n";
    const auto outcome = decode(Protocol::OpenAiChat, stream.toStdString(), 10);
    const auto* reply = std::get_if<Reply>(&outcome);
    QVERIFY(reply && !parseJson(reply->text));
}

QTEST_APPLESS_MAIN(QuirksTest)
#include "tst_quirks.moc"
