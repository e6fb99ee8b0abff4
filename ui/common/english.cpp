#include "ui/common/english.h"

namespace skein::ui {

QString English::translate(const char*, const char* source, const char*, int n) const {
    if (n < 0) return {};  // not a plural: the source text stands
    QString text = QString::fromUtf8(source);
    text.replace(QLatin1String("(s)"), n == 1 ? QString() : QStringLiteral("s"));
    text.replace(QLatin1String("{s}"), n == 1 ? QStringLiteral("s") : QString());
    return text;
}

}  // namespace skein::ui
