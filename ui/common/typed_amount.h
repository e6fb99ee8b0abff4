// An amount as a person types it. Thread: any.
#pragma once

#include <QLocale>
#include <optional>

#include "core/base/units.h"

namespace skein::ui {

/// Dollars with a decimal point, or with what the person's language has in its place: "2.50", and "2,50" in German.
/// Nothing for all else, also for thousands set apart: "1.000,00".
inline std::optional<MicroUsd> typedAmount(const QString& text) {
    const auto amount = parseUsd(text.trimmed().replace(QLocale().decimalPoint(), QStringLiteral(".")).toStdString());
    return amount ? std::optional(*amount) : std::nullopt;
}

}  // namespace skein::ui
