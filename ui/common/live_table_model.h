// LiveTableModel: rows of plain values that change while a person looks at them. Rows never move by themselves: updates
// emit dataChanged in contiguous ranges, new rows come in one block at the end, and a new order is applied in one
// layoutChanged only when asked for (ui.md section 6); until then movedRows() and outdatedRows() say how many would.
// Thread: GUI; above 1,000 rows sorting and filtering run in a worker, so both predicates must be pure.
// It must never reset on an update.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QPointer>
#include <QSet>
#include <QThreadPool>
#include <QVector>
#include <algorithm>
#include <functional>
#include <utility>

namespace skein::ui {

enum LiveTableRole { KeyRole = Qt::UserRole + 1, StatusRole, TryRole };

template <class Row>
class LiveTableModel : public QAbstractTableModel {
public:
    struct Column {
        QString title;
        QString toolTip;
        Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
        std::function<QString(const Row&)> text;
        std::function<bool(const Row&, const Row&)> less;  ///< empty: not sortable
    };
    using Key = quint64;

    LiveTableModel(std::function<Key(const Row&)> key, QVector<Column> columns, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_key(std::move(key)), m_columns(std::move(columns)) {}

    /// Extra roles (status, tool tip, accessible text) of a cell; an invalid variant falls through to the column.
    std::function<QVariant(const Row&, int column, int role)> roles;
    /// Told when movedRows() or outdatedRows() has changed.
    std::function<void()> frozenChanged;

    /// Loads another set of rows: the only reset.
    void replace(QVector<Row> rows) {
        beginResetModel();
        m_rows = std::move(rows);
        m_index.clear();
        for (int i = 0; i < m_rows.size(); ++i) m_index.insert(m_key(m_rows[i]), i);
        Arranged shown = arranged(m_rows, {}, Qt::AscendingOrder, m_matches);
        m_order = std::move(shown.order);
        ++m_generation;  // what a worker still does is about other rows
        m_moved.clear();
        m_outdated.clear();
        rebuildPositions();
        endResetModel();
        if (frozenChanged) frozenChanged();
        if (m_sortColumn >= 0) resort();
    }

    /// Applies a batch: known keys change in place, unknown ones are appended in the order given.
    void upsert(const QVector<Row>& batch) {
        QVector<int> changed;
        QVector<int> touched;
        QVector<Row> added;
        for (const Row& row : batch) {
            const auto found = m_index.constFind(m_key(row));
            if (found == m_index.cend()) {
                added.append(row);
                continue;
            }
            m_rows[*found] = row;
            touched.append(*found);
            if (const int visible = m_position[*found]; visible >= 0) changed.append(visible);
        }
        announce(changed);
        append(added);
        judge(touched);
    }

    /// Only rows for which `matches` holds are shown; empty shows all. Also applies the remembered order.
    void setFilter(std::function<bool(const Row&)> matches) {
        m_matches = std::move(matches);
        resort();
    }

    /// Rows that changed since the last ordering and now stand out of order.
    int movedRows() const { return static_cast<int>(m_moved.size()); }
    /// Rows that changed since the last filtering and would now be hidden or shown.
    int outdatedRows() const { return static_cast<int>(m_outdated.size()); }

    int totalRows() const { return static_cast<int>(m_rows.size()); }
    const Row* rowAt(int visible) const {
        return visible >= 0 && visible < m_order.size() ? &m_rows[m_order[visible]] : nullptr;
    }
    const Row* find(Key key) const {
        const auto found = m_index.constFind(key);
        return found == m_index.cend() ? nullptr : &m_rows[*found];
    }
    QModelIndex indexOf(Key key, int column = 0) const {
        const auto found = m_index.constFind(key);
        if (found == m_index.cend() || m_position[*found] < 0) return {};
        return index(m_position[*found], column);
    }
    const QVector<Row>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_order.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    QVariant data(const QModelIndex& index, int role) const override {
        const Row* row = index.isValid() ? rowAt(index.row()) : nullptr;
        if (!row) return {};
        if (roles)
            if (QVariant special = roles(*row, index.column(), role); special.isValid()) return special;
        const Column& column = m_columns[index.column()];
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) return column.text(*row);
        if (role == Qt::TextAlignmentRole) return QVariant(column.alignment);
        if (role == KeyRole) return QVariant::fromValue(m_key(*row));
        return {};
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size()) return {};
        if (role == Qt::DisplayRole) return m_columns[section].title;
        if (role == Qt::ToolTipRole) return m_columns[section].toolTip;
        if (role == Qt::TextAlignmentRole) return QVariant(m_columns[section].alignment);
        return {};
    }

    /// Sorts now and remembers the column; later updates do not move rows until asked again.
    void sort(int column, Qt::SortOrder order) override {
        m_sortColumn = column >= 0 && column < m_columns.size() && m_columns[column].less ? column : -1;
        m_sortOrder = order;
        resort();
    }

    /// Applies the remembered order and filter to the present values.
    void resort() {
        const Less less = m_sortColumn < 0 ? Less() : m_columns[m_sortColumn].less;
        const auto direction = m_sortOrder;
        const int generation = ++m_generation;
        m_moved.clear();
        m_outdated.clear();
        if (m_rows.size() <= sortHere) return applyOrder(arranged(m_rows, less, direction, m_matches));
        QPointer<LiveTableModel> self(this);
        QThreadPool::globalInstance()->start([self, rows = m_rows, less, direction, matches = m_matches, generation] {
            Arranged result = arranged(rows, less, direction, matches);
            QMetaObject::invokeMethod(
                qApp,
                [self, result = std::move(result), generation] {
                    if (!self || self->m_generation != generation) return;
                    if (result.all == self->m_rows.size()) self->applyOrder(result);
                    else self->resort();  // rows came meanwhile
                },
                Qt::QueuedConnection);
        });
    }

private:
    static constexpr int sortHere = 1000;  // ui.md section 6: larger sorts leave the GUI thread

    using Less = std::function<bool(const Row&, const Row&)>;
    struct Arranged {
        QVector<int> order;  ///< storage of the rows that match, in order
        qsizetype all = 0;   ///< rows it was made from
    };
    static Arranged arranged(const QVector<Row>& rows, const Less& less, Qt::SortOrder direction,
                             const std::function<bool(const Row&)>& matches) {
        QVector<int> order;
        order.reserve(rows.size());
        for (int i = 0; i < rows.size(); ++i)
            if (!matches || matches(rows[i])) order.append(i);
        if (less)
            std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
                return direction == Qt::AscendingOrder ? less(rows[a], rows[b]) : less(rows[b], rows[a]);
            });
        return {std::move(order), rows.size()};
    }
    /// Whether what stands above belongs below.
    bool isBefore(int storage, int above) const {
        const auto& less = m_columns[m_sortColumn].less;
        return m_sortOrder == Qt::AscendingOrder ? less(m_rows[storage], m_rows[above])
                                                 : less(m_rows[above], m_rows[storage]);
    }
    void judge(const QVector<int>& touched) {
        const auto before = std::pair(m_moved.size(), m_outdated.size());
        for (const int storage : touched) {
            const int visible = m_position[storage];
            m_outdated.remove(storage);
            if (m_matches && m_matches(m_rows[storage]) != (visible >= 0)) m_outdated.insert(storage);
            m_moved.remove(storage);
            if (m_sortColumn < 0 || visible < 0) continue;
            const bool above = visible > 0 && isBefore(storage, m_order[visible - 1]);
            const bool below = visible + 1 < m_order.size() && isBefore(m_order[visible + 1], storage);
            if (above || below) m_moved.insert(storage);
        }
        if (frozenChanged && before != std::pair(m_moved.size(), m_outdated.size())) frozenChanged();
    }
    void rebuildPositions() {
        m_position.fill(-1, m_rows.size());
        for (int visible = 0; visible < m_order.size(); ++visible) m_position[m_order[visible]] = visible;
    }
    void applyOrder(const Arranged& shown) {
        emit layoutAboutToBeChanged();
        const QModelIndexList before = persistentIndexList();
        const QVector<int> oldOrder = m_order;
        m_order = shown.order;
        rebuildPositions();
        QModelIndexList after;
        for (const QModelIndex& old : before) {
            const int visible = old.row() < oldOrder.size() ? m_position[oldOrder[old.row()]] : -1;
            after.append(visible < 0 ? QModelIndex() : index(visible, old.column()));
        }
        changePersistentIndexList(before, after);
        emit layoutChanged();
        if (frozenChanged) frozenChanged();
    }
    void announce(QVector<int>& changed) {
        if (changed.isEmpty()) return;
        std::sort(changed.begin(), changed.end());
        int first = changed.front();
        int last = first;
        const int lastColumn = columnCount() - 1;
        for (const int row : changed) {
            if (row > last + 1) {
                emit dataChanged(index(first, 0), index(last, lastColumn));
                first = row;
            }
            last = row;
        }
        emit dataChanged(index(first, 0), index(last, lastColumn));
    }
    void append(const QVector<Row>& added) {
        if (added.isEmpty()) return;
        QVector<int> visible;
        for (const Row& row : added) {
            const int storage = static_cast<int>(m_rows.size());
            m_rows.append(row);
            m_index.insert(m_key(row), storage);
            m_position.append(-1);
            if (!m_matches || m_matches(row)) visible.append(storage);
        }
        if (visible.isEmpty()) return;
        const int first = static_cast<int>(m_order.size());
        beginInsertRows({}, first, first + static_cast<int>(visible.size()) - 1);
        m_order += visible;
        for (int i = first; i < m_order.size(); ++i) m_position[m_order[i]] = i;
        endInsertRows();
        judge(visible);
    }

    std::function<Key(const Row&)> m_key;
    QVector<Column> m_columns;
    std::function<bool(const Row&)> m_matches;
    QVector<Row> m_rows;      ///< storage order: order of arrival
    QHash<Key, int> m_index;  ///< key to storage
    QVector<int> m_order;     ///< visible row to storage
    QVector<int> m_position;  ///< storage to visible row, -1 while filtered out
    QSet<int> m_moved;        ///< storage, see movedRows()
    QSet<int> m_outdated;     ///< storage, see outdatedRows()
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    int m_generation = 0;
};

}  // namespace skein::ui
