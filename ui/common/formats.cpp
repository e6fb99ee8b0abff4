#include "ui/common/formats.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace skein::ui {

namespace {

QString marked(const QString& text, Certainty certainty) {
    return certainty == Certainty::Estimated ? QLatin1Char('~') + text : text;
}

QString inDollars(const QString& number) { return QCoreApplication::translate("Formats", "$%1").arg(number); }

}  // namespace

QString moneyText(MicroUsd amount, Certainty certainty) {
    const double dollars = static_cast<double>(amount.value) / 1e6;
    const bool small = amount.value != 0 && std::abs(dollars) < 1.0;
    QString text = QLocale().toString(std::abs(dollars), 'f', small ? 3 : 2);
    if (small && std::abs(dollars) < 0.0005)
        return marked(QLatin1Char('<') + inDollars(QLocale().toString(0.001, 'f', 3)), certainty);
    text = inDollars(text);
    if (amount.value < 0) text.prepend(QLatin1Char('-'));
    return marked(text, certainty);
}

MicroUsd roundedUp(MicroUsd amount) {
    const std::int64_t step = amount.value < 1'000'000 ? 1'000 : 10'000;
    return {(amount.value + step - 1) / step * step};
}

QString tokenText(TokenCount tokens, Certainty certainty) {
    return marked(QLocale().toString(static_cast<qlonglong>(tokens.value)), certainty);
}

QString shortCountText(qint64 count) {
    if (count >= 1'000'000)
        return QCoreApplication::translate("Formats", "%1M")
            .arg(QLocale().toString(static_cast<double>(count) / 1e6, 'f', 1));
    if (count >= 10'000)
        return QCoreApplication::translate("Formats", "%1K")
            .arg(QLocale().toString(static_cast<double>(count) / 1e3, 'f', 1));
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString durationText(Duration duration) {
    if (duration.value <= 0) return QStringLiteral("--");
    const qint64 total = duration.value / 1'000'000;
    if (total < 60 && duration.value < 10'000'000)
        return QCoreApplication::translate("Formats", "%1 s")
            .arg(
                QLocale().toString(static_cast<double>(duration.value) / 1e6, 'f', duration.value < 1'000'000 ? 2 : 1));
    if (total < 3600) return QStringLiteral("%1:%2").arg(total / 60).arg(total % 60, 2, 10, QLatin1Char('0'));
    return QCoreApplication::translate("Formats", "%1 h %2 min").arg(total / 3600).arg(total / 60 % 60);
}

QString spokenDurationText(Duration duration) {
    const qint64 seconds = duration.value / 1'000'000;
    if (seconds < 60 || seconds >= 3600) return durationText(duration);
    return QCoreApplication::translate("Formats", "%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

QString roughDurationText(Duration duration) {
    if (duration.value <= 0) return QStringLiteral("--");
    const auto say = [](const char* text, qint64 number) {
        return QCoreApplication::translate("Formats", text).arg(QLocale().toString(number));
    };
    const qint64 seconds = (duration.value + 500'000) / 1'000'000;
    if (seconds < 1) return QCoreApplication::translate("Formats", "under 1 s");
    if (seconds < 10) return say(QT_TRANSLATE_NOOP("Formats", "%1 s"), seconds);
    if (seconds < 58) return say(QT_TRANSLATE_NOOP("Formats", "%1 s"), (seconds + 2) / 5 * 5);
    const qint64 minutes = (seconds + 30) / 60;
    if (minutes < 120) return say(QT_TRANSLATE_NOOP("Formats", "%1 min"), minutes);
    const qint64 quarters = (minutes + 7) / 15;
    return QCoreApplication::translate("Formats", "%1 h %2 min").arg(quarters / 4).arg(quarters % 4 * 15);
}

QString timeText(Instant instant, Instant now) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(instant.value / 1000);
    const QDateTime today = QDateTime::fromMSecsSinceEpoch(now.value / 1000);
    if (time.date() == today.date()) return time.time().toString(QStringLiteral("HH:mm:ss"));
    return QLocale().toString(time.date(), QLocale::ShortFormat) + QLatin1Char(' ') +
           time.time().toString(QStringLiteral("HH:mm"));
}

QString percentText(qint64 part, qint64 whole) {
    if (whole <= 0) return QStringLiteral("--");
    const qint64 percent = part * 100 / whole;  // rounded down: 100 % is reached, not approached
    if (part > 0 && percent == 0) return QCoreApplication::translate("Formats", "<1%");
    return QCoreApplication::translate("Formats", "%1%").arg(percent);
}

}  // namespace skein::ui
