#include "ui/common/selection_context.h"

namespace skein::ui {

namespace {
constexpr int longestHistory = 100;  // more steps than a person walks back; bounds memory
}

SelectionContext::SelectionContext(QObject* parent) : QObject(parent) {}

void SelectionContext::setRun(quint32 run) {
    if (run == m_run) return;
    m_run = run;
    m_back.clear();
    m_forward.clear();
    m_typing = false;
    emit runChanged(run);
    setConflict(0);
    restore({m_here.view, {}, {}, 0, {}});
    emit historyChanged();
}

void SelectionContext::setTask(quint32 task) {
    if (task == m_here.task) return;
    m_here.task = task;
    emit taskChanged(task);
}

void SelectionContext::setConflict(quint32 conflict) {
    if (conflict == m_conflict) return;
    m_conflict = conflict;
    emit conflictChanged(conflict);
}

void SelectionContext::leave() {
    if (m_scroll) m_here.scroll = m_scroll(m_here.view);
    m_back.append(m_here);
    if (m_back.size() > longestHistory) m_back.removeFirst();
    m_forward.clear();
    m_typing = false;
    emit historyChanged();
}

void SelectionContext::setFilter(const QString& filter) {
    if (filter == m_here.filter) return;
    leave();
    m_here.filter = filter;
    emit filterChanged(filter);
}

void SelectionContext::typeFilter(const QString& filter) {
    if (filter == m_here.filter) return;
    if (!m_typing) leave();
    m_typing = true;
    m_here.filter = filter;
    emit filterChanged(filter);
}

void SelectionContext::takeCrumbs(const QVector<Crumb>& crumbs) {
    if (crumbs == m_here.crumbs) return;
    leave();
    m_here.crumbs = crumbs;
    emit crumbsChanged();
}

void SelectionContext::narrow(const Crumb& crumb) {
    QVector<Crumb> crumbs = m_here.crumbs;
    crumbs.removeIf([&crumb](const Crumb& known) { return known.name == crumb.name; });
    crumbs.append(crumb);
    takeCrumbs(crumbs);
}

void SelectionContext::removeCrumb(int index) {
    QVector<Crumb> crumbs = m_here.crumbs;
    if (index < 0 || index >= crumbs.size()) return;
    crumbs.removeAt(index);
    takeCrumbs(crumbs);
}

void SelectionContext::widen() {
    if (!isNarrowed()) return;
    leave();
    Place wide = m_here;
    wide.filter.clear();
    wide.crumbs.clear();
    restore(wide);
}

void SelectionContext::setView(int view) {
    if (view == m_here.view) return;
    leave();
    m_here.view = view;
}

void SelectionContext::restore(const Place& place) {
    const Place before = m_here;
    m_here = place;
    if (before.filter != place.filter) emit filterChanged(place.filter);
    if (before.crumbs != place.crumbs) emit crumbsChanged();
    if (before.view != place.view) emit viewRequested(place.view);
    if (before.task != place.task) emit taskChanged(place.task);
}

void SelectionContext::goBack() {
    if (m_back.isEmpty()) return;
    m_typing = false;
    if (m_scroll) m_here.scroll = m_scroll(m_here.view);
    m_forward.append(m_here);
    restore(m_back.takeLast());
    emit scrollRequested(m_here.scroll);
    emit historyChanged();
}

void SelectionContext::goForward() {
    if (m_forward.isEmpty()) return;
    m_typing = false;
    if (m_scroll) m_here.scroll = m_scroll(m_here.view);
    m_back.append(m_here);
    restore(m_forward.takeLast());
    emit scrollRequested(m_here.scroll);
    emit historyChanged();
}

}  // namespace skein::ui
