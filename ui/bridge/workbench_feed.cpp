#include "ui/bridge/workbench_feed.h"

#include <QDateTime>
#include <QFileInfo>

#include "core/runtime/deliver.h"
#include "core/runtime/keys/signing_key.h"
#include "core/runtime/store/workspace_store.h"
#include "core/runtime/workbench.h"
#include "ui/bridge/details.h"
#include "ui/bridge/fold_worker.h"

namespace skein::ui {

namespace {
constexpr int visibleMs = 100;  // ui.md section 6.2
constexpr int hiddenMs = 1000;
}  // namespace

/// The way to the writer of one workspace, opened at the first command. Used by the command thread only.
class CommandChannel {
public:
    /// `outputFolder`: where a host started from here writes the deliverable; empty: nowhere.
    CommandChannel(const QString& path, const QString& controlProgram, const QString& outputFolder) {
        m_options.path = path.toStdString();
        m_options.hosting = runtime::Hosting::Spawn;
        m_options.controlProgram = controlProgram.toStdString();
        m_options.outputFolder = outputFolder.toStdString();
    }

    Result<Json> call(const std::string& method, const Json& parameters) {
        SKEIN_TRY(runtime::Workbench * bench, open());
        auto reply = bench->call(method, parameters);
        // The writer may have ended since; the next command looks for it again.
        if (!reply && reply.error().code == ErrorCode::Unavailable) m_bench.reset();
        return reply;
    }

    Result<Json> writeDeliverable(RunId run, const std::string& folder) {
        SKEIN_TRY(runtime::Workbench * bench, open());
        return bench->writeDeliverable(run, folder);
    }

    /// The same of a workspace that nobody may write to: by reading alone.
    Result<Json> readDeliverable(RunId run, const std::string& folder) {
        SKEIN_TRY(const auto reader, runtime::WorkspaceReader::open(m_options.path));
        SKEIN_TRY(const auto state, reader->fold());
        return runtime::writeDeliverable(*reader, state, run, folder);
    }

private:
    Result<runtime::Workbench*> open() {
        if (!m_bench) { SKEIN_TRY(m_bench, runtime::Workbench::open(m_options)); }
        return m_bench.get();
    }

    runtime::WorkbenchOptions m_options;
    std::unique_ptr<runtime::Workbench> m_bench;
};

namespace {

/// Where detached hosts write their messages (core/runtime/workbench.h).
QString hostLog() {
    const auto folder = runtime::defaultStateFolder();
    return folder ? text(*folder + "/host.log") : QString();
}

}  // namespace

WorkbenchFeed::WorkbenchFeed(QString controlProgram, QObject* parent)
    : RunFeed(parent), m_controlProgram(std::move(controlProgram)), m_fold(new FoldWorker) {
    qRegisterMetaType<RunDelta>();
    qRegisterMetaType<TaskDetails>();
    qRegisterMetaType<ConflictDetails>();
    qRegisterMetaType<Consequences>();
    qRegisterMetaType<CostStory>();
    qRegisterMetaType<GoalRequest>();
    m_commands.setMaxThreadCount(1);
    m_thread.setObjectName(QStringLiteral("skein-fold"));
    m_fold->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_fold, &QObject::deleteLater);
    connect(m_fold, &FoldWorker::delta, this, [this](const RunDelta& change) {
        if (change.summary) {
            m_run = change.summary->run;
            m_unwritable = change.summary->unwritable;
            m_keptReadOnly = change.summary->keptReadOnly;
        }
        emit delta(change);
    });
    connect(m_fold, &FoldWorker::taskReady, this, &RunFeed::taskReady);
    connect(m_fold, &FoldWorker::conflictReady, this, &RunFeed::conflictReady);
    connect(m_fold, &FoldWorker::costsReady, this, &RunFeed::costsReady);
    connect(m_fold, &FoldWorker::lost, this, &RunFeed::lost);
    connect(m_fold, &FoldWorker::progress, this, &RunFeed::progress);
    m_thread.start();
}

WorkbenchFeed::~WorkbenchFeed() {
    m_commands.clear();
    m_commands.waitForDone();
    m_thread.quit();
    m_thread.wait();
}

void WorkbenchFeed::openWorkspace(const QString& path) {
    m_unwritable.clear();
    m_keptReadOnly = false;
    m_channel = std::make_shared<CommandChannel>(path, m_controlProgram, QString());
    QMetaObject::invokeMethod(
        m_fold, [fold = m_fold, path] { fold->open(path, 0); }, Qt::QueuedConnection);
}

void WorkbenchFeed::startGoal(const GoalRequest& goal) {
    m_commands.start([this, goal] {
        runtime::KeyStoreOptions options;
        if (goal.keyFileConsent) options.fileConsent = runtime::FileConsent::Given;
        // The run's own process finds the key that is made here, or refuses for the same reason.
        const auto key = runtime::SigningKey::loadOrCreate(options);
        QMetaObject::invokeMethod(
            this,
            [this, goal, error = key ? std::optional<Error>() : key.error()] {
                if (!error) return launch(goal);
                emit progress({});
                const QString reason = text(error->message);
                if (error->code == ErrorCode::NeedsPerson)
                    return emit consentNeeded(goal, text(runtime::keyFilePath().value_or(std::string())), reason);
                emit lost(tr("The run could not be started: its signing key cannot be used"), text(error->describe()));
            },
            Qt::QueuedConnection);
    });
}

void WorkbenchFeed::launch(const GoalRequest& goal) {
    m_unwritable.clear();
    m_keptReadOnly = false;
    m_channel = std::make_shared<CommandChannel>(goal.workspace, m_controlProgram, goal.outputFolder);
    runtime::DetachedRun run;
    run.controlProgram = m_controlProgram.toStdString();
    run.goalFile = goal.goalFile.toStdString();
    run.workspace = goal.workspace.toStdString();
    run.outputFolder = goal.outputFolder.toStdString();
    const auto add = [&run](const char* option, const std::string& value) {
        if (!value.empty()) run.moreArguments.insert(run.moreArguments.end(), {option, value});
    };
    if (goal.agents) add("--agents", std::to_string(*goal.agents));
    if (goal.budget) add("--budget", formatUsd(*goal.budget));
    add("--provider", goal.provider.toStdString());
    add("--model", goal.model.toStdString());
    add("--price", goal.price.toStdString());
    m_commands.start([this, run, path = goal.workspace] {
        const QString log = hostLog();
        const qint64 written = QFileInfo(log).size();
        const auto pid = runtime::startDetached(run);
        QMetaObject::invokeMethod(
            this,
            [this, pid, path, log, written] {
                if (!pid) {
                    emit progress({});
                    emit lost(tr("The run could not be started"), text(pid.error().describe()));
                    return;
                }
                QMetaObject::invokeMethod(
                    m_fold, [fold = m_fold, path, id = *pid, log, written] { fold->open(path, id, log, written); },
                    Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
    });
}

RunFeed::Request WorkbenchFeed::requestTask(quint32 task) {
    const Request request = ++m_next;
    QMetaObject::invokeMethod(
        m_fold, [fold = m_fold, request, task] { fold->requestTask(request, task); }, Qt::QueuedConnection);
    return request;
}

RunFeed::Request WorkbenchFeed::requestConflict(quint32 conflict) {
    const Request request = ++m_next;
    QMetaObject::invokeMethod(
        m_fold, [fold = m_fold, request, conflict] { fold->requestConflict(request, conflict); }, Qt::QueuedConnection);
    return request;
}

RunFeed::Request WorkbenchFeed::requestCosts(const QString& by) {
    const Request request = ++m_next;
    QMetaObject::invokeMethod(
        m_fold, [fold = m_fold, request, by] { fold->requestCosts(request, by); }, Qt::QueuedConnection);
    return request;
}

void WorkbenchFeed::run(std::function<void(CommandChannel&)> work) {
    m_commands.start([channel = m_channel, work = std::move(work)] {
        if (channel) work(*channel);
    });
}

RunFeed::Request WorkbenchFeed::send(const std::string& method, Json parameters) {
    const Request request = ++m_next;
    // Commands are off then; what comes all the same (a key pressed a moment ago) reaches no file.
    if (!m_unwritable.isEmpty()) {
        QMetaObject::invokeMethod(
            this, [this, request, why = m_unwritable] { emit commandDone(request, why, {}); }, Qt::QueuedConnection);
        return request;
    }
    run([this, request, method, parameters = std::move(parameters)](CommandChannel& channel) {
        const auto reply = channel.call(method, parameters);
        emit commandDone(request, reply ? QString() : text(reply.error().describe()), {});
    });
    return request;
}

Json WorkbenchFeed::ofRun() const { return {{"run", m_run}}; }

RunFeed::Request WorkbenchFeed::preview(quint32 conflict, Answer answer) {
    const Request request = ++m_next;
    if (!m_unwritable.isEmpty()) {  // a host that could work it out takes the file to write
        Consequences none;
        none.conflict = conflict;
        none.answer = answer;
        none.error = m_unwritable;
        QMetaObject::invokeMethod(
            this, [this, request, none] { emit consequencesReady(request, none); }, Qt::QueuedConnection);
        return request;
    }
    run([this, request, conflict, answer](CommandChannel& channel) {
        const auto reply = channel.call("conflict.preview", {{"conflict", conflict}, {"take", takeName(answer)}});
        emit consequencesReady(request, consequencesFrom(conflict, answer, reply));
    });
    return request;
}

RunFeed::Request WorkbenchFeed::resolve(quint32 conflict, Answer answer, const QString& ownText) {
    Json parameters{{"conflict", conflict}, {"take", takeName(answer)}};
    if (!ownText.isEmpty()) parameters["text"] = ownText.toStdString();
    return send("conflict.resolve", std::move(parameters));
}

RunFeed::Request WorkbenchFeed::undoResolution(quint32 conflict) {
    return send("conflict.undo", {{"conflict", conflict}});
}
RunFeed::Request WorkbenchFeed::hold() { return send("run.hold", ofRun()); }
RunFeed::Request WorkbenchFeed::resume() { return send("run.resume", ofRun()); }

RunFeed::Request WorkbenchFeed::resumeUntil(Instant until) {
    Json parameters = ofRun();
    parameters["until"] = until.value > 0 ? Json(formatInstant(until)) : Json(nullptr);
    return send("run.resume", std::move(parameters));
}

RunFeed::Request WorkbenchFeed::stop(StopChoice choice) {
    Json parameters = ofRun();
    parameters["mode"] = choice == StopChoice::Now ? "now" : "drain";
    return send("run.stop", std::move(parameters));
}

RunFeed::Request WorkbenchFeed::changeBudget(const BudgetRow& of, MicroUsd limit) {
    Json parameters = ofRun();
    parameters["scope"] = nameIn(EnumNames<BudgetScope>::table, of.scope);
    if (of.scope == BudgetScope::Swarm) parameters["swarm"] = of.name.toStdString();
    if (of.scope == BudgetScope::Task) parameters["task"] = of.task;
    if (of.scope == BudgetScope::Day) parameters["utc_offset"] = QDateTime::currentDateTime().offsetFromUtc() / 60;
    parameters["budget_micro_usd"] = limit.value;
    return send("budget.change", std::move(parameters));
}

RunFeed::Request WorkbenchFeed::retry(const QVector<quint32>& tasks, bool after) {
    Json parameters = ofRun();
    parameters["tasks"] = std::vector<quint32>(tasks.begin(), tasks.end());
    parameters["downstream"] = after;
    return send("task.retry", std::move(parameters));
}

RunFeed::Request WorkbenchFeed::changePauses(const QVector<quint32>& tasks, bool hold) {
    Json parameters = ofRun();
    parameters["tasks"] = std::vector<quint32>(tasks.begin(), tasks.end());
    parameters["hold"] = hold;
    return send("pause.change", std::move(parameters));
}

RunFeed::Request WorkbenchFeed::saveDeliverable(const QString& folder) {
    const Request request = ++m_next;
    run([this, request, id = RunId{m_run}, folder, looked = m_keptReadOnly](CommandChannel& channel) {
        const auto reply = looked ? channel.readDeliverable(id, folder.toStdString())
                                  : channel.writeDeliverable(id, folder.toStdString());
        const auto path = [&reply](const char* key) {
            return reply && reply->contains(key) && (*reply)[key].is_string() ? text((*reply)[key].get<std::string>())
                                                                              : QString();
        };
        emit commandDone(request, reply ? QString() : text(reply.error().describe()), path("deliverable"));
    });
    return request;
}

void WorkbenchFeed::setVisible(bool visible) {
    QMetaObject::invokeMethod(
        m_fold, [fold = m_fold, visible] { fold->setInterval(visible ? visibleMs : hiddenMs); }, Qt::QueuedConnection);
}

}  // namespace skein::ui
