#include "ui/goal/plan_source.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextBlock>
#include <QThreadPool>
#include <QVBoxLayout>

#include "core/base/json.h"
#include "core/plan/plan_file.h"

namespace skein::ui {

namespace {

constexpr int checkMs = 300;
const QString taskStart = QStringLiteral("    {");  // as prettyJson() indents the tasks of a plan

QString text(const std::string& words) { return QString::fromStdString(words); }

/// The text of the plan's tasks and pause points; the goal and its terms stand in their own fields.
std::string sourceOf(const Plan& plan) {
    Json json{{"skein", plan.version}, {"tasks", plan::toJson(plan)["tasks"]}};
    if (!plan.pauseBefore.empty()) json["pause_before"] = plan.pauseBefore;
    if (!plan.idle.empty()) json["idle"] = plan::toJson(plan)["idle"];
    return prettyJson(json);
}

/// What is wrong with the text, for people: the words of the reader of JSON are for those who write one.
QString inWords(const QString& error) {
    static const QRegularExpression place(QStringLiteral("line (\\d+), column (\\d+)"));
    const auto at = place.match(error);
    if (!at.hasMatch() || !error.contains(QLatin1String("syntax error"))) return error;
    return PlanSource::tr(
               "Line %1, column %2: the text breaks off being a plan here. A comma, a quotation mark or a "
               "bracket is missing or too many, just here or before it.")
        .arg(at.captured(1), at.captured(2));
}

Result<Plan> planIn(const QString& source) { return plan::parsePlan(source.toStdString(), "plan"); }

}  // namespace

PlanSource::PlanSource(const Theme& theme, PlanDraft& draft, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_draft(draft) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_edit = new QPlainTextEdit(this);
    m_edit->setObjectName(QStringLiteral("planSourceText"));
    m_edit->setAccessibleName(tr("Source of the plan"));
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setTabChangesFocus(true);
    m_edit->installEventFilter(this);
    m_edit->setFont(theme.font(TextRole::Fixed));
    column->addWidget(m_edit, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_state = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_state->setObjectName(QStringLiteral("planSourceState"));
    row->addWidget(m_state, 1);
    m_apply = new QPushButton(tr("Apply"), this);
    m_apply->setObjectName(QStringLiteral("planSourceApply"));
    m_apply->setToolTip(tr("Make this text the plan, as one step (Ctrl+Return)"));
    m_revert = new QPushButton(tr("Revert"), this);
    m_revert->setObjectName(QStringLiteral("planSourceRevert"));
    m_revert->setToolTip(tr("Throw away what was typed here"));
    row->addWidget(m_apply);
    row->addWidget(m_revert);
    column->addLayout(row);
    m_typing.setSingleShot(true);
    m_typing.setInterval(checkMs);
    connect(&m_typing, &QTimer::timeout, this, &PlanSource::check);
    connect(m_apply, &QPushButton::clicked, this, &PlanSource::apply);
    connect(m_revert, &QPushButton::clicked, this, &PlanSource::revert);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (m_filling) return;
        m_valid = false;
        m_error.clear();
        m_typing.start();
        showState();
    });
    connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (m_filling) return;
        int task = -1;
        for (QTextBlock block = m_edit->document()->firstBlock(); block.isValid(); block = block.next()) {
            task += block.text() == taskStart;
            if (block == m_edit->textCursor().block()) break;
        }
        if (task >= 0 && task < static_cast<int>(m_order.size()))
            emit taskEntered(text(m_order[static_cast<std::size_t>(task)]));
    });
    connect(&draft, &PlanDraft::planChanged, this, [this] {
        if (isVisible()) refresh();
    });
    showState();
}

bool PlanSource::isTyped() const { return m_edit->document()->isModified(); }

bool PlanSource::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_edit) return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride && !isTyped()) {
        // Undo is the draft's as soon as nothing here waits to be taken over.
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers().testFlag(Qt::ControlModifier)) {
            apply();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PlanSource::refresh() {
    if (isTyped()) {
        m_outdated = true;
        return showState();
    }
    const QString source = text(sourceOf(m_draft.plan()));
    m_order.clear();
    for (const TaskSpec& task : m_draft.plan().tasks) m_order.push_back(task.id);
    m_outdated = false;
    m_valid = true;
    m_error.clear();
    if (source != m_edit->toPlainText()) {
        m_filling = true;
        m_edit->setPlainText(source);
        m_filling = false;
    }
    m_edit->setExtraSelections({});
    showState();
}

void PlanSource::select(const std::string& task) {
    const auto found = std::find(m_order.begin(), m_order.end(), task);
    if (found == m_order.end() || isTyped() || m_edit->hasFocus()) return;
    int left = static_cast<int>(found - m_order.begin());
    for (QTextBlock block = m_edit->document()->firstBlock(); block.isValid(); block = block.next()) {
        if (block.text() != taskStart || left-- > 0) continue;
        m_filling = true;
        m_edit->setTextCursor(QTextCursor(block));
        m_edit->centerCursor();
        m_filling = false;
        return;
    }
}

void PlanSource::check() {
    const quint64 asked = ++m_asked;
    QThreadPool::globalInstance()->start([self = QPointer<PlanSource>(this), asked, source = m_edit->toPlainText()] {
        const auto plan = planIn(source);
        const QString error = plan ? QString() : text(plan.error().message);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, asked, error] {
                if (self && self->m_asked == asked) self->judged(error);
            },
            Qt::QueuedConnection);
    });
}

void PlanSource::judged(const QString& error) {
    m_valid = error.isEmpty();
    m_error = error;
    QList<QTextEdit::ExtraSelection> marks;
    static const QRegularExpression line(QStringLiteral("^plan:(?: line )?(\\d+)[:,]"));
    if (const auto place = line.match(error); place.hasMatch()) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_edit->document()->findBlockByNumber(place.captured(1).toInt() - 1));
        mark.format.setBackground(m_theme.tint(Tone::Fail));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    m_edit->setExtraSelections(marks);
    showState();
}

void PlanSource::showState() {
    const bool typed = isTyped();
    m_apply->setEnabled(typed && m_valid);
    m_revert->setEnabled(typed);
    m_state->setColour(m_error.isEmpty() ? m_theme.color(Token::TextSecondary) : m_theme.tone(Tone::Fail));
    m_state->setToolTip(m_error);
    m_state->setText(!m_error.isEmpty() ? inWords(m_error)
                     : !typed
                         ? tr("The plan as its file has it: %n task(s).", nullptr, static_cast<int>(m_order.size()))
                     : !m_valid   ? tr("Being checked\u2026")
                     : m_outdated ? tr("Valid. The plan has changed meanwhile: Apply replaces it, Revert shows it.")
                                  : tr("Valid. Apply makes it the plan."));
}

void PlanSource::apply() {
    if (!isTyped()) return;
    auto plan = planIn(m_edit->toPlainText());
    const auto done = plan ? m_draft.replace(std::move(*plan)) : Result<void>(Failure(plan.error()));
    ++m_asked;
    if (!done) return judged(text(done.error().message));
    m_edit->document()->setModified(false);
    refresh();
}

void PlanSource::revert() {
    m_edit->document()->setModified(false);
    ++m_asked;
    refresh();
}

}  // namespace skein::ui
