// The batch lane against a provider in memory whose connections break where a test wants it: one batch for many calls,
// every end of a request, taking back, and above all that nothing is ever sent twice.
#include <QtTest>

#include <deque>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/runtime/batch_lane.h"

using namespace skein;
using namespace skein::runtime;

namespace {

constexpr std::int64_t second = 1'000'000;

/// Message Batches of Anthropic, in memory.
class Server final : public HttpTransport {
public:
    struct Batch {
        std::vector<std::string> ids;
        std::int64_t polls = 0;
        bool ended = false, cancelled = false;
    };
    std::map<std::string, Batch> batches;
    std::vector<std::string> log;  ///< "create", "poll", "list", "cancel", "results"
    std::function<std::optional<HttpError>(const std::string& act)> breaks;  ///< after the server has done it
    std::function<bool(const std::string& act)> lost;                        ///< before it hears of it
    std::map<std::string, int> statuses;                                     ///< by act: refused with this
    std::set<std::string> expire, silent, refuse;                            ///< custom ids
    std::int64_t pollsNeeded = 1;
    std::string created = "2026-11-22T00:00:00Z";
    bool torn = false;

    std::size_t count(const std::string& act) const {
        return static_cast<std::size_t>(std::count(log.begin(), log.end(), act));
    }

    Result<HttpRequestId> start(HttpRequest request, std::shared_ptr<HttpSink> sink) override {
        const std::string path = request.url.substr(std::string("http://api.example").size());
        std::string act = path == "/v1/messages/batches"              ? "create"
                          : path.starts_with("/v1/messages/batches?") ? "list"
                          : path.ends_with("/cancel")                 ? "cancel"
                          : path.ends_with("/results")                ? "results"
                                                                      : "poll";
        log.push_back(act);
        if (lost && lost(act)) {
            sink->onError({HttpError::Kind::Timeout, HttpProgress::Sent, "lost on the way"});
            return HttpRequestId{++m_last};
        }
        int status = statuses.contains(act) ? statuses[act] : 200;
        const std::string body = status == 200 ? perform(act, path, request.body, status)
                                               : R"({"type":"error","error":{"type":"x","message":"no"}})";
        if (const auto error = breaks ? breaks(act) : std::nullopt) {
            sink->onError(*error);
            return HttpRequestId{++m_last};
        }
        HttpResponseHead head;
        head.status = status;
        sink->onHead(head);
        sink->onBody(body);
        sink->onDone();
        return HttpRequestId{++m_last};
    }
    void cancel(HttpRequestId) override {}
    void resume(HttpRequestId) override {}

private:
    std::string object(const std::string& id) const {
        const Batch& batch = batches.at(id);
        return fmt::format(R"({{"id":"{}","processing_status":"{}","created_at":"{}","results_url":{}}})", id,
                           batch.ended ? "ended" : "in_progress", created,
                           batch.ended ? "\"http://elsewhere.example/\"" : "null");
    }
    std::string perform(const std::string& act, const std::string& path, const std::string& body, int& status) {
        if (act == "create") {
            const std::string id = fmt::format("msgbatch_{}", batches.size() + 1);
            const auto parsed = parseJson(body);
            for (const auto& each : (*parsed)["requests"]) batches[id].ids.push_back(each["custom_id"]);
            return object(id);
        }
        if (act == "list") {
            std::string data;
            for (const auto& [id, batch] : batches) data += (data.empty() ? "" : ",") + object(id);
            return R"({"has_more":false,"data":[)" + data + "]}";
        }
        const auto words = split(std::string_view(path).substr(1), '/');
        const std::string id(words[3]);
        if (!batches.contains(id)) {
            status = 404;
            return R"({"type":"error","error":{"type":"not_found_error","message":"no such batch"}})";
        }
        Batch& batch = batches[id];
        if (act == "cancel") batch.cancelled = true;
        if (act == "poll" && (batch.cancelled || batch.polls++ >= pollsNeeded)) batch.ended = true;
        if (act != "results") return object(id);
        std::string lines;
        for (auto each = batch.ids.rbegin(); each != batch.ids.rend(); ++each) {
            if (silent.contains(*each)) continue;
            std::string result =
                batch.cancelled          ? R"({"type":"canceled"})"
                : expire.contains(*each) ? R"({"type":"expired"})"
                : refuse.contains(*each)
                    ? R"({"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"bad"}}})"
                    : R"({"type":"succeeded","message":{"type":"message","content":[{"type":"text","text":"of )" +
                          *each + R"("}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}})";
            lines += R"({"custom_id":")" + *each + R"(","result":)" + result + "}\n";
        }
        if (torn) lines.resize(lines.size() / 2);
        return lines;
    }
    std::uint32_t m_last = 0;
};

struct Lane {
    Server& server;
    std::int64_t now = 1'000 * second;
    std::deque<std::function<void()>> jobs;
    std::vector<SubmittedBatch> submitted;
    std::map<std::uint32_t, ModelOutcome> outcomes;  ///< by task
    std::size_t answers = 0;
    std::unique_ptr<BatchLane> lane;

    explicit Lane(Server& used) : server(used) {
        BatchLaneSettings settings;
        settings.clock = [this] { return now; };
        lane = std::make_unique<BatchLane>(
            BatchLane::World{server, "abcdef", [this](std::function<void()> job) { jobs.push_back(std::move(job)); },
                             [this](const SubmittedBatch& batch) { submitted.push_back(batch); }, [] {}},
            settings);
    }
    ~Lane() { lane.reset(); }

    static StepRef step(std::uint32_t task) { return {RunId{1}, TaskNo{task}, AttemptNo{1}, StepNo{1}}; }
    static std::string id(std::uint32_t task) { return fmt::format("abcdef-1-{}-1-1", task); }

    Result<void> add(std::uint32_t task, const std::function<void(BatchCall&)>& change = {}) {
        BatchCall call;
        call.step = step(task);
        call.target = {"anthropic", "m", false, true};
        call.key = "k1";
        call.call.protocol = providers::Protocol::Anthropic;
        call.call.baseUrl = "http://api.example";
        call.call.apiKey = "sk-secret-key-1234567890";
        call.call.request = providers::simpleRequest("m", "s", "hello");
        call.since = *parseInstant("2026-11-22T00:00:00Z");
        call.done = [this, task](ModelOutcome outcome) {
            ++answers;
            outcomes.insert_or_assign(task, std::move(outcome));
        };
        if (change) change(call);
        return lane->add(std::move(call));
    }
    /// Lets this much time pass, doing what is due when it is.
    void pass(std::int64_t seconds) {
        const std::int64_t end = now + seconds * second;
        for (int guard = 0; guard < 10'000; ++guard) {
            while (!jobs.empty()) {
                const auto job = std::move(jobs.front());
                jobs.pop_front();
                job();
            }
            const auto due = lane->due();
            if (!due || *due > end) break;
            now = std::max(now, *due);
            lane->advance();
        }
        now = end;
    }
    QString told(std::uint32_t task) const {
        const auto found = outcomes.find(task);
        if (found == outcomes.end()) return "waits";
        if (found->second) return QString::fromStdString(found->second->text);
        const auto& failure = found->second.error();
        return QString::fromStdString(std::string(nameIn(EnumNames<StepOutcome>::table, failure.outcome)) +
                                      (failure.mayHaveBeenCharged ? ", perhaps charged" : ", not charged"));
    }
};

}  // namespace

class BatchLaneTest : public QObject {
    Q_OBJECT
private slots:
    void manyCallsAreOneBatch();
    void everyEndOfARequest();
    void takingBack();
    void brokenCreation_data();
    void brokenCreation();
    void theProviderCannotBeAsked();
    void restart();
    void othersBatchesAreLeftAlone();
    void outagesAreWaitedFor();
    void closingCancelsWhatNobodyWants();
    void onlyThreeApis();
};

void BatchLaneTest::manyCallsAreOneBatch() {
    Server server;
    server.pollsNeeded = 6;
    Lane lane(server);
    QVERIFY(lane.add(1));
    lane.pass(1);
    QVERIFY(lane.add(2));
    QVERIFY(lane.add(2));  // known already
    QCOMPARE(server.log.size(), 0u);
    lane.pass(2);
    QCOMPARE(server.count("create"), 1u);
    QCOMPARE(lane.submitted.size(), 1u);
    QCOMPARE(lane.submitted[0].steps.size(), 2u);
    QCOMPARE(QString::fromStdString(lane.submitted[0].batch), "msgbatch_1");
    QCOMPARE(lane.told(1), "waits");
    lane.pass(300);
    QCOMPARE(lane.told(1), "of abcdef-1-1-1-1");
    QCOMPARE(lane.told(2), "of abcdef-1-2-1-1");
    QCOMPARE(lane.outcomes.at(1)->usage.output.value, 2);
    QCOMPARE(lane.answers, 2u);
    QVERIFY(server.count("poll") == 7);
    QVERIFY(!lane.lane->due());
}

void BatchLaneTest::everyEndOfARequest() {
    Server server;
    server.expire = {Lane::id(2)};
    server.refuse = {Lane::id(3)};
    server.silent = {Lane::id(4)};
    Lane lane(server);
    for (std::uint32_t task = 1; task <= 4; ++task) QVERIFY(lane.add(task));
    lane.pass(60);
    QCOMPARE(lane.told(1), "of abcdef-1-1-1-1");
    QCOMPARE(lane.told(2), "retryable, not charged");
    QCOMPARE(lane.told(3), "retryable, not charged");
    QCOMPARE(lane.told(4), "unknown, perhaps charged");
    // What was cut off is not known either.
    server.torn = true;
    QVERIFY(lane.add(5));
    lane.pass(60);
    QCOMPARE(lane.told(5), "unknown, perhaps charged");
}

void BatchLaneTest::takingBack() {
    Server server;
    server.pollsNeeded = 1'000;
    Lane lane(server);
    QVERIFY(lane.add(1));
    lane.lane->cancel(Lane::step(1));
    QCOMPARE(lane.told(1), "cancelled, not charged");
    lane.pass(10);
    QCOMPARE(server.log.size(), 0u);
    // One of two is taken back: the batch goes on for the other.
    QVERIFY(lane.add(2));
    QVERIFY(lane.add(3));
    lane.pass(10);
    lane.lane->cancel(Lane::step(2));
    lane.pass(100);
    QCOMPARE(server.count("cancel"), 0u);
    QCOMPARE(lane.told(2), "waits");
    // Both: it is cancelled, once.
    lane.lane->cancel(Lane::step(3));
    lane.pass(100);
    QCOMPARE(server.count("cancel"), 1u);
    QCOMPARE(lane.told(2), "cancelled, not charged");
    QCOMPARE(lane.told(3), "cancelled, not charged");
}

void BatchLaneTest::brokenCreation_data() {
    QTest::addColumn<bool>("arrives");
    QTest::addColumn<int>("creations");
    QTest::newRow("made, but nobody heard of it") << true << 1;
    QTest::newRow("lost on the way") << false << 2;
}

void BatchLaneTest::brokenCreation() {
    QFETCH(bool, arrives);
    QFETCH(int, creations);
    Server server;
    bool broken = false;
    if (arrives)
        server.breaks = [&](const std::string& act) -> std::optional<HttpError> {
            if (act != "create" || std::exchange(broken, true)) return std::nullopt;
            return HttpError{HttpError::Kind::Timeout, HttpProgress::Sent, "no answer"};
        };
    else server.lost = [&](const std::string& act) { return act == "create" && !std::exchange(broken, true); };
    Lane lane(server);
    QVERIFY(lane.add(1));
    QVERIFY(lane.add(2));
    lane.pass(120);
    QCOMPARE(lane.told(1), "of abcdef-1-1-1-1");
    QCOMPARE(lane.told(2), "of abcdef-1-2-1-1");
    QCOMPARE(static_cast<int>(server.count("create")), creations);
    QCOMPARE(server.batches.size(), 1u);
    if (!arrives) QVERIFY(server.count("list") >= 2);  // one look may come before the batch shows
}

void BatchLaneTest::theProviderCannotBeAsked() {
    Server server;
    server.lost = [](const std::string& act) { return act == "create"; };
    server.statuses["list"] = 404;
    Lane lane(server);
    QVERIFY(lane.add(1));
    lane.pass(120);
    QCOMPARE(lane.told(1), "unknown, perhaps charged");
    QCOMPARE(server.count("create"), 1u);
}

void BatchLaneTest::restart() {
    Server server;
    server.pollsNeeded = 8;
    {
        Lane lane(server);
        QVERIFY(lane.add(1));
        QVERIFY(lane.add(2));
        lane.pass(5);
        QCOMPARE(lane.submitted.size(), 1u);
    }
    // The journal knows the batch of task 1 only; 2 is looked for, 3 was never sent.
    Lane lane(server);
    QVERIFY(lane.add(1, [](BatchCall& call) {
        call.batch = "msgbatch_1";
        call.repeated = true;
    }));
    lane.pass(200);
    QCOMPARE(lane.told(1), "of abcdef-1-1-1-1");
    QVERIFY(lane.add(2, [](BatchCall& call) { call.repeated = true; }));
    QVERIFY(lane.add(3, [](BatchCall& call) { call.repeated = true; }));
    QVERIFY(lane.add(4, [](BatchCall& call) {
        call.repeated = true;
        call.unwanted = true;
    }));
    lane.pass(200);
    QCOMPARE(lane.told(2), "of abcdef-1-2-1-1");
    QCOMPARE(lane.told(3), "of abcdef-1-3-1-1");
    QCOMPARE(lane.told(4), "cancelled, not charged");
    QCOMPARE(server.count("create"), 2u);
    QCOMPARE(server.batches.at("msgbatch_2").ids.size(), 1u);
}

void BatchLaneTest::othersBatchesAreLeftAlone() {
    Server server;
    server.batches["msgbatch_1"] = {{"somebody-else"}, 0, true, false};
    server.pollsNeeded = 1'000;
    Lane lane(server);
    QVERIFY(lane.add(1, [](BatchCall& call) {
        call.repeated = true;
        call.since = *parseInstant("2026-11-23T00:00:00Z");  // the list shows nothing as young
    }));
    lane.pass(30);
    QCOMPARE(server.count("results"), 0u);
    QCOMPARE(server.count("create"), 1u);
}

void BatchLaneTest::outagesAreWaitedFor() {
    Server server;
    bool away = true;
    server.lost = [&](const std::string& act) { return away && act == "poll"; };
    Lane lane(server);
    QVERIFY(lane.add(1));
    lane.pass(3'600);
    QCOMPARE(lane.told(1), "waits");
    QVERIFY(server.count("poll") < 80);  // ever more rarely
    away = false;
    lane.pass(200);
    QCOMPARE(lane.told(1), "of abcdef-1-1-1-1");
    // A provider that does not know the batch any more is believed after a while.
    QVERIFY(lane.add(2, [](BatchCall& call) { call.batch = "msgbatch_77"; }));
    lane.pass(3'600);
    QCOMPARE(lane.told(2), "unknown, perhaps charged");
    // What certainly was not taken is not charged.
    server.statuses["create"] = 401;
    QVERIFY(lane.add(3));
    lane.pass(30);
    QCOMPARE(lane.told(3), "retryable, not charged");
}

void BatchLaneTest::closingCancelsWhatNobodyWants() {
    Server server;
    server.pollsNeeded = 1'000;
    Lane lane(server);
    QVERIFY(lane.add(1));
    lane.pass(4);
    QVERIFY(lane.add(2));
    lane.pass(4);
    QCOMPARE(server.batches.size(), 2u);
    lane.lane->cancel(Lane::step(2));
    lane.lane.reset();
    QCOMPARE(server.count("cancel"), 1u);
    QVERIFY(server.batches.at("msgbatch_2").cancelled);
    QVERIFY(!server.batches.at("msgbatch_1").cancelled);
    QCOMPARE(lane.answers, 0u);
}

void BatchLaneTest::onlyThreeApis() {
    Server server;
    Lane lane(server);
    const auto refused = lane.add(1, [](BatchCall& call) { call.call.protocol = providers::Protocol::Ollama; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
}

QTEST_APPLESS_MAIN(BatchLaneTest)
#include "tst_batch_lane.moc"
