// GraphCanvas: data, layout, selection and keyboard. Painting is in graph_paint.cpp.
#include "ui/graph/graph_canvas.h"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPointer>
#include <QScrollBar>
#include <QThreadPool>
#include <QToolTip>
#include <cmath>

#include "ui/common/formats.h"
#include "ui/common/status_strip.h"
#include "ui/graph/accessible_graph.h"
#include "ui/graph/graph_minimap.h"

namespace skein::ui {

namespace {

constexpr int mapRestMs = 1000;     // what is a pixel or two need not be newer
constexpr int followRestMs = 2000;  // ui.md 3.4: at most one move in two seconds
constexpr double cellSize = 512;    // world units: a few items each
constexpr int fitRestMs = 40;       // after the last change of the view's size
constexpr int fittedItems = 400;    // more are not laid out again for another size of the view

QPair<int, int> cellOf(double x, double y) {
    return {static_cast<int>(std::floor(x / cellSize)), static_cast<int>(std::floor(y / cellSize))};
}

template <class Visit>
void forCells(const QRectF& area, Visit visit) {
    const auto first = cellOf(area.left(), area.top());
    const auto last = cellOf(area.right(), area.bottom());
    for (int x = first.first; x <= last.first; ++x)
        for (int y = first.second; y <= last.second; ++y) visit(QPair<int, int>{x, y});
}

}  // namespace

GraphCanvas::GraphCanvas(const Theme& theme, SelectionContext& selection, QWidget* parent)
    : Canvas(theme, parent), m_selection(selection) {
    setObjectName(QStringLiteral("graphCanvas"));
    AccessibleGraph::install();
    m_options.textScale = theme.textScale();
    m_mapRest.setSingleShot(true);
    m_mapRest.setInterval(mapRestMs);
    m_minimap = new GraphMinimap(theme, *this, viewport());
    connect(&theme, &Theme::changed, this, [this] {
        m_map = m_edgeLayer = {};
        forgetPictures();
        placeMinimap();
    });
    connect(this, &Canvas::zoomChanged, this, &GraphCanvas::placeMinimap);
    m_followRest.setSingleShot(true);
    m_followRest.setInterval(followRestMs);
    connect(&m_followRest, &QTimer::timeout, this, &GraphCanvas::follow);
    m_fitRest.setSingleShot(true);
    m_fitRest.setInterval(fitRestMs);
    connect(&m_fitRest, &QTimer::timeout, this, &GraphCanvas::relayout);
    connect(this, &Canvas::movedByHand, this, [this] {
        if (!followsNow()) return;
        m_followPaused = true;
        emit followChanged();
    });
    connect(&selection, &SelectionContext::taskChanged, this, &GraphCanvas::followSelection);
    connect(&selection, &SelectionContext::markedChanged, this, &GraphCanvas::takeMarks);
    describe();
}

void GraphCanvas::setPlan(const PlanView& plan) {
    const bool sameRun = plan.run == m_plan.run && !m_plan.tasks.isEmpty();
    m_plan = plan;
    if (!sameRun) {
        m_options.collapsedPhases = initiallyCollapsed(grouped(plan, m_grouping));
        m_options.openStacks.clear();
        m_options.only.clear();
        m_options.view = {};
        m_nearTask = 0;
        m_current = -1;  // the place of something in another run
    } else if (!m_scene.items.isEmpty()) {
        m_options.before = std::make_shared<const GraphScene>(m_scene);
    }
    relayout();
    m_options.before.reset();
}

void GraphCanvas::setFollowing(bool on) {
    m_following = on;
    m_followPaused = false;
    emit followChanged();
    follow();
}

void GraphCanvas::follow() {
    if (!followsNow() || m_followRest.isActive()) return;
    const QRectF shown = visibleWorld();
    QRectF all;
    int running = 0;
    int outside = 0;
    for (int i = 0; i < m_counts.size(); ++i) {
        const int count = m_counts[i][static_cast<std::size_t>(Status::Running)];
        if (count == 0) continue;
        running += count;
        all = all.united(m_scene.items[i].rect);
        if (!shown.contains(m_scene.items[i].rect.center())) outside += count;
    }
    if (running == 0 || outside * 4 <= running) return;
    centre(all);
    m_followRest.start();
}

void GraphCanvas::setCriticalPath(const QVector<quint32>& tasks) {
    m_criticalPath = tasks;
    m_criticalItems.clear();
    for (const quint32 task : tasks)
        if (const int item = m_scene.itemOfTask.value(static_cast<int>(task) - 1, -1); item >= 0)
            m_criticalItems.insert(item);
    viewport()->update();
}

void GraphCanvas::setShowsCritical(bool on) {
    m_showsCritical = on;
    viewport()->update();
}

void GraphCanvas::setPassing(const std::optional<QSet<int>>& tasks) {
    if (tasks == m_options.passing) return;
    m_options.passing = tasks;
    relayout();
}

void GraphCanvas::setNear(quint32 task, const QSet<int>& tasks) {
    const QSet<int> only = task > 0 && tasks.size() <= wholeGraphTasks ? tasks : QSet<int>();
    const bool same = only == m_options.only;
    m_nearTask = task;
    m_options.only = only;
    if (!same) relayout();
}

void GraphCanvas::restoreSight(const Sight& sight) {
    m_sightWanted = sight;
    showWanted();
}

void GraphCanvas::showWanted() {
    // Out of sight it has another size, to which the zoom would be clamped.
    if (m_sightWanted && isVisible() && m_adopted == m_generation)
        showSight(*std::exchange(m_sightWanted, std::nullopt));
}

void GraphCanvas::showEvent(QShowEvent* event) {
    Canvas::showEvent(event);
    // Laid out before anybody knew where: what was in sight is found only in what fits here.
    if (m_sightWanted && m_options.view.isEmpty() && !m_plan.tasks.isEmpty()) relayout();
    showWanted();
}

QVector<int> GraphCanvas::visibleItems(int limit) const {
    QVector<int> found;
    const QRectF shown = visibleWorld();
    for (int i = 0; i < m_scene.items.size() && found.size() < limit; ++i)
        if (m_scene.items[i].rect.intersects(shown)) found.append(i);
    if (m_current >= 0 && !found.contains(m_current)) {
        if (found.size() == limit) found.removeLast();
        found.append(m_current);
    }
    return found;
}

void GraphCanvas::relayout() {
    const int generation = ++m_generation;
    // Out of sight it is laid out for where it was seen last: who comes back finds it as it was. What comes and goes
    // around it, a banner or the inspector, moves nothing either; another size of the window may.
    if (isVisible() && (m_options.view.isEmpty() || window()->size() != m_window)) {
        m_options.view = QSizeF(viewport()->size());
        m_window = window()->size();
    }
    QPointer<GraphCanvas> self(this);
    QThreadPool::globalInstance()->start([self, plan = m_plan, grouping = m_grouping, options = m_options, generation] {
        auto scene = std::make_shared<GraphScene>(buildScene(grouped(plan, grouping), options));
        QMetaObject::invokeMethod(
            qApp,
            [self, scene, generation] {
                if (self && self->m_generation == generation) self->adopt(std::move(*scene));
            },
            Qt::QueuedConnection);
    });
}

void GraphCanvas::resizeEvent(QResizeEvent* event) {
    Canvas::resizeEvent(event);
    // What has the keyboard stays in sight, also where a scroll bar that has just appeared took some of the room.
    if (isFitted() && m_current >= 0) reveal(m_scene.items[m_current].rect);
    placeMinimap();
    // Boxes are as wide as the view allows; a person who has moved about keeps what is in sight.
    const QSizeF now = viewport()->size();
    const bool other = std::abs(now.width() - m_options.view.width()) > now.width() * 0.04 ||
                       std::abs(now.height() - m_options.view.height()) > now.height() * 0.08;
    if (other && window()->size() != m_window && isFitted() && !m_plan.tasks.isEmpty() &&
        m_scene.items.size() <= fittedItems)
        m_fitRest.start();
}

void GraphCanvas::adopt(GraphScene scene) {
    m_adopted = m_generation;
    const GraphItem before = m_current >= 0 ? m_scene.items[m_current] : GraphItem();
    m_scene = std::move(scene);
    m_map = m_edgeLayer = {};
    forgetPictures();
    m_current = -1;
    m_counts.fill({}, m_scene.items.size());
    for (int i = 0; i < m_scene.items.size(); ++i)
        for (const int task : m_scene.items[i].tasks)
            ++m_counts[i][static_cast<std::size_t>(m_plan.tasks[task].status)];
    buildIndex();
    const bool tasks = std::any_of(m_scene.items.cbegin(), m_scene.items.cend(),
                                   [](const GraphItem& item) { return item.kind == GraphItem::Kind::Task; });
    setLargestFit(onlyPhases(m_scene) ? largestPhases : 1);
    setReadableZoom(tasks ? readableZoom / std::sqrt(m_options.textScale) : 0);
    setWorld(m_scene.world);
    if (m_selection.task() != 0) m_current = m_scene.itemOfTask.value(static_cast<int>(m_selection.task()) - 1, -1);
    if (const int same = before.tasks.isEmpty() ? -1 : m_scene.itemOfTask.value(before.tasks.front(), -1);
        m_current < 0 && same >= 0 && m_scene.items[same].kind == before.kind)
        m_current = same;
    setCriticalPath(m_criticalPath);
    countFound();
    placeMinimap();
    describe();
    m_walkedFrom = -1;
    showOpened();
    showWanted();
    showAsked();
    emit laidOut();
}

void GraphCanvas::showTask(quint32 task) {
    m_askedTask = task;
    if (m_adopted == m_generation) showAsked();
}

void GraphCanvas::showAsked() {
    if (m_askedTask == 0) return;
    const int index = m_scene.itemOfTask.value(static_cast<int>(m_askedTask) - 1, -1);
    if (index < 0) {
        m_askedTask = 0;
        return;
    }
    const GraphItem& item = m_scene.items[index];
    // A stack may lie in a phase: what is opened is laid out, and looked at again.
    const bool opens = item.kind == GraphItem::Kind::Phase
                           ? m_options.collapsedPhases.remove(item.phase)
                           : item.kind == GraphItem::Kind::Stack && !m_options.openStacks.contains(item.tasks.front());
    if (item.kind == GraphItem::Kind::Stack) m_options.openStacks.insert(item.tasks.front());
    if (opens) return relayout();
    m_askedTask = 0;
    m_current = index;
    reveal(item.rect);
    describe();
    viewport()->update();
}

void GraphCanvas::showOpened() {
    const int phase = std::exchange(m_openedPhase, -1);
    for (int i = 0; phase >= 0 && i < m_scene.items.size(); ++i) {
        if (m_scene.items[i].phase != phase) continue;
        m_current = i;
        reveal(m_scene.items[i].rect);
        return describe();
    }
}

void GraphCanvas::buildIndex() {
    m_grid.clear();
    m_stamps.fill(0, m_scene.edges.size());
    m_itemStamps.fill(0, m_scene.items.size());
    m_stamp = 0;
    for (int i = 0; i < m_scene.items.size(); ++i)
        forCells(m_scene.items[i].rect, [&](QPair<int, int> cell) { m_grid[cell].items.append(i); });
    for (int i = 0; i < m_scene.edges.size(); ++i) {
        const QPolygonF& line = m_scene.edges[i].line;
        for (int p = 1; p < line.size(); ++p) {
            // One piece at a time: the box of a whole long edge would be in nearly every cell.
            const QRectF box = QRectF(line[p - 1], line[p]).normalized();
            forCells(box, [&](QPair<int, int> cell) {
                auto& edges = m_grid[cell].edges;
                if (edges.isEmpty() || edges.back() != i) edges.append(i);
            });
        }
    }
}

void GraphCanvas::visit(const QRectF& area, QVector<int>* items, QVector<int>* edges) {
    ++m_stamp;
    forCells(area.intersected(world().adjusted(-1, -1, 1, 1)), [&](QPair<int, int> key) {
        const auto cell = m_grid.constFind(key);
        if (cell == m_grid.cend()) return;
        if (items)
            for (const int item : cell->items) {
                if (m_itemStamps[item] == m_stamp || !m_scene.items[item].rect.intersects(area)) continue;
                m_itemStamps[item] = m_stamp;
                items->append(item);
            }
        if (!edges) return;
        for (const int edge : cell->edges) {
            if (m_stamps[edge] == m_stamp) continue;
            m_stamps[edge] = m_stamp;
            edges->append(edge);
        }
    });
}

void GraphCanvas::updateTasks(const QVector<TaskRow>& tasks) {
    for (const TaskRow& row : tasks) {
        const int index = static_cast<int>(row.no) - 1;
        if (index < 0 || index >= m_plan.tasks.size()) continue;
        const Status before = m_plan.tasks[index].status;
        m_plan.tasks[index] = row;
        const int item = m_scene.itemOfTask.value(index, -1);
        if (item < 0) continue;
        m_pictures.remove(item);
        if (before == row.status) continue;
        --m_counts[item][static_cast<std::size_t>(before)];
        ++m_counts[item][static_cast<std::size_t>(row.status)];
    }
    if (!m_mapRest.isActive()) m_map = {};
    viewport()->update();
    follow();
}

int GraphCanvas::itemAt(QPointF point) const {
    const auto cell = m_grid.constFind(cellOf(point.x(), point.y()));
    if (cell == m_grid.cend()) return -1;
    for (const int item : cell->items)
        if (m_scene.items[item].rect.contains(point)) return item;
    return -1;
}

void GraphCanvas::selectItem(int item) {
    m_current = item;
    const bool single = item >= 0 && m_scene.items[item].kind == GraphItem::Kind::Task;
    m_selection.setTask(single ? static_cast<quint32>(m_scene.items[item].tasks.front()) + 1 : 0);
    m_current = item;
    describe();
    viewport()->update();
}

void GraphCanvas::pressed(QPointF point, Qt::KeyboardModifiers modifiers) {
    const int item = itemAt(point);
    if (item >= 0 && modifiers & (Qt::ControlModifier | Qt::ShiftModifier))
        return markItem(item, modifiers & Qt::ControlModifier);
    m_selection.setMarked({});
    selectItem(item);
}

void GraphCanvas::activated(QPointF point) {
    if (const int item = itemAt(point); item >= 0) activateItem(item);
}

void GraphCanvas::activateItem(int index) {
    const GraphItem& item = m_scene.items[index];
    switch (item.kind) {
        case GraphItem::Kind::Task: emit taskActivated(static_cast<quint32>(item.tasks.front()) + 1); return;
        case GraphItem::Kind::Phase:
            m_options.collapsedPhases.remove(item.phase);
            m_openedPhase = item.phase;
            relayout();
            return;
        case GraphItem::Kind::Stack: {
            QVector<quint32> tasks;
            for (const int task : item.tasks) tasks.append(static_cast<quint32>(task) + 1);
            emit stackActivated(tasks, item.title);
        }
    }
}

void GraphCanvas::toggleGroup() {
    if (m_current < 0) return;
    const GraphItem& item = m_scene.items[m_current];
    if (item.kind == GraphItem::Kind::Stack) m_options.openStacks.insert(item.tasks.front());
    else if (item.kind == GraphItem::Kind::Phase) m_options.collapsedPhases.remove(m_openedPhase = item.phase);
    else m_options.collapsedPhases.insert(item.phase);
    relayout();
}

void GraphCanvas::setGrouping(Grouping grouping) {
    m_grouping = grouping;
    m_options.collapsedPhases = initiallyCollapsed(grouped(m_plan, grouping));
    m_options.openStacks.clear();
    relayout();
}

void GraphCanvas::expandAll() {
    m_options.collapsedPhases.clear();
    relayout();
}

void GraphCanvas::collapseAll() {
    const auto groups = grouped(m_plan, m_grouping).phases.size();
    for (int phase = 0; phase < groups; ++phase) m_options.collapsedPhases.insert(phase);
    m_options.openStacks.clear();
    relayout();
}

void GraphCanvas::followSelection(quint32 task) {
    if (task == 0) return;
    const int item = m_scene.itemOfTask.value(static_cast<int>(task) - 1, -1);
    if (item < 0 || item == m_current) return;
    m_current = item;
    reveal(m_scene.items[item].rect);
    describe();
    viewport()->update();
}

int GraphCanvas::neighbour(int key) const {
    if (m_scene.items.isEmpty()) return -1;
    if (m_current < 0 || key == Qt::Key_Home) {
        for (int i = 0; i < m_scene.items.size(); ++i)
            if (m_scene.items[i].needs.isEmpty()) return i;
        return 0;
    }
    const GraphItem& here = m_scene.items[m_current];
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        const auto& next = key == Qt::Key_Left ? here.needs : here.feeds;
        if (next.contains(m_walkedFrom)) return m_walkedFrom;  // a step there and back ends where it began
        int best = -1;
        for (const int item : next)
            if (best < 0 || std::abs(m_scene.items[item].rect.center().y() - here.rect.center().y()) <
                                std::abs(m_scene.items[best].rect.center().y() - here.rect.center().y()))
                best = item;
        return best;
    }
    // Down a column, then on at the top of the next one where a layer is a grid.
    const auto place = [](const GraphItem& item) { return std::pair(item.column, item.rect.center().y()); };
    int best = -1;
    for (int i = 0; i < m_scene.items.size(); ++i) {
        const GraphItem& other = m_scene.items[i];
        if (i == m_current || other.layer != here.layer) continue;
        const bool above = place(other) < place(here);
        if ((key == Qt::Key_Up) != above) continue;
        if (best < 0 || (above ? place(m_scene.items[best]) < place(other) : place(other) < place(m_scene.items[best])))
            best = i;
    }
    return best;
}

void GraphCanvas::walk(int target) {
    if (target < 0) return;
    m_walkedFrom = m_current;
    m_selection.setMarked({});
    selectItem(target);
    reveal(m_scene.items[target].rect);
}

void GraphCanvas::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
            if (event->modifiers() & (Qt::AltModifier | Qt::ControlModifier)) return event->ignore();
            if (event->modifiers() & Qt::ShiftModifier) return extendTo(neighbour(event->key()));
            return walk(neighbour(event->key()));
        case Qt::Key_Plus:
        case Qt::Key_Equal: return zoomIn();
        case Qt::Key_Minus: return zoomOut();
        case Qt::Key_0:
            if (event->modifiers() & Qt::ControlModifier) break;
            return fitAll();
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_current >= 0) activateItem(m_current);
            return;
        case Qt::Key_G:
        case Qt::Key_C:
        case Qt::Key_N:
        case Qt::Key_B:
        case Qt::Key_U:
        case Qt::Key_D:
        case Qt::Key_O:
            if (event->modifiers() & ~Qt::ShiftModifier) break;
            emit letterPressed(event->key(), event->modifiers() & Qt::ShiftModifier);
            return;
        case Qt::Key_Escape:
            if (m_found || m_finding) return emit findLeft();
            if (m_nearTask != 0) return emit nearLeft();
            if (!m_marks.isEmpty()) return m_selection.setMarked({});
            if (m_current < 0) break;
            return selectItem(-1);
        default: break;
    }
    if (event->key() >= Qt::Key_1 && event->key() <= Qt::Key_9 && !(event->modifiers() & ~Qt::KeypadModifier))
        return emit letterPressed(event->key(), false);
    Canvas::keyPressEvent(event);
}

void GraphCanvas::describe() {
    setAccessibleName(tr("Task graph"));
    QString text =
        tr("%n task(s). The Tasks view shows the same as a table.", nullptr, static_cast<int>(m_plan.tasks.size()));
    if (m_current >= 0 && m_current < m_scene.items.size()) text = itemText(m_current);
    setAccessibleDescription(text);
    // Where the keyboard is elsewhere, a reader would jump here with every task that is selected there.
    if (!QAccessible::isActive() || m_current < 0 || !hasFocus()) return;
    QAccessibleEvent focus(this, QAccessible::Focus);
    focus.setChild(static_cast<int>(visibleItems(AccessibleGraph::mostChildren).indexOf(m_current)));
    QAccessible::updateAccessibility(&focus);
}

QString GraphCanvas::itemText(int index) const {
    const GraphItem& item = m_scene.items[index];
    if (item.kind != GraphItem::Kind::Task)
        return tr("%1, %n task(s), %2", nullptr, static_cast<int>(item.tasks.size()))
            .arg(item.title, statusCountsText(m_counts[index]));
    const TaskRow& task = m_plan.tasks[item.tasks.front()];
    const auto links = [](const QString& some, const QString& none, qsizetype count) {
        return count > 0 ? some : none;
    };
    const auto needs = static_cast<int>(item.needs.size()), feeds = static_cast<int>(item.feeds.size());
    const QString text = tr("%1, %2, %3, %4")
                             .arg(item.title, statusWord(task.status),
                                  links(tr("needs %n task(s)", nullptr, needs), tr("needs nothing"), needs),
                                  links(tr("%n task(s) need{s} it", nullptr, feeds), tr("nothing needs it"), feeds));
    return task.pausePoint ? tr("%1, pause point before it").arg(text) : text;
}

bool GraphCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int index = itemAt(toWorld(help->pos()));
        if (index < 0) {
            QToolTip::hideText();
            return true;
        }
        const GraphItem& item = m_scene.items[index];
        const TaskRow& task = m_plan.tasks[item.tasks.front()];
        const QString text = item.kind == GraphItem::Kind::Task
                                 ? tr("%1\n%2: %3\n%4").arg(item.title, task.id, statusWord(task.status), task.why)
                                 : tr("%1\n%2").arg(item.title, statusCountsText(m_counts[index]));
        QToolTip::showText(help->globalPos(), text.toHtmlEscaped().replace('\n', "<br>"), viewport());
        return true;
    }
    return Canvas::viewportEvent(event);
}

void GraphCanvas::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Keyboard) {
        // The key's place is nowhere near the item that has the keyboard.
        if (m_current >= 0)
            emit menuWanted(viewport()->mapToGlobal(toView(m_scene.items[m_current].rect.center()).toPoint()));
        return;
    }
    if (const int item = itemAt(toWorld(event->pos())); item >= 0 && !isMarked(item)) selectItem(item);
    emit menuWanted(event->globalPos());
}

void GraphCanvas::placeMinimap() {
    const QRectF map = minimapRect();
    m_minimap->setVisible(!map.isEmpty());
    if (map.isEmpty()) return;
    constexpr int frame = GraphMinimap::frame;
    m_minimap->setGeometry(map.adjusted(-frame, -frame, frame, frame).toRect());
}

void GraphCanvas::setFound(const std::optional<QSet<int>>& tasks) {
    m_found = tasks;
    countFound();
    viewport()->update();
}

void GraphCanvas::countFound() {
    m_foundIn.fill(0, m_scene.items.size());
    if (!m_found) return;
    for (const int task : *m_found)
        if (const int item = m_scene.itemOfTask.value(task, -1); item >= 0) ++m_foundIn[item];
}

}  // namespace skein::ui
