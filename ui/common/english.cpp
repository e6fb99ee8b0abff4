#include "ui/common/english.h"

namespace skein::ui {

QString English::translate(const char*, const char* source, const char*, int n) const {
    return n < 0 ? QString() : plural(source, n);  // what is no plural stands as it is
}

QString English::plural(const char* source, int n) {
    QString text = QString::fromUtf8(source);
    if (n < 0) return text;
    text.replace(QLatin1String("%n"), QLatin1String("%Ln"));  // thousands are set apart, as everywhere else
    text.replace(QLatin1String("(s)"), n == 1 ? QString() : QStringLiteral("s"));
    text.replace(QLatin1String("{s}"), n == 1 ? QStringLiteral("s") : QString());
    return text;
}

}  // namespace skein::ui
