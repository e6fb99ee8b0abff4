#include "ui/shell/provider_words.h"

#include <QLocale>

#include "ui/common/formats.h"
#include "ui/common/words.h"
#include "ui/overview/digest.h"

namespace skein::ui {

namespace {

constexpr int longestSaid = 300;  // characters of what a provider said; the rest is in the task's output

QString shortSaid(const QString& said) {
    const QString line = said.simplified();
    return line.size() <= longestSaid ? line : line.left(longestSaid) + QChar(0x2026);
}

QString traffic(const ProviderRow& row) {
    QStringList parts;
    if (row.inFlight > 0) parts.append(tr("%n call(s) open", nullptr, row.inFlight));
    if (row.calls > 0)
        parts.append(tr("%n call(s) and %1 tokens in the last minute", nullptr, row.calls)
                         .arg(shortCountText(row.tokens.value)));
    if (row.slowedDown > 0)
        parts.append(tr("%n call(s) refused for their pace in the last 10 minutes", nullptr, row.slowedDown));
    return parts.join(QStringLiteral(", "));
}

}  // namespace

ProviderWords providerWords(const ProviderRow& row, const RunSummary& s) {
    ProviderWords words;
    QStringList detail;
    if (row.downSince.value > 0) {
        words.status = Status::Backoff;
        words.state = tr("does not answer since %1").arg(clockText(row.downSince, s.asOf));
        detail.append(tr("%n call(s) failed", nullptr, row.failedCalls) +
                      (row.said.isEmpty() ? QString() : tr(", the last with: %1").arg(shortSaid(row.said))));
        detail.append(tr("The run asks it again by itself."));
    } else if (row.keysOutOfQuota > 0 || row.keysRefused > 0) {
        words.status = row.keysRefused > 0 ? Status::NeedsYou : Status::Held;
        QStringList aside;
        if (row.keysOutOfQuota > 0) aside.append(tr("%n key(s) without quota left", nullptr, row.keysOutOfQuota));
        if (row.keysRefused > 0) aside.append(tr("%n key(s) refused", nullptr, row.keysRefused));
        words.state = aside.join(QStringLiteral(", "));
        if (!row.keysSaid.isEmpty()) detail.append(tr("It said: %1").arg(shortSaid(row.keysSaid)));
    } else if (s.phase == RunPhase::Running || s.phase == RunPhase::Stopping) {
        words.status = row.slowedDown > 0 ? Status::Retrying : Status::Running;
        words.state = row.slowedDown > 0 ? tr("answers, but slows calls down") : tr("answers");
    } else {
        words.status = Status::Done;
        words.state = tr("was called by this run");
    }
    words.traffic = traffic(row);
    words.detail = detail.join(QStringLiteral(". ")).replace(QStringLiteral(".."), QStringLiteral("."));
    return words;
}

QString outageText(const RunSummary& summary) {
    QStringList parts;
    for (const ProviderRow& row : summary.providers)
        if (row.downSince.value > 0)
            parts.append(tr("%1 does not answer since %2, %3")
                             .arg(row.name, clockText(row.downSince, summary.asOf),
                                  tr("%n call(s) failed", nullptr, row.failedCalls)));
    return parts.join(QStringLiteral("; "));
}

bool isOutOfQuota(const RunSummary& summary) {
    int quota = 0, refused = 0;
    for (const ProviderRow& row : summary.providers) {
        quota += row.keysOutOfQuota;
        refused += row.keysRefused;
    }
    return quota > 0 && refused == 0;
}

}  // namespace skein::ui
