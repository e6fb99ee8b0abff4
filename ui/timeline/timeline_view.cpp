#include "ui/timeline/timeline_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/formats.h"
#include "ui/common/icons.h"
#include "ui/shell/run_words.h"
#include "ui/timeline/timeline_paint.h"

namespace skein::ui {

TimelineView::TimelineView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, TaskScope& scope,
                           RunFeed& feed, const OverviewView& overview, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_commands(commands),
      m_selection(selection),
      m_scope(scope),
      m_picture(overview.picture()) {
    setObjectName(QStringLiteral("timelineView"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    m_rows = new QComboBox(this);
    m_rows->setObjectName(QStringLiteral("timelineRows"));
    m_rows->setAccessibleName(tr("Rows"));
    m_rows->addItems({tr("Phases"), tr("Agents"), tr("Tasks"), tr("Keys"), tr("Providers"), tr("Models")});
    m_header->addAction(m_rows);
    m_colours = new QComboBox(this);
    m_colours->setObjectName(QStringLiteral("timelineColours"));
    m_colours->setAccessibleName(tr("Colour of the bars"));
    m_colours->addItems({tr("Colour: state"), tr("Colour: kind"), tr("Colour: phase"), tr("Colour: provider"),
                         tr("Colour: model"), tr("Colour: key")});
    m_header->addAction(m_colours);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(theme.px(48));
    m_empty = new EmptyState(theme, this);
    m_stack->addWidget(m_empty);
    auto* page = new QWidget(this);
    auto* inner = new QVBoxLayout(page);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    m_tree = new TimelineTree(theme, page);
    auto* axis = new TimeAxis(theme, *m_tree, page);
    m_rates = new TimelineRates(theme, *m_tree, page);
    inner->addWidget(axis);
    inner->addWidget(m_rates);
    inner->addWidget(m_tree, 1);
    m_stack->addWidget(page);
    makeCommands();
    column->addWidget(m_header);
    column->addWidget(m_stack, 1);
    makeStrip(column);
    makeLegend(column);
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(1000);
    connect(&m_refresh, &QTimer::timeout, this, &TimelineView::refresh);
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.plan) m_edges = delta.plan->edges;
        if (!isVisible()) return;
        if (delta.plan || (delta.history && delta.history->replace)) refresh();
        else if (!m_refresh.isActive()) m_refresh.start();
    });
    connect(&scope, &TaskScope::changed, this, &TimelineView::refresh);
    connect(m_rows, qOverload<int>(&QComboBox::currentIndexChanged), this, [this] {
        m_tree->clearMark();  // of rows that are no longer there
        refresh();
    });
    connect(m_tree, &TimelineTree::taskChosen, &selection, &SelectionContext::setTask);
    connect(m_tree, &TimelineTree::taskChosen, this, &TimelineView::taskActivated);
    connect(m_colours, qOverload<int>(&QComboBox::currentIndexChanged), this, [this](int choice) {
        m_tree->setColours(static_cast<BarColour>(choice));
        showLegend();
    });
    connect(m_tree, &TimelineTree::pinWanted, this, &TimelineView::pin);
    connect(m_tree, &TimelineTree::markChanged, this, &TimelineView::sumUp);
    // Other views that sum something up over time follow what is marked here.
    connect(m_tree, &TimelineTree::markChanged, this, [this] {
        const auto& marked = m_tree->window().marked;
        m_selection.setTime(marked ? std::optional(TimeStretch{marked->from, marked->to}) : std::nullopt);
    });
    // Elsewhere it can be forgotten.
    connect(&selection, &SelectionContext::timeChanged, this, [this] {
        if (!m_selection.time() && m_tree->window().marked) m_tree->clearMark();
    });
    connect(m_tree, &TimelineTree::followingChanged, this, &TimelineView::showFollowing);
    connect(m_tree, &TimelineTree::trueTimeChanged, this, &TimelineView::refresh);
    connect(&selection, &SelectionContext::taskChanged, m_tree, &TimelineTree::selectTask);
    selection.keepSight([this] { return QVariant::fromValue(m_tree->place()); },
                        [this](const QVariant& place) { m_tree->showPlace(place.value<TimelineTree::Place>()); });
    refresh();
}

void TimelineView::makeCommands() {
    struct Entry {
        QString id, text, about, icon;
        bool checkable;
        std::function<void()> run;
    };
    const QVector<Entry> entries{
        {QStringLiteral("skein.timeline.follow"),
         tr("Follow the present"),
         tr("Keep the present in sight (G in the timeline)"),
         {},
         true,
         [this] { m_tree->setFollowing(!m_tree->isFollowing()); }},
        {QStringLiteral("skein.timeline.trueTime"), tr("Timeline: true time"),
         tr("Draw idle time as long as it was, instead of as breaks (T in the timeline)"), QStringLiteral("true-time"),
         true, [this] { m_tree->setTrueTime(!m_tree->isTrueTime()); }},
        {QStringLiteral("skein.timeline.zoomOut"), tr("Timeline: show more time"), tr("S in the timeline"),
         QStringLiteral("zoom-out"), false, [this] { m_tree->zoom(1 / 1.5); }},
        {QStringLiteral("skein.timeline.zoomIn"), tr("Timeline: show less time"), tr("W in the timeline"),
         QStringLiteral("zoom-in"), false, [this] { m_tree->zoom(1.5); }},
        {QStringLiteral("skein.timeline.fit"), tr("Timeline: show all time"), tr("F in the timeline"),
         QStringLiteral("zoom-fit-best"), false, [this] { m_tree->fit(); }},
        {QStringLiteral("skein.timeline.mark"), tr("Timeline: mark an area"),
         tr("M in the timeline; Shift with the arrow keys makes it larger or smaller"),
         QStringLiteral("edit-select-all"), false,
         [this] {
             m_tree->setFocus();
             m_tree->mark();
         }},
        {QStringLiteral("skein.timeline.pin"),
         tr("Timeline: pin the row"),
         tr("Keep the current row above the others, or no longer (P in the timeline)"),
         {},
         false,
         [this] { pin(); }}};
    for (const Entry& entry : entries) {
        m_commands.add({entry.id,
                        CommandMenu::View,
                        entry.text,
                        entry.about,
                        {},
                        {},
                        entry.checkable,
                        entry.checkable,
                        {tr("timeline"), tr("Gantt"), tr("time range"), tr("lanes")}},
                       entry.run);
        if (entry.id == QLatin1String("skein.timeline.mark") || entry.id == QLatin1String("skein.timeline.pin"))
            continue;  // a key and a menu: dragging has no button
        auto* button = new QToolButton(this);
        button->setObjectName(entry.id + QStringLiteral(".button"));
        m_commands.bind(*button, entry.id, entry.icon.isEmpty() ? tr("Follow") : QString());
        if (entry.icon.isEmpty()) {
            button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        } else {
            button->setIcon(themedIcon(m_theme, entry.icon));
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        }
        m_header->addAction(button);
    }
}

void TimelineView::makeStrip(QVBoxLayout* column) {
    m_strip = new QWidget(this);
    auto* row = flowIn(m_strip, 12, 4);
    row->setContentsMargins(16, 8, 16, 8);
    m_sums = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, m_strip);
    m_sums->setObjectName(QStringLiteral("areaSums"));
    row->addWidget(m_sums);
    // They go to the next line together: one alone would look like a leftover.
    auto* actions = new QWidget(m_strip);
    actions->setObjectName(QStringLiteral("areaActions"));
    auto* together = new QHBoxLayout(actions);
    together->setContentsMargins(0, 0, 0, 0);
    together->setSpacing(8);
    const auto add = [&](const char* name, const QString& text, const QString& about, std::function<void()> run) {
        auto* button = new QPushButton(text, actions);
        button->setObjectName(QString::fromLatin1(name));
        button->setAccessibleName(about);
        button->setToolTip(about);
        together->addWidget(button);
        connect(button, &QPushButton::clicked, this, std::move(run));
    };
    add("areaFilter", tr("As filter"), tr("Show only the tasks of this area, in every view"), [this] {
        const TimeRange range = *m_tree->window().marked;
        m_selection.narrow({rangeText(range, m_tree->window().all.to), m_area.tasks});
        m_tree->clearMark();
    });
    add("areaZoom", tr("Zoom"), tr("Show only this stretch of time (R)"), [this] {
        m_tree->showRange(*m_tree->window().marked);
        m_tree->clearMark();
    });
    add("areaClear", tr("Clear"), tr("Forget the marked area (Esc)"), [this] { m_tree->clearMark(); });
    row->addWidget(actions);
    column->addWidget(m_strip);
    m_strip->hide();
}

void TimelineView::makeLegend(QVBoxLayout* column) {
    m_legend = new QWidget(this);
    m_legend->setObjectName(QStringLiteral("timelineLegend"));
    auto* flow = flowIn(m_legend, 16, 4);
    flow->setContentsMargins(16, 8, 16, 8);
    m_legendFlow = flow;
    const QPair<BarLook, QString> entries[] = {{BarLook::Working, tr("at work")},
                                               {BarLook::Again, tr("at work again")},
                                               {BarLook::Done, tr("done")},
                                               {BarLook::Queued, tr("waits for its turn")},
                                               {BarLook::Reused, tr("taken over")},
                                               {BarLook::Failed, tr("failed")},
                                               {BarLook::Unknown, tr("end unknown")},
                                               {BarLook::CutOff, tr("cut off, no failure")},
                                               {BarLook::Backoff, tr("waits for the next try")},
                                               {BarLook::You, tr("waits for you")},
                                               {BarLook::Held, tr("held at a pause point")},
                                               {BarLook::Gap, tr("held, or nothing recorded")}};
    for (const auto& [look, words] : entries)
        m_stateEntries.append({look, addEntry(new BarSample(m_theme, look, m_legend), words)});
    m_breakEntry = addEntry(new BarSample(m_theme, BarLook::Break, m_legend), tr("nothing under way, drawn shorter"));
    column->addWidget(m_legend);
    m_legend->hide();
}

QWidget* TimelineView::addEntry(BarSample* sample, const QString& words) {
    auto* entry = new QWidget(m_legend);
    auto* row = new QHBoxLayout(entry);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(sample);
    auto* text =
        new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, entry);
    text->setText(words);
    row->addWidget(text);
    m_legendFlow->addWidget(entry);
    return entry;
}

void TimelineView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

TimeRange TimelineView::times() const {
    const RunSummary& s = m_picture.summary;
    // Nobody is at work on it: what is not recorded is not known, and time does not go on.
    TimeRange all{s.startedAt, s.endedAt.value > 0 ? s.endedAt
                               : isLive(s)         ? std::max(s.asOf, s.lastEntryAt)
                                                   : s.lastEntryAt};
    for (const AttemptSpan& span : m_picture.spans) {
        all.from = std::min(all.from, span.from);
        all.to = std::max(all.to, span.to);
    }
    return all;
}

void TimelineView::refresh() {
    const RunSummary& s = m_picture.summary;
    const bool any = !m_picture.spans.isEmpty();
    for (const char* id :
         {"skein.timeline.follow", "skein.timeline.zoomOut", "skein.timeline.zoomIn", "skein.timeline.fit",
          "skein.timeline.mark", "skein.timeline.pin", "skein.timeline.trueTime"})
        m_commands.setEnabled(QString::fromLatin1(id), any,
                              s.total == 0 ? tr("there is no run in this window") : tr("no attempt has begun yet"));
    for (QComboBox* box : {m_rows, m_colours}) box->setEnabled(any);
    m_colours->setToolTip(any ? tr("What the colour of a bar stands for; failures keep theirs")
                              : tr("Nothing has begun yet"));
    m_rows->setToolTip(any ? tr("What a row of the timeline stands for") : tr("Nothing has begun yet"));
    showFollowing();
    if (!any) {
        m_header->setAnswer(s.total == 0 ? tr("No timeline yet") : tr("No attempt has begun yet"));
        m_header->setNote({});
        m_empty->setContent(QStringLiteral("view-timeline"), tr("Attempts appear here as bars"),
                            s.total == 0 ? tr("There is no run in this window yet.")
                                         : tr("The first bar comes with the first attempt."));
        if (s.total == 0) m_empty->setCommand(tr("Start one"), QStringLiteral("skein.view.goal"));
        else m_empty->setAction({}, {});
        m_stack->setCurrentIndex(0);
        m_strip->hide();
        m_legend->hide();
        return;
    }
    const auto kind = static_cast<LaneKind>(m_rows->currentIndex());
    const auto lanesFor = [&](const TaskPredicate& passes) {
        auto lanes = lanesOf(m_picture, kind, passes);
        addHeld(lanes, m_picture, m_edges, kind, passes);
        return lanes;
    };
    auto lanes = lanesFor(m_scope.predicate());
    const auto everything = m_scope.predicate() ? lanesFor({}) : lanes;
    if (std::none_of(lanes.begin(), lanes.end(),
                     [](const Lane& lane) { return !lane.spans.isEmpty() || !lane.held.isEmpty(); }) &&
        m_selection.isNarrowed()) {
        m_header->setAnswer(tr("None match the filter"));
        m_empty->setContent(QStringLiteral("edit-find"), tr("None match the filter"),
                            tr("No attempt of a task that passes the filter."));
        m_empty->setCommand(tr("Clear the filter"), QStringLiteral("skein.edit.widen"));
        m_header->setNote({});
        m_stack->setCurrentIndex(0);
        m_strip->hide();
        m_legend->hide();
        return;
    }
    if (m_rows->currentIndex() == static_cast<int>(LaneKind::Task)) addQueues(lanes, m_picture, m_edges);
    m_stack->setCurrentIndex(1);
    int failed = 0, running = 0, cutOff = 0;
    int counted = 0;
    const auto passes = m_scope.predicate();
    for (const AttemptSpan& span : m_picture.spans) {
        const bool known = span.task >= 1 && static_cast<int>(span.task) <= m_picture.tasks.size();
        if (passes && !(known && passes(m_picture.tasks[static_cast<int>(span.task) - 1]))) continue;
        ++counted;
        failed += span.end == AttemptSpan::End::Failed || span.end == AttemptSpan::End::GaveUp;
        running += span.end == AttemptSpan::End::Running;
        cutOff += span.end == AttemptSpan::End::CutOff;
    }
    const TimeRange all = times();
    const int spans = static_cast<int>(m_picture.spans.size());
    m_header->setAnswer((counted < spans
                             ? tr("%1 of %2").arg(QLocale().toString(counted), tr("%Ln attempt(s)", nullptr, spans))
                             : tr("%Ln attempt(s)", nullptr, spans)) +
                        (failed > 0 ? tr(", %n failed", nullptr, failed) : QString()) +
                        (cutOff > 0 ? tr(", %n cut off", nullptr, cutOff) : QString()) +
                        (running > 0 && !isLive(s) ? tr(", the end of %n is unknown", nullptr, running) : QString()) +
                        (running > 0 && isLive(s) ? tr(", %n running", nullptr, running) : QString()) +
                        QStringLiteral(", ") + rangeText(all, all.to));
    const QVector<TimeRange> idle = idleTimes(m_picture, all, everything);
    const auto shown = lanes;
    pinLanes(lanes, m_pinned);
    m_heldRows = std::any_of(lanes.cbegin(), lanes.cend(), [](const Lane& lane) { return !lane.held.isEmpty(); });
    m_tree->setLanes(m_picture, lanes);
    m_tree->setTimes(all, idle);
    m_commands.setEnabled(QStringLiteral("skein.timeline.trueTime"), m_tree->hasBreaks(),
                          tr("something was under way nearly all the time"));
    m_header->setNote(noteOf(shown, everything));
    m_rates->setRun(m_picture.spans, s);
    showLegend();
    sumUp();
}

QString TimelineView::noteOf(const QVector<Lane>& shown, const QVector<Lane>& all) const {
    QStringList sentences;
    const QLocale locale;
    if (const int rows = rowsIn(shown), every = rowsIn(all); rows < every)
        sentences.append(tr("The filter shows %1 of %2.").arg(locale.toString(rows), tr("%Ln row(s)", nullptr, every)));
    if (const QVector<TimeRange>& idle = m_tree->idle(); !idle.isEmpty())
        sentences.append(
            !m_tree->hasBreaks() ? tr("Nothing was under way for %1.").arg(minutesText(lengthOf(idle)))
            : m_tree->isTrueTime()
                ? tr("Nothing was under way for %1; idle time is drawn as long as it was.")
                      .arg(minutesText(lengthOf(idle)))
                : tr("Nothing was under way for %1; idle time is drawn shorter.").arg(minutesText(lengthOf(idle))));
    if (sentences.isEmpty())
        sentences.append(tr("Drag over an area to sum it up, or M and Shift with the arrow keys."));
    return sentences.join(QLatin1Char(' '));
}

void TimelineView::pin() {
    const QString lane = m_tree->currentLane();
    if (lane.isEmpty()) return;
    if (!m_pinned.removeOne(lane)) m_pinned.append(lane);
    refresh();
}

void TimelineView::showLegend() {
    // In a low window the rows come first.
    m_rates->setVisible(height() >= QFontMetrics(m_theme.font(TextRole::Body)).height() * 13);
    m_legend->setVisible(m_stack->currentIndex() == 1 &&
                         height() >= QFontMetrics(m_theme.font(TextRole::Body)).height() * 20);
    qDeleteAll(m_seriesEntries);
    m_seriesEntries.clear();
    const QStringList& names = m_tree->series().names;
    for (int i = 0; i < names.size(); ++i)
        m_seriesEntries.append(addEntry(new BarSample(m_theme, i, m_legend), names[i]));
    // What a solid bar stands for is said by its colour's entry then.
    m_breakEntry->setVisible(!m_tree->scale().breaks().isEmpty());
    const auto looks = looksOf(m_picture, m_tree->window().all, m_heldRows);
    for (const auto& [look, entry] : std::as_const(m_stateEntries)) {
        const bool solid = look == BarLook::Working || look == BarLook::Again || look == BarLook::Done;
        entry->setVisible(looks.contains(look) && (names.isEmpty() || !solid));
    }
}

void TimelineView::showFollowing() {
    m_commands.action(QStringLiteral("skein.timeline.follow"))->setChecked(m_tree->isFollowing());
    m_commands.action(QStringLiteral("skein.timeline.trueTime"))->setChecked(m_tree->isTrueTime());
}

void TimelineView::sumUp() {
    const auto& marked = m_tree->window().marked;
    m_strip->setVisible(marked.has_value());
    if (!marked) return;
    m_area = sumsOf(m_picture, m_tree->markedLanes(), *marked);
    const qint64 all = m_area.working.value + m_area.backoff.value;
    const Instant now = m_tree->window().all.to;
    m_sums->setText(
        tr("%1, %2: %3, %4, %5, %6 of the time in backoff")
            .arg(rangeText(*marked, now), tr("%n row(s)", nullptr, m_area.lanes),
                 tr("%n attempt(s)", nullptr, m_area.attempts),
                 tr("%n failed", nullptr, m_area.failed) +
                     (m_area.cutOff > 0 ? tr(", %n cut off", nullptr, m_area.cutOff) : QString()),
                 moneyText(m_area.cost, m_picture.summary.tokensMeasured ? Certainty::Measured : Certainty::Estimated),
                 percentText(m_area.backoff.value, std::max<qint64>(1, all))));
    m_tree->setAccessibleDescription(m_sums->text());
}

}  // namespace skein::ui
