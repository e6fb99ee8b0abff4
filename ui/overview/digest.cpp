#include "ui/overview/digest.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include "ui/common/formats.h"
#include "ui/common/words.h"
#include "ui/shell/provider_words.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {

constexpr double microsecondsPerMinute = 60e6;

/// What tells reasons apart: without the task's own id and title, quoted text, paths and numbers.
QString causeKey(const TaskRow& row) {
    static const QRegularExpression quoted(QStringLiteral(
        "'[^']*'(?!\\w)|\"[^\"]*\"|`[^`]*`|\u2018[^\u2019]*\u2019|\u201c[^\u201d]*\u201d|\u201e[^\u201c]*\u201c"));
    static const QRegularExpression named(QStringLiteral("\\btask\\s+[\\w.#-]*[\\w#]"));
    static const QRegularExpression path(QStringLiteral("[^\\s:;,()]*[/\\\\][^\\s:;,()]*"));
    static const QRegularExpression numbers(QStringLiteral("[0-9]+([.:,][0-9]+)*"));
    const QString mark = QStringLiteral("#");
    QString key = row.why.toLower();
    key.replace(quoted, mark);
    for (const QString& own : {row.id, row.title})
        if (!own.isEmpty())
            key.replace(QRegularExpression(
                            QStringLiteral("(?<![\\w-])%1(?![\\w-])").arg(QRegularExpression::escape(own.toLower()))),
                        mark);
    key.replace(named, QStringLiteral("task #"));
    return key.replace(path, mark).replace(numbers, mark);
}

/// The reason without the task it begins with: it is said of several.
QString causeWords(const TaskRow& row) {
    const QString begin = QStringLiteral("task %1: ").arg(row.id);
    if (row.why.isEmpty()) return tr("no reason is known");
    return !row.id.isEmpty() && row.why.startsWith(begin) ? row.why.mid(begin.size()) : row.why;
}

QString span(Instant from, Instant to, Instant now) {
    const bool sameDay = QDateTime::fromMSecsSinceEpoch(from.value / 1000).date() ==
                         QDateTime::fromMSecsSinceEpoch(to.value / 1000).date();
    const QString first = clockText(from, now), last = clockText(to, sameDay ? from : now);
    return first == last ? first : tr("%1\u2013%2").arg(first, last);
}

MicroUsd spentUntil(const QVector<SpendPoint>& points, Instant at) {
    MicroUsd spent;
    for (const SpendPoint& point : points)
        if (point.at.value <= at.value) spent = point.spent;
    return spent;
}

void addConflicts(const RunPicture& p, TimeRange range, AwayDigest& digest) {
    QVector<quint32> tasks;
    Instant oldest;
    int open = 0;
    for (const ConflictRow& row : p.conflicts) {
        if (row.standing != ConflictStanding::Open) continue;
        ++open;
        for (const quint32 task : {row.taskA, row.taskB})
            if (task != 0) tasks.append(task);
        for (const WaitSpan& wait : p.waits)
            if (wait.kind == WaitSpan::Kind::Conflict && wait.conflict == row.id && wait.to.value == 0 &&
                (oldest.value == 0 || wait.from < oldest))
                oldest = wait.from;
    }
    if (open == 0) return;
    if (p.summary.keptReadOnly) {
        digest.rows.append({DigestRow::Kind::Recorded,
                            Status::Held,
                            tr("left open, and the run is read-only: %n conflict(s)", nullptr, open),
                            {},
                            tasks});
        return;
    }
    QString what = tr("%n conflict(s) need{s} you", nullptr, open);
    // Several conflicts may block the same task: it is counted once.
    const int blocks = static_cast<int>(std::count_if(p.tasks.begin(), p.tasks.end(), [](const TaskRow& row) {
        return row.status == Status::NeedsYou && !row.pausePoint;
    }));
    if (blocks > 0) what += tr(", %1").arg(tr("%n task(s) wait{s} for a decision", nullptr, blocks));
    digest.rows.append({DigestRow::Kind::NeedsYou, Status::NeedsYou, what,
                        oldest.value > 0 ? tr("oldest %1").arg(clockText(oldest, range.to)) : QString(), tasks});
}

void addPauses(const RunPicture& p, AwayDigest& digest) {
    QVector<quint32> tasks;
    for (const TaskRow& row : p.tasks)
        if (row.pausePoint && row.status == Status::NeedsYou) tasks.append(row.no);
    if (tasks.isEmpty()) return;
    digest.rows.append({DigestRow::Kind::Paused,
                        Status::NeedsYou,
                        tr("%n task(s) wait{s} at a pause point", nullptr, static_cast<int>(tasks.size())),
                        {},
                        tasks});
}

void addFailures(const RunPicture& p, TimeRange range, AwayDigest& digest) {
    for (const FailureCause& cause : failureCauses(p.tasks)) {
        if (cause.last.value > 0 && cause.last < range.from) continue;
        digest.rows.append(
            {DigestRow::Kind::Failed, Status::Failed,
             tr("%n task(s) failed", nullptr, static_cast<int>(cause.tasks.size())) + tr(": %1").arg(cause.cause),
             cause.first.value > 0 ? span(cause.first, cause.last, range.to) : QString(), cause.tasks});
    }
}

void addBudget(const RunPicture& p, AwayDigest& digest) {
    const RunSummary& s = p.summary;
    if (!s.tightest || (s.phase != RunPhase::HeldByBudget && !s.nearBudget)) return;
    const BudgetRow& budget = *s.tightest;
    const QString limit = moneyText(budget.limit), whose = budgetOf(budget);
    const QString words = budget.taken >= budget.limit ? tr("the budget of %1%2 is used up").arg(limit, whose)
                          : s.phase == RunPhase::HeldByBudget
                              ? tr("of the budget of %1%2 only %3 is left, too little for the next call")
                                    .arg(limit, whose, moneyText(budget.limit - budget.taken))
                              : tr("%1 of the budget of %2%3 is spent or set aside")
                                    .arg(percentText(budget.taken.value, budget.limit.value), limit, whose);
    digest.rows.append({DigestRow::Kind::Budget,
                        Status::Held,
                        s.phase == RunPhase::HeldByBudget ? tr("held: %1").arg(words) : words,
                        {},
                        {}});
}

void addProviders(const RunPicture& p, AwayDigest& digest) {
    for (const ProviderRow& row : p.summary.providers) {
        if (row.downSince.value == 0 && row.keysOutOfQuota == 0 && row.keysRefused == 0) continue;
        const ProviderWords words = providerWords(row, p.summary);
        digest.rows.append({DigestRow::Kind::Provider,
                            words.status,
                            tr("%1 %2: %3").arg(row.name, words.state, words.detail),
                            {},
                            {}});
    }
}

void addRetries(const RunPicture& p, TimeRange range, AwayDigest& digest) {
    QSet<quint32> tasks;
    int retries = 0, open = 0, failed = 0;
    for (const AttemptSpan& attempt : p.spans) {
        if (attempt.end != AttemptSpan::End::Failed || !range.has(attempt.to)) continue;
        if (attempt.task < 1 || static_cast<int>(attempt.task) > p.tasks.size()) continue;
        // The last try of a task that failed got no other.
        const TaskRow& row = p.tasks[static_cast<int>(attempt.task) - 1];
        if (isFinal(row.status) && row.attempt <= attempt.attempt) continue;
        ++retries;
        tasks.insert(attempt.task);
    }
    for (const quint32 task : std::as_const(tasks)) {
        const Status status = p.tasks[static_cast<int>(task) - 1].status;
        open += !isFinal(status);
        failed += status == Status::Failed;
    }
    if (retries == 0) return;
    QVector<quint32> shown(tasks.begin(), tasks.end());
    std::sort(shown.begin(), shown.end());
    digest.rows.append(
        {DigestRow::Kind::Provider,
         Status::Retrying,
         tr("%n attempt(s) failed and got another try", nullptr, retries) +
             (failed > 0 ? tr(", %1").arg(tr("%n of the tasks failed all the same", nullptr, failed)) : QString()) +
             (open == 0 ? failed > 0 ? QString() : tr(", all settled")
                        : tr(", %1").arg(isActive(p.summary.phase) ? tr("%n task(s) still at it", nullptr, open)
                                                                   : tr("%n task(s) not settled yet", nullptr, open))),
         {},
         shown});
}

void addCutOffs(const RunPicture& p, TimeRange range, AwayDigest& digest) {
    QSet<quint32> tasks;
    int cut = 0;
    for (const AttemptSpan& attempt : p.spans) {
        if (attempt.end != AttemptSpan::End::CutOff || !range.has(attempt.to)) continue;
        ++cut;
        tasks.insert(attempt.task);
    }
    if (cut == 0) return;
    QVector<quint32> shown(tasks.begin(), tasks.end());
    std::sort(shown.begin(), shown.end());
    digest.rows.append(
        {DigestRow::Kind::Provider,
         Status::Cancelled,
         tr("%n attempt(s) cut off, when Skein ended or work was stopped; none counts as a failure", nullptr, cut),
         {},
         shown});
}

void addGaps(const RunPicture& p, TimeRange range, AwayDigest& digest) {
    for (const WaitSpan& gap : gapsIn(p.waits, range))
        if (gap.kind == WaitSpan::Kind::Silence)
            digest.rows.append({DigestRow::Kind::Provider,
                                Status::Unknown,
                                tr("nothing recorded: the computer slept, or Skein was not running"),
                                span(gap.from, gap.to, range.to),
                                {}});
}

void addPhases(const RunPicture& p, TimeRange range, AwayDigest& digest) {
    struct Part {
        QString name;
        bool over = true;
        Instant last;
        QVector<quint32> tasks;
    };
    QVector<Part> parts;
    QHash<QString, int> index;
    QHash<quint32, Instant> ends;
    for (const AttemptSpan& attempt : p.spans)
        if (attempt.to.value > 0) ends[attempt.task] = std::max(ends.value(attempt.task), attempt.to);
    for (const TaskRow& row : p.tasks) {
        if (!index.contains(row.phase)) {
            index.insert(row.phase, static_cast<int>(parts.size()));
            parts.append({row.phase, true, {}, {}});
        }
        Part& part = parts[index[row.phase]];
        part.over = part.over && (row.status == Status::Done || row.status == Status::Reused);
        part.last = std::max(part.last, ends.value(row.no));
        part.tasks.append(row.no);
    }
    for (const Part& part : parts)
        if (part.over && !part.name.isEmpty() && part.last.value > 0 && range.has(part.last))
            digest.rows.append({DigestRow::Kind::Milestone, Status::Done, tr("phase %1 finished").arg(part.name),
                                clockText(part.last, range.to), part.tasks});
}

}  // namespace

QString clockText(Instant at, Instant now) {
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(at.value / 1000);
    const QDateTime today = QDateTime::fromMSecsSinceEpoch(now.value / 1000);
    return when.date() == today.date() ? when.toString(QStringLiteral("HH:mm"))
                                       : QLocale().toString(when, tr("d MMM HH:mm"));
}

QString clockTextIn(Duration length, Instant at, Instant now) {
    constexpr Duration twoMinutes{120'000'000}, twoSeconds{2'000'000};
    const char* exact = length < twoSeconds ? ":ss.zzz" : length < twoMinutes ? ":ss" : "";
    return clockText(at, now) +
           (*exact ? QDateTime::fromMSecsSinceEpoch(at.value / 1000).toString(QLatin1String(exact)) : QString());
}

QString rangeText(TimeRange range, Instant now) {
    const Duration length = range.to - range.from;
    return clockTextIn(length, range.from, now) + QChar(0x2013) + clockTextIn(length, range.to, now);
}

bool DigestRow::needsSomebody() const {
    switch (kind) {
        case Kind::NeedsYou:
        case Kind::Paused:
        case Kind::Failed:
        case Kind::Budget: return true;
        case Kind::Provider: return status == Status::Failed || status == Status::NeedsYou || status == Status::Held;
        case Kind::Recorded:
        case Kind::Milestone: return false;
    }
    return true;
}

QVector<FailureCause> failureCauses(const QVector<TaskRow>& tasks) {
    QVector<FailureCause> causes;
    QHash<QString, int> index;
    for (const TaskRow& row : tasks) {
        if (row.status != Status::Failed) continue;
        const QString key = causeKey(row);
        if (!index.contains(key)) {
            index.insert(key, static_cast<int>(causes.size()));
            causes.append({causeWords(row), {}, {}, {}, {}});
        }
        FailureCause& cause = causes[index[key]];
        cause.tasks.append(row.no);
        if (row.attempt > 0) cause.retryCost += MicroUsd{row.cost.value / row.attempt};
        if (row.startedAt.value == 0) continue;
        const Instant ended = row.startedAt + row.elapsed;
        if (cause.first.value == 0 || ended < cause.first) cause.first = ended;
        cause.last = std::max(cause.last, ended);
    }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const FailureCause& a, const FailureCause& b) { return a.tasks.size() > b.tasks.size(); });
    return causes;
}

QVector<WaitSpan> gapsIn(const QVector<WaitSpan>& waits, TimeRange range) {
    QVector<WaitSpan> gaps;
    for (WaitSpan wait : waits) {
        if (wait.kind == WaitSpan::Kind::Conflict) continue;
        if (wait.to.value == 0) wait.to = range.to;
        wait.from = std::max(wait.from, range.from);
        wait.to = std::min(wait.to, range.to);
        if (wait.to > wait.from) gaps.append(wait);
    }
    return gaps;
}

bool isLive(const RunSummary& summary) {
    return summary.phase == RunPhase::Opening || summary.phase == RunPhase::Running ||
           summary.phase == RunPhase::Stopping || isHeld(summary.phase);
}

Instant backoffEnd(const RunPicture& p, const AttemptSpan& span, Instant now) {
    if (span.againAt.value > 0) return span.againAt;
    if (span.end != AttemptSpan::End::Failed || span.task < 1 || static_cast<int>(span.task) > p.tasks.size())
        return {};
    const TaskRow& row = p.tasks[static_cast<int>(span.task) - 1];
    return row.status == Status::Backoff && row.attempt == span.attempt ? now : Instant{};
}

QVector<TimeRange> mergedTimes(QVector<TimeRange> stretches) {
    std::sort(stretches.begin(), stretches.end(),
              [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; });
    QVector<TimeRange> merged;
    for (const TimeRange& each : std::as_const(stretches)) {
        if (each.to <= each.from) continue;
        if (!merged.isEmpty() && each.from <= merged.last().to) merged.last().to = std::max(merged.last().to, each.to);
        else merged.append(each);
    }
    return merged;
}

QVector<TimeRange> timesWithout(const QVector<TimeRange>& stretches, const QVector<TimeRange>& others) {
    QVector<TimeRange> left;
    qsizetype other = 0;
    for (TimeRange each : stretches) {
        while (other < others.size() && others[other].to <= each.from) ++other;
        for (qsizetype i = other; i < others.size() && others[i].from < each.to; ++i) {
            if (others[i].from > each.from) left.append({each.from, others[i].from});
            each.from = std::max(each.from, others[i].to);
        }
        if (each.to > each.from) left.append(each);
    }
    return left;
}

Duration lengthOf(const QVector<TimeRange>& stretches) {
    Duration sum;
    for (const TimeRange& each : stretches) sum += each.to - each.from;
    return sum;
}

QVector<TimeRange> activeTimes(const RunPicture& p, TimeRange range) {
    QVector<TimeRange> active, gaps;
    // Where nobody is at work on it any more, what had begun was at work until the last entry at the latest.
    const Instant now = isLive(p.summary) ? range.to : std::min(range.to, p.summary.lastEntryAt);
    for (const AttemptSpan& span : p.spans) {
        const Instant until = std::max(backoffEnd(p, span, now), span.to.value > 0 ? span.to : now);
        active.append({std::max(span.from, range.from), std::min(until, range.to)});
    }
    for (const WaitSpan& gap : gapsIn(p.waits, range)) gaps.append({gap.from, gap.to});
    return timesWithout(mergedTimes(active), mergedTimes(gaps));
}

Pace paceIn(const RunPicture& picture, TimeRange range) {
    Pace pace{0, lengthOf(activeTimes(picture, range))};
    if (pace.active.value < 60'000'000) return pace;
    int finished = 0;
    for (const AttemptSpan& attempt : picture.spans)
        finished += attempt.end == AttemptSpan::End::Done && range.has(attempt.to);
    pace.tasksPerMinute = finished / (static_cast<double>(pace.active.value) / microsecondsPerMinute);
    return pace;
}

AwayDigest digestOf(const RunPicture& p, TimeRange range) {
    AwayDigest digest;
    digest.range = range;
    QSet<quint32> done, reused;
    for (const AttemptSpan& attempt : p.spans) {
        if (!range.has(attempt.to)) continue;
        if (attempt.end == AttemptSpan::End::Done) done.insert(attempt.task);
        if (attempt.end == AttemptSpan::End::Reused) reused.insert(attempt.task);
    }
    // In the order of what asks for the person first (ui.md 3.3).
    addConflicts(p, range, digest);
    addPauses(p, digest);
    addFailures(p, range, digest);
    addBudget(p, digest);
    addProviders(p, digest);
    addRetries(p, range, digest);
    addCutOffs(p, range, digest);
    addGaps(p, range, digest);
    addPhases(p, range, digest);
    const int finished = static_cast<int>((done | reused).size());
    int failed = 0;
    for (const DigestRow& row : digest.rows)
        if (row.kind == DigestRow::Kind::Failed) failed += static_cast<int>(row.tasks.size());
    QStringList parts;
    if (finished > 0)
        parts.append(tr("%n task(s) done", nullptr, finished) +
                     (reused.isEmpty() ? QString() : tr(" (%1 reused)").arg(QLocale().toString(reused.size()))));
    if (failed > 0) parts.append(tr("%n failed", nullptr, failed));
    if (p.summary.conflictsOpen > 0 && p.summary.keptReadOnly)
        parts.append(tr("%n conflict(s) left open", nullptr, p.summary.conflictsOpen));
    else if (p.summary.conflictsOpen > 0)
        parts.append(tr("%n conflict(s) need{s} you", nullptr, p.summary.conflictsOpen));
    if (p.summary.paused > 0) parts.append(tr("%n held task(s) wait{s} for you", nullptr, p.summary.paused));
    // Up to now the sum itself counts: the points of its history are told once a second.
    const MicroUsd until = range.to >= p.summary.asOf ? p.summary.spent : spentUntil(p.spend, range.to);
    const MicroUsd spent = until - spentUntil(p.spend, range.from);
    if (spent.value > 0)
        parts.append(tr("%1 spent")
                         .arg(moneyText(spent, p.summary.tokensMeasured ? Certainty::Measured : Certainty::Estimated)));
    if (!parts.isEmpty()) digest.sentence = parts.join(QStringLiteral(", ")) + QLatin1Char('.');
    return digest;
}

}  // namespace skein::ui
