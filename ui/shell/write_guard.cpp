#include "ui/shell/write_guard.h"

namespace skein::ui {

QStringList WriteGuard::writing() {
    return {QStringLiteral("skein.run.hold"),
            QStringLiteral("skein.run.resume"),
            QStringLiteral("skein.run.stop"),
            QStringLiteral("skein.run.budget"),
            QStringLiteral("skein.run.retryFailed"),
            QStringLiteral("skein.run.retryTask"),
            QStringLiteral("skein.run.retryAfter"),
            QStringLiteral("skein.run.pass"),
            QStringLiteral("skein.run.pausePoint"),
            QStringLiteral("skein.conflict.takeA"),
            QStringLiteral("skein.conflict.takeB"),
            QStringLiteral("skein.conflict.takeNeither"),
            QStringLiteral("skein.conflict.notAConflict"),
            QStringLiteral("skein.conflict.ownText"),
            QStringLiteral("skein.conflict.commit"),
            QStringLiteral("skein.conflict.undo")};
}

WriteGuard::WriteGuard(CommandRegistry& commands, RunFeed& feed, QObject* parent)
    : QObject(parent), m_commands(commands) {
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.summary) setReason(delta.summary->unwritable);
    });
    connect(&commands, &CommandRegistry::commandChanged, this, &WriteGuard::check);
}

void WriteGuard::setReason(const QString& reason) {
    if (reason == m_reason) return;
    // What the owners said comes first: the old reason is taken back, then the new one given.
    const auto own = std::exchange(m_own, {});
    m_reason.clear();
    for (auto each = own.cbegin(); each != own.cend(); ++each)
        m_commands.setEnabled(each.key(), each.value().isEmpty(), each.value());
    m_reason = reason;
    const QStringList known = m_commands.ids();
    for (const QString& id : writing())
        if (known.contains(id)) check(id);
}

void WriteGuard::check(const QString& id) {
    if (m_reason.isEmpty() || m_commands.reason(id) == m_reason || !writing().contains(id)) return;
    m_own.insert(id, m_commands.reason(id));
    m_commands.disable(id, m_reason);
}

}  // namespace skein::ui
