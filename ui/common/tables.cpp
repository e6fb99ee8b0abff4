#include "ui/common/tables.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>

#include "ui/common/accessible_table.h"
#include "ui/common/chart_table.h"

namespace skein::ui {

Table::Table(const Theme& theme, QWidget* parent) : ReadWhenFocused(parent), m_theme(theme) {
    AccessibleTable::install();
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setAlternatingRowColors(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setCornerButtonEnabled(false);
    setTextElideMode(Qt::ElideRight);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(theme.px(40));
    connect(&theme, &Theme::changed, this, &Table::follow);
    follow();
}

void Table::follow() {
    verticalHeader()->setDefaultSectionSize(m_theme.rowHeight() + 4);
    setColumnSamples(m_samples);
    viewport()->update();
}

void Table::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    const auto ensureCurrent = [this] {
        if (this->model() && this->model()->rowCount() > 0 && !currentIndex().isValid())
            selectionModel()->setCurrentIndex(this->model()->index(0, 0), QItemSelectionModel::NoUpdate);
    };
    connect(model, &QAbstractItemModel::modelReset, this, ensureCurrent);
    connect(model, &QAbstractItemModel::rowsInserted, this, ensureCurrent);
    connect(model, &QAbstractItemModel::layoutChanged, this, ensureCurrent);
    ensureCurrent();
    setColumnSamples(m_samples);
}

QString Table::selectedText() const {
    if (!model() || !selectionModel()) return {};
    QModelIndexList chosen = selectionModel()->selectedRows();
    if (chosen.isEmpty() && currentIndex().isValid()) chosen = {currentIndex()};
    std::sort(chosen.begin(), chosen.end());
    QStringList titles;
    QVector<QStringList> rows(chosen.size());
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (isColumnHidden(column)) continue;
        titles.append(model()->headerData(column, Qt::Horizontal).toString());
        for (int i = 0; i < chosen.size(); ++i)
            rows[i].append(model()->index(chosen[i].row(), column).data(Qt::DisplayRole).toString());
    }
    return chosen.isEmpty() ? QString() : tabbedText(titles, rows);
}

void Table::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy)) {
        QTableView::keyPressEvent(event);
        // What opens a row must not press the button that has the keyboard afterwards.
        const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (enter && currentIndex().isValid()) event->accept();
        return;
    }
    if (const QString text = selectedText(); !text.isEmpty()) QApplication::clipboard()->setText(text);
}

void Table::setStretchColumn(int column) {
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void Table::setColumnSamples(const QStringList& samples) {
    m_samples = samples;
    if (!model()) return;
    const QFontMetrics metrics(m_theme.font(TextRole::Body)), title(horizontalHeader()->font());
    for (int column = 0; column < std::min<int>(static_cast<int>(samples.size()), model()->columnCount()); ++column) {
        // A title in another language may be longer than what stands below it.
        const QString header = model()->headerData(column, Qt::Horizontal).toString();
        setColumnWidth(column,
                       std::max(metrics.horizontalAdvance(samples[column]), title.horizontalAdvance(header)) + 24);
    }
}

}  // namespace skein::ui
