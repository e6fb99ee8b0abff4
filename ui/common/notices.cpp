#include "ui/common/notices.h"

#include <QAccessible>
#include <QAction>
#include <QBoxLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

namespace {

Tone toneOfBanner(BannerKind kind) {
    switch (kind) {
        case BannerKind::Information: return Tone::Run;
        case BannerKind::Warning: return Tone::Attention;
        case BannerKind::Error: return Tone::Fail;
    }
    return Tone::Run;
}

QString iconOfBanner(BannerKind kind) {
    switch (kind) {
        case BannerKind::Information: return QStringLiteral("dialog-information");
        case BannerKind::Warning: return QStringLiteral("dialog-warning");
        case BannerKind::Error: return QStringLiteral("dialog-error");
    }
    return {};
}

}  // namespace

InlineBanner::InlineBanner(const Theme& theme, QWidget* parent) : QFrame(parent), m_theme(theme) {
    setObjectName(QStringLiteral("inlineBanner"));
    auto* outer = m_layout = new QBoxLayout(QBoxLayout::LeftToRight, this);
    outer->setContentsMargins(12, 8, 8, 8);
    outer->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    outer->addLayout(row, 1);
    auto* glyph = new QLabel(this);
    m_glyph = glyph;
    row->addWidget(glyph, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    m_message = new ThemedLabel(theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_detail = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    texts->addWidget(m_message);
    texts->addWidget(m_detail);
    row->addLayout(texts, 1);
    m_action = new QPushButton(this);
    m_action->setObjectName(QStringLiteral("bannerAction"));
    m_action->setAccessibleName(tr("Action"));
    m_action->hide();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(m_action, 0, Qt::AlignTop);
    outer->addLayout(buttons);
    m_close = new QPushButton(tr("Dismiss"), this);
    m_close->setObjectName(QStringLiteral("bannerDismiss"));
    m_close->setAccessibleName(tr("Dismiss this message"));
    setVariant(m_close, ButtonVariant::Quiet);
    buttons->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_run) m_run();
    });
    connect(&theme, &Theme::changed, this, [this] { update(); });
    hide();
}

void InlineBanner::showMessage(BannerKind kind, const QString& message, const QString& detail) {
    m_kind = kind;
    m_message->setText(message);
    m_detail->setText(detail);
    const int side = m_theme.px(20);
    static_cast<QLabel*>(m_glyph)->setPixmap(
        themedIcon(m_theme, iconOfBanner(kind), Token::TextPrimary).pixmap(side, side));
    setAccessibleName(message);
    setAccessibleDescription(detail);
    arrange();
    show();
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void InlineBanner::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    arrange();
}

bool InlineBanner::event(QEvent* event) {
    const bool done = QFrame::event(event);
    if (event->type() == QEvent::LayoutRequest)
        if (const int height = heightForWidth(width()); height > 0) setMinimumHeight(height);
    return done;
}

void InlineBanner::arrange() {
    const QFontMetrics metrics(m_theme.font(TextRole::Body));
    // In a very low window the detail would take the view's place: then it is the tool tip.
    // A narrow one takes more lines, so that it gives way earlier.
    const bool narrow = width() < metrics.averageCharWidth() * 70;
    const bool low = window()->height() < metrics.height() * (narrow ? 30 : 25);
    m_detail->setVisible(!low && !m_detail->text().isEmpty());
    setToolTip(low ? m_detail->text() : QString());
    // Below about 70 characters the sentences get the whole width and the buttons the next line.
    const bool wide = low || !narrow;
    m_layout->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    if (const int height = heightForWidth(width()); height > 0) setMinimumHeight(height);
}

void InlineBanner::setVisible(bool visible) {
    QFrame::setVisible(visible);
    emit shownChanged(visible);
}

void InlineBanner::setAction(const QString& text, std::function<void()> run) {
    m_action->setText(text);
    if (!text.isEmpty()) m_action->setAccessibleName(text);
    m_action->setVisible(!text.isEmpty());
    m_run = std::move(run);
}

void InlineBanner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tone tone = toneOfBanner(m_kind);
    painter.setPen(QPen(m_theme.tone(tone), 1));
    painter.setBrush(m_theme.tint(tone));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

UndoBar::UndoBar(const Theme& theme, QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_button = new QPushButton(this);
    m_button->setObjectName(QStringLiteral("undoButton"));
    m_button->setAccessibleName(tr("Undo"));
    setVariant(m_button, ButtonVariant::Quiet);
    m_button->setFixedHeight(std::max(theme.px(24), QFontMetrics(theme.font(TextRole::Body)).height() + 4));
    row->addWidget(m_button);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &UndoBar::tick);
    connect(m_button, &QPushButton::clicked, this, &UndoBar::trigger);
    hide();
}

void UndoBar::trigger() {
    const auto undo = m_undo;
    dismiss();
    if (undo) undo();
}

void UndoBar::offer(const QString& effect, int seconds, std::function<void()> undo) {
    m_effect = effect;
    m_left = seconds + 1;
    m_undo = std::move(undo);
    tick();
    show();
    m_timer.start();
    emit offeringChanged(true);
}

void UndoBar::tick() {
    if (--m_left <= 0) return dismiss();
    m_button->setText(tr("Undo: %1 (%2 s)").arg(m_effect).arg(m_left));
    m_button->setAccessibleName(tr("Undo %1").arg(m_effect));
}

void UndoBar::dismiss() {
    m_left = 0;
    m_undo = nullptr;
    m_timer.stop();
    hide();
    emit offeringChanged(false);
}

EmptyState::EmptyState(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addStretch(2);
    m_icon = new QLabel(this);
    m_icon->setAlignment(Qt::AlignCenter);
    column->addWidget(m_icon);
    m_title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_title->setAlignment(Qt::AlignCenter);
    column->addWidget(m_title);
    m_reason = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_reason->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    column->addWidget(m_reason);
    m_action = new QPushButton(this);
    m_action->setObjectName(QStringLiteral("emptyStateAction"));
    m_action->setAccessibleName(tr("Action"));
    m_action->hide();
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_action);
    row->addStretch();
    column->addSpacing(8);
    column->addLayout(row);
    column->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_run) m_run();
    });
    connect(&theme, &Theme::changed, this, [this] { setContent(m_iconName, m_title->text(), m_reason->text()); });
}

void EmptyState::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_icon->setVisible(height() > QFontMetrics(m_theme.font(TextRole::Body)).height() * 10);
}

void EmptyState::setContent(const QString& iconName, const QString& title, const QString& reason) {
    m_iconName = iconName;
    const int side = m_theme.px(40);
    m_icon->setPixmap(themedIcon(m_theme, iconName, Token::BorderControl).pixmap(side, side));
    m_ownTitle = title;
    m_ownReason = reason;
    tell();
}

void EmptyState::setInstead(const QString& title, const QString& reason) {
    m_insteadTitle = title;
    m_insteadReason = reason;
    tell();
}

void EmptyState::tell() {
    const bool instead = !m_insteadTitle.isEmpty();
    m_title->setText(instead ? m_insteadTitle : m_ownTitle);
    m_reason->setText(instead ? m_insteadReason : m_ownReason);
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_reason->text());
    m_action->setVisible(!instead && !m_action->text().isEmpty());
}

void EmptyState::setCommand(const QString& text, const QString& command) {
    setAction(text, [this, command] {
        for (QAction* action : window()->actions())
            if (action->objectName() == command) action->trigger();
    });
}

void EmptyState::setAction(const QString& text, std::function<void()> run) {
    m_action->setText(text);
    if (!text.isEmpty()) m_action->setAccessibleName(text);
    m_run = std::move(run);
    tell();
}

}  // namespace skein::ui
