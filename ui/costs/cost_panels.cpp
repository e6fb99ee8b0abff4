#include "ui/costs/cost_panels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/status_glyph.h"
#include "ui/shell/provider_words.h"

namespace skein::ui {

namespace {

QVBoxLayout* titled(QWidget* panel, const Theme& theme, const QString& title) {
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new ThemedLabel(theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::Sentence, panel);
    head->setText(title);
    column->addWidget(head);
    return column;
}

}  // namespace

MeterBar::MeterBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void MeterBar::setAmounts(MicroUsd spent, MicroUsd reserved, std::optional<MicroUsd> budget) {
    m_spent = spent;
    m_reserved = reserved;
    m_budget = budget;
    setAccessibleName(
        budget ? tr("%1 spent and %2 reserved of %3").arg(moneyText(spent), moneyText(reserved), moneyText(*budget))
               : tr("%1 spent, no budget").arg(moneyText(spent)));
    update();
}

QSize MeterBar::sizeHint() const { return {m_theme.px(240), m_theme.px(16)}; }

void MeterBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF groove = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(m_theme.color(Token::BorderControl), 1));
    painter.setBrush(m_theme.color(Token::BgBase));
    painter.drawRoundedRect(groove, 4, 4);
    const double whole = static_cast<double>(m_budget ? std::max<qint64>(m_budget->value, 1)
                                                      : std::max<qint64>(m_spent.value + m_reserved.value, 1));
    const double spent = std::min(1.0, static_cast<double>(m_spent.value) / whole) * (groove.width() - 4);
    const double reserved = std::min(1.0 - std::min(1.0, static_cast<double>(m_spent.value) / whole),
                                     static_cast<double>(m_reserved.value) / whole) *
                            (groove.width() - 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.series(0));
    if (spent > 0)
        painter.drawRect(QRectF(groove.left() + 2, groove.top() + 2, std::max(2.0, spent), groove.height() - 4));
    if (reserved > 0) {
        // Lighter than what is spent, and hatched where there is room for stripes.
        const QRectF part(groove.left() + 2 + std::max(spent > 0 ? 2.0 : 0.0, spent), groove.top() + 2,
                          std::max(2.0, reserved), groove.height() - 4);
        painter.fillRect(part, mixed(m_theme.color(Token::BgBase), m_theme.series(0), 0.35));
        if (part.width() >= 12) painter.fillRect(part, QBrush(m_theme.series(0), Qt::BDiagPattern));
    }
}

SavingsPanel::SavingsPanel(const Theme& theme, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("savingsPanel"));
    auto* column = titled(this, theme, tr("Savings"));
    const auto add = [&](const char* name, TextRole role, Token token) {
        auto* label = new ThemedLabel(theme, role, token, ThemedLabel::Wrap::Sentence, this);
        label->setObjectName(QString::fromLatin1(name));
        column->addWidget(label);
        return label;
    };
    m_amount = add("savings", TextRole::Body, Token::TextPrimary);
    m_baseline = add("savingsBaseline", TextRole::Caption, Token::TextSecondary);
    m_waste = add("savingsWaste", TextRole::Caption, Token::TextSecondary);
}

void SavingsPanel::tell(const RunSummary& s, const std::optional<CostStory>& story) {
    QStringList waste;
    QString amount, baseline;
    if (!story) {
        amount = s.phase == RunPhase::Lost ? tr("Not known: the workspace can no longer be read.")
                                           : tr("Adding it up\u2026");
    } else if (!story->error.isEmpty()) {
        amount = tr("Could not be read: %1").arg(story->error);
    } else if (story->baseline && story->saved) {
        const QString whole = moneyText(*story->baseline, Certainty::Estimated);
        // As it stood when the baseline was computed: the run may have spent more since, and the sum must be right.
        const QString spent =
            moneyText(*story->baseline - *story->saved, s.tokensMeasured ? Certainty::Measured : Certainty::Estimated);
        const bool less = story->saved->value >= 0;
        amount =
            less ? tr("~%1 saved: %2 without reuse and routing, %3 spent").arg(moneyText(*story->saved), whole, spent)
                 : tr("~%1 more than the baseline: %2 without reuse and routing, %3 spent")
                       .arg(moneyText({-story->saved->value}), whole, spent);
        if (story->reused && story->reused->value > 0)
            amount += tr("; ~%1 of the baseline is for results that were taken over").arg(moneyText(*story->reused));
        baseline = tr("Baseline: %1.").arg(story->baselineText);
    } else if (s.provider == QLatin1String("offline")) {
        amount = tr("The offline agents are free: there is nothing to compare.");
    } else if (!s.spentKnown) {
        amount = tr("Unknown: a model was called whose price is not known.");
    } else {
        amount = tr("Unknown: no finished result has a measured count of tokens and a price yet.");
    }
    if (story && story->error.isEmpty()) {
        const auto add = [&waste](const QString& text, const std::optional<MicroUsd>& of) {
            if (of && of->value > 0) waste.append(text.arg(moneyText(*of)));
        };
        add(tr("%1 for calls without a usable answer"), story->failedCalls);
        add(tr("%1 for repeated calls"), story->repeated);
        add(tr("%1 for results that were dropped"), story->wasted);
        if (waste.size() > 1) waste.last() += tr(" (these overlap)");
        add(tr("%1 is our estimate: the provider told no usage"), story->estimated);
        add(tr("%1 saved by batches"), story->batchSaved);
        if (story->unconfirmedCalls > 0)
            waste.append(tr("%n call(s) whose end nobody knows, possibly charged: %1", nullptr, story->unconfirmedCalls)
                             .arg(moneyText(story->unconfirmed, Certainty::Estimated)));
    }
    m_amount->setText(amount);
    m_baseline->setText(baseline);
    m_baseline->setVisible(!baseline.isEmpty());
    m_waste->setText(waste.join(QStringLiteral("; ")));
    m_waste->setVisible(!waste.isEmpty());
}

ProvidersPanel::ProvidersPanel(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("providersPanel"));
    m_column = titled(this, theme, tr("Providers"));
    m_none = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_none->setObjectName(QStringLiteral("noProviders"));
    m_column->addWidget(m_none);
}

void ProvidersPanel::tell(const RunSummary& s) {
    m_none->setVisible(s.providers.isEmpty());
    m_none->setText(s.provider == QLatin1String("offline") ? tr("The offline agents call nobody.")
                                                           : tr("No provider was called lately."));
    while (m_lines.size() < s.providers.size()) {
        const int at = static_cast<int>(m_lines.size());
        auto* box = new QWidget(this);
        auto* row = new QHBoxLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto* glyph = new StatusGlyph(m_theme, box);
        row->addWidget(glyph, 0, Qt::AlignTop);
        auto* lines = new QVBoxLayout;
        lines->setSpacing(0);
        auto* state = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, box);
        state->setObjectName(QStringLiteral("providerState%1").arg(at));
        auto* detail =
            new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, box);
        detail->setObjectName(QStringLiteral("providerDetail%1").arg(at));
        lines->addWidget(state);
        lines->addWidget(detail);
        row->addLayout(lines, 1);
        m_column->addWidget(box);
        m_lines.append({box, glyph, state, detail});
    }
    for (int i = 0; i < m_lines.size(); ++i) {
        const Line& line = m_lines[i];
        const bool used = i < s.providers.size();
        line.box->setVisible(used);
        if (!used) continue;
        const ProviderWords words = providerWords(s.providers[i], s);
        line.glyph->setStatus(words.status);
        line.state->setText(tr("%1 %2").arg(s.providers[i].name, words.state));
        const bool both = !words.detail.isEmpty() && !words.traffic.isEmpty();
        line.detail->setText(words.detail + (both ? QStringLiteral(" ") : QString()) + words.traffic);
        line.detail->setVisible(!line.detail->text().isEmpty());
    }
}

}  // namespace skein::ui
