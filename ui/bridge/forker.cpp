#include "ui/bridge/forker.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include "core/runtime/fork.h"
#include "core/runtime/keys/signing_key.h"
#include "core/runtime/reader.h"
#include "ui/bridge/row_builder.h"

namespace skein::ui {

namespace {

constexpr std::size_t block = 5000;  // entries decoded at once

/// Where a task began and where it ended, by entry; 0: not yet.
struct Marks {
    std::uint64_t begun = 0, finished = 0, last = 0;
    Instant beforeBegun, finishedAt, lastAt;
};

Result<Marks> marksOf(const runtime::WorkspaceReader& reader, RunId run, TaskNo task) {
    Marks marks;
    while (true) {
        SKEIN_TRY(const auto events, reader.events(marks.last, block));
        if (events.empty()) return marks;
        for (const auto& committed : events) {
            const auto* started = std::get_if<event::AttemptStarted>(&committed.event);
            const auto* finished = std::get_if<event::TaskFinished>(&committed.event);
            const bool begins = (started && started->run == run && started->task == task) ||
                                (finished && finished->run == run && finished->task == task);
            if (begins && marks.begun == 0) {
                marks.begun = committed.sequence;
                marks.beforeBegun = marks.lastAt;
            }
            if (begins && finished) {
                marks.finished = committed.sequence;
                marks.finishedAt = committed.at;
            }
            marks.last = committed.sequence;
            marks.lastAt = committed.at;
        }
    }
}

Result<ForkPoint> pointAt(const runtime::WorkspaceReader& reader, RunId run, std::uint64_t at, Instant when) {
    SKEIN_TRY(const State state, reader.fold(at));
    ForkPoint point{at, when, 0, {}};
    for (const RunState& one : state.runs) {
        if (one.run != run) continue;
        point.spent = one.spent + one.inherited;
        for (const TaskState& task : one.tasks) point.done += task.hasResult && task.status == TaskStatus::Done;
    }
    return point;
}

QString freeName(const QString& workspace) {
    const QFileInfo parent(workspace);
    const QString stem = parent.path() + QLatin1Char('/') + parent.completeBaseName() + QStringLiteral("-fork");
    for (int number = 1; number < 1000; ++number) {
        const QString path = stem + (number == 1 ? QString() : QStringLiteral("-%1").arg(number)) + ".skein";
        if (!QFileInfo::exists(path)) return path;
    }
    return {};
}

Result<ForkSurvey> surveyOf(const QString& workspace, RunId run, TaskNo task) {
    SKEIN_TRY(const auto reader, runtime::WorkspaceReader::open(workspace.toStdString()));
    SKEIN_TRY(const Marks marks, marksOf(*reader, run, task));
    ForkSurvey survey;
    survey.suggested = freeName(workspace);
    if (marks.begun > 1) { SKEIN_TRY(survey.before, pointAt(*reader, run, marks.begun - 1, marks.beforeBegun)); }
    if (marks.finished > 0) { SKEIN_TRY(survey.after, pointAt(*reader, run, marks.finished, marks.finishedAt)); }
    if (marks.last > 0) { SKEIN_TRY(survey.now, pointAt(*reader, run, marks.last, marks.lastAt)); }
    return survey;
}

ForkOutcome outcomeOf(const QString& workspace, quint64 at, const QString& target, bool keyFileConsent) {
    ForkOutcome outcome;
    outcome.workspace = target;
    const auto made = runtime::forkWorkspace(workspace.toStdString(), at, target.toStdString(), keyFileConsent);
    if (made) {
        outcome.copied = made->copied;
        return outcome;
    }
    outcome.error = text(made.error().describe());
    if (made.error().code == ErrorCode::NeedsPerson)
        outcome.keyFile = text(runtime::keyFilePath().value_or(std::string()));
    return outcome;
}

}  // namespace

void Forker::survey(const QString& workspace, quint32 run, quint32 task) {
    QPointer<Forker> self(this);
    QThreadPool::globalInstance()->start([self, workspace, run, task, generation = ++m_generation] {
        auto found = surveyOf(workspace, RunId{run}, TaskNo{task});
        ForkSurvey survey = found ? *std::move(found) : ForkSurvey();
        if (!found) survey.error = text(found.error().describe());
        QMetaObject::invokeMethod(
            qApp,
            [self, survey, generation] {
                if (self && self->m_generation == generation) emit self->surveyed(survey);
            },
            Qt::QueuedConnection);
    });
}

void Forker::fork(const QString& workspace, quint64 at, const QString& target, bool keyFileConsent) {
    QPointer<Forker> self(this);
    QThreadPool::globalInstance()->start([self, workspace, at, target, keyFileConsent, generation = ++m_generation] {
        const ForkOutcome outcome = outcomeOf(workspace, at, target, keyFileConsent);
        QMetaObject::invokeMethod(
            qApp,
            [self, outcome, generation] {
                if (self && self->m_generation == generation) emit self->forked(outcome);
            },
            Qt::QueuedConnection);
    });
}

}  // namespace skein::ui
