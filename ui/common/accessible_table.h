// What assistive technology gets of a Table, in place of Qt 6.4's own interface, which hands out null cells while there
// is no current index and then brings the AT-SPI bridge down. This one never returns null: what does not exist is an
// interface that says it is invalid. Children are numbered as Qt's item views number them, header row and header column
// included. Thread: GUI.
#pragma once

#include <QAccessibleWidget>
#include <QHash>

#include "ui/common/tables.h"

namespace skein::ui {

class AccessibleTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit AccessibleTable(Table* table);
    ~AccessibleTable() override;
    /// Makes every Table of the program use this interface; calling it again changes nothing.
    static void install();

    void* interface_cast(QAccessible::InterfaceType type) override;
    int childCount() const override;
    QAccessibleInterface* child(int index) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QAccessibleInterface* focusChild() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;

    QAccessibleInterface* caption() const override { return nullptr; }  // none: the name says what it is
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override;
    int selectedCellCount() const override;
    QList<QAccessibleInterface*> selectedCells() const override;
    QString columnDescription(int column) const override;
    QString rowDescription(int row) const override;
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override;
    int columnCount() const override;
    int rowCount() const override;
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override;
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override;
    bool selectRow(int row) override;
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent* event) override;

private:
    Table* view() const { return static_cast<Table*>(object()); }
    void forget() const;
    /// Row and column from -1 (headers); made when first asked for.
    QAccessibleInterface* cell(int row, int column) const;

    mutable QHash<QPair<int, int>, QAccessible::Id> m_cells;
};

}  // namespace skein::ui
