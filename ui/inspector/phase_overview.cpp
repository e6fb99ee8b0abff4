#include "ui/inspector/phase_overview.h"

#include <QVBoxLayout>

namespace skein::ui {

PhaseOverview::PhaseOverview(const Theme& theme, QWidget* parent) : QScrollArea(parent), m_theme(theme) {
    setObjectName(QStringLiteral("phaseOverview"));
    setAccessibleName(tr("The run, phase by phase"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 16, 12, 12);
    column->setSpacing(8);
    auto* heading = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, page);
    heading->setText(tr("The whole run"));
    m_goal = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    m_goal->setObjectName(QStringLiteral("overviewGoal"));
    column->addWidget(heading);
    column->addWidget(m_goal);
    m_answers = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    m_answers->setObjectName(QStringLiteral("inspectorAnswers"));
    m_answers->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_answers->hide();
    column->addWidget(m_answers);
    column->addSpacing(8);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(16);
    column->addLayout(m_rows);
    column->addSpacing(8);
    auto* hint = new ThemedLabel(theme, TextRole::Body, Token::TextMuted, ThemedLabel::Wrap::Sentence, page);
    hint->setText(tr("Select a task in the graph or the table to see its context, output and attempts."));
    column->addWidget(hint);
    column->addStretch(1);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    setWidget(page);
}

void PhaseOverview::rebuild(const PlanView& plan) {
    qDeleteAll(m_boxes);
    m_boxes.clear();
    m_parts.clear();
    m_phases = plan.phases;
    for (int i = 0; i < m_phases.size(); ++i) {
        auto* box = new QWidget(widget());
        auto* column = new QVBoxLayout(box);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(4);
        auto* name = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::Sentence, box);
        name->setText(m_phases[i].isEmpty() ? tr("Without a phase") : m_phases[i]);
        auto* strip = new StatusStrip(m_theme, box);
        strip->setObjectName(QStringLiteral("phaseStrip%1").arg(i));
        auto* words =
            new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, box);
        column->addWidget(name);
        column->addWidget(strip);
        column->addWidget(words);
        m_rows->addWidget(box);
        m_boxes.append(box);
        m_parts.append({words, strip});
    }
    m_counts.fill({}, m_phases.size());
    m_tasks.clear();
    for (const TaskRow& task : plan.tasks) {
        const int phase = static_cast<int>(m_phases.indexOf(task.phase));
        m_tasks.append({phase, task.status});
        if (phase >= 0) ++m_counts[phase][static_cast<std::size_t>(task.status)];
    }
}

void PhaseOverview::take(const RunDelta& delta) {
    if (delta.summary) {
        m_goal->setText(delta.summary->goal);
        QStringList lines;
        for (const PlanAnswer& answer : delta.summary->answers) lines.append(answer.words);
        m_answers->setText(lines.join(QLatin1Char('\n')));
        m_answers->setVisible(!lines.isEmpty());
    }
    if (delta.plan) rebuild(*delta.plan);
    for (const TaskRow& task : delta.tasks) {
        const int index = static_cast<int>(task.no) - 1;
        if (index < 0 || index >= m_tasks.size()) continue;
        auto& [phase, status] = m_tasks[index];
        if (phase < 0) continue;
        --m_counts[phase][static_cast<std::size_t>(status)];
        ++m_counts[phase][static_cast<std::size_t>(task.status)];
        status = task.status;
    }
    if (delta.plan || !delta.tasks.isEmpty()) refresh();
}

void PhaseOverview::refresh() {
    for (int i = 0; i < m_parts.size(); ++i) {
        m_parts[i].strip->setCounts(m_counts[i]);
        m_parts[i].words->setText(statusCountsText(m_counts[i]));
    }
}

}  // namespace skein::ui
