#include "ui/bridge/fixtures.h"

#include "ui/bridge/fixture_costs.h"
#include "ui/bridge/forecast.h"

namespace skein::ui {

namespace {

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
    draw.below(38);
    row.why = reused ? QStringLiteral("inputs unchanged since run 1") : QStringLiteral("accepted, all checks passed");
    if (!reused) return;
    // What is taken over was paid before: it costs nothing now and asked nobody.
    row.tokensIn = row.tokensOut = {};
    row.cost = {};
    row.agent.clear();
}

void start(TaskRow& row, Sequence& draw) {
    row.status = Status::Running;
    row.attempt = 1;
    row.startedAt = {fixtureNow - (2 + draw.below(55)) * 1'000'000LL};
    row.elapsed = {fixtureNow - row.startedAt.value};
    draw.below(2'700);
    draw.below(38);
    row.why = QStringLiteral("model call in flight");
}

QString agentName(int number) { return QStringLiteral("a-%1").arg(number, 3, 10, QLatin1Char('0')); }

/// Walks the plan in order and gives the first `donePercent` results, the next `running` an agent, the rest a place in
/// line.
void advance(PlanView& plan, int donePercent, int running, Sequence& draw) {
    const int total = static_cast<int>(plan.tasks.size());
    const int done = total * donePercent / 100;
    const int agents = std::max(running, 12);
    int begun = 0;
    QVector<int> open(total + 1, 0);
    for (const TaskEdge& edge : plan.edges)
        if (static_cast<int>(edge.from) > done) ++open[static_cast<int>(edge.to)];
    for (int i = 0; i < total; ++i) {
        TaskRow& row = plan.tasks[i];
        if (i < done) {
            finish(row, draw, draw.below(12) == 0);
            row.agent = agentName(1 + i % agents);  // in turn: nobody does two things at a time
        } else if (running > 0 && open[i + 1] == 0) {
            start(row, draw);
            row.agent = agentName(++begun);
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

/// Nobody has begun it.
void unbegin(TaskRow& row) {
    row.attempt = 0;
    row.agent.clear();
    row.startedAt = {};
    row.elapsed = {};
}

/// Makes tasks take as long as the pace of the run says: so many done by so many agents in the time since its start.
void fitPace(Fixture& fixture) {
    qint64 worked = 0;
    int running = 0;
    for (const TaskRow& row : fixture.plan.tasks) {
        if (row.status == Status::Done) worked += row.elapsed.value;
        running += row.status == Status::Running;
    }
    if (worked == 0 || running == 0) return;
    const double factor =
        0.8 * running * static_cast<double>(fixtureNow - fixture.summary.startedAt.value) / static_cast<double>(worked);
    for (TaskRow& row : fixture.plan.tasks) {
        if (row.status == Status::Done)
            row.elapsed.value = static_cast<qint64>(static_cast<double>(row.elapsed.value) * factor);
        if (row.status != Status::Running) continue;
        row.elapsed.value = static_cast<qint64>(static_cast<double>(row.elapsed.value) * std::max(1.0, factor / 2));
        row.startedAt = {fixtureNow - row.elapsed.value};
    }
}

void needPerson(PlanView& plan, quint32 no, const QString& why) {
    TaskRow& row = plan.tasks[static_cast<int>(no) - 1];
    if (row.status == Status::Running) unbegin(row);
    row.status = Status::NeedsYou;
    row.why = why;
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
    fixture.summary.provider = QStringLiteral("simulated");
    fixture.summary.phase = RunPhase::Running;
    fixture.summary.budget = MicroUsd{5'000'000};
    fixture.summary.agents = 40;
    fixture.summary.writer = 4711;
    fixture.summary.lastEntryAt = {fixtureNow};
    fixture.summary.asOf = {fixtureNow + 2'000'000};
    fixture.summary.tokensMeasured = true;
    fixture.summary.simulated = true;
    fixture.summary.startedAt = {fixtureNow - 3'600'000'000};
    return fixture;
}

/// What happened to a run that was going on.
void strike(const QString& name, Fixture& fixture) {
    if (name == QLatin1String("held")) {
        fixture.summary.phase = RunPhase::HeldByBudget;
        for (TaskRow& row : fixture.plan.tasks)
            if (row.status == Status::Running || row.status == Status::Ready) {
                unbegin(row);
                row.status = Status::Held;
            }
        fixture.summary.budget = MicroUsd{0};
        for (const TaskRow& row : fixture.plan.tasks) *fixture.summary.budget += row.cost;
        fixture.summary.nearBudget = true;
        fixture.summary.tightest = BudgetRow{BudgetScope::Run, {}, 0, *fixture.summary.budget, *fixture.summary.budget};
    } else if (name == QLatin1String("refused") || name == QLatin1String("quota")) {
        fixture.summary.phase = RunPhase::HeldByKeys;
        for (TaskRow& row : fixture.plan.tasks)
            if (row.status == Status::Running || row.status == Status::Ready) {
                unbegin(row);
                row.status = Status::Held;
            }
    } else if (name == QLatin1String("interrupted")) {
        fixture.summary.phase = RunPhase::Interrupted;
        fixture.summary.writer = 0;
        for (TaskRow& row : fixture.plan.tasks) {
            if (row.status != Status::Running && row.status != Status::Retrying) continue;
            row.status = Status::Unknown;
            row.why = QStringLiteral("unknown since 03:40:00: the run was interrupted");
        }
    } else if (name == QLatin1String("damaged")) {
        fixture.lost = QStringLiteral("The record of this run contradicts itself; nothing more is shown");
        fixture.lostDetail = QStringLiteral(
            "entry 4,812: its hash is not the one of its content. `skeinctl verify nightly-crm.skein` says more. "
            "Nothing was written.");
    }
}

/// Workspaces that cannot be opened at all, in the core's words; false for other names.
bool loseWorkspace(const QString& name, Fixture& fixture) {
    if (name != QLatin1String("newer") && name != QLatin1String("denied")) return false;
    fixture.lost = QStringLiteral("The workspace cannot be opened");
    fixture.lostDetail = name == QLatin1String("newer")
                             ? QStringLiteral("/tmp/w.skein: made by a newer Skein (schema 9, this program knows 1)")
                             : QStringLiteral("/tmp/w.skein: cannot be read: permission denied");
    return true;
}

}  // namespace

void countStates(Fixture& fixture) {
    RunSummary& summary = fixture.summary;
    summary.counts = {};
    summary.total = static_cast<int>(fixture.plan.tasks.size());
    summary.spent = {};
    summary.tokensMeasured = true;
    summary.tokensIn = summary.tokensOut = {};
    summary.agentsRunning = summary.paused = 0;
    QHash<quint32, int> feeds;
    for (const TaskEdge& edge : fixture.plan.edges) ++feeds[edge.from];
    for (TaskRow& row : fixture.plan.tasks) {
        row.blocks = feeds.value(row.no);
        row.tokensMeasured = row.cost.value == 0 || row.status != Status::Retrying;
        summary.tokensMeasured &= row.tokensMeasured;
        ++summary.counts[static_cast<std::size_t>(row.status)];
        summary.spent += row.cost;
        summary.tokensIn += row.tokensIn;
        summary.tokensOut += row.tokensOut;
        summary.agentsRunning += row.status == Status::Running || row.status == Status::Retrying;
        summary.paused += row.pausePoint && row.status == Status::NeedsYou;
    }
    summary.conflictsOpen = summary.conflictsSettled = 0;
    for (const ConflictRow& row : fixture.conflicts)
        ++(row.standing == ConflictStanding::Open ? summary.conflictsOpen : summary.conflictsSettled);
}

QStringList fixtureNames() {
    return {"empty",   "before",      "typical",   "10k",     "failing", "conflicts", "done",   "paused", "held",
            "refused", "interrupted", "overnight", "damaged", "newer",   "denied",    "outage", "quota"};
}

std::optional<Fixture> makeFixture(const QString& name) {
    Sequence draw(42);
    Fixture fixture;
    WaitSpan gap;
    if (name == QLatin1String("empty")) return fixture;
    if (loseWorkspace(name, fixture)) return fixture;
    if (name == QLatin1String("before")) {
        fixture = base("sample", documentPlan(18));
        advance(fixture.plan, 0, 1, draw);
    } else if (name == QLatin1String("typical") || name == QLatin1String("held") || name == QLatin1String("refused") ||
               name == QLatin1String("outage") || name == QLatin1String("quota") ||
               name == QLatin1String("interrupted") || name == QLatin1String("damaged")) {
        fixture = base("nightly-crm", crmPlan(66));
        fixture.summary.goal = QStringLiteral("Build the customer relations service from the entity list.");
        advance(fixture.plan, 44, 38, draw);
        fitPace(fixture);
        fixture.plan.tasks[171].status = Status::Retrying;
        fixture.plan.tasks[171].attempt = 2;
        fixture.plan.tasks[171].agent = agentName(39);
        fixture.plan.tasks[171].elapsed = seconds(40);
        fixture.plan.tasks[171].startedAt = {fixtureNow - seconds(40).value};
        fixture.plan.tasks[171].tokensIn = {3'120};
        fixture.plan.tasks[171].cost = {6'240};
        fixture.plan.tasks[171].why = QStringLiteral("the answer was not valid JSON");
        fixture.plan.tasks[172].status = Status::Backoff;
        fixture.plan.tasks[172].why = QStringLiteral("rate limited, next try in 0:08");
        fixture.plan.tasks[160].status = Status::Failed;
        fixture.plan.tasks[160].attempt = 4;
        fixture.plan.tasks[160].why = QStringLiteral("four attempts failed: test timeout");
        strike(name, fixture);
    } else if (name == QLatin1String("overnight")) {
        fixture = base("nightly-crm", crmPlan(66));
        fixture.summary.goal = QStringLiteral("Build the customer relations service from the entity list.");
        fixture.summary.startedAt = {fixtureNow - 27'000'000'000};  // seven and a half hours
        fixture.summary.agents = 12;
        advance(fixture.plan, 58, 10, draw);
        for (TaskRow& row : fixture.plan.tasks)
            if (row.status == Status::Done) row.elapsed = seconds(240 + draw.below(660));
        for (const int i : {150, 163, 187, 201}) {
            TaskRow& row = fixture.plan.tasks[i];
            row.status = Status::Failed;
            row.attempt = 3;
            row.why = QStringLiteral("three attempts failed: test timeout after %1 s").arg(30 + i % 7);
        }
        attachConflicts(fixture, 3);
        for (const quint32 no : {240u, 241u, 242u})
            needPerson(fixture.plan, no, QStringLiteral("waits for your decision on 3 conflicts"));
        gap = {WaitSpan::Kind::Silence, 0, {fixtureNow - 16'000'000'000}, {fixtureNow - 13'300'000'000}};
    } else if (name == QLatin1String("10k")) {
        fixture = base("ten-thousand", crmPlan(1667));
        fixture.summary.agents = 300;
        fixture.summary.budget = MicroUsd{120'000'000};
        advance(fixture.plan, 38, 300, draw);
        fitPace(fixture);
        fixture.plan.tasks[3000].status = Status::Failed;
        fixture.plan.tasks[3000].attempt = 4;
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
    } else if (name == QLatin1String("paused")) {
        fixture = base("sample", documentPlan(18));
        advance(fixture.plan, 60, 0, draw);
        // Two at their pause points, and one further on that is not held yet.
        int points = 0;
        for (TaskRow& row : fixture.plan.tasks) {
            const bool first = points < 2 && (row.status == Status::Ready || row.status == Status::Running);
            if (!first && row.kind != QLatin1String("assemble")) continue;
            row.pausePoint = true;
            row.attempt = first ? 0 : row.attempt;
            if (first) row.agent.clear();
            if (first) needPerson(fixture.plan, row.no, QStringLiteral("held at a pause point until you let it pass"));
            ++points;
        }
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
    countStates(fixture);
    tellCosts(fixture);
    record(fixture);
    addSpending(fixture);
    addHistory(fixture, gap);
    tellProviders(name, fixture);
    fixture.summary.sequence = fixture.events.isEmpty() ? 0 : fixture.events.back().sequence;
    fixture.forecast = forecastOf(fixture.plan.tasks, fixture.plan.edges, fixture.summary.agents);
    return fixture;
}

}  // namespace skein::ui
