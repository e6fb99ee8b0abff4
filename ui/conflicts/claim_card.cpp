#include "ui/conflicts/claim_card.h"

#include <QPainter>
#include <QVBoxLayout>

#include "ui/conflicts/conflicts_view.h"

namespace skein::ui {

namespace {
constexpr int hatchWidth = 6;
}

ClaimCard::ClaimCard(const Theme& theme, ClaimSide side, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_side(side) {
    setObjectName(side == ClaimSide::A ? QStringLiteral("claimA") : QStringLiteral("claimB"));
    auto* column = new QVBoxLayout(this);
    const int left = side == ClaimSide::A ? 12 + hatchWidth : 12;
    column->setContentsMargins(left, 12, side == ClaimSide::A ? 12 : 12 + hatchWidth, 12);
    column->setSpacing(4);
    m_title = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_title->setText(side == ClaimSide::A ? tr("Claim A") : tr("Claim B"));
    m_value = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_sentence = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_origin = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    for (QLabel* label : {static_cast<QLabel*>(m_value), static_cast<QLabel*>(m_sentence)})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_title);
    column->addWidget(m_value);
    column->addWidget(m_sentence);
    column->addWidget(m_origin);
    m_evidence = new QVBoxLayout;
    m_evidence->setContentsMargins(0, 8, 0, 0);
    m_evidence->setSpacing(2);
    column->addLayout(m_evidence);
    column->addStretch(1);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void ClaimCard::setClaim(const ClaimView& claim) {
    m_value->setText(readableSet(claim.value));
    m_sentence->setText(readableSet(claim.sentence));
    QStringList origin;
    if (!claim.basis.isEmpty()) origin.append(tr("from %1").arg(claim.basis));
    if (!claim.task.isEmpty()) origin.append(tr("told by \u201c%1\u201d").arg(claim.task));
    if (!claim.modality.isEmpty() && claim.modality != QLatin1String("observed")) origin.append(claim.modality);
    if (!claim.scope.isEmpty()) origin.append(tr("holds for %1").arg(claim.scope));
    m_origin->setText(origin.join(QStringLiteral(", ")));
    qDeleteAll(m_pieces);
    m_pieces.clear();
    int number = 0;
    for (const EvidenceView& piece : claim.evidence) {
        auto* place =
            new ThemedLabel(m_theme, TextRole::Strong, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
        place->setText(tr("[%1] %2").arg(++number).arg(piece.place));
        place->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* quote = new ThemedLabel(m_theme, TextRole::Fixed, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
        quote->setText(piece.quote.trimmed());
        quote->setContentsMargins(0, 0, 0, 8);
        quote->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_evidence->addWidget(place);
        m_evidence->addWidget(quote);
        m_pieces << place << quote;
    }
    setAccessibleName(tr("%1: %2. %n piece(s) of evidence.", nullptr, number).arg(m_title->text(), claim.sentence));
    update();
}

void ClaimCard::setTaken(bool taken) {
    m_taken = taken;
    update();
}

void ClaimCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor tint = m_theme.color(m_side == ClaimSide::A ? Token::ClaimA : Token::ClaimB);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(m_taken ? QPen(m_theme.color(Token::Accent), 2) : QPen(m_theme.color(Token::BorderSubtle), 1));
    painter.setBrush(tint);
    painter.drawRoundedRect(box, 8, 8);
    const QRectF band = m_side == ClaimSide::A
                            ? QRectF(box.left() + 2, box.top() + 8, hatchWidth, box.height() - 16)
                            : QRectF(box.right() - hatchWidth - 2, box.top() + 8, hatchWidth, box.height() - 16);
    // Stripes that rise on one side and fall on the other: A and B differ without their colours.
    painter.setClipRect(band);
    painter.setPen(QPen(m_theme.color(Token::TextSecondary), 1.5));
    const double rise = m_side == ClaimSide::A ? -hatchWidth : hatchWidth;
    const int stripes = static_cast<int>((band.height() + 2 * hatchWidth) / 6) + 1;
    for (int i = 0; i < stripes; ++i) {
        const double y = band.top() - hatchWidth + i * 6;
        painter.drawLine(QPointF(band.left(), y), QPointF(band.right(), y + rise));
    }
}

}  // namespace skein::ui
