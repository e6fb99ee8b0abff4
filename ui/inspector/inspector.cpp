// Inspector: construction. What it shows of a task is in inspector_content.cpp.
#include "ui/inspector/inspector.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/inspector/phase_overview.h"

namespace skein::ui {

namespace {

constexpr int againMs = 1000;  // a running task's details are asked for again at most once a second

QPlainTextEdit* readOnlyText(const Theme& theme, const QString& objectName, const QString& name, QWidget* parent) {
    auto* text = new QPlainTextEdit(parent);
    text->setObjectName(objectName);
    text->setAccessibleName(name);
    text->setReadOnly(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setTabChangesFocus(true);
    text->setFrameShape(QFrame::NoFrame);
    text->setFont(theme.font(TextRole::Fixed));
    text->document()->setDocumentMargin(12);
    return text;
}

/// The reason, and whether the output used it: "Memory, cited".
QString whyText(const QString& reason, SegmentView::Use use) {
    switch (use) {
        case SegmentView::Use::Cited: return Inspector::tr("%1, cited").arg(reason);
        case SegmentView::Use::DrawnOn: return Inspector::tr("%1, used").arg(reason);
        case SegmentView::Use::No: return Inspector::tr("%1, not used").arg(reason);
        case SegmentView::Use::Unknown: break;
    }
    return reason;
}

}  // namespace

Inspector::Inspector(const Theme& theme, SelectionContext& selection, RunFeed& feed, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_selection(selection), m_feed(feed) {
    setObjectName(QStringLiteral("inspector"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(theme, this);
    m_empty->setContent(QStringLiteral("view-list"), tr("No task selected"),
                        tr("Select a task in the graph or the table."));
    m_stack->addWidget(m_empty);
    m_overview = new PhaseOverview(theme, this);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 16, 0, 0);
    column->setSpacing(8);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 0, 12, 0);
    head->setSpacing(4);
    m_title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, page);
    head->addWidget(m_title);
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    m_glyph = new StatusGlyph(theme, page);
    m_state = new ThemedLabel(theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, page);
    m_id = new ElidedLabel(theme, TextRole::Caption, Token::TextMuted, Qt::ElideMiddle, page);
    line->addWidget(m_glyph);
    line->addWidget(m_state);
    line->addSpacing(6);
    line->addWidget(m_id, 1);
    head->addLayout(line);
    m_banner = new InlineBanner(theme, page);
    head->addWidget(m_banner);
    m_pass = new QPushButton(tr("Let it pass"), page);
    m_pass->setObjectName(QStringLiteral("passTask"));
    m_pass->hide();
    connect(m_pass, &QPushButton::clicked, this, [this] { emit pauseWanted({m_row.no}, false); });
    head->addWidget(m_pass, 0, Qt::AlignLeft);
    column->addLayout(head);
    m_tabs = new QTabWidget(page);
    m_tabs->setObjectName(QStringLiteral("inspectorTabs"));
    m_tabs->setAccessibleName(tr("About the selected task"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->addTab(makeSummary(), tr("Summary"));
    m_tabs->addTab(makeContext(), tr("Context"));
    m_tabs->addTab(makeOutput(), tr("Output"));
    m_tabs->addTab(makeAttempts(), tr("Attempts"));
    column->addWidget(m_tabs, 1);
    m_stack->addWidget(page);
    m_stack->addWidget(m_overview);
    outer->addWidget(m_stack);
    setMinimumWidth(theme.px(220));
    m_again.setSingleShot(true);
    m_again.setInterval(againMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_task) m_request = m_feed.requestTask(m_task);
    });
    connect(&selection, &SelectionContext::taskChanged, this, &Inspector::select);
    connect(&feed, &RunFeed::delta, this, &Inspector::take);
    connect(&feed, &RunFeed::taskReady, this, [this](quint64 request, const TaskDetails& details) {
        if (request == m_request) show(details);
    });
}

ThemedLabel* Inspector::addFact(QFormLayout* form, const QString& name, const QString& objectName) {
    auto* label = new ThemedLabel(m_theme, TextRole::Body, Token::TextMuted, ThemedLabel::Wrap::SingleLine, this);
    label->setText(name);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);  // beside the first line of a long value
    auto* value = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    value->setObjectName(objectName);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setBuddy(value);
    form->addRow(label, value);
    return value;
}

QWidget* Inspector::makeSummary() {
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("summaryScroll"));
    scroll->setAccessibleName(tr("Summary"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(16);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(6);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const QVector<QPair<QString, QString>> facts{
        {tr("Why"), "factWhy"},       {tr("Phase"), "factPhase"},       {tr("Kind"), "factKind"},
        {tr("Agent"), "factAgent"},   {tr("Attempts"), "factAttempts"}, {tr("Elapsed"), "factElapsed"},
        {tr("Tokens"), "factTokens"}, {tr("Cost"), "factCost"},         {tr("Needs"), "factNeeds"},
        {tr("Feeds"), "factFeeds"},   {tr("About"), "factScope"},       {tr("Output"), "factContract"}};
    for (const auto& [name, objectName] : facts) m_facts.append(addFact(form, name, objectName));
    for (const int links : {Needs, Feeds}) {
        m_facts[links]->setTextFormat(Qt::RichText);  // made here, from escaped titles
        m_facts[links]->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
        connect(m_facts[links], &QLabel::linkActivated, this,
                [this](const QString& task) { m_selection.setTask(task.toUInt()); });
    }
    column->addLayout(form);
    auto* heading = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, page);
    heading->setText(tr("Instruction"));
    m_instruction = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    m_instruction->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(heading);
    texts->addWidget(m_instruction);
    column->addLayout(texts);
    column->addStretch(1);
    scroll->setWidget(page);
    return scroll;
}

QWidget* Inspector::makeContext() {
    m_contextStack = new QStackedWidget(this);
    m_noContext = new EmptyState(m_theme, this);
    m_contextStack->addWidget(m_noContext);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(8);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 0, 12, 0);
    head->setSpacing(6);
    m_windowTotal = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::Sentence, page);
    m_windowTotal->setObjectName(QStringLiteral("windowTotal"));
    m_tokens = new TokenBar(m_theme, page);
    m_tokens->setObjectName(QStringLiteral("tokenBar"));
    m_windowNote = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    head->addWidget(m_windowTotal);
    head->addWidget(m_tokens);
    head->addWidget(m_windowNote);
    column->addLayout(head);
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    using Included = LiveTableModel<SegmentRow>::Column;
    m_included = new LiveTableModel<SegmentRow>(
        [](const SegmentRow& row) { return static_cast<quint64>(row.order); },
        {Included{tr("Source"), {}, left, [](const SegmentRow& r) { return r.segment.source; }, {}},
         Included{
             tr("Why"),
             tr("The reason it is in the window"),
             left,
             [](const SegmentRow& r) { return whyText(tokenReasonName(reasonOf(r.segment.reason)), r.segment.use); },
             {}},
         Included{tr("Tokens"),
                  {},
                  right,
                  [](const SegmentRow& r) { return tokenText(r.segment.tokens); },
                  [](const SegmentRow& a, const SegmentRow& b) { return a.segment.tokens < b.segment.tokens; }},
         Included{tr("Score"), tr("How well it matched the question; more is better"), right,
                  [](const SegmentRow& r) {
                      return r.segment.score > 0 ? QLocale().toString(r.segment.score, 'f', 2) : QStringLiteral("--");
                  },
                  [](const SegmentRow& a, const SegmentRow& b) { return a.segment.score < b.segment.score; }}},
        this);
    m_included->roles = [](const SegmentRow& row, int, int role) -> QVariant {
        return role == Qt::ToolTipRole ? QVariant(row.segment.source) : QVariant();
    };
    using Left = LiveTableModel<LeftRow>::Column;
    m_leftOut = new LiveTableModel<LeftRow>(
        [](const LeftRow& row) { return static_cast<quint64>(row.order); },
        {Left{tr("Left out because"), {}, left, [](const LeftRow& r) { return r.left.why; }, {}},
         Left{tr("Tokens"),
              {},
              right,
              [](const LeftRow& r) { return tokenText(r.left.tokens); },
              [](const LeftRow& a, const LeftRow& b) { return a.left.tokens < b.left.tokens; }},
         Left{tr("Source"), {}, left, [](const LeftRow& r) { return r.left.source; }, {}}},
        this);
    m_leftOut->roles = [](const LeftRow& row, int, int role) -> QVariant {
        return role == Qt::ToolTipRole ? QVariant(row.left.source) : QVariant();
    };
    m_windowTabs = new QTabWidget(page);
    m_windowTabs->setObjectName(QStringLiteral("windowTabs"));
    m_windowTabs->setAccessibleName(tr("Parts of the context window"));
    m_windowTabs->setDocumentMode(true);
    m_windowTabs->setMinimumHeight(m_theme.px(60));  // in a low window the tables give way, not the bar above them
    m_windowTabs->tabBar()->setExpanding(false);
    m_windowTabs->setElideMode(Qt::ElideNone);
    auto* included = new Table(m_theme, page);
    included->setObjectName(QStringLiteral("includedTable"));
    included->setAccessibleName(tr("Included"));
    included->setModel(m_included);
    included->setColumnSamples({QStringLiteral("source"), tr("%1, cited").arg(tokenReasonName(TokenReason::Memory)),
                                QStringLiteral("1,000"), QStringLiteral("Score")});
    included->setStretchColumn(0);
    included->setTextElideMode(Qt::ElideMiddle);  // of a path both ends tell
    auto* leftOut = new Table(m_theme, page);
    leftOut->setObjectName(QStringLiteral("leftOutTable"));
    leftOut->setAccessibleName(tr("Left out"));
    leftOut->setModel(m_leftOut);
    leftOut->setColumnSamples({QStringLiteral("Left out because"), QStringLiteral("~1,000"), QStringLiteral("source")});
    leftOut->setStretchColumn(2);
    leftOut->setTextElideMode(Qt::ElideMiddle);
    m_prompt = readOnlyText(m_theme, QStringLiteral("exactPrompt"), tr("Exact prompt"), page);
    m_windowTabs->addTab(included, tr("Included"));
    m_windowTabs->addTab(leftOut, tr("Left out"));
    m_windowTabs->addTab(m_prompt, tr("Exact prompt"));
    column->addWidget(m_windowTabs, 1);
    // Large texts in a low window: it scrolls before the bar is squeezed.
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("contextScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    m_contextStack->addWidget(scroll);
    return m_contextStack;
}

QWidget* Inspector::makeOutput() {
    m_outputStack = new QStackedWidget(this);
    m_noOutput = new EmptyState(m_theme, this);
    m_output = readOnlyText(m_theme, QStringLiteral("taskOutput"), tr("Output"), this);
    m_outputStack->addWidget(m_noOutput);
    m_outputStack->addWidget(m_output);
    return m_outputStack;
}

QWidget* Inspector::makeAttempts() {
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    using Column = LiveTableModel<AttemptRow>::Column;
    m_attempts = new LiveTableModel<AttemptRow>(
        [](const AttemptRow& row) { return static_cast<quint64>(row.attempt); },
        {Column{tr("Try"), {}, right, [](const AttemptRow& r) { return QString::number(r.attempt); }, {}},
         Column{tr("State"), {}, left, [](const AttemptRow& r) { return r.state; }, {}},
         Column{tr("Time"),
                {},
                right,
                [](const AttemptRow& r) {
                    return r.endedAt.value > 0 ? durationText(r.endedAt - r.startedAt) : QStringLiteral("--");
                },
                {}},
         Column{tr("Tokens"), {}, right, [](const AttemptRow& r) { return tokenText(r.tokensIn + r.tokensOut); }, {}},
         Column{tr("Cost, USD"), {}, right, [](const AttemptRow& r) { return moneyText(r.cost); }, {}},
         Column{tr("Agent"), {}, left, [](const AttemptRow& r) { return r.agent; }, {}},
         Column{tr("Model"), {}, left, [](const AttemptRow& r) { return r.model; }, {}}},
        this);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto* table = new Table(m_theme, page);
    table->setObjectName(QStringLiteral("attemptTable"));
    table->setAccessibleName(tr("Attempts"));
    table->setModel(m_attempts);
    table->setColumnSamples({QStringLiteral("Try"), QStringLiteral("cancelled"), QStringLiteral("10:00"),
                             QStringLiteral("10,000"), QStringLiteral("Cost, USD"), QStringLiteral("a-000"),
                             QStringLiteral("offline")});
    m_calls = readOnlyText(m_theme, QStringLiteral("attemptCalls"), tr("Where the calls went, and why there"), page);
    column->addWidget(table, 1);
    column->addWidget(m_calls, 1);
    return page;
}

}  // namespace skein::ui
