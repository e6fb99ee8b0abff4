#include "ui/tasks/tasks_view.h"

#include <QHeaderView>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/status_delegate.h"
#include "ui/common/status_strip.h"

namespace skein::ui {

TasksView::TasksView(const Theme& theme, SelectionContext& selection, TaskScope& scope, RunFeed& feed, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_selection(selection), m_scope(scope), m_model(makeTaskModel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    m_all = new QPushButton(tr("Show all tasks"), this);
    m_all->setObjectName(QStringLiteral("showAllTasks"));
    m_all->setAccessibleName(m_all->text());
    m_all->hide();
    m_header->addAction(m_all);
    m_resort = new QPushButton(this);
    m_resort->setObjectName(QStringLiteral("resortTasks"));
    m_resort->setToolTip(tr("Rows stay where they are while you look; this sorts them again"));
    m_resort->hide();
    m_header->addAction(m_resort);
    column->addWidget(m_header);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(theme.px(48));  // in a low window this gives way, not the sentence and actions above it
    m_table = new Table(theme, this);
    m_table->setObjectName(QStringLiteral("taskTable"));
    m_table->setAccessibleName(tr("Tasks"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(0, new StatusDelegate(theme, this));
    QString state;
    for (const Status status : allStatuses())
        if (const QString word = statusWord(status); word.size() > state.size()) state = word;
    m_table->setColumnSamples({QStringLiteral("      %1  ").arg(state), QStringLiteral("digest/configuration"),
                               QStringLiteral("Digest the configuration"), QStringLiteral("Cross-reference"),
                               QStringLiteral("a-0000"), QStringLiteral("10 h 10 min"), QStringLiteral("~100,000"),
                               QStringLiteral("Cost, USD  "), QStringLiteral("Try 10"), QStringLiteral("why")});
    m_table->setStretchColumn(static_cast<int>(TaskColumn::Title));
    m_table->setStretchColumn(static_cast<int>(TaskColumn::Why));
    // A name before an id, and next to the state the reason for it.
    m_table->horizontalHeader()->moveSection(static_cast<int>(TaskColumn::Title), 1);
    m_table->horizontalHeader()->moveSection(static_cast<int>(TaskColumn::Why), 2);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_empty = new EmptyState(theme, this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    column->addWidget(m_stack, 1);
    // Below the rows: what appears above them would move them under the pointer.
    m_bulk = new BulkBar(theme, selection, this);
    column->addWidget(m_bulk);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    connect(m_bulk, &BulkBar::retryWanted, this, &TasksView::retryWanted);
    connect(m_bulk, &BulkBar::cleared, this, [this] {
        selectOnly(m_table->currentIndex());
        m_table->setFocus();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TasksView::mark);
    connect(m_all, &QPushButton::clicked, &selection, &SelectionContext::widen);
    connect(m_resort, &QPushButton::clicked, this, [this] {
        // Where the keyboard was, it stays: the button is about to go.
        if (m_resort->hasFocus()) m_table->setFocus();
        m_model->resort();
    });
    m_model->frozenChanged = [this] { showFrozen(); };
    connect(m_model, &QAbstractItemModel::layoutChanged, this, &TasksView::summarise);
    connect(&feed, &RunFeed::delta, this, &TasksView::take);
    connect(&scope, &TaskScope::changed, this, [this] { m_model->setFilter(m_scope.predicate()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        // Ctrl and a click move the current row before they select it: that ends nothing.
        const QScopedValueRollback<bool> own(m_own, true);
        if (const TaskRow* row = m_model->rowAt(now.row()); row && m_table->hasFocus()) m_selection.setTask(row->no);
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (const TaskRow* row = m_model->rowAt(index.row())) m_selection.setTask(row->no);
    });
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (const TaskRow* row = m_model->rowAt(index.row())) emit taskActivated(row->no);
    });
    connect(&selection, &SelectionContext::taskChanged, this, [this](quint32 task) {
        const QModelIndex index = m_model->indexOf(task);
        if (!index.isValid() || index.row() == m_table->currentIndex().row()) return;
        selectOnly(index);
    });
    connect(&selection, &SelectionContext::markedChanged, this, [this] {
        if (!m_own) showMarked();
    });
    summarise();
}

void TasksView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showColumns();
    summarise();
}

void TasksView::selectOnly(const QModelIndex& index) {
    m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void TasksView::showMarked() {
    const QVector<quint32>& tasks = m_selection.marked();
    QItemSelectionModel* chosen = m_table->selectionModel();
    if (tasks.isEmpty()) {
        // Ended elsewhere: no row may look selected that is not.
        if (chosen->selectedRows().size() > 1) selectOnly(m_table->currentIndex());
        return;
    }
    QItemSelection rows;
    for (const quint32 task : tasks)
        if (const QModelIndex index = m_model->indexOf(task); index.isValid()) rows.select(index, index);
    const QScopedValueRollback<bool> told(m_showsMarked, true);
    chosen->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void TasksView::mark() {
    QVector<const TaskRow*> rows;
    QVector<quint32> tasks;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        if (const TaskRow* row = m_model->rowAt(index.row())) rows.append(row);
    std::sort(rows.begin(), rows.end(), [](const TaskRow* a, const TaskRow* b) { return a->no < b->no; });
    for (const TaskRow* row : std::as_const(rows)) tasks.append(row->no);
    const QScopedValueRollback<bool> own(m_own, true);
    if (!m_showsMarked) m_selection.setMarked(tasks);
    m_bulk->tell(rows, m_unwritable);
}

void TasksView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !m_selection.marked().isEmpty()) return emit m_bulk->cleared();
    if (event->key() != Qt::Key_Escape || m_selection.task() != 0) return QWidget::keyPressEvent(event);
    if (m_selection.isNarrowed()) return m_selection.widen();
    QWidget::keyPressEvent(event);
}

void TasksView::showColumns() {
    // What the inspector also says gives way first, so that names, money and reasons stay in sight. Widths in letters.
    struct Need {
        TaskColumn column;
        int letters;
    };
    constexpr Need needs[] = {{TaskColumn::Id, 190},  {TaskColumn::Phase, 165}, {TaskColumn::Agent, 150},
                              {TaskColumn::Try, 135}, {TaskColumn::Tokens, 82}, {TaskColumn::Cost, 70},
                              {TaskColumn::Why, 66},  {TaskColumn::Elapsed, 44}};
    const int letters = width() / QFontMetrics(m_theme.font(TextRole::Body)).averageCharWidth();
    for (const Need& need : needs) {
        // Agents that call no model use no tokens and cost nothing: two columns of nothing.
        const bool empty = m_noModel && (need.column == TaskColumn::Tokens || need.column == TaskColumn::Cost);
        m_table->setColumnHidden(static_cast<int>(need.column), empty || letters + (m_noModel ? 20 : 0) < need.letters);
    }
}

void TasksView::take(const RunDelta& delta) {
    if (delta.summary && (delta.summary->provider == QLatin1String("offline")) != m_noModel) {
        m_noModel = !m_noModel;
        showColumns();
    }
    if (delta.summary)
        m_unwritable = delta.summary->phase == RunPhase::Lost ? tr("the workspace can no longer be read")
                                                              : delta.summary->unwritable;
    if (delta.plan) m_model->replace(delta.plan->tasks);
    if (!delta.tasks.isEmpty()) m_model->upsert(delta.tasks);
    if (delta.plan || !delta.tasks.isEmpty()) summarise();
    if (!m_bulk->isHidden()) mark();
}

void TasksView::showHeader(const QByteArray& state) {
    QHeaderView* header = m_table->horizontalHeader();
    const QByteArray before = header->saveState();
    const int columns = header->count();
    if (state.isEmpty()) return;
    if (!header->restoreState(state) || header->count() != columns) header->restoreState(before);
    showColumns();  // which are hidden follows from the room there is
    m_model->sort(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

void TasksView::showFrozen() {
    const int moved = m_model->movedRows();
    m_resort->setText(tr("%n moved: re-sort", nullptr, moved));
    m_resort->setAccessibleName(m_resort->text());
    m_resort->setVisible(moved > 0);
    emit countsChanged(m_model->rowCount(), m_model->totalRows(), m_model->outdatedRows());
}

void TasksView::summarise() {
    const int total = m_model->totalRows();
    const int shown = m_model->rowCount();
    if (total == 0) {
        m_header->setAnswer(tr("No tasks yet"));
        m_empty->setContent(QStringLiteral("view-list"), tr("Tasks appear here"),
                            tr("There is no run in this window yet."));
        m_empty->setCommand(tr("Start one"), QStringLiteral("skein.view.goal"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    StatusCounts counts{};
    for (const TaskRow& row : m_model->rows()) ++counts[static_cast<std::size_t>(row.status)];
    if (height() < QFontMetrics(m_theme.font(TextRole::Body)).height() * 14) {
        // A low window has room for what matters most.
        StatusCounts urgent{};
        for (const Status status : {Status::NeedsYou, Status::Failed, Status::Running})
            urgent[static_cast<std::size_t>(status)] = counts[static_cast<std::size_t>(status)];
        if (urgent != StatusCounts{}) counts = urgent;
    }
    m_header->setAnswer(tr("%Ln task(s): %1", nullptr, total).arg(statusCountsText(counts)));
    const bool filtered = m_selection.isNarrowed();
    const QLocale locale;
    m_all->setVisible(filtered && shown > 0);
    m_header->setNote(filtered ? tr("%1 of %2 shown").arg(locale.toString(shown), locale.toString(total)) : QString());
    if (shown > 0) {
        m_stack->setCurrentWidget(m_table);
        return;
    }
    m_empty->setContent(QStringLiteral("edit-find"), tr("None match the filter"),
                        tr("%n task(s) hidden by it.", nullptr, total));
    m_empty->setAction(tr("Clear the filter"), [this] { m_selection.widen(); });
    m_stack->setCurrentWidget(m_empty);
}

}  // namespace skein::ui
