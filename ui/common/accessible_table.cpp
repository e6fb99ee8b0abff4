#include "ui/common/accessible_table.h"

#include <QHeaderView>
#include <QPointer>

namespace skein::ui {

namespace {

/// One cell, or a header's section where row or column is -1. Lives until the table's rows move.
class Cell : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    Cell(Table* table, int row, int column) : m_table(table), m_row(row), m_column(column) {}

    bool isValid() const override {
        return m_table && m_table->model() && m_row < m_table->model()->rowCount() &&
               m_column < m_table->model()->columnCount();
    }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override {
        return m_table ? QAccessible::queryAccessibleInterface(m_table) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    QString text(QAccessible::Text kind) const override {
        if (!isValid() || kind != QAccessible::Name) return {};
        const auto* model = m_table->model();
        if (m_row < 0 && m_column < 0) return {};
        if (m_row < 0) return model->headerData(m_column, Qt::Horizontal).toString();
        if (m_column < 0) return QLocale().toString(m_row + 1);
        const QModelIndex index = model->index(m_row, m_column);
        const QString words = index.data(Qt::AccessibleTextRole).toString();
        return words.isEmpty() ? index.data(Qt::DisplayRole).toString() : words;
    }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override {
        if (!isValid() || m_row < 0 || m_column < 0) return {};
        const QRect place = m_table->visualRect(m_table->model()->index(m_row, m_column));
        return place.isEmpty() ? QRect() : QRect(m_table->viewport()->mapToGlobal(place.topLeft()), place.size());
    }
    QAccessible::Role role() const override {
        return m_row < 0 ? QAccessible::ColumnHeader : m_column < 0 ? QAccessible::RowHeader : QAccessible::Cell;
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        if (m_row < 0 || m_column < 0) return state;
        state.selectable = true;
        state.focusable = true;
        state.selected = isSelected();
        state.focused = m_table->hasFocus() && m_table->currentIndex() == m_table->model()->index(m_row, m_column);
        state.invisible = m_table->isColumnHidden(m_column);
        state.offscreen =
            !m_table->viewport()->rect().intersects(m_table->visualRect(m_table->model()->index(m_row, m_column)));
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }

    bool isSelected() const override {
        return isValid() && m_row >= 0 && m_table->selectionModel() &&
               m_table->selectionModel()->isRowSelected(m_row, {});
    }
    QList<QAccessibleInterface*> columnHeaderCells() const override {
        auto* table = parent();
        auto* header = table && m_row >= 0 && m_column >= 0 ? table->child(m_column + 1) : nullptr;
        return header ? QList<QAccessibleInterface*>{header} : QList<QAccessibleInterface*>();
    }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

private:
    QPointer<Table> m_table;
    int m_row, m_column;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* table = qobject_cast<Table*>(object);
    return table ? new AccessibleTable(table) : nullptr;
}

}  // namespace

AccessibleTable::AccessibleTable(Table* table) : QAccessibleWidget(table, QAccessible::Table) {}
AccessibleTable::~AccessibleTable() { forget(); }

void AccessibleTable::install() { QAccessible::installFactory(make); }

void AccessibleTable::forget() const {
    for (const QAccessible::Id id : std::exchange(m_cells, {})) QAccessible::deleteAccessibleInterface(id);
}

void* AccessibleTable::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TableInterface) return static_cast<QAccessibleTableInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

int AccessibleTable::rowCount() const { return view()->model() ? view()->model()->rowCount() : 0; }
int AccessibleTable::columnCount() const { return view()->model() ? view()->model()->columnCount() : 0; }
int AccessibleTable::childCount() const { return (rowCount() + 1) * (columnCount() + 1); }

QAccessibleInterface* AccessibleTable::cell(int row, int column) const {
    const QPair<int, int> key{row, column};
    if (const auto known = m_cells.constFind(key); known != m_cells.cend())
        return QAccessible::accessibleInterface(*known);
    auto* made = new Cell(view(), row, column);
    m_cells.insert(key, QAccessible::registerAccessibleInterface(made));
    return made;
}

QAccessibleInterface* AccessibleTable::child(int index) const {
    const int across = columnCount() + 1;
    return cell(index / across - 1, index % across - 1);
}

QAccessibleInterface* AccessibleTable::cellAt(int row, int column) const { return cell(row, column); }

QAccessibleInterface* AccessibleTable::childAt(int x, int y) const {
    const QModelIndex index = view()->indexAt(view()->viewport()->mapFromGlobal(QPoint(x, y)));
    return index.isValid() ? cell(index.row(), index.column()) : nullptr;
}

QAccessibleInterface* AccessibleTable::focusChild() const {
    const QModelIndex index = view()->currentIndex();
    return index.isValid() ? cell(index.row(), index.column()) : nullptr;
}

int AccessibleTable::indexOfChild(const QAccessibleInterface* child) const {
    if (!child || child->parent() != this) return -1;
    const auto* cell = static_cast<const Cell*>(child);
    return (cell->rowIndex() + 1) * (columnCount() + 1) + cell->columnIndex() + 1;
}

QString AccessibleTable::columnDescription(int column) const {
    return view()->model() ? view()->model()->headerData(column, Qt::Horizontal).toString() : QString();
}
QString AccessibleTable::rowDescription(int row) const { return QLocale().toString(row + 1); }

QList<int> AccessibleTable::selectedRows() const {
    QList<int> rows;
    if (view()->selectionModel())
        for (const QModelIndex& index : view()->selectionModel()->selectedRows()) rows.append(index.row());
    return rows;
}
int AccessibleTable::selectedRowCount() const { return static_cast<int>(selectedRows().size()); }
int AccessibleTable::selectedCellCount() const { return selectedRowCount() * columnCount(); }

QList<QAccessibleInterface*> AccessibleTable::selectedCells() const {
    QList<QAccessibleInterface*> cells;
    for (const int row : selectedRows())
        for (int column = 0; column < columnCount(); ++column) cells.append(cell(row, column));
    return cells;
}

bool AccessibleTable::isRowSelected(int row) const { return selectedRows().contains(row); }

bool AccessibleTable::selectRow(int row) {
    if (row < 0 || row >= rowCount()) return false;
    view()->setCurrentIndex(view()->model()->index(row, 0));
    view()->selectRow(row);
    return true;
}

void AccessibleTable::modelChange(QAccessibleTableModelChangeEvent* event) {
    if (event->modelChangeType() != QAccessibleTableModelChangeEvent::DataChanged) forget();
}

}  // namespace skein::ui
