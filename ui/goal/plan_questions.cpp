#include "ui/goal/plan_questions.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

namespace skein::ui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

std::vector<plan::PlanQuestion> withoutAnswers(std::vector<plan::PlanQuestion> questions) {
    for (auto& question : questions) question.answer.clear();
    return questions;
}

}  // namespace

PlanQuestions::PlanQuestions(const Theme& theme, PlanDraft& draft, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_draft(draft) {
    setObjectName(QStringLiteral("planQuestions"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(6);
    m_title = new ThemedLabel(theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_title->setObjectName(QStringLiteral("planQuestionsTitle"));
    column->addWidget(m_title);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(6);
    column->addLayout(m_rows);
    connect(&draft, &PlanDraft::planChanged, this, &PlanQuestions::refresh);
    refresh();
}

void PlanQuestions::refresh() {
    const auto questions = plan::questionsOf(m_draft.plan());
    if (auto shown = withoutAnswers(questions); shown != m_shown) {
        m_shown = std::move(shown);
        build();
    }
    m_showing = true;
    int open = 0;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        auto* field = m_fields[static_cast<int>(i)];
        if (!field) continue;
        open += questions[i].answer.empty();
        if (field->currentText().trimmed() != text(questions[i].answer)) field->setEditText(text(questions[i].answer));
    }
    m_showing = false;
    const int asked = static_cast<int>(m_fields.size() - m_fields.count(nullptr));
    setVisible(asked > 0);
    m_title->setText(open == 0 ? tr("Questions from the planner: all answered")
                               : tr("Questions from the planner: %n open, held by assumptions", nullptr, open));
}

void PlanQuestions::build() {
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_fields.clear();
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        const plan::PlanQuestion& question = m_shown[i];
        if (question.ofRecipe) {
            m_fields.append(nullptr);
            continue;
        }
        const int number = static_cast<int>(i) + 1;
        auto* words = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
        words->setText(tr("%1. %2").arg(number).arg(text(question.text)));
        words->setTextFormat(Qt::PlainText);
        auto* field = new QComboBox(this);
        field->setObjectName(QStringLiteral("planAnswer%1").arg(number));
        field->setEditable(true);
        field->setInsertPolicy(QComboBox::NoInsert);
        field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        field->setMinimumContentsLength(12);
        for (const auto& suggestion : question.suggestions) field->addItem(text(suggestion));
        field->setCurrentIndex(-1);
        field->lineEdit()->setMaxLength(static_cast<int>(plan::maxAnswerBytes / 4));
        field->lineEdit()->setPlaceholderText(tr("assumed: %1").arg(text(question.assumption)));
        field->setAccessibleName(text(question.text));
        field->setAccessibleDescription(tr("Left empty, this is assumed: %1").arg(text(question.assumption)));
        field->setToolTip(field->accessibleDescription());
        field->installEventFilter(this);
        field->lineEdit()->installEventFilter(this);
        words->setBuddy(field);
        connect(field, &QComboBox::editTextChanged, this, [this, i](const QString& typed) {
            if (!m_showing) m_draft.answer(i, typed);
        });
        m_rows->addWidget(words);
        m_rows->addWidget(field);
        m_fields.append(field);
    }
}

bool PlanQuestions::eventFilter(QObject* watched, QEvent* event) {
    // Undo is the draft's; and the wheel scrolls the form, whatever is below it.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::Wheel && qobject_cast<QComboBox*>(watched)) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace skein::ui
