#include "ui/shell/outline_model.h"

#include <QLocale>

#include "ui/common/live_table_model.h"

namespace skein::ui {

OutlineModel::OutlineModel(TaskScope& scope, RunFeed& feed, QObject* parent)
    : QAbstractItemModel(parent), m_scope(scope) {
    connect(&feed, &RunFeed::delta, this, &OutlineModel::take);
    connect(&scope, &TaskScope::changed, this, &OutlineModel::build);
}

void OutlineModel::take(const RunDelta& delta) {
    if (delta.plan) {
        m_rows = delta.plan->tasks;
        m_names = delta.plan->phases;
    }
    QVector<QVector<int>> touched(m_phases.size());
    for (const TaskRow& row : delta.tasks) {
        if (row.no < 1 || static_cast<int>(row.no) > m_rows.size()) continue;
        m_rows[static_cast<int>(row.no) - 1] = row;
        if (const auto place = m_places.constFind(row.no); place != m_places.cend())
            touched[place->phase].append(place->row);
    }
    if (delta.plan) return build();
    bool any = false;
    for (int i = 0; i < touched.size(); ++i) {
        if (touched[i].isEmpty()) continue;
        any = true;
        count(m_phases[i]);
        const QModelIndex phase = index(i, 0);
        emit dataChanged(phase, phase);
        const auto [first, last] = std::minmax_element(touched[i].cbegin(), touched[i].cend());
        emit dataChanged(index(*first, 0, phase), index(*last, 0, phase));
    }
    if (any) emit counted();
}

void OutlineModel::build() {
    beginResetModel();
    m_phases.clear();
    m_places.clear();
    QHash<QString, int> numbers;
    const auto number = [&](const QString& name) {
        const auto known = numbers.constFind(name);
        if (known != numbers.cend()) return *known;
        m_phases.append({name, {}, {}});
        return *numbers.insert(name, static_cast<int>(m_phases.size()) - 1);
    };
    QVector<quint32> shown;
    for (const TaskRow& row : m_rows)
        if (m_scope.passes(row)) shown.append(row.no);
    QSet<QString> used;
    for (const quint32 task : shown) used.insert(m_rows[static_cast<int>(task) - 1].phase);
    for (const QString& name : m_names)
        if (used.contains(name)) number(name);
    for (const quint32 task : shown) {
        const int phase = number(m_rows[static_cast<int>(task) - 1].phase);
        m_places.insert(task, {phase, static_cast<int>(m_phases[phase].tasks.size())});
        m_phases[phase].tasks.append(task);
    }
    for (Phase& phase : m_phases) count(phase);
    endResetModel();
    emit counted();
}

void OutlineModel::count(Phase& phase) const {
    phase.counts = {};
    for (const quint32 task : phase.tasks)
        ++phase.counts[static_cast<std::size_t>(m_rows[static_cast<int>(task) - 1].status)];
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    // A phase carries 0, a task the number of its phase plus 1.
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr{0});
}

QModelIndex OutlineModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == 0) return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int OutlineModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_phases.size());
    return parent.internalId() == 0 ? static_cast<int>(m_phases[parent.row()].tasks.size()) : 0;
}

QString OutlineModel::phaseText(const Phase& phase) const {
    const QString name = phase.name.isEmpty() ? tr("Without a phase") : phase.name;
    const int failed = phase.counts[static_cast<std::size_t>(Status::Failed)];
    const int needs = phase.counts[static_cast<std::size_t>(Status::NeedsYou)];
    QStringList words{QLocale().toString(phase.tasks.size())};
    if (needs > 0) words.append(tr("%n need{s} you", nullptr, needs));
    if (failed > 0) words.append(tr("%n failed", nullptr, failed));
    return tr("%1 (%2)").arg(name, words.join(QStringLiteral(", ")));
}

Status OutlineModel::phaseStatus(const Phase& phase) const {
    for (const Status status : allStatuses())
        if (phase.counts[static_cast<std::size_t>(status)] > 0) return status;
    return Status::Unknown;
}

QVariant OutlineModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    if (index.internalId() == 0) {
        const Phase& phase = m_phases[index.row()];
        switch (role) {
            case Qt::DisplayRole:
            case Qt::ToolTipRole: return phaseText(phase);
            case Qt::AccessibleTextRole: return tr("Phase %1").arg(phaseText(phase));
            case StatusRole: return static_cast<int>(phaseStatus(phase));
            case OutlinePhaseRole: return phase.name;
            default: return {};
        }
    }
    const quint32 task = m_phases[static_cast<int>(index.internalId()) - 1].tasks[index.row()];
    const TaskRow& row = m_rows[static_cast<int>(task) - 1];
    switch (role) {
        case Qt::DisplayRole: return row.title;
        case Qt::ToolTipRole: return tr("%1: %2, %3").arg(row.id, row.title, statusWord(row.status));
        case Qt::AccessibleTextRole:
            return row.attempt > 1 ? tr("%1, %2, attempt %3").arg(row.title, statusWord(row.status)).arg(row.attempt)
                                   : tr("%1, %2").arg(row.title, statusWord(row.status));
        case StatusRole: return static_cast<int>(row.status);
        case TryRole: return row.attempt;
        case OutlineTaskRole: return task;
        default: return {};
    }
}

QModelIndex OutlineModel::indexOf(quint32 task) const {
    const auto place = m_places.constFind(task);
    return place == m_places.cend() ? QModelIndex() : index(place->row, 0, index(place->phase, 0));
}

}  // namespace skein::ui
