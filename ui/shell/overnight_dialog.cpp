#include "ui/shell/overnight_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTimeEdit>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/labels.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {
/// The next time the clock shows it: today, or tomorrow.
QDateTime nextAt(QTime time) {
    const QDateTime then(QDate::currentDate(), time);
    return then > QDateTime::currentDateTime() ? then : QDateTime(QDate::currentDate().addDays(1), time);
}
}  // namespace

OvernightDialog::OvernightDialog(const Theme& theme, Overnight& overnight, const RunSummary& run,
                                 std::function<void(Instant)> setEnd, QWidget* parent)
    : QDialog(parent), m_overnight(overnight), m_setEnd(std::move(setEnd)) {
    setObjectName(QStringLiteral("overnightDialog"));
    setWindowTitle(tr("While you are away"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    const auto words = [&](const QString& text, TextRole role, Token token) {
        auto* label = new ThemedLabel(theme, role, token, ThemedLabel::Wrap::Sentence, page);
        label->setText(text);
        column->addWidget(label);
        return label;
    };
    const auto check = [&](const QString& text, const QString& objectName, bool on) {
        auto* box = new QCheckBox(text, page);
        box->setObjectName(objectName);
        box->setChecked(on);
        column->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &OvernightDialog::apply);
        return box;
    };
    const OvernightTerms& terms = overnight.terms();
    words(tr("When this run is done"), TextRole::Strong, Token::TextPrimary);
    m_whenDone = new QComboBox(page);
    m_whenDone->setObjectName(QStringLiteral("whenDone"));
    m_whenDone->setAccessibleName(tr("When this run is done"));
    for (const WhenDone choice : {WhenDone::Notify, WhenDone::StayAwake, WhenDone::Suspend, WhenDone::ShutDown})
        m_whenDone->addItem(whenDoneText(choice), static_cast<int>(choice));
    m_whenDone->setCurrentIndex(m_whenDone->findData(static_cast<int>(overnight.afterRun().choice())));
    column->addWidget(m_whenDone);
    connect(m_whenDone, &QComboBox::currentIndexChanged, this, &OvernightDialog::apply);
    m_despite = check(tr("Also while conflicts wait for me"), QStringLiteral("despiteConflicts"),
                      overnight.afterRun().despiteConflicts());
    words(tr("For one run, while Skein is open. You can call it off for a minute."), TextRole::Body,
          Token::TextSecondary);
    column->addSpacing(8);
    words(tr("Notifications"), TextRole::Strong, Token::TextPrimary);
    m_quiet = check(tr("Quiet hours: tell me only what waits for me"), QStringLiteral("quietHours"), terms.quietOn);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    const auto time = [&](const QString& label, const QString& objectName, QTime value) {
        auto* name = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, page);
        name->setText(label);
        auto* edit = new QTimeEdit(value, page);
        edit->setObjectName(objectName);
        edit->setAccessibleName(tr("Quiet hours: %1").arg(label));
        edit->setDisplayFormat(QStringLiteral("HH:mm"));
        name->setBuddy(edit);
        row->addWidget(name);
        row->addWidget(edit);
        connect(edit, &QTimeEdit::timeChanged, this, &OvernightDialog::apply);
        return edit;
    };
    row->addSpacing(theme.px(24));
    m_from = time(tr("from"), QStringLiteral("quietFrom"), terms.quiet.from);
    m_to = time(tr("to"), QStringLiteral("quietTo"), terms.quiet.to);
    row->addStretch(1);
    column->addLayout(row);
    if (const QString problem = overnight.notifier().problem(); !problem.isEmpty())
        addProblem(theme, *column, QStringLiteral("notifyProblem"),
                   tr("This desktop shows no notifications. What needs you is told in this window only, so look in."),
                   problem);
    column->addSpacing(8);
    words(tr("The run"), TextRole::Strong, Token::TextPrimary);
    column->addWidget(makeEnd(theme, run, page));
    m_resume = check(tr("Try again by itself after provider limits"), QStringLiteral("autoResume"), terms.autoResume);
    words(tr("When every key was refused or has no credit left: after 15 minutes, 30, then every hour, up to 12 times. "
             "Nothing else is resumed without you."),
          TextRole::Body, Token::TextSecondary);
    m_mains = check(tr("Keep the computer awake on mains power only"), QStringLiteral("mainsOnly"), terms.mainsOnly);
    const SleepLock& lock = overnight.lock();
    addProblem(theme, *column, QStringLiteral("awakeWords"), awakeWords(lock.state()),
               lock.state() == SleepLock::State::CouldNot ? lock.detail() : QString());
    column->addStretch(1);
    scroll->setWidget(page);
    outer->addWidget(scroll, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(24, 0, 24, 16);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("overnightClose"));
    close->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(close);
    outer->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    apply();
    // As tall as its sentences are at this width, as far as the screen has room.
    const int width = std::min(theme.px(480), 1000);
    const int wanted = column->heightForWidth(width) + theme.px(72);
    resize(width, std::min(wanted, screen()->availableSize().height() - theme.px(64)));
    m_whenDone->setFocus();
}

QString OvernightDialog::awakeWords(SleepLock::State state) {
    switch (state) {
        case SleepLock::State::Off: return tr("Nothing is running: the computer need not be kept awake.");
        case SleepLock::State::Asking: return tr("The desktop is being asked to keep the computer awake.");
        case SleepLock::State::Awake: return tr("The computer is kept awake while the run is active.");
        case SleepLock::State::OnBattery:
            return tr("The computer is on battery and may fall asleep; the run would stand still until it wakes.");
        case SleepLock::State::CouldNot:
            return tr(
                "Nothing on this system keeps the computer awake when asked. It may fall asleep, and the run would "
                "stand still until it wakes: switch sleeping off in the energy settings for this night.");
    }
    return {};
}

void OvernightDialog::addProblem(const Theme& theme, QVBoxLayout& column, const QString& objectName,
                                 const QString& words, const QString& raw) {
    auto* label = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence,
                                  column.parentWidget());
    label->setObjectName(objectName);
    label->setText(words);
    column.addWidget(label);
    if (raw.isEmpty()) return;
    auto* details = new QPushButton(tr("Details"), column.parentWidget());
    details->setObjectName(objectName + QStringLiteral("Details"));
    details->setAccessibleName(tr("Details: what the system said"));
    details->setAutoDefault(false);
    details->setCheckable(true);
    column.addWidget(details, 0, Qt::AlignLeft);
    auto* said = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence,
                                 column.parentWidget());
    said->setObjectName(objectName + QStringLiteral("Raw"));
    said->setText(raw);
    said->setTextFormat(Qt::PlainText);
    said->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    said->hide();
    column.addWidget(said);
    connect(details, &QPushButton::toggled, said, &QWidget::setVisible);
}

QWidget* OvernightDialog::makeEnd(const Theme& theme, const RunSummary& run, QWidget* page) {
    auto* box = new QWidget(page);
    auto* lines = new QVBoxLayout(box);
    lines->setContentsMargins(0, 0, 0, 4);
    lines->setSpacing(4);
    auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, box);
    words->setObjectName(QStringLiteral("endWords"));
    const QString end = endText(run);
    words->setText(end.isEmpty() ? tr("It has no end: it goes on until its tasks are done.")
                                 : tr("It runs %1: nothing new starts then, what is running is finished.").arg(end));
    lines->addWidget(words);
    auto* name = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, box);
    name->setText(tr("Nothing new from"));
    auto* edit = new QTimeEdit(QTime(7, 0), box);
    edit->setObjectName(QStringLiteral("endTime"));
    edit->setAccessibleName(tr("The end of the run: nothing new starts from this time on"));
    edit->setDisplayFormat(QStringLiteral("HH:mm"));
    if (run.until.value > 0) edit->setTime(QDateTime::fromMSecsSinceEpoch(run.until.value / 1000).time());
    name->setBuddy(edit);
    // A time of the clock is that of today or of tomorrow: which, is said beside it.
    auto* day = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, box);
    day->setObjectName(QStringLiteral("endDay"));
    const auto showDay = [day, edit](QDate date) {
        const QDate today = QDate::currentDate();
        const QString written = QLocale().toString(date, tr("ddd d MMM", "the day of a date, in Qt's format"));
        day->setText(date == today              ? tr("today, %1").arg(written)
                     : date == today.addDays(1) ? tr("tomorrow, %1").arg(written)
                                                : written);
        edit->setAccessibleDescription(day->text());
    };
    const QDateTime until = QDateTime::fromMSecsSinceEpoch(run.until.value / 1000);
    showDay((until > QDateTime::currentDateTime() ? until : nextAt(edit->time())).date());
    connect(edit, &QTimeEdit::timeChanged, day, [showDay](QTime time) { showDay(nextAt(time).date()); });
    auto* set = new QPushButton(isHeld(run.phase) ? tr("Resume until then") : tr("Set the end"), box);
    set->setObjectName(QStringLiteral("endSet"));
    set->setAutoDefault(false);
    auto* none = new QPushButton(isHeld(run.phase) ? tr("Resume without a deadline") : tr("No deadline"), box);
    none->setObjectName(QStringLiteral("endNone"));
    none->setAccessibleDescription(tr("The run goes on until its tasks are done."));
    none->setAutoDefault(false);
    const bool can = (isActive(run.phase) || isHeld(run.phase)) && m_setEnd;
    for (QWidget* control : {static_cast<QWidget*>(edit), static_cast<QWidget*>(set)}) {
        control->setEnabled(can);
        control->setToolTip(can ? QString() : tr("No run is active."));
    }
    none->setEnabled(can && run.until.value > 0);
    none->setToolTip(none->isEnabled() ? QString() : can ? tr("The run has no deadline.") : tr("No run is active."));
    auto* fields = new QWidget(box);
    auto* row = flowIn(fields, 8, 4);
    for (QWidget* each : {static_cast<QWidget*>(name), static_cast<QWidget*>(edit), static_cast<QWidget*>(day),
                          static_cast<QWidget*>(set), static_cast<QWidget*>(none)})
        row->addWidget(each);
    lines->addWidget(fields);
    connect(none, &QPushButton::clicked, this, [this, words, set, none] {
        m_setEnd(Instant{});
        words->setText(tr("It has no end: it goes on until its tasks are done."));
        set->setText(tr("Set the end"));
        set->setFocus();  // the button is about to go dark
        none->setText(tr("No deadline"));
        none->setEnabled(false);
        none->setToolTip(tr("The run has no deadline."));
    });
    connect(set, &QPushButton::clicked, this, [this, edit, words, set, none, showDay] {
        const QDateTime then = nextAt(edit->time());
        showDay(then.date());
        m_setEnd(Instant{then.toMSecsSinceEpoch() * 1000});
        words->setText(tr("It runs until %1: nothing new starts then, what is running is finished.")
                           .arg(QLocale().toString(then, QStringLiteral("ddd HH:mm"))));
        set->setText(tr("Set the end"));
        none->setText(tr("No deadline"));
        none->setEnabled(true);
        none->setToolTip({});
    });
    return box;
}

void OvernightDialog::apply() {
    const auto choice = static_cast<WhenDone>(m_whenDone->currentData().toInt());
    const bool goesOff = choice == WhenDone::Suspend || choice == WhenDone::ShutDown;
    m_despite->setEnabled(goesOff);
    m_despite->setToolTip(goesOff ? QString() : tr("The computer stays on anyway."));
    for (QTimeEdit* edit : {m_from, m_to}) edit->setEnabled(m_quiet->isChecked());
    if (choice != m_overnight.afterRun().choice() ||
        m_despite->isChecked() != m_overnight.afterRun().despiteConflicts())
        m_overnight.afterRun().choose(choice, m_despite->isChecked());
    OvernightTerms terms;
    terms.quietOn = m_quiet->isChecked();
    terms.quiet = {m_from->time(), m_to->time()};
    terms.autoResume = m_resume->isChecked();
    terms.mainsOnly = m_mains->isChecked();
    m_overnight.setTerms(terms);
}

}  // namespace skein::ui
