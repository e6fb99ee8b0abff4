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

WriteGuard::WriteGuard(CommandRegistry& commands, RunFeed& feed, QObject* parent) : QObject(parent) {
    connect(&feed, &RunFeed::delta, this, [&commands](const RunDelta& delta) {
        if (!delta.summary) return;
        const QStringList known = commands.ids();
        for (const QString& id : writing())
            if (known.contains(id)) commands.veto(id, CommandVeto::ReadOnly, delta.summary->unwritable);
    });
}

}  // namespace skein::ui
