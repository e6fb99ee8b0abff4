#include "ui/shell/run_bar.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/formats.h"
#include "ui/common/icons.h"
#include "ui/shell/provider_words.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

RunBar::RunBar(const Theme& theme, CommandRegistry& commands, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands) {
    setObjectName(QStringLiteral("runBar"));
    setAccessibleName(tr("Run"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    auto* flow = new FlowLayout(this, 20, 6);
    flow->setContentsMargins(12, 8, 12, 8);
    flow->addWidget(makeState());
    m_spacer = new QWidget(this);  // keeps the commands at the right while there is no progress to show
    m_spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    flow->addWidget(m_spacer);
    flow->addWidget(m_progressBox = makeProgress());
    flow->addWidget(m_etaBox = makeFigure(m_eta, m_etaName));
    m_eta->setObjectName(QStringLiteral("runEta"));
    flow->addWidget(m_moneyBox = makeFigure(m_money, m_moneyName));
    flow->addWidget(m_tokensBox = makeFigure(m_tokens, m_tokensName));
    flow->addWidget(m_agentsBox = makeFigure(m_agents, m_agentsName));
    m_agentsName->setObjectName(QStringLiteral("agentsCaption"));
    m_agents->setObjectName(QStringLiteral("agentsValue"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_hold = makeButton(QStringLiteral("skein.run.hold"), tr("Hold"), QStringLiteral("media-playback-pause"));
    m_resume = makeButton(QStringLiteral("skein.run.resume"), tr("Resume"), QStringLiteral("media-playback-start"));
    m_budget = makeButton(QStringLiteral("skein.run.budget"), tr("Raise budget\u2026"), QStringLiteral("view-costs"));
    m_stop = makeButton(QStringLiteral("skein.run.stop"), tr("Stop\u2026"), QStringLiteral("media-playback-stop"));
    m_goto = makeButton(QStringLiteral("skein.go.anything"), tr("Go to\u2026"), QStringLiteral("edit-find"));
    for (QPushButton* button : {m_hold, m_resume, m_budget, m_stop, m_goto}) row->addWidget(button);
    flow->addWidget(buttons);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setSummary({});
}

QWidget* RunBar::makeState() {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_glyph = new StatusGlyph(m_theme, box);
    row->addWidget(m_glyph);
    auto* lines = new QVBoxLayout;
    lines->setSpacing(0);
    m_word = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, box);
    m_word->setObjectName(QStringLiteral("runState"));
    m_name = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, box);
    m_name->setObjectName(QStringLiteral("runName"));
    lines->addWidget(m_word);
    lines->addWidget(m_name);
    row->addLayout(lines);
    m_simulated = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, box);
    m_simulated->setObjectName(QStringLiteral("simulatedMark"));
    m_simulated->setText(tr("SIMULATED"));
    m_simulated->setFrameShape(QFrame::Box);
    m_simulated->setContentsMargins(6, 2, 6, 2);
    m_simulated->hide();
    row->addWidget(m_simulated, 0, Qt::AlignVCenter);
    return box;
}

QWidget* RunBar::makeProgress() {
    auto* box = new QWidget(this);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* lines = new QVBoxLayout(box);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(4);
    m_progress = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, box);
    m_strip = new StatusStrip(m_theme, box);
    m_strip->setObjectName(QStringLiteral("runProgress"));
    lines->addWidget(m_progress);
    lines->addWidget(m_strip);
    return box;
}

QWidget* RunBar::makeFigure(ThemedLabel*& value, ThemedLabel*& name) {
    auto* box = new QWidget(this);
    auto* lines = new QVBoxLayout(box);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    value = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, box);
    name = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, box);
    lines->addWidget(value);
    lines->addWidget(name);
    return box;
}

QPushButton* RunBar::makeButton(const QString& command, const QString& text, const QString& icon) {
    auto* button = new QPushButton(this);
    button->setObjectName(command + QStringLiteral(".button"));
    m_commands.bind(*button, command, text);
    button->setIcon(themedIcon(m_theme, icon));
    return button;
}

void RunBar::setSummary(const RunSummary& s) {
    m_summary = s;
    const bool any = s.phase != RunPhase::None;
    m_glyph->setVisible(any);
    m_glyph->setStatus(s.keptReadOnly && s.phase == RunPhase::Blocked ? Status::Held : runGlyph(s.phase));
    m_word->setText(runWord(s));
    const QString out = outageText(s);
    m_word->setToolTip(out.isEmpty() ? s.heldBecause : out);
    m_word->setAccessibleDescription(m_word->toolTip());
    m_name->setText(any ? s.name : tr("Start one from the Goal view"));
    m_simulated->setVisible(s.simulated);
    const bool planned = any && s.total > 0;
    for (QWidget* box : {m_progressBox, m_etaBox, m_moneyBox, m_tokensBox, m_agentsBox}) box->setVisible(planned);
    m_spacer->setVisible(!planned);
    const bool active = isActive(s.phase);
    m_hold->setVisible(any && active);
    const bool outOfMoney = s.phase == RunPhase::HeldByBudget;
    m_budget->setVisible(outOfMoney);
    m_resume->setVisible(any && !outOfMoney &&
                         (isHeld(s.phase) || s.phase == RunPhase::Stopped || s.phase == RunPhase::Interrupted));
    m_stop->setVisible(any && (active || outOfMoney || m_resume->isVisibleTo(this)) && s.phase != RunPhase::Stopped &&
                       s.phase != RunPhase::Interrupted);
    if (!planned) return;
    const auto at = [&s](Status status) { return s.counts[static_cast<std::size_t>(status)]; };
    const int done = at(Status::Done) + at(Status::Reused);
    const QLocale locale;
    m_progress->setText(
        tr("%1 of %2 tasks, %3").arg(locale.toString(done), locale.toString(s.total), percentText(done, s.total)));
    m_strip->setCounts(s.counts);
    m_moneyName->setText(s.nearBudget && s.tightest && s.tightest->taken >= s.tightest->limit
                             ? tr("used up: %1").arg(moneyText(s.tightest->limit)) + budgetOf(*s.tightest)
                         : s.nearBudget && s.tightest
                             ? tr("over 80 % of %1").arg(moneyText(s.tightest->limit)) + budgetOf(*s.tightest)
                         : s.budget ? tr("of %1 budget").arg(moneyText(*s.budget))
                                    : tr("no budget set"));
    const Certainty certainty = s.tokensMeasured ? Certainty::Measured : Certainty::Estimated;
    m_money->setText(s.spentKnown ? moneyText(s.spent, certainty) : tr("unknown"));
    if (!s.spentKnown && !s.budget) m_moneyName->setText(tr("cost: no price is known"));
    m_tokens->setText((certainty == Certainty::Estimated ? QStringLiteral("~") : QString()) +
                      shortCountText(s.tokensIn.value + s.tokensOut.value));
    m_tokensName->setText(s.provider == QLatin1String("offline") ? tr("tokens, no model") : tr("tokens"));
    // What nobody hears of any more may be at work or not.
    m_agents->setText(s.phase == RunPhase::Lost
                          ? QStringLiteral("--")
                          : tr("%1 of %2").arg(locale.toString(s.agentsRunning), locale.toString(s.agents)));
    const int undo = undoSecondsLeft(s);
    m_agentsName->setText(undo > 0 ? tr("busy, %n s to undo", nullptr, undo) : tr("agents busy"));
    m_agentsBox->setToolTip(undo > 0 ? tr("What your decision makes run starts when you can no longer undo it.")
                                     : QString());
    m_tokensBox->setToolTip(
        s.provider == QLatin1String("offline")
            ? tr("The built-in offline agents call no model, so no tokens are used.")
            : tr("%1 in, %2 out").arg(tokenText(s.tokensIn, certainty), tokenText(s.tokensOut, certainty)));
    showEta();
    updateGeometry();
}

void RunBar::setForecast(const Forecast& forecast) {
    m_forecast = forecast;
    showEta();
}

void RunBar::showEta() {
    const EtaWords words = etaWords(m_summary, m_forecast);
    m_eta->setText(words.value);
    m_etaName->setText(words.caption);
    m_etaBox->setToolTip(words.detail);
    m_eta->setAccessibleDescription(words.detail);
}

void RunBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::BgWindow));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Token::BorderSubtle));
}

}  // namespace skein::ui
