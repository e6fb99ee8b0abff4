#include "ui/goal/model_planner.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTimer>

#include <csignal>

#include "core/plan/plan_file.h"

namespace skein::ui {

namespace {

constexpr int mostSaid = 8'000;      // characters of what it said, of which the end is shown
constexpr int secondSignalMs = 400;  // the first interrupt lets running calls finish, the second breaks them off
constexpr int endMs = 10'000;

}  // namespace

ModelPlanner::ModelPlanner(QObject* parent) : QObject(parent) {
    setProgram({});
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::readyRead, this, &ModelPlanner::readLines);
    connect(&m_process, &QProcess::finished, this,
            [this](int status, QProcess::ExitStatus how) { ended(how == QProcess::NormalExit ? status : -1); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        emit planningChanged();
        emit failed(tr("%1 cannot be started: %2").arg(m_program, m_process.errorString()));
    });
}

ModelPlanner::~ModelPlanner() {
    m_process.disconnect(this);
    if (!isPlanning()) return;
    m_process.terminate();
    if (!m_process.waitForFinished(1'000)) m_process.kill();
    m_process.waitForFinished(1'000);
}

void ModelPlanner::setProgram(const QString& program) {
    m_program =
        program.isEmpty() ? QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("skeinctl")) : program;
}

void ModelPlanner::plan(const PlanningWish& wish) {
    if (isPlanning()) return;
    m_cancelled = false;
    m_said.clear();
    m_planFile = wish.workspace + QStringLiteral(".plan.json");
    QFile::remove(m_planFile);  // ours: named after the workspace, and made anew
    QStringList words{QStringLiteral("plan"),  wish.goalFile, QStringLiteral("--workspace"), wish.workspace,
                      QStringLiteral("--out"), m_planFile,    QStringLiteral("--yes")};
    const auto add = [&words](const char* option, const QString& value) {
        if (!value.trimmed().isEmpty()) words << QString::fromLatin1(option) << value.trimmed();
    };
    add("--provider", wish.provider);
    add("--model", wish.model);
    add("--budget", wish.budget);
    if (wish.agents > 0) add("--agents", QString::number(wish.agents));
    m_process.start(m_program, words);
    emit planningChanged();
}

void ModelPlanner::cancel() {
    if (!isPlanning() || m_cancelled) return;
    m_cancelled = true;
    const auto interrupt = [this] {
        if (isPlanning()) ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
    };
    interrupt();
    QTimer::singleShot(secondSignalMs, this, interrupt);
    QTimer::singleShot(endMs, this, [this, id = m_process.processId()] {
        if (isPlanning() && m_cancelled && m_process.processId() == id) m_process.kill();
    });
}

void ModelPlanner::readLines() {
    m_said += QString::fromUtf8(m_process.readAll());
    m_said = m_said.right(mostSaid);
    const QStringList lines = m_said.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    if (!lines.isEmpty()) emit progress(lines.last().trimmed().left(200));
}

void ModelPlanner::ended(int status) {
    readLines();
    emit planningChanged();
    if (m_cancelled) return emit cancelled();
    if (status != 0) {
        // What went wrong stands at the end, behind what it did.
        QStringList lines = m_said.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        while (lines.size() > 6) lines.removeFirst();
        return emit failed(lines.isEmpty() ? tr("It ended with status %1 and said nothing.").arg(status)
                                           : lines.join(QLatin1Char('\n')));
    }
    const auto plan = plan::readPlanFile(m_planFile.toStdString());
    if (!plan) return emit failed(QString::fromStdString(plan.error().message));
    emit proposed(*plan);
}

}  // namespace skein::ui
