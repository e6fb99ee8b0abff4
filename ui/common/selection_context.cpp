#include "ui/common/selection_context.h"

namespace skein::ui {

namespace {
constexpr int maxFilterHistory = 100;  // more steps than a person walks back; bounds memory
}

SelectionContext::SelectionContext(QObject* parent) : QObject(parent) {}

void SelectionContext::setRun(quint32 run) {
    if (run == m_run) return;
    m_run = run;
    m_back.clear();
    m_forward.clear();
    emit runChanged(run);
    setTask(0);
    setConflict(0);
    if (!m_filter.isEmpty()) {
        m_filter.clear();
        emit filterChanged(m_filter);
    }
}

void SelectionContext::setTask(quint32 task) {
    if (task == m_task) return;
    m_task = task;
    emit taskChanged(task);
}

void SelectionContext::setConflict(quint32 conflict) {
    if (conflict == m_conflict) return;
    m_conflict = conflict;
    emit conflictChanged(conflict);
}

void SelectionContext::setFilter(const QString& filter) {
    if (filter == m_filter) return;
    m_back.append(m_filter);
    if (m_back.size() > maxFilterHistory) m_back.removeFirst();
    m_forward.clear();
    m_filter = filter;
    emit filterChanged(filter);
}

void SelectionContext::goBack() {
    if (m_back.isEmpty()) return;
    m_forward.append(m_filter);
    m_filter = m_back.takeLast();
    emit filterChanged(m_filter);
}

void SelectionContext::goForward() {
    if (m_forward.isEmpty()) return;
    m_back.append(m_filter);
    m_filter = m_forward.takeLast();
    emit filterChanged(m_filter);
}

}  // namespace skein::ui
