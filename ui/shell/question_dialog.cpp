#include "ui/shell/question_dialog.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace skein::ui {

QuestionDialog::QuestionDialog(const Theme& theme, const QString& stem, const QString& windowTitle,
                               const QString& question, QWidget* parent)
    : QDialog(parent), m_theme(theme), m_stem(stem), m_column(new QVBoxLayout(this)) {
    setObjectName(stem + QStringLiteral("Dialog"));
    setWindowTitle(windowTitle);
    m_column->setContentsMargins(24, 24, 24, 16);
    m_column->setSpacing(8);
    setMinimumWidth(std::min(theme.px(440), 900));
    addText(question, TextRole::Title, Token::TextPrimary);
}

ThemedLabel* QuestionDialog::addText(const QString& text, TextRole role, Token colour) {
    auto* label = new ThemedLabel(m_theme, role, colour, ThemedLabel::Wrap::Sentence, this);
    label->setText(text);
    m_column->addWidget(label);
    return label;
}

QRadioButton* QuestionDialog::addChoice(const QString& name, const QString& objectName, const QString& effect) {
    auto* radio = new QRadioButton(name, this);
    radio->setObjectName(objectName);
    radio->setAccessibleDescription(effect);
    m_column->addWidget(radio);
    addText(effect)->setContentsMargins(m_theme.px(24), 0, 0, 8);
    return radio;
}

QPushButton* QuestionDialog::addButtons(const QString& cancel, const QString& confirm, ButtonVariant variant,
                                        Enter enter) {
    auto* no = new QPushButton(cancel, this);
    no->setObjectName(m_stem + QStringLiteral("Cancel"));
    auto* yes = new QPushButton(confirm, this);
    yes->setObjectName(m_stem + QStringLiteral("Confirm"));
    setVariant(yes, variant);
    // Enter presses the safe one, or the one that has the keyboard.
    (enter == Enter::Confirms ? yes : no)->setDefault(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    row->addWidget(no);
    row->addWidget(yes);
    m_column->addSpacing(8);
    m_column->addLayout(row);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    return yes;
}

}  // namespace skein::ui
