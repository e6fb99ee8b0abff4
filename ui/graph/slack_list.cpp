#include "ui/graph/slack_list.h"

#include <QHeaderView>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/status_delegate.h"

namespace skein::ui {

namespace {

enum Column { State, Title, Slack, Left, Phase };

QString amountText(Duration amount, bool byTime) {
    return byTime ? durationText(amount) : QLocale().toString(static_cast<qlonglong>(amount.value));
}

}  // namespace

SlackList::SlackList(const Theme& theme, SelectionContext& selection, RunFeed& feed, QWidget* parent)
    : QWidget(parent), m_selection(selection) {
    setObjectName(QStringLiteral("slackList"));
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    using Model = LiveTableModel<SlackRow>;
    m_model = new Model(
        [](const SlackRow& row) { return quint64{row.task.no}; },
        {Model::Column{tr("State"), tr("What the task is doing"), left,
                       [](const SlackRow& r) { return statusWord(r.task.status); },
                       [](const SlackRow& a, const SlackRow& b) { return a.task.status < b.task.status; }},
         Model::Column{tr("Title"),
                       {},
                       left,
                       [](const SlackRow& r) { return r.task.title.isEmpty() ? r.task.id : r.task.title; },
                       [](const SlackRow& a, const SlackRow& b) { return a.task.title < b.task.title; }},
         Model::Column{tr("Slack"), tr("So much later it may end without moving the end of the run; an estimate"),
                       right,
                       [this](const SlackRow& r) {
                           return r.critical || r.slack.value == 0
                                      ? tr("none")
                                      : QStringLiteral("~") + amountText(r.slack, m_forecast.pathByTime);
                       },
                       [](const SlackRow& a, const SlackRow& b) {
                           return std::pair(a.slack, !a.critical) < std::pair(b.slack, !b.critical);
                       }},
         Model::Column{
             tr("Left"), tr("So long it is expected to take from now on; an estimate"), right,
             [this](const SlackRow& r) { return QStringLiteral("~") + amountText(r.left, m_forecast.pathByTime); },
             [](const SlackRow& a, const SlackRow& b) { return a.left < b.left; }},
         Model::Column{tr("Phase"),
                       {},
                       left,
                       [](const SlackRow& r) { return r.task.phase; },
                       [](const SlackRow& a, const SlackRow& b) { return a.task.phase < b.task.phase; }}},
        this);
    m_model->roles = [](const SlackRow& row, int column, int role) -> QVariant {
        if (role == StatusRole) return static_cast<int>(row.task.status);
        if (role == TryRole) return row.task.attempt;
        if (role == Qt::ToolTipRole && column == Title) return row.task.title;
        return {};
    };
    m_model->setFilter([](const SlackRow& row) { return row.slack.value >= 0; });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_note = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_note->setObjectName(QStringLiteral("slackNote"));
    m_note->setContentsMargins(12, 4, 12, 4);
    m_note->setMinimumWidth(1);
    column->addWidget(m_note);
    m_table = new Table(theme, this);
    m_table->setObjectName(QStringLiteral("slackTable"));
    m_table->setAccessibleName(tr("Slack of what is left"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(State, new StatusDelegate(theme, this));
    m_table->setColumnSamples({QStringLiteral("      %1  ").arg(statusWord(Status::NeedsYou)),
                               QStringLiteral("Digest the configuration"), QStringLiteral("~10 h 10 min"),
                               QStringLiteral("~10 h 10 min"), QStringLiteral("Cross-reference")});
    m_table->setStretchColumn(Title);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(Slack, Qt::AscendingOrder);
    column->addWidget(m_table, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (const SlackRow* row = m_model->rowAt(now.row()); row && m_table->hasFocus())
            m_selection.setTask(row->task.no);
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (const SlackRow* row = m_model->rowAt(index.row())) m_selection.setTask(row->task.no);
    });
    connect(&selection, &SelectionContext::taskChanged, this, [this](quint32 task) {
        const QModelIndex index = m_model->indexOf(task);
        if (index.isValid() && index.row() != m_table->currentIndex().row()) m_table->selectRow(index.row());
    });
    connect(m_model, &QAbstractItemModel::layoutChanged, this, &SlackList::describe);
    connect(&feed, &RunFeed::delta, this, &SlackList::take);
    describe();
}

void SlackList::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void SlackList::take(const RunDelta& delta) {
    if (delta.plan) {
        m_another = m_another || delta.plan->run != m_run || delta.plan->tasks.size() < m_tasks.size();
        m_run = delta.plan->run;
        m_tasks = delta.plan->tasks;
    }
    for (const TaskRow& row : delta.tasks)
        if (row.no >= 1 && static_cast<int>(row.no) <= m_tasks.size()) m_tasks[static_cast<int>(row.no) - 1] = row;
    if (delta.forecast) m_forecast = *delta.forecast;
    if (!delta.plan && !delta.forecast) return;
    m_stale = true;
    if (isVisible()) refresh();
}

void SlackList::refresh() {
    m_stale = false;
    const QSet<quint32> critical(m_forecast.criticalPath.cbegin(), m_forecast.criticalPath.cend());
    QVector<SlackRow> rows;
    rows.reserve(m_tasks.size());
    for (int i = 0; i < m_tasks.size(); ++i)
        rows.append({m_tasks[i], m_forecast.slack.value(i, Duration{-1}), m_forecast.left.value(i, Duration{-1}),
                     critical.contains(m_tasks[i].no)});
    if (std::exchange(m_another, false) || m_model->totalRows() == 0) m_model->replace(rows);
    else m_model->upsert(rows);
    sortAgain();
}

void SlackList::sortAgain() {
    // Rows do not move under whoever is in them; the header sorts again.
    if (!m_table->hasFocus()) m_model->resort();
    describe();
}

void SlackList::describe() {
    const int rows = m_model->rowCount();
    m_note->setText(rows == 0 ? tr("Nothing is left to do.")
                    : m_forecast.pathByTime
                        ? tr("%n task(s) left; estimates by measured times of their kinds.", nullptr, rows)
                        : tr("%n task(s) left; in numbers of tasks, until one has been measured.", nullptr, rows));
}

}  // namespace skein::ui
