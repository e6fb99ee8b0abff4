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
    setTime({});
    restore({m_here.view, {}, {}, 0, {}});
    emit historyChanged();
}

void SelectionContext::setTask(quint32 task) {
    if (task == m_here.task) return;
    m_here.task = task;
    emit taskChanged(task);
    if (!m_marked.contains(task)) setMarked({});
}

void SelectionContext::setMarked(const QVector<quint32>& tasks) {
    const QVector<quint32> now = tasks.size() > 1 ? tasks : QVector<quint32>();
    if (now == m_marked) return;
    m_marked = now;
    emit markedChanged();
}

QVector<quint32> SelectionContext::chosen() const {
    if (!m_marked.isEmpty()) return m_marked;
    return m_here.task == 0 ? QVector<quint32>() : QVector<quint32>{m_here.task};
}

void SelectionContext::setConflict(quint32 conflict) {
    if (conflict == m_conflict) return;
    m_conflict = conflict;
    emit conflictChanged(conflict);
}

void SelectionContext::setTime(const std::optional<TimeStretch>& time) {
    if (time == m_time) return;
    m_time = time;
    emit timeChanged();
}

void SelectionContext::keepSight(std::function<QVariant()> take, std::function<void(const QVariant&)> put) {
    m_sights.append({std::move(take), std::move(put)});
}

void SelectionContext::takeSights() {
    m_here.sights.clear();
    for (const Sight& sight : std::as_const(m_sights)) m_here.sights.append(sight.take());
}

void SelectionContext::leave() {
    takeSights();
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
    crumbs.removeIf([&crumb](const Crumb& known) {
        return known.name == crumb.name || (!crumb.kind.isEmpty() && known.kind == crumb.kind);
    });
    crumbs.append(crumb);
    takeCrumbs(crumbs);
}

void SelectionContext::shift(const Crumb& crumb) {
    for (Crumb& known : m_here.crumbs) {
        if (known.kind != crumb.kind || known == crumb) continue;
        known = crumb;
        return emit crumbsChanged();
    }
}

const Crumb* SelectionContext::crumbOf(const QString& kind) const {
    for (const Crumb& crumb : m_here.crumbs)
        if (crumb.kind == kind) return &crumb;
    return nullptr;
}

void SelectionContext::removeKind(const QString& kind) {
    for (int i = 0; i < m_here.crumbs.size(); ++i)
        if (m_here.crumbs[i].kind == kind) return removeCrumb(i);
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
    wide.sights.clear();
    wide.filter.clear();
    wide.crumbs.clear();
    restore(wide);
}

void SelectionContext::follow(const SelectionContext& other) {
    setRun(other.m_run);
    Place place = m_here;
    place.filter = other.m_here.filter;
    place.crumbs = other.m_here.crumbs;
    place.task = other.m_here.task;
    place.sights.clear();
    restore(place);
    setConflict(other.m_conflict);
    setTime(other.m_time);
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
    if (!m_marked.contains(place.task)) setMarked({});
    for (int i = 0; i < m_sights.size() && i < place.sights.size(); ++i) m_sights[i].put(place.sights[i]);
}

QVector<QVariant> SelectionContext::sights() const {
    QVector<QVariant> sights;
    for (const Sight& sight : m_sights) sights.append(sight.take());
    return sights;
}

void SelectionContext::showSights(const QVector<QVariant>& sights) {
    for (int i = 0; i < m_sights.size() && i < sights.size(); ++i)
        if (sights[i].metaType() == m_sights[i].take().metaType()) m_sights[i].put(sights[i]);
}

void SelectionContext::goBack() {
    if (m_back.isEmpty()) return;
    m_typing = false;
    takeSights();
    m_forward.append(m_here);
    restore(m_back.takeLast());
    emit historyChanged();
}

void SelectionContext::goForward() {
    if (m_forward.isEmpty()) return;
    m_typing = false;
    takeSights();
    m_back.append(m_here);
    restore(m_forward.takeLast());
    emit historyChanged();
}

}  // namespace skein::ui
