// Fixtures: made-up attempts with times, for the views that draw time.
#include "ui/bridge/fixtures.h"

namespace skein::ui {

namespace {

constexpr Duration turn{4'000'000};  // from an agent's start to its call
constexpr Duration backoff{25'000'000};
constexpr Duration shortest{60'000'000};  // an attempt that is cut to what is left before a gap

/// Whom made-up attempts call: two providers, one of them with two keys, and a server that needs none.
void nameCall(AttemptSpan& span) {
    struct Call {
        const char *provider, *model, *key;
    };
    constexpr Call calls[] = {{"anthropic", "claude-sonnet", "team"},
                              {"anthropic", "claude-haiku", "reserve"},
                              {"openai-chat", "gpt-large", "team"},
                              {"local", "qwen-small", ""}};
    const Call& call = calls[(span.task + static_cast<quint32>(span.attempt)) % 4];
    span.provider = QString::fromLatin1(call.provider);
    span.model = QString::fromLatin1(call.model);
    span.key = QString::fromLatin1(call.key);
}

AttemptSpan::End endOf(Status status) {
    switch (status) {
        case Status::Done: return AttemptSpan::End::Done;
        case Status::NeedsYou: return AttemptSpan::End::Done;
        case Status::Reused: return AttemptSpan::End::Reused;
        case Status::Failed: return AttemptSpan::End::GaveUp;
        case Status::Backoff: return AttemptSpan::End::Failed;
        default: return AttemptSpan::End::Running;
    }
}

}  // namespace

void addHistory(Fixture& fixture, const WaitSpan& gap) {
    const Instant start = fixture.summary.startedAt, end = fixture.summary.lastEntryAt;
    const auto past = std::count_if(fixture.plan.tasks.begin(), fixture.plan.tasks.end(),
                                    [](const TaskRow& row) { return row.attempt > 0; });
    QHash<quint32, Instant> freeAt, busyFrom;
    for (const TaskRow& row : fixture.plan.tasks)
        if (row.attempt > 0 && endOf(row.status) == AttemptSpan::End::Running && row.startedAt.value > 0)
            busyFrom[row.agent.mid(2).toUInt()] = row.startedAt;
    qint64 nth = 0;
    for (TaskRow& row : fixture.plan.tasks) {
        if (row.attempt == 0) continue;
        const auto agent = row.status == Status::Reused ? 0U : row.agent.mid(2).toUInt();
        const Instant even{start.value + (end - start).value * nth++ / std::max<qint64>(1, past)};
        Instant at = std::max(even, freeAt.value(agent));
        for (int attempt = 1; attempt <= row.attempt; ++attempt) {
            AttemptSpan span;
            span.task = row.no;
            span.attempt = attempt;
            span.agent = agent;
            const bool last = attempt == row.attempt;
            span.end = last ? endOf(row.status) : AttemptSpan::End::Failed;
            const bool running = span.end == AttemptSpan::End::Running;
            // Who is at work when the computer falls asleep is so until then; nobody begins in the gap.
            if (gap.to.value > 0 && at + row.elapsed > gap.from && at < gap.to) {
                if (at + shortest < gap.from) row.elapsed = gap.from - at;
                else at = gap.to;
            }
            // What an agent did before ended when it took up what it does now.
            const Instant latest = running ? end : std::min(end, busyFrom.value(agent, end));
            span.from = running && row.startedAt.value > 0 ? row.startedAt : std::min(at, latest);
            span.calledAt = span.from + std::min(turn, Duration{row.elapsed.value / 4});
            if (!running) {
                span.to = span.end == AttemptSpan::End::Reused ? span.from : std::min(latest, span.from + row.elapsed);
                span.cost = MicroUsd{row.cost.value / row.attempt};
                at = span.to + backoff;
                if (!last) span.againAt = at;
                if (last && isFinal(row.status)) {
                    row.startedAt = span.from;
                    row.elapsed = span.to - span.from;  // what was cut short took no longer
                }
                freeAt[agent] = span.to;
            }
            if (span.end != AttemptSpan::End::Reused && fixture.summary.provider != QLatin1String("offline"))
                nameCall(span);
            fixture.history.spans.append(span);
        }
    }
    fixture.history.replace = true;
    if (gap.to.value > 0) fixture.history.waits.append(gap);
    qint64 behind = 40;
    for (const ConflictRow& row : fixture.conflicts) {
        WaitSpan wait{WaitSpan::Kind::Conflict, row.id, Instant{end.value - behind * 60'000'000}, {}};
        if (row.standing != ConflictStanding::Open) wait.to = wait.from + Duration{120'000'000};
        fixture.history.waits.append(wait);
        behind += 35;
    }
    if (fixture.summary.phase == RunPhase::HeldByBudget || fixture.summary.phase == RunPhase::HeldByKeys)
        fixture.history.waits.append({WaitSpan::Kind::Held, 0, end, {}});
}

}  // namespace skein::ui
