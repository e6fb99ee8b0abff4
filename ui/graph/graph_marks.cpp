// Several tasks at once in the graph: marked by Ctrl and a click, by a frame drawn with Shift, and by arrow keys with
// Shift. A group stands for its tasks. Thread: GUI. It must never keep marks of its own: they are the selection's.
#include <QKeyEvent>
#include <QPainter>

#include "ui/graph/graph_canvas.h"

namespace skein::ui {

QVector<quint32> GraphCanvas::tasksOf(int item) const {
    QVector<quint32> tasks;
    for (const int task : m_scene.items[item].tasks) tasks.append(static_cast<quint32>(task) + 1);
    return tasks;
}

bool GraphCanvas::isMarked(int item) const {
    const QVector<int>& tasks = m_scene.items[item].tasks;
    return !m_marks.isEmpty() && !tasks.isEmpty() &&
           std::all_of(tasks.cbegin(), tasks.cend(), [this](int task) { return m_marks.contains(task); });
}

void GraphCanvas::mark(QSet<quint32> tasks, int current) {
    QVector<quint32> sorted(tasks.cbegin(), tasks.cend());
    std::sort(sorted.begin(), sorted.end());
    // The selected task is one of them: selecting another would end it.
    const bool single = current >= 0 && m_scene.items[current].kind == GraphItem::Kind::Task;
    const quint32 here = single ? tasksOf(current).front() : 0;
    if (tasks.contains(here)) m_selection.setTask(here);
    else if (!tasks.contains(m_selection.task())) m_selection.setTask(sorted.isEmpty() ? 0 : sorted.front());
    m_selection.setMarked(sorted);
    if (current >= 0) m_current = current;
    describe();
    viewport()->update();
}

void GraphCanvas::markItem(int item, bool takesBack) {
    const QVector<quint32> chosen = m_selection.chosen();
    QSet<quint32> tasks(chosen.cbegin(), chosen.cend());
    // A group that has the keyboard is selected, though no task is.
    if (chosen.isEmpty() && m_current >= 0)
        for (const quint32 task : tasksOf(m_current)) tasks.insert(task);
    const QVector<quint32> these = tasksOf(item);
    const bool all = std::all_of(these.cbegin(), these.cend(), [&tasks](quint32 task) { return tasks.contains(task); });
    for (const quint32 task : these) {
        if (all && takesBack) tasks.remove(task);
        else tasks.insert(task);
    }
    mark(tasks, item);
}

void GraphCanvas::extendTo(int target) {
    if (target < 0) return;
    m_walkedFrom = m_current;
    markItem(target, false);
    reveal(m_scene.items[target].rect);
}

void GraphCanvas::banded(const QRectF& area, Qt::KeyboardModifiers modifiers) {
    QVector<int> items;
    visit(area, &items, nullptr);
    QSet<quint32> tasks;
    if (modifiers & Qt::ControlModifier)
        for (const quint32 task : m_selection.chosen()) tasks.insert(task);
    for (const int item : std::as_const(items))
        if (m_scene.items[item].rect.intersects(area))
            for (const quint32 task : tasksOf(item)) tasks.insert(task);
    mark(tasks, -1);
}

void GraphCanvas::takeMarks() {
    m_marks.clear();
    for (const quint32 task : m_selection.marked()) m_marks.insert(static_cast<int>(task) - 1);
    viewport()->update();
}

void GraphCanvas::paintMark(QPainter& painter, const QRectF& box) {
    QColor wash = theme().color(Token::Accent);
    wash.setAlphaF(0.18F);
    painter.setBrush(wash);
    painter.setPen(QPen(theme().color(Token::Accent), 2, Qt::DotLine));
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10);
}

void GraphCanvas::setCoveredBelow(int pixels) {
    if (pixels == m_coveredBelow) return;
    m_coveredBelow = pixels;
    placeMinimap();
}

}  // namespace skein::ui
