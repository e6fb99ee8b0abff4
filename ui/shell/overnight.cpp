#include "ui/shell/overnight.h"

#include <QGuiApplication>
#include <QSettings>

#include "ui/shell/provider_words.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {

constexpr Duration longOutage{300'000'000};  // ui.md 4.7

bool needsPerson(const RunSummary& s) {
    return s.phase == RunPhase::Blocked || s.phase == RunPhase::HeldByKeys || s.phase == RunPhase::HeldByDisk ||
           s.phase == RunPhase::HeldByPlan || s.phase == RunPhase::HeldByDeadline || s.phase == RunPhase::Interrupted ||
           s.conflictsOpen > 0 || s.paused > 0;
}

/// Names of the providers that have not answered for so long that somebody should know.
QStringList longOut(const RunSummary& s) {
    QStringList names;
    for (const ProviderRow& row : s.providers)
        if (row.downSince.value > 0 && s.asOf - row.downSince >= longOutage) names.append(row.name);
    return names;
}

}  // namespace

Overnight::Overnight(RunFeed& feed, Bus& bus, QObject* parent)
    : QObject(parent), m_lock(bus), m_watch(bus), m_notifier(bus), m_after(feed, bus), m_resume(feed) {
    m_notifier.isWanted = [this] { return !isWatched(); };
    isWatched = [] { return QGuiApplication::applicationState() == Qt::ApplicationActive; };
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.summary) take(*delta.summary);
    });
    connect(&feed, &RunFeed::lost, this, [this] {
        m_before.phase = RunPhase::Lost;
        holdAwake();
    });
    connect(&m_after, &AfterRun::staysAwakeChanged, this, &Overnight::holdAwake);
    connect(&m_after, &AfterRun::counted, this, [this](int left) {
        if (left == m_after.countdownSeconds)
            m_notifier.tell(NoticeKind::RunFinished, whenDoneText(m_after.choice()),
                 tr("The run is done. Open Skein within %n second(s) to call it off.", nullptr, left));
    });
}

void Overnight::holdAwake() {
    // By the state of the run, through backoff and waits: never by what is being transferred.
    m_lock.hold(isActive(m_before.phase) || m_after.staysAwake(), tr("Skein is running %1").arg(m_before.name));
}

void Overnight::setTerms(const OvernightTerms& terms) {
    m_terms = terms;
    m_notifier.setQuietHours(terms.quietOn ? std::optional<QuietHours>(terms.quiet) : std::nullopt);
    m_resume.setEnabled(terms.autoResume);
    m_lock.setMainsOnly(terms.mainsOnly);
}

void Overnight::restore() {
    const QSettings settings;
    OvernightTerms terms = m_terms;
    const auto flag = [&settings](const char* key, bool otherwise) {
        return settings.value(QStringLiteral("overnight/") + QString::fromLatin1(key), otherwise).toBool();
    };
    const auto time = [&settings](const char* key, QTime otherwise) {
        const QTime kept =
            QTime::fromString(settings.value(QStringLiteral("overnight/") + QString::fromLatin1(key)).toString(),
                              QStringLiteral("HH:mm"));
        return kept.isValid() ? kept : otherwise;
    };
    terms.quietOn = flag("quiet", terms.quietOn);
    terms.quiet = {time("quietFrom", terms.quiet.from), time("quietTo", terms.quiet.to)};
    terms.autoResume = flag("autoResume", terms.autoResume);
    terms.mainsOnly = flag("mainsOnly", terms.mainsOnly);
    setTerms(terms);
}

void Overnight::save() const {
    QSettings settings;
    settings.setValue(QStringLiteral("overnight/quiet"), m_terms.quietOn);
    settings.setValue(QStringLiteral("overnight/quietFrom"), m_terms.quiet.from.toString(QStringLiteral("HH:mm")));
    settings.setValue(QStringLiteral("overnight/quietTo"), m_terms.quiet.to.toString(QStringLiteral("HH:mm")));
    settings.setValue(QStringLiteral("overnight/autoResume"), m_terms.autoResume);
    settings.setValue(QStringLiteral("overnight/mainsOnly"), m_terms.mainsOnly);
}

void Overnight::take(const RunSummary& now) {
    const RunSummary before = std::exchange(m_before, now);
    holdAwake();
    if (before.run != now.run || before.workspace != now.workspace) return m_notifier.forget();  // opening is no news
    const QString title = tr("%1: %2").arg(now.name, runWord(now));
    if (before.phase != now.phase) {
        if (now.phase == RunPhase::Done) m_notifier.tell(NoticeKind::RunFinished, title, runSentence(now));
        if (now.phase == RunPhase::Failed) m_notifier.tell(NoticeKind::RunFailed, title, runSentence(now));
    }
    // What it waits for at rest may be much more than what was told first.
    const bool rests = before.phase != RunPhase::Blocked && now.phase == RunPhase::Blocked;
    if (rests || (!needsPerson(before) && needsPerson(now)))
        m_notifier.tell(NoticeKind::BlockedOnYou, title, runSentence(now));
    const QStringList wereOut = longOut(before);
    for (const QString& name : longOut(now))
        if (!wereOut.contains(name)) {
            m_notifier.tell(NoticeKind::Breaker, title, outageText(now));
            break;
        }
    const bool short_ = now.nearBudget || now.phase == RunPhase::HeldByBudget;
    const bool wasShort = before.nearBudget || before.phase == RunPhase::HeldByBudget;
    if (short_ && !wasShort)
        m_notifier.tell(NoticeKind::Budget, title,
             now.phase == RunPhase::HeldByBudget ? runSentence(now) : tr("Four fifths of the budget are used."));
}

}  // namespace skein::ui
