// The three batch APIs: what is sent, every state, results in any order and from servers that get them wrong.
#include "core/providers/batch.h"
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

const std::string base = "https://api.example";

std::vector<BatchItem> itemsFor(const BatchCodec& codec, const std::vector<std::string>& ids) {
    std::vector<BatchItem> items;
    for (const auto& id : ids) {
        auto request = simpleRequest("m", "be brief", "hi \"" + id + "\"\n");
        request.maxOutput = {100};
        const auto item = codec.item(base, id, request, initialDialect(codec.protocol(), base, request));
        if (item) items.push_back(*item);
    }
    return items;
}

std::string headerOf(const HttpRequest& request, const std::string& name) {
    for (const auto& header : request.headers)
        if (header.name == name) return header.value;
    return {};
}

/// "a=answered:text b=expired ..."
QString told(const BatchResults& results) {
    static constexpr const char* ends[] = {"answered", "refused", "expired", "cancelled", "missing"};
    QStringList words;
    for (const auto& [id, result] : results.found) {
        QString word = QString::fromStdString(id) + "=" + ends[static_cast<int>(result.end)];
        if (const auto* reply = std::get_if<Reply>(&result.outcome)) {
            word += ":" + QString::fromStdString(reply->text);
            if (reply->usage.measured)
                word += "/" + QString::number(reply->usage.totalIn().value) + "+" +
                        QString::number(reply->usage.output.value);
        } else if (result.end == BatchResult::End::Refused) {
            const auto& api = std::get<ReplyFailure>(result.outcome).api;
            word += ":" + QString::fromStdString(api.type + "/" + api.message);
        } else if (result.end == BatchResult::End::Answered) {
            word += ":" + summary(result.outcome);
        }
        words.push_back(word);
    }
    return words.join(" | ");
}

const QByteArray chatBody =
    R"({"choices":[{"index":0,"message":{"content":"one"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}})";
const QByteArray messageBody =
    R"({"type":"message","content":[{"type":"text","text":"one"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}})";
const QByteArray geminiBody =
    R"({"candidates":[{"content":{"parts":[{"text":"one"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2}})";

}  // namespace

class BatchTest : public QObject {
    Q_OBJECT
private slots:
    void onlyThreeApisHaveALane();
    void openAiRequests();
    void anthropicRequests();
    void geminiRequests();
    void everyRequestGoesToTheBaseUrl();
    void refusesForeignIdsInAddresses();
    void customIds();
    void states_data();
    void states();
    void results_data();
    void results();
    void inlinedResults();
    void whatTheEndSaysOfTheRest();
    void lists();
};

void BatchTest::onlyThreeApisHaveALane() {
    QVERIFY(batchCodecFor(Protocol::Ollama) == nullptr);
    for (const auto protocol :
         {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic, Protocol::Gemini}) {
        QVERIFY(batchCodecFor(protocol) != nullptr);
        QCOMPARE(batchCodecFor(protocol)->protocol(), protocol);
    }
}

void BatchTest::openAiRequests() {
    const auto& codec = *batchCodecFor(Protocol::OpenAiResponses);
    const auto items = itemsFor(codec, {"a", "b"});
    const auto upload = codec.encodeUpload(base, items);
    QVERIFY(upload && *upload);
    const HttpRequest& file = **upload;
    QCOMPARE(QString::fromStdString(file.url), "https://api.example/v1/files");
    const auto type = headerOf(file, "Content-Type");
    QVERIFY(type.starts_with("multipart/form-data; boundary="));
    const auto boundary = type.substr(type.find('=') + 1);
    QVERIFY(boundary.size() <= 70);  // RFC 2046
    QVERIFY(file.body.starts_with("--" + boundary + "\r\n"));
    QVERIFY(file.body.ends_with("--" + boundary + "--\r\n"));
    const auto start = file.body.find("application/jsonl\r\n\r\n") + 21;
    const auto lines = QByteArray::fromStdString(file.body.substr(start)).split('\n');
    for (int i = 0; i < 2; ++i) {
        const auto line = parseJson(lines[i].toStdString());
        QVERIFY(line);
        QCOMPARE(QString::fromStdString((*line)["custom_id"]), i == 0 ? "a" : "b");
        QCOMPARE(QString::fromStdString((*line)["url"]), "/v1/responses");
        QCOMPARE(QString::fromStdString((*line)["method"]), "POST");
        QVERIFY(!(*line)["body"].contains("stream"));
        QCOMPARE((*line)["body"]["store"], Json(false));
    }
    const auto created = codec.encodeCreate(base, "m", items, "skein-7", "file-1");
    const auto body = bodyJson(created);
    QCOMPARE(body["input_file_id"], Json("file-1"));
    QCOMPARE(body["endpoint"], Json("/v1/responses"));
    QCOMPARE(body["completion_window"], Json("24h"));
    QCOMPARE(body["metadata"]["skein"], Json("skein-7"));
    QCOMPARE(QString::fromStdString(*codec.readUpload(Json{{"id", "file-1"}})), "file-1");
    QVERIFY(!codec.readUpload(Json{{"object", "file"}}));
}

void BatchTest::anthropicRequests() {
    const auto& codec = *batchCodecFor(Protocol::Anthropic);
    const auto items = itemsFor(codec, {"a", "b"});
    QVERIFY(!codec.encodeUpload(base, items));
    const auto created = codec.encodeCreate(base, "m", items, "skein-7", "");
    QCOMPARE(QString::fromStdString(created->url), "https://api.example/v1/messages/batches");
    QCOMPARE(QString::fromStdString(headerOf(*created, "anthropic-version")), "2026-10-21");
    const auto body = bodyJson(created);
    QCOMPARE(body["requests"].size(), 2u);
    QCOMPARE(body["requests"][1]["custom_id"], Json("b"));
    QCOMPARE(body["requests"][1]["params"]["max_tokens"], Json(100));
    QVERIFY(!body["requests"][1]["params"].contains("stream"));
    QVERIFY(!codec.marks());
}

void BatchTest::geminiRequests() {
    const auto& codec = *batchCodecFor(Protocol::Gemini);
    const auto items = itemsFor(codec, {"a", "b"});
    QVERIFY(!codec.encodeUpload(base, items));
    const auto created = codec.encodeCreate(base, "models/m", items, "skein-\"7", "");
    QCOMPARE(QString::fromStdString(created->url), "https://api.example/v1/models/m:batchGenerateContent");
    const auto batch = bodyJson(created)["batch"];
    QCOMPARE(batch["displayName"], Json("skein-\"7"));
    const auto requests = batch["inputConfig"]["requests"]["requests"];
    QCOMPARE(requests.size(), 2u);
    QCOMPARE(requests[0]["metadata"]["key"], Json("a"));
    QVERIFY(requests[0]["request"].contains("contents"));
}

// A server that names an address of its own choosing gets nothing: neither the results' nor the next page's.
void BatchTest::everyRequestGoesToTheBaseUrl() {
    for (const auto protocol :
         {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic, Protocol::Gemini}) {
        const auto& codec = *batchCodecFor(protocol);
        std::vector<Result<HttpRequest>> all{codec.encodeCreate(base, "m", itemsFor(codec, {"a"}), "k", "f"),
                                             codec.encodePoll(base, "batches/x"), codec.encodeCancel(base, "batches/x"),
                                             codec.encodeList(base, "cursor"), codec.encodeResults(base, "files/x")};
        if (auto upload = codec.encodeUpload(base, itemsFor(codec, {"a"}))) all.push_back(std::move(*upload));
        for (const auto& request : all) {
            QVERIFY(request);
            QVERIFY(request->url.starts_with("https://api.example/v1/"));
            QVERIFY(headerOf(*request, "Authorization").empty());
        }
    }
    const auto ended =
        batchCodecFor(Protocol::Anthropic)->readStatus(*parseJson(R"({"id":"msgbatch_1","processing_status":"ended",
        "results_url":"https://evil.example/results"})"));
    const auto request = batchCodecFor(Protocol::Anthropic)->encodeResults(base, ended->files.front());
    QCOMPARE(QString::fromStdString(request->url), "https://api.example/v1/messages/batches/msgbatch_1/results");
}

void BatchTest::refusesForeignIdsInAddresses() {
    for (const auto protocol : {Protocol::OpenAiChat, Protocol::Anthropic, Protocol::Gemini})
        for (const char* id : {"", "../models", "a b", "x?key=1", "x#y", "/abs", "x\r\ny"}) {
            QVERIFY(!batchCodecFor(protocol)->encodePoll(base, id));
            QVERIFY(!batchCodecFor(protocol)->encodeCancel(base, id));
            QVERIFY(!batchCodecFor(protocol)->encodeResults(base, id));
        }
}

void BatchTest::customIds() {
    QVERIFY(isBatchCustomId(std::string(64, 'f')));
    for (const std::string& id : {std::string(), std::string(65, 'f'), std::string("a b"), std::string("a\"b")}) {
        QVERIFY(!isBatchCustomId(id));
        const auto request = simpleRequest("m", "", "hi");
        QVERIFY(!batchCodecFor(Protocol::Gemini)->item(base, id, request, {}));
    }
}

void BatchTest::states_data() {
    QTest::addColumn<int>("protocol");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("phase");  // -1: refused
    const auto openAi = [](const char* state) { return QByteArray(R"({"id":"b","status":")") + state + "\"}"; };
    const auto anthropic = [](const char* state) {
        return QByteArray(R"({"id":"b","processing_status":")") + state + R"(","results_url":null})";
    };
    const auto gemini = [](const char* state) {
        return QByteArray(R"({"name":"batches/b","metadata":{"state":")") + state + "\"}}";
    };
    const auto row = [](const char* name, Protocol protocol, const QByteArray& body, int phase) {
        QTest::newRow(qPrintable(QString("%1 %2").arg(static_cast<int>(protocol)).arg(name)))
            << static_cast<int>(protocol) << body << phase;
    };
    const int running = static_cast<int>(BatchPhase::Running), completed = static_cast<int>(BatchPhase::Completed),
              failed = static_cast<int>(BatchPhase::Failed), expired = static_cast<int>(BatchPhase::Expired),
              cancelled = static_cast<int>(BatchPhase::Cancelled);
    for (const char* state : {"validating", "in_progress", "finalizing", "cancelling"})
        row(state, Protocol::OpenAiChat, openAi(state), running);
    row("completed", Protocol::OpenAiChat, openAi("completed"), completed);
    row("failed", Protocol::OpenAiChat, openAi("failed"), failed);
    row("expired", Protocol::OpenAiChat, openAi("expired"), expired);
    row("cancelled", Protocol::OpenAiChat, openAi("cancelled"), cancelled);
    row("unknown", Protocol::OpenAiChat, openAi("frozen"), -1);
    row("no id", Protocol::OpenAiChat, R"({"status":"completed"})", -1);
    row("not a batch", Protocol::OpenAiChat, "[]", -1);
    row("in_progress", Protocol::Anthropic, anthropic("in_progress"), running);
    row("canceling", Protocol::Anthropic, anthropic("canceling"), running);
    row("ended", Protocol::Anthropic, anthropic("ended"), completed);
    row("unknown", Protocol::Anthropic, anthropic("frozen"), -1);
    for (const char* prefix : {"BATCH_STATE_", "JOB_STATE_"}) {
        const auto state = [&](const char* word) { return gemini((QByteArray(prefix) + word).constData()); };
        const auto named = [&](const char* word) { return QByteArray(prefix) + word; };
        for (const char* word : {"PENDING", "RUNNING", "QUEUED"})
            row(named(word).constData(), Protocol::Gemini, state(word), running);
        row(named("SUCCEEDED").constData(), Protocol::Gemini, state("SUCCEEDED"), completed);
        row(named("FAILED").constData(), Protocol::Gemini, state("FAILED"), failed);
        row(named("CANCELLED").constData(), Protocol::Gemini, state("CANCELLED"), cancelled);
        row(named("EXPIRED").constData(), Protocol::Gemini, state("EXPIRED"), expired);
        row(named("FROZEN").constData(), Protocol::Gemini, state("FROZEN"), -1);
    }
}

void BatchTest::states() {
    QFETCH(int, protocol);
    QFETCH(QByteArray, body);
    QFETCH(int, phase);
    const auto status = batchCodecFor(static_cast<Protocol>(protocol))->readStatus(*parseJson(body.toStdString()));
    QCOMPARE(status ? static_cast<int>(status->phase) : -1, phase);
}

void BatchTest::results_data() {
    QTest::addColumn<int>("protocol");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("odd");  // foreign, repeated, unreadable
    const auto chat = [](const char* id, const QByteArray& body, int status = 200) {
        return QByteArray(R"({"id":"batch_req_1","custom_id":")") + id + R"(","response":{"status_code":)" +
               QByteArray::number(status) + R"(,"body":)" + body + R"(},"error":null})" + "\n";
    };
    const auto chatError = [](const char* id, const char* code) {
        return QByteArray(R"({"custom_id":")") + id + R"(","response":null,"error":{"code":")" + code +
               R"(","message":"why"}})" + "\n";
    };
    const auto anthropic = [](const char* id, const QByteArray& result) {
        return QByteArray(R"({"custom_id":")") + id + R"(","result":)" + result + "}\n";
    };
    const auto gemini = [](const char* id, const QByteArray& rest) {
        return QByteArray(R"({"key":")") + id + "\"," + rest + "}\n";
    };
    const int openAi = static_cast<int>(Protocol::OpenAiChat), messages = static_cast<int>(Protocol::Anthropic),
              google = static_cast<int>(Protocol::Gemini);
    const QString one = "answered:one/5+2";
    QTest::newRow("openai, last first") << openAi << chat("b", chatBody) + chat("a", chatBody)
                                        << "a=" + one + " | b=" + one << "0 0 0";
    QTest::newRow("openai, no line end") << openAi << chat("a", chatBody).trimmed() << "a=" + one << "0 0 0";
    QTest::newRow("openai, refused") << openAi
                                     << chat("a", R"({"error":{"message":"no","type":"invalid_request_error"}})", 400)
                                     << "a=refused:invalid_request_error/no"
                                     << "0 0 0";
    QTest::newRow("openai, not run") << openAi << chatError("a", "batch_expired") + chatError("b", "batch_cancelled")
                                     << "a=expired | b=cancelled"
                                     << "0 0 0";
    QTest::newRow("openai, other error") << openAi << chatError("a", "server_error") << "a=refused:/why"
                                         << "0 0 0";
    QTest::newRow("openai, foreign and twice")
        << openAi << chat("x", chatBody) + chat("a", chatBody) + chatError("a", "batch_expired") << "a=" + one
        << "1 1 0";
    QTest::newRow("openai, torn lines") << openAi
                                        << QByteArray("{\"custom_id\":\"a\n<html>\n[]\n{}\n\n") + chat("b", chatBody)
                                        << "b=" + one << "0 0 4";
    QTest::newRow("openai, body of another kind")
        << openAi << chat("a", "null") << "a=answered:failure malformed partial="
        << "0 0 0";
    QTest::newRow("anthropic, all ends")
        << messages
        << anthropic("d", R"({"type":"expired"})") + anthropic("c", R"({"type":"canceled"})") +
               anthropic(
                   "b",
                   R"({"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"no"}}})") +
               anthropic("a", R"({"type":"succeeded","message":)" + messageBody + "}")
        << "a=" + one + " | b=refused:invalid_request_error/no | c=cancelled | d=expired"
        << "0 0 0";
    QTest::newRow("anthropic, unknown end") << messages << anthropic("a", R"({"type":"frozen"})") << ""
                                            << "0 0 1";
    QTest::newRow("anthropic, no message")
        << messages << anthropic("a", R"({"type":"succeeded"})") << "a=answered:failure malformed partial="
        << "0 0 0";
    QTest::newRow("gemini, all ends") << google
                                      << gemini("b", R"("error":{"code":4,"message":"late"})") +
                                             gemini("c", R"("error":{"code":1,"message":"stop"})") +
                                             gemini(
                                                 "d",
                                                 R"("error":{"code":3,"status":"INVALID_ARGUMENT","message":"no"})") +
                                             gemini("a", "\"response\":" + geminiBody)
                                      << "a=" + one + " | b=expired | c=cancelled | d=refused:INVALID_ARGUMENT/no"
                                      << "0 0 0";
    QTest::newRow("gemini, neither") << google << gemini("a", R"("x":1)") << ""
                                     << "0 0 1";
}

void BatchTest::results() {
    QFETCH(int, protocol);
    QFETCH(QByteArray, lines);
    QFETCH(QString, expected);
    QFETCH(QString, odd);
    BatchResults results;
    results.wanted = {"a", "b", "c", "d"};
    batchCodecFor(static_cast<Protocol>(protocol))->takeLines(lines.toStdString(), results);
    if (expected.endsWith("partial=")) QVERIFY2(told(results).startsWith(expected), qPrintable(told(results)));
    else QCOMPARE(told(results), expected);
    QCOMPARE(QString("%1 %2 %3").arg(results.foreign).arg(results.repeated).arg(results.unreadable), odd);
    QCOMPARE(results.firstProblem.empty(), results.unreadable == 0);
}

void BatchTest::inlinedResults() {
    const auto& codec = *batchCodecFor(Protocol::Gemini);
    const auto status = codec.readStatus(*parseJson(
        R"({"name":"batches/7","metadata":{"displayName":"skein-7","state":"JOB_STATE_SUCCEEDED","output":{"inlinedResponses":{"inlinedResponses":[{"response":)" +
        geminiBody.toStdString() + R"(,"metadata":{"key":"a"}},{"error":{"code":4},"metadata":{"key":"b"}}]}}}})"));
    QVERIFY(status);
    QCOMPARE(QString::fromStdString(status->mark), "skein-7");
    BatchResults results;
    results.wanted = {"a", "b"};
    codec.takeInlined(*status, results);
    QCOMPARE(told(results), "a=answered:one/5+2 | b=expired");
    const auto file = codec.readStatus(*parseJson(
        R"({"name":"batches/7","metadata":{"state":"BATCH_STATE_SUCCEEDED","output":{"responsesFile":"files/9"}}})"));
    QCOMPARE(QString::fromStdString(codec.encodeResults(base, file->files.front())->url),
             "https://api.example/v1/files/9:download?alt=media");
}

void BatchTest::whatTheEndSaysOfTheRest() {
    const auto rest = [](BatchPhase phase) {
        BatchResults results;
        results.wanted = {"a"};
        BatchStatus status;
        status.phase = phase;
        status.problem = "line 1";
        closeResults(status, results);
        return told(results);
    };
    QCOMPARE(rest(BatchPhase::Completed), "a=missing");
    QCOMPARE(rest(BatchPhase::Expired), "a=expired");
    QCOMPARE(rest(BatchPhase::Cancelled), "a=cancelled");
    QCOMPARE(rest(BatchPhase::Failed), "a=refused:/the whole batch was refused: line 1");
    BatchResults results;
    results.wanted = {"a", "b"};
    batchCodecFor(Protocol::Anthropic)->takeLines(R"({"custom_id":"a","result":{"type":"canceled"}})", results);
    closeResults({}, results);
    QCOMPARE(told(results), "a=cancelled | b=missing");
}

void BatchTest::lists() {
    const auto openAi = batchCodecFor(Protocol::OpenAiChat)->readList(*parseJson(R"({"has_more":true,"data":[
        {"id":"batch_2","status":"in_progress","metadata":{"skein":"skein-7"}},{"id":"x"},
        {"id":"batch_1","status":"completed","metadata":null}]})"));
    QCOMPARE(openAi.batches.size(), 2u);
    QCOMPARE(QString::fromStdString(openAi.batches[0].mark), "skein-7");
    QCOMPARE(QString::fromStdString(openAi.next), "batch_1");
    const auto anthropic = batchCodecFor(Protocol::Anthropic)->readList(*parseJson(R"({"has_more":false,"last_id":"m",
        "data":[{"id":"msgbatch_1","processing_status":"ended","results_url":null}]})"));
    QCOMPARE(anthropic.batches.size(), 1u);
    QVERIFY(anthropic.batches[0].gone);
    QVERIFY(anthropic.next.empty());
    const auto gemini = batchCodecFor(Protocol::Gemini)->readList(*parseJson(R"({"nextPageToken":"t","operations":[
        {"name":"batches/1","metadata":{"displayName":"skein-7","state":"BATCH_STATE_RUNNING"}}]})"));
    QCOMPARE(gemini.batches.size(), 1u);
    QCOMPARE(QString::fromStdString(gemini.batches[0].mark), "skein-7");
    QCOMPARE(QString::fromStdString(gemini.next), "t");
}

QTEST_APPLESS_MAIN(BatchTest)
#include "tst_batch.moc"
