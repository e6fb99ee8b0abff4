#include "ui/overview/overview_view.h"

#include <QApplication>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QScrollArea>
#include <QStackedWidget>
#include <algorithm>

#include "ui/common/flow_layout.h"
#include "ui/common/formats.h"
#include "ui/common/skein_style.h"
#include "ui/common/status_glyph.h"
#include "ui/overview/sparkline.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {

constexpr int mostRows = 6;    // of the summary; the rest is counted
constexpr int mostCauses = 8;  // rows of failures; the rest is in the table
constexpr Duration hour{3'600'000'000};

quint64 keyOf(const AttemptSpan& span) { return quint64{span.task} << 32 | static_cast<quint32>(span.attempt); }

Duration median(QVector<qint64> values) {
    if (values.isEmpty()) return {};
    const auto middle = values.begin() + values.size() / 2;
    std::nth_element(values.begin(), middle, values.end());
    return {*middle};
}

/// How many spans run at each time.
Steps runningOver(const QVector<AttemptSpan>& spans) {
    QVector<QPair<qint64, int>> changes;
    for (const AttemptSpan& span : spans) {
        if (span.end == AttemptSpan::End::Reused) continue;
        changes.append({span.from.value, 1});
        if (span.to.value > 0) changes.append({span.to.value, -1});
    }
    std::sort(changes.begin(), changes.end());
    Steps steps;
    double running = 0;
    for (const auto& [at, change] : changes) {
        running += change;
        steps.append({at, running});
    }
    return steps;
}

}  // namespace

OverviewView::OverviewView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                           QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands), m_selection(selection) {
    setObjectName(QStringLiteral("overviewView"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    outer->addWidget(m_header);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(theme.px(40));
    m_empty = new EmptyState(theme, this);
    m_stack->addWidget(m_empty);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("overviewScroll"));
    scroll->setAccessibleName(tr("Overview"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(16, 4, 16, 16);
    column->setSpacing(16);
    const auto label = [&](TextRole role, Token token, QWidget* of) {
        return new ThemedLabel(theme, role, token, ThemedLabel::Wrap::Sentence, of);
    };

    m_away = new QWidget(page);
    m_away->setObjectName(QStringLiteral("awayPanel"));
    auto* away = new QVBoxLayout(m_away);
    away->setContentsMargins(0, 0, 0, 0);
    away->setSpacing(8);
    auto* head = new QWidget(m_away);
    auto* headRow = flowIn(head, 12, 4);
    m_awayTitle = new ThemedLabel(theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, head);
    m_awayTitle->setObjectName(QStringLiteral("awayTitle"));
    headRow->addWidget(m_awayTitle);
    m_rangeChoice = new QComboBox(head);
    m_rangeChoice->setObjectName(QStringLiteral("awayRange"));
    m_rangeChoice->setAccessibleName(tr("Summarise"));
    m_rangeChoice->addItems({tr("Since you looked"), tr("The last hour"), tr("The whole run")});
    headRow->addWidget(m_rangeChoice);
    auto* mark = addButton(head, QStringLiteral("markSeen"), tr("Mark all seen"), tr("Mark all seen"));
    headRow->addWidget(mark);
    away->addWidget(head);
    m_awaySentence = label(TextRole::Body, Token::TextPrimary, m_away);
    m_awaySentence->setObjectName(QStringLiteral("awaySentence"));
    away->addWidget(m_awaySentence);
    m_awayRows = new QVBoxLayout;
    m_awayRows->setSpacing(4);
    away->addLayout(m_awayRows);
    m_awayMore = label(TextRole::Body, Token::TextMuted, m_away);
    away->addWidget(m_awayMore);
    column->addWidget(m_away);

    auto* phasesTitle = label(TextRole::Strong, Token::TextPrimary, page);
    phasesTitle->setText(tr("Phases"));
    column->addWidget(phasesTitle);
    m_phases = new QGridLayout;
    m_phases->setHorizontalSpacing(12);
    m_phases->setVerticalSpacing(4);
    m_phases->setColumnStretch(1, 1);
    column->addLayout(m_phases);

    m_now = label(TextRole::Body, Token::TextPrimary, page);
    m_now->setObjectName(QStringLiteral("overviewNow"));
    m_eta = label(TextRole::Body, Token::TextPrimary, page);
    m_eta->setObjectName(QStringLiteral("overviewEta"));
    column->addWidget(m_now);
    column->addWidget(m_eta);

    m_answersTitle = label(TextRole::Strong, Token::TextPrimary, page);
    m_answersTitle->setObjectName(QStringLiteral("overviewAnswersTitle"));
    m_answers = label(TextRole::Body, Token::TextSecondary, page);
    m_answers->setObjectName(QStringLiteral("overviewAnswers"));
    m_answers->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* answers = new QVBoxLayout;
    answers->setSpacing(4);
    answers->addWidget(m_answersTitle);
    answers->addWidget(m_answers);
    column->addLayout(answers);

    m_causesTitle = label(TextRole::Strong, Token::TextPrimary, page);
    m_causesTitle->setText(tr("Why tasks failed"));
    column->addWidget(m_causesTitle);
    m_causes = new QVBoxLayout;
    m_causes->setSpacing(4);
    column->addLayout(m_causes);

    auto* charts = new QWidget(page);
    auto* chartRow = flowIn(charts, 24, 12);
    m_running = new Sparkline(theme, 0, charts);
    m_running->setObjectName(QStringLiteral("runningChart"));
    m_spent = new Sparkline(theme, 1, charts);
    m_spent->setObjectName(QStringLiteral("spentChart"));
    m_failed = new Sparkline(theme, 3, charts);
    m_failed->setObjectName(QStringLiteral("failedChart"));
    for (Sparkline* chart : {m_running, m_spent, m_failed}) {
        chartRow->addWidget(chart);
        connect(chart, &Sparkline::tableWanted, this, [this, chart] {
            chart->setFocus();
            m_commands.trigger(QStringLiteral("skein.view.chartTable"));
        });
    }
    column->addWidget(charts);
    column->addStretch(1);
    scroll->setWidget(page);
    m_stack->addWidget(scroll);
    outer->addWidget(m_stack, 1);

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(1000);  // ui.md section 6.7
    connect(&m_refresh, &QTimer::timeout, this, &OverviewView::refresh);
    connect(&feed, &RunFeed::delta, this, &OverviewView::take);
    connect(&feed, &RunFeed::lost, this, [this] {
        if (m_picture.summary.phase == RunPhase::None) return;
        m_picture.summary.phase = RunPhase::Lost;
        refresh();
    });
    connect(m_rangeChoice, qOverload<int>(&QComboBox::currentIndexChanged), this, [this] { showDigest(); });
    connect(mark, &QPushButton::clicked, this, [this] {
        m_seenUntil = m_markedAt = m_picture.summary.asOf;
        m_rangeChoice->setCurrentIndex(static_cast<int>(DigestRange::SinceSeen));
        showDigest();
        emit seen(m_seenUntil);
    });
    refresh();
}

void OverviewView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void OverviewView::setSeenUntil(Instant at) {
    m_seenUntil = at;
    refresh();
}

void OverviewView::returned(Instant since) {
    // What was marked seen in between is not told again.
    m_seenUntil = std::max(since, m_markedAt);
    m_rangeChoice->setCurrentIndex(static_cast<int>(DigestRange::SinceSeen));
    refresh();
}

void OverviewView::take(const RunDelta& delta) {
    RunPicture& p = m_picture;
    const bool otherPhase = delta.summary && delta.summary->phase != p.summary.phase;
    if (delta.summary) {
        if (delta.summary->run != p.summary.run || delta.summary->workspace != p.summary.workspace) {
            p.spans.clear();
            p.waits.clear();
            p.spend.clear();
            m_spanIndex.clear();
        }
        p.summary = *delta.summary;
    }
    if (delta.plan) {
        p.tasks = delta.plan->tasks;
        p.conflicts.clear();
    }
    for (const TaskRow& row : delta.tasks)
        if (row.no >= 1 && static_cast<int>(row.no) <= p.tasks.size()) p.tasks[static_cast<int>(row.no) - 1] = row;
    for (const ConflictRow& row : delta.conflicts) {
        const auto found = std::find_if(p.conflicts.begin(), p.conflicts.end(),
                                        [&row](const ConflictRow& known) { return known.id == row.id; });
        if (found == p.conflicts.end()) p.conflicts.append(row);
        else *found = row;
    }
    if (delta.forecast) p.forecast = *delta.forecast;
    if (delta.spend) p.spend = *delta.spend;
    if (delta.history) {
        if (delta.history->replace) {
            p.spans.clear();
            m_spanIndex.clear();
        }
        for (const AttemptSpan& span : delta.history->spans) {
            const auto found = m_spanIndex.constFind(keyOf(span));
            if (found != m_spanIndex.cend()) {
                p.spans[*found] = span;
                continue;
            }
            m_spanIndex.insert(keyOf(span), static_cast<int>(p.spans.size()));
            p.spans.append(span);
        }
        p.waits = delta.history->waits;
    }
    if (!isVisible()) return;
    // What is opened is shown at once, and so is what the run bar says of it; what goes on, once a second.
    if (otherPhase || delta.plan || (delta.history && delta.history->replace)) refresh();
    else if (!m_refresh.isActive()) m_refresh.start();
}

TimeRange OverviewView::wholeRun() const {
    const RunSummary& s = m_picture.summary;
    return {s.startedAt, s.endedAt.value > 0 ? s.endedAt : std::max(s.asOf, s.lastEntryAt)};
}

TimeRange OverviewView::range() const {
    TimeRange all = wholeRun();
    all.to = std::max(all.to, m_picture.summary.asOf);
    switch (static_cast<DigestRange>(m_rangeChoice->currentIndex())) {
        case DigestRange::SinceSeen: all.from = std::max(all.from, m_seenUntil); break;
        case DigestRange::LastHour: all.from = std::max(all.from, Instant{all.to.value - hour.value}); break;
        case DigestRange::WholeRun: break;
    }
    return all;
}

void OverviewView::refresh() {
    const RunSummary& s = m_picture.summary;
    if (s.total == 0) {
        m_header->setAnswer(tr("Nothing has run yet"));
        m_empty->setContent(QStringLiteral("view-overview"), tr("The run appears here"),
                            tr("There is no run in this window yet."));
        m_empty->setCommand(tr("Start one"), QStringLiteral("skein.view.goal"));
        m_stack->setCurrentIndex(0);
        return;
    }
    m_stack->setCurrentIndex(1);
    m_header->setAnswer(runSentence(s));
    const QLocale locale;
    const int done =
        s.counts[static_cast<std::size_t>(Status::Done)] + s.counts[static_cast<std::size_t>(Status::Reused)];
    const QString note = tr("%1 of %2 tasks are done, %3.")
                             .arg(locale.toString(done), locale.toString(s.total), percentText(done, s.total));
    m_header->setNote(s.phase != RunPhase::Lost
                          ? note
                          : note + QLatin1Char(' ') +
                                tr("Stale: this is how it stood at %1.").arg(clockText(s.lastEntryAt, s.asOf)));
    showDigest();
    showPhases();
    showNow();
    showAnswers();
    showCauses();
    showCharts();
}

QPushButton* OverviewView::addButton(QWidget* row, const QString& objectName, const QString& text,
                                     const QString& name) {
    auto* button = new QPushButton(text, row);
    button->setObjectName(objectName);
    button->setAccessibleName(name);
    return button;
}

QWidget* OverviewView::makeRow(Status status, const QString& what, const QString& when, QWidget* parent) {
    auto* row = new QWidget(parent);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    auto* glyph = new StatusGlyph(m_theme, row);
    glyph->setStatus(status);
    line->addWidget(glyph, 0, Qt::AlignVCenter);
    auto* words = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, row);
    words->setText(when.isEmpty() ? what : tr("%1 (%2)").arg(what, when));
    line->addWidget(words, 1);
    return row;
}

QString OverviewView::dropRows(QVector<QWidget*>& rows) {
    QString focused;
    const QWidget* focus = QApplication::focusWidget();
    for (QWidget* row : rows) {
        if (focus && row->isAncestorOf(focus)) focused = focus->objectName();
        row->hide();
        row->setObjectName({});
        for (QWidget* child : row->findChildren<QWidget*>()) child->setObjectName({});
        row->deleteLater();  // one of its buttons may be what was pressed
    }
    rows.clear();
    return focused;
}

void OverviewView::giveBack(const QString& focused) {
    if (focused.isEmpty()) return;
    if (auto* same = findChild<QWidget*>(focused)) same->setFocus();
    else m_rangeChoice->setFocus();
}

void OverviewView::showDigest() {
    const AwayDigest digest = digestOf(m_picture, range());
    const Instant now = m_picture.summary.asOf;
    const QString from = clockText(digest.range.from, now), length = rangeText(digest.range, now);
    const bool since = m_rangeChoice->currentIndex() == static_cast<int>(DigestRange::SinceSeen);
    m_awayTitle->setText(since && m_markedAt.value > 0 && m_seenUntil == m_markedAt
                             ? tr("Since you marked all seen, %1").arg(from)
                         : since && m_seenUntil.value > 0 ? tr("While you were away, %1").arg(length)
                                                          : tr("What happened, %1").arg(length));
    m_awaySentence->setText(!digest.sentence.isEmpty() ? digest.sentence
                            : digest.rows.isEmpty()    ? tr("Nothing new.")
                                                       : tr("No task has ended in this time."));
    QStringList key;
    for (const DigestRow& row : digest.rows) key.append(row.what + QLatin1Char('/') + row.when);
    if (key == m_awayKey) return;
    m_awayKey = key;
    const QString focused = dropRows(m_awayWidgets);
    for (int i = 0; i < digest.rows.size() && i < mostRows; ++i) {
        const DigestRow& row = digest.rows[i];
        QWidget* line = makeRow(row.status, row.what, row.when, m_away);
        if (row.kind == DigestRow::Kind::NeedsYou) {
            auto* resolve = addButton(line, QStringLiteral("digestResolve"), tr("Resolve"), tr("Resolve conflicts"));
            connect(resolve, &QPushButton::clicked, this,
                    [this] { m_commands.trigger(QStringLiteral("skein.go.nextNeedsMe")); });
            line->layout()->addWidget(resolve);
        } else if (row.kind == DigestRow::Kind::Paused) {
            auto* pass = addButton(line, QStringLiteral("digestPass"), tr("Let pass"), tr("Let held tasks pass"));
            connect(pass, &QPushButton::clicked, this,
                    [this] { m_commands.trigger(QStringLiteral("skein.run.pass")); });
            line->layout()->addWidget(pass);
        } else if (!row.tasks.isEmpty()) {
            auto* show =
                addButton(line, QStringLiteral("digestShow%1").arg(i), tr("Show"), tr("Show: %1").arg(row.what));
            connect(show, &QPushButton::clicked, this, [this, row] { emit tasksWanted(row.what, row.tasks); });
            line->layout()->addWidget(show);
        }
        m_awayRows->addWidget(line);
        m_awayWidgets.append(line);
    }
    const auto more = digest.rows.size() - mostRows;
    int urgent = 0;
    for (int i = mostRows; i < digest.rows.size(); ++i) urgent += digest.rows[i].needsSomebody();
    m_awayMore->setText(more <= 0 ? QString()
                        : urgent > 0
                            ? tr("%n more, %1 of which somebody should look at", nullptr, static_cast<int>(more))
                                  .arg(QLocale().toString(urgent))
                            : tr("%n more, nothing urgent", nullptr, static_cast<int>(more)));
    m_awayMore->setVisible(more > 0);
    giveBack(focused);
}

void OverviewView::showPhases() {
    QStringList names;
    QVector<StatusCounts> counts;
    QHash<QString, int> index;
    for (const TaskRow& row : m_picture.tasks) {
        if (!index.contains(row.phase)) {
            index.insert(row.phase, static_cast<int>(names.size()));
            names.append(row.phase);
            counts.append(StatusCounts{});
        }
        ++counts[index[row.phase]][static_cast<std::size_t>(row.status)];
    }
    while (m_phaseRows.size() < names.size()) {
        const int at = static_cast<int>(m_phaseRows.size());
        auto* name = new QPushButton(this);
        name->setObjectName(QStringLiteral("phase%1").arg(at));
        setVariant(name, ButtonVariant::Quiet);
        auto* strip = new StatusStrip(m_theme, this);
        strip->setObjectName(QStringLiteral("overviewStrip%1").arg(at));
        auto* words =
            new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
        m_phases->addWidget(name, at * 2, 0, 2, 1, Qt::AlignLeft | Qt::AlignVCenter);
        m_phases->addWidget(strip, at * 2, 1, Qt::AlignBottom);
        m_phases->addWidget(words, at * 2 + 1, 1, Qt::AlignTop);
        m_phaseRows.append({name, strip, words});
        connect(name, &QPushButton::clicked, this, [this, at] {
            QVector<quint32> tasks;
            const QString phase = m_phaseRows[at].name->property("phase").toString();
            for (const TaskRow& row : m_picture.tasks)
                if (row.phase == phase) tasks.append(row.no);
            emit tasksWanted(m_phaseRows[at].name->text(), tasks);
        });
    }
    for (int i = 0; i < m_phaseRows.size(); ++i) {
        const PhaseRow& row = m_phaseRows[i];
        const bool used = i < names.size();
        for (QWidget* widget :
             {static_cast<QWidget*>(row.name), static_cast<QWidget*>(row.strip), static_cast<QWidget*>(row.words)})
            widget->setVisible(used);
        if (!used) continue;
        const QString name = names[i].isEmpty() ? tr("Without a phase") : names[i];
        row.name->setText(name);
        row.name->setProperty("phase", names[i]);
        row.name->setAccessibleName(tr("Show the tasks of %1").arg(name));
        row.name->setToolTip(row.name->accessibleName());
        row.strip->setCounts(counts[i]);
        row.words->setText(statusCountsText(counts[i]));
    }
}

void OverviewView::showNow() {
    const RunSummary& s = m_picture.summary;
    const auto at = [&s](Status status) { return s.counts[static_cast<std::size_t>(status)]; };
    QVector<qint64> times;  // without what lay in a gap: nobody was at work then
    const QVector<WaitSpan> gaps = gapsIn(m_picture.waits, wholeRun());
    for (const AttemptSpan& span : m_picture.spans) {
        if (span.end != AttemptSpan::End::Done) continue;
        qint64 taken = (span.to - span.from).value;
        for (const WaitSpan& gap : gaps)
            taken -= std::max<qint64>(0, (std::min(span.to, gap.to) - std::max(span.from, gap.from)).value);
        times.append(taken);
    }
    const bool active = isActive(s.phase) || isHeld(s.phase);
    QStringList parts;
    if (isHeld(s.phase)) {
        parts.append(s.agentsRunning > 0 ? tr("%n agent(s) still complete{s} what was begun", nullptr, s.agentsRunning)
                                         : tr("held, no agent at work"));
        if (const int held = at(Status::Held) + at(Status::Ready); held > 0)
            parts.append(tr("%n task(s) held", nullptr, held));
    } else if (active) {
        parts.append(tr("%n agent(s) running", nullptr, s.agentsRunning));
        parts.append(tr("%n in backoff", nullptr, at(Status::Backoff) + at(Status::Retrying)));
        parts.append(tr("%n ready", nullptr, at(Status::Ready)));
    }
    if (times.size() >= 3) parts.append(tr("median %1 per task").arg(durationText(median(times))));
    TimeRange recent = wholeRun();
    if (active) recent.from = std::max(recent.from, Instant{recent.to.value - hour.value});
    if (const Pace pace = paceIn(m_picture, recent); pace.tasksPerMinute > 0)
        parts.append(tr("%1 tasks per minute over %2 of active time")
                         .arg(QLocale().toString(pace.tasksPerMinute, 'f', 1), pace.active.value < 600'000'000
                                                                                   ? durationText(pace.active)
                                                                                   : roughDurationText(pace.active)));
    m_now->setText(parts.join(QStringLiteral("  |  ")));
    m_now->setVisible(!parts.isEmpty());
    const EtaWords eta = etaWords(s, m_picture.forecast);
    m_eta->setText(eta.value == QLatin1String("--") ? eta.detail
                   : active                         ? tr("ETA %1. %2").arg(eta.value, eta.detail)
                                                    : eta.detail);
}

void OverviewView::showAnswers() {
    constexpr int most = 8;  // the rest stands in the Goal view
    const QVector<PlanAnswer>& answers = m_picture.summary.answers;
    int assumed = 0;
    QStringList lines;
    for (const PlanAnswer& answer : answers) {
        if (answer.by != PlanAnswer::By::Person) ++assumed;
        if (lines.size() < most) lines.append(answer.words);
    }
    if (const int more = static_cast<int>(answers.size()) - most; more > 0)
        lines.append(tr("%n more in the Goal view.", nullptr, more));
    m_answersTitle->setText(assumed > 0 ? tr("The plan rests on %n assumption(s)", nullptr, assumed)
                                        : tr("Questions of the plan, all answered by you"));
    m_answers->setText(lines.join(QLatin1Char('\n')));
    m_answersTitle->setVisible(!lines.isEmpty());
    m_answers->setVisible(!lines.isEmpty());
}

void OverviewView::showCauses() {
    const QVector<FailureCause> causes = failureCauses(m_picture.tasks);
    m_causesTitle->setVisible(!causes.isEmpty());
    const QString reason = m_commands.reason(QStringLiteral("skein.run.retryFailed"));
    QStringList key{reason};
    for (const FailureCause& cause : causes)
        key.append(QStringLiteral("%1/%2").arg(cause.tasks.size()).arg(cause.cause));
    if (key == m_causesKey) return;
    m_causesKey = key;
    const QString focused = dropRows(m_causeWidgets);
    for (int i = 0; i < causes.size() && i < mostCauses; ++i) {
        const FailureCause& cause = causes[i];
        const int count = static_cast<int>(cause.tasks.size());
        QWidget* line =
            makeRow(Status::Failed, tr("%1: %2").arg(tr("%n task(s)", nullptr, count), cause.cause), {}, this);
        auto* show = addButton(line, QStringLiteral("causeShow%1").arg(i), tr("Show"),
                               tr("Show what failed: %1").arg(cause.cause));
        connect(show, &QPushButton::clicked, this, [this, cause] { emit tasksWanted(cause.cause, cause.tasks); });
        auto* retry = addButton(
            line, QStringLiteral("causeRetry%1").arg(i),
            cause.retryCost.value > 0
                ? tr("Retry %1: %2").arg(QLocale().toString(count), moneyText(cause.retryCost, Certainty::Estimated))
                : tr("Retry %1").arg(QLocale().toString(count)),
            tr("Retry what failed: %1").arg(cause.cause));
        retry->setEnabled(reason.isEmpty());
        retry->setToolTip(reason.isEmpty() ? tr("Run these tasks again") : tr("Not available: %1").arg(reason));
        connect(retry, &QPushButton::clicked, this, [this, cause] {
            emit retryWanted({cause.tasks, false, static_cast<int>(cause.tasks.size()), cause.retryCost, {}});
        });
        line->layout()->addWidget(show);
        line->layout()->addWidget(retry);
        m_causes->addWidget(line);
        m_causeWidgets.append(line);
    }
    giveBack(focused);
}

void OverviewView::showCharts() {
    const RunSummary& s = m_picture.summary;
    const TimeRange all = wholeRun();
    const QVector<WaitSpan> gaps = gapsIn(m_picture.waits, all);
    const QLocale locale;
    m_running->setData(tr("Running agents"),
                       s.phase == RunPhase::Lost
                           ? QStringLiteral("--")
                           : tr("%1 of %2").arg(locale.toString(s.agentsRunning), locale.toString(s.agents)),
                       runningOver(m_picture.spans), all, gaps, s.agents);
    Steps spent{{all.from.value, 0}};
    if (!s.spentKnown) spent.clear();  // a part of it would look like all of it
    else
        for (const SpendPoint& point : m_picture.spend)
            spent.append({point.at.value, static_cast<double>(point.spent.value) / 1e6});
    const Certainty certainty = s.tokensMeasured ? Certainty::Measured : Certainty::Estimated;
    m_spent->setData(tr("Spent"),
                     !s.spentKnown ? tr("unknown")
                     : s.budget    ? tr("%1 of %2").arg(moneyText(s.spent, certainty), moneyText(*s.budget))
                                   : moneyText(s.spent, certainty),
                     spent, all, gaps, s.budget ? static_cast<double>(s.budget->value) / 1e6 : 0);
    QVector<qint64> failures;
    for (const AttemptSpan& span : m_picture.spans)
        if (span.end == AttemptSpan::End::Failed || span.end == AttemptSpan::End::GaveUp)
            failures.append(span.to.value);
    std::sort(failures.begin(), failures.end());
    Steps failed{{all.from.value, 0}};
    for (int i = 0; i < failures.size(); ++i) failed.append({failures[i], i + 1.0});
    m_failed->setData(tr("Failed attempts"), locale.toString(failures.size()), failed, all, gaps);
}

}  // namespace skein::ui
