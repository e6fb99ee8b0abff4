#include "ui/bridge/fixtures.h"

#include <QTimer>

namespace skein::ui {

namespace {

constexpr qint64 fixtureNow = 1'763'696'400'000'000;  // 2025-11-21T03:40:00Z

/// A small deterministic sequence; quality does not matter here.
class Sequence {
public:
    explicit Sequence(quint64 seed) : m_state(seed) {}
    int below(int bound) {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<int>((m_state >> 33) % static_cast<quint64>(bound));
    }

private:
    quint64 m_state;
};

const QStringList& components() {
    static const QStringList names{"page cache",   "write-ahead log",      "query planner",    "lock manager",
                                   "B-tree index", "connection pool",      "HTTP front end",   "session store",
                                   "retry policy", "configuration loader", "metrics exporter", "scheduler",
                                   "job queue",    "blob store",           "audit log",        "authentication",
                                   "rate limiter", "mail gateway",         "template engine",  "search index"};
    return names;
}

TaskRow task(quint32 no, const QString& id, const QString& title, const QString& phase, const QString& kind) {
    TaskRow row;
    row.no = no;
    row.id = id;
    row.title = title;
    row.phase = phase;
    row.kind = kind;
    return row;
}

/// survey, `count` digests, one cross-reference for every four of them, assembler: the shape of document-project.
PlanView documentPlan(int count) {
    PlanView plan;
    plan.phases = {"Survey", "Digest", "Cross-reference", "Assemble"};
    quint32 no = 1;
    plan.tasks.append(task(no, "survey", "Survey the source tree", "Survey", "survey"));
    QVector<quint32> digests;
    for (int i = 0; i < count; ++i) {
        ++no;
        const QString name =
            components()[i % components().size()] +
            (i < components().size() ? QString() : QStringLiteral(" %1").arg(i / components().size() + 1));
        plan.tasks.append(task(no, QStringLiteral("digest/%1").arg(QString(name).replace(' ', '-')),
                               QStringLiteral("Digest the %1").arg(name), "Digest", "digest"));
        plan.edges.append({1, no});
        digests.append(no);
    }
    QVector<quint32> crosses;
    for (int i = 0; i < (count + 3) / 4; ++i) {
        ++no;
        plan.tasks.append(task(no, QStringLiteral("cross/%1").arg(i + 1, 2, 10, QLatin1Char('0')),
                               QStringLiteral("Cross-reference group %1").arg(i + 1), "Cross-reference",
                               "cross_reference"));
        for (int k = i * 4; k < std::min(count, i * 4 + 4); ++k) plan.edges.append({digests[k], no});
        crosses.append(no);
    }
    ++no;
    plan.tasks.append(task(no, "assemble", "Assemble the document", "Assemble", "assemble"));
    for (const quint32 cross : crosses) plan.edges.append({cross, no});
    return plan;
}

/// A build-crm like plan: per entity a chain over six phases, cross links to a neighbour, one integration task per
/// phase.
PlanView crmPlan(int entities) {
    PlanView plan;
    plan.phases = {"Schema", "API", "Service", "Screens", "Tests", "Documentation"};
    const QStringList kinds{"schema_design", "api_endpoint", "service_method", "screen", "test", "document"};
    const QStringList words{"Table", "Endpoint", "Service", "Screen", "Tests", "Page"};
    quint32 no = 0;
    for (int phase = 0; phase < 6; ++phase)
        for (int entity = 0; entity < entities; ++entity) {
            ++no;
            plan.tasks.append(task(no,
                                   QStringLiteral("%1/%2").arg(kinds[phase]).arg(entity + 1, 4, 10, QLatin1Char('0')),
                                   QStringLiteral("%1 for entity %2").arg(words[phase]).arg(entity + 1),
                                   plan.phases[phase], kinds[phase]));
            if (phase > 0) {
                plan.edges.append({no - static_cast<quint32>(entities), no});
                if (entity > 0) plan.edges.append({no - static_cast<quint32>(entities) - 1, no});
            }
        }
    return plan;
}

void finish(TaskRow& row, Sequence& draw, bool reused) {
    row.status = reused ? Status::Reused : Status::Done;
    row.attempt = 1;
    row.elapsed = milliseconds(400 + draw.below(52'000));
    row.tokensIn = {1'800 + draw.below(3'400)};
    row.tokensOut = {240 + draw.below(900)};
    row.cost = {row.tokensIn.value * 2 + row.tokensOut.value * 8};
    row.agent = QStringLiteral("a-%1").arg(1 + draw.below(38), 3, 10, QLatin1Char('0'));
    row.why = reused ? QStringLiteral("inputs unchanged since run 1") : QStringLiteral("accepted, all checks passed");
}

void start(TaskRow& row, Sequence& draw) {
    row.status = Status::Running;
    row.attempt = 1;
    row.startedAt = {fixtureNow - (2 + draw.below(55)) * 1'000'000LL};
    row.elapsed = {fixtureNow - row.startedAt.value};
    row.tokensIn = {2'100 + draw.below(2'700)};
    row.agent = QStringLiteral("a-%1").arg(1 + draw.below(38), 3, 10, QLatin1Char('0'));
    row.why = QStringLiteral("model call in flight");
}

/// Walks the plan in order and gives the first `donePercent` results, the next `running` an agent, the rest a place in
/// line.
void advance(PlanView& plan, int donePercent, int running, Sequence& draw) {
    const int total = static_cast<int>(plan.tasks.size());
    const int done = total * donePercent / 100;
    QVector<int> open(total + 1, 0);
    for (const TaskEdge& edge : plan.edges)
        if (static_cast<int>(edge.from) > done) ++open[static_cast<int>(edge.to)];
    for (int i = 0; i < total; ++i) {
        TaskRow& row = plan.tasks[i];
        if (i < done) finish(row, draw, draw.below(12) == 0);
        else if (running > 0 && open[i + 1] == 0) {
            start(row, draw);
            --running;
        } else if (open[i + 1] == 0) {
            row.status = Status::Ready;
            row.why = QStringLiteral("waiting for an agent");
        } else {
            row.why = QStringLiteral("needs %1 more").arg(open[i + 1]);
        }
    }
}

ConflictDetails conflict(quint32 id, const QString& subject, const QString& rule, const QString& reason, ClaimView a,
                         ClaimView b, int blocks, quint32 taskA, quint32 taskB) {
    ConflictDetails details;
    details.row = {id,
                   1,
                   QStringLiteral("c-%1").arg(id),
                   subject,
                   rule,
                   a.value,
                   b.value,
                   ConflictStanding::Open,
                   std::nullopt,
                   false,
                   blocks,
                   taskA,
                   taskB};
    details.reason = reason;
    details.a = std::move(a);
    details.b = std::move(b);
    return details;
}

QVector<ConflictDetails> sampleConflicts() {
    return {
        conflict(
            1, "cache.write_policy", "different-value",
            "The page cache is described as write-through in its header and as write-back in the operations guide.",
            {"The page cache is write-through.",
             "write-through",
             "code",
             "observed",
             "",
             "digest/page-cache",
             {{"src/cache/page_cache.h:88-90", "/// Writes go to the log and the page at once: write-through."},
              {"tests/cache_test.cpp:41", "EXPECT_EQ(cache.policy(), WritePolicy::Through);"}}},
            {"The page cache is write-back since version 3.",
             "write-back",
             "prose",
             "observed",
             "since 3.0",
             "digest/B-tree-index",
             {{"docs/operations.md:112", "Since 3.0 the page cache is write-back; dirty pages are flushed every 30 s."},
              {"CHANGELOG.md:17", "page cache: switch to write-back"}}},
            7, 2, 6),
        conflict(2, "retry.max_attempts", "different-value",
                 "The configuration file allows 5 attempts, the code stops after 3.",
                 {"max_attempts is 3.",
                  "3",
                  "code",
                  "observed",
                  "",
                  "digest/retry-policy",
                  {{"src/net/retry.cpp:24", "constexpr int kMaxAttempts = 3;"}}},
                 {"retry.max_attempts defaults to 5.",
                  "5",
                  "config",
                  "observed",
                  "",
                  "digest/configuration-loader",
                  {{"config/default.yaml:31", "  max_attempts: 5"},
                   {"docs/configuration.md:58", "| retry.max_attempts | 5 | attempts before a request fails |"}}},
                 4, 10, 11),
        conflict(3, "session.timeout", "different-value",
                 "Two pages give the session timeout as 30 minutes and as 3600 seconds.",
                 {"Sessions end after 30 minutes without a request.",
                  "1800 s",
                  "prose",
                  "required",
                  "",
                  "digest/session-store",
                  {{"docs/security.md:20", "Sessions MUST end after 30 minutes without a request."}}},
                 {"session_timeout is 3600 s.",
                  "3600 s",
                  "config",
                  "observed",
                  "",
                  "digest/configuration-loader",
                  {{"config/default.yaml:12", "session_timeout: 3600"}}},
                 2, 9, 11),
        conflict(4, "CustomerService.update.customer_id", "type-clash",
                 "The caller passes a string where the signature takes an integer.",
                 {"update takes an integer customer_id.",
                  "int64",
                  "code",
                  "observed",
                  "",
                  "digest/HTTP-front-end",
                  {{"src/api/customer.h:35", "Status update(std::int64_t customer_id, const Patch& patch);"}}},
                 {"PATCH /customers/{id} sends the id as a string.",
                  "string",
                  "table",
                  "observed",
                  "",
                  "digest/authentication",
                  {{"docs/api.md:77", "| PATCH | /customers/{id} | id: string |"}}},
                 1, 8, 17)};
}

void attachConflicts(Fixture& fixture, int count) {
    const auto all = sampleConflicts();
    for (int i = 0; i < std::min<int>(count, static_cast<int>(all.size())); ++i) {
        fixture.conflicts.append(all[i].row);
        fixture.conflictDetails.insert(all[i].row.id, all[i]);
    }
}

void needPerson(PlanView& plan, quint32 no, const QString& why) {
    TaskRow& row = plan.tasks[static_cast<int>(no) - 1];
    row.status = Status::NeedsYou;
    row.why = why;
}

void count(Fixture& fixture) {
    RunSummary& summary = fixture.summary;
    summary.counts = {};
    summary.total = static_cast<int>(fixture.plan.tasks.size());
    summary.spent = {};
    summary.tokensIn = summary.tokensOut = {};
    summary.agentsRunning = 0;
    QHash<quint32, int> feeds;
    for (const TaskEdge& edge : fixture.plan.edges) ++feeds[edge.from];
    for (TaskRow& row : fixture.plan.tasks) {
        row.blocks = feeds.value(row.no);
        row.tokensMeasured = isFinal(row.status);
        ++summary.counts[static_cast<std::size_t>(row.status)];
        summary.spent += row.cost;
        summary.tokensIn += row.tokensIn;
        summary.tokensOut += row.tokensOut;
        summary.agentsRunning += row.status == Status::Running;
    }
    summary.conflictsOpen = summary.conflictsSettled = 0;
    for (const ConflictRow& row : fixture.conflicts)
        ++(row.standing == ConflictStanding::Open ? summary.conflictsOpen : summary.conflictsSettled);
}

void record(Fixture& fixture) {
    quint64 sequence = 1;
    const auto add = [&](const QString& kind, const QString& object, const QString& text) {
        fixture.events.append(
            {sequence, {fixtureNow - 3'600'000'000 + static_cast<qint64>(sequence) * 400'000}, kind, object, text});
        ++sequence;
    };
    add("run.started", "run 1",
        QStringLiteral("%1 tasks, %2 agents").arg(fixture.summary.total).arg(fixture.summary.agents));
    for (const TaskRow& row : fixture.plan.tasks) {
        if (row.attempt == 0) continue;
        add("attempt.started", row.id, QStringLiteral("attempt %1, %2").arg(row.attempt).arg(row.agent));
        if (row.status == Status::Done || row.status == Status::Reused) add("task.finished", row.id, row.why);
        if (row.status == Status::Failed) add("task.failed", row.id, row.why);
        if (fixture.events.size() > 400) break;
    }
    for (const ConflictRow& row : fixture.conflicts) add("conflict.opened", row.label, row.subject);
}

Fixture base(const QString& name, PlanView plan) {
    Fixture fixture;
    fixture.plan = std::move(plan);
    fixture.plan.run = 1;
    fixture.summary.run = 1;
    fixture.summary.name = name;
    fixture.summary.workspace = QStringLiteral("/tmp/%1.skein").arg(name);
    fixture.summary.goal = QStringLiteral("Document this project for a new engineer.");
    fixture.summary.constraints = {QStringLiteral("Cite every statement.")};
    fixture.summary.provider = QStringLiteral("offline");
    fixture.summary.phase = RunPhase::Running;
    fixture.summary.budget = MicroUsd{5'000'000};
    fixture.summary.agents = 40;
    fixture.summary.simulated = true;
    fixture.summary.startedAt = {fixtureNow - 3'600'000'000};
    return fixture;
}

}  // namespace

QStringList fixtureNames() { return {"empty", "before", "typical", "10k", "failing", "conflicts", "done"}; }

std::optional<Fixture> makeFixture(const QString& name) {
    Sequence draw(42);
    Fixture fixture;
    if (name == QLatin1String("empty")) return fixture;
    if (name == QLatin1String("before")) {
        fixture = base("sample", documentPlan(18));
        advance(fixture.plan, 0, 1, draw);
    } else if (name == QLatin1String("typical")) {
        fixture = base("nightly-crm", crmPlan(66));
        fixture.summary.goal = QStringLiteral("Build the customer relations service from the entity list.");
        advance(fixture.plan, 44, 38, draw);
        fixture.plan.tasks[171].status = Status::Retrying;
        fixture.plan.tasks[171].attempt = 2;
        fixture.plan.tasks[171].why = QStringLiteral("the answer was not valid JSON");
        fixture.plan.tasks[172].status = Status::Backoff;
        fixture.plan.tasks[172].why = QStringLiteral("rate limited, next try in 0:08");
        fixture.plan.tasks[160].status = Status::Failed;
        fixture.plan.tasks[160].why = QStringLiteral("four attempts failed: test timeout");
    } else if (name == QLatin1String("10k")) {
        fixture = base("ten-thousand", crmPlan(1667));
        fixture.summary.agents = 320;
        fixture.summary.budget = MicroUsd{120'000'000};
        advance(fixture.plan, 38, 300, draw);
        fixture.plan.tasks[3000].status = Status::Failed;
        fixture.plan.tasks[3000].why = QStringLiteral("four attempts failed: the output was cut off");
    } else if (name == QLatin1String("failing")) {
        fixture = base("failing", documentPlan(18));
        advance(fixture.plan, 55, 0, draw);
        for (const int i : {5, 9, 12}) {
            fixture.plan.tasks[i].status = Status::Failed;
            fixture.plan.tasks[i].attempt = 4;
            fixture.plan.tasks[i].why = QStringLiteral("four attempts failed: the provider answered 503");
        }
        fixture.summary.phase = RunPhase::Failed;
        fixture.summary.endedAt = {fixtureNow};
    } else if (name == QLatin1String("conflicts")) {
        fixture = base("sample", documentPlan(18));
        advance(fixture.plan, 80, 0, draw);
        attachConflicts(fixture, 4);
        for (const quint32 no : {20u, 21u, 22u})
            needPerson(fixture.plan, no, QStringLiteral("waits for your decision on 2 conflicts"));
        fixture.summary.phase = RunPhase::Blocked;
        fixture.summary.hasDeliverable = true;
        fixture.summary.draft = true;
        fixture.summary.endedAt = {fixtureNow};
    } else if (name == QLatin1String("done")) {
        fixture = base("sample", documentPlan(18));
        advance(fixture.plan, 100, 0, draw);
        attachConflicts(fixture, 4);
        for (ConflictRow& row : fixture.conflicts) {
            row.standing = ConflictStanding::Resolved;
            row.answer = row.id % 2 ? Answer::TakeA : Answer::TakeB;
            fixture.conflictDetails[row.id].row = row;
        }
        fixture.summary.phase = RunPhase::Done;
        fixture.summary.hasDeliverable = true;
        fixture.summary.endedAt = {fixtureNow};
    } else {
        return std::nullopt;
    }
    count(fixture);
    record(fixture);
    return fixture;
}

FixtureFeed::FixtureFeed(Fixture fixture, QObject* parent) : RunFeed(parent), m_fixture(std::move(fixture)) {}

void FixtureFeed::recount() { count(m_fixture); }

void FixtureFeed::load() {
    if (m_fixture.summary.run == 0) return;
    RunDelta all;
    all.summary = m_fixture.summary;
    all.plan = m_fixture.plan;
    all.conflicts = m_fixture.conflicts;
    all.events = m_fixture.events;
    emit delta(all);
}

void FixtureFeed::changeTask(quint32 no, Status status) {
    m_fixture.plan.tasks[static_cast<int>(no) - 1].status = status;
    recount();
    RunDelta change;
    change.summary = m_fixture.summary;
    change.tasks = {m_fixture.plan.tasks[static_cast<int>(no) - 1]};
    emit delta(change);
}

void FixtureFeed::openWorkspace(const QString&) { load(); }
void FixtureFeed::startGoal(const GoalRequest&) { load(); }

TaskDetails FixtureFeed::detailsOf(const TaskRow& row) const {
    TaskDetails details;
    details.row = row;
    details.instruction = QStringLiteral(
        "Describe what the component is for, its public symbols with their signatures, what it uses and who "
        "uses it, its configuration and open questions. Cite file and line for every statement.");
    details.contract = QStringLiteral("markdown");
    details.scope = {QStringLiteral("src/"), QStringLiteral("docs/")};
    for (const TaskEdge& edge : m_fixture.plan.edges) {
        if (edge.to == row.no) details.needs.append(m_fixture.plan.tasks[static_cast<int>(edge.from) - 1].id);
        if (edge.from == row.no) details.feeds.append(m_fixture.plan.tasks[static_cast<int>(edge.to) - 1].id);
    }
    if (row.attempt == 0) return details;
    WindowDetails window;
    const QVector<SegmentView> parts{
        {"rules", {310}, 0, "goal constraints", "Cite every statement."},
        {"task", {620}, 0, row.id, details.instruction},
        {"dependency", {902}, 0, "task survey", "18 components found in src/, docs/ and config/."},
        {"memory", {612}, 0.834, "src/cache/page_cache.h:1-96", "class PageCache { ... };"},
        {"memory", {490}, 0.791, "docs/operations.md:101-130", "Since 3.0 the page cache is write-back."},
        {"pinned", {180}, 0, "decision c-2", "retry.max_attempts is 5."}};
    for (const SegmentView& part : parts) {
        window.segments.append(part);
        window.total += part.tokens;
    }
    window.leftOut = {{{1'204}, "docs/history.md:1-210", "over budget"},
                      {{612}, "src/cache/page_cache.h:1-96 (older)", "superseded"},
                      {{88}, "docs/faq.md:40-52", "below threshold"},
                      {{96}, "docs/tuning.md:12-20", "conflict open"}};
    window.bandMin = {2000};
    window.bandMax = {5000};
    window.measured = isFinal(row.status);
    window.systemPrompt = QStringLiteral("You document software. Every statement cites file and line.\n");
    window.userPrompt =
        details.instruction + QStringLiteral("\n\n## src/cache/page_cache.h:1-96\nclass PageCache {\n  ...\n};\n");
    details.window = window;
    if (row.status == Status::Failed) details.failure = row.why;
    else if (isFinal(row.status) || row.status == Status::NeedsYou)
        details.output = QStringLiteral(
            "## Page cache\n\nKeeps pages of the store in memory [src/cache/page_cache.h:12].\n\n"
            "- `get(PageId)` returns a pinned page [src/cache/page_cache.h:31]\n"
            "- `flush()` writes dirty pages [src/cache/page_cache.h:44]\n");
    for (int attempt = 1; attempt <= row.attempt; ++attempt)
        details.attempts.append({attempt,
                                 row.agent,
                                 attempt < row.attempt ? QStringLiteral("failed") : statusWord(row.status).toLower(),
                                 QStringLiteral("offline"),
                                 {fixtureNow - 90'000'000},
                                 {fixtureNow - 48'000'000},
                                 row.tokensIn,
                                 row.tokensOut,
                                 row.cost});
    return details;
}

RunFeed::Request FixtureFeed::requestTask(quint32 no) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this, [this, request, no] {
        if (no == 0 || static_cast<int>(no) > m_fixture.plan.tasks.size()) return;
        emit taskReady(request, detailsOf(m_fixture.plan.tasks[static_cast<int>(no) - 1]));
    });
    return request;
}

RunFeed::Request FixtureFeed::requestConflict(quint32 id) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this,
                       [this, request, id] { emit conflictReady(request, m_fixture.conflictDetails.value(id)); });
    return request;
}

RunFeed::Request FixtureFeed::preview(quint32 id, Answer answer) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this, [this, request, id, answer] {
        const ConflictRow row = m_fixture.conflictDetails.value(id).row;
        Consequences result;
        result.conflict = id;
        result.answer = answer;
        const bool changes = answer != Answer::NotAConflict;
        result.rerunAtLeast = changes ? 1 : 0;
        result.rerunAtMost = changes ? 1 + row.blocks : 0;
        result.superseded = changes ? 1 : 0;
        result.released = row.blocks;
        result.time = seconds(changes ? 40 : 0);
        result.cost = {changes ? 12'400 : 0};
        emit consequencesReady(request, result);
    });
    return request;
}

RunFeed::Request FixtureFeed::settle(quint32 id, std::optional<Answer> answer) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this, [this, request, id, answer] {
        RunDelta change;
        for (ConflictRow& row : m_fixture.conflicts) {
            if (row.id != id) continue;
            row.standing = answer ? ConflictStanding::Resolved : ConflictStanding::Open;
            row.answer = answer;
            m_fixture.conflictDetails[id].row = row;
            change.conflicts.append(row);
        }
        recount();
        change.summary = m_fixture.summary;
        emit delta(change);
        emit commandDone(request, {}, {});
    });
    return request;
}

RunFeed::Request FixtureFeed::resolve(quint32 conflict, Answer answer, const QString& ownText) {
    m_fixture.conflictDetails[conflict].ownText = ownText;
    return settle(conflict, answer);
}
RunFeed::Request FixtureFeed::undoResolution(quint32 conflict) { return settle(conflict, std::nullopt); }

RunFeed::Request FixtureFeed::changePhase(RunPhase phase) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this, [this, request, phase] {
        m_fixture.summary.phase = phase;
        RunDelta change;
        change.summary = m_fixture.summary;
        emit delta(change);
        emit commandDone(request, {}, {});
    });
    return request;
}

RunFeed::Request FixtureFeed::hold() { return changePhase(RunPhase::Held); }
RunFeed::Request FixtureFeed::resume() { return changePhase(RunPhase::Running); }
RunFeed::Request FixtureFeed::stop(StopChoice) { return changePhase(RunPhase::Stopped); }

RunFeed::Request FixtureFeed::retry(const QVector<quint32>& tasks) {
    for (const quint32 no : tasks) changeTask(no, Status::Ready);
    return changePhase(RunPhase::Running);
}

RunFeed::Request FixtureFeed::saveDeliverable(const QString& folder) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this, [this, request, folder] {
        emit commandDone(request, tr("A simulated run has no deliverable to write to %1.").arg(folder), {});
    });
    return request;
}

}  // namespace skein::ui
