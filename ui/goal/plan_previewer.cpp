#include "ui/goal/plan_previewer.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QPointer>
#include <algorithm>
#include <map>

#include "core/plan/proposal.h"
#include "core/runtime/reader.h"
#include "core/runtime/record_sources.h"
#include "core/runtime/start_run.h"
#include "ui/common/formats.h"
#include "ui/goal/estimate_words.h"

namespace skein::ui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

Result<runtime::PreparedRun> prepared(const QString& goalFile, const QString& provider, const QString& model) {
    runtime::RunRequest request;
    request.goalFile = goalFile.toStdString();
    request.provider = provider.toStdString();
    request.model = model.toStdString();
    return runtime::prepareRun(request);
}

PlanPreview previewOf(const QString& goalFile, const QString& provider, const QString& model,
                      const std::atomic<bool>& stop) {
    PlanPreview preview;
    auto run = prepared(goalFile, provider, model);
    if (!run) {
        preview.error = text(run.error().message);
        return preview;
    }
    preview.isPaid = !run->models.free();
    if (run->goal.recipe.empty()) preview.proposedByModel = true;
    const auto files = runtime::surveySources(run->roots, run->goal.exclude, &stop);
    if (!files) {
        preview.error = text(files.error().message);
        return preview;
    }
    auto paths = std::make_shared<std::vector<std::string>>();
    for (const auto& file : *files) paths->push_back(file.path);
    std::sort(paths->begin(), paths->end());
    preview.paths = std::move(paths);
    const auto planned = runtime::planRun(*run, *files);
    if (preview.proposedByModel) {
        // Its plan is one task, which plans: what that takes is known before it is asked for.
        const auto estimate =
            planned ? runtime::estimateOf(*run) : Result<runtime::RunEstimate>(Failure(planned.error()));
        if (!estimate) preview.error = text(estimate.error().message);
        else
            preview.planning =
                PlanPreviewer::tr("%1, %2; %3")
                    .arg(timeRangeText(estimate->outlook.time),
                         estimate->outlook.priced && estimate->unpriced == 0 ? moneyRangeText(estimate->outlook.cost)
                                                                             : PlanPreviewer::tr("cost unknown"),
                         basisText(estimate->outlook.basis));
        return preview;
    }
    preview.plan = run->plan;
    if (!planned) (run->plan.tasks.empty() ? preview.error : preview.refused) = text(planned.error().message);
    return preview;
}

}  // namespace

/// What finished tasks of other workspaces took, read once for each and the models in question.
struct EarlierRuns {
    std::map<QStringList, plan::History> read;  ///< by path, provider and model
};

namespace {

constexpr int mostEarlier = 8;  // workspaces that are looked into, newest first

/// Draws from the newest workspace in `folder` that tells of the models in question. The name of it; empty: none does.
QString learnFromOthers(runtime::PreparedRun& run, const QString& folder, const QString& provider, const QString& model,
                        EarlierRuns& earlier, const std::atomic<bool>& stop) {
    if (folder.isEmpty()) return {};
    const auto found = QDir(folder).entryInfoList({QStringLiteral("*.skein")},
                                                  QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
    for (int i = 0; i < std::min<int>(mostEarlier, static_cast<int>(found.size())) && !stop; ++i) {
        const QString path = found[i].absoluteFilePath();
        const QStringList key{path, provider, model};
        auto known = earlier.read.find(key);
        if (known == earlier.read.end()) {
            // What cannot be read tells nothing; whoever opens it hears why.
            const auto reader = runtime::WorkspaceReader::open(path.toStdString());
            runtime::PreparedRun asked = run;
            const bool learned = reader && runtime::learnFromPast(asked, **reader);
            known = earlier.read.emplace(key, learned ? asked.history : plan::History()).first;
        }
        if (known->second.results() == 0) continue;
        run.history = known->second;
        return found[i].completeBaseName();
    }
    return {};
}

PlanFigures figuresOf(const QString& goalFile, const QString& provider, const QString& model, const Plan& plan,
                      const QString& workspace, const QString& folder, EarlierRuns& earlier,
                      const std::atomic<bool>& stop) {
    PlanFigures figures;
    auto run = prepared(goalFile, provider, model);
    if (!run) {
        figures.error = text(run.error().message);
        return figures;
    }
    run->plan = plan;
    // Earlier runs of the same workspace tell how long things take; without any the plan's own figures do.
    if (QFileInfo::exists(workspace))
        if (auto reader = runtime::WorkspaceReader::open(workspace.toStdString()); reader)
            if (const auto learned = runtime::learnFromPast(*run, **reader); !learned)
                figures.basis = text(learned.error().message);
    const QString other =
        run->history.results() > 0 ? QString() : learnFromOthers(*run, folder, provider, model, earlier, stop);
    const auto estimate = runtime::estimateOf(*run);
    if (!estimate) {
        figures.error = text(estimate.error().message);
        return figures;
    }
    figures.time = timeRangeText(estimate->outlook.time);
    figures.cost = estimate->outlook.priced && estimate->unpriced == 0 ? moneyRangeText(estimate->outlook.cost)
                                                                       : PlanPreviewer::tr("cost unknown");
    figures.basis = basisText(estimate->outlook.basis);
    if (!other.isEmpty())
        figures.basis = PlanPreviewer::tr("%1 (in the workspace \u201c%2\u201d)").arg(figures.basis, other);
    if (run->budget && estimate->outlook.priced) figures.fitsBudget = estimate->outlook.cost.p90 <= run->budget->value;
    for (const auto& task : plan.tasks)
        figures.withoutChecks += task.checks.empty() && task.kind != plan::assemblerKind;
    for (const auto& phase : estimate->phases)
        figures.phases.append({text(phase.name), roughDurationText(phase.work), static_cast<int>(phase.tasks)});
    return figures;
}

}  // namespace

PlanPreviewer::PlanPreviewer(QObject* parent) : QObject(parent), m_earlier(std::make_shared<EarlierRuns>()) {
    m_pool.setMaxThreadCount(1);
}

PlanPreviewer::~PlanPreviewer() {
    for (const Stop& stop : {m_preview, m_estimate})
        if (stop) *stop = true;
    m_pool.clear();
    m_pool.waitForDone();
}

template <class Work, class Tell>
void PlanPreviewer::run(Stop& current, Work work, Tell tell) {
    if (current) *current = true;
    const auto stop = current = std::make_shared<std::atomic<bool>>(false);
    if (m_busy++ == 0) emit busyChanged();
    m_pool.start([this, stop, work = std::move(work), tell = std::move(tell)] {
        decltype(work(*stop)) answer;
        if (!*stop) answer = work(*stop);
        QMetaObject::invokeMethod(
            this,
            [this, stop, answer = std::move(answer), tell] {
                if (--m_busy == 0) emit busyChanged();
                if (!*stop) tell(answer);
            },
            Qt::QueuedConnection);
    });
}

void PlanPreviewer::preview(const QString& goalFile, const QString& provider, const QString& model) {
    run(
        m_preview, [goalFile, provider, model](const auto& stop) { return previewOf(goalFile, provider, model, stop); },
        [this](const PlanPreview& answer) { emit previewed(answer); });
}

void PlanPreviewer::estimate(const QString& goalFile, const QString& provider, const QString& model, const Plan& plan,
                             const QString& workspace, const QString& earlier) {
    run(
        m_estimate,
        [goalFile, provider, model, plan, workspace, earlier, read = m_earlier](const auto& stop) {
            return figuresOf(goalFile, provider, model, plan, workspace, earlier, *read, stop);
        },
        [this](const PlanFigures& answer) { emit estimated(answer); });
}

}  // namespace skein::ui
