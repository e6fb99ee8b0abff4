#include "ui/goal/estimate_words.h"

#include <QLocale>
#include <QRegularExpression>

#include "ui/common/formats.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

/// A number as the core writes it, as people do here.
QString number(const QString& written) {
    const int decimals =
        written.contains(QLatin1Char('.')) ? static_cast<int>(written.section(QLatin1Char('.'), 1).size()) : 0;
    return QLocale().toString(written.toDouble(), 'f', decimals);
}

QString partText(const QString& part) {
    const auto match = [&part](const char* pattern) {
        return QRegularExpression(QRegularExpression::anchoredPattern(QString::fromLatin1(pattern))).match(part);
    };
    if (part == QLatin1String("nothing is left to do")) return tr("nothing is left to do");
    if (part == QLatin1String("built-in spread, no finished task yet"))
        return tr("a rough guess, for no task has finished yet");
    if (const auto m = match("from (\\d+) finished tasks? of (\\d+) runs?"); m.hasMatch())
        return tr("from %1 of %2")
            .arg(tr("%n finished task(s)", "after: from", m.captured(1).toInt()),
                 tr("%n run(s)", "after: of", m.captured(2).toInt()));
    if (const auto m = match("built-in spread for (\\d+) tasks? whose kind has not finished any"); m.hasMatch())
        return tr("a rough guess for %n task(s) of kinds that have not finished any", nullptr, m.captured(1).toInt());
    if (const auto m = match("widened for (\\d+) tasks? of kinds with fewer than (\\d+) finished"); m.hasMatch())
        return tr("wider for %n task(s) of kinds with fewer than %1 finished", nullptr, m.captured(1).toInt())
            .arg(m.captured(2));
    if (const auto m = match("corrected by (\\d+) earlier estimates?: time x([0-9.]+)(?:, cost x([0-9.]+))?");
        m.hasMatch()) {
        const QString by = tr("%n earlier estimate(s)", "after: corrected by", m.captured(1).toInt());
        return m.captured(3).isEmpty() ? tr("corrected by %1: time \u00d7%2").arg(by, number(m.captured(2)))
                                       : tr("corrected by %1: time \u00d7%2, cost \u00d7%3")
                                             .arg(by, number(m.captured(2)), number(m.captured(3)));
    }
    return part;
}

MicroUsd threeDigits(std::int64_t microUsd) {
    std::int64_t step = 1;
    while (microUsd / step >= 1'000 && step < 10'000) step *= 10;  // to the cent at least
    return {(microUsd + step / 2) / step * step};
}

}  // namespace

QString timeRangeText(const plan::Range& range) {
    return tr("~%1 (%2\u2013%3)", "the middle of a range, and the range")
        .arg(roughDurationText({range.p50}), roughDurationText({range.p10}), roughDurationText({range.p90}));
}

QString moneyRangeText(const plan::Range& range) {
    if (range.p90 == 0) return moneyText({});
    return tr("~%1 (%2\u2013%3)", "the middle of a range, and the range")
        .arg(moneyText(threeDigits(range.p50)), moneyText(threeDigits(range.p10)), moneyText(threeDigits(range.p90)));
}

QString basisText(const std::string& basis) {
    QStringList parts = QString::fromStdString(basis).split(QStringLiteral("; "));
    for (QString& part : parts) part = partText(part);
    return parts.join(QStringLiteral("; "));
}

}  // namespace skein::ui
