#include "ui/timeline/timeline_tree.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QToolTip>

#include "ui/common/formats.h"
#include "ui/timeline/time_axis.h"
#include "ui/timeline/timeline_paint.h"

namespace skein::ui {

namespace {

constexpr Duration shortest{20'000};  // in sight at least: what a run of nothing but reuse takes
constexpr int longIdle = 12;          // a break is at least such a part of all
constexpr double roomForNow = 0.03;   // right of "now"
constexpr int dragFrom = 4;           // px
constexpr int keySteps = 50;          // of an arrow key, across what is in sight
constexpr int breakLetters = 4;       // width of a break
constexpr int leastBreak = 5;         // px
const QString idleGroup = QStringLiteral("\n");

void flatten(const QVector<Lane>& lanes, QStringList& names) {
    for (const Lane& lane : lanes) {
        names.append((lane.pinned ? QStringLiteral("^") : QString()) + lane.name + QLatin1Char('/') +
                     QString::number(lane.lanes.size()));
        flatten(lane.lanes, names);
    }
}

}  // namespace

TimelineTree::TimelineTree(const Theme& theme, QWidget* parent)
    : ReadWhenFocused(parent), m_theme(theme), m_model(new QStandardItemModel(0, 2, this)) {
    setObjectName(QStringLiteral("timelineTree"));
    setAccessibleName(tr("Timeline"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setHeaderHidden(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // the axis above is as wide as the bars
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setModel(m_model);
    setItemDelegate(new LaneDelegate(theme, *this, this));
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(theme.px(80));
    header()->resizeSection(0, QFontMetrics(theme.font(TextRole::Body)).averageCharWidth() * 24);
    connect(header(), &QHeaderView::sectionResized, this, [this] {
        fitIdle();
        emit windowChanged();
    });
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void TimelineTree::addLane(const Lane& lane, QStandardItem* parent) {
    auto* name = new QStandardItem(lane.pinned ? tr("%1 (pinned)").arg(lane.name) : lane.name);
    auto* bars = new QStandardItem;
    for (const Lane& inner : lane.lanes) addLane(inner, name);
    parent->appendRow({name, bars});
}

void TimelineTree::setLanes(const RunPicture& picture, QVector<Lane> lanes) {
    for (int i = 0; i < m_lanes.size() && i < m_model->rowCount(); ++i)
        if (m_lanes[i].startsClosed) m_idleOpen = isExpanded(m_model->index(i, 0));
    m_picture = &picture;
    m_lanes = std::move(lanes);
    m_series = seriesOf(picture, m_colour);
    QStringList shape;
    flatten(m_lanes, shape);
    if (shape != m_shape) {
        // Rows only come or go with lanes; what was open stays open, and the place stays.
        QSet<QString> closed;
        QSet<QString> known;
        for (int i = 0; i < m_model->rowCount(); ++i) known.insert(m_model->index(i, 0).data().toString());
        for (int i = 0; i < m_model->rowCount(); ++i)
            if (!isExpanded(m_model->index(i, 0))) closed.insert(m_model->index(i, 0).data().toString());
        const int place = verticalScrollBar()->value();
        const QString current = keyOf(currentIndex());
        m_shape = shape;
        m_model->removeRows(0, m_model->rowCount());
        for (const Lane& lane : m_lanes) addLane(lane, m_model->invisibleRootItem());
        for (int i = 0; i < m_model->rowCount(); ++i) {
            const QString name = m_model->index(i, 0).data().toString();
            // The name of a group of idle agents says how many: it stays as it is while that changes.
            const bool closes = m_lanes[i].startsClosed && !m_idleOpen;
            setExpanded(m_model->index(i, 0), !closes && (m_lanes[i].startsClosed || !closed.contains(name)));
        }
        verticalScrollBar()->setValue(place);
        const QModelIndex same = indexOf(current);
        setCurrentIndex(same.isValid() ? same : m_model->index(0, 0));
    }
    const auto describe = [this](const Lane& lane, QStandardItem* item, const auto& self) -> void {
        int failed = 0;
        for (const int i : lane.spans)
            failed += m_picture->spans[i].end == AttemptSpan::End::Failed ||
                      m_picture->spans[i].end == AttemptSpan::End::GaveUp;
        const QString count = tr("%n attempt(s)", nullptr, static_cast<int>(lane.spans.size()));
        item->setData(failed > 0 ? tr("%1, %2, %3").arg(lane.name, count, tr("%n failed", nullptr, failed))
                      : lane.sort == Lane::Sort::You ? tr("%1: what waits for you").arg(lane.name)
                                                     : tr("%1, %2").arg(lane.name, count),
                      Qt::AccessibleTextRole);
        for (int i = 0; i < lane.lanes.size(); ++i) self(lane.lanes[i], item->child(i), self);
    };
    for (int i = 0; i < m_lanes.size(); ++i) describe(m_lanes[i], m_model->item(i), describe);
    viewport()->update();
}

Status TimelineTree::statusOf(const AttemptSpan& span) const {
    switch (span.end) {
        case AttemptSpan::End::Running:
            if (m_picture && !isLive(m_picture->summary)) return Status::Unknown;
            // A try that follows one that was cut off repeats nothing that failed: its task says which it is.
            if (m_picture && span.task >= 1 && static_cast<int>(span.task) <= m_picture->tasks.size())
                if (const TaskRow& row = m_picture->tasks[static_cast<int>(span.task) - 1];
                    row.attempt == span.attempt && row.status == Status::Running)
                    return Status::Running;
            return span.attempt > 1 ? Status::Retrying : Status::Running;
        case AttemptSpan::End::Done: return Status::Done;
        case AttemptSpan::End::Reused: return Status::Reused;
        case AttemptSpan::End::Failed:
        case AttemptSpan::End::GaveUp: return Status::Failed;
        case AttemptSpan::End::CutOff: return Status::Cancelled;
    }
    return Status::Unknown;
}

void TimelineTree::setColours(BarColour colour) {
    m_colour = colour;
    if (m_picture) m_series = seriesOf(*m_picture, colour);
    viewport()->update();
}

int TimelineTree::seriesOfSpan(const AttemptSpan& span) const {
    if (m_colour == BarColour::State || !m_picture || span.task < 1 ||
        static_cast<int>(span.task) > m_picture->tasks.size())
        return -1;
    const TaskRow& row = m_picture->tasks[static_cast<int>(span.task) - 1];
    return m_series.index.value(colourName(row, span, m_colour), -1);
}

QString TimelineTree::currentLane() const {
    const Lane* lane = laneAt(currentIndex());
    return lane ? lane->name : QString();
}

const Lane* TimelineTree::laneAt(const QModelIndex& index) const {
    if (!index.isValid()) return nullptr;
    const QModelIndex parent = index.parent();
    const QVector<Lane>* lanes = &m_lanes;
    if (parent.isValid()) {
        if (parent.row() >= m_lanes.size()) return nullptr;
        lanes = &m_lanes[parent.row()].lanes;
    }
    return index.row() < lanes->size() ? &(*lanes)[index.row()] : nullptr;
}

QString TimelineTree::keyOf(const QModelIndex& index) const {
    const Lane* lane = laneAt(index);
    if (!lane) return {};
    const QString own = lane->pinned         ? QLatin1Char('^') + lane->name
                        : lane->startsClosed ? idleGroup
                        : lane->task > 0     ? QLatin1Char('#') + QString::number(lane->task)
                                             : lane->name;
    const Lane* group = laneAt(index.parent());
    // An agent is the same whether it is idle now or not.
    return group && !group->startsClosed ? group->name + QLatin1Char('\n') + own : own;
}

QModelIndex TimelineTree::indexOf(const QString& key, const QModelIndex& parent) const {
    for (int i = 0; !key.isEmpty() && i < m_model->rowCount(parent); ++i) {
        const QModelIndex index = m_model->index(i, 0, parent);
        if (keyOf(index) == key) return index;
        if (const QModelIndex inner = indexOf(key, index); inner.isValid()) return inner;
    }
    return {};
}

void TimelineTree::takeMarkedRows() {
    m_marked.clear();
    QModelIndex index = indexOf(m_markFrom), last = indexOf(m_markTo);
    if (!index.isValid() || !last.isValid()) return;
    if (visualRect(index).top() > visualRect(last).top()) std::swap(index, last);
    for (; index.isValid(); index = indexBelow(index)) {
        index = index.siblingAtColumn(0);
        m_marked.insert(keyOf(index));
        // Who is idle changes: those that are in the group now are meant.
        if (const Lane* lane = laneAt(index); lane && lane->startsClosed)
            for (int i = 0; i < m_model->rowCount(index); ++i) m_marked.insert(keyOf(m_model->index(i, 0, index)));
        if (index == last) break;
    }
}

QVector<const Lane*> TimelineTree::markedLanes() const {
    QVector<const Lane*> found;
    const auto collect = [&](const QModelIndex& parent, const auto& self) -> void {
        for (int i = 0; i < m_model->rowCount(parent); ++i) {
            const QModelIndex index = m_model->index(i, 0, parent);
            const Lane* lane = laneAt(index);
            if (lane && !lane->startsClosed && m_marked.contains(keyOf(index))) found.append(lane);
            self(index, self);
        }
    };
    collect({}, collect);
    return found;
}

bool TimelineTree::isMarked(const QModelIndex& index) const {
    return m_window.marked &&
           (m_marked.contains(keyOf(index)) || (index.parent().isValid() && m_marked.contains(keyOf(index.parent()))));
}

void TimelineTree::setTimes(TimeRange all, const QVector<TimeRange>& idle) {
    const double width = barArea().width();
    const TimeScale before = m_window.scale(width);
    const double toNow = before.distance(m_window.shown.from, m_window.all.to);
    const bool grown = all.to > m_window.all.to;
    m_window.all = all;
    m_idle = idle;
    fitIdle();
    if (m_fitted) return fit();
    if (m_following && grown) {
        const double scale = before.perPixel();
        showAround(TimeScale(m_window.shown, width, m_window.idle(), m_breakWidth).at(scale), all.to, toNow);
    }
    viewport()->update();
    emit windowChanged();
}

void TimelineTree::setTrueTime(bool on) {
    if (on == m_trueTime) return;
    m_trueTime = on;
    fitIdle();
    // What was in sight in a break is at the same place; everything is everything.
    if (m_fitted) fit();
    viewport()->update();
    emit windowChanged();
    emit trueTimeChanged();
}

/// Breaks are narrow, and all of them leave at least half of the width to what happened.
void TimelineTree::fitIdle() {
    const double width = barArea().width();
    m_breakWidth = QFontMetrics(m_theme.font(TextRole::Caption)).averageCharWidth() * breakLetters;
    // Many short ones would hide what happened between them.
    auto idle = m_idle;
    idle.removeIf([this](const TimeRange& each) {
        return (each.to - each.from).value * longIdle < (m_window.all.to - m_window.all.from).value;
    });
    const TimeScale whole(m_window.all, width, idle, m_breakWidth);
    if (const auto breaks = static_cast<double>(whole.breaks().size()); breaks * m_breakWidth > width / 2)
        m_breakWidth = std::max<double>(leastBreak, width / 2 / breaks);
    m_hasBreaks = !idle.isEmpty();
    m_window.setIdle(m_trueTime ? QVector<TimeRange>() : idle, m_breakWidth);
}

void TimelineTree::showAround(const TimeScale& scale, Instant at, double before) {
    m_window.shown.from = scale.walk(at, -before);
    m_window.shown.to = scale.walk(m_window.shown.from, barArea().width());
}

void TimelineTree::fit() {
    m_fitted = true;
    // Room for now is a share of what is drawn to scale.
    const Duration length = std::max(lengthOf(timesWithout({m_window.all}, m_window.idle())), shortest);
    const Duration room{static_cast<qint64>(static_cast<double>(length.value) * roomForNow)};
    m_window.shown = {m_window.all.from, std::max(m_window.all.to, m_window.all.from + shortest) + room};
    viewport()->update();
    emit windowChanged();
}

void TimelineTree::moved() {
    m_fitted = false;
    // Whoever moves away from now does not want to be taken back.
    if (m_following && !m_window.shown.has(m_window.all.to)) setFollowing(false);
    viewport()->update();
    emit windowChanged();
}

void TimelineTree::zoom(double factor, std::optional<double> anchorX) {
    const QRect bars = barArea();
    const double before = anchorX.value_or(bars.center().x()) - bars.left();
    const TimeScale now = scale();
    const Instant anchor = now.walk(m_window.shown.from, before);
    const TimeScale whole(m_window.all, bars.width(), m_window.idle(), m_breakWidth);
    const double least = static_cast<double>(shortest.value) / bars.width();
    const double wanted = std::clamp(now.perPixel() / factor, least, std::max(whole.perPixel() * 1.2, 2 * least));
    showAround(now.at(wanted), anchor, before);
    moved();
}

void TimelineTree::pan(double share) {
    const double width = barArea().width();
    showAround(TimeScale(scale()), m_window.shown.from, -share * width);
    moved();
}

void TimelineTree::showRange(TimeRange range) {
    if ((range.to - range.from) < shortest) range.to = range.from + shortest;
    m_window.shown = range;
    moved();
}

void TimelineTree::setFollowing(bool on) {
    if (on == m_following) return;
    m_following = on;
    if (on && !m_window.shown.has(m_window.all.to)) {
        showAround(TimeScale(scale()), m_window.all.to, barArea().width());
        viewport()->update();
        emit windowChanged();
    }
    emit followingChanged();
}

void TimelineTree::selectTask(quint32 task) {
    m_task = task;
    viewport()->update();
}

void TimelineTree::clearMark() {
    m_window.marked.reset();
    m_markFrom = m_markTo = QString();
    m_marked.clear();
    viewport()->update();
    emit markChanged();
}

void TimelineTree::setMark(Instant from, Instant to) {
    m_markAnchor = from;
    m_markEnd = to;
    m_window.marked = TimeRange{std::min(from, to), std::max(from, to)};
    takeMarkedRows();
    viewport()->update();
    emit markChanged();
}

void TimelineTree::mark() {
    const QModelIndex row = currentIndex().siblingAtColumn(0);
    if (!m_picture || !row.isValid()) return;
    m_markFrom = m_markTo = keyOf(row);
    const Lane* lane = laneAt(row);
    for (const int i : lane ? lane->spans : QVector<int>()) {
        const AttemptSpan& span = m_picture->spans[i];
        if (m_task == 0 || span.task != m_task) continue;
        return setMark(span.from, span.to.value > 0 ? span.to : m_window.all.to);
    }
    const double width = barArea().width();
    setMark(scale().walk(m_window.shown.from, width * 2 / 5), scale().walk(m_window.shown.from, width * 3 / 5));
}

void TimelineTree::extendMark(int key) {
    if (!m_window.marked) return mark();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        const QModelIndex last = indexOf(m_markTo);
        const QModelIndex next = key == Qt::Key_Up ? indexAbove(last) : indexBelow(last);
        if (!next.isValid()) return;
        m_markTo = keyOf(next);
        setCurrentIndex(next.siblingAtColumn(0));
        return setMark(m_markAnchor, m_markEnd);
    }
    const double step = static_cast<double>(barArea().width()) / keySteps;
    const Instant to = scale().walk(m_markEnd, key == Qt::Key_Right ? step : -step);
    setMark(m_markAnchor, std::clamp(to, m_window.shown.from, m_window.shown.to));
}

TimelineTree::Place TimelineTree::place() const {
    return {m_window.shown, m_fitted, m_following, verticalScrollBar()->value()};
}

void TimelineTree::showPlace(const Place& place) {
    if (place.fitted) fit();
    else showRange(place.shown);
    setFollowing(place.following);
    verticalScrollBar()->setValue(place.scrolled);
}

QRect TimelineTree::barArea() const {
    return {columnViewportPosition(1), 0, std::max(1, columnWidth(1)), viewport()->height()};
}

bool TimelineTree::isInBars(QPoint at) const {
    const QRect bars = barArea();
    return at.x() >= bars.left() && at.x() <= bars.right();
}

int TimelineTree::spanAt(QPoint at) const {
    const Lane* lane = laneAt(indexAt(at));
    const QRect bars = barArea();
    if (!lane || lane->sort != Lane::Sort::Attempts || !isInBars(at)) return -1;
    int found = -1;
    for (const int i : lane->spans) {
        const AttemptSpan& span = m_picture->spans[i];
        const double from = m_window.toX(span.from, bars.left(), bars.width());
        const double to = m_window.toX(span.to.value > 0 ? span.to : m_window.all.to, bars.left(), bars.width());
        if (at.x() >= from - 3 && at.x() <= std::max(to, from + 6) + 1) found = i;
    }
    return found;
}

QString TimelineTree::spanText(const AttemptSpan& span) const {
    const TaskRow& row = m_picture->tasks[static_cast<int>(span.task) - 1];
    const Instant until = span.to.value > 0 ? span.to : m_window.all.to;
    QString end;
    switch (span.end) {
        case AttemptSpan::End::Running:
            end = statusOf(span) == Status::Unknown ? tr("its end is unknown") : tr("running");
            break;
        case AttemptSpan::End::Done: end = tr("done"); break;
        case AttemptSpan::End::Reused: end = tr("reused"); break;
        case AttemptSpan::End::Failed: end = tr("failed, tried again"); break;
        case AttemptSpan::End::GaveUp: end = tr("failed for good"); break;
        case AttemptSpan::End::CutOff: end = tr("cut off before its end, no failure"); break;
    }
    return tr("%1, attempt %2, %3, %4 from %5, %6")
        .arg(row.title.isEmpty() ? row.id : row.title)
        .arg(span.attempt)
        .arg(end, durationText(until - span.from), clockText(span.from, m_window.all.to),
             moneyText(span.cost, row.tokensMeasured ? Certainty::Measured : Certainty::Estimated));
}

void TimelineTree::stepInRow(int direction) {
    const Lane* lane = laneAt(currentIndex());
    if (!lane || lane->sort != Lane::Sort::Attempts || lane->spans.isEmpty()) return;
    int at = direction > 0 ? -1 : static_cast<int>(lane->spans.size());
    for (int i = 0; i < lane->spans.size(); ++i)
        if (m_picture->spans[lane->spans[i]].task == m_task) at = i;
    at = std::clamp(at + direction, 0, static_cast<int>(lane->spans.size()) - 1);
    const AttemptSpan& span = m_picture->spans[lane->spans[at]];
    m_task = span.task;
    setAccessibleDescription(spanText(span));
    if (!m_window.shown.has(span.from)) {
        showAround(TimeScale(scale()), span.from, barArea().width() / 3.0);
        moved();
    }
    viewport()->update();
    emit taskChosen(m_task);
}

void TimelineTree::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) return QTreeView::keyPressEvent(event);
    const bool arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right || event->key() == Qt::Key_Up ||
                       event->key() == Qt::Key_Down;
    if (arrow && event->modifiers() & Qt::ShiftModifier) return extendMark(event->key());
    switch (event->key()) {
        case Qt::Key_M: return mark();
        case Qt::Key_P: emit pinWanted(); return;
        case Qt::Key_T: return setTrueTime(!m_trueTime);
        case Qt::Key_W: return zoom(1.5);
        case Qt::Key_S: return zoom(1 / 1.5);
        case Qt::Key_A: return pan(-0.2);
        case Qt::Key_D: return pan(0.2);
        case Qt::Key_G: return setFollowing(!m_following);
        case Qt::Key_Comma: return stepInRow(-1);
        case Qt::Key_Period: return stepInRow(1);
        case Qt::Key_F: {
            // Centre the chosen attempt; again, or without one: everything.
            for (const AttemptSpan& span : m_picture ? m_picture->spans : QVector<AttemptSpan>()) {
                if (span.task != m_task || m_task == 0) continue;
                const double half = barArea().width() / 2.0;
                if (std::abs(scale().distance(m_window.shown.from, span.from) - half) <= half / 25) continue;
                showAround(TimeScale(scale()), span.from, half);
                return moved();
            }
            return fit();
        }
        case Qt::Key_R:
            if (m_window.marked) return showRange(*m_window.marked);
            break;
        case Qt::Key_Escape:
            if (m_window.marked) return clearMark();
            break;
        default: break;
    }
    QTreeView::keyPressEvent(event);
}

void TimelineTree::mousePressEvent(QMouseEvent* event) {
    m_pressedAt = event->pos();
    m_dragging = false;
    if (event->button() == Qt::LeftButton && isInBars(event->pos())) {
        setCurrentIndex(indexAt(event->pos()));
        setFocus(Qt::MouseFocusReason);
        return;
    }
    QTreeView::mousePressEvent(event);
}

void TimelineTree::mouseMoveEvent(QMouseEvent* event) {
    const QRect bars = barArea();
    if (!(event->buttons() & Qt::LeftButton) || !isInBars(m_pressedAt)) return QTreeView::mouseMoveEvent(event);
    if (!m_dragging && std::abs(event->pos().x() - m_pressedAt.x()) < dragFrom) return;
    m_dragging = true;
    const int there = std::clamp(event->pos().x(), bars.left(), bars.right());
    const int left = std::min(m_pressedAt.x(), there), right = std::max(m_pressedAt.x(), there);
    m_markFrom = keyOf(indexAt({1, m_pressedAt.y()}));
    const QModelIndex to = indexAt({1, std::clamp(event->pos().y(), 0, viewport()->height() - 1)});
    if (to.isValid()) m_markTo = keyOf(to);
    setMark(m_window.toTime(left, bars.left(), bars.width()), m_window.toTime(right, bars.left(), bars.width()));
}

void TimelineTree::mouseReleaseEvent(QMouseEvent* event) {
    if (m_dragging || event->button() != Qt::LeftButton || !isInBars(event->pos())) {
        m_dragging = false;
        return QTreeView::mouseReleaseEvent(event);
    }
    if (m_window.marked) clearMark();
    const int span = spanAt(event->pos());
    if (span < 0) return;
    m_task = m_picture->spans[span].task;
    setAccessibleDescription(spanText(m_picture->spans[span]));
    viewport()->update();
    emit taskChosen(m_task);
}

void TimelineTree::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier)) return QTreeView::wheelEvent(event);
    zoom(event->angleDelta().y() > 0 ? 1.25 : 0.8, event->position().x());
    event->accept();
}

bool TimelineTree::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        if (const int span = spanAt(help->pos()); span >= 0) {
            QToolTip::showText(help->globalPos(), spanText(m_picture->spans[span]), this);
            return true;
        }
    }
    const bool taken = QTreeView::viewportEvent(event);
    if (event->type() == QEvent::Resize) {
        fitIdle();
        emit windowChanged();
    }
    return taken;
}

}  // namespace skein::ui
