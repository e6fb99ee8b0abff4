#include "ui/common/view_header.h"

#include <QBoxLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"

namespace skein::ui {

ViewHeader::ViewHeader(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* row = m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    row->setContentsMargins(16, 12, 12, 8);
    row->setSpacing(12);
    auto* texts = new QVBoxLayout;
    texts->setContentsMargins(0, 6, 0, 0);  // the first line stands beside the first row of actions in every view
    texts->setSpacing(2);
    m_answer = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_answer->setObjectName(QStringLiteral("viewAnswer"));
    m_note = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_note->setObjectName(QStringLiteral("viewNote"));
    m_note->hide();
    texts->addWidget(m_answer);
    texts->addWidget(m_note);
    texts->addStretch(1);
    row->addLayout(texts, 3);
    auto* holder = new QWidget(this);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    holder->setSizePolicy(policy);
    m_actions = new FlowLayout(holder, 4, 4);
    m_actions->setContentsMargins(0, 0, 0, 0);
    row->addWidget(holder, 0, Qt::AlignTop);
}

void ViewHeader::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void ViewHeader::arrange() {
    // The sentence gets the whole line and the actions the next below about 64 characters, or where the actions leave
    // it less than half of these, or so little that it or the note takes more than two lines.
    const QFontMetrics title(m_theme.font(TextRole::Title)), body(m_theme.font(TextRole::Body));
    const int actions = m_actions->sizeHint().width();
    const int wanted = std::max(title.averageCharWidth() * 64, actions + title.averageCharWidth() * 30);
    const auto margins = m_row->contentsMargins();
    // Lines break at words, so that two of them are not filled.
    const int twoLines = 9 * (width() - actions - m_row->spacing() - margins.left() - margins.right()) / 5;
    const int note = m_note->isHidden() ? 0 : body.horizontalAdvance(m_note->text());
    const bool fits = actions == 0 || std::max(title.horizontalAdvance(m_answer->text()), note) <= twoLines;
    m_row->setDirection(width() >= wanted && fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    takeHeight();
}

bool ViewHeader::event(QEvent* event) {
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest) takeHeight();  // a sentence or an action has changed its size
    return done;
}

void ViewHeader::takeHeight() {
    if (const int height = heightForWidth(width()); height > 0) setMinimumHeight(height);
}

void ViewHeader::setAnswer(const QString& sentence) {
    m_answer->setText(sentence);
    arrange();
}

void ViewHeader::setNote(const QString& note) {
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    arrange();
}

void ViewHeader::addAction(QWidget* widget) { m_actions->addWidget(widget); }

}  // namespace skein::ui
