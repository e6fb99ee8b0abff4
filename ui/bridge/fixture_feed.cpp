#include <QTimer>

#include "ui/bridge/fixture_costs.h"

namespace skein::ui {

FixtureFeed::FixtureFeed(Fixture fixture, QObject* parent) : RunFeed(parent), m_fixture(std::move(fixture)) {}

void FixtureFeed::recount() { countStates(m_fixture); }

void FixtureFeed::load() {
    if (m_fixture.summary.run != 0) deliver();
    if (!m_fixture.lost.isEmpty()) emit lost(m_fixture.lost, m_fixture.lostDetail);
}

void FixtureFeed::deliver() {
    RunDelta all;
    all.summary = m_fixture.summary;
    all.plan = m_fixture.plan;
    all.conflicts = m_fixture.conflicts;
    all.events = m_fixture.events;
    all.forecast = m_fixture.forecast;
    all.spend = m_fixture.spend;
    all.history = m_fixture.history;
    emit delta(all);
}

void FixtureFeed::tellCosts(const CostStory& story) {
    m_fixture.costs = story;
    emit costsReady(m_askedCosts, story);
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
    const auto link = [this](quint32 no) { return TaskLink{no, m_fixture.plan.tasks[static_cast<int>(no) - 1].title}; };
    for (const TaskEdge& edge : m_fixture.plan.edges) {
        if (edge.to == row.no) details.needs.append(link(edge.from));
        if (edge.from == row.no) details.feeds.append(link(edge.to));
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
    if (window.measured) {
        window.segments[3].use = SegmentView::Use::Cited;
        window.segments[4].use = SegmentView::Use::No;
        window.relevance = 0.62;
    }
    details.window = window;
    if (row.status == Status::Failed) details.failure = row.why;
    else if (isFinal(row.status) || row.status == Status::NeedsYou)
        details.output = QStringLiteral(
            "## Page cache\n\nKeeps pages of the store in memory [src/cache/page_cache.h:12].\n\n"
            "- `get(PageId)` returns a pinned page [src/cache/page_cache.h:31]\n"
            "- `flush()` writes dirty pages [src/cache/page_cache.h:44]\n");
    for (int attempt = 1; attempt <= row.attempt; ++attempt)
        details.attempts.append(
            {attempt,
             row.agent,
             attempt < row.attempt ? QStringLiteral("failed") : statusWord(row.status).toLower(),
             QStringLiteral("offline"),
             {m_fixture.summary.lastEntryAt.value - 90'000'000},
             {m_fixture.summary.lastEntryAt.value - 48'000'000},
             row.tokensIn,
             row.tokensOut,
             row.cost,
             QStringLiteral("alpha/strong with environment/ALPHA_KEY: 812 (quality 950, cost 640, speed 500); next "
                            "beta/fair 790; not beta/large: breaker-open")});
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

RunFeed::Request FixtureFeed::requestCosts(const QString& by) {
    const Request request = m_askedCosts = ++m_next;
    QTimer::singleShot(0, this, [this, request, by] {
        CostStory story = m_fixture.costs;
        story.by = by;
        if (story.groups.isEmpty()) story.groups = costGroups(m_fixture, by == QLatin1String("model"));
        emit costsReady(request, story);
    });
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
RunFeed::Request FixtureFeed::resumeUntil(Instant until) {
    m_fixture.summary.until = until;
    return changePhase(RunPhase::Running);
}
RunFeed::Request FixtureFeed::changeBudget(const BudgetRow& of, MicroUsd limit) {
    if (of.scope == BudgetScope::Run) m_fixture.summary.budget = limit;
    m_fixture.summary.tightest = of;
    m_fixture.summary.tightest->limit = limit;
    return changePhase(m_fixture.summary.phase);
}
RunFeed::Request FixtureFeed::stop(StopChoice) { return changePhase(RunPhase::Stopped); }

RunFeed::Request FixtureFeed::retry(const QVector<quint32>& tasks, bool) {
    for (const quint32 no : tasks) changeTask(no, Status::Ready);
    return changePhase(RunPhase::Running);
}

RunFeed::Request FixtureFeed::changePauses(const QVector<quint32>& tasks, bool hold) {
    for (const quint32 no : tasks) {
        TaskRow& row = m_fixture.plan.tasks[static_cast<int>(no) - 1];
        row.pausePoint = hold;
        row.why = hold ? tr("held at a pause point until you let it pass") : tr("waiting for an agent");
        // As the engine: what is not ready yet is not held yet.
        changeTask(no, !hold && row.status == Status::NeedsYou ? Status::Ready
                       : hold && row.status == Status::Ready   ? Status::NeedsYou
                                                               : row.status);
    }
    const bool blocked = m_fixture.summary.phase == RunPhase::Blocked;
    return changePhase(blocked && !hold ? RunPhase::Running : m_fixture.summary.phase);
}

RunFeed::Request FixtureFeed::saveDeliverable(const QString& folder) {
    const Request request = ++m_next;
    QTimer::singleShot(0, this, [this, request, folder] {
        emit commandDone(request, tr("A simulated run has no deliverable to write to %1.").arg(folder), {});
    });
    return request;
}

}  // namespace skein::ui
