// LiveTableModel: rows of plain values that change while a person looks at them. Rows never move by themselves: updates
// emit dataChanged in contiguous ranges, new rows come in one block at the end, and a new order is applied in one
// layoutChanged only when asked for (ui.md section 6). Thread: GUI; sorting above 1,000 rows runs in a worker.
// It must never reset on an update.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QPointer>
#include <QThreadPool>
#include <QVector>
#include <algorithm>
#include <functional>
#include <numeric>

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

    /// Loads another set of rows: the only reset.
    void replace(QVector<Row> rows) {
        beginResetModel();
        m_rows = std::move(rows);
        m_index.clear();
        for (int i = 0; i < m_rows.size(); ++i) m_index.insert(m_key(m_rows[i]), i);
        m_order = natural();
        keepMatching(m_order);
        rebuildPositions();
        endResetModel();
        if (m_sortColumn >= 0) resort();
    }

    /// Applies a batch: known keys change in place, unknown ones are appended in the order given.
    void upsert(const QVector<Row>& batch) {
        QVector<int> changed;
        QVector<Row> added;
        for (const Row& row : batch) {
            const auto found = m_index.constFind(m_key(row));
            if (found == m_index.cend()) {
                added.append(row);
                continue;
            }
            m_rows[*found] = row;
            if (const int visible = m_position[*found]; visible >= 0) changed.append(visible);
        }
        announce(changed);
        append(added);
    }

    /// Only rows for which `matches` holds stay visible; empty shows all. Keeps the order.
    void setFilter(std::function<bool(const Row&)> matches) {
        m_matches = std::move(matches);
        applyOrder(m_fullOrder.size() == m_rows.size() ? m_fullOrder : natural());
    }

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

    /// Applies the remembered order to the present values.
    void resort() {
        if (m_sortColumn < 0) return applyOrder(natural());
        const auto less = m_columns[m_sortColumn].less;
        const auto direction = m_sortOrder;
        if (m_rows.size() <= sortHere) return applyOrder(sorted(m_rows, less, direction));
        const int generation = ++m_generation;
        QPointer<LiveTableModel> self(this);
        QThreadPool::globalInstance()->start([self, rows = m_rows, less, direction, generation] {
            QVector<int> order = sorted(rows, less, direction);
            QMetaObject::invokeMethod(
                qApp,
                [self, order = std::move(order), generation] {
                    if (self && self->m_generation == generation && order.size() == self->m_rows.size())
                        self->applyOrder(order);
                },
                Qt::QueuedConnection);
        });
    }

private:
    static constexpr int sortHere = 1000;  // ui.md section 6: larger sorts leave the GUI thread

    static QVector<int> sorted(const QVector<Row>& rows, const std::function<bool(const Row&, const Row&)>& less,
                               Qt::SortOrder direction) {
        QVector<int> order(rows.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            return direction == Qt::AscendingOrder ? less(rows[a], rows[b]) : less(rows[b], rows[a]);
        });
        return order;
    }
    QVector<int> natural() const {
        QVector<int> order(m_rows.size());
        std::iota(order.begin(), order.end(), 0);
        return order;
    }
    void keepMatching(QVector<int>& order) {
        m_fullOrder = order;
        if (m_matches) order.removeIf([this](int i) { return !m_matches(m_rows[i]); });
    }
    void rebuildPositions() {
        m_position.fill(-1, m_rows.size());
        for (int visible = 0; visible < m_order.size(); ++visible) m_position[m_order[visible]] = visible;
    }
    void applyOrder(QVector<int> order) {
        emit layoutAboutToBeChanged();
        const QModelIndexList before = persistentIndexList();
        const QVector<int> oldOrder = m_order;
        keepMatching(order);
        m_order = std::move(order);
        rebuildPositions();
        QModelIndexList after;
        for (const QModelIndex& old : before) {
            const int visible = old.row() < oldOrder.size() ? m_position[oldOrder[old.row()]] : -1;
            after.append(visible < 0 ? QModelIndex() : index(visible, old.column()));
        }
        changePersistentIndexList(before, after);
        emit layoutChanged();
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
            m_fullOrder.append(storage);
            m_position.append(-1);
            if (!m_matches || m_matches(row)) visible.append(storage);
        }
        if (visible.isEmpty()) return;
        const int first = static_cast<int>(m_order.size());
        beginInsertRows({}, first, first + static_cast<int>(visible.size()) - 1);
        m_order += visible;
        for (int i = first; i < m_order.size(); ++i) m_position[m_order[i]] = i;
        endInsertRows();
    }

    std::function<Key(const Row&)> m_key;
    QVector<Column> m_columns;
    std::function<bool(const Row&)> m_matches;
    QVector<Row> m_rows;       ///< storage order: order of arrival
    QHash<Key, int> m_index;   ///< key to storage
    QVector<int> m_order;      ///< visible row to storage
    QVector<int> m_fullOrder;  ///< the same before filtering
    QVector<int> m_position;   ///< storage to visible row, -1 while filtered out
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    int m_generation = 0;
};

}  // namespace skein::ui
