#include "ui/timeline/timeline_tree.h"

#include <QDateTime>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QToolTip>
#include <cmath>

#include "ui/common/formats.h"
#include "ui/timeline/timeline_paint.h"

namespace skein::ui {

namespace {

constexpr Duration shortest{1'000'000};  // in sight at least: a second
constexpr double roomForNow = 0.03;      // right of "now"
constexpr int dragFrom = 4;              // px
constexpr int keySteps = 50;             // of an arrow key, across what is in sight

void flatten(const QVector<Lane>& lanes, QStringList& names) {
    for (const Lane& lane : lanes) {
        names.append((lane.pinned ? QStringLiteral("^") : QString()) + lane.name + QLatin1Char('/') +
                     QString::number(lane.lanes.size()));
        flatten(lane.lanes, names);
    }
}

}  // namespace

double TimeWindow::toX(Instant at, double left, double width) const {
    const auto length = static_cast<double>(std::max<qint64>(1, (shown.to - shown.from).value));
    return left + width * static_cast<double>((at - shown.from).value) / length;
}

Instant TimeWindow::toTime(double x, double left, double width) const {
    const auto length = static_cast<double>((shown.to - shown.from).value);
    return {shown.from.value + static_cast<qint64>(length * (x - left) / std::max(1.0, width))};
}

qint64 tickStep(qint64 range, double width, double least) {
    constexpr qint64 second = 1'000'000;
    constexpr qint64 steps[] = {second,        5 * second,    10 * second,    30 * second,
                                60 * second,   300 * second,  600 * second,   1800 * second,
                                3600 * second, 7200 * second, 21600 * second, 86400 * second};
    for (const qint64 step : steps)
        if (static_cast<double>(step) / static_cast<double>(std::max<qint64>(1, range)) * width >= least) return step;
    return steps[std::size(steps) - 1] * 7;
}

TimelineTree::TimelineTree(const Theme& theme, QWidget* parent)
    : QTreeView(parent), m_theme(theme), m_model(new QStandardItemModel(0, 2, this)) {
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
    connect(header(), &QHeaderView::sectionResized, this, &TimelineTree::windowChanged);
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
        const QString current = currentIndex().siblingAtColumn(0).data().toString();
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
        const auto same =
            m_model->match(m_model->index(0, 0), Qt::DisplayRole, current, 1, Qt::MatchExactly | Qt::MatchRecursive);
        setCurrentIndex(same.isEmpty() ? m_model->index(0, 0) : same.front());
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

QVector<const Lane*> TimelineTree::markedLanes() const {
    QVector<const Lane*> found;
    if (!m_markFrom.isValid() || !m_markTo.isValid()) return found;
    QModelIndex index = m_markFrom, last = m_markTo;
    if (visualRect(index).top() > visualRect(last).top()) std::swap(index, last);
    for (; index.isValid(); index = indexBelow(index)) {
        if (const Lane* lane = laneAt(index)) found.append(lane);
        if (index.siblingAtColumn(0) == last.siblingAtColumn(0)) break;
    }
    return found;
}

void TimelineTree::setTimes(TimeRange all) {
    const Duration grown = all.to - m_window.all.to;
    m_window.all = all;
    if (m_fitted) return fit();
    if (m_following && grown.value > 0) {
        m_window.shown.from = m_window.shown.from + grown;
        m_window.shown.to = m_window.shown.to + grown;
    }
    viewport()->update();
    emit windowChanged();
}

void TimelineTree::fit() {
    m_fitted = true;
    const qint64 length = std::max<qint64>((m_window.all.to - m_window.all.from).value, shortest.value);
    m_window.shown = {m_window.all.from,
                      {m_window.all.from.value + static_cast<qint64>(static_cast<double>(length) * (1 + roomForNow))}};
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
    const Instant anchor = m_window.toTime(anchorX.value_or(bars.center().x()), bars.left(), bars.width());
    const auto length = static_cast<double>((m_window.shown.to - m_window.shown.from).value);
    const auto whole = static_cast<double>((m_window.all.to - m_window.all.from).value) * 1.2;
    const double wanted = std::clamp(length / factor, static_cast<double>(shortest.value), std::max(whole, 2e6));
    const double share = static_cast<double>((anchor - m_window.shown.from).value) / std::max(1.0, length);
    m_window.shown.from = {anchor.value - static_cast<qint64>(wanted * share)};
    m_window.shown.to = {m_window.shown.from.value + static_cast<qint64>(wanted)};
    moved();
}

void TimelineTree::pan(double share) {
    const auto by = static_cast<qint64>(static_cast<double>((m_window.shown.to - m_window.shown.from).value) * share);
    m_window.shown = {{m_window.shown.from.value + by}, {m_window.shown.to.value + by}};
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
        const Duration length = m_window.shown.to - m_window.shown.from;
        m_window.shown = {Instant{m_window.all.to.value - length.value}, m_window.all.to};
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
    m_markFrom = m_markTo = QPersistentModelIndex();
    viewport()->update();
    emit markChanged();
}

void TimelineTree::setMark(Instant from, Instant to) {
    m_markAnchor = from;
    m_markEnd = to;
    m_window.marked = TimeRange{std::min(from, to), std::max(from, to)};
    viewport()->update();
    emit markChanged();
}

void TimelineTree::mark() {
    const QModelIndex row = currentIndex().siblingAtColumn(0);
    if (!m_picture || !row.isValid()) return;
    m_markFrom = m_markTo = row;
    const Lane* lane = laneAt(row);
    for (const int i : lane ? lane->spans : QVector<int>()) {
        const AttemptSpan& span = m_picture->spans[i];
        if (m_task == 0 || span.task != m_task) continue;
        return setMark(span.from, span.to.value > 0 ? span.to : m_window.all.to);
    }
    const Duration length = m_window.shown.to - m_window.shown.from;
    setMark({m_window.shown.from.value + length.value * 2 / 5}, {m_window.shown.from.value + length.value * 3 / 5});
}

void TimelineTree::extendMark(int key) {
    if (!m_window.marked) return mark();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        const QModelIndex next = key == Qt::Key_Up ? indexAbove(m_markTo) : indexBelow(m_markTo);
        if (!next.isValid()) return;
        m_markTo = next.siblingAtColumn(0);
        setCurrentIndex(m_markTo);
        return setMark(m_markAnchor, m_markEnd);
    }
    const qint64 step = std::max<qint64>(1, (m_window.shown.to - m_window.shown.from).value / keySteps);
    const Instant to{m_markEnd.value + (key == Qt::Key_Right ? step : -step)};
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
    const int left = columnViewportPosition(1);
    return {left, 0, std::max(1, viewport()->width() - left), viewport()->height()};
}

int TimelineTree::spanAt(QPoint at) const {
    const Lane* lane = laneAt(indexAt(at));
    const QRect bars = barArea();
    if (!lane || lane->sort != Lane::Sort::Attempts || at.x() < bars.left()) return -1;
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
        const Duration length = m_window.shown.to - m_window.shown.from;
        showRange({Instant{span.from.value - length.value / 3}, Instant{span.from.value + length.value * 2 / 3}});
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
                const Duration length = m_window.shown.to - m_window.shown.from;
                const TimeRange centred{Instant{span.from.value - length.value / 2},
                                        Instant{span.from.value + length.value / 2}};
                if (std::abs(centred.from.value - m_window.shown.from.value) > length.value / 50)
                    return showRange(centred);
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
    if (event->button() == Qt::LeftButton && event->pos().x() >= barArea().left()) {
        setCurrentIndex(indexAt(event->pos()));
        setFocus(Qt::MouseFocusReason);
        return;
    }
    QTreeView::mousePressEvent(event);
}

void TimelineTree::mouseMoveEvent(QMouseEvent* event) {
    const QRect bars = barArea();
    if (!(event->buttons() & Qt::LeftButton) || m_pressedAt.x() < bars.left()) return QTreeView::mouseMoveEvent(event);
    if (!m_dragging && std::abs(event->pos().x() - m_pressedAt.x()) < dragFrom) return;
    m_dragging = true;
    const int there = std::clamp(event->pos().x(), bars.left(), bars.right());
    const int left = std::min(m_pressedAt.x(), there), right = std::max(m_pressedAt.x(), there);
    m_markFrom = indexAt({1, m_pressedAt.y()});
    const QModelIndex to = indexAt({1, std::clamp(event->pos().y(), 0, viewport()->height() - 1)});
    if (to.isValid()) m_markTo = to;
    setMark(m_window.toTime(left, bars.left(), bars.width()), m_window.toTime(right, bars.left(), bars.width()));
}

void TimelineTree::mouseReleaseEvent(QMouseEvent* event) {
    if (m_dragging || event->button() != Qt::LeftButton || event->pos().x() < barArea().left()) {
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
    if (event->type() == QEvent::Resize) emit windowChanged();
    return QTreeView::viewportEvent(event);
}

TimeAxis::TimeAxis(const Theme& theme, const TimelineTree& tree, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_tree(tree) {
    setAccessibleName(tr("Time axis"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&tree, &TimelineTree::windowChanged, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize TimeAxis::sizeHint() const { return {100, QFontMetrics(m_theme.font(TextRole::Caption)).height() + 8}; }

void TimeAxis::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::BgWindow));
    painter.setFont(m_theme.font(TextRole::Caption));
    const TimeWindow& window = m_tree.window();
    const qint64 length = (window.shown.to - window.shown.from).value;
    if (length <= 0) return;
    const double left = m_tree.columnViewportPosition(1), width = m_tree.viewport()->width() - left;
    const QFontMetrics metrics(painter.font());
    const double label = metrics.horizontalAdvance(QStringLiteral("00:00:00"));
    const qint64 step = tickStep(length, width, label + 24);
    const qint64 offset = QDateTime::fromMSecsSinceEpoch(window.shown.from.value / 1000).offsetFromUtc() * 1'000'000LL;
    painter.setClipRect(QRectF(left, 0, width, height()));
    for (qint64 at = (window.shown.from.value + offset) / step * step - offset; at <= window.shown.to.value;
         at += step) {
        const double x = window.toX({at}, left, width);
        painter.setPen(m_theme.color(Token::BorderControl));
        painter.drawLine(QPointF(x, height() - 5), QPointF(x, height()));
        painter.setPen(m_theme.color(Token::TextSecondary));
        const QDateTime when = QDateTime::fromMSecsSinceEpoch(at / 1000);
        // Over midnight the day is said where it begins.
        const QString text =
            when.time().hour() == 0 && when.time().minute() == 0 && step >= 60'000'000
                ? QLocale().toString(when.date(), tr("d MMM"))
                : when.toString(step < 60'000'000 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
        const double half = metrics.horizontalAdvance(text) / 2.0;
        if (x - half >= left && x + half <= left + width)
            painter.drawText(QPointF(x - half, metrics.ascent() + 2), text);
    }
}

}  // namespace skein::ui
