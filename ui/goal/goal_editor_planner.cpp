// GoalEditor: a plan that a model proposes.
#include <QDateTime>
#include <QDir>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/skein_style.h"
#include "ui/goal/goal_editor.h"

namespace skein::ui {

QWidget* GoalEditor::makePlanner(QWidget* parent) {
    m_plannerBar = new QWidget(parent);
    auto* column = new QVBoxLayout(m_plannerBar);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    column->addLayout(row);
    const auto button = [&](const QString& words, const QString& objectName) {
        auto* made = new QPushButton(words, m_plannerBar);
        made->setObjectName(objectName);
        row->addWidget(made);
        return made;
    };
    m_planButton = button(tr("Plan with the model"), QStringLiteral("planWithModel"));
    m_planCancel = button(tr("Cancel planning"), QStringLiteral("planCancel"));
    connect(m_planButton, &QPushButton::clicked, this, &GoalEditor::planWithModel);
    connect(m_planCancel, &QPushButton::clicked, &m_planner, &ModelPlanner::cancel);
    m_planState =
        new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, m_plannerBar);
    m_planState->setObjectName(QStringLiteral("planState"));
    m_planState->setTextFormat(Qt::PlainText);
    row->addStretch(1);
    column->addWidget(m_planState);
    m_plannerBar->hide();
    return m_plannerBar;
}

void GoalEditor::follow(ModelPlanner& planner) {
    connect(&planner, &ModelPlanner::planningChanged, this, [this] {
        showPlanner();
        showStart();
    });
    connect(&planner, &ModelPlanner::progress, this,
            [this](const QString& line) { m_planState->setText(tr("Planning: %1").arg(line)); });
    connect(&planner, &ModelPlanner::proposed, this, [this](const Plan& plan) {
        m_draft.propose(plan);
        showPlanner();
        showStart();
    });
    connect(&planner, &ModelPlanner::failed, this,
            [this](const QString& reason) { tellPlanner(tr("The model made no plan"), reason); });
    connect(&planner, &ModelPlanner::cancelled, this, [this] {
        tellPlanner(tr("Planning was cancelled"),
                    tr("The plan is as it was. A call that was under way may be charged."));
    });
}

void GoalEditor::tellPlanner(const QString& message, const QString& detail) {
    m_plannedFor.clear();
    m_planWorkspace.clear();
    m_banner->setAction(tr("Plan again"), [this] { planWithModel(); });
    m_banner->showMessage(BannerKind::Error, message, detail);
    showPlanner();
    showStart();
}

QStringList GoalEditor::wordsOfGoal() const {
    const GoalForm& form = m_draft.form();
    return QStringList{form.statement.trimmed()} + form.constraints + form.doneWhen + form.sources;
}

void GoalEditor::planWithModel() {
    if (m_planner.isPlanning() || !m_byModel) return;
    const QString name =
        QStringLiteral("planned") + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmmss-zzz"));
    const auto file = writeGoal(name + QStringLiteral(".yaml"));
    if (!file) return tellPlanner(tr("The model made no plan"), QString::fromStdString(file.error().message));
    m_banner->hide();
    m_planWorkspace = m_workspace->text().trimmed().isEmpty() ? QDir(m_folder).filePath(name + QStringLiteral(".skein"))
                                                              : m_workspace->text().trimmed();
    m_plannedFor = wordsOfGoal();
    const GoalForm& form = m_draft.form();
    m_planState->setText(tr("Planning: the model is asked\u2026"));
    m_planner.plan({*file, m_planWorkspace, form.provider, form.model, form.budget, form.agents});
}

void GoalEditor::showPlanner() {
    m_plannerBar->setVisible(m_byModel);
    if (!m_byModel) return;
    const bool planning = m_planner.isPlanning();
    m_planCancel->setVisible(planning);
    m_planButton->setVisible(!planning);
    const bool planned = !m_plannedFor.isEmpty() && !planning;
    m_planButton->setText(planned ? tr("Plan again") : tr("Plan with the model"));
    const bool needsBudget = m_paid && m_draft.form().budget.trimmed().isEmpty();
    const QString reason = needsBudget ? tr("Calls to a model cost money: set a budget.")
                           : !m_ready  ? tr("The goal is being read.")
                                       : QString();
    m_planButton->setEnabled(reason.isEmpty());
    m_planButton->setToolTip(reason);
    m_planButton->setAccessibleDescription(reason);
    setVariant(m_planButton, planned ? ButtonVariant::Normal : ButtonVariant::Primary);
    if (planning) return;
    if (planned && m_plannedFor != wordsOfGoal())
        m_planState->setText(tr("The goal is no longer the one that was planned. Planning again: %1.").arg(m_planning));
    else if (!reason.isEmpty()) m_planState->setText(reason);
    else m_planState->setText(m_planning.isEmpty() ? QString() : tr("Planning will take %1.").arg(m_planning));
}

}  // namespace skein::ui
