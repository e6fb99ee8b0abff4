// ConflictsView: construction and keyboard. What it does with the run is in conflict_flow.cpp.
#include "ui/conflicts/conflicts_view.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/skein_style.h"
#include "ui/conflicts/queue_delegate.h"

namespace skein::ui {

namespace {

struct Choice {
    Answer answer;
    char key;
    const char* objectName;
};
constexpr int pageWidth = 1120;  // two claims of some 70 letters a line
constexpr Choice choices[] = {{Answer::TakeA, 'A', "takeA"},
                              {Answer::TakeB, 'B', "takeB"},
                              {Answer::Neither, 'N', "takeNeither"},
                              {Answer::NotAConflict, 'X', "notAConflict"},
                              {Answer::OwnText, 'E', "ownText"}};

}  // namespace

QString answerText(Answer answer) {
    switch (answer) {
        case Answer::TakeA: return ConflictsView::tr("Take A");
        case Answer::TakeB: return ConflictsView::tr("Take B");
        case Answer::Neither: return ConflictsView::tr("Neither");
        case Answer::NotAConflict: return ConflictsView::tr("Not a conflict");
        case Answer::OwnText: return ConflictsView::tr("Own text");
    }
    return {};
}

QString readableSet(const QString& text) {
    static const QRegularExpression set(QStringLiteral("[^\\s|,]+(?:\\|[^\\s|,]+)+"));
    QString readable;
    qsizetype from = 0;
    for (auto found = set.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        readable += QStringView(text).mid(from, match.capturedStart() - from);
        readable += match.captured().replace(QLatin1Char('|'), QLatin1String(", "));
        from = match.capturedEnd();
    }
    return readable + text.mid(from);
}

ConflictsView::ConflictsView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                             UndoBar& undo, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands), m_selection(selection), m_feed(feed), m_undo(undo) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    column->addWidget(m_header);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(theme.px(48));  // in a low window this gives way, not the sentence and actions above it
    m_empty = new EmptyState(theme, this);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_queue = new QListWidget(this);
    m_queue->setObjectName(QStringLiteral("conflictQueue"));
    m_queue->setAccessibleName(tr("Conflicts"));
    m_queue->setFrameShape(QFrame::NoFrame);
    m_queue->setItemDelegate(new QueueDelegate(theme, this));
    m_queue->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_queue->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_queue->setMinimumWidth(theme.px(200));
    m_queue->installEventFilter(this);
    m_splitter->addWidget(m_queue);
    m_splitter->addWidget(makeDetail());
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({theme.px(260), 800});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    column->addWidget(m_stack, 1);
    makeCommands();
    connect(&feed, &RunFeed::delta, this, &ConflictsView::take);
    connect(&feed, &RunFeed::conflictReady, this, [this](quint64 request, const ConflictDetails& details) {
        if (request == m_detailRequest) show(details);
    });
    connect(&feed, &RunFeed::consequencesReady, this, [this](quint64 request, const Consequences& result) {
        if (request == m_previewRequest) showConsequences(result);
    });
    connect(&feed, &RunFeed::commandDone, this, [this](quint64 request, const QString& error, const QString&) {
        if (request == 0) return;
        if (request == m_undoRequest) {
            m_undoRequest = 0;
            if (!error.isEmpty()) m_banner->showMessage(BannerKind::Error, tr("The decision was not undone"), error);
            return fitClaims();
        }
        if (request != m_commitRequest) return;
        committed(error);
    });
    connect(m_queue, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0 && row < m_rows.size()) open(m_rows[row].id);
    });
    connect(&selection, &SelectionContext::conflictChanged, this, [this](quint32 id) {
        for (int i = 0; i < m_rows.size(); ++i)
            if (m_rows[i].id == id && m_queue->currentRow() != i) m_queue->setCurrentRow(i);
    });
    connect(&theme, &Theme::changed, m_queue, [this] { m_queue->viewport()->update(); });
    fillQueue();
}

QWidget* ConflictsView::makeDetail() {
    auto* outer = new QWidget(this);
    auto* outerColumn = m_outerColumn = new QVBoxLayout(outer);
    outerColumn->setContentsMargins(0, 0, 0, 0);
    outerColumn->setSpacing(0);
    m_scroll = new QScrollArea(outer);
    m_scroll->setObjectName(QStringLiteral("conflictScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(m_scroll);
    auto* column = m_pageColumn = new QVBoxLayout(page);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    m_banner = new InlineBanner(m_theme, page);
    column->addWidget(m_banner);
    m_page = page;
    page->installEventFilter(this);
    page->setMaximumWidth(m_theme.px(pageWidth));
    m_question = new ThemedLabel(m_theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, page);
    m_question->setObjectName(QStringLiteral("conflictSubject"));
    m_label = new ThemedLabel(m_theme, TextRole::Caption, Token::TextMuted, ThemedLabel::Wrap::SingleLine, page);
    m_label->setObjectName(QStringLiteral("conflictLabel"));
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_reason = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(4);
    auto* subject = new QHBoxLayout;
    subject->setSpacing(12);
    subject->addWidget(m_question, 1);
    subject->addWidget(m_label, 0, Qt::AlignTop);
    titles->addLayout(subject);
    titles->addWidget(m_reason);
    column->addLayout(titles);
    m_claims = new QBoxLayout(QBoxLayout::LeftToRight);
    m_claims->setSpacing(12);
    m_claimA = new ClaimCard(m_theme, ClaimSide::A, page);
    m_claimB = new ClaimCard(m_theme, ClaimSide::B, page);
    m_claims->addWidget(m_claimA, 1);
    m_claims->addWidget(m_claimB, 1);
    column->addLayout(m_claims);
    column->addStretch(1);
    m_scroll->setWidget(page);
    // The claims take what they need, the decision stands right below, and only then is there nothing.
    outerColumn->addWidget(m_scroll, 1000);
    outerColumn->addWidget(m_decision = makeDecision(outer));
    outerColumn->addStretch(1);
    return outer;
}

QWidget* ConflictsView::makeDecision(QWidget* parent) {
    auto* panel = new QFrame(parent);
    panel->setMaximumWidth(m_theme.px(pageWidth));
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(16, 4, 16, 12);
    column->setSpacing(8);
    auto* buttons = m_choiceRow = new QWidget(panel);
    auto* flow = flowIn(buttons, 8, 8);
    m_choices = new QButtonGroup(this);
    m_choices->setExclusive(false);
    for (const Choice& choice : choices) {
        auto* button =
            new QPushButton(tr("%1  (%2)").arg(answerText(choice.answer), QChar::fromLatin1(choice.key)), buttons);
        button->setObjectName(QString::fromLatin1(choice.objectName));
        button->setAccessibleName(answerText(choice.answer));
        button->setCheckable(true);
        button->installEventFilter(this);
        m_choices->addButton(button, static_cast<int>(choice.answer));
        flow->addWidget(button);
    }
    connect(m_choices, &QButtonGroup::idClicked, this, [this](int id) { setDraft(static_cast<Answer>(id)); });
    column->addWidget(buttons);
    m_text = new QPlainTextEdit(panel);
    m_text->setObjectName(QStringLiteral("ownTextEdit"));
    m_text->setAccessibleName(tr("Your own text"));
    m_text->setPlaceholderText(tr("What holds, in your own words. Escape returns to the keys."));
    m_text->setTabChangesFocus(true);
    m_text->setMaximumHeight(QFontMetrics(m_theme.font(TextRole::Body)).height() * 4 + 12);
    m_text->installEventFilter(this);
    m_text->hide();
    connect(m_text, &QPlainTextEdit::textChanged, this, &ConflictsView::updateCommands);
    column->addWidget(m_text);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_consequences = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, panel);
    m_consequences->setObjectName(QStringLiteral("consequences"));
    row->addWidget(m_consequences, 1);
    m_commit = new QPushButton(panel);
    m_commit->setObjectName(QStringLiteral("commitDecision"));
    setVariant(m_commit, ButtonVariant::Primary);
    m_undoDecision = new QPushButton(panel);
    m_undoDecision->setObjectName(QStringLiteral("undoDecision"));
    row->addWidget(m_commit, 0, Qt::AlignBottom);
    row->addWidget(m_undoDecision, 0, Qt::AlignBottom);
    column->addLayout(row);
    return panel;
}

void ConflictsView::makeCommands() {
    const auto add = [this](const QString& id, const QString& text, const QString& description,
                            std::function<void()> run) {
        m_commands.add({id, CommandMenu::Resolve, text, description, {}, {}, false, false, {}}, std::move(run));
    };
    for (const Choice& choice : choices)
        add(QStringLiteral("skein.conflict.") + QString::fromLatin1(choice.objectName), answerText(choice.answer),
            tr("Draft this answer for the conflict shown; nothing changes before you commit"),
            [this, choice] { setDraft(choice.answer); });
    add(QStringLiteral("skein.conflict.commit"), tr("&Commit the decision"),
        tr("Record the drafted answer and run the affected tasks again"), [this] { commit(); });
    m_commands.bind(*m_commit, QStringLiteral("skein.conflict.commit"), tr("Commit  (Enter)"));
    add(QStringLiteral("skein.conflict.undo"), tr("&Undo the decision"),
        tr("Open the conflict shown again; tasks that used the answer run again"),
        [this] { undoDecision(m_shown.row.id); });
    m_commands.bind(*m_undoDecision, QStringLiteral("skein.conflict.undo"));
}

void ConflictsView::focusDecision() { m_queue->setFocus(); }

bool ConflictsView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_page && event->type() == QEvent::LayoutRequest)
        QMetaObject::invokeMethod(this, &ConflictsView::fitClaims, Qt::QueuedConnection);
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (watched == m_text) {
            if (key->key() == Qt::Key_Escape) {
                focusDecision();
                return true;
            }
            if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
                (key->modifiers() & Qt::ControlModifier)) {
                press(QStringLiteral("skein.conflict.commit"));
                return true;
            }
            return false;
        }
        // Letters belong to this view, not to the list's type-ahead search.
        const bool letter = !key->text().isEmpty() && key->text().at(0).isLetter() &&
                            !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
        const bool enter = watched == m_queue && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
        if (letter || enter) {
            keyPressEvent(key);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ConflictsView::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) return QWidget::keyPressEvent(event);
    for (const Choice& choice : choices)
        if (event->key() == choice.key) {
            return press(QStringLiteral("skein.conflict.") + QString::fromLatin1(choice.objectName));
        }
    switch (event->key()) {
        case Qt::Key_J: return step(1);
        case Qt::Key_K: return step(-1);
        case Qt::Key_Return:
        case Qt::Key_Enter: return press(QStringLiteral("skein.conflict.commit"));
        default: QWidget::keyPressEvent(event);
    }
}

void ConflictsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // Side by side while each side holds about 40 characters, stacked below.
    const int wanted = QFontMetrics(m_theme.font(TextRole::Body)).averageCharWidth() * 40 * 2 + m_theme.px(260);
    m_claims->setDirection(width() >= wanted ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    // The decision stays in sight while the claims scroll, unless that would leave them no room.
    const bool low = height() < QFontMetrics(m_theme.font(TextRole::Body)).height() * 26;
    QVBoxLayout* wantedColumn = low ? m_pageColumn : m_outerColumn;
    if (wantedColumn->indexOf(m_decision) < 0) {
        (low ? m_outerColumn : m_pageColumn)->removeWidget(m_decision);
        wantedColumn->addWidget(m_decision);
    }
    const int queue = std::clamp(width() / 4, m_theme.px(200), m_theme.px(300));
    m_splitter->setSizes({queue, width() - queue});
    fitClaims();
}

}  // namespace skein::ui
