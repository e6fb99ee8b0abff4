// tr() for functions that belong to no QObject. Translations know these texts by the name of the namespace, as lupdate
// does. Thread: any.
#pragma once

#include <QCoreApplication>

namespace skein::ui {

/// The text in the language chosen, as QObject::tr(); n, where it is not negative, chooses the plural form and stands
/// for %n.
inline QString tr(const char* text, const char* comment = nullptr, int n = -1) {
    return QCoreApplication::translate("skein::ui", text, comment, n);
}

}  // namespace skein::ui
